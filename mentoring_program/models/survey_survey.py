from odoo import api, fields, models
from odoo.exceptions import UserError


class SurveySurvey(models.Model):
    """Questionnaires of type mentoring: answered behind the login, read by the program's team only.

    Core's rules already keep answers of a type of their own from survey officers.
    """

    _inherit = "survey.survey"

    survey_type = fields.Selection(
        selection_add=[("mentoring", "Mentoring")], ondelete={"mentoring": "set default"}
    )
    mentoring_program_ids = fields.One2many(
        "mentoring.program",
        "survey_id",
        string="Mentoring programs",
        groups="mentoring_program.group_mentoring_coordinator",
    )

    @api.depends("survey_type")
    @api.depends_context("uid")
    def _compute_allowed_survey_types(self):
        super()._compute_allowed_survey_types()
        if self.env.user.has_group("mentoring_program.group_mentoring_coordinator"):
            self.allowed_survey_types = [*(self.allowed_survey_types or []), "mentoring"]

    @api.model_create_multi
    def create(self, vals_list):
        surveys = super().create(vals_list)
        surveys._keep_behind_login()
        return surveys

    def write(self, vals):
        if vals.get("survey_type", "mentoring") != "mentoring":
            self._verify_unanswered()
        result = super().write(vals)
        self._keep_behind_login()
        return result

    def _verify_unanswered(self):
        """An answered mentoring questionnaire keeps its type: another one would show the answers to survey officers."""
        answered_sudo = self.sudo().filtered(
            lambda one: one.survey_type == "mentoring" and one.user_input_ids
        )
        if answered_sudo:
            raise UserError(
                self.env._(
                    "%s holds answers of mentoring participants, so it stays a mentoring questionnaire.",
                    ", ".join(answered_sudo.mapped("title")),
                )
            )

    def _keep_behind_login(self):
        loose = self.filtered(
            lambda one: (
                one.survey_type == "mentoring"
                and not (one.access_mode == "token" and one.users_login_required)
            )
        )
        if loose:
            loose.write({"access_mode": "token", "users_login_required": True})
