from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import content_disposition, request

from .portal import FORM, PAGE, MentoringPortal
from .workbook import XLSX


class MentoringDataPortal(MentoringPortal):
    """*My data*: what mentoring keeps about the user, to take along or to have erased."""

    @http.route("/my/mentoring/data", **PAGE)
    def mentoring_data(self, done=None, **_kw):
        return self._render_data(notice=self._data_notice(done))

    @http.route("/my/mentoring/data/download", **PAGE)
    def mentoring_data_download(self, kind="json", **_kw):
        participants = request.env["mentoring.participant"]
        makers = {
            "json": (participants._my_data_json, "application/json; charset=utf-8"),
            "xlsx": (participants._my_data_workbook, XLSX),
        }
        if kind not in makers:
            raise NotFound()
        make, content_type = makers[kind]
        return request.make_response(
            make(),
            headers=[
                ("Content-Type", content_type),
                ("Content-Disposition", content_disposition(f"mentoring.{kind}")),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )

    @http.route("/my/mentoring/data/erase", **FORM)
    def mentoring_data_erase(self, move=None, **_kw):
        erasures = request.env["mentoring.erasure"]
        moves = {"ask": erasures._ask, "withdraw": erasures._withdraw_mine}
        if move not in moves:
            raise NotFound()
        _none, errors = self._attempt(moves[move])
        return self._render_data(errors=errors) if errors else self._go("/my/mentoring/data", move)

    def _render_data(self, errors=None, notice=None):
        return self._render(
            "portal_mentoring_data",
            "mentoring_data",
            status=422 if errors else 200,
            parts=request.env["mentoring.participant"]._my_entries()._counts_of_data(),
            is_asked=bool(request.env["mentoring.erasure"]._mine()),
            errors=errors or {},
            notice=notice,
        )

    @staticmethod
    def _data_notice(done):
        return {
            "ask": request.env._("You have asked to be forgotten. An administrator takes care of it."),
            "withdraw": request.env._("Withdrawn. Everything stays as it is."),
        }.get(done)
