from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from .portal import FORM, PAGE, MentoringPortal


class MentoringChoosingPortal(MentoringPortal):
    """Choosing for oneself: a mentee's shortlist, a mentor's offers, and one page for each request."""

    @http.route("/my/mentoring/programs/<int:program_id>/choose", **PAGE)
    def mentoring_choose(self, program_id, done=None, **_kw):
        return self._render_choice(self._find_program(program_id), notice=self._notice(done))

    @http.route("/my/mentoring/programs/<int:program_id>/requests", **FORM)
    def mentoring_ask(self, program_id, **_kw):
        program = self._find_program(program_id)
        self._or_404(request.env["mentoring.request"]._own_entry(program, "mentee", "shortlist"))
        values = self._form_values()
        _request, errors = self._attempt(lambda: request.env["mentoring.request"]._ask(program, values))
        if errors:
            return self._render_choice(program, values, errors)
        return self._go(f"/my/mentoring/programs/{program.id}/choose", "asked")

    @http.route("/my/mentoring/programs/<int:program_id>/mentees", **PAGE)
    def mentoring_waiting_mentees(self, program_id, done=None, **_kw):
        return self._render_waiting(self._find_program(program_id), notice=self._notice(done))

    @http.route("/my/mentoring/programs/<int:program_id>/offers", **FORM)
    def mentoring_offer(self, program_id, **_kw):
        program = self._find_program(program_id)
        self._or_404(request.env["mentoring.request"]._own_entry(program, "mentor", "mentor_offers"))
        values = self._form_values()
        _request, errors = self._attempt(lambda: request.env["mentoring.request"]._offer(program, values))
        if errors:
            return self._render_waiting(program, errors)
        return self._go(f"/my/mentoring/programs/{program.id}/mentees", "offered")

    @http.route("/my/mentoring/requests/<int:request_id>", **PAGE)
    def mentoring_request(self, request_id, done=None, **_kw):
        return self._render_request(self._find_request(request_id), notice=self._notice(done))

    @http.route("/my/mentoring/requests/<int:request_id>", **FORM)
    def mentoring_answer(self, request_id, **_kw):
        asked = self._find_request(request_id)
        moves = {"yes": asked._accept, "pass": asked._pass, "withdraw": asked._withdraw}
        move = request.httprequest.form.get("move")
        if move not in moves:
            raise NotFound()
        _none, errors = self._attempt(moves[move])
        if errors:
            return self._render_request(asked, errors)
        return self._go(f"/my/mentoring/requests/{asked.id}", f"request_{move}")

    # ------------------------------------------------------------
    # Tools
    # ------------------------------------------------------------

    def _find_request(self, request_id):
        """A request of the user's own, with the user's rights; anybody else's is not found."""
        request_sudo = request.env["mentoring.request"]._own(self._id(request_id))
        if not request_sudo:
            raise NotFound()
        return request_sudo.sudo(False)

    @staticmethod
    def _or_404(found):
        """What was found; the page is not there for whoever does not choose in this program."""
        if not found:
            raise NotFound()
        return found

    def _render_choice(self, program, values=None, errors=None, notice=None):
        return self._render(
            "portal_mentoring_choose",
            "mentoring_choose",
            status=422 if errors else 200,
            choice=self._or_404(request.env["mentoring.request"]._portal_choice(program)),
            values=values or {},
            errors=errors or {},
            notice=notice,
        )

    def _render_waiting(self, program, errors=None, notice=None):
        return self._render(
            "portal_mentoring_mentees",
            "mentoring_choose",
            status=422 if errors else 200,
            choice=self._or_404(request.env["mentoring.request"]._portal_waiting_mentees(program)),
            errors=errors or {},
            notice=notice,
        )

    def _render_request(self, asked, errors=None, notice=None):
        return self._render(
            "portal_mentoring_request",
            "mentoring_request",
            status=422 if errors else 200,
            ask=asked._portal_page(),
            errors=errors or {},
            notice=notice,
        )

    def _notice(self, done):
        return {
            "asked": request.env._("Sent. The place is held for you while your question is out."),
            "offered": request.env._("Offered. One of your places is held until there is an answer."),
            "request_yes": request.env._("Thank you. You have said yes."),
            "request_pass": request.env._("Thank you for answering. Nobody is told a reason."),
            "request_withdraw": request.env._("Taken back."),
        }.get(done) or super()._notice(done)
