from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import MentoringCommon


@tagged("mentoring_hr")
class TestHrEmployee(MentoringCommon):
    def test_everybody_may_know_who_mentors(self):
        public = self.env["hr.employee.public"].with_user(self.users["uninvolved"])
        self.assertTrue(public.browse(self.people["mentor"].id).is_mentor)
        self.assertFalse(public.browse(self.people["mentor"].id).is_mentee)
        self.assertTrue(public.browse(self.people["mentee"].id).is_mentee)

    def test_mentors_are_found_by_searching(self):
        for model, login in (("hr.employee", "hr_officer"), ("hr.employee.public", "uninvolved")):
            found = self.env[model].with_user(self.users[login]).search([("is_mentor", "=", True)])
            self.assertIn(self.people["mentor"].id, found.ids)
            self.assertNotIn(self.people["mentee"].id, found.ids)
            others = self.env[model].with_user(self.users[login]).search([("is_mentor", "=", False)])
            self.assertNotIn(self.people["mentor"].id, others.ids)

    def test_leaving_the_program_ends_the_role(self):
        self.mentor.with_user(self.users["coordinator"]).action_leave()
        self.env.invalidate_all()
        self.assertFalse(self.people["mentor"].is_mentor)

    def test_coordinators_see_pairings_on_the_employee(self):
        self.users["coordinator"].group_ids += self.env.ref("hr.group_hr_user")
        mentor = self._as("coordinator", self.people["mentor"])
        self.assertEqual((mentor.mentor_pairing_count, mentor.mentee_pairing_count), (1, 0))
        self.assertEqual(
            mentor.action_view_mentor_pairings()["domain"], [("mentor_employee_id", "=", mentor.id)]
        )

    def test_an_hr_officer_sees_the_roles_and_nothing_else(self):
        mentor = self._as("hr_officer", self.people["mentor"])
        self.assertTrue(mentor.is_mentor)
        for field in ("mentoring_participant_ids", "mentor_pairing_count", "mentoring_goal_ids"):
            with self.assertRaises(AccessError, msg=field):
                mentor.read([field])

    def test_filters_find_free_mentors_and_waiting_mentees(self):
        self.users["coordinator"].group_ids += self.env.ref("hr.group_hr_user")
        Employee = self.env["hr.employee"].with_user(self.users["coordinator"])
        self._enrol("sponsor", "mentor")
        self._enrol("uninvolved", "mentee")
        free = Employee.search([("is_mentor_with_places", "=", True)])
        self.assertIn(self.people["sponsor"], free)
        self.assertNotIn(self.people["portal_mentor"], free)
        waiting = Employee.search([("is_mentee_waiting", "=", True)])
        self.assertIn(self.people["uninvolved"], waiting)
        self.assertNotIn(self.people["waiting"], waiting, "a proposal is on its way")

    def test_registering_takes_what_hr_knows(self):
        job = self.env["hr.job"].create({"name": "Head of sales", "mentoring_level": 6})
        self.people["sponsor"].write({"job_id": job.id, "tz": "Asia/Tokyo"})
        language = self.env["hr.skill"]._mentoring_language_type()
        craft = self.env["hr.skill.type"].create(
            {
                "name": "Craft",
                "skill_ids": [(0, 0, {"name": "Selling"})],
                "skill_level_ids": [(0, 0, {"name": "Expert", "level_progress": 100})],
            }
        )
        self.env["hr.employee.skill"].create(
            [
                {
                    "employee_id": self.people["sponsor"].id,
                    "skill_type_id": kind.id,
                    "skill_id": kind.skill_ids[0].id,
                    "skill_level_id": kind.skill_level_ids[0].id,
                }
                for kind in (language, craft)
            ]
        )
        participant = self._enrol("sponsor", "mentor")
        self.assertEqual((participant.seniority, participant.tz), (6, "Asia/Tokyo"))
        self.assertEqual(participant.language_ids, language.skill_ids[0])
        self.assertEqual(
            participant.skill_ids.mapped(lambda line: (line.skill_id.name, line.level)), [("Selling", 3)]
        )

    def test_without_a_level_on_the_job_seniority_is_the_height_in_the_reporting_tree(self):
        participant = self._enrol("director", "mentor")
        self.assertEqual(participant.seniority, 2, "two levels of reports below")
        self.assertEqual(self.mentor.seniority, 0)
