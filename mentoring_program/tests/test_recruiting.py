from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import html2plaintext

from .common import MentoringCommon
from .portal_common import PortalCase


class RecruitingCommon(MentoringCommon):
    """A program whose registration is open, with one mentor in sales and three mentees, two of whom look there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sales, cls.law = cls.env["hr.department"].create([{"name": "Sales Desk"}, {"name": "Law"}])
        cls._hire_all(
            {
                "seller": {"department_id": cls.sales.id},
                "ben": {"department_id": cls.law.id},
                "cem": {"department_id": cls.law.id},
                "dora": {"department_id": cls.law.id},
            }
        )
        today = fields.Date.today()
        cls.intake = cls._create_program(
            name="Next intake",
            state="registration",
            date_registration_end=fields.Date.add(today, days=20),
            date_start=fields.Date.add(today, days=30),
        )
        cls.seller = cls._enrol("seller", "mentor", cls.intake, capacity=1)
        for login in ("ben", "cem", "dora"):
            setattr(cls, login, cls._enrol(login, "mentee", cls.intake))
        cls.env["mentoring.goal"].create(
            [
                {"participant_id": one.id, "name": "Sell", "target_department_id": cls.sales.id}
                for one in (cls.ben, cls.cem)
            ]
        )


@tagged("post_install", "-at_install", "mentoring_recruiting")
class TestBalance(RecruitingCommon):
    def _balance(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return self._as("coordinator", self.intake).balance

    def test_missing_places_are_counted_by_department(self):
        self.assertEqual(
            self._balance().splitlines(),
            [
                "2 more places needed in all: mentees without a mentor: 3, free places: 1.",
                "1 more needed in Sales Desk: mentees who look for somebody there: 2, free places: 1.",
            ],
        )
        self.assertEqual(self.intake.short_department_ids, self.sales)

    def test_pairs_within_departments_need_places_in_each(self):
        self.intake.criterion_ids.filtered(lambda one: one.kind == "department").relation = "same"
        self.assertIn("1 more needed in Law", self._balance())

    def test_enough_places_are_no_news(self):
        self.seller.capacity = 3
        self.assertFalse(self._balance())
        self.assertFalse(self.intake.short_department_ids)

    def test_a_mentor_who_pauses_offers_no_places(self):
        self._as("coordinator", self.seller).action_pause()
        self.assertIn("3 more places needed in all", self._balance())

    def test_the_alarm_opens_the_invitation_with_the_department_filled_in(self):
        self._hire_all({"kim": {"department_id": self.sales.id}})
        action = self._as("coordinator", self.intake).action_invite_where_missing()
        wizard = Form(
            self.env["mentoring.invite"].with_user(self.users["coordinator"]).with_context(**action["context"])
        )
        self.assertEqual((wizard.role, wizard.invitee_count), ("mentor", 1))
        self.assertEqual(wizard.invitee_ids[:].mapped("name"), ["Kim"])

    def _short_run(self, *traits):
        """A run whose shortage names these (kind, value)."""
        common = {"criterion": 1, "required": False, "mentees": 1}
        group = {"mentees": self.ben.ids, "mentors": self.seller.ids, "places": 1, "missing": 1}
        group["traits"] = [{"kind": kind, "value": value, **common} for kind, value in traits]
        return self.env["mentoring.run"].create(
            {"program_id": self.intake.id, "state": "done", "result": {"hall": [group]}}
        )

    def test_a_run_that_is_short_opens_it_too(self):
        run = self._short_run(("transition", ["department", self.sales.id]), ("seniority_gap", 4))
        context = self._as("coordinator", run).action_invite_mentors()["context"]
        self.assertEqual(context["default_department_ids"], self.sales.ids)
        with self._refused():
            self._as("other_coordinator", run).action_invite_mentors()

    def test_a_run_that_lacks_a_skill_invites_those_who_have_it(self):
        craft = self.env["hr.skill.type"].create(
            {
                "name": "Craft",
                "skill_ids": [Command.create({"name": "Selling"})],
                "skill_level_ids": [Command.create({"name": "Good", "level_progress": 60})],
            }
        )
        self._hire_all({"kim": {}, "lou": {}})
        self.env["hr.employee.skill"].create(
            {
                "employee_id": self.people["kim"].id,
                "skill_type_id": craft.id,
                "skill_id": craft.skill_ids.id,
                "skill_level_id": craft.skill_level_ids.id,
            }
        )
        run = self._short_run(("skills", craft.skill_ids.id))
        context = self._as("coordinator", run).action_invite_mentors()["context"]
        wizard = Form(
            self.env["mentoring.invite"].with_user(self.users["coordinator"]).with_context(**context)
        )
        self.assertEqual(wizard.role, "mentor")
        self.assertEqual(wizard.invitee_ids[:].mapped("name"), ["Kim"])

    def test_questions_to_the_database_do_not_grow_with_the_programs(self):
        programs = self.intake | self.program | self._create_program(name="A") | self._create_program(name="B")

        def cost(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._as("coordinator", some).mapped("balance")
            return self.env.cr.sql_log_count - before

        cost(programs)
        self.assertEqual(cost(programs[:2]), cost(programs))


@tagged("post_install", "-at_install", "mentoring_recruiting")
class TestInformalPairs(RecruitingCommon):
    def _record(self, mentor="uninvolved", mentee="portal_uninvolved", by="coordinator", since=40):
        return self._as(by, self.intake)._record_informal_pair(
            self.people[mentor], self.people[mentee], fields.Date.subtract(fields.Date.today(), days=since)
        )

    def test_a_pair_that_exists_is_recorded_with_its_decision(self):
        pairing = self._record().sudo()
        self.assertEqual((pairing.state, pairing.is_informal, pairing.is_disclosed), ("active", True, True))
        self.assertEqual((pairing.mentor_id.active_count, pairing.mentee_id.active_count), (1, 1))
        self.assertEqual(pairing.decision_ids.user_id, self.users["coordinator"])
        event = self.env["mentoring.audit.event"].search(
            [("model", "=", "mentoring.pairing"), ("res_id", "=", pairing.id)]
        )
        self.assertIn("record_informal", event.mapped("action"))
        self.assertTrue(self._as("uninvolved", pairing).has_access("read"))

    def test_who_takes_part_already_keeps_their_entry_and_gets_a_place_more(self):
        self.seller.capacity = 0
        pairing = self._record("seller", "ben").sudo()
        self.assertEqual((pairing.mentor_id, pairing.mentee_id), (self.seller, self.ben))
        self.assertEqual(self.seller.capacity, 1)

    def test_what_cannot_be_recorded_says_why(self):
        self._record()
        self._hire("stranger", groups=False, company=self.foreign_company)
        cases = {
            "are a pair in this program already": {},
            "two people": {"mentee": "uninvolved"},
            "one of the two": {"mentor": "coordinator"},
            "does not work": {"mentor": "stranger"},
            "not to come": {"mentor": "sponsor", "since": -3},
        }
        for words, case in cases.items():
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                self._record(**case)
        self.intake.state = "closed"
        with self.assertRaisesRegex(UserError, "not over"):
            self._record(mentor="sponsor")

    def test_only_the_team_records(self):
        for login in ("other_coordinator", "uninvolved", "hr_officer"):
            with self._refused(login=login):
                self._record(by=login)

    def test_the_dialog_records(self):
        wizard = self.env["mentoring.informal.pair"].with_user(self.users["coordinator"]).create(
            {
                "program_id": self.intake.id,
                "mentor_employee_id": self.people["uninvolved"].id,
                "mentee_employee_id": self.people["portal_uninvolved"].id,
            }
        )
        pairing = self.env["mentoring.pairing"].browse(wizard.action_record()["res_id"])
        self.assertEqual(pairing.mentor_employee_id, self.people["uninvolved"])


@tagged("post_install", "-at_install", "mentoring_recruiting", "mentoring_portal")
class TestKickoff(RecruitingCommon, PortalCase):
    def _book(self, days=40, **values):
        start = fields.Datetime.add(fields.Datetime.now(), days=days)
        wizard = self.env["mentoring.kickoff"].with_user(self.users["coordinator"]).create(
            {"program_id": self.intake.id, "start": start, "minutes": 90, "place": "Room 5", **values}
        )
        wizard.action_book()
        return self.intake.kickoff_event_id

    def test_the_event_is_private_neutral_and_has_everybody(self):
        event = self._book()
        self.assertEqual((event.name, event.privacy, event.location), ("Kick-off", "private", "Room 5"))
        self.assertFalse(event.res_model_id or event.res_id or event.description)
        guests = self.seller | self.ben | self.cem | self.dora
        self.assertEqual(event.partner_ids, (guests.user_id | self.users["coordinator"]).partner_id)
        outsider = self._as("uninvolved", event)
        outsider.invalidate_recordset()
        self.assertNotEqual(outsider.read(["name"])[0]["name"], "Kick-off")

    def test_each_person_hears_once_and_a_move_moves_the_same_event(self):
        self._enrol("ben", "mentor", self.intake)
        event = self._book()
        mails = self.env["mail.mail"].search([("mentoring_program_id", "=", self.intake.id)])
        self.assertEqual(len(mails), 4)
        text = html2plaintext(mails[0].body_html)
        self.assertIn("Room 5", text)
        self.assertNotIn("Sell", text)
        self.assertEqual(self._book(days=41), event)

    def test_only_the_team_books_and_only_a_day_to_come(self):
        start = fields.Datetime.add(fields.Datetime.now(), days=3)
        for login in ("other_coordinator", "seller", "hr_officer"):
            with self._refused(login=login):
                self._as(login, self.intake)._book_kickoff(start, 60, "")
        with self.assertRaises(UserError):
            self._book(days=-1)
        empty = self._create_program(name="Nobody yet", state="registration")
        with self.assertRaises(UserError):
            self._as("coordinator", empty)._book_kickoff(start, 60, "")

    def test_the_page_names_the_day_and_who_agreed_to_be_asked(self):
        self._book()
        self._login("ben")
        page = self._text(self._get(f"/my/mentoring/programs/{self.intake.id}"))
        self.assertIn("Room 5", page)
        self.assertNotIn("Ask somebody who knows", page)
        self._as("coordinator", self.seller).is_champion = True
        page = self._text(self._get(f"/my/mentoring/programs/{self.intake.id}"))
        self.assertIn("Ask somebody who knows", page)
        self.assertIn("Seller", page)
