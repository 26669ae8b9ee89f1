from odoo import fields, models


class MentoringGoalStep(models.Model):
    """A small step towards a goal, ticked off when it is done."""

    _name = "mentoring.goal.step"
    _inherit = ["mentoring.guard.mixin", "mentoring.submission.mixin"]
    _description = "Step of a mentoring goal"
    _order = "goal_id, sequence, id"

    _server_fields = frozenset({"company_id", "submission_key"})

    goal_id = fields.Many2one("mentoring.goal", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="goal_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    is_done = fields.Boolean("Done")

    _sequence_range = models.Constraint(
        "CHECK (sequence BETWEEN -1000000 AND 1000000)", "The sequence is out of range."
    )
    _submitted_once = models.UniqueIndex(
        "(create_uid, submission_key) WHERE submission_key IS NOT NULL", "This form was sent already."
    )

    def _compute_display_name(self):
        for step in self:
            step.display_name = self.env._("Step #%s", step.id or self.env._("new"))
