from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import html2plaintext

from .portal_common import PortalCase


@tagged("-at_install", "post_install", "mentoring_portal", "mentoring_cycle")
class TestReminders(PortalCase):
    """One mail a day, two a week, each line with *later* and *stop*; silence once it is done or said twice."""

    def setUp(self):
        super().setUp()
        self.env["mentoring.reminder"].search([]).unlink()
        # between two pulses
        self.portal_pairing.date_start = fields.Date.today() - timedelta(days=60)

    def _reminders(self, person, *states):
        return self.env["mentoring.reminder"].search(
            [
                ("participant_id", "=", person.id),
                ("state", "in", states or ("waiting", "sent", "stopped", "void")),
            ]
        )

    def _mails(self, login="portal_mentee"):
        return self.env["mail.mail"].search([("recipient_ids", "in", self.users[login].partner_id.ids)])

    def _age(self, days):
        """Everything that was sent lies so many days back."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mentoring_reminder SET date_sent = date_sent - %s * interval '1 day', date_due = date_due - %s",
            (days, days),
        )
        self.env.invalidate_all()

    def _night(self, days_later=0):
        """The job runs, so many days after the last time."""
        self._age(days_later)
        self.env.ref("mentoring_program.ir_cron_remind").method_direct_trigger()

    def _silence(self):
        self.portal_meeting.date = fields.Datetime.now() - timedelta(days=24)
        self.portal_pairing._update_health()

    def test_all_that_waits_goes_in_one_mail(self):
        self.portal_meeting.feedback_ids.unlink()
        self._silence()
        self.portal_mentee._remind("feedback", self.portal_pairing, self.portal_meeting)
        self.portal_mentee._remind("nudge", self.portal_pairing)

        self._night()
        self._night()

        mail = self._mails()
        self.assertEqual(len(mail), 1)
        text = " ".join(html2plaintext(mail.body_html).split())
        self.assertIn("How was your meeting with Portal on", text)
        self.assertIn("You and Portal have not met since", text)
        self.assertEqual(mail.body_html.count("Remind me later"), 2)
        self.assertEqual(mail.body_html.count(">Stop<"), 2)
        self.assertNotIn("What they thought", text)

    def test_two_mails_a_week_at_most_over_all_roles(self):
        self._silence()
        sent = 0
        for day in range(8):
            self._age(1)
            self.portal_mentee._remind("nudge", self.portal_pairing)
            self._night()
            sent = len(self._mails())
            self.assertEqual(sent, min(day + 1, 2) if day < 7 else 3, f"day {day}")

    def test_a_meeting_is_mentioned_on_its_eve_however_much_was_sent_that_week(self):
        self._silence()
        for _day in range(2):
            self._age(1)
            self.portal_mentee._remind("nudge", self.portal_pairing)
            self._night()
        self.assertEqual(len(self._mails()), 2)
        self.portal_mentee._remind("pulse", self.portal_pairing)
        meeting = self._log_session(self.portal_pairing, days_ago=-1, state="planned")

        self._night(days_later=1)

        self.assertEqual(len(self._mails()), 3)
        told = self._reminders(self.portal_mentee).filtered("session_id")
        self.assertEqual((told.kind, told.state, told.session_id), ("meeting", "sent", meeting))
        self.assertFalse(
            self._reminders(self.portal_mentee, "sent").filtered(lambda one: one.kind == "pulse"),
            "everything else goes on waiting",
        )

    def test_the_eve_of_a_meeting_is_none_of_the_two_mails(self):
        self._log_session(self.portal_pairing, days_ago=-1, state="planned")
        self._night()
        self.portal_pairing.session_ids.filtered(lambda one: one.state == "planned").state = "cancelled"
        self._silence()
        sent = []
        for _day in range(3):
            self._age(1)
            self.portal_mentee._remind("nudge", self.portal_pairing)
            self._night()
            sent.append(len(self._mails()))
        self.assertEqual(sent, [2, 3, 3])

    def test_what_is_done_is_not_reminded_of(self):
        self.portal_mentee._remind("nudge", self.portal_pairing)
        self._log_session(self.portal_pairing, days_ago=-3, state="planned")
        self._night()
        self.assertFalse(self._mails())
        self.assertEqual(self._reminders(self.portal_mentee).state, "void")

    def test_feedback_is_asked_for_on_the_first_and_the_fourth_day_and_then_no_more(self):
        self.portal_meeting.feedback_ids.unlink()
        asked = []
        for day in range(8):
            self.portal_meeting.date = fields.Datetime.now() - timedelta(days=day)
            self.env["mentoring.reminder"].search([]).unlink()
            self.env["mentoring.participant"]._collect_reminders()
            if self._reminders(self.portal_mentee).filtered(lambda one: one.kind == "feedback"):
                asked.append(day)
        self.assertEqual(asked, [1, 4])

    def test_only_who_has_not_answered_is_asked(self):
        self.portal_meeting.date = fields.Datetime.now() - timedelta(days=1)
        self.portal_feedback.unlink()
        self.env["mentoring.participant"]._collect_reminders()
        self.assertEqual(self._reminders(self.portal_mentee).mapped("kind"), ["feedback"])
        self.assertFalse(self._reminders(self.portal_mentor))

    def test_a_pulse_is_announced_on_its_first_day_and_the_look_back_once(self):
        collect = self.env["mentoring.participant"]._collect_reminders
        for days, expected in ((29, 0), (30, 2), (31, 0)):
            self.env["mentoring.reminder"].search([]).unlink()
            self.portal_pairing.date_start = fields.Date.today() - timedelta(days=days)
            collect()
            pulses = self.env["mentoring.reminder"].search(
                [("kind", "=", "pulse"), ("pairing_id", "=", self.portal_pairing.id)]
            )
            self.assertEqual(len(pulses), expected, days)
        self.portal_pairing._move("complete")
        collect()
        collect()
        looks = self.env["mentoring.reminder"].search([("kind", "=", "closing")])
        self.assertEqual(looks.participant_id, self.portal_mentee | self.portal_mentor)
        self.assertEqual(len(looks), 2)

    def test_silence_is_spoken_of_once(self):
        self._silence()
        for _night in range(3):
            self._night(days_later=4)
        self.assertEqual(len(self._reminders(self.portal_mentee)), 1)

    def test_who_has_met_is_not_told_that_they_have_not(self):
        self._silence()
        self._night()
        self._login("portal_mentee")
        self.assertEqual(len(self._get("/my/mentoring/reminders").xpath("//section")), 1)
        self._post(f"/my/mentoring/pairings/{self.portal_pairing.id}/sessions", self._log_values(rating="4"))
        self.assertIn("Nothing to remember", self._text(self._get("/my/mentoring/reminders")))

    def test_later_means_in_a_week_and_stop_means_never(self):
        self._silence()
        self._night()
        reminder = self._reminders(self.portal_mentee)
        self._login("portal_mentee")
        page = self._get("/my/mentoring/reminders")
        self.assertTrue(page.xpath(f"//section[@id='reminder_{reminder.id}']"))
        self._post(f"/my/mentoring/reminders/{reminder.id}", {"move": "later"})
        again = self._reminders(self.portal_mentee, "waiting")
        self.assertEqual(again.date_due, fields.Date.today() + timedelta(days=7))
        self._night(days_later=5)
        self.assertEqual(len(self._mails()), 1)
        self._night(days_later=2)
        self.assertEqual(len(self._mails()), 2)
        self._post(f"/my/mentoring/reminders/{again.id}", {"move": "stop"})
        self.assertFalse(self.portal_mentee._remind("nudge", self.portal_pairing))
        self.assertIn("Nothing to remember", self._text(self._get("/my/mentoring/reminders")))

    def test_the_page_names_each_matter_once(self):
        self._silence()
        self.portal_mentee._remind("nudge", self.portal_pairing)
        self._night()
        self.portal_mentee._remind("nudge", self.portal_pairing)
        self._login("portal_mentee")
        self.assertEqual(len(self._get("/my/mentoring/reminders").xpath("//section")), 1)

    def test_reminders_are_the_persons_own(self):
        reminder = self.portal_mentee._remind("nudge", self.portal_pairing)
        for login in ("portal_mentor", "mentee", "uninvolved"):
            self._login(login)
            self._post(f"/my/mentoring/reminders/{reminder.id}", {"move": "stop"}, status=404)
        self._login("portal_mentee")
        self._post(f"/my/mentoring/reminders/{reminder.id}", {"move": "dance"}, status=404)
        self._get(f"/my/mentoring/reminders/{reminder.id}", status=405)
        self.assertEqual(reminder.state, "waiting")

    def test_whoever_cannot_stop_a_reminder_gets_none(self):
        self._hire_all({"offline": {"groups": False, "work_email": "offline@example.com"}})
        self.assertFalse(self._enrol("offline", "mentee")._remind("pulse"))

    def test_whoever_left_hears_nothing(self):
        self._silence()
        self.portal_mentee._remind("nudge", self.portal_pairing)
        self.people["portal_mentee"].active = False
        self._mails().unlink()
        self._night()
        self.assertFalse(self._mails())

    def test_a_pair_whose_time_is_over_is_completed_after_the_days_of_grace(self):
        today = fields.Date.today()
        self.program.grace_days = 10
        for days, state in ((10, "active"), (11, "completed")):
            self.portal_pairing.date_end = today - timedelta(days=days)
            self.env.ref("mentoring_program.ir_cron_complete_pairs").method_direct_trigger()
            self.assertEqual(self.portal_pairing.state, state)
        self.assertEqual(self.portal_pairing.date_end, today - timedelta(days=11))
        self.assertEqual((self.portal_mentor.active_count, self.pairing.state), (0, "active"))
