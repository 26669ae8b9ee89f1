import re
from html import unescape
from urllib.parse import urlsplit

from odoo.tests import tagged

from .portal_common import PortalCase
from .test_invitation import InvitationCommon


@tagged("post_install", "-at_install", "mentoring_portal", "mentoring_invitation")
class TestPortalInvitation(InvitationCommon, PortalCase):
    """From the mail to the saved registration, as the person lives it."""

    def _link(self):
        """Path and query of the button in the only mail."""
        body = self._mails().body_html
        url = urlsplit(unescape(re.search(r'href="([^"]+)"[^>]*>Have a look', body)[1]))
        return f"{url.path}?{url.query}"

    def _page_url(self):
        return f"/my/mentoring/programs/{self.intake.id}"

    def _registration(self, **values):
        return {
            "roles": "mentor",
            "capacity": "1",
            "privacy": "1",
            "privacy_version": str(self.intake.privacy_version),
            "save": "register",
            **values,
        }

    def test_from_the_mail_to_the_saved_registration(self):
        invitation = self._invite("ana", role="mentor")
        self._run_job()
        link = self._link()
        self._deliver()
        self.assertEqual(invitation.state, "sent")

        self.authenticate(None, None)
        page = self._get(link)
        fields_ = dict(page.xpath("//form[hasclass('oe_signup_form')]")[0].form_values())
        self.assertEqual(fields_["login"], "ana@work.example.com")
        answer = self._post(
            link, {**fields_, "password": "a good password", "confirm_password": "a good password"}
        )
        self.assertEqual(urlsplit(answer.headers["Location"]).path, self._page_url())

        page = self._get(self._page_url())
        self.assertIn("Sponsor would like you to take part, as a mentor.", self._text(page))
        self.assertEqual(invitation.state, "opened")
        token = page.xpath("//input[@name='csrf_token']")[0].value
        self._post(self._page_url(), self._registration(csrf_token=token))
        self.env.invalidate_all()
        self.assertEqual(invitation.state, "registered")
        entry = self.env["mentoring.participant"].search([("program_id", "=", self.intake.id)])
        self.assertEqual((entry.employee_id, entry.state), (self.people["ana"], "registered"))

    def test_opening_is_noted_once_and_only_for_the_invited(self):
        invitation = self._invite("ida")
        self._login("uninvolved")
        self._get(self._page_url())
        self.assertEqual(invitation.state, "queued")
        self._login("ida")
        self._get(self._page_url())
        self.env.invalidate_all()
        self.assertEqual(invitation.state, "opened")
        first = invitation.date_opened
        self._get(self._page_url())
        self.env.invalidate_all()
        self.assertEqual(invitation.date_opened, first)

    def test_not_this_time_is_one_click_and_can_be_thought_over(self):
        invitation = self._invite("ida")
        self._login("ida")
        self.assertTrue(self._get("/my/mentoring").xpath(f"//a[@href='{self._page_url()}']"))
        answer = self._post(f"{self._page_url()}/invitation", {"move": "decline"})
        page = self._get(answer.headers["Location"])
        self.assertIn("Noted, thank you.", self._text(page))
        self.assertIn("You said not this time.", self._text(page))
        self.env.invalidate_all()
        self.assertEqual(invitation.state, "declined")
        self._post(self._page_url(), self._registration())
        self.env.invalidate_all()
        self.assertEqual(invitation.state, "registered")

    def test_only_the_invited_decline_and_only_by_the_form(self):
        invitation = self._invite("ida")
        self._login("uninvolved")
        self._post(f"{self._page_url()}/invitation", {"move": "decline"}, status=404)
        self._login("ida")
        self._post(f"{self._page_url()}/invitation", {"move": "accept"}, status=404)
        self._post(f"{self._page_url()}/invitation", {"move": "decline"}, status=400, csrf=False)
        self._get(f"{self._page_url()}/invitation", status=405)
        self.env.invalidate_all()
        self.assertNotEqual(invitation.state, "declined")
