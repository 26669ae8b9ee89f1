from odoo import fields, models


class MentoringAnnounce(models.TransientModel):
    """Shows the three messages before they go out."""

    _name = "mentoring.announce"
    _description = "Announce pairs"

    program_id = fields.Many2one("mentoring.program", required=True, ondelete="cascade")

    def action_announce(self):
        self.program_id.action_announce()
        return {"type": "ir.actions.act_window_close"}
