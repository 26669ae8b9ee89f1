from odoo import fields, models


class MentoringObjective(models.Model):
    """What a program is for; a catalogue of seven, to which a company may add its own."""

    _name = "mentoring.objective"
    _inherit = ["mentoring.guard.mixin"]
    _description = "Mentoring objective"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    description = fields.Text(translate=True, help="Shown on the objective card when a program is designed.")
    metric = fields.Char(
        required=True, translate=True, help="What is measured, for example: yearly turnover."
    )
    unit = fields.Selection(
        [("percent", "%"), ("weeks", "weeks"), ("rating", "stars"), ("number", "")],
        required=True,
        default="percent",
    )
    direction = fields.Selection(
        [("up", "Higher is better"), ("down", "Lower is better")], required=True, default="up"
    )
    default_baseline = fields.Float()
    default_target = fields.Float()
    horizon_months = fields.Integer(default=12)
    criterion_ids = fields.One2many(
        "mentoring.criterion", "objective_id", string="Default criteria", copy=True
    )
    program_ids = fields.One2many("mentoring.program", "objective_id", string="Programs")

    _sequence_range = models.Constraint(
        "CHECK (sequence BETWEEN -1000000 AND 1000000)", "The sequence is out of range."
    )
    _baseline_finite = models.Constraint(
        "CHECK (default_baseline BETWEEN -1000000000 AND 1000000000)",
        "The baseline must be an ordinary number.",
    )
    _target_finite = models.Constraint(
        "CHECK (default_target BETWEEN -1000000000 AND 1000000000)", "The target must be an ordinary number."
    )
    _horizon_range = models.Constraint(
        "CHECK (horizon_months BETWEEN 1 AND 120)", "The horizon lies between 1 and 120 months."
    )
