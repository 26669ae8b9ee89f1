from odoo import Command, fields
from odoo.tests import tagged

from .portal_common import PortalCase


@tagged("-at_install", "post_install", "mentoring_tours")
class TestToursPortal(PortalCase):
    """The main paths of mentee and mentor in a real browser, on a phone's screen."""

    browser_size = "360x780"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["hr.skill.type"].create(
            {
                "name": "Craft",
                "skill_ids": [Command.create({"name": "Hat making"})],
                "skill_level_ids": [Command.create({"name": "Knows", "level_progress": 50})],
            }
        )
        cls.env["mentoring.program"].search([("state", "=", "registration")]).state = "closed"

    def test_a_mentee_registers_by_portal(self):
        today = fields.Date.today()
        program = self._create_program(
            name="Spring",
            state="registration",
            date_registration_end=fields.Date.add(today, days=9),
            date_start=False,
        )
        self.start_tour("/my/mentoring", "mentoring_mentee_registers", login="portal_uninvolved")
        one = program.participant_ids
        self.assertEqual((one.employee_id, one.state), (self.people["portal_uninvolved"], "registered"))
        self.assertEqual(
            (one.goal_ids.name, one.skill_ids.skill_id.name), ("Lead my first project", "Hat making")
        )
        self.assertIn("Leading a team", one.topic_ids.mapped("name"))
        ratings = self.env["mentoring.quality"].search([("program_id", "=", program.id)])
        self.assertEqual(ratings.mapped(lambda row: (row.quality, row.rating)), [("learning", 4)])
        self.assertTrue(self.env["mentoring.consent"].search([("participant_id", "=", one.id)]))
        draft = self.env["mentoring.registration.draft"].search([("program_id", "=", program.id)])
        self.assertFalse(draft.answers, "nothing that was typed stays behind")

    def test_registering_takes_three_taps_and_a_sentence(self):
        program = self._create_program(
            name="Spring",
            state="registration",
            date_registration_end=fields.Date.add(fields.Date.today(), days=9),
        )
        self.start_tour(
            f"/my/mentoring/programs/{program.id}",
            "mentoring_mentee_registers_quickly",
            login="portal_uninvolved",
        )
        self.assertEqual(program.participant_ids.state, "registered")

    def test_a_mentee_chooses_and_the_mentor_answers(self):
        choosing = self._create_program(name="Choose", matching_mode="shortlist")
        self._hire_all({"guide_1": {"groups": "base.group_portal"}})
        guide = self._enrol("guide_1", "mentor", choosing)
        self._enrol("portal_uninvolved", "mentee", choosing)
        choosing._fill_shortlists()
        self.start_tour("/my/mentoring", "mentoring_mentee_chooses", login="portal_uninvolved")
        self.start_tour("/my/mentoring", "mentoring_mentor_answers", login="guide_1")
        request = self.env["mentoring.request"].search([("mentor_id", "=", guide.id)])
        self.assertEqual((request.state, request.pairing_id.state), ("accepted", "proposed"))

    def test_a_mentee_logs_in_three_taps_and_says_how_it_was(self):
        self.portal_meeting.feedback_ids.unlink()
        planned = self._log_session(self.portal_pairing, days_ago=1, state="planned", duration_minutes=45)
        self.start_tour("/my/mentoring", "mentoring_mentee_meets", login="portal_mentee")
        self.assertEqual((planned.state, planned.duration_minutes), ("done", 45))
        self.assertEqual(planned.feedback_ids.rating, 4)
        earlier = self.portal_meeting.feedback_ids
        self.assertEqual((earlier.rating, earlier.is_shared), (5, True))

    def test_a_mentee_books_the_first_meeting_from_three_times_and_logs_it(self):
        self.people["portal_mentor"].job_title = "Head of Sales"
        agenda = {"name": "First", "meeting_number": 1, "body": "How did you move into %(role)s?\nWhich skills?"}
        self.program.agenda_ids = self.env["mentoring.agenda"].create(agenda)
        self._sessions(self.portal_pairing).unlink()
        self.start_tour("/my/mentoring", "mentoring_mentee_books", login="portal_mentee")
        planned = self._sessions(self.portal_pairing).sorted("date")
        self.assertGreater(len(planned), 5)
        self.assertEqual(len(planned.series_id), 1)
        self.assertEqual(planned.series_id.sequence, 1)
        planned[0].date = fields.Datetime.subtract(fields.Datetime.now(), hours=2)
        self.start_tour("/my/mentoring", "mentoring_mentee_logs_first", login="portal_mentee")
        self.assertEqual((planned[0].state, planned[0].feedback_ids.fit), ("done", "good"))
        item = self.env["mentoring.action.item"].search([("session_id", "=", planned[0].id)])
        self.assertEqual((item.name, item.owner_id), ("Send the slides", self.portal_mentor))

    def test_a_mentor_does_the_same_from_the_other_side(self):
        agenda = {"name": "Next", "meeting_number": 2, "body": "What should be different in six months?"}
        self.program.agenda_ids = self.env["mentoring.agenda"].create(agenda)
        self.portal_meeting.write({"logged_by_mentee": True, "duration_minutes": 45})
        self.portal_meeting.feedback_ids.filtered(lambda one: one.author_id == self.portal_mentor).unlink()
        self.start_tour("/my/mentoring", "mentoring_mentor", login="portal_mentor")
        self.assertTrue(self.portal_meeting.logged_by_mentor)
        self.assertEqual(self.portal_meeting.duration_minutes, 45)
        self.assertEqual(self.portal_goal.step_ids.mapped("name")[-1], "Talk to the head of sales")
        planned = self._sessions(self.portal_pairing).filtered(lambda one: one.state == "planned")
        self.assertTrue(planned.calendar_event_id)

    def test_an_expired_login_loses_nothing(self):
        self.start_tour(
            f"/my/mentoring/pairings/{self.portal_pairing.id}/log",
            "mentoring_draft_survives",
            login="portal_mentee",
        )
        note = self.env["mentoring.note"].search([("body", "=", "Do not lose this")])
        self.assertEqual((note.visibility, note.author_user_id), ("private", self.users["portal_mentee"]))
