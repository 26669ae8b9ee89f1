from odoo import models


class MentoringParticipantRegistration(models.Model):
    """What participants do themselves from the portal: register, answer, wish, leave."""

    _inherit = "mentoring.participant"
