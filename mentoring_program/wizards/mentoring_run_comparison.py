from odoo import api, fields, models

from ..models.mentoring_run_figure import DIMENSIONS


class MentoringRunComparison(models.TransientModel):
    """Two finished runs of one program side by side: figures, fairness, and the pairs that differ.

    Without a first run it is about what is proposed today, and the second one is what it could become.
    """

    _name = "mentoring.run.comparison"
    _inherit = ["mentoring.filled.mixin"]
    _description = "Compare two runs"

    run_id = fields.Many2one("mentoring.run", "Before", ondelete="cascade")
    other_id = fields.Many2one("mentoring.run", "After", required=True, ondelete="cascade")
    figure_ids = fields.One2many(
        "mentoring.run.comparison.line", "comparison_id", domain=[("kind", "=", "figure")]
    )
    group_ids = fields.One2many(
        "mentoring.run.comparison.line", "comparison_id", domain=[("kind", "=", "group")]
    )
    pair_ids = fields.One2many(
        "mentoring.run.comparison.line", "comparison_id", domain=[("kind", "=", "pair")]
    )
    before_name = fields.Char(compute="_compute_summary")
    after_name = fields.Char(compute="_compute_summary")
    summary = fields.Char(compute="_compute_summary")
    pair_count = fields.Integer(compute="_compute_summary")
    can_publish = fields.Boolean(compute="_compute_summary")
    can_publish_before = fields.Boolean(compute="_compute_summary")

    # ------------------------------------------------------------
    # In words
    # ------------------------------------------------------------

    @api.depends("pair_ids")
    @api.depends_context("lang")
    def _compute_summary(self):
        for comparison in self:
            before, after = comparison.run_id, comparison.other_id
            comparison.before_name = before._name_of_trial() if before else self.env._("Proposed today")
            comparison.after_name = after._name_of_trial()
            comparison.pair_count = len(comparison.pair_ids)
            comparison.can_publish = after._is_on_trial() and bool(before or comparison.pair_ids)
            comparison.can_publish_before = before._is_on_trial()
            comparison.summary = comparison._summary_in_words()

    def _summary_in_words(self):
        count = self.pair_count
        if not count and not self.run_id:
            return self.env._("The proposals of today are the best there are: nothing to change.")
        mentees = {"before": self.run_id.mentee_count, "after": self.other_id.mentee_count}
        if not count and self.run_id and mentees["before"] != mentees["after"]:
            return self.env._(
                "Nobody who is in both has another mentor. The matching before was about %(before)s mentees, "
                "the one after about %(after)s.",
                **mentees,
            )
        if not count:
            return self.env._("The same pairs: the change makes no difference.")
        without = len(self.pair_ids.filtered("is_without"))
        words = {"count": count, "gain": self._gain_in_words()}
        if without:
            return self._loss_in_words(count - without, without, words["gain"])
        if count == 1:
            return self.env._("One mentee would have another mentor. %(gain)s", **words)
        return self.env._("%(count)s mentees would have another mentor. %(gain)s", **words)

    def _loss_in_words(self, other, without, gain):
        if other:
            return self.env._(
                "Mentees who would have another mentor: %(other)s; who would have none: %(without)s. %(gain)s",
                other=other,
                without=without,
                gain=gain,
            )
        if without == 1:
            return self.env._("One mentee would have no mentor. %(gain)s", gain=gain)
        return self.env._("%(count)s mentees would have no mentor. %(gain)s", count=without, gain=gain)

    def _gain_in_words(self):
        """What the change gives the cohort, from the stored lines."""
        figures = {line.name_of_figure: line for line in self.figure_ids}
        covered, fit = figures["covered"].difference, figures["points"].difference
        words = {"covered": round(abs(covered)), "points": f"{abs(fit):.1f}"}
        if covered > 0:
            return self.env._("Mentees with a mentor: %(covered)s more.", **words)
        if covered < 0:
            return self.env._("Mentees with a mentor: %(covered)s fewer.", **words)
        if fit > 0.05:
            return self.env._("The fit of all pairs together rises by %(points)s points.", **words)
        if fit < -0.05:
            return self.env._("The fit of all pairs together falls by %(points)s points.", **words)
        return self.env._("Coverage and fit stay the same.")

    # ------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------

    def action_publish(self):
        self.ensure_one()
        return self.other_id.action_publish()

    def action_publish_before(self):
        self.ensure_one()
        return self.run_id.action_publish()

    def action_view_pairs(self):
        """The pairs that differ as a list of their own, to search and to open."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Pairs that differ"),
            "res_model": "mentoring.run.comparison.line",
            "view_mode": "list",
            "views": [(False, "list"), (False, "search")],
            "domain": [("comparison_id", "=", self.id), ("kind", "=", "pair")],
            "help": self.env._("Every pair is the same as before."),
        }

    def _action_show(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Compare matchings") if self.run_id else self.env._("Re-optimise"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    # ------------------------------------------------------------
    # Lines
    # ------------------------------------------------------------

    def _fill(self):
        (self.run_id | self.other_id).program_id._verify_coordinated()
        after = self.other_id._side()
        before = self.run_id._side() if self.run_id else self.other_id._side_of_today(after["people"])
        sides = before, after
        groups = sorted(self._group_rows(*sides), key=lambda row: not row.pop("known"))  # what can be read comes first
        rows = [*self._figure_rows(*sides), *groups, *self._pair_rows(*sides)]
        self.env["mentoring.run.comparison.line"].create(
            [{"comparison_id": self.id, "sequence": index, **row} for index, row in enumerate(rows)]
        )

    def _figure_rows(self, before, after):
        for name, label, shown in (
            ("covered", self.env._("Mentees with a mentor"), lambda side: f"{side['covered']:g} / {side['mentees']}"),
            ("points", self.env._("Fit of all pairs together"), lambda side: f"{side['points']:.1f}"),
            ("mean", self.env._("Mean fit"), lambda side: f"{side['mean']:.1f}"),
            ("weakest", self.env._("Weakest pair"), lambda side: f"{side['weakest']:.1f}"),
            ("busiest", self.env._("Most mentees with one mentor"), lambda side: str(side["busiest"])),
            ("blocking", self.env._("Pairs who would both rather have each other"), self._count_in_words),
        ):
            known = None not in (before[name], after[name])
            yield {
                "kind": "figure",
                "name_of_figure": name,
                "label": label,
                "before": shown(before),
                "after": shown(after),
                "difference": after[name] - before[name] if known else 0,
            }

    def _count_in_words(self, side):
        return self.env._("not counted") if side["blocking"] is None else str(side["blocking"])

    def _group_rows(self, before, after):
        names = dict(self.env["mentoring.run.figure"]._fields["dimension"]._description_selection(self.env))
        for dimension, _label in DIMENSIONS:
            keys = [key for key in {**before["groups"], **after["groups"]} if key[0] == dimension]
            for key in keys:
                old, new = before["groups"].get(key), after["groups"].get(key)
                known = not self._is_hidden(before, key) and not self._is_hidden(after, key)
                yield {
                    "known": not self._is_hidden(before, key) or not self._is_hidden(after, key),
                    "kind": "group",
                    "dimension": names[dimension],
                    "label": key[1],
                    "before": self._share(old),
                    "after": self._share(new),
                    "difference": new["covered_share"] - old["covered_share"] if known else 0,
                }

    def _is_hidden(self, side, key):
        figure = side["groups"].get(key)
        return not figure or figure["is_hidden"]

    def _share(self, figure):
        if not figure:
            return self.env._("nobody")
        if figure["is_hidden"]:
            return self.env["mentoring.run.figure"]._hidden_in_words(figure["people"])
        return self.env._(
            "%(share)s %% with a mentor, fit %(fit)s",
            share=round(figure["covered_share"]),
            fit=round(figure["mean_fit"], 1),
        )

    def _pair_rows(self, before, after):
        moved = self.other_id._changed_against(before["pairs"], list(after["scores"]), after["people"])
        named = {*moved, *(mentor for sides in moved.values() for mentors in sides for mentor in mentors)}
        known = self.env["mentoring.participant"].browse(named).exists()
        names = {one.id: one.name for one in known}
        for mentee in known.filtered(lambda one: one.id in moved).sorted("name"):
            old, new = moved[mentee.id]
            yield {
                "kind": "pair",
                "mentee_id": mentee.id,
                "label": mentee.name,
                "before": self._in_words(old, names),
                "after": self._in_words(new, names),
                "is_without": not new,
                "difference": self._best(after, mentee, new) - self._best(before, mentee, old),
            }

    def _best(self, side, mentee, mentors):
        return max((side["scores"].get((mentee.id, mentor), 0) for mentor in mentors), default=0)

    def _in_words(self, mentors, names):
        return ", ".join(names[mentor] for mentor in mentors if mentor in names) or self.env._("nobody")
