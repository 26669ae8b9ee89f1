from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import MentoringCommon
from .portal_common import PortalCase


@tagged("-at_install", "post_install", "mentoring_tours")
class TestToursCycle(PortalCase):
    """On a phone's screen: saying that it does not fit, and the pulse."""

    browser_size = "360x780"
    touch_enabled = True

    def test_a_mentee_says_that_it_does_not_fit(self):
        self.portal_meeting.feedback_ids.unlink()
        self.start_tour("/my/mentoring", "mentoring_change", login="portal_mentee")
        request = self.env["mentoring.change.request"].search([("pairing_id", "=", self.portal_pairing.id)])
        self.assertEqual((request.wish, request.author_id), ("rematch", self.portal_mentee))

    def test_the_pulse_takes_a_few_taps(self):
        self.portal_pairing.date_start = fields.Date.today() - timedelta(days=31)
        self._log_session(self.portal_pairing, days_ago=-20, state="planned")
        self.start_tour("/my/mentoring", "mentoring_pulse", login="portal_mentee")
        pulse = self.env["mentoring.pulse"].search([("pairing_id", "=", self.portal_pairing.id)])
        self.assertEqual(sorted(pulse.answer_ids.mapped("value")), [4, 5])


@tagged("-at_install", "post_install", "mentoring_tours")
class TestToursToday(MentoringCommon, HttpCase):
    """The coordinator's morning."""

    def test_two_lines_and_a_quiet_day(self):
        self.proposal.date_decision_due = fields.Datetime.now() + timedelta(days=3)
        self._hire_all({"third": {}})
        third = self._enrol("third", "mentor")
        self.env["mentoring.change.request"]._ask(self.portal_pairing, self.portal_mentee, "rematch")
        self.meeting.date = fields.Datetime.now() - timedelta(days=24)
        self.pairing._update_health()
        self.start_tour("/odoo/mentoring-today", "mentoring_today", login="coordinator")
        self.assertEqual(self.portal_pairing.state, "ended")
        self.assertEqual(self.portal_mentee.proposed_mentor_id, third)
        reminders = self.env["mentoring.reminder"].search([("pairing_id", "=", self.pairing.id)])
        self.assertEqual(reminders.participant_id, self.mentee | self.mentor)

    def test_a_poor_fit_becomes_another_proposal(self):
        self.proposal.date_decision_due = fields.Datetime.now() + timedelta(days=3)
        (self.pairing | self.portal_pairing)._update_health()
        self._hire_all({"third": {}})
        third = self._enrol("third", "mentor")
        request = self.env["mentoring.change.request"]._ask(self.portal_pairing, self.portal_mentee, "fit")
        self.start_tour("/odoo/mentoring-today", "mentoring_today_poor_fit", login="coordinator")
        self.assertEqual((self.portal_pairing.state, request.state), ("ended", "closed"))
        new = self.portal_mentee.mentee_pairing_ids - self.portal_pairing
        self.assertEqual((new.mentor_id, new.state, new.is_disclosed), (third, "proposed", False))
