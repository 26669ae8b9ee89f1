from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .portal_common import PortalCase


@tagged("-at_install", "post_install", "mentoring_portal")
class TestPortalRegistrationDraft(PortalCase):
    """Nothing typed is lost; what people say of themselves stays theirs; what they agreed to can be shown."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open = cls._create_open_program(privacy_text="<p>We <b>count</b> meetings.</p>")
        cls.url = f"/my/mentoring/programs/{cls.open.id}"

    def _draft(self, login="portal_uninvolved"):
        return self.env["mentoring.registration.draft"].search(
            [("program_id", "=", self.open.id), ("user_id", "=", self.users[login].id)]
        )

    def _mine(self, login="portal_uninvolved"):
        return self.open.participant_ids.filtered(lambda one: one.employee_id == self.people[login])

    def _typed(self, revision=1, page="page-1", **values):
        return {"submission_key": page, "revision": revision, "roles": "mentee", **values}

    def _answers(self, **values):
        return {
            "roles": ["mentee"],
            "goal": "Lead a project",
            "privacy": "1",
            "privacy_version": self.open.privacy_version,
            "save": "register",
            "submission_key": "page-1",
            **values,
        }

    # ------------------------------------------------------------
    # Typing
    # ------------------------------------------------------------

    def test_another_device_goes_on_where_the_first_one_was(self):
        for login in ("uninvolved", "portal_uninvolved"):
            with self.subTest(login):
                self._login(login)
                self._post(
                    f"{self.url}/draft", self._typed(goal="Half a thou", quality_drive="4"), status=200
                )
                self.assertFalse(self._mine(login), "typing registers nobody")
                self._login(login)  # a new session, as on another device
                page = self._get(self.url)
                values = self._form_values(page, self.url)
                for pair in (("goal", "Half a thou"), ("roles", "mentee"), ("quality_drive", "4")):
                    self.assertIn(pair, values)
                self.assertIn("You can go on where you were", self._text(page))

    def test_of_two_requests_of_a_page_the_later_one_stays(self):
        self._login("portal_uninvolved")
        self._post(f"{self.url}/draft", self._typed(2, goal="Second"), status=200)
        self._post(f"{self.url}/draft", self._typed(1, goal="First, but late"), status=200)
        self.assertEqual(self._draft().answers["goal"], "Second")
        self._post(f"{self.url}/draft", self._typed(1, page="page-2", goal="On the phone"), status=200)
        self.assertEqual(self._draft().answers["goal"], "On the phone")

    def test_registering_forgets_what_was_typed_also_when_a_request_comes_late(self):
        self._login("portal_uninvolved")
        self._post(f"{self.url}/draft", self._typed(goal="Half a thou"), status=200)
        self._post(self.url, self._answers())
        self._post(f"{self.url}/draft", self._typed(9, goal="Half a thou"), status=200)
        self.assertFalse(self._draft().answers)
        self.assertIn(("goal", "Lead a project"), self._form_values(self._get(self.url), self.url))

    def test_starting_over_leaves_nothing(self):
        self._login("portal_uninvolved")
        self._post(f"{self.url}/draft", self._typed(goal="Half a thou"), status=200)
        response = self._post(f"{self.url}/draft", {"move": "start_over"})
        self.assertIn("done=started_over", response.headers["Location"])
        self.assertFalse(self._draft().answers)
        self.assertNotIn("You can go on", self._text(self._get(self.url)))

    def test_whatever_a_page_sends_is_kept_within_bounds_or_refused(self):
        self._login("portal_uninvolved")
        url = f"{self.url}/draft"
        for values in (
            {},
            {"submission_key": "x"},
            {"submission_key": "x", "revision": "-1"},
            {"submission_key": "x", "revision": "9" * 40},
            {"submission_key": "%%%", "revision": "1"},
        ):
            self._post(url, values, status=422)
        self.assertFalse(self._draft())
        self._post(
            url,
            self._typed(
                goal="a\x00b" + "x" * 9000,
                topic=["1"] * 500,
                privacy="1",
                state="registered",
                employee_id="1",
                wish_6="1",
            ),
            status=200,
        )
        kept = self._draft().answers
        self.assertEqual((len(kept["goal"]), kept["goal"][:2], len(kept["topic"])), (2000, "ab", 60))
        self.assertEqual(set(kept), {"goal", "topic", "roles"}, "consent and strange fields are never kept")
        self._get(self.url)
        for program in (self.foreign_program.id, 0, 2**31, 10**30):
            self._post(f"/my/mentoring/programs/{program}/draft", self._typed(), status=404)
        self.open.state = "running"
        self._post(url, self._typed(5), status=422)

    def test_a_draft_is_its_owners(self):
        self._login("portal_uninvolved")
        self._post(f"{self.url}/draft", self._typed(goal="CNRY-draft"), status=200)
        self._login("uninvolved")
        self.assertNotIn("CNRY-draft", self.url_open(self.url).text)
        for login in ("portal_uninvolved", "coordinator", "administrator", "system"):
            with self._refused(AccessError, login=login):
                self._as(login, self._draft()).read(["answers"])

    def test_old_drafts_are_forgotten(self):
        self._login("portal_uninvolved")
        self._post(f"{self.url}/draft", self._typed(goal="Long ago"), status=200)
        self._draft().date_kept = fields.Datetime.subtract(fields.Datetime.now(), days=29)
        self.env["mentoring.registration.draft"]._gc_drafts()
        self.assertTrue(self._draft())
        self._draft().date_kept = fields.Datetime.subtract(fields.Datetime.now(), days=31)
        self.env["mentoring.registration.draft"]._gc_drafts()
        self.assertFalse(self._draft())

    # ------------------------------------------------------------
    # Zone, qualities, consent
    # ------------------------------------------------------------

    def test_the_zone_is_known_and_can_be_changed(self):
        self._login("portal_uninvolved")
        self.assertIn(("tz", "Europe/Brussels"), self._form_values(self._get(self.url), self.url))
        self._post(self.url, self._answers(tz="Asia/Tokyo"))
        self.assertEqual(self._mine().tz, "Asia/Tokyo")
        page = self._post(self.url, self._answers(tz="Mars/Olympus"), status=422)
        self.assertTrue(self._error(page, "tz"))

    def test_qualities_are_optional_and_no_bar_to_join(self):
        Quality = self.env["mentoring.quality"]
        self._login("portal_uninvolved")
        self._post(self.url, self._answers())
        self.assertEqual(self._mine().state, "registered")
        self._post(self.url, self._answers(quality_drive="1", quality_leadership="1"))
        self.assertEqual(self._mine().state, "registered", "however low somebody thinks of themselves")
        rows = Quality.search([("program_id", "=", self.open.id)])
        self.assertEqual(
            rows.mapped(lambda row: (row.employee_id, row.quality, row.rating, row.moment)),
            [
                (self.people["portal_uninvolved"], "drive", 1, "start"),
                (self.people["portal_uninvolved"], "leadership", 1, "start"),
            ],
        )
        self.assertIn(("quality_drive", "1"), self._form_values(self._get(self.url), self.url))
        self._post(self.url, self._answers(quality_drive="5"))
        rows = Quality.search([("program_id", "=", self.open.id)])
        self.assertEqual(rows.mapped(lambda row: (row.quality, row.rating)), [("drive", 5)])
        page = self._post(self.url, self._answers(quality_drive="6"), status=422)
        self.assertTrue(self._error(page, "quality_drive"))

    def test_qualities_leave_as_averages_of_five_people_and_more(self):
        program = self.open.with_user(self.users["coordinator"])
        logins = ("mentor", "mentee", "waiting", "sponsor", "director", "uninvolved")

        def rate(login, quality, rating):
            self.env["mentoring.quality"].create(
                {
                    "program_id": self.open.id,
                    "employee_id": self.people[login].id,
                    "quality": quality,
                    "rating": rating,
                }
            )

        for login in logins[:4]:
            rate(login, "drive", 3)
        self.assertEqual(program._quality_figures(), [])
        rate("director", "drive", 5)
        [figure] = program._quality_figures()
        self.assertEqual((figure["quality"], figure["people"], figure["average"]), ("drive", 5, 3.4))
        self.assertIn("3.4", program.quality_figures)
        rate("uninvolved", "time", 1)
        self.assertEqual(program._quality_figures(), [], "the sixth one could be told apart")
        with self._refused(login="uninvolved"):
            self.open.with_user(self.users["uninvolved"])._quality_figures()
        for login in ("coordinator", "administrator", "hr_officer"):
            self.assertFalse(self.env["mentoring.quality"].with_user(self.users[login]).search([]), login)

    def test_consent_keeps_the_text_that_was_read_for_each_version(self):
        self._login("portal_uninvolved")
        self._post(self.url, self._answers(roles=["mentee", "mentor"], capacity="1"))
        consents = self.env["mentoring.consent"].search([("program_id", "=", self.open.id)])
        self.assertEqual(consents.participant_id, self._mine())
        self.assertEqual(set(consents.mapped("version")), {self.open.privacy_version})
        self.assertIn("We *count* meetings.", consents[0].text)
        self.assertIn("Your manager reads the name of your partner", consents[0].text)
        self._post(self.url, self._answers(roles=["mentee", "mentor"], capacity="1"))
        self.assertEqual(self.env["mentoring.consent"].search_count([("program_id", "=", self.open.id)]), 2)
        self.open.privacy_text = "<p>We also count hours.</p>"
        page = self._post(self.url, self._answers(privacy=""), status=422)
        self.assertTrue(self._error(page, "privacy"), "a new version asks again")
        self._post(self.url, self._answers())
        self.assertEqual(
            self._mine().filtered(lambda one: one.role == "mentee").privacy_version, self.open.privacy_version
        )
        texts = self.env["mentoring.consent"].search(
            [("participant_id.role", "=", "mentee"), ("program_id", "=", self.open.id)]
        )
        self.assertEqual(len(texts), 2, "what was agreed to before stays on record")

    def test_the_page_asks_the_same_number_of_queries_for_more_mentors(self):
        self._login("portal_uninvolved")

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            self.url_open(self.url)
            before = self.cr.sql_log_count
            self.assertEqual(self.url_open(self.url).status_code, 200)
            return self.cr.sql_log_count - before

        self._enrol("mentor", "mentor", self.open, is_listed=True)
        few = queries()
        self._hire_all({f"extra_{number}": {"groups": False} for number in range(15)})
        for number in range(15):
            self._enrol(f"extra_{number}", "mentor", self.open, is_listed=True, topic_ids=[Command.clear()])
        self.assertLessEqual(queries(), few + 1)
