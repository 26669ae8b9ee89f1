from odoo import api, fields, models

REASONS = [
    ("workload", "Workload now"),
    ("conflict", "Conflict of interest"),
    ("priority", "Other priority first"),
    ("other", "Another reason"),
]


class MentoringDecline(models.TransientModel):
    """Collects why, then declines the selected pairings by the same method as the portal."""

    _name = "mentoring.decline"
    _inherit = ["mentoring.guard.mixin"]
    _description = "Decline pairings"

    pairing_ids = fields.Many2many(
        "mentoring.pairing", required=True, default=lambda self: self.env.context.get("active_ids", [])
    )
    reason_kind = fields.Selection(REASONS, string="Why", required=True, default="workload")
    reason_text = fields.Text("In your words")
    pairs_sentence = fields.Char(compute="_compute_sentences", compute_sudo=True)
    readers_sentence = fields.Char(compute="_compute_sentences", compute_sudo=True)

    @api.depends("pairing_ids")
    @api.depends_context("lang")
    def _compute_sentences(self):
        """Who it is about and who will read it; names only, of pairings that the reader chose from their list."""
        for wizard in self:
            # computed as superuser: nothing about pairings that are not the reader's to decline
            pairings = wizard.pairing_ids.filtered("can_decline")
            if len(pairings) == 1:
                names = {"mentee": pairings.mentee_id.name, "mentor": pairings.mentor_id.name}
                wizard.pairs_sentence = self.env._("%(mentee)s with %(mentor)s", **names)
                wizard.readers_sentence = self.env._(
                    "The program team reads this. %(mentee)s and %(mentor)s do not.", **names
                )
            else:
                wizard.pairs_sentence = self.env._("%s pairs", len(pairings))
                wizard.readers_sentence = self.env._(
                    "The program team reads this. The people in these pairs do not."
                )

    def action_decline(self):
        label = dict(self._fields["reason_kind"]._description_selection(self.env))[self.reason_kind]
        text = (self.reason_text or "").strip()
        self.pairing_ids.action_decline(f"{label}: {text}" if text else label)
        return {"type": "ir.actions.act_window_close"}
