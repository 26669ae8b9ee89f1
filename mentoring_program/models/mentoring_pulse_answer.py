from odoo import fields, models


class MentoringPulseAnswer(models.Model):
    """A number from 1 to 5 for one item of a pulse."""

    _name = "mentoring.pulse.answer"
    _inherit = ["mentoring.guard.mixin"]
    _description = "Answer of a pulse"
    _order = "pulse_id, id"

    _server_fields = frozenset({"pulse_id", "company_id", "item", "value"})

    pulse_id = fields.Many2one("mentoring.pulse", required=True, index=True, ondelete="cascade")
    program_id = fields.Many2one(related="pulse_id.program_id", store=True, index=True)
    company_id = fields.Many2one(related="pulse_id.company_id", store=True, index=True)
    item = fields.Char(required=True)
    value = fields.Integer(required=True)

    _once = models.UniqueIndex("(pulse_id, item)", "This item is answered already.")
    _value_range = models.Constraint("CHECK (value BETWEEN 1 AND 5)", "An answer lies between 1 and 5.")

    def _compute_display_name(self):
        for answer in self:
            answer.display_name = self.env._("Answer #%s", answer.id or self.env._("new"))
