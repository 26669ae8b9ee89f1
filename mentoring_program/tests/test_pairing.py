from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MentoringCommon


@tagged("mentoring_pairing")
class TestPairing(MentoringCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_mentor = cls._enrol("sponsor", "mentor")

    def _propose(self, mentor, mentee):
        return (
            self.env["mentoring.pairing"]
            .with_user(self.users["coordinator"])
            ._propose_by_hand(mentor, mentee)
        )

    def _drag(self, mentee, mentor):
        self._as("coordinator", mentee).write({"proposed_mentor_id": mentor.id if mentor else False})

    # ------------------------------------------------------------
    # The board
    # ------------------------------------------------------------

    def test_dragging_a_mentee_to_a_mentor_makes_a_scored_proposal(self):
        self._drag(self.waiting, self.other_mentor)
        pairing = self.waiting.board_pairing_id
        self.assertEqual(
            (pairing.mentor_id, pairing.state, pairing.is_pinned), (self.other_mentor, "proposed", True)
        )
        self.assertAlmostEqual(sum(pairing.reason_ids.mapped("points")), pairing.score, places=6)
        self.assertGreater(pairing.score, 0, "they share both topics")
        self.assertFalse(self.proposal.exists(), "the earlier proposal is withdrawn")

    def test_dragging_back_to_unmatched_withdraws_the_proposal(self):
        self._drag(self.waiting, False)
        self.assertFalse(self.proposal.exists())
        self.assertFalse(self.waiting.proposed_mentor_id)

    def test_a_forbidden_pair_is_refused_with_the_rule(self):
        self.people["uninvolved"].parent_id = self.people["sponsor"]
        mentee = self._enrol("uninvolved", "mentee")
        with self.assertRaisesRegex(UserError, "one reports to the other"):
            self._drag(mentee, self.other_mentor)

    def test_a_full_mentor_is_refused_by_name(self):
        mentee = self._enrol("uninvolved", "mentee")
        with self.assertRaisesRegex(UserError, "Portal Mentor has no free place"):
            self._drag(mentee, self.portal_mentor)

    def test_somebody_with_a_mentor_is_not_dragged_away(self):
        with self.assertRaisesRegex(UserError, "already has a mentor"):
            self._drag(self.mentee, self.other_mentor)

    def test_only_coordinators_propose(self):
        with self.assertRaises(AccessError):
            self.env["mentoring.pairing"].with_user(self.users["mentee_manager"])._propose_by_hand(
                self.other_mentor, self.waiting
            )

    def test_every_mentor_is_a_column_of_the_board(self):
        groups = (
            self.env["mentoring.participant"]
            .with_user(self.users["coordinator"])
            .with_context(mentoring_show_places=True, read_group_expand=True)
            .web_read_group(
                [("program_id", "=", self.program.id), ("role", "=", "mentee")], ["proposed_mentor_id"]
            )["groups"]
        )
        names = {group["proposed_mentor_id"][1] for group in groups if group["proposed_mentor_id"]}
        self.assertIn("Sponsor · 1 of 1 free", names)
        self.assertIn("Portal Mentor · 0 of 1 free", names)

    # ------------------------------------------------------------
    # States
    # ------------------------------------------------------------

    def test_pausing_ending_and_completing_follow_the_table(self):
        pairing = self._as("coordinator", self.pairing)
        pairing.action_pause()
        self.assertEqual((pairing.state, self.mentor.active_count), ("paused", 1))
        with self.assertRaises(UserError):
            pairing.action_pause()
        pairing.action_resume()
        pairing.action_end("Moved to another office")
        self.assertEqual((pairing.state, self.mentor.active_count), ("ended", 0))
        self.assertEqual(pairing.end_reason, "Moved to another office")
        with self.assertRaises(UserError):
            pairing.action_complete()

    def test_a_refusal_names_every_pairing_and_changes_none(self):
        pairings = self._as("coordinator", self.pairing | self.proposal)
        with self.assertRaisesRegex(UserError, "Waiting with Mentor"):
            pairings.action_pause()
        self.env.invalidate_all()
        self.assertEqual(self.proposal.state, "proposed")

    def test_participants_and_managers_cannot_end_pairs_by_rpc(self):
        for login in ("mentee", "mentor", "mentee_manager"):
            for action in ("action_pause", "action_end", "action_complete", "action_pin"):
                with self.assertRaises(AccessError, msg=(login, action)):
                    getattr(self._as(login, self.pairing), action)()

    def test_counters_equal_the_open_pairs(self):
        for participant in self.program.participant_ids:
            pairings = participant.mentor_pairing_ids | participant.mentee_pairing_ids
            open_pairs = pairings.filtered(lambda pairing: pairing.state in ("approved", "active", "paused"))
            self.assertEqual(participant.active_count, len(open_pairs), participant.name)

    def test_a_lowered_capacity_ends_nothing_and_admits_nobody(self):
        self.mentor.with_user(self.users["coordinator"]).capacity = 0
        self.assertEqual(
            (self.pairing.state, self.mentor.seat_limit, self.mentor.free_places), ("active", 1, 0)
        )
        with self.assertRaises(UserError):
            self._as("mentee_manager", self.proposal).action_approve()
        self.assertEqual(self.proposal.state, "proposed")

    @mute_logger("odoo.sql_db")
    def test_two_people_are_paired_once_at_a_time(self):
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.env["mentoring.pairing"].create(
                {"program_id": self.program.id, "mentor_id": self.mentor.id, "mentee_id": self.mentee.id}
            )

    def test_a_pair_takes_a_mentor_and_a_mentee_of_the_same_program(self):
        foreign = self._create_program(name="Other")
        stranger = self._enrol("uninvolved", "mentee", foreign)
        for mentor, mentee in ((self.mentee, self.waiting), (self.other_mentor, stranger)):
            with self.assertRaises(UserError), self.cr.savepoint():
                self.env["mentoring.pairing"].create(
                    {"program_id": self.program.id, "mentor_id": mentor.id, "mentee_id": mentee.id}
                )

    def test_the_two_people_of_a_pairing_never_change(self):
        with self.assertRaises(AccessError):
            self._as("coordinator", self.proposal).mentor_id = self.other_mentor

    def test_a_pairing_made_in_the_form_obeys_the_rules(self):
        create = self.env["mentoring.pairing"].with_user(self.users["coordinator"]).create
        mentee = self._enrol("uninvolved", "mentee")
        pairing = create(
            {"program_id": self.program.id, "mentor_id": self.other_mentor.id, "mentee_id": mentee.id}
        )
        self.assertGreater(pairing.score, 0)
        with self.assertRaises(UserError), self.cr.savepoint():
            create(
                {"program_id": self.program.id, "mentor_id": self.portal_mentor.id, "mentee_id": mentee.id}
            )

    # ------------------------------------------------------------
    # Health
    # ------------------------------------------------------------

    def _health(self, last_met=None, next_in=None, started=30):
        today = fields.Date.today()
        self.pairing.session_ids.sudo().unlink()
        self.pairing.date_start = fields.Date.subtract(today, days=started)
        rows = []
        if last_met is not None:
            rows.append({"state": "done", "date": fields.Date.subtract(today, days=last_met)})
        if next_in is not None:
            rows.append({"state": "planned", "date": fields.Date.add(today, days=next_in)})
        self.env["mentoring.session"].create([{"pairing_id": self.pairing.id, **row} for row in rows])
        self.env["mentoring.pairing"]._cron_update_health()
        return self.pairing.health

    def test_health_follows_the_meetings(self):
        # every two weeks agreed: at risk from 21 days, stalled from 35
        self.assertEqual(self._health(last_met=5), "on_track")
        self.assertEqual(self._health(last_met=21), "at_risk")
        self.assertEqual(self._health(last_met=35), "stalled")
        self.assertEqual(self._health(last_met=35, next_in=10), "at_risk")
        self.assertEqual(self._health(started=5), "on_track")
        self.assertEqual(self._health(started=10), "at_risk")
        self.assertEqual(self._health(started=12, next_in=3), "on_track")
        self.assertEqual(self._health(started=21), "stalled")

    def test_a_paused_pair_is_not_followed(self):
        self._health(last_met=35)
        self._as("coordinator", self.pairing).action_pause()
        self.assertEqual(self.pairing.health, "none")
