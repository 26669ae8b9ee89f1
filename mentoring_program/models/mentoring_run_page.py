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
    fit_histogram = fields.Text(compute="_compute_picture")
    weakest_pairing_ids = fields.Many2many(
        "mentoring.pairing", string="Look at these", compute="_compute_pairs_to_look_at"
    )
    weakest_pairing_id = fields.Many2one("mentoring.pairing", compute="_compute_pairs_to_look_at")
    weakest_score = fields.Float("Weakest pair", compute="_compute_picture", digits=(7, 1))
    busiest_mentor = fields.Char("Most mentees", compute="_compute_picture")
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

    def _pair_scores(self):
        """[(mentor id, score 0-100)] of what this run found, even where later runs replaced its proposals."""
        self.ensure_one()
        run = self.with_context(bin_size=False)  # the form asks for the size of files, not for the files
        if run.state != "done" or not run.problem_file:
            return [(pairing.mentor_id.id, pairing.score) for pairing in run.pairing_ids]
        problem, result = run._stored()
        points = problem.pair_points(problem.canonical(result.pairs)).tolist()
        return [
            (int(problem.mentor_keys[mentor]), max(value, 0) / 10_000)
            for (_mentee, mentor), value in zip(result.pairs.tolist(), points, strict=True)
        ]

    @api.depends("state", "problem_file", "pairing_ids.score")
    @api.depends_context("lang")
    def _compute_picture(self):
        """Bars for the core widget `dashboard_graph`: how many pairs lie in each tenth of the fit."""
        last = 100 // BAR_POINTS - 1
        for run in self:
            found = run._pair_scores()
            bars = Counter(min(int(score // BAR_POINTS), last) for _mentor, score in found)
            values = [
                {"label": f"{bar * BAR_POINTS}–{(bar + 1) * BAR_POINTS}", "value": bars[bar], "type": "past"}
                for bar in range(last + 1)
            ]
            run.fit_histogram = json.dumps(
                [{"values": values, "title": "", "key": self.env._("Pairs"), "is_sample_data": False}]
            )
            run.weakest_score = min((score for _mentor, score in found), default=0.0)
            run.busiest_mentor = run._busiest_in_words(Counter(mentor for mentor, _score in found))

    def _busiest_in_words(self, counts):
        if not counts:
            return False
        mentor, count = min(counts.items(), key=lambda item: (-item[1], item[0]))
        name = self.env["mentoring.participant"].browse(mentor).exists().name
        return self.env._("%(name)s, %(count)s", name=name, count=count) if name else False

    @api.depends("pairing_ids.score")
    def _compute_pairs_to_look_at(self):
        """The pairs of this run that are still there, the lowest fit first."""
        for run in self:
            by_score = run.pairing_ids.sorted(lambda pairing: (pairing.score, pairing.id))
            run.weakest_pairing_ids = by_score[:LOOK_AT]
            run.weakest_pairing_id = by_score[:1]

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
