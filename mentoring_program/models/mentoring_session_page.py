from odoo import fields, models


class MentoringSessionPage(models.Model):
    """Whose meeting it is, by name: a pairing's own name says nothing on purpose."""

    _inherit = "mentoring.session"

    mentee_id = fields.Many2one(related="pairing_id.mentee_id", string="Mentee")
    mentor_id = fields.Many2one(related="pairing_id.mentor_id", string="Mentor")
