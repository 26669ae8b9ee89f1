from odoo import fields, models

LARGEST = 10**12


class MentoringRunComparisonLine(models.TransientModel):
    """One row of a comparison: what it is about, and what each run says."""

    _name = "mentoring.run.comparison.line"
    _description = "Line of a comparison"
    _order = "sequence, id"
    _rec_name = "label"

    comparison_id = fields.Many2one("mentoring.run.comparison", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer()
    kind = fields.Selection([("figure", "Figure"), ("group", "Group"), ("pair", "Pair")], required=True)
    name_of_figure = fields.Char()
    dimension = fields.Char("By")
    label = fields.Char()
    mentee_id = fields.Many2one("mentoring.participant", ondelete="cascade")
    before = fields.Char()
    after = fields.Char()
    is_without = fields.Boolean("Would have no mentor")
    difference = fields.Float(digits=(16, 1))

    _sequence_range = models.Constraint(
        "CHECK (sequence BETWEEN -1000000 AND 1000000)", "The sequence is out of range."
    )
    _difference_range = models.Constraint(
        f"CHECK (abs(difference) <= {LARGEST})", "Figures of a comparison must be ordinary numbers."
    )

    def action_open(self):
        """The mentee of a pair that differs, with everything about their pairs."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "mentoring.participant",
            "res_id": self.mentee_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
