import datetime

from freezegun import freeze_time

from odoo.tests import tagged

from .meeting_common import MOMENT, MeetingCase

DAY = datetime.timedelta(days=1)
MORNING = datetime.datetime(2026, 2, 2, 6)  # of the day before MOMENT


@tagged("post_install", "-at_install", "mentoring_meetings")
class TestMeetingReminders(MeetingCase):
    """One mail on the day before a meeting, in the reader's own time, until they say no."""

    def _reminders(self, moment):
        """{login: body} of what the daily job says about meetings to come at this moment."""
        before = self.env["mail.mail"].search([])
        with freeze_time(moment):
            people = self.env["mentoring.participant"]
            people._collect_reminders()
            people.env["mentoring.reminder"]._send_waiting()
        return {
            self.env["res.users"].search([("partner_id", "=", mail.recipient_ids.id)]).login: str(
                mail.body_html
            ).replace("\u202f", " ")
            for mail in self.env["mail.mail"].search([]) - before
            if mail.mentoring_program_id == self.program and "You meet" in mail.body_html
        }

    def test_both_are_reminded_once_in_their_own_time(self):
        self.users["mentor"].tz = "America/New_York"
        self._plan()
        self.assertFalse(self._reminders(MORNING - DAY), "too early")
        sent = self._reminders(MORNING)
        self.assertEqual(sent.keys(), {"mentee", "mentor"})
        self.assertIn("You meet Mentor on Tue 3 Feb, 10:00 AM", sent["mentee"])
        self.assertIn("You meet Mentee on Tue 3 Feb, 4:00 AM", sent["mentor"])
        self.assertFalse(self._reminders(MORNING + DAY / 8), "each once")

    def test_who_said_stop_hears_of_this_pairs_meetings_no_more(self):
        self._plan(cadence="weekly")
        self._reminders(MORNING)
        mine = self.env["mentoring.reminder"].with_user(self.users["mentee"])._own_reminders()
        self.assertEqual(mine.kind, "meeting")
        mine._stop()
        self.assertEqual(self._reminders(MORNING + 7 * DAY).keys(), {"mentor"})

    def test_a_moved_meeting_is_reminded_of_again(self):
        session = self._plan()
        self._reminders(MORNING)
        self._move(session, MOMENT + 7 * DAY)
        self.assertEqual(len(self._reminders(MORNING + 7 * DAY)), 2)

    def test_what_does_not_take_place_is_not_reminded_of(self):
        session = self._plan()
        self._as("mentee", session)._did_not_happen()
        self.assertFalse(self._reminders(MORNING))
        self._plan(moment=MOMENT + 7 * DAY)
        self.pairing.state = "paused"
        self.assertFalse(self._reminders(MORNING + 7 * DAY))
