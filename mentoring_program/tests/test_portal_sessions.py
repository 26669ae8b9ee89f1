import datetime

from odoo import fields
from odoo.tests import tagged

from .portal_common import PortalCase

TEXTS = ("Ünïcödé 🎉 עברית", "<script>alert(1)</script>", "a\x00b", "=1+1")


@tagged("-at_install", "post_install", "mentoring_portal")
class TestPortalSessions(PortalCase):
    """Logging, planning and missing meetings, by portal and internal users alike."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        cls.url = f"/my/mentoring/pairings/{cls.pairing.id}"

    def _plan(self, days, **vals):
        return self._log_session(self.pairing, days_ago=-days, state="planned", **vals)

    def test_both_kinds_of_users_log_a_meeting(self):
        for login, pairing in (("mentee", self.pairing), ("portal_mentee", self.portal_pairing)):
            with self.subTest(login):
                self._login(login)
                self._get(f"/my/mentoring/pairings/{pairing.id}/log")
                response = self._post(
                    f"/my/mentoring/pairings/{pairing.id}/sessions",
                    self._log_values(topic=self.topics[:1].ids, note="We agreed", visibility="shared"),
                )
                self.assertIn(
                    f"/my/mentoring/pairings/{pairing.id}?done=logged", response.headers["Location"]
                )
                session = self._sessions(pairing).filtered(lambda one: one.day == self.today)
                self.assertEqual((session.state, session.duration_minutes), ("done", 45))
                self.assertEqual(session.topic_ids, self.topics[:1])
                self.assertTrue(session.logged_by_mentee)
                self.assertFalse(session.logged_by_mentor)
                self.assertEqual(session.note_ids.body, "We agreed")
                self.assertEqual(session.note_ids.author_user_id, self.users[login])

    def test_same_person_as_portal_user_sees_the_same_pages(self):
        pages = {}
        for kind in ("internal", "portal"):
            if kind == "portal":
                self._become_portal("mentee")
            self._login("mentee")
            pages[kind] = [
                self._text(self._get(url)).split()
                for url in (
                    "/my/mentoring",
                    self.url,
                    f"{self.url}/log",
                    f"/my/mentoring/sessions/{self.meeting.id}",
                )
            ]
        self.assertEqual(pages["internal"], pages["portal"])

    def test_planned_meeting_is_preselected_and_becomes_the_held_one(self):
        planned = self._plan(days=0, duration_minutes=30)
        planned.date = fields.Datetime.subtract(fields.Datetime.now(), hours=1)
        self._login("mentee")
        values = self._form_values(self._get(f"{self.url}/log"), f"{self.url}/sessions")
        self.assertIn(("when", str(planned.id)), values)
        self.assertIn(("minutes", "30"), values)
        self._post(f"{self.url}/sessions", dict(values))
        self.assertEqual(planned.state, "done")
        self.assertEqual(planned.duration_minutes, 30)

    def test_partner_adds_their_side_and_hours_count_once(self):
        self._login("mentor")
        self._post(f"{self.url}/sessions", self._log_values(minutes="60"))
        minutes = self.pairing.session_minutes
        self._login("mentee")
        page = self._get(f"{self.url}/log")
        self.assertIn("Mentor logged 60 min", " ".join(self._text(page).split()))
        session = self._sessions().filtered(lambda one: one.day == self.today)
        response = self._post(
            f"{self.url}/sessions",
            self._log_values(
                when=str(session.id), minutes="15", rating="5", note="My side", visibility="private"
            ),
        )
        self.assertIn("done=joined", response.headers["Location"])
        self.assertEqual(self._sessions().filtered(lambda one: one.day == self.today), session)
        self.assertTrue(session.logged_by_mentor and session.logged_by_mentee)
        self.assertEqual(session.duration_minutes, 60)
        self.assertEqual(self.pairing.session_minutes, minutes)
        self.assertEqual(session.feedback_ids.author_id, self.mentee)
        self.assertEqual(session.note_ids.visibility, "private")

    def test_logging_the_same_day_again_corrects_the_minutes(self):
        self._login("mentee")
        self._post(f"{self.url}/sessions", self._log_values(minutes="30"))
        self._post(f"{self.url}/sessions", self._log_values(minutes="60", submission_key="form-2"))
        held = self._sessions().filtered(lambda one: one.day == self.today)
        self.assertEqual(held.mapped("duration_minutes"), [60])

    def test_the_same_form_twice_stores_once(self):
        self._login("portal_mentee")
        values = self._log_values(rating="4", note="Once", visibility="shared")
        url = f"/my/mentoring/pairings/{self.portal_pairing.id}/sessions"
        answers = {self._post(url, values).headers["Location"] for _again in range(3)}
        self.assertEqual(len(answers), 1)
        session = self._sessions(self.portal_pairing).filtered(lambda one: one.day == self.today)
        self.assertEqual((len(session), len(session.note_ids), len(session.feedback_ids)), (1, 1, 1))

    def test_rating_is_my_feedback_and_fit_is_asked_after_the_first_meeting_only(self):
        self._login("mentee")
        self.assertFalse(self._get(f"{self.url}/log").xpath("//input[@name='fit']"))
        self._post(f"{self.url}/sessions", self._log_values(rating="2", fit="poor"))
        feedback = self._sessions().filtered(lambda one: one.day == self.today).feedback_ids
        self.assertEqual((feedback.rating, feedback.fit, feedback.author_id), (2, False, self.mentee))
        self.meeting.unlink()
        self._sessions().unlink()
        self.assertTrue(self._get(f"{self.url}/log").xpath("//input[@name='fit']"))
        self._post(f"{self.url}/sessions", self._log_values(rating="4", fit="good", submission_key="form-2"))
        self.assertEqual(self._sessions().feedback_ids.fit, "good")

    def test_bad_input_says_so_beside_the_field_and_loses_nothing(self):
        self._login("portal_mentee")
        pairing = self.portal_pairing
        url = f"/my/mentoring/pairings/{pairing.id}/sessions"
        tomorrow = fields.Date.add(self.today, days=2).isoformat()
        too_early = fields.Date.subtract(pairing.date_start, days=1).isoformat()
        bad = [
            ({"minutes": minutes}, "minutes")
            for minutes in ("abc", "-1", "0", "481", "", "1e400", "NaN", "9" * 400)
        ]
        bad += [({"minutes": "other", "minutes_other": "481"}, "minutes_other")]
        bad += [
            ({"when": "other", "day": day}, "day") for day in ("", "abc", "2026-13-45", tomorrow, too_early)
        ]
        bad += [({"when": when}, "when") for when in ("abc", "-1", str(self.meeting.id))]
        bad += [
            ({"topic": "abc"}, "topic"),
            ({"topic": "999999999999"}, "topic"),
            ({"rating": "6"}, "rating"),
        ]
        bad += [({"rating": "x"}, "rating"), ({"fit": "good"}, "rating")]
        bad += [
            ({"note": "No choice made", "visibility": ""}, "visibility"),
            ({"note": "x" * 20_001, "visibility": "shared"}, "note"),
        ]
        bad += [({"note": "x", "visibility": "everybody"}, "visibility")]
        before = self._sessions(pairing)
        for values, field in bad:
            with self.subTest(values=str(values)[:60]):
                page = self._post(
                    url, self._log_values(**{"note": "Kept", "visibility": "shared", **values}), status=422
                )
                self.assertTrue(self._error(page, field), f"no sentence beside {field}")
                kept = page.xpath("string(//textarea[@name='note'])")
                self.assertEqual(kept, values.get("note", "Kept"))
        self.assertEqual(self._sessions(pairing), before)

    def test_a_megabyte_of_text_comes_back_with_a_message(self):
        self._login("mentee")
        page = self._post(
            f"{self.url}/sessions", self._log_values(note="é" * 1_000_000, visibility="shared"), status=422
        )
        self.assertIn("there is room for 20000", self._error(page, "note"))

    def test_every_text_is_stored_and_shown_as_it_is(self):
        self._login("mentee")
        for number, text in enumerate(TEXTS):
            self._post(
                f"{self.url}/notes", {"note": text, "visibility": "shared", "submission_key": str(number)}
            )
        page = self._get(self.url)
        for text in TEXTS:
            self.assertIn(text.replace("\x00", ""), self._text(page))
        self.assertFalse(page.xpath("//section[@id='notes']//script"))

    def test_a_form_without_a_day_means_today(self):
        self._login("mentee")
        self._post(f"{self.url}/sessions", {"minutes": "60"})
        self.assertIn(self.today, self._sessions().mapped("day"))

    def test_it_did_not_happen_is_one_tap(self):
        past = self._plan(days=-1)
        coming = self._plan(days=3)
        self._login("mentee")
        for session, state in ((past, "missed"), (coming, "cancelled")):
            self._post(f"/my/mentoring/sessions/{session.id}/missed")
            self._post(f"/my/mentoring/sessions/{session.id}/missed")
            self.assertEqual(session.state, state)
        self._post(f"/my/mentoring/sessions/{self.meeting.id}/missed", status=422)
        self.assertEqual(self.meeting.state, "done")

    def test_planning_books_a_private_neutral_event_in_both_calendars(self):
        self._login("portal_mentee")
        pairing = self.portal_pairing
        day = fields.Date.add(self.today, days=5)
        values = {"date": day.isoformat(), "time": "14:00", "minutes": "45", "submission_key": "plan"}
        self._post(f"/my/mentoring/pairings/{pairing.id}/plan", values)
        self._post(f"/my/mentoring/pairings/{pairing.id}/plan", values)
        session = self._sessions(pairing).filtered(lambda one: one.state == "planned")
        self.assertEqual(len(session), 1)
        self.assertEqual(session.date, datetime.datetime.combine(day, datetime.time(13)), "14:00 in Brussels")
        event = session.calendar_event_id
        self.assertEqual(
            (event.start, event.stop - event.start), (session.date, datetime.timedelta(minutes=45))
        )
        self.assertEqual((event.privacy, event.user_id), ("private", self.users["portal_mentor"]))
        self.assertEqual(
            event.partner_ids, (self.users["portal_mentor"] | self.users["portal_mentee"]).partner_id
        )
        mails = self.env["mail.mail"].sudo().search([("mentoring_program_id", "=", self.program.id)])
        self.assertEqual(mails.recipient_ids, event.partner_ids, "one mail to each, and none of core's")
        self.assertEqual(len(mails), 2)
        self.assertFalse(event.res_model)
        self.assertFalse(event.res_id)
        self.assertFalse(event.description)
        self.assertNotIn("mentor", event.name.lower().replace("portal mentor", ""))

    def test_moving_a_meeting_moves_its_event_and_back(self):
        self._login("mentee")
        day = fields.Date.add(self.today, days=5)
        self._post(f"{self.url}/plan", {"date": day.isoformat(), "time": "09:30", "minutes": "60"})
        session = self._sessions().filtered(lambda one: one.state == "planned")
        event = session.calendar_event_id
        later = fields.Date.add(day, days=1)
        self._post(
            f"{self.url}/plan",
            {"session_id": session.id, "date": later.isoformat(), "time": "10:00", "minutes": "30"},
        )
        self.assertEqual((session.calendar_event_id, event.start.date()), (event, later))
        self._as("mentor", event).write(
            {
                "start": fields.Datetime.add(event.start, days=1),
                "stop": fields.Datetime.add(event.stop, days=1),
            }
        )
        self.assertEqual(session.date.date(), fields.Date.add(later, days=1), "moved in the calendar")
        self._post(f"/my/mentoring/sessions/{session.id}/missed")
        self.assertFalse(event.active)

    def test_a_bad_plan_keeps_what_was_typed(self):
        self._login("mentee")
        coming = fields.Date.add(self.today, days=5).isoformat()
        for values, field in (
            ({"date": "", "time": "10:00", "minutes": "60"}, "date"),
            ({"date": "2020-01-01", "time": "10:00", "minutes": "60"}, "date"),
            ({"date": "9999-12-31", "time": "23:59", "minutes": "60"}, "date"),
            ({"date": "0001-01-01", "time": "00:00", "minutes": "60"}, "date"),
            ({"date": coming, "time": "25:00", "minutes": "60"}, "time"),
            ({"date": coming, "time": "10:00", "minutes": "0"}, "minutes"),
        ):
            page = self._post(f"{self.url}/plan", values, status=422)
            self.assertTrue(self._error(page, field), values)
            self.assertEqual(page.xpath("string(//input[@id='plan_minutes']/@value)"), values["minutes"])
        self.assertFalse(self._sessions().filtered(lambda one: one.state == "planned"))

    def test_nothing_is_logged_before_the_start_or_after_the_end(self):
        self._login("mentee")
        for state in ("approved", "completed", "ended"):
            self.pairing.state = state
            before = self._sessions()
            page = self._post(f"{self.url}/sessions", self._log_values(), status=422)
            self.assertTrue(page.xpath("//*[contains(@class, 'o_mentoring_refusal')]"))
            self.assertEqual(self._sessions(), before)
            self._get(f"{self.url}/log", status=303)

    def test_health_follows_a_logged_meeting(self):
        self.pairing.health = "at_risk"
        self._login("mentee")
        self.assertIn("have not met since", self._text(self._get("/my/mentoring")))
        self._post(f"{self.url}/sessions", self._log_values())
        self.assertEqual(self.pairing.health, "on_track")
