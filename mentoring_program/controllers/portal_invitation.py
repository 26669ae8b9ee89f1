from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from .portal import FORM, MAX_ID, MentoringPortal


def _nothing_to_note(_controller, _rule, args):
    """Whether the page of a program can be read without writing: the first visit of an invited person is noted."""
    return not (
        args["program_id"] <= MAX_ID and request.env["mentoring.invitation"]._unopened(args["program_id"])
    )


class MentoringInvitationPortal(MentoringPortal):
    """What an invited person does with the invitation: look, and say not this time."""

    @http.route(readonly=_nothing_to_note)
    def mentoring_program(self, program_id, done=None, **kw):
        page = super().mentoring_program(program_id, done=done, **kw)
        request.env["mentoring.invitation"]._note_opened(program_id)
        return page

    @http.route("/my/mentoring/programs/<int:program_id>/invitation", **FORM)
    def mentoring_invitation(self, program_id, **_kw):
        program = self._find_program(program_id)
        if self._form_values().get("move") != "decline" or not program._portal_invitation():
            raise NotFound()
        request.env["mentoring.invitation"]._decline(program)
        return self._go(f"/my/mentoring/programs/{program.id}", "not_now")

    def _notice(self, done):
        if done == "not_now":
            return request.env._("Noted, thank you. You are welcome whenever it suits you better.")
        return super()._notice(done)
