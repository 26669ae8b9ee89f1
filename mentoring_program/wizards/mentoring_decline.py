from odoo import fields, models

REASONS = [
    ("workload", "Workload now"),
    ("conflict", "Conflict of interest"),
    ("priority", "Other priority first"),
    ("other", "Other"),
]


class MentoringDecline(models.TransientModel):
    """Collects why, then declines the selected pairings by the same method as the portal."""

    _name = "mentoring.decline"
    _description = "Decline pairings"

    pairing_ids = fields.Many2many(
        "mentoring.pairing", required=True, default=lambda self: self.env.context.get("active_ids", [])
    )
    reason_kind = fields.Selection(REASONS, string="Why", required=True, default="workload")
    reason_text = fields.Text("In your words")

    def action_decline(self):
        label = dict(self._fields["reason_kind"]._description_selection(self.env))[self.reason_kind]
        text = (self.reason_text or "").strip()
        self.pairing_ids.action_decline(f"{label}: {text}" if text else label)
        return {"type": "ir.actions.act_window_close"}
