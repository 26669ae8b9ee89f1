from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import MentoringCommon


@tagged("mentoring_security")
class TestSecondLook(MentoringCommon):
    """Ways round the front door: wizards filled by hand, and values that a form would not send."""

    def test_the_decline_dialog_names_only_pairs_the_reader_may_decline(self):
        def title(login):
            wizard = self.env["mentoring.decline"].with_user(self.users[login])
            return wizard.create({"pairing_ids": self.proposal.ids}).pairs_sentence

        self.assertEqual(title("mentee_manager"), "Waiting with Mentor")
        for login in ("uninvolved", "mentor", "waiting", "other_coordinator", "hr_officer"):
            with self.subTest(login=login):
                self.assertNotIn("Waiting", title(login))

    def test_a_line_of_find_a_mentor_tells_nothing_about_another_company(self):
        foreign = self.users["foreign_coordinator"]
        mentee = self._enrol("foreign_coordinator", "mentee", program=self.foreign_program)
        wizard = self.env["mentoring.find.mentor"].with_user(foreign).create({"mentee_id": mentee.id})
        line = self.env["mentoring.find.mentor.line"].with_user(foreign)
        line = line.create({"wizard_id": wizard.id, "mentor_id": self.mentor.id})
        line.invalidate_recordset()

        for name in ("mentor_name", "department_id", "free_places"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                line[name]

    def test_nobody_is_shown_with_a_mentor_without_a_pairing(self):
        self._hire("newcomer", groups=False)
        values = {"program_id": self.program.id, "employee_id": self.people["newcomer"].id, "role": "mentee"}
        participants = self._as("coordinator", self.env["mentoring.participant"])

        with self.assertRaises(AccessError):
            participants.create({**values, "proposed_mentor_id": self.portal_mentor.id})
        newcomer = participants.with_context(default_proposed_mentor_id=self.portal_mentor.id).create(values)

        self.assertFalse(newcomer.proposed_mentor_id)

    def test_a_coordinator_coordinates_what_they_create_whatever_was_sent(self):
        for sent in ({}, {"coordinator_ids": False}, {"coordinator_ids": []}):
            with self.subTest(sent=sent):
                program = self._as("coordinator", self.env["mentoring.program"]).create({"name": "Mine", **sent})

                self.assertIn(self.users["coordinator"], program.coordinator_ids)

    def test_a_scenario_does_not_speak_for_the_program(self):
        scenario = self.env["mentoring.run"].create(
            {"program_id": self.program.id, "state": "done", "is_scenario": True}
        )

        self.assertGreater(scenario.id, self.matching_run.id)
        self.assertEqual(self.program.last_run_id, self.matching_run)

    def test_first_reasons_of_many_pairs_take_as_many_queries_as_of_two(self):
        def queries(pairings):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            sentences = pairings.mapped("first_reason")
            self.assertTrue(all(sentences))
            return self.env.cr.sql_log_count - before

        logins = [f"person_{index}" for index in range(16)]
        self._hire_all({login: {"groups": False} for login in logins})
        people = [self._enrol(login, ("mentor", "mentee")[index % 2]) for index, login in enumerate(logins)]
        pairings = self.env["mentoring.pairing"].browse(
            self._pair(mentor, mentee).id for mentor, mentee in zip(people[::2], people[1::2], strict=True)
        )
        pairings = self._as("coordinator", pairings)

        queries(pairings)
        self.assertEqual(queries(pairings), queries(pairings[:2]))
