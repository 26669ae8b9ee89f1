from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models import mentoring_program_matching
from .test_why_not import AnaAndLena


@tagged("mentoring_run")
class TestRunRepair(AnaAndLena):
    """After a decline or a leaver: fill the gap, or arrange all anew after a look at it."""

    def setUp(self):
        super().setUp()
        self.program_ = self._as("coordinator", self.intake)

    def _decline(self, mentee):
        mentee.mentee_pairing_ids.filtered(lambda one: one.state == "proposed").with_user(
            self.users["coordinator"]
        ).action_decline("Same team")

    def _reoptimise(self):
        action = self.program_.action_reoptimise()
        return self.env[action["res_model"]].with_user(self.users["coordinator"]).browse(action["res_id"])

    # ------------------------------------------------------------
    # Fill the gap
    # ------------------------------------------------------------

    def test_a_gap_is_filled_and_nobody_else_moves(self):
        kept = self.cem.mentee_pairing_ids
        self.assertFalse(self.program_.can_fill_gap)
        self._decline(self.ben)
        self.assertTrue(self.program_.can_fill_gap)

        self.program_.action_fill_gap()

        self.assertEqual(self._proposed(), {(self.dora, self.ana), (self.cem, self.lena)})
        self.assertTrue(kept.exists())
        run = self.intake.run_ids[:1]
        self.assertEqual((run.state, run.is_published, run.covered_count), ("done", True, 2))
        self.assertIn("filled for one mentee; all other pairs stayed", run.outcome)
        self.assertEqual(run.pair_count, 2)
        self.assertFalse(self.program_.can_fill_gap)

    def test_it_works_from_the_page_of_the_run_as_well(self):
        self._decline(self.ben)
        self._as("coordinator", self.run_).action_fill_gap()
        self.assertIn((self.dora, self.ana), self._proposed())

    def test_a_leaver_leaves_a_place_that_is_filled(self):
        self._as("coordinator", self.cem).action_leave()
        self.program_.action_fill_gap()
        self.assertEqual(self._proposed(), {(self.ben, self.ana), (self.dora, self.lena)})

    def test_who_lost_a_mentor_goes_first_then_the_waitlist(self):
        self._hire_all({name: {"groups": False} for name in ("first", "second", "third")})
        first = self._take_part("first", "mentee", self.topics[1])
        second = self._take_part("second", "mentee", self.topics[1])
        self._take_part("third", "mentee", self.topics[:2])  # the best fit, registered last
        second._put_in_line()
        first._put_in_line(first=True)
        self._decline(self.ben)

        self.program_.action_fill_gap()
        self.assertIn((first, self.ana), self._proposed())

        self.ana.capacity = 2
        self.program_.action_fill_gap()
        self.assertIn((second, self.ana), self._proposed())

    def test_a_proposal_that_a_new_rule_forbids_is_replaced(self):
        self.cem.avoid_ids = self.lena
        self.ana.capacity = 2

        self.program_.action_fill_gap()

        self.assertNotIn((self.cem, self.lena), self._proposed())
        self.assertIn((self.ben, self.ana), self._proposed())
        self.assertIn((self.dora, self.lena), self._proposed())

    def test_nothing_to_fill_is_said_and_leaves_no_run_behind(self):
        before = self.intake.run_ids
        with self.assertRaisesRegex(UserError, "No free place suits anybody who waits"), self.env.cr.savepoint():
            self.program_.action_fill_gap()
        self.assertEqual(self.intake.run_ids, before)

    # ------------------------------------------------------------
    # Re-optimise
    # ------------------------------------------------------------

    def test_gain_and_moves_are_shown_before_anything_is_written(self):
        self._decline(self.ben)
        self.dora.topic_ids = self.topics[2:]  # as good with Lena as Cem
        self.cem.topic_ids = self.topics[0] | self.topics[2]
        before = self._proposed()

        comparison = self._reoptimise()

        self.assertEqual(self._proposed(), before)
        self.assertEqual(comparison.before_name, "Proposed today")
        self.assertIn("2 mentees would have another mentor. Mentees with a mentor: 1 more.", comparison.summary)
        lines = {line.label: (line.before, line.after) for line in comparison.pair_ids}
        self.assertEqual(lines, {"Cem": ("Lena", "Ana"), "Dora": ("nobody", "Lena")})
        comparison.action_publish()
        self.assertEqual(self._proposed(), {(self.cem, self.ana), (self.dora, self.lena)})

    def test_a_queued_one_shows_them_from_its_page(self):
        self._decline(self.ben)
        before = self._proposed()
        with patch.object(mentoring_program_matching, "INLINE_PAIRS", 0):
            action = self.program_.action_reoptimise()
        run = self._as("coordinator", self.env["mentoring.run"].browse(action["res_id"]))
        self.assertEqual((action["res_model"], run.state), ("mentoring.run", "queued"))
        run.action_process()

        action = run.action_compare()

        self.assertEqual(self._proposed(), before)
        comparison = self.env[action["res_model"]].with_user(self.users["coordinator"]).browse(action["res_id"])
        self.assertEqual(comparison.before_name, "Proposed today")
        self.assertIn("One mentee would have another mentor. Mentees with a mentor: 1 more.", comparison.summary)
        comparison.action_publish()
        self.assertEqual(self._proposed(), {(self.dora, self.ana), (self.cem, self.lena)})

    def test_the_best_there_is_leaves_nothing_to_apply(self):
        comparison = self._reoptimise()

        self.assertIn("nothing to change", comparison.summary)
        self.assertFalse(comparison.can_publish)

    def test_of_two_coordinators_who_re_optimise_one_wins(self):
        self._decline(self.ben)
        mine, theirs = self._reoptimise(), self._reoptimise()
        mine.action_publish()
        with self.assertRaisesRegex(UserError, "Coordinator proposed other pairs"):
            theirs.action_publish()
        self.assertEqual(self._proposed(), {(self.dora, self.ana), (self.cem, self.lena)})

    def test_a_pair_fixed_by_hand_in_between_is_not_overwritten(self):
        self._decline(self.ben)
        comparison = self._reoptimise()
        self._as("coordinator", self.env["mentoring.pairing"])._propose_by_hand(self.ana, self.cem)
        with self.assertRaisesRegex(UserError, "or pairs were decided"):
            comparison.action_publish()
        self.assertIn((self.cem, self.ana), self._proposed())

    def test_only_the_programs_coordinators_repair(self):
        for login in ("mentee", "hr_officer", "other_coordinator", "foreign_coordinator"):
            for name in ("action_fill_gap", "action_reoptimise"):
                with self._refused(AccessError, login=login, name=name):
                    getattr(self._as(login, self.intake), name)()

    # ------------------------------------------------------------
    # What changed
    # ------------------------------------------------------------

    def test_the_page_lists_the_pairs_that_differ_from_the_matching_before(self):
        self._decline(self.ben)
        self.program_.action_run_matching()
        run = self._as("coordinator", self.intake.run_ids[:1])

        self.assertEqual((run.previous_id, run.changed_pair_count), (self.run_, 2))
        lines = run.env["mentoring.run.comparison.line"].search(run.action_view_changed()["domain"])
        self.assertEqual(
            {line.label: (line.before, line.after) for line in lines},
            {"Ben": ("Ana", "nobody"), "Dora": ("nobody", "Ana")},
        )
