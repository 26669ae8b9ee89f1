from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from .portal import FORM, PAGE
from .portal_pairing import MentoringPairingPortal


class MentoringPraisePortal(MentoringPairingPortal):
    """Thanks, a word to HR, and the certificate."""

    @http.route("/my/mentoring/pairings/<int:pairing_id>/praise", **FORM)
    def mentoring_praise(self, pairing_id, **_kw):
        return self._pairing_form(
            pairing_id,
            "praise",
            lambda pairing, values: request.env["mentoring.praise"]._say(pairing, values),
            "praise",
        )

    @http.route("/my/mentoring/pairings/<int:pairing_id>/praise/decide", **FORM)
    def mentoring_decide_on_praise(self, pairing_id, **_kw):
        return self._pairing_form(
            pairing_id,
            "praise",
            lambda pairing, values: request.env["mentoring.praise"]._decide(pairing, values),
            "praise",
        )

    @http.route("/my/mentoring/pairings/<int:pairing_id>/certificate", **PAGE)
    def mentoring_certificate(self, pairing_id, **_kw):
        certificate = self._find_pairing(pairing_id)._portal_certificate()
        if not certificate:
            raise NotFound()
        return self._render(
            "portal_mentoring_certificate", "mentoring_certificate", certificate=certificate, errors={}
        )

    def _notice(self, done):
        if done == "praise":
            return request.env._("Saved.")
        return super()._notice(done)
