from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models import mentoring_participant_options
from .common import MentoringCommon


class AnaAndLena(MentoringCommon):
    """Ana and Lena have one place each. By topics Ben fits Ana, Cem fits Lena, Dora half of each and has nobody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.intake = cls._create_program(
            name="Next intake",
            state="registration",
            exclude_reporting_line=False,
            criterion_ids=[Command.create({"kind": "topics", "weight": 1})],
        )
        cls.topics |= cls.env["mentoring.topic"].create([{"name": name} for name in ("Selling", "Coaching")])
        one, two, three, four = cls.topics
        cls._hire_all({name: {"groups": False} for name in ("ana", "lena", "ben", "cem", "dora", "boss")})
        cls.ana, cls.lena = cls._take_part("ana", "mentor", one | two), cls._take_part("lena", "mentor", three | four)
        cls.ben, cls.cem = cls._take_part("ben", "mentee", one | two), cls._take_part("cem", "mentee", three | four)
        cls.dora = cls._take_part("dora", "mentee", one | three)
        cls.intake.with_user(cls.users["coordinator"]).action_run_matching()
        cls.run_ = cls.intake.run_ids

    @classmethod
    def _take_part(cls, name, role, topics, **vals):
        return cls._enrol(name, role, cls.intake, topic_ids=[Command.set(topics.ids)], **vals)

    def _proposed(self):
        live = self.intake.pairing_ids.filtered(lambda pairing: pairing.state == "proposed")
        return {(pairing.mentee_id, pairing.mentor_id) for pairing in live}


@tagged("mentoring_run")
class TestWhyNot(AnaAndLena):
    """What each mentor would cost a mentee, and proposing it."""

    def _ask(self, mentee):
        action = self._as("coordinator", mentee).action_why_not()
        return self.env["mentoring.find.mentor"].with_user(self.users["coordinator"]).browse(action["res_id"])

    def _lines(self, mentee):
        return {line.mentor_id: line for line in self._ask(mentee).line_ids}

    def test_the_run_proposed_what_the_story_says(self):
        self.assertEqual(self._proposed(), {(self.ben, self.ana), (self.cem, self.lena)})
        self.assertEqual(self.run_.total_score, 200)

    # ------------------------------------------------------------
    # Prices
    # ------------------------------------------------------------

    def test_the_price_of_a_swap_is_exact_and_says_who_moves(self):
        lines = self._lines(self.ben)

        self.assertEqual(list(lines), [self.ana, self.lena])
        self.assertTrue(lines[self.ana].is_present)
        self.assertEqual(lines[self.ana].cost, "Nothing")
        # Ben with Lena has nothing in common; Dora with Ana half, Cem with Ana nothing: best is 0 + 50 of 200
        self.assertEqual(lines[self.lena].cost, "150 points of fit")
        self.assertEqual(
            lines[self.lena].change,
            {str(self.ben.id): [self.lena.id], str(self.cem.id): [], str(self.dora.id): [self.ana.id]},
        )
        self.assertEqual(lines[self.lena].moves, "Cem has no mentor then, Dora moves to Ana")

    def test_somebody_without_a_mentor_has_a_price_too(self):
        lines = self._lines(self.dora)

        self.assertEqual(lines[self.ana].verdict, "50 points of fit: Ben has no mentor then")
        self.assertEqual(lines[self.lena].verdict, "50 points of fit: Cem has no mentor then")

    def test_prices_equal_what_a_matching_with_the_pair_fixed_finds(self):
        for mentee in self.ben | self.cem | self.dora:
            for mentor in self.ana | self.lena:
                with self.subTest(mentee=mentee.name, mentor=mentor.name), self.env.cr.savepoint() as savepoint:
                    price = self.run_._prices(mentee)[mentor.id]
                    self.intake.pairing_ids.unlink()
                    self._as("coordinator", self.env["mentoring.pairing"])._propose_by_hand(mentor, mentee)
                    self._as("coordinator", self.intake).action_run_matching()
                    run = self.intake.run_ids[:1]
                    self.assertEqual(run.covered_count, 2 - price["covered"])
                    self.assertAlmostEqual(run.total_score, 200 - price["points"], 4)
                    savepoint.rollback()
                    self.env.invalidate_all()

    def test_a_mentee_fewer_is_said_in_words(self):
        self.dora.avoid_ids = self.ana | self.lena
        self.cem.avoid_ids = self.ana
        self._as("coordinator", self.intake).action_run_matching()

        forced = self._lines(self.ben)[self.lena]
        self.assertEqual(forced.verdict, "One mentee fewer has a mentor: Cem has no mentor then")
        refused = self._lines(self.cem)[self.ana]
        self.assertFalse(refused.is_allowed)
        self.assertIn("asked not to be paired", refused.verdict)

    def test_forbidden_mentors_stand_at_the_end_with_the_rule(self):
        self._take_part("boss", "mentor", self.topics)
        self.people["ben"].parent_id = self.people["boss"]
        self.intake.exclude_reporting_line = True
        self._as("coordinator", self.intake).action_run_matching()

        last = self._ask(self.ben).line_ids[-1]

        self.assertEqual((last.mentor_name, last.is_allowed), ("Boss", False))
        self.assertEqual(last.verdict, "One reports to the other, directly or further up.")

    def test_decided_pairs_stay_where_they_are(self):
        self.intake.approval_policy = "coordinator"
        self.cem.mentee_pairing_ids.with_user(self.users["coordinator"]).action_approve()

        line = self._lines(self.dora)[self.lena]

        self.assertFalse(line.is_allowed)
        self.assertIn("taken by a pair that is decided", line.verdict)
        self.assertEqual(self._lines(self.dora)[self.ana].moves, "Ben has no mentor then")

    def test_a_declined_pair_does_not_come_back(self):
        self.ben.mentee_pairing_ids.with_user(self.users["coordinator"]).action_decline("Same team")

        lines = self._lines(self.ben)

        self.assertIn("declined before", lines[self.ana].rule)
        # against today: Cem alone has a mentor, and Ana's place is free
        self.assertEqual(
            lines[self.lena].verdict, "One mentee more has a mentor: Cem has no mentor then, Dora moves to Ana"
        )
        self.assertIn("Fill the gap", self._ask(self.ben).source)

    def test_a_mentor_without_a_place_is_not_said_to_have_a_decided_pair(self):
        self._hire("busy", groups=False)
        busy = self._take_part("busy", "mentor", self.topics, capacity=0)
        self._as("coordinator", self.intake).action_run_matching()

        self.assertEqual(self._lines(self.dora)[busy].verdict, "Busy offers no place at the moment.")

    def test_a_mentor_who_pauses_or_leaves_is_not_on_the_list(self):
        for press in ("action_pause", "action_leave"):
            with self.subTest(press=press), self.env.cr.savepoint() as savepoint:
                getattr(self._as("coordinator", self.lena), press)()
                wizard = self._ask(self.dora)
                self.assertEqual((wizard.run_id, wizard.line_ids.mentor_id), (self.run_, self.ana))
                self.assertEqual(wizard.mentor_count, 1)
                savepoint.rollback()
                self.env.invalidate_all()

    # ------------------------------------------------------------
    # Proposing
    # ------------------------------------------------------------

    def test_proposing_takes_the_moves_along_that_were_shown(self):
        action = self._lines(self.ben)[self.lena].action_propose()

        self.assertEqual(self._proposed(), {(self.ben, self.lena), (self.dora, self.ana)})
        self.assertIn("Along with it: Cem has no mentor then", action["params"]["message"])
        by_hand = self.ben.mentee_pairing_ids
        self.assertTrue(by_hand.is_pinned and not by_hand.run_id)
        moved = self.dora.mentee_pairing_ids
        self.assertEqual((moved.is_pinned, moved.run_id), (False, self.run_))
        self.assertAlmostEqual(moved.score, 50, 4)
        self.assertAlmostEqual(sum(moved.reason_ids.mapped("points")), moved.score, 4)
        events = self.env["mentoring.audit.event"].search([("program_id", "=", self.intake.id)])
        self.assertEqual(events.filtered(lambda event: event.action == "withdraw").user_id, self.users["coordinator"])

    def test_a_free_place_is_also_given_without_moving_anybody(self):
        self.ana.capacity = 2

        action = self._lines(self.cem)[self.ana].action_propose_alone()

        self.assertIn("Everybody else stays", action["params"]["message"])
        self.assertEqual(self._proposed(), {(self.ben, self.ana), (self.cem, self.ana)})

    def test_of_two_coordinators_the_second_is_told_and_nothing_changes(self):
        mine, theirs = self._lines(self.ben)[self.lena], self._lines(self.dora)[self.ana]
        mine.action_propose()
        before = self._proposed()

        with self.assertRaisesRegex(UserError, "Somebody changed the proposals while you were looking"):
            theirs.action_propose()

        self.assertEqual(self._proposed(), before)

    def test_a_forged_line_moves_nobody(self):
        line = self._lines(self.ben)[self.lena]
        line.change = {str(self.ben.id): [self.lena.id], str(self.cem.id): [self.ana.id]}

        with self.assertRaises(UserError):
            line.action_propose()

    # ------------------------------------------------------------
    # By name
    # ------------------------------------------------------------

    def test_a_mentor_is_found_by_name_with_the_same_price(self):
        wizard = self._ask(self.ben)
        self.assertFalse(wizard.can_search, "two are found at a glance")
        before = wizard.line_ids.filtered(lambda line: line.mentor_id == self.lena).verdict

        wizard.part_of_name = " len "
        wizard.action_search()
        self.assertEqual([(line.mentor_id, line.verdict) for line in wizard.line_ids], [(self.lena, before)])
        self.assertEqual(wizard.summary, "“len”: 1 of 1 mentors suit Ben.")
        self.assertTrue(wizard.can_search)

        wizard.part_of_name = "zz"
        wizard.action_search()
        self.assertFalse(wizard.line_ids)
        self.assertIn("Nobody with “zz” in their name", wizard.summary)

        wizard.part_of_name = False
        wizard.action_search()
        self.assertEqual(wizard.line_ids.mentor_id, self.ana | self.lena)

    def test_whoever_is_too_far_down_the_list_is_found_by_name(self):
        with patch.object(mentoring_participant_options, "MOST_POSSIBLE", 1):
            wizard = self._ask(self.ben)
            self.assertEqual(wizard.line_ids.mentor_id, self.ana)
            wizard.part_of_name = "Lena"
            wizard.action_search()
            self.assertEqual(wizard.line_ids.mentor_id, self.lena)

    def test_by_todays_answers_people_are_found_by_name_too(self):
        wizard = self._ask(self.ben)
        wizard.part_of_name = "lena"
        wizard.action_from_today()
        self.assertEqual(wizard.line_ids.mentor_id, self.lena)

    # ------------------------------------------------------------
    # Where it comes from
    # ------------------------------------------------------------

    def test_it_says_when_answers_changed_and_looks_at_those_of_today_on_request(self):
        wizard = self._ask(self.ben)
        self.assertFalse(wizard.changed_sentence)
        self.ben.topic_ids = self.topics[2:]

        wizard = self._ask(self.ben)

        self.assertEqual(wizard.changed_sentence, "One person changed their answers since this matching.")
        self.assertEqual(wizard.line_ids.filtered(lambda line: line.mentor_id == self.ana).score, 100)
        wizard.action_from_today()
        self.assertFalse(wizard.run_id or wizard.changed_sentence)
        self.assertEqual(wizard.line_ids.filtered(lambda line: line.mentor_id == self.ana).score, 0)

    def test_somebody_who_came_later_gets_fit_and_rules_without_prices(self):
        self._hire("late", groups=False)
        wizard = self._ask(self._take_part("late", "mentee", self.topics[:2]))

        self.assertFalse(wizard.run_id)
        self.assertEqual(wizard.line_ids.mentor_id, self.ana | self.lena)
        self.assertIn("known after a matching", wizard.source)

    def test_the_page_says_why_a_pair_is_worth_a_look(self):
        self.env["mentoring.wish"].create({"participant_id": self.cem.id, "other_id": self.ana.id, "rank": 1})
        run = self._as("coordinator", self.run_)

        told = {pairing.mentee_id: pairing.second_look for pairing in run.look_at_ids}

        self.assertEqual(told[self.ben], "Low fit, rests on one reason alone")
        self.assertEqual(told[self.cem], "Low fit, the mentee wished for somebody else, rests on one reason alone")
        self.ben.mentee_pairing_ids.with_user(self.users["coordinator"]).action_decline("Same team")
        run.invalidate_recordset()
        self.assertEqual(run.look_at_ids.mentee_id, self.cem, "a declined pair is not looked at again")

    def test_a_pair_asks_for_its_mentee(self):
        pairing = self._as("coordinator", self.ben.mentee_pairing_ids)

        self.assertIn("Ben", pairing.action_why_not()["name"])

    def test_a_running_pair_is_not_asked_about(self):
        self.intake.approval_policy = "coordinator"
        self.ben.mentee_pairing_ids.with_user(self.users["coordinator"]).action_approve()

        self.assertIn("already has a mentor, Ana", self._ask(self.ben).summary)


@tagged("mentoring_run")
class TestChangedSince(AnaAndLena):
    """Counting who changed something that the matching looks at."""

    def _count(self):
        self.run_.invalidate_recordset()
        return self.run_.changed_people_count

    def test_each_person_counts_once_whatever_they_changed(self):
        self.assertEqual(self._count(), 0)
        self.ben.topic_ids = self.topics[2:]
        self.ben.tz = "Asia/Tokyo"
        self.assertEqual(self._count(), 1)
        self.env["mentoring.wish"].create({"participant_id": self.cem.id, "other_id": self.ana.id, "rank": 1})
        self._set_goal(self.dora, target_department_id=self.env["hr.department"].create({"name": "Sales"}).id)
        self.assertEqual(self._count(), 3)

    def test_what_the_matching_does_not_look_at_does_not_count(self):
        self.ben.about = "I like trains"
        self.ben._put_in_line()
        self.intake.approval_policy = "coordinator"
        self.cem.mentee_pairing_ids.with_user(self.users["coordinator"]).action_approve()
        self.assertEqual(self._count(), 0)

    def test_who_comes_or_goes_counts(self):
        self._hire("late", groups=False)
        self._take_part("late", "mentee", self.topics[:2])
        self.assertEqual(self._count(), 1)
        self._as("coordinator", self.dora).action_leave()
        self.assertEqual(self._count(), 2)

    def test_the_next_matching_starts_at_nobody(self):
        self.ben.topic_ids = self.topics[2:]
        self._as("coordinator", self.intake).action_run_matching()
        self.assertEqual(self.intake.run_ids[:1].changed_people_count, 0)
        self.assertEqual(self._count(), 0, "an older matching is for the record")
