from odoo import api, fields, models

from .vocabulary import SMALL_GROUP

DIMENSIONS = [("department", "Department"), ("site", "Site"), ("seniority", "Seniority")]


class MentoringRunFigure(models.Model):
    """How one group of mentees fared in a run: how many have a mentor, and how well it fits.

    Protected traits are not collected, so they are not among the dimensions. Groups so small that a figure would
    speak of persons keep their size only (security 5.2).
    """

    _name = "mentoring.run.figure"
    _inherit = ["mentoring.guard.mixin"]
    _description = "Fairness figure of a run"
    _order = "run_id, dimension, people desc, id"
    _rec_name = "label"

    run_id = fields.Many2one("mentoring.run", required=True, index=True, ondelete="cascade", readonly=True)
    program_id = fields.Many2one(related="run_id.program_id", store=True, index=True)
    company_id = fields.Many2one(related="run_id.company_id", store=True, index=True)
    dimension = fields.Selection(DIMENSIONS, required=True, readonly=True)
    label = fields.Char("Group", readonly=True)
    people = fields.Integer("Mentees", readonly=True)
    is_hidden = fields.Boolean(readonly=True)
    covered_share = fields.Float("With a mentor, %", readonly=True, digits=(7, 1), aggregator="avg")
    mean_fit = fields.Float(readonly=True, digits=(7, 1), aggregator="avg")
    note = fields.Char(compute="_compute_note")

    _figures_range = models.Constraint(
        "CHECK (people >= 0 AND people <= 10000000 AND covered_share >= 0 AND covered_share <= 100"
        " AND mean_fit >= 0 AND mean_fit <= 100)",
        "Figures of a group lie between 0 and 100.",
    )

    @api.depends("is_hidden", "people")
    @api.depends_context("lang")
    def _compute_note(self):
        for figure in self:
            figure.note = figure.is_hidden and self._hidden_in_words(figure.people)

    @api.model
    def _hidden_in_words(self, people):
        if people < SMALL_GROUP:
            return self.env._("fewer than %s people", SMALL_GROUP)
        return self.env._("not shown: a smaller group could be worked out from it")
