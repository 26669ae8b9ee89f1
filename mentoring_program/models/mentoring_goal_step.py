from odoo import fields, models


class MentoringGoalStep(models.Model):
    """A small step towards a goal, ticked off when it is done."""

    _name = "mentoring.goal.step"
    _inherit = ["mentoring.guard.mixin"]
    _description = "Step of a mentoring goal"
    _order = "goal_id, sequence, id"

    goal_id = fields.Many2one("mentoring.goal", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="goal_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    is_done = fields.Boolean("Done")

    _sequence_range = models.Constraint(
        "CHECK (sequence BETWEEN -1000000 AND 1000000)", "The sequence is out of range."
    )
