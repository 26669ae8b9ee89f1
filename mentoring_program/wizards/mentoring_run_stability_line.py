from odoo import fields, models


class MentoringRunStabilityLine(models.TransientModel):
    _name = "mentoring.run.stability.line"
    _description = "Two who prefer each other"
    _order = "wizard_id, id"  # who gains most first

    wizard_id = fields.Many2one("mentoring.run.stability", required=True, index=True, ondelete="cascade")
    mentee_id = fields.Many2one("mentoring.participant", required=True, ondelete="cascade")
    mentor_id = fields.Many2one("mentoring.participant", required=True, ondelete="cascade")
    # with the reader's rights: a line may name anybody
    mentee_name = fields.Char("Name of the mentee", related="mentee_id.name", related_sudo=False)
    mentor_name = fields.Char("Name of the mentor", related="mentor_id.name", related_sudo=False)
    score = fields.Float("Fit", digits=(7, 1))
    mentee_gain = fields.Float("More for the mentee", digits=(7, 1))
    mentor_gain = fields.Float("More for the mentor", digits=(7, 1))

    _points_range = models.Constraint(
        "CHECK (score BETWEEN 0 AND 100 AND mentee_gain BETWEEN 0 AND 100 AND mentor_gain BETWEEN 0 AND 100)",
        "Points lie between 0 and 100.",
    )
