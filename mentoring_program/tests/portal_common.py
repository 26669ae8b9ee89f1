from lxml import html

from odoo import fields, http
from odoo.tests import HttpCase

from .common import MentoringCommon

ROUTED = "odoo.addons.mentoring_program."


class PortalCase(MentoringCommon, HttpCase):
    """People use *My Mentoring* through real requests."""

    @classmethod
    def _create_open_program(cls, **vals):
        """A program whose registration is open for twenty days more, and which starts after that."""
        today = fields.Date.today()
        return cls._create_program(
            **{
                "name": "Spring",
                "state": "registration",
                "date_registration_end": fields.Date.add(today, days=20),
                "date_start": fields.Date.add(today, days=30),
                **vals,
            }
        )

    @classmethod
    def _routes(cls, method):
        """Addresses of our pages that take this method, as written in the code."""
        installed = sorted(cls.registry._init_modules)
        return sorted(
            {
                url
                for url, endpoint in http._generate_routing_rules(installed, nodb_only=False)
                if endpoint.func.__module__.startswith(ROUTED)
                and method in (endpoint.routing.get("methods") or (method,))
                and endpoint.routing["type"] == "http"
            }
        )

    def _login(self, login):
        self.authenticate(login, login)

    def _get(self, url, status=200):
        response = self.url_open(url, allow_redirects=False)
        self.assertEqual(response.status_code, status, url)
        return html.fromstring(response.content) if status == 200 else response

    def _post(self, url, data=None, status=303, csrf=True):
        """Send a form as the page does; returns the response (303) or the page (200, 422)."""
        token = {"csrf_token": http.Request.csrf_token(self)} if csrf else {}
        response = self.url_open(url, data={**token, **(data or {})}, allow_redirects=False)
        self.assertEqual(response.status_code, status, f"{url} {data}"[:300])
        return html.fromstring(response.content) if status in (200, 422) else response

    def _error(self, page, field):
        """The sentence beside this field."""
        return page.xpath(f"string(//*[@id='error_{field}'])").strip()

    def _text(self, page):
        return " ".join(page.xpath("//div[@id='wrap']//text()[not(ancestor::script)]"))

    def _form_values(self, page, action):
        """What a browser would send from the untouched form with this action."""
        forms = [form for form in page.forms if form.action == action]
        self.assertTrue(forms, f"no form for {action}")
        return [(name, value) for name, value in forms[0].form_values() if name != "csrf_token"]

    def _log_values(self, **values):
        return {"when": "today", "minutes": "45", "submission_key": "form-1", **values}

    def _sessions(self, pairing=None):
        return self.env["mentoring.session"].search([("pairing_id", "=", (pairing or self.pairing).id)])
