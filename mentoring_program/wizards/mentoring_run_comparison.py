from odoo import api, fields, models


class MentoringRunComparison(models.TransientModel):
    """Two finished runs of one program side by side: figures, fairness, and the pairs that differ."""

    _name = "mentoring.run.comparison"
    _description = "Compare two runs"

    run_id = fields.Many2one("mentoring.run", required=True, ondelete="cascade")
    other_id = fields.Many2one("mentoring.run", required=True, ondelete="cascade")
    figure_ids = fields.One2many(
        "mentoring.run.comparison.line", "comparison_id", domain=[("kind", "=", "figure")]
    )
    group_ids = fields.One2many(
        "mentoring.run.comparison.line", "comparison_id", domain=[("kind", "=", "group")]
    )
    pair_ids = fields.One2many(
        "mentoring.run.comparison.line", "comparison_id", domain=[("kind", "=", "pair")]
    )
    summary = fields.Char(compute="_compute_summary")
    can_publish = fields.Boolean(compute="_compute_summary")

    @api.model_create_multi
    def create(self, vals_list):
        comparisons = super().create(vals_list)
        for comparison in comparisons:
            comparison._fill()
        return comparisons

    @api.depends("pair_ids")
    @api.depends_context("lang")
    def _compute_summary(self):
        for comparison in self:
            comparison.can_publish = comparison.other_id.is_scenario and not comparison.other_id.is_published
            count = len(comparison.pair_ids)
            comparison.summary = (
                self.env._("%s mentees would have another mentor.", count)
                if count
                else self.env._("The same pairs: the change makes no difference.")
            )

    def action_publish(self):
        self.ensure_one()
        return self.other_id.action_publish()

    def _fill(self):
        (self.run_id | self.other_id).program_id._verify_coordinated()
        rows = [*self._figure_rows(), *self._group_rows(), *self._pair_rows()]
        self.env["mentoring.run.comparison.line"].create(
            [{"comparison_id": self.id, "sequence": index, **row} for index, row in enumerate(rows)]
        )

    def _figure_rows(self):
        weakest = {
            run: min(run._scores_by_mentee().values(), default=0) for run in self.run_id | self.other_id
        }
        busiest = {run: max(run._load_by_mentor().values(), default=0) for run in self.run_id | self.other_id}
        for label, value in (
            (self.env._("Mentees with a mentor"), lambda run: f"{run.covered_count} / {run.mentee_count}"),
            (self.env._("Mean fit"), lambda run: f"{run.mean_score:.1f}"),
            (self.env._("Weakest pair"), lambda run: f"{weakest[run]:.1f}"),
            (self.env._("Most mentees with one mentor"), lambda run: str(busiest[run])),
            (
                self.env._("Pairs who would both rather have each other"),
                lambda run: str(run.blocking_pair_count),
            ),
        ):
            yield {
                "kind": "figure",
                "label": label,
                "before": value(self.run_id),
                "after": value(self.other_id),
            }

    def _group_rows(self):
        other = {(figure.dimension, figure.label): figure for figure in self.other_id.figure_ids}
        for figure in self.run_id.figure_ids:
            twin = other.get((figure.dimension, figure.label))
            yield {
                "kind": "group",
                "label": figure.label,
                "before": self._share(figure),
                "after": self._share(twin),
            }

    def _share(self, figure):
        if not figure or figure.is_hidden:
            return self.env._("too few people to show")
        return self.env._(
            "%(share)s %% with a mentor, fit %(fit)s",
            share=round(figure.covered_share),
            fit=round(figure.mean_fit, 1),
        )

    def _pair_rows(self):
        before, after = self.run_id._mentors_by_mentee(), self.other_id._mentors_by_mentee()
        people = self.env["mentoring.participant"].browse(before.keys() | after.keys())
        for mentee in people.sorted("name"):
            old, new = before.get(mentee.id, []), after.get(mentee.id, [])
            if old != new:
                yield {
                    "kind": "pair",
                    "label": mentee.name,
                    "before": self._names(old),
                    "after": self._names(new),
                }

    def _names(self, ids):
        names = self.env["mentoring.participant"].browse(ids).mapped("name")
        return ", ".join(names) or self.env._("nobody")
