from odoo import api, fields, models

from ..models.mentoring_feedback import FIT


class MentoringFeedbackWizard(models.TransientModel):
    """The backend's feedback form for internal users; the same method stores it as in the portal."""

    _name = "mentoring.feedback.wizard"
    _inherit = ["mentoring.guard.mixin"]
    _description = "Feedback on a meeting"

    session_id = fields.Many2one(
        "mentoring.session",
        string="Meeting",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env["mentoring.session"]._to_rate()[:1],
        domain=lambda self: [("id", "in", self.env["mentoring.session"]._to_rate().ids)],
    )
    asks_fit = fields.Boolean(compute="_compute_asks_fit")
    rating = fields.Selection(
        [("1", "Hard going"), ("2", "So-so"), ("3", "Good"), ("4", "Very good"), ("5", "Great")],
        string="How was it?",
    )
    fit = fields.Selection(FIT, string="Are you two a good fit?")
    comment = fields.Text("In your words")
    is_shared = fields.Boolean("My partner may read this")

    @api.depends("session_id")
    def _compute_asks_fit(self):
        for wizard in self:
            own_sudo = wizard.session_id._own().sudo()  # sudo: only whether it is the pair's first meeting
            wizard.asks_fit = bool(own_sudo) and own_sudo._asks_fit()

    def action_send(self):
        """Give the feedback; the model says in words what is missing."""
        self.ensure_one()
        self.session_id._give_feedback(
            {
                "rating": self.rating,
                "fit": self.fit,
                "comment": self.comment,
                "is_shared": "1" if self.is_shared else "",
            }
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._("Thank you. That helps the program to get better."),
                "type": "success",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
