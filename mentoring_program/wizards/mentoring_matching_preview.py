import math

from odoo import api, fields, models

from ..models.vocabulary import INLINE_PAIRS

# Processor seconds of reading, solving, proving and writing together: 9 for 3,600 mentees and 2,400 mentors, 30 for
# 6,000 and 4,000. The proof looks at every pair, so the time grows with them.
FIXED_SECONDS, SECONDS_PER_MILLION_PAIRS = 1, 1.1
COMPARABLE = 10  # a matching of so many times more or fewer pairs says nothing about this one
SMALL_SECONDS = 2
RUNS_LOOKED_AT = 20
NAMED = 3

# What a criterion looks at: without it a person earns no points there. Level and tenure are never missing.
LOOKED_AT = {
    "skills": "skills",
    "topics": "topics",
    "language": "languages",
    "timezone": "tz",
    "location": "location",
    "department": "department",
    "survey": "answers",
}


class MentoringMatchingPreview(models.TransientModel):
    """What a matching would look at, before it runs: people, places, rules, and what to mend first."""

    _name = "mentoring.matching.preview"
    _description = "Matching preview"

    program_id = fields.Many2one("mentoring.program", required=True, ondelete="cascade")
    mentee_count = fields.Integer("Mentees", compute="_compute_figures")
    mentor_count = fields.Integer("Mentors", compute="_compute_figures")
    place_count = fields.Integer("Free places", compute="_compute_figures")
    missing_count = fields.Integer("Places missing", compute="_compute_figures")
    forbidden_count = fields.Integer("Excluded pairs", compute="_compute_figures")
    pinned_count = fields.Integer("Fixed by hand", compute="_compute_figures")
    without_goal_ids = fields.Many2many(
        "mentoring.participant", string="Without a goal", compute="_compute_figures"
    )
    without_goal_count = fields.Integer("Mentees, no goal", compute="_compute_figures")
    gaps = fields.Text("Missing answers", compute="_compute_figures")
    is_queued = fields.Boolean(compute="_compute_figures")
    duration = fields.Char("Time it takes", compute="_compute_figures")
    problem = fields.Char("To mend first", compute="_compute_figures")

    @api.depends("program_id")
    def _compute_figures(self):
        for wizard in self:
            program = wizard.program_id
            program._verify_coordinated()
            cohort = program._read_cohort()
            wizard.mentee_count = len(cohort.mentees)
            wizard.mentor_count = len(cohort.mentors)
            wizard.place_count = sum(person.places for person in cohort.mentors)
            wizard.missing_count = max(len(cohort.mentees) - wizard.place_count, 0)
            wizard.forbidden_count = len({pair for pairs in cohort.forbidden.values() for pair in pairs})
            wizard.pinned_count = len(cohort.pinned)
            wizard.without_goal_ids = self._without_goal(cohort)
            wizard.without_goal_count = len(wizard.without_goal_ids)
            wizard.gaps = wizard._gaps_in_words(cohort)
            wizard.is_queued = len(cohort.mentees) * len(cohort.mentors) > INLINE_PAIRS
            wizard.duration = wizard._duration_in_words(cohort)
            wizard.problem = wizard._problem_in_words(cohort)

    # ------------------------------------------------------------
    # How long
    # ------------------------------------------------------------

    def _duration_in_words(self, cohort):
        """A word for how long it takes, from the pairs there are to look at and how long that took here before."""
        pairs = max(len(cohort.mentees) * len(cohort.mentors), 1)
        seconds = _expected(pairs) * self._pace(pairs)
        if seconds < SMALL_SECONDS:
            return self.env._("about a second")
        if seconds < 50:
            return self.env._("about %s seconds", 5 * max(1, round(seconds / 5)))
        if seconds < 90:
            return self.env._("about a minute")
        return self.env._("about %s minutes", round(seconds / 60))

    @api.model
    def _pace(self, pairs):
        """How many times longer than expected the last matchings took here, by the one nearest in size; else 1."""
        # sudo: only the speed is told, whoever's matchings these were
        runs = (
            self.env["mentoring.run"]
            .sudo()
            .search_fetch(
                [
                    ("state", "=", "done"),
                    ("duration_seconds", ">", 0),
                    ("mentee_count", ">", 0),
                    ("mentor_count", ">", 0),
                ],
                ["mentee_count", "mentor_count", "duration_seconds"],
                limit=RUNS_LOOKED_AT,
            )
        )
        known = [(run.mentee_count * run.mentor_count, run.duration_seconds) for run in runs]
        near = [
            (abs(math.log(size / pairs)), seconds / _expected(size))
            for size, seconds in known
            if 1 / COMPARABLE <= size / pairs <= COMPARABLE
        ]
        return min(near, default=(0, 1), key=lambda one: one[0])[1]

    # ------------------------------------------------------------
    # What is missing
    # ------------------------------------------------------------

    def _missing_answers(self, cohort):
        """{kind of criterion: [participant ids without what it looks at]}, those alone that count in this program."""
        people = (*cohort.mentees, *cohort.mentors)
        kinds = dict.fromkeys(one.kind for one in cohort.criteria if one.weight or one.required)
        found = {
            kind: [person.key for person in people if not getattr(person, LOOKED_AT[kind])]
            for kind in kinds
            if kind in LOOKED_AT
        }
        return {kind: keys for kind, keys in found.items() if keys}

    def _gaps_in_words(self, cohort):
        labels = dict(self.env["mentoring.criterion"]._fields["kind"]._description_selection(self.env))
        lines = []
        for kind, keys in self._missing_answers(cohort).items():
            names = self.env["mentoring.participant"].browse(keys[:NAMED]).mapped("name")
            words = {"kind": labels[kind], "names": ", ".join(names), "more": len(keys) - NAMED}
            if len(keys) > NAMED:
                lines.append(self.env._("%(kind)s: no answer from %(names)s and %(more)s more", **words))
            else:
                lines.append(self.env._("%(kind)s: no answer from %(names)s", **words))
        return "\n".join(lines)

    def _without_goal(self, cohort):
        mentees = self.env["mentoring.participant"].browse(person.key for person in cohort.mentees)
        return mentees.filtered(lambda mentee: not mentee.goal_ids)

    def _problem_in_words(self, cohort):
        if not cohort.mentees:
            return self.env._("Nobody is waiting for a mentor. Register mentees first.")
        if not cohort.mentors:
            return self.env._("There is no mentor yet. Register mentors first.")
        if not sum(criterion.weight for criterion in cohort.criteria):
            return self.env._("All weights are zero. Give at least one criterion a weight above 0.")
        return False

    # ------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------

    def action_run(self):
        return self.program_id.action_run_matching()

    def action_view_incomplete(self):
        """Everybody whose goal or answers are missing, to write to them or complete what HR knows."""
        self.ensure_one()
        self.program_id._verify_coordinated()
        cohort = self.program_id._read_cohort()
        missing = self._missing_answers(cohort)
        people = {key for keys in missing.values() for key in keys} | set(self._without_goal(cohort).ids)
        action = self.program_id.action_view_participants()
        action.update(domain=[("id", "in", sorted(people))], name=self.env._("Answers missing"))
        return action


def _expected(pairs):
    return FIXED_SECONDS + SECONDS_PER_MILLION_PAIRS * pairs / 1_000_000
