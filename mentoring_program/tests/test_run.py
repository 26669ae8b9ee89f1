import base64
import pathlib
import subprocess
import sys
import tempfile
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..matching import pack, solve, unpack
from ..models import mentoring_program_matching
from .common import MentoringCommon

VERIFY = pathlib.Path(__file__).resolve().parents[2] / "tools" / "verify.py"


@tagged("mentoring_run")
class TestRun(MentoringCommon):
    """A program in registration: 2 mentors with one place each, 3 mentees."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.intake = cls._create_program(
            name="Next intake",
            state="registration",
            criterion_ids=[Command.create({"kind": "skills", "weight": 10})],
        )
        cls.skill_type = cls.env["hr.skill.type"].create(
            {
                "name": "Craft",
                "skill_ids": [
                    Command.create({"name": name}) for name in ("Selling", "Coaching", "Accounting")
                ],
                "skill_level_ids": [Command.create({"name": "Good", "level_progress": 60})],
            }
        )
        cls.selling, cls.coaching, cls.accounting = cls.skill_type.skill_ids
        cls.ana = cls._with_skills(cls._enrol("sponsor", "mentor", cls.intake), {cls.selling: 3})
        cls.lena = cls._with_skills(cls._enrol("director", "mentor", cls.intake), {cls.coaching: 2})
        cls.ben = cls._with_skills(cls._enrol("uninvolved", "mentee", cls.intake), {cls.selling: 3})
        cls.cem = cls._with_skills(cls._enrol("portal_uninvolved", "mentee", cls.intake), {cls.coaching: 1})
        cls.dora = cls._with_skills(cls._enrol("hr_officer", "mentee", cls.intake), {cls.accounting: 2})
        cls.intake.exclude_reporting_line = False

    @classmethod
    def _with_skills(cls, participant, skills):
        cls.env["mentoring.participant.skill"].create(
            [
                {"participant_id": participant.id, "skill_id": skill.id, "level": level}
                for skill, level in skills.items()
            ]
        )
        return participant

    def _run(self):
        self._as("coordinator", self.intake).action_run_matching()
        return self.env["mentoring.run"].search([("program_id", "=", self.intake.id)], limit=1)

    def _pairs(self, *states):
        return {
            (pairing.mentee_id, pairing.mentor_id)
            for pairing in self.intake.pairing_ids
            if pairing.state in (states or ("proposed",))
        }

    # ------------------------------------------------------------
    # Outcome
    # ------------------------------------------------------------

    def test_a_run_proposes_the_best_pairs_and_proves_it(self):
        run = self._run()
        self.assertEqual(run.state, "done")
        self.assertEqual(self._pairs(), {(self.ben, self.ana), (self.cem, self.lena)})
        self.assertEqual((run.covered_count, run.unmatched_count, run.optimal, run.gap), (2, 1, True, 0))
        self.assertIn("2 of 3 mentees have a mentor.", run.outcome)
        self.assertIn("proved", run.outcome)
        self.assertEqual(self.intake.state, "matching")

    def test_the_points_of_the_reasons_add_up_to_the_score(self):
        self.intake.criterion_ids = [
            Command.create({"kind": "department", "weight": 3, "relation": "different"}),
            Command.create({"kind": "topics", "weight": 7}),
        ]
        self._run()
        for pairing in self.intake.pairing_ids:
            self.assertAlmostEqual(sum(pairing.reason_ids.mapped("points")), pairing.score, places=6)

    def test_a_reason_is_a_sentence_in_the_readers_language(self):
        self._run()
        pairing = self.ben.mentee_pairing_ids
        self.assertEqual(pairing.first_reason, "Can teach Selling")
        self.assertEqual(pairing.reason_ids.evidence, [[self.selling.id, 3, 3]])

    def test_people_without_a_mentor_learn_why(self):
        self._with_skills(self.dora, {self.selling: 1})
        run = self._run()
        waiting = (self.ben | self.cem | self.dora).filtered(lambda mentee: not mentee.mentee_pairing_ids)
        self.assertEqual(
            waiting.unmatched_sentence, "More people ask for the same mentors than there are places."
        )
        self.assertEqual(
            run.shortage,
            "These 3 mentees can only be served by these 2 places: 1 more needed, "
            "for example with the skill “Selling”.",
        )

    def test_a_shortage_says_what_a_mentor_must_bring_and_what_would_fit(self):
        """Whatever is common among the mentors there are: what counts is what serves those who wait."""
        sales, law = self.env["hr.department"].create([{"name": "Sales"}, {"name": "Law"}])
        self._with_skills(self.dora, {self.selling: 1})
        people = self.ana | self.lena | self.ben | self.cem | self.dora
        people.employee_id.department_id = sales
        boss = self._enrol("mentee_manager", "mentor", self.intake, capacity=9)
        boss.employee_id.department_id = law
        self.intake.criterion_ids = [
            Command.create({"kind": "department", "weight": 1, "requirement": "required"})
        ]

        run = self._run()

        self.assertEqual(run.covered_count, 2)
        self.assertEqual(
            run.shortage,
            "These 3 mentees can only be served by these 2 places: 1 more needed, in Sales, "
            "for example with the skill “Selling”.",
        )
        self.selling.name = "Negotiation"
        run.invalidate_recordset(["shortage"])
        self.assertIn("“Negotiation”", run.shortage, "names are those of today")

    def test_a_place_is_worth_what_another_run_would_find(self):
        run = self._run()
        by_mentor = {line.mentor_id: line for line in run.mentor_line_ids}
        self.assertEqual(by_mentor[self.ana].gain, "one mentee with a mentor")
        self.assertEqual(by_mentor[self.ana].loss, "one mentee with a mentor")
        self.ana.capacity = 2
        self.assertEqual(self._run().covered_count, run.covered_count + by_mentor[self.ana].gain_covered)

    def test_same_people_same_pairs(self):
        self._run()
        before = self._pairs()
        self.intake.pairing_ids.unlink()
        self._run()
        self.assertEqual(self._pairs(), before)

    def test_nothing_changed_means_the_same_run(self):
        first = self._run()
        self.assertEqual(self._run(), first)
        self.dora.capacity = 5
        self.assertEqual(self._run(), first, "the capacity of a mentee means nothing")
        self.ana.capacity = 2
        self.assertNotEqual(self._run(), first)

    # ------------------------------------------------------------
    # Rules
    # ------------------------------------------------------------

    def test_a_declined_pair_is_not_proposed_again(self):
        self._run()
        self.ben.mentee_pairing_ids.with_user(self.users["coordinator"]).action_decline(
            "Same team until June"
        )
        run = self._run()
        self.assertNotIn((self.ben, self.ana), self._pairs())
        self.assertEqual(run.state, "done")

    def test_a_new_run_replaces_undecided_proposals_and_keeps_pinned_ones(self):
        pinned = (
            self.env["mentoring.pairing"]
            .with_user(self.users["coordinator"])
            ._propose_by_hand(self.ana, self.dora)
        )
        self.assertTrue(pinned.is_pinned)
        run = self._run()
        self.assertIn((self.dora, self.ana), self._pairs())
        self.assertEqual(run.covered_count, 2)
        pinned.action_pin()
        self._run()
        self.assertEqual(self._pairs(), {(self.ben, self.ana), (self.cem, self.lena)})

    def test_approved_pairs_keep_their_places(self):
        self.intake.approval_policy = "coordinator"
        self._run()
        self.ben.mentee_pairing_ids.with_user(self.users["coordinator"]).action_approve()
        run = self._run()
        self.assertEqual(run.mentee_count, 2, "only those who wait are placed")
        self.assertEqual(self._pairs("approved"), {(self.ben, self.ana)})
        self.assertEqual(self._pairs(), {(self.cem, self.lena)})

    def test_nobody_is_paired_within_their_reporting_line(self):
        self.intake.exclude_reporting_line = True  # lena is everybody's director here
        run = self._run()
        self.assertFalse({(self.ben, self.lena), (self.cem, self.lena)} & self._pairs())
        self.assertEqual(run.state, "done")

    def test_a_cycle_of_managers_does_not_stop_the_matching(self):
        self.people["director"].parent_id = self.people["uninvolved"]
        self.intake.exclude_reporting_line = True
        self.assertEqual(self._run().state, "done")

    def test_people_who_avoid_each_other_are_never_paired(self):
        self.ana.avoid_ids = self.ben
        self._run()
        self.assertNotIn((self.ben, self.ana), self._pairs())

    def test_past_partners_are_not_paired_again_unless_the_program_allows_it(self):
        past = self._create_program(name="Last intake", state="closed")
        self.env["mentoring.pairing"].create(
            {
                "program_id": past.id,
                "mentor_id": self._enrol("sponsor", "mentor", past).id,
                "mentee_id": self._enrol("uninvolved", "mentee", past).id,
                "state": "completed",
            }
        )
        self._run()
        self.assertNotIn((self.ben, self.ana), self._pairs())
        self.intake.exclude_past_partners = False
        self._run()
        self.assertIn((self.ben, self.ana), self._pairs())

    def test_pairs_below_the_lowest_fit_are_not_proposed(self):
        self.intake.minimum_score = 60
        self._run()
        self.assertEqual(self._pairs(), {(self.ben, self.ana), (self.cem, self.lena)})
        self.intake.minimum_score = 90
        self._run()
        self.assertEqual(self._pairs(), {(self.ben, self.ana)})

    def test_mentors_too_new_to_the_company_are_left_out(self):
        self.intake.minimum_tenure_months = 12
        self._run()
        self.assertFalse(self._pairs(), "everybody was hired today")
        self.people["sponsor"].sudo().version_id.contract_date_start = fields.Date.subtract(
            fields.Date.today(), years=3
        )
        self._run()
        self.assertEqual({mentor for _mentee, mentor in self._pairs()}, {self.ana})

    def test_paused_people_are_not_matched(self):
        self.ben.with_user(self.users["coordinator"]).action_pause()
        self._run()
        self.assertNotIn(self.ben, {mentee for mentee, _mentor in self._pairs()})

    def test_a_mentee_who_wants_two_mentors_gets_two_different_ones(self):
        self.ben.partners_wanted = 2
        (self.cem | self.dora).with_user(self.users["coordinator"]).action_pause()
        run = self._run()
        self.assertEqual(self._pairs(), {(self.ben, self.ana), (self.ben, self.lena)})
        self.assertEqual(run.covered_count, 1)

    def test_wishes_decide_between_equals(self):
        self.intake.criterion_ids = [Command.clear(), Command.create({"kind": "mentee_wish", "weight": 5})]
        self.env["mentoring.wish"].create(
            {"participant_id": self.dora.id, "other_id": self.ana.id, "rank": 1}
        )
        self._run()
        self.assertIn((self.dora, self.ana), self._pairs())
        self.assertEqual(self.dora.mentee_pairing_ids.first_reason, "The mentee's wish number 1")

    def test_a_goal_to_move_raises_mentors_from_there(self):
        finance = self.env["hr.department"].create({"name": "Finance"})
        self.people["director"].department_id = finance
        self.intake.criterion_ids = [Command.clear(), Command.create({"kind": "transition", "weight": 5})]
        self.env["mentoring.goal"].create(
            {"participant_id": self.dora.id, "name": "Move to finance", "target_department_id": finance.id}
        )
        self._run()
        self.assertIn((self.dora, self.lena), self._pairs())

    def test_survey_answers_count(self):
        survey = self.env["survey.survey"].create(
            {
                "title": "More about you",
                "survey_type": "mentoring",
                "question_and_page_ids": [
                    Command.create(
                        {
                            "title": "When do you like to meet?",
                            "question_type": "simple_choice",
                            "suggested_answer_ids": [
                                Command.create({"value": "Morning"}),
                                Command.create({"value": "Evening"}),
                            ],
                        }
                    )
                ],
            }
        )
        question = survey.question_and_page_ids
        morning, evening = question.suggested_answer_ids
        for person, answer in (
            (self.dora, morning),
            (self.lena, morning),
            (self.ana, evening),
            (self.ben, evening),
        ):
            self.env["survey.user_input"].create(
                {
                    "survey_id": survey.id,
                    "participant_id": person.id,
                    "state": "done",
                    "user_input_line_ids": [
                        Command.create(
                            {
                                "question_id": question.id,
                                "answer_type": "suggestion",
                                "suggested_answer_id": answer.id,
                            }
                        )
                    ],
                }
            )
        self.intake.criterion_ids = [
            Command.clear(),
            Command.create({"kind": "survey", "weight": 5, "question_id": question.id}),
        ]
        self._run()
        self.assertEqual(self._pairs(), {(self.dora, self.lena), (self.ben, self.ana)})

    def test_every_kind_of_criterion_gives_points(self):
        site = self.env["hr.work.location"].create({"name": "Lyon", "address_id": self.company.partner_id.id})
        department = self.env["hr.department"].create({"name": "Sales"})
        language = self.env["hr.skill"]._mentoring_language_type().skill_ids[:1]
        for person in ("sponsor", "uninvolved"):
            self.people[person].write({"work_location_id": site.id, "department_id": department.id})
        self.ana.write({"seniority": 5, "tenure_band": 4, "language_ids": [Command.set(language.ids)]})
        self.ben.write({"seniority": 1, "tenure_band": 1, "language_ids": [Command.set(language.ids)]})
        kinds = (
            "seniority_gap",
            "tenure_gap",
            "department",
            "location",
            "timezone",
            "language",
            "topics",
            "skills",
        )
        self.intake.criterion_ids = [
            Command.clear(),
            *(Command.create({"kind": kind, "weight": 1}) for kind in kinds),
        ]
        self._run()
        pairing = self.ben.mentee_pairing_ids
        self.assertEqual(pairing.mentor_id, self.ana)
        self.assertEqual(set(pairing.reason_ids.filtered("points").mapped("kind")), set(kinds))
        self.assertTrue(all(pairing.reason_ids.mapped("sentence")))

    # ------------------------------------------------------------
    # Bad input, failures
    # ------------------------------------------------------------

    def test_all_weights_zero_fails_in_words(self):
        self.intake.criterion_ids.weight = 0
        run = self._run()
        self.assertEqual(run.state, "failed")
        self.assertIn("Give at least one criterion a weight", run.error)
        self.assertFalse(self.intake.pairing_ids)
        self.intake.criterion_ids.weight = 5
        self.assertEqual(self._run().state, "done", "the next run is not blocked")

    def test_a_program_without_mentors_or_mentees_ends_with_a_clear_answer(self):
        for side in (self.ana | self.lena, self.ben | self.cem | self.dora):
            side.with_user(self.users["coordinator"]).action_pause()
            run = self._run()
            self.assertEqual((run.state, run.covered_count), ("done", 0))
            side.with_user(self.users["coordinator"]).action_resume()
        self.assertEqual(run.outcome, "Nobody is waiting for a mentor.")

    def test_nobody_eligible_gives_each_a_reason(self):
        for mentee in self.ben | self.cem | self.dora:
            mentee.avoid_ids = self.ana | self.lena
        run = self._run()
        self.assertEqual((run.state, run.covered_count), ("done", 0))
        self.assertEqual(set(run.result["unmatched"].values()), {"no_allowed_mentor"})
        self.assertIn("No mentor passes", self.ben.unmatched_sentence)

    def test_a_program_that_is_not_open_cannot_be_matched(self):
        draft = self._create_program(state="draft")
        with self.assertRaisesRegex(UserError, "Open the registration first"):
            self._as("coordinator", draft).action_run_matching()

    def test_only_coordinators_start_runs(self):
        for login in ("mentee", "hr_officer", "other_coordinator", "foreign_coordinator"):
            with self.assertRaises(AccessError, msg=login):
                self._as(login, self.intake).action_run_matching()

    # ------------------------------------------------------------
    # Proof
    # ------------------------------------------------------------

    def test_the_stored_result_is_checked_again_without_the_solver(self):
        run = self._as("coordinator", self._run())
        self.assertIn("proved optimal", run.action_verify()["params"]["message"])

    def test_a_tampered_result_does_not_pass(self):
        run = self._run()
        problem, result = unpack(base64.b64decode(run.problem_file))
        forged = type(result)(
            pairs=result.pairs[:1],
            covered=1,
            total=result.total,
            optimal=True,
            gap=0,
            certificate=result.certificate,
        )
        run.problem_file = base64.b64encode(pack(problem, forged))
        with self.assertRaises(UserError):
            self._as("coordinator", run).action_verify()

    def test_a_run_executed_again_from_its_stored_input_gives_the_same_bytes(self):
        run = self._run()
        problem, result = unpack(base64.b64decode(run.problem_file))
        again = solve(problem, **run._solver_options())
        self.assertEqual(again.to_bytes(), result.to_bytes())
        self.assertEqual(pack(problem, again), base64.b64decode(run.problem_file))

    def test_the_exported_file_is_proved_by_the_tool_that_knows_no_odoo(self):
        """Whoever has the file has the proof: a Python process that cannot even import Odoo judges it."""
        program = self.env.ref("mentoring_program.demo_program", raise_if_not_found=False)
        story = program and program.run_ids.filtered(lambda run: run.state == "done")[:1]
        run = story or self._run()
        code = f"import sys, runpy; sys.modules['odoo'] = None; runpy.run_path({str(VERIFY)!r}, run_name='__main__')"
        with tempfile.NamedTemporaryFile(suffix=".bin") as file:
            file.write(base64.b64decode(run.problem_file))
            file.flush()
            command = [sys.executable, "-c", code, file.name]
            judged = subprocess.run(command, capture_output=True, text=True, check=False)
            self.assertEqual(judged.returncode, 0, judged.stderr)
            self.assertIn("feasible: True\noptimal:  True", judged.stdout)
            self.assertIn(f"mentees {run.mentee_count}, ", judged.stdout)
            file.seek(0)
            file.write(b"nonsense")
            file.flush()
            self.assertEqual(subprocess.run(command, capture_output=True, check=False).returncode, 1)

    def test_a_rule_that_forbids_a_pair_is_found_with_one_look_at_the_two(self):
        Participant = type(self.env["mentoring.participant"])
        with patch.object(Participant, "_read_persons", autospec=True, side_effect=Participant._read_persons) as read:
            self.assertFalse(self.intake._refusals(self.ana, self.ben))
        self.assertEqual(read.call_count, 1)

    # ------------------------------------------------------------
    # Queue (see also test_run_queue)
    # ------------------------------------------------------------

    def test_a_queued_run_can_be_executed_now_or_cancelled(self):
        with patch.object(mentoring_program_matching, "INLINE_PAIRS", 1):
            run = self._as("coordinator", self._run())
            run.action_cancel()
            self.assertEqual(run.state, "cancelled")
            run = self._as("coordinator", self._run())
            run.action_process()
        self.assertEqual(run.state, "done")
        with self.assertRaises(UserError):
            run.action_process()

    # ------------------------------------------------------------
    # Queries
    # ------------------------------------------------------------

    def test_reading_the_cohort_takes_the_same_queries_for_any_number_of_people(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.intake._read_cohort()
            return self.env.cr.sql_log_count - before

        queries()  # fills the caches that outlive a transaction
        few = queries()
        self.env.cr.execute(
            """
            INSERT INTO mentoring_participant (program_id, company_id, name, role, state, capacity, partners_wanted,
                                               active_count, seat_limit, free_places)
            SELECT program_id, company_id, 'Person ' || n, role, state, 1, 1, 0, 1, 1
              FROM mentoring_participant, generate_series(1, 500) n WHERE id IN %s
            """,
            [(self.ana | self.ben)._ids],
        )
        self.assertEqual(queries(), few)
        self.assertEqual(len(self.intake._read_cohort().mentors), 502)

    def test_people_are_read_as_they_stand_in_this_transaction(self):
        """Rows are read past the ORM's cache: what is not saved yet counts, what was archived does not."""
        kept, archived = self.topics[:2]
        self.ana.write({"capacity": 3, "tz": "Asia/Tokyo", "topic_ids": [Command.set((kept | archived).ids)]})
        archived.active = False
        self._with_skills(self.ana, {self.coaching: 2})

        [person] = self.ana._read_persons()["mentor"]

        self.assertEqual((person.places, person.tz, person.topics), (3, (540,), {kept.id}))
        self.assertEqual(person.skills, {self.selling.id: 3, self.coaching.id: 2})
        self.assertEqual(person.languages, set(self.ana.language_ids.ids))

    def test_proposals_are_written_as_create_would_write_them(self):
        """The bulk insert leaves every stored value as the ORM computes it."""
        for policy in ("coordinator", "mentee_manager", "both_managers"):
            self.intake.approval_policy = policy
            self.intake.pairing_ids.unlink()
            self._run()
            for records in (
                self.intake.pairing_ids,
                self.intake.pairing_ids.reason_ids,
                self.intake.participant_ids,
                self.env["mentoring.audit.event"].search([("run_id", "in", self.intake.run_ids.ids)]),
            ):
                stored = [
                    name for name, field in records._fields.items() if field.store and field.column_type
                ]
                written = records.read(stored, load=None)
                for name in stored:
                    # what it counts lies in the past
                    if records._fields[name].compute and name != "runs_before_change":
                        self.env.add_to_compute(records._fields[name], records)
                self.env.flush_all()
                self.env.invalidate_all()
                self.assertEqual(records.read(stored, load=None), written, records._name)
        pairing = self.ben.mentee_pairing_ids
        by_hand = self.env["mentoring.pairing"].create(
            {"program_id": self.intake.id, "mentor_id": self.lena.id, "mentee_id": self.dora.id}
        )
        for name in ("is_pinned", "is_disclosed", "health", "session_count", "session_minutes", "state"):
            self.assertEqual(pairing[name], by_hand[name], name)

    def test_writing_proposals_takes_the_same_statements_for_any_number_of_pairs(self):
        def statements(people):
            self.env.flush_all()
            self.env.cr.execute(
                """
                INSERT INTO mentoring_participant (program_id, company_id, name, role, state, capacity, partners_wanted,
                                                   active_count, seat_limit, free_places)
                SELECT program_id, company_id, 'Person ' || n, role, state, 1, 1, 0, 1, 1
                  FROM mentoring_participant, generate_series(1, %s) n WHERE id IN %s
                """,
                [people, (self.ana | self.ben)._ids],
            )
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            run = self._run()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before, run.covered_count

        statements(5)
        few, covered = statements(5)
        many, covered_many = statements(400)
        self.assertGreater(covered_many, covered + 300)
        # a reminder whose text changed may cost a statement; 800 more people must not
        self.assertAlmostEqual(many, few, delta=5)
        # nor must the withdrawal of what the run before proposed to them
        again, _covered = statements(5)
        self.assertAlmostEqual(again, few, delta=5)
