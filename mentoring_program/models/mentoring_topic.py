from odoo import fields, models


class MentoringTopic(models.Model):
    """A subject people want to talk about; shared by registration, agendas and session logs."""

    _name = "mentoring.topic"
    _inherit = ["mentoring.guard.mixin"]
    _description = "Mentoring topic"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)

    _sequence_range = models.Constraint(
        "CHECK (sequence BETWEEN -1000000 AND 1000000)", "The sequence is out of range."
    )
