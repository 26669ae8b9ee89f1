import re
from html import unescape
from urllib.parse import urlsplit

from odoo.tests import tagged
from odoo.tools import mute_logger

from .choosing_common import ChoosingCommon
from .portal_common import PortalCase


@tagged("-at_install", "post_install", "mentoring_portal")
class TestPortalChoosing(ChoosingCommon, PortalCase):
    """Choosing through real requests, the same for internal and portal users."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.url = f"/my/mentoring/programs/{cls.choosing.id}"

    def _last(self):
        return self.env["mentoring.request"].search([("program_id", "=", self.choosing.id)], limit=1)

    def test_who_chooses_is_told_so_also_while_something_else_comes_first(self):
        self._login("mentee")
        home = self._get("/my/mentoring")
        self.assertNotEqual(home.xpath("string(//section[@data-step]/@data-step)"), "choose")
        self.assertTrue(home.xpath(f"//a[@href='{self.url}/choose'][contains(., 'Choose my mentor')]"))
        self.assertIn("Here you choose for yourself whom to ask", self._text(home))
        self.assertNotIn("We write as soon as we have found somebody", self._text(home))

    def test_a_mentee_asks_and_the_mentor_answers_in_one_tap_whatever_their_login(self):
        for seeker, login, mentor, guide in (
            (self.seeker, "mentee", self.guides[0], "guide_1"),
            (self.portal_seeker, "portal_mentee", self.guides[1], "guide_2"),
        ):
            with self.subTest(login):
                self._suggest(seeker, mentor, self.guides[2])
                self._login(login)
                page = self._get(f"{self.url}/choose")
                self.assertIn(f"Ask {mentor.name.split()[0]}", self._text(page))
                self.assertIn("Why this could suit you both", self._text(page))
                values = {"mentor_id": mentor.id, "message": "May I?", "submission_key": "one"}
                self._post(f"{self.url}/requests", values)
                self._post(f"{self.url}/requests", values)
                request = self._last()
                self.assertEqual((request.mentee_id, request.mentor_id), (seeker, mentor))
                self.assertIn("has not answered yet", self._text(self._get(f"{self.url}/choose")))
                self._login(guide)
                home = self._get("/my/mentoring")
                self.assertEqual(home.xpath("string(//section[@data-step]/@data-step)"), "answer")
                url = f"/my/mentoring/requests/{request.id}"
                self.assertIn("May I?", self._text(self._get(url)))
                self._post(url, {"move": "yes"})
                self.assertEqual(request.pairing_id.state, "proposed")
                self._post(url, {"move": "pass"}, status=422)
                self.assertEqual(request.state, "accepted")
                self._login(login)
                self.assertIn("You have found each other", self._text(self._get(f"{self.url}/choose")))

    def _offer_to_somebody_without_a_login(self, address):
        """(the mail, the offer) of a free place, to somebody whom HR entered."""
        self.choosing.matching_mode = "coordinator"
        self._hire_all({"entered": {"groups": False, "work_email": address}})
        entered = self._enrol("entered", "mentee", self.choosing)
        for seeker in self.seekers:
            seeker._set_state("paused")
        offer = self.choosing._offer_free_places()
        self.assertEqual(offer.mentee_id, entered)
        mails = self.env["mail.mail"].search([("mentoring_program_id", "=", self.choosing.id)])
        return mails, offer

    def test_somebody_without_a_login_answers_by_the_link_in_the_mail(self):
        mail, offer = self._offer_to_somebody_without_a_login("entered@work.example.com")
        self.assertEqual(mail.recipient_ids, self.people["entered"].work_contact_id)
        self.assertTrue(self.people["entered"].user_id._is_portal())
        self.assertIn("You choose a password first; this link is yours alone", mail.body_html)
        url = urlsplit(unescape(re.search(r'href="([^"]+)"[^>]*>Have a look', mail.body_html)[1]))
        link = f"{url.path}?{url.query}"

        self.authenticate(None, None)
        fields_ = dict(self._get(link).xpath("//form[hasclass('oe_signup_form')]")[0].form_values())
        passwords = {"password": "a good password", "confirm_password": "a good password"}
        answer = self._post(link, {**fields_, **passwords})
        page_url = urlsplit(answer.headers["Location"]).path
        self.assertEqual(page_url, f"/my/mentoring/requests/{offer.id}")
        token = self._get(page_url).xpath("//input[@name='csrf_token']")[0].value
        self._post(page_url, {"move": "pass", "csrf_token": token})
        self.env.invalidate_all()
        self.assertEqual(offer.state, "passed")

    def test_an_address_that_is_somebody_elses_login_is_written_to_all_the_same(self):
        self.people["uninvolved"].user_id.login = "taken@work.example.com"
        with mute_logger("odoo.sql_db"):
            mail, offer = self._offer_to_somebody_without_a_login("taken@work.example.com")
        self.assertFalse(self.people["entered"].user_id)
        self.assertEqual((mail.email_to, offer.state), ("taken@work.example.com", "open"))
        self.assertNotIn("/web/signup", mail.body_html)

    def test_nobody_reads_somebody_elses_link_in_a_preview(self):
        _mail, offer = self._offer_to_somebody_without_a_login("entered@work.example.com")
        self.assertTrue(offer.mentee_id._needs_password())
        forged = offer.mentee_id.with_context(mentoring_is_sent=True)
        self.assertNotIn("token", offer.mentee_id._mail_link() + forged._mail_link())

    def test_a_pass_shows_who_else_would_suit(self):
        self._suggest(self.portal_seeker, *self.guides[:4])
        self._ask("portal_mentee", self.guides[0])
        self._login("guide_1")
        self._post(f"/my/mentoring/requests/{self._last().id}", {"move": "pass"})
        self._login("portal_mentee")
        text = self._text(self._get(f"{self.url}/choose"))
        self.assertIn("That says nothing about you. Here are people who would suit.", " ".join(text.split()))
        self.assertIn(
            "See who else suits", self._text(self._get(f"/my/mentoring/requests/{self._last().id}"))
        )

    def test_a_mentor_without_a_place_reads_how_to_have_one(self):
        self.choosing.matching_mode = "mentor_offers"
        self.guides[0].capacity = 0
        self._login("guide_1")
        page = self._get(f"{self.url}/mentees")
        self.assertIn("You have no free place at the moment", self._text(page))
        self.assertFalse(page.xpath("//form[contains(@action, '/offers')]"))
        strong = page.xpath("//main//a[contains(@class, 'btn-primary')]/@href")
        self.assertEqual(strong, [f"{self.url}#capacity"])
        self.assertTrue(self._get(self.url).xpath("//input[@id='capacity']"))

    def test_what_is_missing_stands_beside_the_field(self):
        self._suggest(self.seeker, self.guides[0])
        self._login("mentee")
        url = f"{self.url}/requests"
        page = self._post(url, {"mentor_id": self.guides[0].id, "message": " "}, status=422)
        self.assertTrue(self._error(page, "message"))
        for values in (
            {},
            {"mentor_id": "abc", "message": "x"},
            {"mentor_id": self.guides[1].id, "message": "x"},
            {"mentor_id": self.mentor.id, "message": "x"},
            {"mentor_id": "99999999999", "message": "x"},
            {"mentor_id": self.guides[0].id, "message": "x" * 501},
        ):
            self._post(url, values, status=422)
        self.assertFalse(self._last())

    def test_nobody_reaches_what_is_somebody_elses(self):
        self._suggest(self.seeker, self.guides[0])
        request = self._ask("mentee", self.guides[0])
        for login in (
            "portal_mentee",
            "guide_2",
            "uninvolved",
            "portal_uninvolved",
            "coordinator",
            "administrator",
        ):
            self._login(login)
            self._get(f"/my/mentoring/requests/{request.id}", status=404)
            for move in ("yes", "pass", "withdraw"):
                self._post(f"/my/mentoring/requests/{request.id}", {"move": move}, status=404)
        self.assertEqual(request.state, "open")
        for login in ("uninvolved", "guide_1", "coordinator"):
            self._login(login)
            self._get(f"{self.url}/choose", status=404)
            self._post(f"{self.url}/requests", {"mentor_id": self.guides[0].id, "message": "x"}, status=404)
            self._get(f"{self.url}/mentees", status=404)
            self._post(f"{self.url}/offers", {"mentee_id": self.seeker.id}, status=404)
        self._login("guide_1")
        self._post(f"/my/mentoring/requests/{request.id}", {"move": "promote"}, status=404)
        for url in (f"/my/mentoring/requests/{request.id}", f"{self.url}/requests", f"{self.url}/offers"):
            self._post(url, {"move": "yes"}, status=400, csrf=False)
        for number in (0, 2**31, 2**63, 10**30):
            self._get(f"/my/mentoring/requests/{number}", status=404)
            self._post(f"/my/mentoring/requests/{number}", {"move": "yes"}, status=404)

    def test_a_mentor_offers_on_the_page(self):
        self.choosing.matching_mode = "mentor_offers"
        self._login("guide_1")
        page = self._get(f"{self.url}/mentees")
        self.assertIn("You have one free place", self._text(page))
        self._post(f"{self.url}/offers", {"mentee_id": self.portal_seeker.id, "submission_key": "o"})
        self._post(f"{self.url}/offers", {"mentee_id": self.seeker.id}, status=422)
        for mentee_id in ("abc", self.mentee.id, "99999999999"):
            self._post(f"{self.url}/offers", {"mentee_id": mentee_id}, status=422)
        request = self._last()
        self._login("portal_mentee")
        self.assertIn("offers to be your mentor", self._text(self._get("/my/mentoring")))
        self._post(f"/my/mentoring/requests/{request.id}", {"move": "yes"})
        self.assertEqual(request.pairing_id.mentee_id, self.portal_seeker)

    def test_the_score_and_other_candidates_stay_with_the_program(self):
        self._suggest(self.seeker, self.guides[0], self.guides[1])
        self._suggest(self.portal_seeker, self.guides[0])
        self.guides[0].choice_price = 87.65
        self._login("mentee")
        source = self.url_open(f"{self.url}/choose").text
        self.assertNotIn("87.6", source)
        self.assertNotIn("Portal Mentee", source)
        request = self._ask("mentee", self.guides[0])
        self._login("guide_1")
        self.assertNotIn(self.guides[1].name, self.url_open(f"/my/mentoring/requests/{request.id}").text)

    def test_pages_ask_the_same_number_of_queries_for_more_people(self):
        self._suggest(self.seeker, *self.guides[:3])
        self._login("mentee")

        def queries(url):
            self.env.flush_all()
            self.env.invalidate_all()
            self.url_open(url)
            before = self.cr.sql_log_count
            self.assertEqual(self.url_open(url).status_code, 200)
            return self.cr.sql_log_count - before

        few, home = queries(f"{self.url}/choose"), queries("/my/mentoring")
        self._suggest(self.seeker, *self.guides)
        self.assertLessEqual(queries(f"{self.url}/choose"), few + 1)
        self._ask("mentee", self.guides[0])
        one = queries("/my/mentoring")
        self._ask("mentee", self.guides[1])
        self.assertLessEqual(queries("/my/mentoring"), one + 1)
        self.assertLess(home, 120)
