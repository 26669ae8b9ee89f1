from odoo import fields, models


class MentoringProgramAnnouncement(models.Model):
    """Telling people: both partners at once, and those without a partner the same day."""

    _inherit = "mentoring.program"

    def action_announce(self):
        """Tell every approved pair, and everybody without a partner why and what happens next."""
        self._verify_coordinated()
        for program in self:
            program._announce()
        return True

    def _announce(self):
        self.ensure_one()
        now = fields.Datetime.now()
        pairings_sudo = self.sudo().pairing_ids.filtered(
            lambda pairing: pairing.state in ("approved", "active") and not pairing.is_disclosed
        )
        pairings_sudo.write({"is_disclosed": True, "date_announced": now})
        self.env["mentoring.audit.event"]._record(pairings_sudo, "announce")
        return pairings_sudo
