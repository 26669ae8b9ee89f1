from lxml import html
from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from .portal import PAGE, MentoringPortal

ROLES = ("mentor", "mentee")


class MentoringPreviewPortal(MentoringPortal):
    """The registration page as a person without answers sees it, for the program's team; its forms send nothing."""

    @http.route("/my/mentoring/programs/<int:program_id>/preview/<string:role>", **PAGE)
    def mentoring_preview(self, program_id, role, **_kw):
        program = request.env["mentoring.program"].browse(self._id(program_id)).exists()
        if role not in ROLES or not program or not program.has_access("write"):
            raise NotFound()
        program._verify_coordinated()
        participants = request.env["mentoring.participant"]
        response = self._render(
            "portal_mentoring_program",
            "mentoring_program",
            program={**program._portal_page(), "invitation": program._sample_invitation(role)},
            entries=[],
            may_answer=True,
            options=participants._portal_options(program),
            asks_questions=False,
            values={"roles": [role], "capacity": "1"},
            errors={},
            notice=request.env._("This is what people see. Nothing you do here is kept."),
        )
        response.flatten()
        response.data = self._without_forms(response.data)
        return response

    @staticmethod
    def _without_forms(page):
        """The page with every form's address and memory taken away, and its buttons dead."""
        document = html.fromstring(page)
        for form in document.iter("form"):
            for name in list(form.attrib):
                if name in ("action", "method") or name.startswith("data-"):
                    del form.attrib[name]
            form.attrib["onsubmit"] = "return false"
            for button in form.iter("button"):
                button.attrib["disabled"] = "disabled"
        return html.tostring(document, encoding="utf-8", doctype="<!DOCTYPE html>")
