from odoo import http
from odoo.http import request

from .portal import FORM, PAGE
from .portal_pairing import MentoringPairingPortal


class MentoringChangePortal(MentoringPairingPortal):
    """The page on which one of the two says what would help; the partner has one of their own."""

    @http.route("/my/mentoring/pairings/<int:pairing_id>/change", **PAGE)
    def mentoring_change(self, pairing_id, done=None, **_kw):
        pairing = self._find_pairing(pairing_id)
        if pairing.state not in ("active", "paused"):
            return request.redirect(f"/my/mentoring/pairings/{pairing.id}", code=303)
        return self._render_change(pairing, notice=self._notice(done))

    @http.route("/my/mentoring/pairings/<int:pairing_id>/change", **FORM)
    def mentoring_ask_for_change(self, pairing_id, **_kw):
        pairing = self._find_pairing(pairing_id)
        values = self._form_values()
        choice, errors = self._attempt(lambda: pairing._ask_for_change(values))
        if errors and pairing.state not in ("active", "paused"):
            return self._render_pairing(pairing, "state", {}, errors)
        if errors:
            return self._render_change(pairing, values, errors)
        if choice == "end":
            return self._go("/my/mentoring", "end")
        return self._go(f"/my/mentoring/pairings/{pairing.id}/change", choice)

    def _render_change(self, pairing, values=None, errors=None, notice=None):
        return self._render(
            "portal_mentoring_change",
            "mentoring_change",
            status=422 if errors else 200,
            change=pairing._portal_change(),
            values=values or {},
            errors=errors or {},
            notice=notice,
        )

    def _notice(self, done):
        return super()._notice(done) or {
            "extend": request.env._("Thank you. The program team looks at it; your page shows the new date."),
            "rematch": request.env._("Thank you. The program team looks for somebody; we write to you."),
            "stay": request.env._("Good. Nothing changes."),
            "talk": request.env._("Thank you. The program team comes back to you."),
        }.get(done)
