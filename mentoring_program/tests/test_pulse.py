import random
from datetime import date, timedelta

from odoo import fields
from odoo.tests import TransactionCase, tagged
from odoo.tools import html2plaintext

from ..models.mentoring_pairing_pulse import pulse_wave
from ..models.mentoring_pulse_figures import figure, joined_periods, shown_counts
from .portal_common import PortalCase


@tagged("-at_install", "post_install", "mentoring_portal", "mentoring_cycle")
class TestPulse(PortalCase):
    """Twenty seconds, read by nobody but their author; the team sees figures about five people or more."""

    def setUp(self):
        super().setUp()
        self.url = f"/my/mentoring/pairings/{self.portal_pairing.id}"
        self._give_feedback(
            self._log_session(self.portal_pairing, days_ago=-3, state="planned"), self.portal_mentee
        )

    def _pulses(self):
        return self.env["mentoring.pulse"].search([("pairing_id", "=", self.portal_pairing.id)])

    def _answer_all(self, login, kind="pulse", value="4", **values):
        self._login(login)
        page = self._get(f"{self.url}/{kind}")
        names = set(page.xpath("//input[@type='radio']/@name")) - {"reason"}
        return self._post(
            f"{self.url}/{kind}", dict.fromkeys(names, value) | {"submission_key": login} | values
        )

    def test_a_month_after_the_start_the_page_asks_for_the_pulse(self):
        self.portal_pairing.date_start = fields.Date.today() - timedelta(days=29)
        self._login("portal_mentee")
        self.assertNotEqual(self._get("/my/mentoring").xpath("string(//section/@data-step)"), "pulse")
        self.assertEqual(
            self._get(f"{self.url}/pulse", status=303).headers["Location"][-13:], "/my/mentoring"
        )
        self.portal_pairing.date_start = fields.Date.today() - timedelta(days=31)
        self.portal_pairing.session_ids.filtered(lambda one: one.state == "planned").date = (
            fields.Datetime.now() + timedelta(days=20)
        )
        self.assertEqual(self._get("/my/mentoring").xpath("string(//section/@data-step)"), "pulse")
        page = self._get(f"{self.url}/pulse")
        self.assertEqual(len(page.xpath("//fieldset")), 8)
        self.assertEqual(len(page.xpath("//div[@id='wrap']//*[contains(@class, 'btn-primary')]")), 1)
        self.assertIn("You alone read your answers", self._text(page))
        for _again in range(2):
            self._post(
                f"{self.url}/pulse", {"links": "5", "voice": "2", "salary": "9", "submission_key": "p"}
            )
        self.assertEqual(
            {answer.item: answer.value for answer in self._pulses().answer_ids}, {"links": 5, "voice": 2}
        )
        self.assertEqual(self._pulses().wave, 30)
        self.assertNotEqual(self._get("/my/mentoring").xpath("string(//section/@data-step)"), "pulse")
        self._post(f"{self.url}/pulse", {"links": "1", "submission_key": "other"})
        self.assertEqual(len(self._pulses()), 1)

    def test_a_number_that_is_none_is_said_beside_the_item(self):
        self.portal_pairing.date_start = fields.Date.today() - timedelta(days=31)
        self._login("portal_mentee")
        page = self._post(f"{self.url}/pulse", {"links": "7", "voice": "2"}, status=422)
        self.assertTrue(self._error(page, "links"))
        self.assertTrue(page.xpath("//input[@id='voice_2'][@checked]"))
        self.assertFalse(self._pulses())

    def test_each_side_looks_back_in_its_own_words(self):
        self._as("coordinator", self.portal_pairing).action_complete()
        self._login("portal_mentor")
        self.assertEqual(self._get("/my/mentoring").xpath("string(//section/@data-step)"), "closing")
        mentor = self._text(self._get(f"{self.url}/closing"))
        self.assertIn("I found out that I can lead and guide", mentor)
        self.assertIn("Open to learning and new perspectives", mentor)
        self._answer_all("portal_mentee", "closing", reason="reached")
        pulse = self._pulses()
        self.assertEqual(
            (pulse.kind, pulse.role, pulse.reason, len(pulse.answer_ids)),
            ("closing", "mentee", "reached", 6),
        )
        rated = self.env["mentoring.quality"]._of(self.program, self.people["portal_mentee"], "end")
        self.assertEqual(rated.mapped("rating"), [4] * 7, "beside those of the registration")
        self._get(f"{self.url}/closing", status=303)

    def test_looking_back_shows_what_one_said_at_the_start(self):
        self.env["mentoring.quality"]._store(self.program, self.people["portal_mentee"], {"drive": 2})
        self._as("coordinator", self.portal_pairing).action_complete()
        self._login("portal_mentee")
        page = self._get(f"{self.url}/closing")
        self.assertIn(
            "At the start: 2", " ".join(page.xpath("string(//legend[contains(., 'Drive')])").split())
        )
        self._login("portal_mentor")
        self.assertNotIn("At the start", self._text(self._get(f"{self.url}/closing")))

    def test_nobody_else_answers_or_reads(self):
        self.portal_pairing.date_start = fields.Date.today() - timedelta(days=31)
        self._answer_all("portal_mentee")
        for login in ("mentee", "mentee_manager", "uninvolved"):
            self._login(login)
            self._get(f"{self.url}/pulse", status=404)
            self._post(f"{self.url}/pulse", {"links": "1"}, status=404)
        for login in ("portal_mentor", "coordinator", "administrator", "hr_officer", "mentee_manager"):
            for model in ("mentoring.pulse", "mentoring.pulse.answer"):
                records = self.env[model].with_user(self.users[login])
                self.assertFalse(records.has_access("read") and records.search([]), login)

    # ------------------------------------------------------------
    # Figures
    # ------------------------------------------------------------

    def _past_pulses(self, people, day, value=4, item="links"):
        pulses = self.env["mentoring.pulse"].create(
            [
                {
                    "pairing_id": self.pairing.id,
                    "participant_id": person.id,
                    "kind": "pulse",
                    "role": person.role,
                    "wave": wave,
                    "date": day,
                }
                for wave, person in enumerate(people, start=1)
            ]
        )
        self.env["mentoring.pulse.answer"].create(
            [{"pulse_id": pulse.id, "item": item, "value": value} for pulse in pulses]
        )

    def _five_people(self):
        self._hire_all({f"member_{k}": {} for k in range(3)})
        return (
            self.mentee
            | self.portal_mentee
            | self.mentor
            | self._enrol("member_0", "mentee")
            | self._enrol("member_1", "mentee")
        )

    def _summary(self):
        program = self._as("coordinator", self.program)
        program.invalidate_recordset(["pulse_summary"])
        return " ".join(html2plaintext(program.pulse_summary).replace("*", "").split())

    def test_the_team_sees_figures_about_five_people_once_the_month_is_over(self):
        people = self._five_people()
        last_month = fields.Date.today().replace(day=1) - timedelta(days=3)
        self._past_pulses(people[:4], last_month)
        self.assertIn("No figures yet", self._summary())
        self._past_pulses(people[4:], last_month, value=2)
        self.assertIn("I know people here whom I can turn to 3.6 (5)", self._summary())
        self.assertIn("This company and I suit each other fewer than 5", self._summary())

    def test_reasons_and_growth_are_figures_too(self):
        people, day = self._five_people(), fields.Date.today().replace(day=1) - timedelta(days=3)
        self.env["mentoring.pulse"].create(
            [
                {
                    "pairing_id": self.pairing.id,
                    "participant_id": person.id,
                    "kind": "closing",
                    "role": person.role,
                    "reason": "reached",
                    "date": day,
                }
                for person in people
            ]
        )
        for person in people:
            self.env["mentoring.quality"]._store(self.program, person.employee_id, {"drive": 2})
            self.env["mentoring.quality"]._store(self.program, person.employee_id, {"drive": 4}, moment="end")
        text = self._summary()
        self.assertIn("We reached what we came for 5", text)
        self.assertIn("Drive to succeed 2.0 4.0", text)

    def test_answers_of_this_month_are_not_in_any_figure(self):
        self._past_pulses(self._five_people(), fields.Date.today())
        self.assertIn("No figures yet", self._summary())

    def test_other_teams_ask_in_vain(self):
        for login in ("other_coordinator", "mentee", "foreign_administrator", "hr_officer"):
            with self._refused(login=login):
                self._as(login, self.program)._pulse_figures("pulse")

    def test_an_erased_person_stays_a_number_in_the_figures(self):
        people = self._five_people()
        self._past_pulses(people, fields.Date.today().replace(day=1) - timedelta(days=3))
        before = self._summary()
        self.env["mentoring.pulse"].search([("participant_id", "=", self.mentee.id)]).participant_id = False
        self.assertEqual(self._summary(), before)


@tagged("-at_install", "post_install", "mentoring_cycle")
class TestFigures(TransactionCase):
    """No two figures ever shown can be subtracted from each other to find one person's answer."""

    def test_waves_open_on_day_30_and_each_60_days_for_three_weeks(self):
        self.assertEqual(
            [day for day in range(400) if pulse_wave(day) == day], [30, 90, 150, 210, 270, 330, 390]
        )
        self.assertEqual(
            [pulse_wave(day) for day in (29, 30, 50, 51, 89, 110)], [None, 30, 30, None, None, 90]
        )

    def test_a_group_of_less_than_five_has_no_figure(self):
        self.assertEqual(figure([(person, 4) for person in range(4)] * 2), (None, 0))
        self.assertEqual(figure([(1, 5), (1, 1), (2, 3), (3, 3), (4, 3), (5, 4)]), (3.2, 5))

    def test_a_hidden_count_cannot_be_worked_out_from_the_total(self):
        self.assertEqual(
            shown_counts({"a": 9, "b": 6, "c": 2, "d": 0}), {"a": 9, "b": None, "c": None, "d": 0}
        )
        self.assertEqual(shown_counts({"a": 9, "b": 6, "c": 0}), {"a": 9, "b": 6, "c": 0})
        self.assertEqual(shown_counts({"a": 3}), {"a": None})
        generator = random.Random(3)
        for _round in range(500):
            counts = {key: generator.randrange(12) for key in "abcde"}
            shown = shown_counts(counts)
            self.assertNotEqual(
                list(shown.values()).count(None), 1 if len([c for c in counts.values() if c]) > 1 else 9
            )
            self.assertFalse([count for count in shown.values() if count and count < 5])

    def test_periods_never_change_and_never_overlap(self):
        generator = random.Random(7)
        for _round in range(300):
            months = [date(2026, 1 + k, 1) for k in range(9)]
            answers = [
                (generator.choice(months), generator.randrange(12)) for _k in range(generator.randrange(60))
            ]
            shown = []
            for month in months:
                periods = joined_periods([one for one in answers if one[0] <= month])
                self.assertEqual(periods[: len(shown)], shown, "a later month changes nothing that was shown")
                shown = periods
            for (_first, last), (first, _last) in zip(shown, shown[1:], strict=False):
                self.assertLess(last, first)
            for first, last in shown:
                self.assertGreaterEqual(len({person for when, person in answers if first <= when <= last}), 5)
