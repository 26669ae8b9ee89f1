from odoo import api, models


class MentoringParticipantInvitation(models.Model):
    """Whoever registers or says no has answered their invitation."""

    _inherit = "mentoring.participant"

    @api.model_create_multi
    def create(self, vals_list):
        participants = super().create(vals_list)
        self.env["mentoring.invitation"]._follow(participants)
        return participants

    def _set_state(self, state, reason=None):
        result = super()._set_state(state, reason)
        self.env["mentoring.invitation"]._follow(self)
        return result
