from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged

from .portal_common import PortalCase


@tagged("-at_install", "post_install", "mentoring_tours")
class TestToursPair(PortalCase):
    """On a phone's screen: everything two people do on the page of their pair besides meeting."""

    browser_size = "360x780"
    touch_enabled = True

    def setUp(self):
        super().setUp()
        self.url = f"/my/mentoring/pairings/{self.portal_pairing.id}"

    def _teach_hat_making(self):
        """The mentee named this skill; returns (skill, the level that tours choose)."""
        kind = self.env["hr.skill.type"].create(
            {
                "name": "Craft",
                "skill_ids": [Command.create({"name": "Hat making"})],
                "skill_level_ids": [Command.create({"name": "Knows", "level_progress": 50})],
            }
        )
        self.env["mentoring.participant.skill"].create(
            {"participant_id": self.portal_mentee.id, "skill_id": kind.skill_ids.id, "level": 2}
        )
        return kind.skill_ids, kind.skill_level_ids

    def test_both_agree_and_the_mentee_reaches_a_goal(self):
        hats, knows = self._teach_hat_making()
        self.portal_goal.unlink()
        self.portal_pairing.agreement_ids.unlink()
        self._log_session(self.portal_pairing, days_ago=-20, state="planned")
        self.start_tour("/my/mentoring", "mentoring_mentor_agrees", login="portal_mentor")
        self.start_tour("/my/mentoring", "mentoring_mentee_agrees_and_reaches_a_goal", login="portal_mentee")
        agreed = self.portal_pairing.agreement_ids.participant_id
        self.assertEqual(agreed, self.portal_mentor | self.portal_mentee)
        goal = self.env["mentoring.goal"].search([("participant_id", "=", self.portal_mentee.id)])
        self.assertEqual((goal.name, goal.state, goal.skill_ids), ("Make ten hats", "reached", hats))
        self.assertEqual(goal.step_ids.mapped(lambda step: (step.name, step.is_done)), [("Buy felt", True)])
        known = self.people["portal_mentee"].current_employee_skill_ids
        self.assertEqual((known.skill_id, known.skill_level_id), (hats, knows))

    def test_one_of_a_series_is_moved_and_one_called_off(self):
        form = {
            "slot": "other",
            "date": fields.Date.to_string(fields.Date.today() + timedelta(days=7)),
            "time": "10:00",
            "minutes": "60",
            "cadence": "weekly",
        }
        meetings = self.env["mentoring.session"].with_user(self.users["portal_mentee"])
        series = meetings._plan(self._as("portal_mentee", self.portal_pairing), form).sudo().series_id
        first, second, *others = series.session_ids.sorted("date")
        planned = {one: one.date for one in series.session_ids}
        self.assertGreater(len(others), 5)
        self.start_tour(self.url, "mentoring_series", login="portal_mentee")
        self.assertEqual((first.state, first.date - planned[first]), ("planned", timedelta(minutes=90)))
        self.assertEqual((second.state, second.calendar_event_id.active), ("cancelled", False))
        for one in others:
            self.assertEqual((one.state, one.date), ("planned", planned[one]))

    def test_a_mentee_pauses_comes_back_and_leaves(self):
        self.start_tour(self.url, "mentoring_pauses_and_leaves", login="portal_mentee")
        self.assertEqual((self.portal_mentee.state, self.portal_pairing.state), ("left", "ended"))
        moves = self.env["mentoring.audit.event"].search(
            [("model", "=", "mentoring.pairing"), ("res_id", "=", self.portal_pairing.id)], order="id"
        )
        self.assertEqual(moves.mapped("new_state")[-3:], ["paused", "active", "ended"])

    def test_a_mentee_looks_back_thanks_and_sees_the_certificate(self):
        self._as("coordinator", self.portal_pairing).action_complete()
        self.start_tour("/my/mentoring", "mentoring_looks_back_and_thanks", login="portal_mentee")
        pulse = self.env["mentoring.pulse"].search([("pairing_id", "=", self.portal_pairing.id)])
        self.assertEqual((pulse.kind, pulse.role, pulse.reason), ("closing", "mentee", "reached"))
        thanks = self.env["mentoring.praise"].search([("pairing_id", "=", self.portal_pairing.id)])
        self.assertEqual(
            (thanks.kind, thanks.state, thanks.body), ("thanks", "open", "You asked the right questions")
        )

    def test_a_word_to_hr_goes_out_after_the_mentee_said_yes(self):
        self.start_tour(self.url, "mentoring_mentor_says_a_word", login="portal_mentor")
        word = self.env["mentoring.praise"].search([("pairing_id", "=", self.portal_pairing.id)])
        self.assertEqual((word.kind, word.state, word.body), ("word", "asked", "Runs the shift alone"))
        self.start_tour("/my/mentoring", "mentoring_mentee_sends_the_word", login="portal_mentee")
        self.assertEqual((word.state, bool(word.date_agreed)), ("open", True))


@tagged("-at_install", "post_install", "mentoring_tours")
class TestToursPerson(PortalCase):
    """On a phone's screen: finding each other, being reminded, and one's own data."""

    browser_size = "360x780"
    touch_enabled = True

    def test_a_mentee_marks_a_mentor_and_pulls_another_back(self):
        program = self._create_open_program()
        self._hire_all({"ida": {"name": "Ida Marl"}, "otto": {"name": "Otto Zell"}})
        ida, _otto = (self._enrol(login, "mentor", program, is_listed=True) for login in ("ida", "otto"))
        me = self._enrol("portal_uninvolved", "mentee", program)
        self.start_tour(
            f"/my/mentoring/programs/{program.id}", "mentoring_marks_a_mentor", login="portal_uninvolved"
        )
        self.assertEqual(me.wish_ids.other_id, ida)

    def test_a_mentor_offers_and_the_mentee_says_yes(self):
        choosing = self._create_program(name="Choose", matching_mode="mentor_offers")
        self._hire_all({"guide_1": {"groups": "base.group_portal"}})
        guide = self._enrol("guide_1", "mentor", choosing)
        mentee = self._enrol("portal_uninvolved", "mentee", choosing)
        self.start_tour("/my/mentoring", "mentoring_mentor_offers", login="guide_1")
        offer = self.env["mentoring.request"].search([("mentor_id", "=", guide.id)])
        self.assertEqual((offer.kind, offer.mentee_id, offer.state), ("offer", mentee, "open"))
        self.start_tour("/my/mentoring", "mentoring_mentee_takes_the_offer", login="portal_uninvolved")
        self.assertEqual((offer.state, offer.pairing_id.mentor_id), ("accepted", guide))
        self.assertEqual((offer.pairing_id.mentee_id, offer.pairing_id.state), (mentee, "proposed"))

    def test_one_reminder_waits_and_one_stops(self):
        me = self.portal_mentee
        self.env["mentoring.reminder"].search([("participant_id", "=", me.id)]).unlink()
        for kind in ("nudge", "pulse"):
            me._remind(kind, self.portal_pairing)
        self.start_tour("/my/mentoring", "mentoring_reminders", login="portal_mentee")
        left = self.env["mentoring.reminder"].search(
            [("participant_id", "=", me.id), ("state", "in", ("waiting", "sent"))]
        )
        self.assertEqual((left.kind, left.state), ("pulse", "waiting"))
        # the person's day may be the next one already
        self.assertIn((left.date_due - fields.Date.today()).days, (7, 8))
        self.assertFalse(me._remind("nudge", self.portal_pairing), "stopped for good")

    def test_a_mentee_asks_to_be_forgotten(self):
        self.start_tour("/my/mentoring", "mentoring_my_data", login="portal_mentee")
        erasure = self.env["mentoring.erasure"].search([("user_id", "=", self.users["portal_mentee"].id)])
        self.assertEqual((erasure.state, erasure.employee_id), ("asked", self.people["portal_mentee"]))
        self.assertEqual(self.portal_mentee.state, "registered", "an administrator decides")
