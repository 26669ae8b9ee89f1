from odoo import http
from odoo.http import content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST_ID = 2**31 - 1


class MentoringWorkbook(http.Controller):
    @http.route(
        "/mentoring/program/<int:program_id>/workbook",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
        sitemap=False,
    )
    def workbook(self, program_id, **_ignored):
        """The program as a file; 404 for a program the user does not see, 403 for one they do not coordinate."""
        programs = request.env["mentoring.program"].with_context(active_test=False)
        program = programs.search([("id", "=", min(program_id, LARGEST_ID))])
        if not program:
            raise request.not_found()
        name, content = program._workbook()
        return request.make_response(
            content,
            headers=[
                ("Content-Type", XLSX),
                ("Content-Disposition", content_disposition(name)),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
