import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import requests
from lxml import html

from odoo import SUPERUSER_ID, Command, api, fields
from odoo.modules.registry import DummyRLock, Registry
from odoo.tests import HttpCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger

PARALLEL = 12
LOGIN = "mentoring_double_submit"


@tagged("-at_install", "post_install", "mentoring_portal")
class TestDoubleSubmit(HttpCase):
    """The same form, twelve times at once, in twelve real transactions: one record, twelve times the same answer."""

    registry_test_mode = False  # requests use cursors of their own, so what they do is committed

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The runner's thread holds the registry's lock while it waits for the requests.
        cls.startClassPatcher(patch.object(Registry, "_lock", DummyRLock()))
        cls.startClassPatcher(patch.object(cls.registry, "check_signaling", return_value=cls.registry))
        cls.startClassPatcher(patch.object(cls.registry, "_db_readonly", None))
        with Registry(get_db_name()).cursor() as cr:
            cls._set_up_pair(
                api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True, "no_reset_password": True})
            )
        cls.addClassCleanup(cls._clean_up)

    @classmethod
    def _set_up_pair(cls, env):
        company, today = env.company, fields.Date.today()
        cls.ids = {"company": company.id}
        portal = env.ref("base.group_portal")
        user = env["res.users"].create(
            {"name": "Twice", "login": LOGIN, "password": LOGIN, "group_ids": [Command.set(portal.ids)]}
        )
        people = env["hr.employee"].create(
            [
                {"name": "Twice", "user_id": user.id, "company_id": company.id},
                {"name": "Once", "company_id": company.id},
            ]
        )
        objective = env["mentoring.objective"].create({"name": "Double", "metric": "x"})
        program = env["mentoring.program"].create(
            {
                "name": "Double",
                "objective_id": objective.id,
                "state": "running",
                "date_start": fields.Date.subtract(today, days=30),
                "date_end": fields.Date.add(today, days=30),
                "date_registration_end": today,
                "coordinator_ids": False,
            }
        )
        mentor, mentee = env["mentoring.participant"].create(
            [
                {"program_id": program.id, "employee_id": people[1].id, "role": "mentor"},
                {"program_id": program.id, "employee_id": people[0].id, "role": "mentee"},
            ]
        )
        pairing = env["mentoring.pairing"].create(
            {
                "program_id": program.id,
                "mentor_id": mentor.id,
                "mentee_id": mentee.id,
                "state": "active",
                "is_disclosed": True,
                "date_start": program.date_start,
                "date_end": program.date_end,
            }
        )
        open_program = program.copy({"name": "Double, open", "state": "registration"})
        open_program.state = "registration"
        cls.pairing_id, cls.program_id = pairing.id, open_program.id
        cls.made = [program, open_program, objective, people, user, user.partner_id, people.work_contact_id]
        cls.made = [(records._name, records.ids) for records in cls.made]

    @classmethod
    def _clean_up(cls):
        with Registry(get_db_name()).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"mentoring_retention": True, "active_test": False})
            programs = env["mentoring.program"].browse(
                dict(cls.made[:1])["mentoring.program"] + [cls.program_id]
            )
            pairings = programs.pairing_ids
            pairings.session_ids.calendar_event_id.unlink()
            env["mentoring.audit.event"].search([("program_id", "in", programs.ids)]).unlink()
            pairings.write({"state": "declined"})
            pairings.unlink()
            programs.participant_ids.unlink()
            for model, ids in cls.made:
                env[model].browse(ids).exists().unlink()

    def _browser(self):
        """A logged-in session like a browser's: cookies, and the token of a page."""
        browser = requests.Session()
        page = html.fromstring(browser.get(f"{self.base_url()}/web/login", timeout=30).content)
        values = dict(page.forms[0].form_values()) | {"login": LOGIN, "password": LOGIN}
        browser.post(f"{self.base_url()}/web/login", data=values, timeout=30)
        page = html.fromstring(
            browser.get(f"{self.base_url()}/my/mentoring/pairings/{self.pairing_id}", timeout=30).content
        )
        browser.token = page.xpath("string(//input[@name='csrf_token']/@value)")
        self.assertTrue(browser.token)
        return browser

    def _at_once(self, url, values):
        """PARALLEL posts of one form that start together; the set of their answers."""
        browser, barrier = self._browser(), threading.Barrier(PARALLEL)

        def post(_number):
            barrier.wait(timeout=30)
            response = requests.post(
                f"{self.base_url()}{url}",
                data={**values, "csrf_token": browser.token},
                cookies=browser.cookies.get_dict(),
                allow_redirects=False,
                timeout=120,
            )
            return response.status_code, response.headers.get("Location")

        # PostgreSQL reports each lost race on the unique index; that is how the loser learns of it
        with mute_logger("odoo.sql_db"), ThreadPoolExecutor(PARALLEL) as pool:
            return set(pool.map(post, range(PARALLEL)))

    def _count(self, model, domain):
        with Registry(get_db_name()).cursor() as cr:
            return api.Environment(cr, SUPERUSER_ID, {})[model].search_count(domain)

    def test_one_meeting_with_one_note_and_one_feedback(self):
        url = f"/my/mentoring/pairings/{self.pairing_id}/sessions"
        values = {
            "when": "today",
            "minutes": "45",
            "rating": "5",
            "note": "Once",
            "visibility": "shared",
            "submission_key": uuid.uuid4().hex,
        }
        answers = self._at_once(url, values)
        self.assertEqual({status for status, _location in answers}, {303}, answers)
        held = [("pairing_id", "=", self.pairing_id), ("state", "=", "done")]
        self.assertEqual(self._count("mentoring.session", held), 1)
        for model in ("mentoring.note", "mentoring.feedback"):
            self.assertEqual(self._count(model, [("pairing_id", "=", self.pairing_id)]), 1, model)

    def test_one_goal_and_one_planned_meeting_with_one_event(self):
        url = f"/my/mentoring/pairings/{self.pairing_id}"
        key = uuid.uuid4().hex
        answers = self._at_once(
            f"{url}/goals", {"name": "Just one", "new_step": "One", "submission_key": key}
        )
        self.assertEqual({status for status, _location in answers}, {303}, answers)
        self.assertEqual(self._count("mentoring.goal", [("name", "=", "Just one")]), 1)
        self.assertEqual(self._count("mentoring.goal.step", [("goal_id.name", "=", "Just one")]), 1)
        day = fields.Date.add(fields.Date.today(), days=9).isoformat()
        plan = {"date": day, "time": "10:00", "minutes": "30", "submission_key": key}
        answers = self._at_once(f"{url}/plan", plan)
        self.assertEqual({status for status, _location in answers}, {303}, answers)
        planned = [("pairing_id", "=", self.pairing_id), ("state", "=", "planned")]
        self.assertEqual(self._count("mentoring.session", planned), 1)
        self.assertEqual(self._count("calendar.event", [("name", "=", "Once and Twice")]), 1)
        self._moved_and_called_off_once(url)

    def _moved_and_called_off_once(self, url):
        """Calendars outside are told of each change once, however often the form is sent."""
        with Registry(get_db_name()).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            planned = env["mentoring.session"].search(
                [("pairing_id", "=", self.pairing_id), ("state", "=", "planned")]
            )
            session_id, series_id = planned.id, planned.series_id.id
        day = fields.Date.add(fields.Date.today(), days=10).isoformat()
        move = {"session_id": session_id, "date": day, "time": "11:00", "minutes": "30"}
        for number, (target, values) in enumerate(
            ((f"{url}/plan", move), (f"/my/mentoring/sessions/{session_id}/missed", {"scope": "one"})), start=1
        ):
            answers = self._at_once(target, {**values, "submission_key": uuid.uuid4().hex})
            self.assertEqual({status for status, _location in answers}, {303}, answers)
            told = [("id", "=", series_id), ("sequence", "=", number)]
            self.assertEqual(self._count("mentoring.series", told), 1, "told once")

    def test_one_series_with_its_meetings(self):
        url = f"/my/mentoring/pairings/{self.pairing_id}/plan"
        day = fields.Date.add(fields.Date.today(), days=3).isoformat()
        values = {"date": day, "time": "16:00", "minutes": "30", "cadence": "weekly"}
        answers = self._at_once(url, {**values, "submission_key": uuid.uuid4().hex})
        self.assertEqual({status for status, _location in answers}, {303}, answers)
        weekly = [("pairing_id", "=", self.pairing_id), ("cadence", "=", "weekly")]
        self.assertEqual(self._count("mentoring.series", weekly), 1)
        meetings = [("series_id.cadence", "=", "weekly"), ("pairing_id", "=", self.pairing_id)]
        self.assertEqual(self._count("mentoring.session", meetings), 4)

    def test_one_thing_to_do(self):
        url = f"/my/mentoring/pairings/{self.pairing_id}/items"
        answers = self._at_once(url, {"item_name": "Just once", "submission_key": uuid.uuid4().hex})
        self.assertEqual({status for status, _location in answers}, {303}, answers)
        self.assertEqual(self._count("mentoring.action.item", [("pairing_id", "=", self.pairing_id)]), 1)

    def test_one_participant_with_one_goal(self):
        values = {
            "roles": "mentee",
            "goal": "Be there once",
            "privacy": "1",
            "privacy_version": "1",
            "save": "register",
        }
        answers = self._at_once(f"/my/mentoring/programs/{self.program_id}", values)
        self.assertEqual(answers, {(303, "/my/mentoring?done=registered")})
        mine = [("program_id", "=", self.program_id)]
        self.assertEqual(self._count("mentoring.participant", mine), 1)
        self.assertEqual(self._count("mentoring.goal", mine), 1)
