from collections import Counter
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from .portal_common import PortalCase

MODULE = "mentoring_program"
WEEKLY = "Mentoring this week"


@tagged("post_install", "-at_install", "mentoring_cycle")
class TestClock(PortalCase):
    """Every job, run as often as one likes and by a clock that jumps: everybody hears everything once (R28)."""

    def setUp(self):
        super().setUp()
        self.env["mentoring.reminder"].search([]).unlink()
        self.now = fields.Datetime.now().replace(hour=10, minute=0, second=0, microsecond=0)
        self.jobs = self.env["ir.cron"].browse(
            self.env["ir.model.data"].search([("module", "=", MODULE), ("model", "=", "ir.cron")]).mapped("res_id")
        )

    def _run_jobs(self, days_later):
        with freeze_time(self.now + timedelta(days=days_later)):
            for job in self.jobs:
                job.method_direct_trigger()
        self.env.invalidate_all()

    def _mails(self):
        """[(subject, whose)] of what our people got."""
        ours = self.env["res.users"].union(*self.users.values()).partner_id
        mails = self.env["mail.mail"].search([("recipient_ids", "in", ours.ids)])
        return sorted((mail.subject, mail.recipient_ids.id) for mail in mails)

    def _heard(self):
        """What people of the program were told, and what was decided for them."""
        here = [("program_id", "=", self.program.id)]
        return {
            "mails": self._mails(),
            "activities": self.env["mail.activity"].search_count(
                [("res_model", "=", "mentoring.program"), ("res_id", "=", self.program.id)]
            ),
            "reminders": self.env["mentoring.reminder"].search_count([*here, ("state", "in", ("waiting", "sent"))]),
            "states": self._states(),
            "events": self.env["mentoring.audit.event"].search_count(here),
        }

    def _states(self):
        return {one.id: one.state for one in self.program.pairing_ids}

    def _something_for_every_job(self):
        yesterday = self.now - timedelta(days=1)
        for meeting in self.meeting | self.portal_meeting:
            meeting.feedback_ids.unlink()
            meeting.date = yesterday
        self.portal_pairing.date_start = self.now.date() - timedelta(days=30)  # the pulse begins today
        self.proposal.write({"run_id": False, "date_decision_due": self.now + timedelta(days=60)})
        self.env["mentoring.change.request"]._ask(self.pairing, self.mentee, "talk")  # the weekly mail has a line
        ended = self._pair(self.portal_mentor, self.waiting)
        self._log_session(ended, days_ago=60)
        first, last = (self.now.date() - timedelta(days=days) for days in (100, 80))
        ended.write({"date_start": first, "date_end": last})

    def test_there_is_a_job_for_each_line_of_the_data_files(self):
        self.assertEqual(len(self.jobs), 10)
        self.assertTrue(all(job.active for job in self.jobs))

    def test_jobs_that_run_again_tell_nobody_twice(self):
        self._something_for_every_job()
        self._run_jobs(0)
        first = self._heard()
        subjects = {subject for subject, _whose in first["mails"]}
        self.assertTrue(any("How was your meeting" in subject for subject in subjects), subjects)
        self.assertIn(WEEKLY, subjects)
        for days_later in (0, 0, -1, 0):
            self._run_jobs(days_later)
            self.assertEqual(self._heard(), first, f"{days_later} days later")

    def test_a_clock_that_jumped_ahead_and_is_put_right_repeats_nothing(self):
        self._something_for_every_job()
        self._run_jobs(0)
        self._run_jobs(40)
        states = self._states()
        for days_later in (0, 40, 0, 1):
            self._run_jobs(days_later)
            self.assertEqual(self._states(), states, f"{days_later} days later")
        told = Counter((subject, whose) for subject, whose in self._mails() if subject != WEEKLY)
        self.assertEqual({key: count for key, count in told.items() if count > 1}, {})

    def test_the_next_week_brings_the_next_weekly_mail(self):
        self._something_for_every_job()
        found = []
        for days_later in (0, 3, 7):
            self._run_jobs(days_later)
            found.append(sum(subject == WEEKLY for subject, _whose in self._mails()))
        self.assertTrue(found[0])
        self.assertEqual(found, [found[0], found[0], 2 * found[0]])
