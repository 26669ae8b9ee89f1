from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from .portal import FORM, PAGE
from .portal_pairing import MentoringPairingPortal


class MentoringSessionPortal(MentoringPairingPortal):
    """The page of one meeting: what was noted, and how it was."""

    @http.route("/my/mentoring/sessions/<int:session_id>", **PAGE)
    def mentoring_session(self, session_id, done=None, **_kw):
        return self._render_session(self._find_session(session_id), notice=self._notice(done), done=done)

    @http.route("/my/mentoring/sessions/<int:session_id>/feedback", **FORM)
    def mentoring_feedback(self, session_id, **_kw):
        session = self._find_session(session_id)
        values = self._form_values()
        feedback, errors = self._attempt(lambda: session._give_feedback(values))
        if errors:
            return self._render_session(session, values, errors)
        poor = feedback.sudo().fit == "poor"  # the user's own answer
        if poor and session.pairing_id.state in ("active", "paused"):
            return self._go(f"/my/mentoring/pairings/{session.pairing_id.id}/change", "poor")
        return self._go(f"/my/mentoring/sessions/{session.id}", "poor" if poor else "feedback")

    def _find_session(self, session_id):
        """A meeting of the user's own announced pair, with the user's rights; any other is not found."""
        sessions = request.env["mentoring.session"]
        readable = sessions._search([("id", "=", self._id(session_id))])
        # sudo: what the user may read, as a whole; of it only what their own pair's pages show
        session_sudo = sessions.sudo().search_fetch([("id", "in", readable)])
        if not session_sudo or not request.env["mentoring.pairing"]._own_announced(session_sudo.pairing_id.id):
            raise NotFound()
        return session_sudo.sudo(False)

    def _render_session(self, session, values=None, errors=None, notice=None, done=None):
        return self._render(
            "portal_mentoring_session",
            "mentoring_session",
            status=422 if errors else 200,
            meeting=session._portal_page(),
            values=values or {},
            errors=errors or {},
            notice=notice,
            done=done,
        )
