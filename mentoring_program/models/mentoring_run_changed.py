from collections import Counter, defaultdict

from odoo import api, fields, models


class MentoringRunChanged(models.Model):
    """What changed since a run, and what it changed: answers after it, pairs against the one before it."""

    _inherit = "mentoring.run"

    start_number = fields.Integer(
        readonly=True, copy=False, help="The program's matchings were started so often, this one included."
    )
    previous_id = fields.Many2one(
        "mentoring.run",
        "Matching before",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="Whose pairs were the program's proposals when this one started.",
    )
    changed_people_count = fields.Integer("People who changed their answers", compute="_compute_changed_people")
    changed_sentence = fields.Char(compute="_compute_changed_people")
    changed_pair_count = fields.Integer("Changed since last run", compute="_compute_changed_pair_count")

    @api.depends(
        "state",
        "program_id.run_ids",
        "program_id.participant_ids.state",
        "program_id.participant_ids.runs_before_change",
    )
    @api.depends_context("lang")
    def _compute_changed_people(self):
        """Only where it still matters: for the program's last matching, and for those that are not proposed yet."""
        last = self._last_by_program()
        for run in self:
            asks = run.state == "stale" or (
                run.state == "done" and (run == last.get(run.program_id) or not run.is_published)
            )
            count = run._count_changed_people() if asks and run.start_number else 0
            run.changed_people_count = count
            run.changed_sentence = run._changed_in_words(count) if count else False

    def _last_by_program(self):
        """{program: its last finished matching that was proposed}."""
        rows = self.env["mentoring.run"]._read_group(
            [
                ("program_id", "in", self.program_id.ids),
                ("state", "=", "done"),
                ("is_published", "=", True),
            ],
            ["program_id"],
            ["id:max"],
        )
        return {program: self.browse(run) for program, run in rows}

    def _count_changed_people(self):
        # sudo: only the number is told
        return (
            self.env["mentoring.participant"]
            .sudo()
            .search_count(
                [
                    ("program_id", "=", self.program_id.id),
                    ("runs_before_change", ">=", self.start_number),
                    ("state", "not in", ("invited", "declined")),
                ]
            )
        )

    def _changed_in_words(self, count):
        if count == 1:
            return self.env._("One person changed their answers since this matching.")
        return self.env._("%s people changed their answers since this matching.", count)

    @api.depends("result")
    def _compute_changed_pair_count(self):
        for run in self:
            run.changed_pair_count = (run.result or {}).get("changed", 0)

    @api.model
    def _changed_against(self, previous, pairs, mentees):
        """{mentee id: (mentor ids before, mentor ids now)} of those `mentees` whose mentors differ.

        previous: a run, or {mentee id: [mentor ids]}; pairs: [(mentee id, mentor id)] now. Whoever is not among the
        mentees of a run any more has a pair that was approved, or does not take part: nothing that the run changed.
        """
        before = previous
        if not isinstance(previous, dict):
            before = previous._mentors_by_mentee() if previous.sudo().problem_file else {}
        after = defaultdict(list)
        for mentee, mentor in pairs:
            after[mentee].append(mentor)
        both = {mentee: (before.get(mentee, []), after.get(mentee, [])) for mentee in mentees}
        return {mentee: sides for mentee, sides in both.items() if Counter(sides[0]) != Counter(sides[1])}

    def action_view_changed(self):
        """The pairs that differ from the matching before this one."""
        self.ensure_one()
        self.program_id._verify_coordinated()
        values = {"run_id": self.previous_id.id, "other_id": self.id}
        return self.env["mentoring.run.comparison"].create(values).action_view_pairs()
