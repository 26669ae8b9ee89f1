from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from .portal import FORM, PAGE, MentoringPortal


class MentoringPairingPortal(MentoringPortal):
    """The page of one pair and its forms; only for the two, once it is announced to them."""

    @http.route("/my/mentoring/pairings/<int:pairing_id>", **PAGE)
    def mentoring_pairing(self, pairing_id, done=None, **_kw):
        return self._render_pairing(self._find_pairing(pairing_id), notice=self._notice(done), done=done)

    @http.route("/my/mentoring/pairings/<int:pairing_id>/face/<string:side>", **PAGE)
    def mentoring_face(self, pairing_id, side, **_kw):
        """The face of one of the two, for each other and for whoever decides on the pair now."""
        if side not in ("mentor", "mentee"):
            raise NotFound()
        pairings = request.env["mentoring.pairing"]
        pairing_sudo = pairings._own_announced(self._id(pairing_id))
        if not pairing_sudo:
            pairing = pairings.search([("id", "=", pairing_id), ("can_approve", "=", True)])
            # sudo: who decides on a pair may see who it is about
            pairing_sudo = pairing.sudo()
        if not pairing_sudo:
            raise NotFound()
        employee_sudo = pairing_sudo[f"{side}_employee_id"]
        return request.env["ir.binary"]._get_image_stream_from(employee_sudo, "avatar_128").get_response()

    @http.route("/my/mentoring/pairings/<int:pairing_id>/log", **PAGE)
    def mentoring_log(self, pairing_id, **_kw):
        pairing = self._find_pairing(pairing_id)
        if pairing.state not in ("active", "paused"):
            return request.redirect(f"/my/mentoring/pairings/{pairing.id}", code=303)
        return self._render_log(pairing, {})

    @http.route("/my/mentoring/pairings/<int:pairing_id>/sessions", **FORM)
    def mentoring_log_session(self, pairing_id, **_kw):
        pairing = self._find_pairing(pairing_id)
        values = self._form_values()
        session, errors = self._attempt(lambda: request.env["mentoring.session"]._log(pairing, values))
        if errors:
            return self._render_log(pairing, values, errors)
        # sudo: the meeting that the user has just logged
        session_sudo = session.sudo()
        both = session_sudo.logged_by_mentor and session_sudo.logged_by_mentee
        if values.get("fit") == "poor" and session_sudo.pairing_id._open_request(pairing._side()).wish == "fit":
            return self._go(f"/my/mentoring/pairings/{session_sudo.pairing_id.id}/change", "poor")
        return self._go(
            f"/my/mentoring/pairings/{session_sudo.pairing_id.id}", "joined" if both else "logged"
        )

    @http.route("/my/mentoring/pairings/<int:pairing_id>/goals", **FORM)
    def mentoring_goals(self, pairing_id, **_kw):
        return self._pairing_form(
            pairing_id,
            "goals",
            lambda pairing, values: request.env["mentoring.goal"]._save_goal(pairing, values),
            "goal",
        )

    @http.route("/my/mentoring/pairings/<int:pairing_id>/notes", **FORM)
    def mentoring_notes(self, pairing_id, **_kw):
        return self._pairing_form(
            pairing_id,
            "notes",
            lambda pairing, values: request.env["mentoring.note"]._write_note(pairing, values),
            "note",
        )

    @http.route("/my/mentoring/notes/<int:note_id>/delete", **FORM)
    def mentoring_delete_note(self, note_id, **_kw):
        note = request.env["mentoring.note"].search(
            [("id", "=", self._id(note_id)), ("author_user_id", "=", request.env.uid)]
        )
        if not note:
            raise NotFound()
        pairing_id = note.pairing_id.id
        note._withdraw_own()
        return self._go(f"/my/mentoring/pairings/{pairing_id}", "note_gone", "notes")

    @http.route("/my/mentoring/pairings/<int:pairing_id>/state", **FORM)
    def mentoring_pairing_state(self, pairing_id, **_kw):
        moves = {
            "accept": lambda pairing, _values: pairing._accept(),
            "pause": lambda pairing, _values: pairing._pause_together(),
            "resume": lambda pairing, _values: pairing._resume_together(),
            "end": lambda pairing, values: pairing._end_without_fault(
                values.get("reason"), bool(values.get("not_again"))
            ),
        }
        move = request.httprequest.form.get("move")
        if move not in moves:
            raise NotFound()
        return self._pairing_form(pairing_id, "state", moves[move], move)

    # ------------------------------------------------------------
    # Tools
    # ------------------------------------------------------------

    def _find_pairing(self, pairing_id):
        """The user's own announced pairing, with the user's rights; anybody else's is not found."""
        pairing_sudo = request.env["mentoring.pairing"]._own_announced(self._id(pairing_id))
        if not pairing_sudo:
            raise NotFound()
        return pairing_sudo.sudo(False)

    def _pairing_form(self, pairing_id, form, call, done):
        """Run one form of the pair's page: back to the page, or the page again with what was typed."""
        pairing = self._find_pairing(pairing_id)
        values = self._form_values()
        _result, errors = self._attempt(lambda: call(pairing, values))
        if errors:
            return self._render_pairing(pairing, form, values, errors)
        if done == "end":
            return self._go("/my/mentoring", done)
        return self._go(f"/my/mentoring/pairings/{pairing.id}", done, "" if form == "state" else form)

    def _render_pairing(self, pairing, form=None, values=None, errors=None, notice=None, done=None):
        return self._render(
            "portal_mentoring_pairing",
            "mentoring_pairing",
            status=422 if errors else 200,
            pair=pairing._portal_page(),
            form=form,
            values=values or {},
            errors=errors or {},
            notice=notice,
            done=done,
        )

    def _render_log(self, pairing, values, errors=None):
        return self._render(
            "portal_mentoring_log",
            "mentoring_log",
            status=422 if errors else 200,
            pair={"id": pairing.id, "partner": pairing._portal_partner()},
            log=pairing._portal_log_form(),
            values=values,
            errors=errors or {},
        )
