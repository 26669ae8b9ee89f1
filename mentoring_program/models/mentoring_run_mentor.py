from odoo import api, fields, models


class MentoringRunMentor(models.Model):
    """What one mentor's places are worth in a run: what one more would gain the cohort, what losing one would cost.

    Both are exact (they are prices of the proof), and they differ: the last place is worth more than the next.
    """

    _name = "mentoring.run.mentor"
    _inherit = ["mentoring.guard.mixin"]
    _description = "Value of a mentor's places in a run"
    _order = "run_id, gain_covered desc, gain_points desc, loss_covered desc, loss_points desc, id"
    _rec_name = "mentor_id"

    run_id = fields.Many2one("mentoring.run", required=True, index=True, ondelete="cascade", readonly=True)
    program_id = fields.Many2one(related="run_id.program_id", store=True, index=True)
    company_id = fields.Many2one(related="run_id.company_id", store=True, index=True)
    mentor_id = fields.Many2one(
        "mentoring.participant", required=True, index=True, ondelete="cascade", readonly=True
    )
    place_count = fields.Integer("Places", readonly=True)
    taken_count = fields.Integer("Mentees", readonly=True)
    gain_covered = fields.Integer("One more place: mentees", readonly=True)
    gain_points = fields.Float("One more place: points", readonly=True, digits=(9, 1), aggregator=None)
    loss_covered = fields.Integer("One place less: mentees", readonly=True)
    loss_points = fields.Float("One place less: points", readonly=True, digits=(9, 1), aggregator=None)
    gain = fields.Char("One more place gives", compute="_compute_words")
    loss = fields.Char("Losing one costs", compute="_compute_words")

    _counts_range = models.Constraint(
        "CHECK (place_count BETWEEN 0 AND 100000 AND taken_count BETWEEN 0 AND 100000"
        " AND gain_covered BETWEEN 0 AND 100000 AND loss_covered BETWEEN 0 AND 100000)",
        "Counts of places and mentees cannot be negative.",
    )
    _points_range = models.Constraint(
        "CHECK (abs(gain_points) <= 1000000000 AND abs(loss_points) <= 1000000000)",
        "Points must be ordinary numbers.",
    )

    @api.depends("gain_covered", "gain_points", "loss_covered", "loss_points", "place_count")
    @api.depends_context("lang")
    def _compute_words(self):
        for row in self:
            row.gain = row._in_words(row.gain_covered, row.gain_points)
            row.loss = row._in_words(row.loss_covered, row.loss_points) if row.place_count else False

    def _in_words(self, covered, points):
        if covered == 1:
            return self.env._("one mentee with a mentor")
        if covered:
            return self.env._("%s mentees with a mentor", covered)
        return self.env._("%s points of fit", round(points, 1)) if points else self.env._("nothing")
