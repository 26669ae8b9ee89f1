import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..meeting.tests.zones import ZONES, change_days, true_moment
from ..models.answers import FormError
from .meeting_common import MOMENT, MeetingCase

HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)
PARTNERS = {"mentee", "mentor"}
MEETINGS = 5


def clocks():
    """(zone, first day, wall clock time, what is true) of weekly meetings over each change, at night and by day.

    Counted when the file is loaded: a frozen clock forgets which of two equal hours it shows.
    """
    found = []
    for tz in ZONES:
        for day in change_days(tz, 2026) or [datetime.date(2026, 3, 29)]:
            for time in (datetime.time(2, 30), datetime.time(9, 0)):
                first = day - 14 * DAY
                walls = [datetime.datetime.combine(first + 7 * n * DAY, time) for n in range(MEETINGS)]
                found.append((tz, first, time, [true_moment(wall, tz) for wall in walls]))
    return found


CLOCKS = clocks()


@tagged("post_install", "-at_install", "mentoring_meetings")
class TestMeetings(MeetingCase):
    """Booking, moving and calling off, and what the calendars of both people make of it."""

    def test_three_changes_in_a_row_keep_every_calendar_right(self):
        first = self._plan(cadence="biweekly", submission_key="series")
        booked = self._take_mails()
        self.assertEqual(booked.keys(), PARTNERS)
        heads = [self._head(booked["mentor"][0])]
        self.assertEqual(self._shown(booked["mentor"]), self._stored())
        self.assertGreater(len(self._stored()), 20)

        changes = (
            lambda: self._move(self._planned()[2], self._planned()[2].date + 26 * HOUR),
            lambda: self._as("mentor", self._planned()[4])._did_not_happen(),
            lambda: self._move(self._planned()[3], self._planned()[3].date - HOUR, minutes="30"),
            lambda: self._as("mentee", first)._did_not_happen({"scope": "following"}),
        )
        for change in changes:
            change()
            texts = self._take_mails()
            self.assertEqual(texts.keys(), PARTNERS)
            for login in PARTNERS:
                self.assertEqual(self._shown(texts[login]), self._stored(), login)
            heads.append(self._head(texts["mentor"][0]))

        methods, uids, numbers = zip(*heads, strict=True)
        self.assertEqual(methods, ("REQUEST",) * 4 + ("CANCEL",))
        self.assertEqual(len(set(uids)), 1)
        self.assertEqual(numbers, (0, 1, 2, 3, 4))
        self.assertFalse(self._planned())

    def test_both_get_one_mail_and_core_sends_none(self):
        before = self.env["mail.mail"].search([])
        session = self._plan()
        mails = self.env["mail.mail"].search([]) - before
        self.assertEqual(
            {mail.recipient_ids.name: mail.subject.replace("\u202f", " ") for mail in mails},
            {
                "Mentor": "Mentee has booked a meeting with you",
                "Mentee": "Your meeting with Mentor: Tue 3 Feb, 10:00 AM",
            },
        )
        for mail in mails:
            self.assertIn("/my/mentoring", mail.body_html)
            self.assertEqual(mail.attachment_ids.mimetype.split(";")[0], "text/calendar")
            self.assertIn("method=request", mail.attachment_ids.mimetype.lower())
        self._move(session, MOMENT + DAY)
        self._as("mentor", session)._did_not_happen()
        self.assertEqual(len(self.env["mail.mail"].search([]) - before), 6)

    def test_the_file_leaves_as_a_calendar_with_its_method(self):
        self._plan()
        mail = self._mails()[:1]
        file = mail.attachment_ids
        message = self.env["ir.mail_server"]._build_email__(
            "a@example.com",
            ["b@example.com"],
            "Subject",
            "Body",
            attachments=[(file.name, file.raw, file.mimetype)],
        )
        part = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
        self.assertEqual(part.get_param("method").upper(), "REQUEST")
        self.assertEqual(part.get_filename(), "meeting.ics")
        self.assertEqual(part.get_payload(decode=True), file.raw)

    def test_a_mail_names_its_reader_alone_and_tells_nothing_private(self):
        self._write_note("mentee", self.pairing, "shared", body="CNRY-note")
        self._set_goal(self.mentee, self.pairing, name="CNRY-goal")
        self._plan(cadence="weekly")
        texts = self._take_mails()
        for login, other in (("mentee", "mentor"), ("mentor", "mentee")):
            text = texts[login][0].replace("\r\n ", "")
            self.assertIn(f"mailto:{login}@example.com", text)
            self.assertNotIn(f"{other}@example.com", text)
            self.assertIn("CLASS:PRIVATE", text)
            self.assertIn("SUMMARY:Mentor and Mentee", text)
            self.assertNotIn("CNRY", text)

    def test_the_organizer_stays_when_the_coordinator_changes(self):
        self.company.partner_id.email = False
        session = self._plan(cadence="weekly")
        before = self._take_mails()["mentor"][0]
        self.program.coordinator_ids = self.users["administrator"]
        self._move(session, MOMENT + HOUR)
        after = self._take_mails()["mentor"][0]
        line = next(line for line in before.split("\r\n") if line.startswith("ORGANIZER"))
        self.assertIn("coordinator@example.com", line)
        self.assertIn(line, after)

    def test_every_event_is_private_and_neutral_with_one_room_for_the_series(self):
        self._plan(cadence="monthly")
        events = self._planned().calendar_event_id
        self.assertEqual(len(events), 11)
        self.assertEqual(set(events.mapped("privacy")), {"private"})
        self.assertEqual(set(events.mapped("name")), {"Mentor and Mentee"})
        self.assertEqual(events.user_id, self.users["mentor"])
        self.assertEqual(events.partner_ids, (self.users["mentor"] | self.users["mentee"]).partner_id)
        self.assertFalse(any(events.mapped("res_model")) or any(events.mapped("description")))
        first, second, *_others = events
        first._create_videocall_channel()
        second._create_videocall_channel()
        self.assertTrue(first.videocall_channel_id)
        self.assertEqual(first.videocall_channel_id, second.videocall_channel_id)

    def test_the_room_stays_open_when_its_first_meeting_is_called_off(self):
        first = self._plan(cadence="weekly")
        link = first.series_id.join_url
        for session in self._planned()[:2]:
            self._as("mentee", session)._did_not_happen()
            holder = self.env["calendar.event"].search([("access_token", "=", link.rpartition("/")[2])])
            self.assertEqual(holder, self._planned()[0].calendar_event_id)
            self.assertEqual(holder.videocall_location, link)

    def test_all_that_follow_move_and_those_before_stay(self):
        self._plan(cadence="weekly")
        self._take_mails()
        sessions = self._planned()
        uid, before = sessions[0].series_id.uid, sessions[:3].mapped("date")
        last = sessions[-1]
        self._move(sessions[3], sessions[3].date + DAY + HOUR, minutes="45", scope="following")
        self.assertEqual(sessions[:3].mapped("date"), before)
        self.assertEqual(sessions[0].series_id.uid, uid)
        moved = self._planned()[3:]
        self.assertEqual(set(moved.mapped("duration_minutes")), {45})
        self.assertEqual({one.day.weekday() for one in moved}, {2})
        self.assertEqual(last.state, "planned", "the last Wednesday is still within the pair's time")
        texts = self._take_mails()
        self.assertEqual(len(texts["mentor"]), 2, "the part before and the part after")
        self.assertEqual(self._shown(texts["mentor"]), self._stored())
        self.assertEqual({self._head(text)[0] for text in texts["mentor"]}, {"REQUEST"})

    def test_all_move_under_the_same_name_and_what_falls_behind_the_end_goes(self):
        self.pairing.date_end = "2026-03-03"
        first = self._plan(cadence="weekly")
        self.assertEqual(len(self._planned()), 5)
        self._take_mails()
        uid = first.series_id.uid
        self._move(first, first.date + 2 * DAY, scope="following")
        self.assertEqual(self._days(self._planned())[0], "2026-02-05")
        self.assertEqual(self._days(self._planned())[-1], "2026-02-26")
        texts = self._take_mails()
        self.assertEqual(self._head(texts["mentee"][0]), ("REQUEST", uid, 1))
        self.assertEqual(self._shown(texts["mentee"]), self._stored())

    def test_held_meetings_stay_where_they_were_when_the_rest_moves(self):
        first = self._plan(cadence="weekly")
        self._take_mails()
        with freeze_time("2026-02-10 08:00:00"):
            first._log(self._as("mentee", self.pairing), {"when": str(first.id), "minutes": "60"})
            self.assertEqual((first.state, first.date), ("done", MOMENT))
            self._move(self._planned()[0], MOMENT + 8 * DAY, scope="following")
            texts = self._take_mails()
        self.assertEqual((first.state, first.date), ("done", MOMENT))
        self.assertEqual(self._shown(texts["mentor"]), self._stored())

    def test_the_same_form_again_tells_nobody_twice(self):
        session = self._plan(cadence="weekly", submission_key="once")
        self.assertEqual(self._plan(cadence="weekly", submission_key="once"), session)
        self._take_mails()
        for _again in range(2):
            self._move(session, MOMENT + HOUR)
        self.assertEqual(session.series_id.sequence, 1)
        self.assertEqual(self._take_mails().keys(), PARTNERS)
        for _again in range(2):
            self._as("mentee", session)._did_not_happen()
        self.assertEqual(session.series_id.sequence, 2)

    def test_moved_or_removed_in_odoo_it_follows_and_tells_both(self):
        session = self._plan(cadence="weekly")
        self._take_mails()
        event = self._as("mentor", session.calendar_event_id)
        event.write({"start": event.start + HOUR, "stop": event.stop + HOUR})
        self.assertEqual(session.date, MOMENT + HOUR)
        texts = self._take_mails()
        self.assertEqual(texts.keys(), PARTNERS)
        self.assertEqual(self._shown(texts["mentee"]), self._stored())
        event.unlink()
        self.assertEqual(session.state, "cancelled")
        self.assertEqual(self._shown(self._take_mails()["mentee"]), self._stored())

    def test_when_a_pair_ends_its_meetings_leave_every_calendar(self):
        self._plan(cadence="weekly")
        events, series = self._planned().calendar_event_id, self._planned().series_id
        self.assertGreater(len(events), 10)
        self._take_mails()
        self._as("mentee", self.pairing)._end_without_fault("CNRY")
        self.assertFalse(self._planned())
        self.assertFalse(any(events.mapped("active")))
        texts = self._take_mails()
        self.assertEqual({self._head(text)[0] for files in texts.values() for text in files}, {"CANCEL"})
        self.assertEqual(texts.keys(), PARTNERS)
        self.assertEqual([len(files) for files in texts.values()], [1, 1], "one file for the series, not one a meeting")
        self.assertEqual(series.sequence, 1)

    # ------------------------------------------------------------
    # Clocks
    # ------------------------------------------------------------

    def test_a_series_keeps_its_wall_clock_over_both_changes_in_twelve_zones(self):
        self.pairing.write({"date_start": "2026-01-05", "date_end": "2026-12-30"})
        for tz, first, time, expected in CLOCKS:
            (self.mentee | self.mentor).tz = tz
            self.users["mentee"].tz = tz
            with freeze_time(datetime.datetime.combine(first - 3 * DAY, time)):
                self._plan(
                    slot="other", date=first.isoformat(), time=time.strftime("%H:%M"), cadence="weekly"
                )
                sessions = self._planned()[:MEETINGS]
                self.assertEqual(sessions.mapped("date"), expected, f"{tz} {first} {time}")
                self.assertEqual(sessions.calendar_event_id.mapped("start"), expected)
                self.assertEqual(self._shown(self._take_mails()["mentor"]), self._stored())
                self._planned().unlink()

    # ------------------------------------------------------------
    # Places and links
    # ------------------------------------------------------------

    def test_the_mentors_own_link_is_used_and_a_change_reaches_what_is_planned(self):
        self._plan(cadence="weekly")
        self._take_mails()
        mentors = self._as("mentor", self.pairing)
        mentors._change_link({"meeting_url": "https://video.example.com/ana"})
        self.assertEqual(
            set(self._planned().calendar_event_id.mapped("videocall_location")),
            {"https://video.example.com/ana"},
        )
        texts = self._take_mails()
        self.assertEqual(texts.keys(), PARTNERS)
        self.assertIn("LOCATION:https://video.example.com/ana", texts["mentee"][0])
        mentors._change_link({"meeting_url": "https://video.example.com/ana"})
        self.assertFalse(self._take_mails(), "nothing changed")
        mentors._change_link({"meeting_url": ""})
        self.assertEqual(set(self._planned().calendar_event_id.mapped("videocall_source")), {"discuss"})
        self.assertIn("join_videocall", self._planned().series_id.join_url)

    def test_only_a_web_address_is_a_link_and_only_the_mentor_has_one(self):
        mentors = self._as("mentor", self.pairing)
        for url in (
            "http://video.example.com",
            "javascript:alert(1)",
            "data:text/html,x",
            "https://a b.example.com",
            "https://user@video.example.com",
            "https://localhost",
            "https://[x",
            "x" * 501,
        ):
            with self.subTest(url=url[:40]), self.assertRaises(FormError):
                mentors._change_link({"meeting_url": url})
        with self._refused(AccessError):
            self._as("mentee", self.pairing)._change_link({"meeting_url": "https://video.example.com"})
        self.assertFalse(self.mentor.meeting_url)

    def test_on_site_there_is_a_place_and_no_video(self):
        self.program.setting = "onsite"
        session = self._plan(where="place", place="Room 12")
        event = session.calendar_event_id
        self.assertEqual((event.location, event.videocall_location), ("Room 12", False))
        self.assertIn("LOCATION:Room 12", self._take_mails()["mentor"][0])

    # ------------------------------------------------------------
    # What cannot be booked
    # ------------------------------------------------------------

    def test_what_cannot_be_booked_says_so(self):
        self._plan()
        late = datetime.datetime(2026, 12, 19, 9)
        cases = [
            ({"slot": "2026-01-25T09:00:00"}, "slot", "over already"),
            ({"slot": "2026-01-26T07:59:00"}, "slot", "over already"),
            ({"slot": MOMENT.isoformat()}, "slot", "already meet"),
            ({"slot": (MOMENT + HOUR / 2).isoformat()}, "slot", "already meet"),
            ({"slot": (MOMENT - HOUR / 2).isoformat()}, "slot", "already meet"),
            ({"slot": late.isoformat()}, "slot", "comes? to|ends on"),
            ({"slot": "2126-02-03T09:00:00"}, "slot", "far away"),
            ({"slot": "0001-01-01T00:00:00"}, "slot", "far away"),
            ({"slot": "9999-12-31T23:59:00"}, "slot", "far away"),
            ({"slot": "2026-02-04T09:00:00+01:00"}, "slot", "gone"),
            ({"slot": "tomorrow"}, "slot", "gone"),
            ({"slot": "2026-02-30T09:00:00"}, "slot", "gone"),
            ({"slot": "other"}, "date", "Which day"),
            ({"slot": "other", "date": "2026-02-04"}, "time", "what time"),
            ({"slot": "other", "date": "2026-02-30", "time": "10:00"}, "date", "Which day"),
            ({"slot": "other", "date": "2026-02-04", "time": "24:00"}, "time", "what time"),
            ({"slot": "other", "date": "2026-01-04", "time": "10:00"}, "date", "started on|over"),
            ({"slot": "other", "date": "2026-12-19", "time": "10:00"}, "date", "ends on"),
            ({"minutes": "0"}, "minutes", "1 to 480"),
            ({"minutes": "481"}, "minutes", "1 to 480"),
            ({"minutes": "-5"}, "minutes", "1 to 480"),
            ({"minutes": "1e3"}, "minutes", "1 to 480"),
            ({"minutes": "NaN"}, "minutes", "1 to 480"),
            ({"minutes": ""}, "minutes", "1 to 480"),
            ({"cadence": "daily"}, "cadence", "answers on the page"),
            ({"scope": "all"}, "scope", "answers on the page"),
            ({"where": "moon"}, "where", "answers on the page"),
            ({"where": "place", "place": ""}, "place", "Where do you meet"),
            ({"where": "place", "place": "x" * 201}, "place", "there is room for"),
            ({"session_id": "999999"}, "session_id", "gone"),
        ]
        self.assertEqual(len(cases), 30)
        planned = self._planned()
        for values, field, words in cases:
            with self.subTest(values=values), self.assertRaises(FormError) as caught:
                self._plan(**{"slot": "2026-02-04T09:00:00", **values})
            self.assertRegex(caught.exception.errors[field], words)
        self.assertEqual(self._planned(), planned)

    def test_a_series_leaves_out_the_days_that_are_taken(self):
        self._plan(moment=MOMENT + 14 * DAY)
        self._take_mails()
        self._plan(cadence="weekly")
        days = self._days(self._planned())
        self.assertEqual(days[:4], ["2026-02-03", "2026-02-10", "2026-02-17", "2026-02-24"])
        self.assertEqual(len(days), len(set(days)))
        shown = self._shown(self._take_mails()["mentor"])
        self.assertNotIn(MOMENT + 14 * DAY, shown)
        self.assertEqual(len(shown), len(days) - 1)

    def test_somebody_elses_meeting_is_not_moved(self):
        session = self._plan()
        stranger = self._as("portal_mentee", self.portal_pairing)
        with self.assertRaises(FormError):
            self.env["mentoring.session"].with_user(self.users["portal_mentee"])._plan(
                stranger, {"slot": "2026-02-04T09:00:00", "minutes": "60", "session_id": str(session.id)}
            )
        for login in ("uninvolved", "coordinator", "mentee_manager", "administrator", "system"):
            with self._refused(AccessError, login=login):
                self._plan(login)
            with self._refused(AccessError, login=login):
                self._as(login, session)._did_not_happen()
        self.assertEqual(session.date, MOMENT)

    def test_queries_do_not_grow_with_the_length_of_the_series(self):
        for user in (self.users["mentee"], self.users["mentor"]):
            user.partner_id.email = False
        self.people["mentee"].work_email = self.people["mentor"].work_email = False
        figures = {}
        for end, moment in (("2026-03-03", MOMENT), ("2026-12-18", MOMENT + HOUR)):
            self.pairing.date_end = end
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._plan(moment=moment, cadence="weekly")
            self.env.flush_all()
            figures[end] = self.cr.sql_log_count - before
        short, long = figures.values()
        self.assertLess(long - short, 45, figures)
