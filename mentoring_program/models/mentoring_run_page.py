import json
from collections import Counter

from odoo import api, fields, models
from odoo.fields import Domain

from ..reports.figures import histogram
from .vocabulary import ELIGIBLE

BAR_POINTS = 10  # width of a bar of the histogram, in points of fit


class MentoringRunPage(models.Model):
    """A run's page: its figures as a picture, the pairs to look at, and who is left."""

    _inherit = "mentoring.run"

    pair_count = fields.Integer("Pairs", compute="_compute_pair_count")
    proposed_count = fields.Integer("Proposals", compute="_compute_pair_count")
    fit_histogram = fields.Text(compute="_compute_picture")
    fit_in_words = fields.Char("Pairs by fit", compute="_compute_picture")
    weakest_pair = fields.Char(compute="_compute_picture")
    mentors_with_places_count = fields.Integer("Mentors with places", compute="_compute_mentors_with_places")
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

    @api.depends("result", "pairing_ids.state")
    def _compute_pair_count(self):
        for run in self:
            counts = dict(self.env["mentoring.pairing"]._read_group(run._pairs_domain(), ["state"], ["__count"]))
            run.pair_count = sum(counts.values())
            run.proposed_count = counts.get("proposed", 0)

    def _pairs_domain(self):
        """The pairs of this run that are still there: those it made, and those that stood fixed in it."""
        kept = Domain("id", "in", (self.result or {}).get("kept", []))
        return Domain("program_id", "=", self.program_id.id) & (Domain("run_id", "=", self.id) | kept)

    @api.depends("program_id.participant_ids.free_places")
    def _compute_mentors_with_places(self):
        counts = dict(
            self.env["mentoring.participant"]._read_group(
                Domain("program_id", "in", self.program_id.ids) & self._with_places(), ["program_id"], ["__count"]
            )
        )
        for run in self:
            run.mentors_with_places_count = counts.get(run.program_id, 0)

    @api.model
    def _with_places(self):
        return Domain(
            [("role", "=", "mentor"), ("state", "in", ELIGIBLE), ("free_places", ">", 0)]
        )

    @api.model
    def _picture(self, found):
        """What the page draws of [(mentee id, mentor id, score 0-100)], as it is kept with the run's result."""
        load = Counter(mentor for _mentee, mentor, _score in found)
        return {
            "bars": [
                count for _low, _high, count in histogram([score for *_pair, score in found], width=BAR_POINTS)
            ],
            "weakest": min(found, key=lambda pair: (pair[2], pair[0]), default=None),
            "busiest": min(load.items(), key=lambda item: (-item[1], item[0]), default=None),
        }

    @api.depends("state", "result", "pairing_ids.score")
    @api.depends_context("lang")
    def _compute_picture(self):
        """Bars for the core widget `dashboard_graph`: how many pairs lie in each tenth of the fit."""
        for run in self:
            picture = run.result or {}
            if "bars" not in picture:
                picture = run._picture(
                    [(one.mentee_id.id, one.mentor_id.id, one.score) for one in run.pairing_ids]
                )
            labels = [f"{bar * BAR_POINTS}–{(bar + 1) * BAR_POINTS}" for bar in range(len(picture["bars"]))]
            bars = dict(zip(labels, picture["bars"], strict=True))
            # a label of two lines: the picture is read without a pointer, too
            values = [
                {"label": [label, str(count or "")], "value": count, "type": "future"}
                for label, count in bars.items()
            ]
            run.fit_histogram = json.dumps(
                [{"values": values, "title": "", "key": self.env._("Pairs"), "is_sample_data": False}]
            )
            run.fit_in_words = ", ".join(
                self.env._("fit %(range)s: one pair", range=label)
                if count == 1
                else self.env._("fit %(range)s: %(count)s pairs", range=label, count=count)
                for label, count in bars.items()
                if count
            )
            weakest, busiest = picture["weakest"], picture["busiest"]
            run.weakest_score = weakest[2] if weakest else 0.0
            run.weakest_pair = run._weakest_in_words(*weakest) if weakest else False
            run.busiest_mentor = run._busiest_in_words(*busiest) if busiest else False

    def _weakest_in_words(self, mentee, mentor, score):
        people = self.env["mentoring.participant"].browse((mentee, mentor))
        names = [person.name if person.exists() else self.env._("somebody who left") for person in people]
        return self.env._(
            "%(mentee)s with %(mentor)s, %(score)s", mentee=names[0], mentor=names[1], score=f"{score:.1f}"
        )

    def _busiest_in_words(self, mentor, count):
        name = self.env["mentoring.participant"].browse(mentor).exists().name
        return self.env._("%(name)s, %(count)s", name=name, count=count) if name else False

    @api.depends("result")
    def _compute_unmatched_participants(self):
        for run in self:
            ids = [int(key) for key in (run.result or {}).get("unmatched", {})]
            run.unmatched_participant_ids = self.env["mentoring.participant"].browse(ids).exists()

    @api.depends("settings", "scenario")
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
            if settings.get("fair"):
                lines.append(self.env._("The weakest pair is raised first, then the fit of all."))
            if settings.get("balance"):
                lines.append(self.env._("Mentees are shared evenly between the mentors."))
            if settings.get("minimum"):
                lines.append(self.env._("No pair below a fit of %s.", settings["minimum"]))
            if places := run._places_in_words():
                lines.append(places)
            run.rules_sentence = "\n".join(lines)

    def action_view_pairs(self):
        self.ensure_one()
        action = self.program_id.action_view_pairings()
        action["domain"] = list(self._pairs_domain())
        return action

    def action_view_weakest(self):
        """The weakest pair; where it is not proposed any more, its mentee."""
        self.ensure_one()
        mentee, mentor, _score = (self.result or {}).get("weakest") or self._picture(
            [(one.mentee_id.id, one.mentor_id.id, one.score) for one in self.pairing_ids]
        )["weakest"]
        pairing = self.env["mentoring.pairing"].search(
            [("mentee_id", "=", mentee), ("mentor_id", "=", mentor)], limit=1, order="id desc"
        )
        record = pairing or self.env["mentoring.participant"].browse(mentee).exists()
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_view_mentors_with_places(self):
        self.ensure_one()
        action = self.program_id.action_view_mentors()
        action["domain"] = [("program_id", "=", self.program_id.id), *self._with_places()]
        action["name"] = self.env._("Mentors with places")
        return action

    def action_view_blocking(self):
        """The mentees and mentors who would both rather have each other."""
        self.ensure_one()
        self.program_id._verify_coordinated()
        wizard = self.env["mentoring.run.stability"].create({"run_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Who prefers each other"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }
