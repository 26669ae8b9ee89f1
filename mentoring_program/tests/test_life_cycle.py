from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import html2plaintext, mute_logger

from ..models.mentoring_program_approval import DECIDE, FOLLOW_UP
from .common import MentoringCommon


@tagged("mentoring_life_cycle")
class TestLifeCycle(MentoringCommon):
    """ana mentors ben (active); gwen is to mentor cem (proposed); dora registered later and waits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._hire_all(
            {
                "ana": {"manager": "mentor_manager"},
                "gwen": {"manager": "mentor_manager"},
                "ben": {"manager": "mentee_manager"},
                "cem": {"manager": "mentee_manager"},
                "dora": {"manager": "mentee_manager", "groups": "base.group_portal"},
                "hr_manager": {"groups": "hr.group_hr_manager"},
            }
        )
        cls.intake = cls._create_program(name="Running intake", approval_policy="mentee_manager")
        cls.ana = cls._enrol("ana", "mentor", cls.intake, capacity=2)
        cls.gwen = cls._enrol("gwen", "mentor", cls.intake)
        for login in ("dora", "ben", "cem"):
            setattr(cls, login, cls._enrol(login, "mentee", cls.intake))
        cls.running = cls._pair(cls.ana, cls.ben)
        cls.proposed = cls._pair(cls.gwen, cls.cem, state="proposed", announced=False)

    def _mails_to(self, login):
        partner = self.users[login].partner_id
        return self.env["mail.mail"].search(
            [("mentoring_program_id", "=", self.intake.id), ("recipient_ids", "in", partner.ids)]
        )

    def _text(self, login):
        mail = self._mails_to(login)
        self.assertEqual(len(mail), 1, login)
        return " ".join(html2plaintext(mail.body_html).replace("*", "").split())

    def _activities(self, xml_id, login):
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", "mentoring.program"),
                ("res_id", "=", self.intake.id),
                ("activity_type_id", "=", self.env.ref(xml_id).id),
                ("user_id", "=", self.users[login].id),
            ]
        )

    def _reconcile(self):
        with self.enter_registry_test_mode():
            self.env.ref("mentoring_program.ir_cron_reconcile_employees").method_direct_trigger()

    def _ways_to_leave(self, login):
        """The ways in which HR lets somebody go, called as HR."""
        employee = self.people[login].with_user(self.users["hr_officer"])
        resource = self.people[login].resource_id
        wizard = (
            self.env["hr.departure.wizard"]
            .with_user(self.users["hr_manager"])
            .with_context(active_ids=employee.ids, employee_termination=True)
        )
        return {
            "archive button": lambda: employee.with_context(no_wizard=True).action_archive(),
            "write": lambda: employee.write({"active": False}),
            "its resource": lambda: resource.write({"active": False}),
            "departure wizard": lambda: wizard.create({}).action_register_departure(),
            "delete": lambda: self.people[login].unlink(),
        }

    # ------------------------------------------------------------
    # Leaving the company
    # ------------------------------------------------------------

    def test_every_way_to_leave_ends_the_pair_and_puts_the_mentee_first_in_line(self):
        for way, leave in self._ways_to_leave("ana").items():
            with self.subTest(way), self.env.cr.savepoint() as savepoint:
                leave()
                self.assertEqual(self.ana.state, "left")
                self.assertEqual((self.running.state, self.running.end_reason), ("ended", "Departure"))
                self.assertEqual((self.ana.active_count, self.ben.active_count), (0, 0))
                self.assertEqual((self.ben.state, self.ben.waiting_position), ("waitlisted", 1))
                text = self._text("ben")
                self.assertIn("Ana cannot go on with you as your mentor. That says nothing about you.", text)
                self.assertIn("You are first in line.", text)
                self.assertNotIn("eparture", text)
                self.assertIn(
                    "Ana does not take part any more. First in line: Ben.",
                    self._activities(FOLLOW_UP, "coordinator").note,
                )
                savepoint.rollback()
                self.env.invalidate_all()

    def test_every_way_to_leave_takes_the_proposal_back_and_nobody_learns_of_it(self):
        for login in ("gwen", "cem"):
            for way, leave in self._ways_to_leave(login).items():
                with self.subTest(f"{login}: {way}"), self.env.cr.savepoint() as savepoint:
                    leave()
                    self.assertEqual(self.proposed.state, "declined")
                    self.assertFalse(self._mails_to("gwen") or self._mails_to("cem"))
                    self.assertFalse(self._activities(DECIDE, "mentee_manager"))
                    savepoint.rollback()
                    self.env.invalidate_all()

    def test_a_mentees_departure_frees_the_mentors_place(self):
        self.people["ben"].with_context(no_wizard=True).action_archive()
        self.assertEqual((self.running.state, self.ana.active_count, self.ana.free_places), ("ended", 0, 2))
        self.assertIn("Ben does not go on with you as your mentee.", self._text("ana"))
        self.assertIn("Your place is free for somebody else", self._text("ana"))

    def test_a_paused_pair_ends_as_well(self):
        self._as("coordinator", self.running).action_pause()
        self.people["ana"].with_context(no_wizard=True).action_archive()
        self.assertEqual(self.running.state, "ended")

    def test_both_leaving_at_once_tells_neither(self):
        (self.people["ana"] | self.people["ben"]).with_context(no_wizard=True).action_archive()
        self.assertEqual(self.running.state, "ended")
        self.assertEqual((self.ana | self.ben).mapped("state"), ["left", "left"])
        self.assertFalse(self._mails_to("ana") or self._mails_to("ben"))

    def test_somebody_without_a_pair_just_leaves(self):
        self.people["dora"].with_context(no_wizard=True).action_archive()
        self.assertEqual(self.dora.state, "left")
        self.assertFalse(self.env["mail.mail"].search([("mentoring_program_id", "=", self.intake.id)]))

    def test_history_and_audit_stay(self):
        self.people["ana"].with_context(no_wizard=True).action_archive()
        self.assertTrue(self.running.exists())
        events = self.env["mentoring.audit.event"].search([("program_id", "=", self.intake.id)])
        self.assertIn("end", events.filtered(lambda event: event.res_id == self.running.id).mapped("action"))
        self.assertIn("participant_left", events.mapped("action"))

    # ------------------------------------------------------------
    # Deleting
    # ------------------------------------------------------------

    def test_a_deleted_employee_leaves_a_number_instead_of_a_name(self):
        participant, name = self.ana, self.ana.name
        self.people["ana"].unlink()
        participant.invalidate_recordset()
        self.assertFalse(participant.employee_id)
        self.assertFalse(participant.user_id)
        self.assertEqual(participant.name, f"Former participant {participant.id}")
        self.assertNotIn(name, self.running._names())

    def test_employees_are_deleted_in_every_state_of_a_pair(self):
        for state in ("proposed", "approved", "active", "paused", "completed", "ended", "declined"):
            mentor, mentee = f"{state}_mentor", f"{state}_mentee"
            self._hire_all({mentor: {}, mentee: {}})
            pairing = self._pair(
                self._enrol(mentor, "mentor", self.intake),
                self._enrol(mentee, "mentee", self.intake),
                state=state,
            )
            meeting = self._log_session(pairing)
            self._write_note(mentee, pairing, "private")
            self._give_feedback(meeting, pairing.mentee_id)
            self._set_goal(pairing.mentee_id, pairing)
            with self.subTest(state):
                (self.people[mentor] | self.people[mentee]).unlink()
                self.env.flush_all()
                self.assertIn(pairing.state, ("declined", "ended", "completed"))

    def test_a_user_is_deleted_once_the_employee_lets_go(self):
        self.people["ben"].user_id = False
        user = self.users["ben"]
        user.unlink()
        self.env.flush_all()
        self.assertFalse(user.exists())
        self.assertFalse(self.ben.user_id)

    def test_deleting_the_managers_user_hands_the_decision_to_the_coordinator(self):
        self.assertTrue(self._activities(DECIDE, "mentee_manager"))
        self.people["mentee_manager"].user_id = False
        self.users["mentee_manager"].unlink()
        self.assertEqual(self.proposed.awaited_role, "coordinator")
        self.assertTrue(self._activities(DECIDE, "coordinator"))

    def test_deleting_the_coordinator_leaves_the_program_to_the_administrators(self):
        self.intake.approval_policy = "coordinator"
        self.people["coordinator"].user_id = False
        self.users["coordinator"].unlink()
        self.assertTrue(self._activities(DECIDE, "administrator"))

    def test_who_closes_their_portal_account_leaves(self):
        self.users["dora"].sudo()._deactivate_portal_user(request_blacklist=False)
        self.assertFalse(self.users["dora"].active)
        self.assertEqual(self.dora.state, "left")

    # ------------------------------------------------------------
    # HR goes first
    # ------------------------------------------------------------

    def test_an_error_on_our_side_does_not_hold_up_hr_and_is_mended_at_night(self):
        participant = type(self.env["mentoring.participant"])
        with (
            patch.object(participant, "_depart", side_effect=ValueError("broken")),
            mute_logger("odoo.addons.mentoring_program.models.mentoring_life_cycle"),
        ):
            self.people["ana"].with_user(self.users["hr_officer"]).with_context(
                no_wizard=True
            ).action_archive()
        self.assertFalse(self.people["ana"].active)
        self.assertEqual(self.ana.state, "registered")
        self._reconcile()
        self.assertEqual((self.ana.state, self.running.state), ("left", "ended"))

    def test_the_nightly_job_finds_what_was_changed_in_the_database(self):
        self.env.flush_all()
        self.env.cr.execute("UPDATE hr_employee SET active = false WHERE id = %s", (self.people["ana"].id,))
        self.env.cr.execute(
            "UPDATE mentoring_participant SET employee_id = NULL WHERE id = %s", (self.gwen.id,)
        )
        self.env.invalidate_all()
        self._reconcile()
        self.assertEqual((self.ana.state, self.gwen.state), ("left", "left"))
        self.assertEqual((self.running.state, self.proposed.state), ("ended", "declined"))
        self.assertEqual(self.cem.state, "registered")

    def test_the_nightly_job_repeats_nothing(self):
        self.people["ana"].with_context(no_wizard=True).action_archive()
        events = self.env["mentoring.audit.event"].search_count([])
        mails = self.env["mail.mail"].search_count([])
        self._reconcile()
        self._reconcile()
        self.assertEqual(self.env["mentoring.audit.event"].search_count([]), events)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)

    def test_hr_reads_nothing_of_mentoring_by_archiving(self):
        self.people["ana"].with_user(self.users["hr_officer"]).with_context(no_wizard=True).action_archive()
        mail = self._mails_to("ben").with_user(self.users["hr_officer"])
        self.assertFalse(mail.mail_message_id.sudo().with_user(self.users["hr_officer"]).has_access("read"))
        with self.assertRaises(AccessError):
            self._as("hr_officer", self.running).read(["state"])

    def test_someone_who_comes_back_registers_anew(self):
        self.people["ana"].with_context(no_wizard=True).action_archive()
        self.people["ana"].action_unarchive()
        self.assertEqual((self.ana.state, self.running.state), ("left", "ended"))

    # ------------------------------------------------------------
    # Changing places
    # ------------------------------------------------------------

    def test_a_new_manager_decides_at_once_and_the_old_one_no_more(self):
        self.people["cem"].with_user(self.users["hr_officer"]).parent_id = self.people["director"]
        self.assertTrue(self._activities(DECIDE, "director"))
        self.assertFalse(self._activities(DECIDE, "mentee_manager"))
        with self.assertRaises(AccessError):
            self._as("mentee_manager", self.proposed).action_approve()
        self._as("director", self.proposed).action_approve()

    def test_a_department_with_a_new_manager_moves_the_decision_as_well(self):
        department = self.env["hr.department"].create(
            {"name": "Sales", "manager_id": self.people["mentee_manager"].id, "company_id": self.company.id}
        )
        self.people["cem"].department_id = department
        department.manager_id = self.people["director"]
        self.assertEqual(self.people["cem"].parent_id, self.people["director"])
        self.assertTrue(self._activities(DECIDE, "director"))

    def test_a_change_of_department_is_followed_on_the_pairing(self):
        department = self.env["hr.department"].create({"name": "Sales", "company_id": self.company.id})
        self.people["ben"].department_id = department
        self.assertEqual(self.running.mentee_department_id, department)

    def test_a_move_to_another_company_is_flagged_and_nothing_new_is_decided(self):
        self.people["ben"].write({"user_id": False})
        self.people["cem"].write({"user_id": False})
        (self.people["ben"] | self.people["cem"]).write(
            {"parent_id": False, "company_id": self.foreign_company.id}
        )
        self.assertEqual((self.ben | self.cem).mapped("state"), ["paused", "paused"])
        self.assertEqual((self.running.state, self.proposed.state), ("active", "declined"))
        note = self._activities(FOLLOW_UP, "coordinator").note
        self.assertIn("Ben moved to another company", note)
        self.assertIn("Decide whether this goes on: Ben with Ana.", note)
        for login in ("foreign_coordinator", "foreign_administrator"):
            with self.assertRaises(AccessError):
                self._as(login, self.running).read(["state"])

    def test_the_flag_is_raised_once(self):
        self.people["ben"].write({"user_id": False, "parent_id": False})
        self.people["ben"].company_id = self.foreign_company
        self._reconcile()
        self.assertEqual(self._activities(FOLLOW_UP, "coordinator").note.count("moved to another company"), 1)

    # ------------------------------------------------------------
    # Leaving the program
    # ------------------------------------------------------------

    def test_a_mentor_who_leaves_the_program_leaves_the_mentee_first_in_line(self):
        self._as("coordinator", self.ana).action_leave()
        self.assertEqual(self.running.state, "ended")
        self.assertIn("You are first in line.", self._text("ben"))
        self.assertEqual(self.env["mentoring.participant"].browse(self.dora.id).waiting_position, 2)

    def test_a_new_mentor_takes_the_mentee_out_of_the_line(self):
        self._as("coordinator", self.ana).action_leave()
        pairing = self._pair(self.gwen, self.ben, state="approved", announced=False)
        self._as("coordinator", self.intake).action_announce()
        self.assertTrue(pairing.is_disclosed)
        self.assertEqual(
            (self.ben.state, self.ben.is_first_in_line, self.ben.waiting_position), ("registered", False, 0)
        )

    def test_one_of_the_two_ends_it_and_only_the_other_one_is_told(self):
        self._as("ben", self.running).sudo()._move("end", "Not the right time")
        self.assertFalse(self._mails_to("ben"))
        self.assertIn("Ben does not go on with you as your mentee.", self._text("ana"))
        self.assertEqual((self.ben.state, self.ben.is_first_in_line), ("registered", False))

    def test_the_end_of_a_program_tells_nobody_that_a_partner_left(self):
        self._as("coordinator", self.intake).action_cancel()
        self.assertEqual(self.running.state, "ended")
        self.assertFalse(self._mails_to("ana") or self._mails_to("ben"))

    # ------------------------------------------------------------
    # Moves of the coordinator
    # ------------------------------------------------------------

    def test_moves_outside_the_table_are_refused_with_every_name(self):
        other = self._pair(self.gwen, self.dora, state="completed")
        cases = {
            "action_pause": other | self.proposed,
            "action_resume": self.running | other,
            "action_end": other | self.proposed,
            "action_complete": other | self.proposed,
        }
        for method, pairings in cases.items():
            with self.subTest(method), self.assertRaises(Exception) as caught:
                getattr(self._as("coordinator", pairings), method)()
            for pairing in pairings:
                self.assertIn(pairing._names(), str(caught.exception))

    def test_only_the_programs_coordinators_move_a_pair(self):
        for login in (
            "other_coordinator",
            "foreign_administrator",
            "ana",
            "ben",
            "mentee_manager",
            "hr_officer",
        ):
            for method in ("action_pause", "action_end", "action_complete", "action_pin"):
                with self.subTest(f"{login} {method}"), self.assertRaises(AccessError):
                    getattr(self._as(login, self.running), method)()
        self.assertEqual(self.running.state, "active")

    def test_counters_equal_the_open_pairs_after_all_moves(self):
        self._as("coordinator", self.running).action_pause()
        self._as("coordinator", self.running).action_resume()
        self._as("coordinator", self.running).action_complete()
        self.intake.coordinator_ids = [Command.link(self.users["other_coordinator"].id)]
        self._as("mentee_manager", self.proposed).action_approve()
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT person.id FROM mentoring_participant person
             WHERE person.active_count <> (
                   SELECT count(*) FROM mentoring_pairing
                    WHERE state IN ('approved', 'active', 'paused') AND person.id IN (mentor_id, mentee_id))
            """
        )
        self.assertFalse(self.env.cr.fetchall())
        self.assertEqual((self.running.state, self.proposed.state), ("completed", "active"))
