from collections import defaultdict

from odoo import api, fields, models

from ..reports.figures import hidden
from .mentoring_run_figure import DIMENSIONS
from .vocabulary import SMALL_GROUP

SENIORITY_STEP = 2


class MentoringRunFairness(models.Model):
    """A run's fairness report, before anything is approved."""

    _inherit = "mentoring.run"

    figure_ids = fields.One2many("mentoring.run.figure", "run_id", string="Fairness", readonly=True)
    fairness_sentence = fields.Char(compute="_compute_fairness_sentence")

    def _write_figures(self, scores):
        """Store coverage and mean fit by group; scores as in `_figures_of`."""
        self.figure_ids.unlink()
        self.env["mentoring.run.figure"].sudo().create(
            [{"run_id": self.id, **values} for values in self._figures_of(scores)]
        )

    @api.model
    def _figures_of(self, scores):
        """Values of `mentoring.run.figure` for every group of these mentees.

        scores: {mentee id: score of the best pair 0..100, or None without a mentor} for everybody in the run.
        """
        mentees = self.env["mentoring.participant"].sudo().browse(scores)
        mentees.fetch(["department_id", "work_location_id", "seniority"])
        values = []
        for dimension, _label in DIMENSIONS:
            groups = defaultdict(list)
            for mentee in mentees:
                groups[self._group_of(mentee, dimension)].append(mentee.id)
            kept_back = hidden(groups, SMALL_GROUP)
            for label, people in groups.items():
                found = [scores[person] for person in people if scores[person] is not None]
                shown = label not in kept_back
                values.append(
                    {
                        "dimension": dimension,
                        "label": label,
                        "people": len(people),
                        "is_hidden": not shown,
                        "covered_share": 100 * len(found) / len(people) if shown else 0,
                        "mean_fit": sum(found) / len(found) if shown and found else 0,
                    }
                )
        return values

    def _group_of(self, mentee, dimension):
        if dimension == "department":
            return mentee.department_id.display_name or self.env._("No department")
        if dimension == "site":
            return mentee.work_location_id.display_name or self.env._("No site")
        low = mentee.seniority // SENIORITY_STEP * SENIORITY_STEP
        return self.env._("Level %(low)s to %(high)s", low=low, high=low + SENIORITY_STEP - 1)

    @api.depends("figure_ids.covered_share", "figure_ids.is_hidden")
    @api.depends_context("lang")
    def _compute_fairness_sentence(self):
        for run in self:
            run.fairness_sentence = run._fairness_in_words()

    def _fairness_in_words(self):
        """Names the widest gap in coverage between two groups of one dimension."""
        shown = self.figure_ids.filtered(lambda figure: not figure.is_hidden)
        ranked = [
            figures.sorted("covered_share") for figures in shown.grouped("dimension").values() if len(figures) > 1
        ]
        if not ranked:
            return self.env._("There are no two groups large enough to compare.")
        widest = max(ranked, key=lambda figures: figures[-1].covered_share - figures[0].covered_share)
        low, high = widest[0], widest[-1]
        if low.covered_share == high.covered_share:
            return self.env._("Every group has the same share of mentees with a mentor.")
        labels = dict(low._fields["dimension"]._description_selection(self.env))
        return self.env._(
            "Widest gap, by %(dimension)s: %(low)s with %(low_share)s %%, %(high)s with %(high_share)s %%.",
            dimension=labels[low.dimension].lower(),
            low=low.label,
            low_share=round(low.covered_share),
            high=high.label,
            high_share=round(high.covered_share),
        )
