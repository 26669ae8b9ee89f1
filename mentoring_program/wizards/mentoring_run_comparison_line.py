from odoo import fields, models


class MentoringRunComparisonLine(models.TransientModel):
    """One row of a comparison: what it is about, and what each run says."""

    _name = "mentoring.run.comparison.line"
    _description = "Line of a comparison"
    _order = "sequence, id"

    comparison_id = fields.Many2one("mentoring.run.comparison", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer()
    kind = fields.Selection([("figure", "Figure"), ("group", "Group"), ("pair", "Pair")], required=True)
    label = fields.Char()
    before = fields.Char()
    after = fields.Char()

    _sequence_range = models.Constraint(
        "CHECK (sequence BETWEEN -1000000 AND 1000000)", "The sequence is out of range."
    )
