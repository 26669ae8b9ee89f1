from odoo import Command, fields
from odoo.tests import HttpCase, tagged

from .common import MentoringCommon
from .test_why_not import AnaAndLena


@tagged("post_install", "-at_install", "mentoring_tours")
class TestBackendTours(MentoringCommon, HttpCase):
    """The main paths of the two people who work in the backend, each with only their own groups."""

    def test_coordinator_from_a_template_to_an_approved_pair(self):
        igor = self._hire("igor", name="Igor Blum", groups=False)
        nora = self._hire("nora", name="Nora Quist", groups=False, manager="mentee_manager")

        self.start_tour("/odoo/mentoring-programs", "mentoring_coordinator", login="coordinator")

        program = self.env["mentoring.program"].search([("name", "=", "Leaders of the tour")])
        self.assertEqual(program.state, "matching")
        self.assertEqual(program.coordinator_ids, self.users["coordinator"])
        pairing = program.pairing_ids
        self.assertEqual((pairing.state, pairing.is_pinned), ("approved", True))
        self.assertEqual((pairing.mentor_employee_id, pairing.mentee_employee_id), (igor, nora))
        self.assertEqual(pairing.decision_ids.user_id, self.users["coordinator"])

    def test_a_program_from_a_template_and_three_people_invited(self):
        for login, name in (("igor", "Igor Blum"), ("nora", "Nora Quist"), ("olga", "Olga Ray")):
            self._hire(login, name=name, groups=False, work_email=f"{login}@work.example.com")

        self.start_tour("/odoo/mentoring-programs", "mentoring_invite", login="coordinator")

        program = self.env["mentoring.program"].search([("name", "=", "Arrivals of the tour")])
        self.assertEqual((program.mode, program.cadence, program.state), ("evergreen", "weekly", "registration"))
        self.assertEqual(sorted(program.invitation_ids.mapped("name")), ["Igor Blum", "Nora Quist", "Olga Ray"])

    def test_a_refused_drop_names_the_rule_and_offers_who_else_suits(self):
        matching = self._create_program(name="Matching now", state="matching")
        waiting = self._enrol("waiting", "mentee", matching)
        self._enrol("mentee_manager", "mentor", matching, capacity=1)
        self._enrol("sponsor", "mentor", matching, capacity=1)
        action = self._as("coordinator", self.env["mentoring.program"]).action_open_board()
        self.assertEqual(action["context"]["search_default_program_id"], matching.id)

        self.start_tour(
            f"/odoo/mentoring-programs/{matching.id}/mentoring-board",
            "mentoring_board_refusal",
            login="coordinator",
        )

        self.assertEqual(waiting.proposed_mentor_id.employee_id, self.people["sponsor"])

    def test_the_page_of_a_run_under_way_refreshes_itself(self):
        now = fields.Datetime.now()
        run = self.env["mentoring.run"].create(
            {
                "program_id": self.program.id,
                "state": "running",
                "phase": "solving",
                "progress": 37,
                "date_start": fields.Datetime.subtract(now, seconds=60),
                "date_heartbeat": now,
                "node": "elsewhere",
            }
        )
        self.start_tour(f"/odoo/mentoring-runs/{run.id}", "mentoring_run_progress", login="coordinator")
        self.assertEqual(run.state, "cancelled")

    def test_manager_approves_one_and_declines_one(self):
        other = self._enrol("uninvolved", "mentee")
        self.people["uninvolved"].parent_id = self.people["mentee_manager"]
        self.mentor.capacity = 5
        declined = self._pair(self.mentor, other, state="proposed", announced=False)

        self.start_tour(
            "/odoo/action-hr.hr_employee_public_action", "mentoring_manager", login="mentee_manager"
        )

        self.assertEqual(self.proposal.state, "active")
        self.assertEqual(declined.state, "declined")
        self.assertEqual(declined.decline_reason, "Other priority first: The audit comes first this spring")


@tagged("post_install", "-at_install", "mentoring_tours")
class TestWorkbenchTour(AnaAndLena, HttpCase):
    def test_coordinator_compares_publishes_and_asks_why_not(self):
        sales, finance = self.env["hr.department"].create([{"name": "Sales"}, {"name": "Finance"}])
        for department, names in ((sales, ("ana", "cem")), (finance, ("lena", "ben"))):
            for name in names:
                self.people[name].department_id = department
        self.intake.criterion_ids = [Command.create({"kind": "department", "weight": 0, "relation": "same"})]
        self._as("coordinator", self.intake).action_run_matching()
        run = self.intake.run_ids[:1]
        self.assertEqual(self._proposed(), {(self.ben, self.ana), (self.cem, self.lena)})

        self.start_tour(f"/odoo/mentoring-runs/{run.id}", "mentoring_workbench", login="coordinator")

        self.assertEqual(self._proposed(), {(self.ben, self.ana), (self.cem, self.lena)})
        scenario = self.intake.run_ids[:1]
        self.assertTrue(scenario.is_scenario and scenario.is_published and run.problem_file)
        self.assertTrue(self.ben.mentee_pairing_ids.is_pinned)
        self.assertEqual(self.cem.mentee_pairing_ids.run_id, scenario)
