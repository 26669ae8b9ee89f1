from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import html2plaintext

from .common import MentoringCommon


@tagged("post_install", "-at_install", "mentoring_cycle")
class TestSignal(MentoringCommon):
    """The early warning is counted from meetings, written out, and says how often it was right."""

    def _summary(self):
        program = self._as("coordinator", self.program)
        program.invalidate_recordset(["signal_summary"])
        return " ".join(html2plaintext(program.signal_summary).split())

    def test_three_checks_are_counted(self):
        pairing = self._as("coordinator", self.pairing)
        self.pairing._update_health()
        self.assertEqual((pairing.in_touch, pairing.gives_feedback, pairing.has_goal), (True, True, True))
        self.pairing.session_ids.feedback_ids.unlink()
        self.goal.state = "dropped"
        self.meeting.date = fields.Datetime.now() - timedelta(days=24)
        self.pairing._update_health()
        self.pairing.invalidate_recordset()
        self.assertEqual((pairing.in_touch, pairing.gives_feedback, pairing.has_goal), (False, False, False))

    def test_the_page_says_the_rule_in_the_days_of_the_program(self):
        text = self._summary()
        self.assertIn("at risk after 21 days without a meeting", text)
        self.assertIn("stalled after 35 days", text)
        self.program.cadence = "monthly"
        self.assertIn("at risk after 45 days without a meeting", self._summary())

    def test_days_on_which_one_of_the_two_is_away_do_not_count(self):
        now = fields.Datetime.now()
        self.meeting.date = now - timedelta(days=24)

        def away(login, first, last):
            self.env["resource.calendar.leaves"].create(
                {
                    "name": "Away",
                    "resource_id": self.people[login].resource_id.id,
                    "date_from": now - timedelta(days=first),
                    "date_to": now - timedelta(days=last),
                }
            )
            self.pairing._update_health()
            return self.pairing.health

        self.assertEqual(away("mentee", 60, 30), "at_risk", "before they last met")
        self.assertEqual(away("mentee", 12, 11), "at_risk", "22 days are left")
        self.assertEqual(away("mentor", 12, 11), "at_risk", "both away at once is one day")
        self.assertEqual(away("mentor", 9, 8), "on_track", "20 days are left")

    def test_what_a_pair_once_was_stays_known(self):
        self.meeting.date = fields.Datetime.now() - timedelta(days=40)
        self.pairing._update_health()
        self.assertEqual((self.pairing.health, self.pairing.was_stalled), ("stalled", True))
        self._log_session(self.pairing, days_ago=1)
        self.pairing._update_health()
        self.assertEqual((self.pairing.health, self.pairing.was_stalled), ("on_track", True))

    def test_precision_is_shown_once_thirty_pairs_have_ended(self):
        self.env["mentoring.pairing"].search([("state", "in", ("ended", "completed"))]).state = "declined"
        plan = (
            [("ended", True)] * 6
            + [("completed", True)] * 2
            + [("ended", False)] * 3
            + [("completed", False)] * 18
        )
        self._hire_all({"guide": {"groups": False}, "learner": {"groups": False}})
        guide, learner = self._enrol("guide", "mentor"), self._enrol("learner", "mentee")
        values = {"program_id": self.program.id, "mentor_id": guide.id, "mentee_id": learner.id}
        self.env["mentoring.pairing"].create(
            [{**values, "state": state, "was_stalled": stalled} for state, stalled in plan]
        )
        self.assertIn("shown once 30 pairs have ended; 29 have so far", self._summary())
        self.env["mentoring.pairing"].create({**values, "state": "completed"})
        self.assertIn(
            "Of 30 past pairs 8 had been stalled once, and 6 of these ended early. Of the other 22, 3 ended early.",
            self._summary(),
        )

    def test_no_signal_about_a_person_goes_into_a_file(self):
        self.users["coordinator"].group_ids += self.env.ref("base.group_allow_export")
        for record, path in (
            (self.pairing, "health"),
            (self.pairing, "was_stalled"),
            (self.meeting, "pairing_id/health"),
            (self.env["mentoring.attention"], "names"),
        ):
            with self._refused(path=path):
                self._as("coordinator", record).export_data([path])
        self.assertTrue(self._as("coordinator", self.pairing).export_data(["state"]))

    def test_other_teams_and_the_two_read_no_figure(self):
        for login in ("mentee", "hr_officer"):
            with self._refused(login=login):
                self._as(login, self.program).read(["signal_summary"])
        self.assertFalse(
            self._as("other_coordinator", self.program).read(["signal_summary"])[0]["signal_summary"]
        )
