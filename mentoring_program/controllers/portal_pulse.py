from odoo import http
from odoo.http import request

from .portal import FORM, PAGE
from .portal_pairing import MentoringPairingPortal


class MentoringPulsePortal(MentoringPairingPortal):
    """The pulse of a running pair and the look back at one that is over: one page, one button, nothing required."""

    @http.route("/my/mentoring/pairings/<int:pairing_id>/<any(pulse,closing):kind>", **PAGE)
    def mentoring_pulse(self, pairing_id, kind, **_kw):
        pairing = self._find_pairing(pairing_id)
        return self._render_pulse(pairing, kind)

    @http.route("/my/mentoring/pairings/<int:pairing_id>/<any(pulse,closing):kind>", **FORM)
    def mentoring_answer_pulse(self, pairing_id, kind, **_kw):
        pairing = self._find_pairing(pairing_id)
        values = self._form_values()
        _pulse, errors = self._attempt(lambda: request.env["mentoring.pulse"]._answer(pairing, kind, values))
        if errors:
            return self._render_pulse(pairing, kind, values, errors)
        return self._go("/my/mentoring", "pulse")

    def _render_pulse(self, pairing, kind, values=None, errors=None):
        pulse = pairing._portal_pulse(kind)
        if not pulse:
            return request.redirect("/my/mentoring", code=303)
        return self._render(
            "portal_mentoring_pulse",
            "mentoring_pulse",
            status=422 if errors else 200,
            pulse=pulse,
            values=values or {},
            errors=errors or {},
        )
