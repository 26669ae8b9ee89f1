from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import DENIALS, QUIET
from .test_access_matrix import AccessMatrixCommon

SHARED_MODELS = ("mentoring.agenda", "mentoring.objective", "mentoring.topic")


@tagged("post_install", "-at_install", "mentoring_security")
class TestCompanyWall(AccessMatrixCommon):
    """Two companies with the same data: nobody of one sees, counts or changes anything of the other (D15)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # somebody who works in both companies, with one of them switched on at a time
        cls.users["both"] = (
            cls.env["res.users"]
            .with_context(**QUIET)
            .create(
                {
                    **cls._user_values("both", "mentoring_program.group_mentoring_manager", cls.company),
                    "company_ids": [Command.set((cls.company | cls.foreign_company).ids)],
                }
            )
        )

    def _walled_models(self):
        return [
            self.env[model._name]
            for model in self.env.values()
            if model._name.startswith("mentoring.")
            and not model._abstract
            and not model._transient
            and model._name not in SHARED_MODELS
        ]

    def _counts(self, login, **context):
        counts = {}
        for model in self._walled_models():
            model = model.with_user(self.users[login]).with_context(active_test=False, **context)
            if model.has_access("read"):
                domain = [("company_id", "=", self.company.id)]
                counts[model._name] = model.search_count(domain) + sum(
                    group["__count"]
                    for group in model.formatted_read_group(domain, ["company_id"], ["__count"])
                )
        return counts

    def test_the_administrator_of_another_company_finds_nothing(self):
        for login in ("foreign_administrator", "foreign_coordinator"):
            with self.subTest(login=login):
                counts = self._counts(login)
                self.assertFalse({model: count for model, count in counts.items() if count})
        self.assertGreater(len(self._counts("foreign_administrator")), 12)

    def test_a_forged_list_of_companies_is_refused(self):
        for login in ("foreign_administrator", "foreign_coordinator"):
            for model in self._walled_models():
                forged = model.with_user(self.users[login]).with_context(
                    allowed_company_ids=(self.foreign_company | self.company).ids
                )
                with self._refused(login=login, model=model._name):
                    forged.check_access("read")
                    forged.search([("company_id", "=", self.company.id)])

    def test_a_forged_list_of_companies_opens_no_record(self):
        for name in ("program", "mentee", "pairing", "criterion", "key_result", "matching_run", "event"):
            forged = self._as("foreign_administrator", getattr(self, name)).with_context(
                allowed_company_ids=self.company.ids
            )
            with self._refused(record=name):
                forged.read(["create_date"])

    def test_a_company_that_is_switched_off_is_out_of_sight(self):
        here = {"allowed_company_ids": self.company.ids}
        there = {"allowed_company_ids": self.foreign_company.ids}
        self.assertTrue(
            all(self._counts("both", **here)[name] for name in ("mentoring.program", "mentoring.pairing"))
        )
        self.assertFalse(any(self._counts("both", **there).values()))
        programs = (
            self.env["mentoring.program"].with_user(self.users["both"]).with_context(**there).search([])
        )
        self.assertEqual(programs, self.foreign_program)

    def test_nobody_acts_on_a_program_of_another_company(self):
        for login in ("foreign_administrator", "foreign_coordinator"):
            for record, step in (
                (self.program, "action_run_matching"),
                (self.program, "action_announce"),
                (self.pairing, "action_end"),
                (self.proposal, "action_approve"),
                (self.mentee, "action_leave"),
                (self.matching_run, "action_verify"),
            ):
                with self._refused(UserError, login=login, step=step):
                    getattr(self._as(login, record), step)()
        self.assertEqual((self.proposal.state, self.pairing.state), ("proposed", "active"))

    def test_a_program_stays_in_its_company(self):
        with self._refused():
            self._as("both", self.program).company_id = self.foreign_company
        with self._refused():
            self.env["mentoring.program"].with_user(self.users["administrator"]).create(
                {"name": "New", "objective_id": self.objective.id, "company_id": self.foreign_company.id}
            )

    def test_no_pair_crosses_the_wall(self):
        stranger = self.env["mentoring.participant"].create(
            {
                "program_id": self.foreign_program.id,
                "employee_id": self.people["foreign_coordinator"].id,
                "role": "mentor",
            }
        )
        pairings = self.env["mentoring.pairing"].with_user(self.users["both"])
        with mute_logger(*DENIALS), self.assertRaises(UserError):
            pairings.create(
                {"program_id": self.program.id, "mentor_id": stranger.id, "mentee_id": self.newcomer.id}
            )
        with mute_logger(*DENIALS), self.assertRaises(UserError):
            self.env["mentoring.participant"].with_user(self.users["both"]).create(
                {
                    "program_id": self.program.id,
                    "employee_id": self.people["foreign_coordinator"].id,
                    "role": "mentee",
                }
            )
        with mute_logger(*DENIALS), self.assertRaises(UserError):
            self.env["mentoring.wish"].create({"participant_id": self.newcomer.id, "other_id": stranger.id})

    def test_runs_propose_within_their_program_only(self):
        self._hire("foreign_mentor", company=self.foreign_company)
        self._enrol("foreign_mentor", "mentor", program=self.foreign_program, capacity=10)

        self._as("coordinator", self.program).action_run_matching()

        proposed = self.program.pairing_ids.filtered(lambda pairing: pairing.state == "proposed")
        self.assertTrue(proposed)
        self.assertEqual((proposed.mentor_id | proposed.mentee_id).program_id, self.program)
        self.assertFalse(self.foreign_program.pairing_ids)

    def test_a_program_is_open_to_the_employees_of_its_company(self):
        uninvolved = self.users["uninvolved"]
        uninvolved.company_ids += self.foreign_company
        programs = self.env["mentoring.program"].with_user(uninvolved)
        everywhere = {"allowed_company_ids": uninvolved.company_ids.ids}
        self.assertNotIn(self.foreign_program, programs.with_context(**everywhere).search([]))

        self.env["hr.employee"].create(
            {"name": "Uninvolved", "user_id": uninvolved.id, "company_id": self.foreign_company.id}
        )

        self.assertIn(self.foreign_program, programs.with_context(**everywhere).search([]))
        self.assertTrue(self.foreign_program.with_user(uninvolved).with_context(**everywhere).is_open_to_me)
        here = {"allowed_company_ids": self.company.ids}
        self.assertNotIn(self.foreign_program, programs.with_context(**here).search([]))

    def test_an_invitation_opens_a_program_by_invitation(self):
        few = self._create_program(name="For a few", is_invitation_only=True)
        programs = self.env["mentoring.program"].with_user(self.users["portal_uninvolved"])
        self.assertNotIn(few, programs.search([]))

        self._enrol("portal_uninvolved", "mentee", program=few, state="invited")

        self.assertIn(few, programs.search([]))
        self.assertTrue(few.with_user(self.users["portal_uninvolved"]).is_open_to_me)

    def test_a_program_that_is_not_published_is_not_seen(self):
        draft = self._create_program(name="Next year", state="draft")
        self._enrol("mentee", "mentee", program=draft, state="invited")
        with mute_logger(*DENIALS), self.assertRaises(AccessError):
            self._as("mentee", draft).read(["name"])
