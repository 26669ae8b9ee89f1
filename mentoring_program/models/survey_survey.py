from odoo import api, fields, models


class SurveySurvey(models.Model):
    _inherit = "survey.survey"

    survey_type = fields.Selection(
        selection_add=[("mentoring", "Mentoring")], ondelete={"mentoring": "set default"}
    )

    @api.depends("survey_type")
    @api.depends_context("uid")
    def _compute_allowed_survey_types(self):
        super()._compute_allowed_survey_types()
        if self.env.user.has_group("mentoring_program.group_mentoring_coordinator"):
            self.allowed_survey_types = [*(self.allowed_survey_types or []), "mentoring"]
