from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import MentoringCommon


@tagged("mentoring_program")
class TestProgram(MentoringCommon):
    def _draft(self, **vals):
        return self._create_program(**{"state": "draft", "criterion_ids": False, **vals})

    def test_a_program_needs_objective_and_dates_before_registration_opens(self):
        for missing in ({"objective_id": False}, {"date_start": False}, {"date_end": False}):
            program = self._as("coordinator", self._draft(**missing))
            with self.assertRaises(ValidationError, msg=missing):
                program.action_open_registration()
            self.assertEqual(program.state, "draft")

    def test_an_evergreen_program_needs_no_end(self):
        program = self._draft(mode="evergreen", date_end=False)
        self._as("coordinator", program).action_open_registration()
        self.assertEqual(program.state, "registration")
        first, last = program._pair_dates()
        self.assertEqual(last, fields.Date.add(first, months=program.duration_months))

    def test_a_program_gets_the_default_criteria_of_its_objective(self):
        self.objective.criterion_ids = [
            Command.create({"kind": "skills", "weight": 6}),
            Command.create({"kind": "location", "weight": 2, "relation": "different"}),
        ]
        program = self._draft()
        self.assertEqual(program.criterion_ids.mapped("kind"), ["skills", "location"])
        self.assertEqual(program.criterion_ids.mapped("share"), [75.0, 25.0])
        self.assertFalse(program.criterion_ids.objective_id)
        self.assertEqual(len(self.objective.criterion_ids), 2, "the defaults stay with the objective")

    def test_a_copy_is_a_draft_with_the_same_rules_and_nobody_in_it(self):
        copy = self.program.copy()
        self.assertEqual(copy.state, "draft")
        self.assertEqual(copy.criterion_ids.mapped("kind"), self.program.criterion_ids.mapped("kind"))
        self.assertFalse(copy.participant_ids or copy.pairing_ids or copy.run_ids)

    def test_a_coordinator_coordinates_what_they_create(self):
        program = (
            self.env["mentoring.program"]
            .with_user(self.users["other_coordinator"])
            .create({"name": "Mine", "coordinator_ids": [Command.clear()]})
        )
        self.assertIn(self.users["other_coordinator"], program.coordinator_ids)

    def test_states_follow_the_table_and_refusals_name_the_program(self):
        program = self._as("coordinator", self._draft(name="Spring intake"))
        with self.assertRaisesRegex(UserError, "Spring intake is in state Draft"):
            program.action_start()
        program.action_open_registration()
        program.action_start()
        program.action_close()
        self.assertEqual(program.state, "closed")
        with self.assertRaises(UserError):
            program.action_cancel()
        events = self.env["mentoring.audit.event"].search(
            [("model", "=", "mentoring.program"), ("res_id", "=", program.id)], order="id"
        )
        self.assertEqual(events.mapped("action"), ["open_registration", "start", "close"])
        self.assertEqual(events.user_id, self.users["coordinator"])

    def test_only_its_coordinators_move_a_program(self):
        program = self._draft()
        for login in ("other_coordinator", "mentee", "hr_officer", "system", "foreign_administrator"):
            with self.assertRaises(AccessError, msg=login):
                self._as(login, program).action_open_registration()
        self._as("administrator", program).action_open_registration()
        self.assertEqual(program.state, "registration")

    def test_closing_completes_running_pairs_and_frees_their_places(self):
        self._as("coordinator", self.program).action_close()
        self.assertEqual(self.pairing.state, "completed")
        self.assertEqual(self.proposal.state, "declined")
        self.assertEqual(self.mentor.active_count, 0)

    def test_cancelling_ends_running_pairs(self):
        self._as("coordinator", self.program).action_cancel()
        self.assertEqual(self.pairing.state, "ended")
        self.assertEqual(self.pairing.date_end, fields.Date.today())

    def test_starting_activates_and_announces_approved_pairs(self):
        program = self._create_program(state="registration")
        mentor = self._enrol("sponsor", "mentor", program)
        mentee = self._enrol("uninvolved", "mentee", program)
        pairing = self.env["mentoring.pairing"].create(
            {"program_id": program.id, "mentor_id": mentor.id, "mentee_id": mentee.id, "state": "approved"}
        )
        self._as("coordinator", program).action_start()
        self.assertEqual(pairing.state, "active")
        self.assertTrue(pairing.is_disclosed)
        self.assertEqual(pairing.date_end, program.date_end)

    def test_figures_count_people_places_and_pairs(self):
        program = self._as("coordinator", self.program)
        self.assertEqual((program.mentor_count, program.mentee_count), (2, 3))
        self.assertEqual(program.place_count, 1, "the mentor's second place")
        self.assertEqual((program.proposed_count, program.open_pairing_count), (1, 2))
        self.assertEqual(program.waiting_count, 0, "the proposal counts as a mentor in sight")

    def test_a_program_with_pairs_is_not_deleted(self):
        with self.assertRaises(UserError):
            self._as("administrator", self.program).unlink()

    def test_the_server_action_runs_the_matching_of_the_selected_programs(self):
        action = self.env.ref("mentoring_program.action_server_run_matching")
        self.assertEqual(action.group_ids, self.env.ref("mentoring_program.group_mentoring_coordinator"))
        result = (
            action.with_user(self.users["coordinator"])
            .with_context(
                active_model="mentoring.program", active_ids=self.program.ids, active_id=self.program.id
            )
            .run()
        )
        self.assertEqual(result["res_model"], "mentoring.run")
        self.assertEqual(self.program.run_ids.sorted("id")[-1:].state, "done")
        with self.assertRaises(AccessError):
            action.with_user(self.users["mentee"]).with_context(
                active_model="mentoring.program", active_ids=self.program.ids
            ).run()

    def test_changing_the_privacy_text_makes_a_new_version(self):
        version = self.program.privacy_version
        self._as("coordinator", self.program).privacy_text = "<p>Your manager sees names only.</p>"
        self.assertEqual(self.program.privacy_version, version + 1)

    def test_who_approves_is_settled_while_proposals_wait(self):
        with self.assertRaisesRegex(UserError, "wait for a decision"):
            self._as("coordinator", self.program).approval_policy = "coordinator"
        self.proposal.with_user(self.users["mentee_manager"]).action_approve()
        self._as("coordinator", self.program).approval_policy = "coordinator"
        event = self.env["mentoring.audit.event"].search([("action", "=", "change_approval_policy")], limit=1)
        self.assertEqual((event.program_id, event.user_id), (self.program, self.users["coordinator"]))
