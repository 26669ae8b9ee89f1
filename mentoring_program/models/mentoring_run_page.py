import json
from collections import Counter

from odoo import api, fields, models

LOOK_AT = 5  # pairs with the lowest fit, shown first
BAR_POINTS = 10  # width of a bar of the histogram, in points of fit


class MentoringRunPage(models.Model):
    """A run's page: its figures as a picture, the pairs to look at, and who is left."""

    _inherit = "mentoring.run"

    pair_count = fields.Integer("Pairs", compute="_compute_pair_count")
    proposed_count = fields.Integer("Proposals", compute="_compute_pair_count")
    fit_histogram = fields.Text(compute="_compute_fit_histogram")
    weakest_pairing_ids = fields.Many2many(
        "mentoring.pairing", string="Look at these", compute="_compute_pairs_to_look_at"
    )
    weakest_pairing_id = fields.Many2one("mentoring.pairing", compute="_compute_pairs_to_look_at")
    weakest_score = fields.Float("Weakest pair", compute="_compute_pairs_to_look_at", digits=(7, 1))
    busiest_mentor = fields.Char("Most mentees", compute="_compute_busiest_mentor")
    unmatched_participant_ids = fields.Many2many(
        "mentoring.participant", string="Without mentor", compute="_compute_unmatched_participants"
    )
    rules_sentence = fields.Text("Rules", compute="_compute_rules_sentence")
    export_name = fields.Char(compute="_compute_export_name")

    def _compute_export_name(self):
        for run in self:
            run.export_name = f"matching-run-{run.id}.bin"

    @api.depends("pairing_ids.state")
    def _compute_pair_count(self):
        for run in self:
            run.pair_count = len(run.pairing_ids)
            run.proposed_count = len(run.pairing_ids.filtered(lambda pairing: pairing.state == "proposed"))

    @api.depends("pairing_ids.score")
    @api.depends_context("lang")
    def _compute_fit_histogram(self):
        """Bars for the core widget `dashboard_graph`: how many pairs lie in each tenth of the fit."""
        last = 100 // BAR_POINTS - 1
        for run in self:
            scores = run.pairing_ids.mapped("score")
            if not scores and run.is_scenario and run.state == "done":
                scores = run._scores_by_mentee().values()  # nothing is proposed yet
            bars = Counter(min(int(score // BAR_POINTS), last) for score in scores)
            values = [
                {
                    "label": f"{bar * BAR_POINTS}–{(bar + 1) * BAR_POINTS}",
                    "value": bars[bar],
                    "type": "past",
                }
                for bar in range(last + 1)
            ]
            run.fit_histogram = json.dumps(
                [{"values": values, "title": "", "key": self.env._("Pairs"), "is_sample_data": False}]
            )

    @api.depends("pairing_ids.score")
    def _compute_pairs_to_look_at(self):
        for run in self:
            by_score = run.pairing_ids.sorted(lambda pairing: (pairing.score, pairing.id))
            run.weakest_pairing_ids = by_score[:LOOK_AT]
            run.weakest_pairing_id = by_score[:1]
            run.weakest_score = by_score[:1].score

    @api.depends("pairing_ids.mentor_id")
    @api.depends_context("lang")
    def _compute_busiest_mentor(self):
        for run in self:
            counts = Counter(pairing.mentor_id for pairing in run.pairing_ids)
            mentor, count = max(
                counts.items(),
                key=lambda item: (item[1], -item[0].id),
                default=(run.pairing_ids.mentor_id, 0),
            )
            run.busiest_mentor = (
                self.env._("%(name)s, %(count)s", name=mentor.name, count=count) if count else False
            )

    @api.depends("result")
    def _compute_unmatched_participants(self):
        for run in self:
            ids = [int(key) for key in (run.result or {}).get("unmatched", {})]
            run.unmatched_participant_ids = self.env["mentoring.participant"].browse(ids).exists()

    @api.depends("settings")
    @api.depends_context("lang")
    def _compute_rules_sentence(self):
        """The weights and rules that this run was given, one per line, whatever the program says today."""
        criterion = self.env["mentoring.criterion"]
        kinds = dict(criterion._fields["kind"]._description_selection(self.env))
        for run in self:
            settings = run.settings or {}
            lines = []
            for row in settings.get("criteria", ()):
                name = kinds.get(row["kind"], row["kind"])
                words = self.env._("required") if row["required"] else self.env._("preferred")
                lines.append(
                    self.env._(
                        "%(name)s: weight %(weight)s, %(words)s",
                        name=name,
                        weight=f"{row['weight']:g}",
                        words=words,
                    )
                )
            if settings.get("exclude_reporting_line"):
                lines.append(self.env._("Nobody is paired within a reporting line."))
            if settings.get("minimum"):
                lines.append(self.env._("No pair below a fit of %s.", settings["minimum"]))
            run.rules_sentence = "\n".join(lines)

    def action_view_pairs(self):
        self.ensure_one()
        action = self.program_id.action_view_pairings()
        action["domain"] = [("run_id", "=", self.id)]
        return action

    def action_view_weakest(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "mentoring.pairing",
            "res_id": self.weakest_pairing_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_view_mentors_with_places(self):
        self.ensure_one()
        action = self.program_id.action_view_mentors()
        action["domain"] = [*action["domain"], ("free_places", ">", 0)]
        action["name"] = self.env._("Mentors with places")
        return action
