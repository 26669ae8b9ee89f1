import datetime

from odoo import Command
from odoo.tests import tagged

from .meeting_common import MeetingCase

BRUSSELS = "Europe/Brussels"


@tagged("post_install", "-at_install", "mentoring_meetings")
class TestOffers(MeetingCase):
    """Three times that suit both; only whether they are free is looked at."""

    def _offers(self, minutes=60, **how):
        return [offer["value"] for offer in self.pairing._offers(minutes, BRUSSELS, **how)]

    def _busy(self, login, start, stop, **values):
        return self.env["calendar.event"].create(
            {
                "name": "CNRY-secret",
                "start": start,
                "stop": stop,
                "user_id": self.users[login].id,
                "partner_ids": [Command.set(self.users[login].partner_id.ids)],
                **values,
            }
        )

    def test_the_next_three_working_days_at_different_hours(self):
        self.assertEqual(
            self._offers(), ["2026-01-27T09:00:00", "2026-01-28T13:00:00", "2026-01-29T10:00:00"]
        )

    def test_what_either_does_blocks_a_time_and_is_not_shown(self):
        self._busy("mentor", "2026-01-27 00:00:00", "2026-01-27 23:00:00")
        self._busy("mentee", "2026-01-28 11:00:00", "2026-01-28 17:00:00")
        offers = self._offers()
        self.assertFalse([offer for offer in offers if offer.startswith("2026-01-27")])
        self.assertIn("2026-01-28T09:00:00", offers)
        form = self._as("mentee", self.pairing)._portal_plan_form()
        self.assertNotIn("CNRY", str(form))

    def test_free_declined_and_archived_events_block_nothing(self):
        free = self.pairing._free_times()
        whole = {"start": "2026-01-27 00:00:00", "stop": "2026-01-27 23:00:00"}
        self._busy("mentor", show_as="free", **whole)
        self._busy("mentor", active=False, **whole)
        declined = self._busy("mentor", **whole)
        declined.attendee_ids.state = "declined"
        self.assertEqual(self.pairing._free_times(), free)
        self._busy("mentor", start="2026-01-27", stop="2026-01-27", allday=True)
        self.assertNotEqual(self.pairing._free_times(), free)

    def test_time_off_and_working_hours_of_each_count(self):
        calendar = self.env["resource.calendar"].create(
            {
                "name": "Wednesday mornings",
                "tz": BRUSSELS,
                "attendance_ids": [
                    Command.clear(),
                    Command.create(
                        {
                            "name": "Wednesday",
                            "dayofweek": "2",
                            "hour_from": 8,
                            "hour_to": 12,
                            "day_period": "morning",
                        }
                    ),
                ],
            }
        )
        self.people["mentor"].resource_calendar_id = calendar
        self.assertEqual({offer[:10] for offer in self._offers()}, {"2026-01-28", "2026-02-04"})
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Time off",
                "calendar_id": calendar.id,
                "resource_id": self.people["mentor"].resource_id.id,
                "date_from": "2026-01-28 00:00:00",
                "date_to": "2026-01-28 22:00:00",
            }
        )
        self.assertEqual({offer[:10] for offer in self._offers()}, {"2026-02-04"})

    def test_people_in_other_zones_meet_where_their_days_touch(self):
        self.people["mentor"].tz = self.mentor.tz = "America/New_York"
        offers = [datetime.datetime.fromisoformat(offer) for offer in self._offers()]
        self.assertEqual(len(offers), 3)
        self.assertTrue(all(13 <= offer.hour <= 16 for offer in offers), offers)
        self.people["mentor"].tz = self.mentor.tz = "Pacific/Auckland"
        self.assertEqual(self._offers(), [])
        form = self._as("mentee", self.pairing)._portal_plan_form()
        self.assertEqual(form["offers"], [])

    def test_without_a_calendar_office_hours_count(self):
        self.people["mentor"].resource_calendar_id = False
        offers = self._offers()
        self.assertEqual(len(offers), 3)

    def test_a_meeting_that_is_moved_leaves_its_day_free_but_the_hour_it_has_is_no_offer(self):
        self.assertEqual(self._offers()[0], "2026-01-27T09:00:00")
        session = self._plan(moment=datetime.datetime(2026, 1, 27, 9))
        self.assertEqual(self._offers()[0][:10], "2026-01-28", "they meet on the 27th already")
        offers = self._offers(but=session)
        self.assertIn("2026-01-27", {offer[:10] for offer in offers})
        self.assertNotIn("2026-01-27T09:00:00", offers)

    def test_a_meeting_of_next_month_is_moved_near_its_day(self):
        self._plan(moment=datetime.datetime(2026, 1, 27, 9), cadence="weekly")
        session = self._planned()[4]
        days = {offer[:10] for offer in self._offers(but=session)}
        self.assertEqual(str(session.day), "2026-02-24")
        self.assertEqual(days, {"2026-02-20", "2026-02-23", "2026-02-24"})

    def test_a_second_booking_is_one_meeting_unless_somebody_says_otherwise(self):
        form = self._as("mentee", self.pairing)._portal_plan_form
        self.assertEqual(form()["rhythm"], "once", "the first one")
        self._log_session(self.pairing, days_ago=2)
        self.assertEqual(form()["rhythm"], "biweekly")
        self._plan(cadence="biweekly")
        self.assertEqual(form()["rhythm"], "once", "the rhythm is booked")

    def test_offers_lie_within_the_pairs_time(self):
        self.pairing.date_start = "2026-02-02"
        self.assertEqual(self._offers()[0][:10], "2026-02-02")
        self.pairing.write({"date_start": "2026-01-05", "date_end": "2026-01-27"})
        self.assertEqual({offer[:10] for offer in self._offers()}, {"2026-01-27"})

    def test_queries_do_not_grow_with_what_people_do(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._offers()
            return self.cr.sql_log_count - before

        self._busy("mentor", "2026-01-27 09:00:00", "2026-01-27 10:00:00")
        queries()
        few = queries()
        for day in range(1, 12):
            self._busy("mentor", f"2026-02-{day:02} 09:00:00", f"2026-02-{day:02} 10:00:00")
        self.assertEqual(queries(), few)
