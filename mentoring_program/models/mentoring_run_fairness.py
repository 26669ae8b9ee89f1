from collections import defaultdict

from odoo import api, fields, models

from ..reports.figures import hidden
from .mentoring_run_figure import DIMENSIONS
from .plain_rows import insert_rows
from .vocabulary import SMALL_GROUP

SENIORITY_STEP = 2


class MentoringRunFairness(models.Model):
    """A run's fairness report, before anything is approved."""

    _inherit = "mentoring.run"

    figure_ids = fields.One2many("mentoring.run.figure", "run_id", string="Fairness", readonly=True)
    fairness_sentence = fields.Char(compute="_compute_fairness_sentence")

    def _write_figures(self, scores):
        """Store coverage and mean fit by group, in one statement; scores as in `_figures_of`."""
        self.figure_ids.unlink()
        insert_rows(
            self.env["mentoring.run.figure"],
            self._figures_of(scores),
            run_id=self.id,
            program_id=self.program_id.id,
            company_id=self.company_id.id,
        )
        self.invalidate_recordset(["figure_ids"])

    @api.model
    def _figures_of(self, scores):
        """Values of `mentoring.run.figure` for every group of these mentees.

        scores: {mentee id: score of the best pair 0..100, or None without a mentor} for everybody in the run.
        """
        mentees = self.env["mentoring.participant"].sudo().browse(scores)
        rows = mentees._plain("id", "department_id", "work_location_id", "seniority")
        values = []
        for column, (dimension, _label) in enumerate(DIMENSIONS, 1):
            labels = self._labels_of(dimension, {row[column] for row in rows})
            groups = defaultdict(list)
            for row in rows:
                groups[labels[row[column]]].append(row[0])
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
                        "covered_share": round(100 * len(found) / len(people), 1) if shown else 0,
                        "mean_fit": round(sum(found) / len(found), 1) if shown and found else 0,
                    }
                )
        return values

    def _labels_of(self, dimension, values):
        """{value of a participant's field: what the group is called}"""
        if dimension == "seniority":
            lows = {value: (value or 0) // SENIORITY_STEP * SENIORITY_STEP for value in values}
            return {
                value: self.env._("Level %(low)s to %(high)s", low=low, high=low + SENIORITY_STEP - 1)
                for value, low in lows.items()
            }
        model, nothing, line, columns = {
            "department": ("hr.department", self.env._("No department"), "parent_of", ["name", "parent_id"]),
            "site": ("hr.work.location", self.env._("No site"), "in", ["name"]),
        }[dimension]
        # at once, where the ORM would read a thousand at a time; a department's name begins with those above it
        known = self.env[model].sudo().with_context(active_test=False)
        ids = [value for value in values if value]
        known.search_fetch([("id", line, ids)], columns)
        return {None: nothing, **{record.id: record.display_name for record in known.browse(ids)}}

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
        words = {
            "low": low.label,
            "low_share": round(low.covered_share),
            "high": high.label,
            "high_share": round(high.covered_share),
        }
        return {
            "department": self.env._(
                "Widest gap, by department: %(low)s with %(low_share)s %%, %(high)s with %(high_share)s %%.", **words
            ),
            "site": self.env._(
                "Widest gap, by site: %(low)s with %(low_share)s %%, %(high)s with %(high_share)s %%.", **words
            ),
            "seniority": self.env._(
                "Widest gap, by seniority: %(low)s with %(low_share)s %%, %(high)s with %(high_share)s %%.", **words
            ),
        }[low.dimension]
