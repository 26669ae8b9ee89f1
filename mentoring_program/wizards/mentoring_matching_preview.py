from odoo import api, fields, models

from ..models.vocabulary import INLINE_PAIRS

# The goal of the engine, not its present speed: a prototype solved 20,000 mentees in 6.2 s. Reading and writing comes
# on top, for each person.
SECONDS_PER_PERSON = 0.004
SOLVER_SECONDS, SOLVER_MENTEES, SOLVER_GROWTH = 6.2, 20_000, 1.93


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
            mentees = self.env["mentoring.participant"].browse(person.key for person in cohort.mentees)
            wizard.without_goal_ids = mentees.filtered(lambda mentee: not mentee.goal_ids)
            wizard.without_goal_count = len(wizard.without_goal_ids)
            wizard.is_queued = len(cohort.mentees) * len(cohort.mentors) > INLINE_PAIRS
            wizard.duration = wizard._duration_in_words(cohort)
            wizard.problem = wizard._problem_in_words(cohort)

    def _duration_in_words(self, cohort):
        """A word for how long it takes, from the number of people alone."""
        mentees, people = len(cohort.mentees), len(cohort.mentees) + len(cohort.mentors)
        solver = SOLVER_SECONDS * (mentees / SOLVER_MENTEES) ** SOLVER_GROWTH
        seconds = SECONDS_PER_PERSON * people + solver
        if seconds < 2:
            return self.env._("about a second")
        if seconds < 50:
            return self.env._("about %s seconds", 5 * max(1, round(seconds / 5)))
        return self.env._("about %s minutes", max(1, round(seconds / 60)))

    def _problem_in_words(self, cohort):
        if not cohort.mentees:
            return self.env._("Nobody is waiting for a mentor. Register mentees first.")
        if not cohort.mentors:
            return self.env._("There is no mentor yet. Register mentors first.")
        if not sum(criterion.weight for criterion in cohort.criteria):
            return self.env._("All weights are zero. Give at least one criterion a weight above 0.")
        return False

    def action_run(self):
        return self.program_id.action_run_matching()
