from odoo import fields, models


class MentoringRunApproval(models.Model):
    """A finished run asks those who decide: activities at once, mails with the queue or at the press of a button."""

    _inherit = "mentoring.run"

    asked_user_ids = fields.Many2many(
        "res.users",
        "mentoring_run_asked_rel",
        "run_id",
        "user_id",
        string="Asked by mail",
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="Managers who got their one mail about this run.",
    )

    def _publish(self, *args, **kwargs):
        self._withdraw_requests()
        result = super(MentoringRunApproval, self.with_context(mentoring_ask_later=True))._publish(
            *args, **kwargs
        )
        self.sudo().program_id.with_context(mentoring_ask_later=False)._ask_deciders()
        return result

    def _withdraw_requests(self):
        """Requests of earlier runs that are still in the queue: their proposals are replaced."""
        self.env["mail.mail"].sudo().search(
            [
                ("mentoring_program_id", "=", self.program_id.id),
                ("mentoring_run_id", "!=", False),
                ("state", "=", "outgoing"),
            ]
        ).unlink()

    def action_send_for_approval(self):
        """Show the proposals, and send the requests to decide now instead of with the next round of mails."""
        self.program_id._verify_coordinated()
        self.program_id._start_mail_queue()
        return super().action_send_for_approval()
