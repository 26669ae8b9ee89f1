from odoo import fields, models

from ..models.mentoring_feedback import FIT


class MentoringFeedbackWizard(models.TransientModel):
    """The backend's feedback form for internal users; the same method stores it as in the portal."""

    _name = "mentoring.feedback.wizard"
    _description = "Feedback on a meeting"

    session_id = fields.Many2one("mentoring.session", required=True, ondelete="cascade")
    rating = fields.Selection(
        [("1", "Poor"), ("2", "Fair"), ("3", "Good"), ("4", "Very good"), ("5", "Excellent")], required=True
    )
    fit = fields.Selection(FIT)
    comment = fields.Text()
    is_shared = fields.Boolean("My partner may read this")
