from odoo import fields, models


class MentoringFeedbackPage(models.Model):
    """When the meeting was that the feedback is about."""

    _inherit = "mentoring.feedback"

    date = fields.Datetime("Meeting", related="session_id.date", store=True)
