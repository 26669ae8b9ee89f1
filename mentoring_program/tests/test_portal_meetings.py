from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from .portal_common import PortalCase


@tagged("-at_install", "post_install", "mentoring_portal")
class TestPortalMeetings(PortalCase):
    """The pages for booking, moving and looking back, and what the two agreed to do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.url = f"/my/mentoring/pairings/{cls.pairing.id}"

    def _hold(self, count, since=30):
        now = fields.Datetime.now()
        self.env["mentoring.session"].create(
            [
                {
                    "pairing_id": self.pairing.id,
                    "date": fields.Datetime.subtract(now, days=since + number),
                    "state": "done",
                }
                for number in range(count)
            ]
        )

    def _planned(self):
        return self._sessions().filtered(lambda one: one.state == "planned").sorted("date")

    def test_booking_an_offer_as_a_series_and_moving_all_of_it(self):
        self._login("mentee")
        page = self._get(f"{self.url}/book")
        offers = page.xpath("//input[@name='slot']/@value")
        self.assertEqual(len(offers), 4)
        self.assertEqual(offers[-1], "other")
        values = dict(self._form_values(page, f"{self.url}/plan"))
        self.assertEqual((values["slot"], values["cadence"]), (offers[0], "biweekly"))
        response = self._post(f"{self.url}/plan", values)
        self.assertIn("done=planned", response.headers["Location"])
        planned = self._planned()
        self.assertGreater(len(planned), 8)
        self.assertEqual(planned[0].date.isoformat(), offers[0])
        page = self._get(f"/my/mentoring/sessions/{planned[0].id}/move")
        values = dict(self._form_values(page, f"{self.url}/plan"))
        self.assertEqual((values["session_id"], values["scope"]), (str(planned[0].id), "one"))
        before = planned.mapped("date")
        later = fields.Datetime.add(before[0], hours=1).isoformat()
        response = self._post(f"{self.url}/plan", {**values, "slot": later, "scope": "following"})
        self.assertIn("done=moved", response.headers["Location"])
        self.assertEqual(self._planned().mapped("date")[0].isoformat(), later)
        self.assertEqual(len(self._planned()), len(before))
        self.assertFalse(set(self._planned().mapped("date")) & set(before))

    def test_where_no_hour_suits_both_the_page_says_which_days_it_looked_at(self):
        planned = self._log_session(self.pairing, days_ago=-60, state="planned")
        self._login("mentee")
        with patch.object(type(self.pairing), "_free_times", lambda *_args: []):
            moving = self._text(self._get(f"/my/mentoring/sessions/{planned.id}/move"))
            booking = self._text(self._get(f"{self.url}/book"))
        self.assertIn("Near that day there is no hour", moving)
        self.assertNotIn("next two weeks", moving)
        self.assertIn("In the next two weeks there is no hour", booking)

    def test_whoever_moves_a_series_reads_that_its_last_meeting_falls_behind_the_end(self):
        self._login("mentee")
        page = self._get(f"{self.url}/book")
        values = dict(self._form_values(page, f"{self.url}/plan"))
        self._post(f"{self.url}/plan", {**values, "cadence": "weekly"})
        planned = self._planned()
        self.pairing.date_end = planned[-1].day
        page = self._get(f"/my/mentoring/sessions/{planned[0].id}/move")
        values = dict(self._form_values(page, f"{self.url}/plan"))
        later = fields.Datetime.add(planned[0].date, days=1).isoformat()
        response = self._post(f"{self.url}/plan", {**values, "slot": later, "scope": "following"})
        self.assertEqual(len(self._planned()), len(planned) - 1)
        page = self._text(self._get(response.headers["Location"]))
        self.assertIn("The last meeting would be after your mentoring ends, so it was left out.", page)

    def test_a_refused_booking_keeps_every_answer(self):
        self._login("portal_mentee")
        url = f"/my/mentoring/pairings/{self.portal_pairing.id}/plan"
        answers = {
            "slot": "other",
            "date": "2020-01-01",
            "time": "10:15",
            "minutes": "50",
            "cadence": "monthly",
            "where": "place",
            "place": "<b>Room</b>",
        }
        page = self._post(url, answers, status=422)
        self.assertTrue(self._error(page, "date"))
        checked = {name: value for name, value in self._form_values(page, url) if name != "submission_key"}
        self.assertEqual(checked, answers)

    def test_all_meetings_are_listed_page_by_page(self):
        self._hold(45)
        self._login("mentor")
        shown = []
        for number in (1, 2, 3):
            page = self._get(f"{self.url}/meetings?page={number}")
            shown += page.xpath("//a[contains(@class, 'o_mentoring_row')]/@href")
        self.assertEqual(len(shown), 46)
        self.assertEqual(len(set(shown)), 46)
        for odd, like in (("0", 1), ("-1", 1), ("abc", 1), ("9" * 20, 1), ("99", 3)):
            page = self._get(f"{self.url}/meetings?page={odd}")
            rows = page.xpath("//a[contains(@class, 'o_mentoring_row')]/@href")
            self.assertEqual(rows, shown[20 * (like - 1) : 20 * like], odd)

    def test_queries_do_not_grow_with_the_meetings(self):
        self._login("mentee")
        pages = ("", "/book", "/log", "/meetings")

        def queries():
            figures = {}
            for page in pages:
                self.env.flush_all()
                self.env.invalidate_all()
                self.url_open(f"{self.url}{page}")
                before = self.cr.sql_log_count
                self.assertEqual(self.url_open(f"{self.url}{page}").status_code, 200)
                figures[page] = self.cr.sql_log_count - before
            return figures

        self._hold(30)
        few = queries()
        self._hold(970, since=60)
        self.assertEqual(queries(), few)

    def test_the_mentor_saves_a_link_and_a_bad_one_comes_back(self):
        self._login("mentor")
        page = self._post(f"{self.url}/link", {"meeting_url": "javascript:alert(1)"}, status=422)
        self.assertIn("https://", self._error(page, "meeting_url"))
        self._post(f"{self.url}/link", {"meeting_url": "https://video.example.com/me"})
        self.assertEqual(self.mentor.meeting_url, "https://video.example.com/me")
        self._login("mentee")
        self.assertFalse(self._get(self.url).xpath("//input[@id='meeting_url']"))
        self._post(f"{self.url}/link", {"meeting_url": "https://x.example.com"}, status=403)

    def test_the_two_agree_on_things_to_do(self):
        self._login("mentee")
        self._post(f"{self.url}/items", {"item_name": "Write it down", "item_owner": "partner"})
        item = self.env["mentoring.action.item"].search([("pairing_id", "=", self.pairing.id)])
        self.assertTrue(
            self._error(self._post(f"{self.url}/items", {"item_name": ""}, status=422), "item_name")
        )
        self._login("mentor")
        for page in ("", "/log"):
            self.assertIn("Write it down", self._text(self._get(f"{self.url}{page}")))
        self._post(f"{self.url}/items", {"items_shown": item.id, "item": item.id})
        self.assertTrue(item.is_done)
        self._login("portal_mentor")
        self._post(f"/my/mentoring/items/{item.id}/delete", status=404)
        self._login("mentor")
        self._post(f"/my/mentoring/items/{item.id}/delete")
        self.assertFalse(item.exists())

    def test_work_address_and_phone_are_for_the_partner_alone(self):
        self.people["mentor"].write({"work_email": "cnry@example.com", "work_phone": "+32 2 CNRY"})
        self._login("mentee")
        page = self._get(self.url)
        self.assertTrue(page.xpath("//a[@href='mailto:cnry@example.com']"))
        self.assertTrue(page.xpath("//a[@href='tel:+32 2 CNRY']"))
        for login in ("portal_mentee", "uninvolved", "coordinator", "mentee_manager"):
            self._login(login)
            self._get(self.url, status=404)
            self.assertNotIn("CNRY", self._text(self._get("/my/mentoring")).upper())
