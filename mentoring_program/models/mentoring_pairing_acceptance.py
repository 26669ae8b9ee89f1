from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class MentoringPairingAcceptance(models.Model):
    """The two people say yes themselves, in programs that ask them."""

    _inherit = "mentoring.pairing"

    def _accept(self):
        """The user, one of the two, accepts the announced pairing."""
        self.ensure_one()
        pairing_sudo = self.sudo()
        if not pairing_sudo.is_disclosed or not pairing_sudo.filtered_domain(self._own_domain()):
            raise AccessError(self.env._("Only the two people of a pair accept it."))
        self._claim()
        if pairing_sudo.state != "approved":
            raise UserError(self._wrong_state_in_words())
        side = "mentor" if pairing_sudo.mentor_employee_id.user_id == self.env.user else "mentee"
        if pairing_sudo[f"date_{side}_accepted"]:
            return
        pairing_sudo[f"date_{side}_accepted"] = fields.Datetime.now()
        self.env["mentoring.audit.event"]._record(self, f"accept_{side}", {self.id: "approved"}, "approved")
        pairing_sudo._activate_ready()
