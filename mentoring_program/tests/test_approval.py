from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import html2plaintext

from ..models.mentoring_program_approval import DECIDE
from .common import MentoringCommon


@tagged("mentoring_approval")
class TestApproval(MentoringCommon):
    """A program in matching; `ana` and `gwen` mentor, reports of mentor_manager, `ben` and `cem` of mentee_manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._hire_all(
            {
                "ana": {"manager": "mentor_manager"},
                "gwen": {"manager": "mentor_manager"},
                "ben": {"manager": "mentee_manager"},
                "cem": {"manager": "mentee_manager"},
                "second_coordinator": {"groups": "mentoring_program.group_mentoring_coordinator"},
            }
        )
        cls.intake = cls._create_program(
            name="Next intake",
            state="matching",
            coordinator_ids=[Command.set((cls.users["coordinator"] | cls.users["second_coordinator"]).ids)],
        )
        cls.ana = cls._enrol("ana", "mentor", cls.intake)
        cls.gwen = cls._enrol("gwen", "mentor", cls.intake)
        cls.ben = cls._enrol("ben", "mentee", cls.intake)
        cls.cem = cls._enrol("cem", "mentee", cls.intake)

    def _propose(self, mentor, mentee, **vals):
        pairing = self._pair(mentor, mentee, state="proposed", announced=False, **vals)
        pairing.program_id._ask_deciders()
        return pairing

    def _run_intake(self):
        """A real run; returns it."""
        self._as("coordinator", self.intake).action_run_matching()
        return self.intake.run_ids.sorted("id")[-1:]

    def _activities(self, login=None):
        activities = self.env["mail.activity"].search(
            [("res_model", "=", "mentoring.program"), ("activity_type_id", "=", self.env.ref(DECIDE).id)]
        )
        mine = activities.filtered(lambda activity: activity.res_id == self.intake.id)
        return mine.filtered(lambda activity: activity.user_id == self.users[login]) if login else mine

    def _mails_to(self, login):
        mine = [("recipient_ids", "in", self.users[login].partner_id.ids)]
        return self.env["mail.mail"].search([("mentoring_program_id", "=", self.intake.id), *mine])

    def _events(self, pairing, action):
        return self.env["mentoring.audit.event"].search(
            [("model", "=", "mentoring.pairing"), ("res_id", "=", pairing.id), ("action", "=", action)]
        )

    def _run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("mentoring_program.ir_cron_follow_approvals").method_direct_trigger()

    def _make_late(self, pairing):
        pairing.date_decision_due = fields.Datetime.now() - timedelta(hours=1)

    # ------------------------------------------------------------
    # Who decides
    # ------------------------------------------------------------

    def test_the_coordinator_decides_where_the_policy_says_so(self):
        self.intake.approval_policy = "coordinator"
        pairing = self._propose(self.ana, self.ben)
        with self.assertRaises(UserError):
            self._as("mentee_manager", pairing).action_approve()
        self._as("coordinator", pairing).action_approve()
        self.assertEqual(pairing.state, "approved")
        self.assertEqual(pairing.decision_ids.mapped("given_as"), ["coordinator"])

    def test_the_mentees_manager_decides_alone(self):
        self.intake.approval_policy = "mentee_manager"
        pairing = self._propose(self.ana, self.ben)
        for login in (
            "coordinator",
            "administrator",
            "director",
            "mentor_manager",
            "uninvolved",
            "ana",
            "ben",
        ):
            self.assertFalse(self._can_approve(login, pairing), login)
        self.assertTrue(self._can_approve("mentee_manager", pairing))
        self._as("mentee_manager", pairing).action_approve()
        self.assertEqual(pairing.state, "approved")
        self.assertEqual(pairing.decision_ids.given_as, "manager")

    def _can_approve(self, login, pairing):
        """As the field says and as the search finds, which must agree."""
        env = pairing.with_user(self.users[login]).sudo()
        field = env.can_approve
        pairing.invalidate_recordset(["can_approve"])
        found = env.search([("id", "=", pairing.id), ("can_approve", "=", True)])
        self.assertEqual(field, bool(found), login)
        return field

    def test_with_both_managers_the_mentees_decides_first(self):
        self.intake.approval_policy = "both_managers"
        pairing = self._propose(self.ana, self.ben)
        self.assertFalse(self._can_approve("mentor_manager", pairing))
        with self.assertRaises(AccessError):
            self._as("mentor_manager", pairing).action_approve()
        self._as("mentee_manager", pairing).action_approve()
        self.assertEqual(pairing.state, "proposed")
        self.assertEqual(pairing.awaited_role, "mentor_manager")
        self.assertFalse(self._can_approve("mentee_manager", pairing))
        self._as("mentor_manager", pairing).action_approve()
        self.assertEqual(pairing.state, "approved")
        self.assertEqual(pairing.decision_ids.mapped("role"), ["mentee_manager", "mentor_manager"])

    def test_a_decline_of_the_first_manager_stops_the_chain(self):
        self.intake.approval_policy = "both_managers"
        pairing = self._propose(self.ana, self.ben)
        self._as("mentee_manager", pairing).action_decline("Other priority first")
        self.assertEqual(pairing.state, "declined")
        self.assertFalse(pairing.awaited_role)
        self.assertFalse(self._activities("mentor_manager"))
        self.assertFalse(self._can_approve("mentor_manager", pairing))

    def test_the_second_managers_time_begins_with_their_turn(self):
        self.intake.approval_policy = "both_managers"
        pairing = self._propose(self.ana, self.ben)
        self._make_late(pairing)
        self._as("mentee_manager", pairing).action_approve()
        self.assertGreater(pairing.date_decision_due, fields.Datetime.now() + timedelta(days=6))

    def test_somebody_who_manages_both_decides_once(self):
        self.intake.approval_policy = "both_managers"
        self.people["ana"].parent_id = self.people["mentee_manager"]
        pairing = self._propose(self.ana, self.ben)
        self._as("mentee_manager", pairing).action_approve()
        self.assertEqual(pairing.state, "approved")
        self.assertEqual(pairing.decision_ids.mapped("role"), ["mentee_manager", "mentor_manager"])

    def test_a_coordinator_who_stands_in_for_both_managers_decides_once(self):
        self.intake.approval_policy = "both_managers"
        (self.people["ana"] | self.people["ben"]).parent_id = False
        pairing = self._propose(self.ana, self.ben)
        self._as("coordinator", pairing).action_approve()
        self.assertEqual(pairing.state, "approved")
        self.assertEqual(pairing.decision_ids.mapped("given_as"), ["coordinator", "coordinator"])

    def test_the_coordinator_stands_in_where_no_manager_can_decide(self):
        self.intake.approval_policy = "mentee_manager"
        ben, manager = self.people["ben"], self.people["mentee_manager"]
        without_login = self._hire("no_login", groups=False)
        cases = {
            "no manager": lambda: ben.write({"parent_id": False}),
            "manager without a user": lambda: ben.write({"parent_id": without_login.id}),
            "manager's user archived": lambda: self.users["mentee_manager"].write({"active": False}),
            "manager archived": lambda: manager.with_context(no_wizard=True).write({"active": False}),
            "manager of themselves": lambda: ben.write({"parent_id": ben.id}),
            "manager is the mentor": lambda: ben.write({"parent_id": self.people["ana"].id}),
        }
        pairing = self._propose(self.ana, self.ben)
        for case, change in cases.items():
            with self.subTest(case), self.env.cr.savepoint() as savepoint:
                self.assertEqual(pairing.awaited_role, "mentee_manager")
                change()
                self.assertEqual(pairing.awaited_role, "coordinator")
                self.assertFalse(self._can_approve("ana", pairing))
                self.assertTrue(self._can_approve("coordinator", pairing))
                self.assertTrue(self._activities("coordinator"))
                self.assertFalse(self._activities("mentee_manager"))
                savepoint.rollback()
                self.env.invalidate_all()

    def test_manager_cycles_of_every_length_end_with_somebody_who_decides(self):
        self.intake.approval_policy = "both_managers"
        names = [f"ring_{number}" for number in range(5)]
        self._hire_all(dict.fromkeys(names, {}))
        for length in range(1, 6):
            ring = names[:length]
            for position, name in enumerate(ring):
                self.people[name].parent_id = self.people[ring[(position + 1) % length]]
            self.people["ben"].parent_id = self.people[ring[0]]
            self.people["ana"].parent_id = self.people[ring[-1]]
            with self.subTest(length=length), self.env.cr.savepoint() as savepoint:
                pairing = self._propose(self.ana, self.ben)
                self._make_late(pairing)
                self.assertTrue(self._can_approve(ring[0], pairing))
                self._as(ring[0], pairing).action_approve()
                if length > 1:
                    self._as(ring[-1], pairing).action_approve()
                self.assertEqual(pairing.state, "approved")
                savepoint.rollback()
                self.env.invalidate_all()

    # ------------------------------------------------------------
    # Nobody decides their own pairing
    # ------------------------------------------------------------

    def test_a_coordinator_in_the_pair_leaves_it_to_the_others(self):
        self.intake.approval_policy = "coordinator"
        mentor = self._enrol("coordinator", "mentor", self.intake)
        pairing = self._propose(mentor, self.ben)
        with self.assertRaisesRegex(UserError, "you take part in this pair yourself"):
            self._as("coordinator", pairing).action_approve()
        with self.assertRaisesRegex(UserError, "you take part in this pair yourself"):
            self._as("coordinator", pairing).action_decline("I know him")
        self.assertFalse(self._activities("coordinator"))
        self.assertTrue(self._activities("second_coordinator"))
        self._as("second_coordinator", pairing).action_approve()
        self.assertEqual(pairing.state, "approved")

    def test_the_only_coordinator_in_the_pair_leaves_it_to_the_administrators(self):
        self.intake.approval_policy = "coordinator"
        self.intake.coordinator_ids = self.users["coordinator"]
        mentor = self._enrol("coordinator", "mentor", self.intake)
        pairing = self._propose(mentor, self.ben)
        self.assertIn(self.users["administrator"], pairing._awaited_users())
        self.assertNotIn(self.users["foreign_administrator"], pairing._awaited_users())
        self.assertTrue(self._activities("administrator"))
        self._as("administrator", pairing).action_approve()
        self.assertEqual(pairing.state, "approved")

    def test_an_administrator_in_the_pair_does_not_decide_it(self):
        self.intake.approval_policy = "coordinator"
        mentor = self._enrol("administrator", "mentor", self.intake)
        pairing = self._propose(mentor, self.ben)
        with self.assertRaisesRegex(UserError, "you take part in this pair yourself"):
            self._as("administrator", pairing).action_approve()

    def test_a_manager_who_is_the_mentor_does_not_decide(self):
        self.intake.approval_policy = "mentee_manager"
        mentor = self._enrol("mentee_manager", "mentor", self.intake)
        pairing = self._propose(mentor, self.ben)
        with self.assertRaisesRegex(UserError, "you take part in this pair yourself"):
            self._as("mentee_manager", pairing).action_approve()
        self._as("coordinator", pairing).action_approve()
        self.assertEqual(pairing.state, "approved")

    def test_administrators_of_another_company_decide_nothing(self):
        self.intake.approval_policy = "coordinator"
        pairing = self._propose(self.ana, self.ben)
        forged = self._as("foreign_administrator", pairing).with_context(allowed_company_ids=self.company.ids)
        with self.assertRaises(AccessError):
            forged.action_approve()
        self.assertEqual(pairing.state, "proposed")

    # ------------------------------------------------------------
    # Time limit
    # ------------------------------------------------------------

    def test_after_the_limit_the_managers_manager_may_decide_and_the_audit_says_so(self):
        self.intake.approval_policy = "mentee_manager"
        pairing = self._propose(self.ana, self.ben)
        with self.assertRaises(AccessError):
            self._as("director", pairing).action_approve()
        self._make_late(pairing)
        self._as("director", pairing).action_approve()
        self.assertEqual(pairing.state, "approved")
        self.assertTrue(pairing.decision_ids.is_escalated)
        self.assertEqual(pairing.decision_ids.given_as, "manager_above")
        event = self._events(pairing, "decide_late")
        self.assertEqual(event.user_id, self.users["director"])
        self.assertIn("Mentee Manager had until", event.reason)
        self.assertIn("their own manager decided", event.reason)

    def test_after_the_limit_the_coordinator_may_decide_and_the_audit_says_so(self):
        self.intake.approval_policy = "mentee_manager"
        pairing = self._propose(self.ana, self.ben)
        with self.assertRaisesRegex(UserError, "it is up to Mentee Manager to decide"):
            self._as("coordinator", pairing).action_approve()
        self._make_late(pairing)
        self._as("coordinator", pairing).action_decline("She leaves for a year")
        self.assertEqual(pairing.state, "declined")
        self.assertIn("the coordinator decided in their place", self._events(pairing, "decide_late").reason)
        self.assertEqual(self._events(pairing, "decline").reason, "She leaves for a year")

    def test_after_the_limit_the_manager_may_still_decide(self):
        self.intake.approval_policy = "mentee_manager"
        pairing = self._propose(self.ana, self.ben)
        self._make_late(pairing)
        self._as("mentee_manager", pairing).action_approve()
        self.assertFalse(pairing.decision_ids.is_escalated)
        self.assertFalse(self._events(pairing, "decide_late"))

    # ------------------------------------------------------------
    # Batches
    # ------------------------------------------------------------

    def test_a_selection_is_approved_together(self):
        self.intake.approval_policy = "mentee_manager"
        pairings = self._propose(self.ana, self.ben) | self._propose(self.gwen, self.cem)
        self._as("mentee_manager", pairings).action_approve()
        self.assertEqual(pairings.mapped("state"), ["approved", "approved"])
        self.assertEqual((self.ana | self.gwen | self.ben | self.cem).mapped("active_count"), [1, 1, 1, 1])

    def test_a_selection_with_one_that_cannot_be_approved_changes_nothing_and_names_every_one(self):
        self.intake.approval_policy = "mentee_manager"
        self.people["cem"].parent_id = self.people["director"]
        mine, other = self._propose(self.ana, self.ben), self._propose(self.gwen, self.cem)
        with self.assertRaises(UserError) as caught:
            self._as("coordinator", mine | other | self.pairing).action_approve()
        message = str(caught.exception)
        self.assertIn("Nothing has been decided", message)
        for name in ("Ben with Ana", "Cem with Gwen", "Mentee with Mentor"):
            self.assertIn(name, message)
        self.assertEqual((mine | other).mapped("state"), ["proposed", "proposed"])
        self.assertFalse((mine | other).decision_ids)

    def test_a_selection_that_asks_for_more_places_than_there_are_changes_nothing(self):
        self.intake.approval_policy = "mentee_manager"
        first, second = self._propose(self.ana, self.ben), self._propose(self.ana, self.cem)
        with self.assertRaisesRegex(
            UserError, "other pairs of your selection take the last free place of Ana"
        ):
            self._as("mentee_manager", first | second).action_approve()
        self.assertEqual((first | second).mapped("state"), ["proposed", "proposed"])
        self.assertEqual(self.ana.active_count, 0)

    def test_the_last_place_is_given_once_and_the_second_hears_why(self):
        self.intake.approval_policy = "coordinator"
        first, second = self._propose(self.ana, self.ben), self._propose(self.ana, self.cem)
        self._as("coordinator", first).action_approve()
        with self.assertRaisesRegex(
            UserError, "Ana's last place went to Ben a moment ago, so Cem's proposal"
        ):
            self._as("coordinator", second).action_approve()

    def test_a_manager_is_not_told_who_took_the_place(self):
        self.intake.approval_policy = "mentee_manager"
        self.people["ben"].parent_id = self.people["director"]
        first, second = self._propose(self.ana, self.ben), self._propose(self.ana, self.cem)
        self._as("director", first).action_approve()
        with self.assertRaises(UserError) as caught:
            self._as("mentee_manager", second).action_approve()
        self.assertIn("Ana's last place was taken a moment ago", str(caught.exception))
        self.assertNotIn("Ben", str(caught.exception))

    def test_nobody_is_approved_while_one_of_the_two_is_away(self):
        self.intake.approval_policy = "coordinator"
        pairing = self._propose(self.ana, self.ben)
        self.ana.state = "paused"
        with self.assertRaisesRegex(UserError, "Ana does not take part at the moment"):
            self._as("coordinator", pairing).action_approve()

    # ------------------------------------------------------------
    # Races, told one after the other
    # ------------------------------------------------------------

    @freeze_time("2026-11-23 09:42:00")
    def test_who_comes_second_hears_who_was_first(self):
        self.intake.approval_policy = "mentee_manager"
        pairing = self._propose(self.ana, self.ben)
        self._as("mentee_manager", pairing).action_approve()
        with self.assertRaisesRegex(
            UserError, r"Mentee Manager already approved this pair at 10:42.*Nothing more to do"
        ):
            self._as("coordinator", pairing).action_approve()
        with self.assertRaisesRegex(UserError, r"you approved this pair at 10:42.*Nothing more to do"):
            self._as("mentee_manager", pairing).action_approve()

    def test_a_manager_hears_that_the_coordinator_declined_before(self):
        self.intake.approval_policy = "mentee_manager"
        pairing = self._propose(self.ana, self.ben)
        self._as("coordinator", pairing).action_decline("Taken back")
        with self.assertRaisesRegex(UserError, "Coordinator already declined this pair"):
            self._as("mentee_manager", pairing).action_approve()
        with self.assertRaises(AccessError):
            self._as("uninvolved", pairing).action_approve()

    def test_a_proposal_that_was_replaced_says_so(self):
        self.intake.approval_policy = "mentee_manager"
        pairing = self._propose(self.ana, self.ben)
        as_manager = self._as("mentee_manager", pairing)
        pairing.unlink()
        with self.assertRaisesRegex(UserError, "This proposal is gone"):
            as_manager.action_approve()

    # ------------------------------------------------------------
    # Declining
    # ------------------------------------------------------------

    def test_a_decline_needs_a_reason_and_the_next_run_respects_it(self):
        self.intake.approval_policy = "mentee_manager"
        self._run_intake()
        pairing = self.intake.pairing_ids.filtered(lambda one: one.mentee_id == self.ben)
        for reason in (None, "", "   "):
            with self.assertRaisesRegex(UserError, "Say in a few words why"):
                self._as("mentee_manager", pairing).action_decline(reason)
        declined_mentor = pairing.mentor_id
        self._as("mentee_manager", pairing).action_decline("Conflict of interest")
        self.assertEqual((pairing.state, pairing.decline_reason), ("declined", "Conflict of interest"))
        self._run_intake()
        newest = self.intake.pairing_ids.filtered(
            lambda one: one.mentee_id == self.ben and one.state == "proposed"
        )
        self.assertTrue(newest)
        self.assertNotEqual(newest.mentor_id, declined_mentor)

    def test_the_reason_is_hidden_from_participants_and_managers(self):
        self.intake.approval_policy = "mentee_manager"
        pairing = self._propose(self.ana, self.ben)
        self._as("mentee_manager", pairing).action_decline("Conflict of interest")
        with self.assertRaises(AccessError):
            self._as("mentee_manager", pairing).read(["decline_reason"])
        self.assertEqual(self._as("coordinator", pairing).decline_reason, "Conflict of interest")

    def test_the_coordinator_takes_an_approved_pair_back_and_the_place_is_free(self):
        self.intake.approval_policy = "mentee_manager"
        pairing = self._propose(self.ana, self.ben)
        self._as("mentee_manager", pairing).action_approve()
        self._as("coordinator", pairing).action_decline("Ana changes her job")
        self.assertEqual((pairing.state, self.ana.active_count, self.ben.active_count), ("declined", 0, 0))
        self.assertEqual(pairing.decision_ids.sorted("id")[-1].role, "coordinator")
        with self.assertRaises(UserError):
            self._as("coordinator", pairing).action_decline("Again")

    # ------------------------------------------------------------
    # Audit
    # ------------------------------------------------------------

    def test_each_decision_leaves_who_when_and_from_which_state(self):
        self.intake.approval_policy = "both_managers"
        pairing = self._propose(self.ana, self.ben)
        self._as("mentee_manager", pairing).action_approve()
        self._as("mentor_manager", pairing).action_approve()
        agreed, approved = self._events(pairing, "agree"), self._events(pairing, "approve")
        self.assertEqual((agreed.user_id, agreed.new_state), (self.users["mentee_manager"], "proposed"))
        self.assertEqual(
            (approved.user_id, approved.old_state, approved.new_state),
            (self.users["mentor_manager"], "proposed", "approved"),
        )

    def test_audit_events_cannot_be_changed_or_deleted(self):
        pairing = self._propose(self.ana, self.ben)
        event = self._events(pairing, "propose")
        as_administrator = self._as("administrator", event)
        for record in (event, as_administrator):
            with self.assertRaises(AccessError):
                record.write({"reason": "Another story"})
            with self.assertRaises(AccessError):
                record.unlink()
        with self.assertRaises(AccessError):
            as_administrator.with_context(mentoring_retention=True).unlink()

    def test_a_state_is_not_set_past_the_buttons(self):
        pairing = self._propose(self.ana, self.ben)
        for login in ("coordinator", "administrator"):
            with self.assertRaises(AccessError):
                self._as(login, pairing).write({"state": "approved"})

    # ------------------------------------------------------------
    # Participants accept
    # ------------------------------------------------------------

    def _approved_with_acceptance(self):
        self.intake.write({"approval_policy": "coordinator", "participants_accept": True, "state": "running"})
        pairing = self._propose(self.ana, self.ben)
        self._as("coordinator", pairing).action_approve()
        return pairing

    def test_both_are_asked_at_once_and_the_pair_starts_when_both_said_yes(self):
        pairing = self._approved_with_acceptance()
        self.assertTrue(pairing.is_disclosed)
        self.assertTrue(self._mails_to("ana") and self._mails_to("ben"))
        self._as("ana", pairing)._accept()
        self.assertEqual(pairing.state, "approved")
        self._as("ana", pairing)._accept()
        self._as("ben", pairing)._accept()
        self.assertEqual(pairing.state, "active")
        self.assertEqual(len(self._events(pairing, "accept_mentor")), 1)

    def test_nobody_accepts_for_another(self):
        pairing = self._approved_with_acceptance()
        for login in ("cem", "mentee_manager", "coordinator"):
            with self.assertRaises(AccessError):
                self._as(login, pairing)._accept()

    def test_a_proposal_is_not_accepted_before_it_is_announced(self):
        self.intake.participants_accept = True
        pairing = self._propose(self.ana, self.ben)
        with self.assertRaises(AccessError):
            self._as("ben", pairing)._accept()

    # ------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------

    def test_a_run_gives_each_manager_one_activity_with_a_count_and_a_link(self):
        self.intake.approval_policy = "mentee_manager"
        self._run_intake()
        activity = self._activities("mentee_manager")
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.summary, "2 pairings to approve")
        self.assertIn("/odoo/mentoring-approvals", activity.note)
        self.assertEqual(self._activities(), activity)

    def test_the_manager_does_not_become_a_follower_and_nothing_is_posted(self):
        self.intake.approval_policy = "mentee_manager"
        messages = self.intake.message_ids
        self._run_intake()
        self.assertNotIn(self.users["mentee_manager"].partner_id, self.intake.message_partner_ids)
        self.assertEqual(self.intake.message_ids - messages, self.env["mail.message"])

    def test_the_activity_follows_what_waits_and_closes_with_the_last_decision(self):
        self.intake.approval_policy = "mentee_manager"
        self._run_intake()
        first, second = self.intake.pairing_ids
        self._as("mentee_manager", first).action_approve()
        self.assertEqual(self._activities("mentee_manager").summary, "1 pairing to approve")
        self._as("mentee_manager", second).action_decline("Workload now")
        self.assertFalse(self._activities())

    def test_the_activity_moves_to_a_new_manager_with_the_right(self):
        self.intake.approval_policy = "mentee_manager"
        pairing = self._propose(self.ana, self.ben)
        self.people["ben"].parent_id = self.people["director"]
        self.assertFalse(self._activities("mentee_manager"))
        self.assertTrue(self._activities("director"))
        with self.assertRaises(AccessError):
            self._as("mentee_manager", pairing).action_approve()
        self._as("director", pairing).action_approve()
        self.assertEqual(pairing.state, "approved")

    def test_the_activity_is_for_its_user_and_the_team_only(self):
        self.intake.approval_policy = "mentee_manager"
        self._propose(self.ana, self.ben)
        activity = self._activities("mentee_manager")
        self.assertTrue(self._as("mentee_manager", activity).has_access("read"))
        self.assertTrue(self._as("coordinator", activity).has_access("read"))
        for login in ("ben", "ana", "uninvolved", "hr_officer", "portal_mentee"):
            self.assertFalse(self._as(login, activity).has_access("read"), login)

    def test_the_activity_opens_the_list_of_pairings(self):
        self.intake.approval_policy = "mentee_manager"
        self._propose(self.ana, self.ben)
        action = self._as("mentee_manager", self._activities("mentee_manager")).action_open_document()
        self.assertEqual(action["res_model"], "mentoring.pairing")
        groups = self.env["res.users"].with_user(self.users["mentee_manager"])._get_activity_groups()
        group = next(group for group in groups if group["model"] == "mentoring.pairing")
        self.assertEqual((group["name"], group["planned_count"]), ("Pairings to approve", 1))

    def test_one_mail_per_manager_and_run(self):
        self.intake.approval_policy = "mentee_manager"
        run = self._run_intake()
        mail = self._mails_to("mentee_manager")
        self.assertEqual(len(mail), 1)
        self.assertEqual((mail.mentoring_run_id, mail.state), (run, "outgoing"))
        self.intake._ask_deciders()
        self._run_cron()
        self.assertEqual(self._mails_to("mentee_manager"), mail)

    def test_a_second_run_replaces_the_mail_that_is_still_in_the_queue(self):
        self.intake.approval_policy = "mentee_manager"
        self._run_intake()
        self.intake.criterion_ids[:1].weight = 2
        second = self._run_intake()
        mail = self._mails_to("mentee_manager")
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.mentoring_run_id, second)

    def test_a_second_run_asks_anew_where_the_first_mail_has_left(self):
        self.intake.approval_policy = "mentee_manager"
        self._run_intake()
        self._mails_to("mentee_manager").state = "sent"
        self.intake.criterion_ids[:1].weight = 2
        self._run_intake()
        self.assertEqual(self._mails_to("mentee_manager").mapped("state"), ["outgoing", "sent"])

    def test_the_second_manager_is_asked_when_it_is_their_turn(self):
        self.intake.approval_policy = "both_managers"
        self._run_intake()
        self.assertFalse(self._mails_to("mentor_manager"))
        first, second = self.intake.pairing_ids
        self._as("mentee_manager", first).action_approve()
        self.assertEqual(len(self._mails_to("mentor_manager")), 1)
        self._as("mentee_manager", second).action_approve()
        self.assertEqual(len(self._mails_to("mentor_manager")), 1)
        self.assertEqual(self._activities("mentor_manager").summary, "2 pairings to approve")

    def test_a_manager_with_a_portal_login_gets_the_portals_link_and_decides(self):
        self.intake.approval_policy = "mentee_manager"
        self._become_portal("mentee_manager")
        self._run_intake()
        self.assertIn("/my/mentoring/approvals", self._mails_to("mentee_manager").body_html)
        self.assertIn("/my/mentoring/approvals", self._activities("mentee_manager").note)
        pairing = self.intake.pairing_ids[:1]
        self.assertTrue(
            self._as("mentee_manager", self.env["mentoring.pairing"]).search([("can_approve", "=", True)])
        )
        self._as("mentee_manager", pairing).action_approve()
        self.assertEqual(pairing.state, "approved")

    def test_the_mail_carries_no_people_no_score_and_no_reason(self):
        self.intake.approval_policy = "mentee_manager"
        self._run_intake()
        mail = self._mails_to("mentee_manager")
        text = f"{mail.subject} {html2plaintext(mail.body_html)}"
        self.assertIn("Mentee Manager", text)
        self.assertIn("Next intake", text)
        for canary in ("Ana", "Gwen", "Ben", "Cem", "Leading a team", "50"):
            self.assertNotIn(canary, text)
        self.assertFalse(mail.model or mail.res_id)

    def test_nobody_reads_the_mail_through_a_record(self):
        self.intake.approval_policy = "mentee_manager"
        self._run_intake()
        message = self._mails_to("mentee_manager").mail_message_id
        for login in ("ben", "ana", "mentor_manager", "uninvolved", "hr_officer", "portal_mentee"):
            self.assertFalse(self._as(login, message).has_access("read"), login)

    def test_proposals_made_by_hand_are_told_with_the_next_round(self):
        self.intake.approval_policy = "mentee_manager"
        self._as("coordinator", self.env["mentoring.pairing"])._propose_by_hand(self.ana, self.ben)
        self.assertEqual(self._activities("mentee_manager").summary, "1 pairing to approve")
        self.assertFalse(self._mails_to("mentee_manager"))
        self._run_cron()
        self.assertEqual(len(self._mails_to("mentee_manager")), 1)
        self._as("coordinator", self.env["mentoring.pairing"])._propose_by_hand(
            self.env["mentoring.participant"], self.ben
        )
        self.assertFalse(self._activities("mentee_manager"))

    def test_one_reminder_after_three_working_days(self):
        self.intake.approval_policy = "mentee_manager"
        with freeze_time("2026-11-20 10:00:00"):  # a Friday
            self._run_intake()
        mails = {}
        for day in ("2026-11-21", "2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27"):
            with freeze_time(f"{day} 10:00:00"):
                self._run_cron()
                mails[day] = len(self._mails_to("mentee_manager"))
        self.assertEqual(list(mails.values()), [1, 1, 1, 2, 2, 2])

    def test_no_reminder_after_the_decision(self):
        self.intake.approval_policy = "mentee_manager"
        with freeze_time("2026-11-20 10:00:00"):
            self._run_intake()
        self._as("mentee_manager", self.intake.pairing_ids).action_approve()
        with freeze_time("2026-11-26 10:00:00"):
            self._run_cron()
        self.assertEqual(len(self._mails_to("mentee_manager")), 1)

    def test_late_proposals_are_shown_to_those_who_may_decide_then(self):
        self.intake.approval_policy = "mentee_manager"
        pairing = self._propose(self.ana, self.ben)
        self.assertFalse(self._activities("director") or self._activities("coordinator"))
        self._make_late(pairing)
        self._run_cron()
        self.assertTrue(self._activities("director") and self._activities("coordinator"))
        self._as("director", pairing).action_approve()
        self.assertFalse(self._activities())

    def test_the_nightly_job_asks_for_what_nobody_asked_for(self):
        self.intake.approval_policy = "mentee_manager"
        self._pair(self.ana, self.ben, state="proposed", announced=False, run_id=self.matching_run.id)
        self._run_cron()
        self.assertTrue(self._activities("mentee_manager"))

    def test_closing_a_program_closes_its_activities(self):
        self.intake.write({"approval_policy": "mentee_manager", "state": "running"})
        self._propose(self.ana, self.ben)
        self.assertTrue(self._activities())
        self._as("coordinator", self.intake).action_close()
        self.assertFalse(self._activities())

    def test_asking_takes_as_many_queries_for_many_as_for_few(self):
        self.intake.approval_policy = "mentee_manager"
        self._propose(self.ana, self.ben)
        self.intake._ask_deciders()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.intake._ask_deciders()
        few = self.env.cr.sql_log_count - before
        self._hire_all({f"extra_{number}": {"manager": "mentee_manager"} for number in range(10)})
        for number in range(10):
            self._propose(self.gwen, self._enrol(f"extra_{number}", "mentee", self.intake))
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.intake._ask_deciders()
        self.assertLessEqual(self.env.cr.sql_log_count - before, few)

    def test_the_card_says_who_is_waited_for(self):
        self.intake.approval_policy = "mentee_manager"
        with freeze_time("2026-11-20 10:00:00"):
            pairing = self._propose(self.ana, self.ben)
            self.assertEqual(pairing.waits_for, "waits for Mentee Manager")
        pairing.invalidate_recordset(["waits_for"])
        with freeze_time("2026-11-23 10:00:00"):
            self.assertEqual(pairing.waits_for, "waits for Mentee Manager, 3 days")
