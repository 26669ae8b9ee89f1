from odoo import fields, models


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    participant_id = fields.Many2one(
        "mentoring.participant",
        string="Mentoring participant",
        index="btree_not_null",
        ondelete="cascade",
        readonly=True,
    )
