import io
import json

import openpyxl

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..models.my_data import NOT_PERSONAL, PERSONAL
from .common import DENIALS, MentoringCommon
from .portal_common import PortalCase

CANARY = "CNRY-7f3a"


@tagged("mentoring_my_data")
class TestMyData(MentoringCommon):
    """What people take along, and what is left of them after an erasure."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people["mentee"].name = f"{CANARY}-name"
        cls.mentee.about = f"{CANARY}-about"
        cls.private_note.body = f"{CANARY}-note"
        cls.feedback.comment = f"{CANARY}-comment"
        cls.goal.name = f"{CANARY}-goal"
        cls.goal.step_ids.name = f"{CANARY}-step"
        cls.shared_feedback.comment = f"{CANARY}-shared"
        cls.meeting.agenda = f"{CANARY}-agenda"
        cls.wish = cls.env["mentoring.wish"].create(
            {"participant_id": cls.mentee.id, "other_id": cls.mentor.id, "reason": f"{CANARY}-wish"}
        )
        cls.wish_of_other = cls.env["mentoring.wish"].create(
            {"participant_id": cls.portal_mentor.id, "other_id": cls.mentee.id, "reason": f"{CANARY}-theirs"}
        )

    def _parts(self, login="mentee"):
        return self._as(login, self.env["mentoring.participant"])._my_data()

    def _mine(self, login="mentee"):
        return json.dumps(self._parts(login), default=str)

    def _canaries_in_database(self):
        """{table.column: count} of the canary in every text of every mentoring table, and of mails and calendars."""
        self.env.flush_all()
        found = {}
        columns = self.env.execute_query(
            SQL(
                "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
                " AND data_type IN ('text', 'character varying', 'jsonb')"
                " AND (table_name LIKE 'mentoring%%' OR table_name IN ('calendar_event', 'mail_message',"
                " 'mail_mail', 'mail_activity', 'survey_user_input_line'))"
            )
        )
        for table, column in columns:
            ((count,),) = self.env.execute_query(
                SQL(
                    "SELECT count(*) FROM %s WHERE %s::text LIKE %s",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    f"%{CANARY}%",
                )
            )
            if count:
                found[f"{table}.{column}"] = count
        return found

    def _erase(self, login="mentee"):
        request = self.env["mentoring.erasure"].with_user(self.users[login])._ask()
        self._as("administrator", request).action_erase()
        return request.sudo()

    # ------------------------------------------------------------
    # Taking it along
    # ------------------------------------------------------------

    def test_every_model_of_ours_says_what_it_keeps_about_people(self):
        listed = {kept.model for kept in PERSONAL} | set(NOT_PERSONAL)
        ours = {
            name
            for name, model in self.env.registry.items()
            if name.startswith("mentoring.") and not model._abstract and not model._transient and model._auto
        }

        self.assertFalse(ours - listed, "add them to PERSONAL, or to NOT_PERSONAL with the reason")
        self.assertFalse(listed - ours)

    def test_every_listed_field_exists(self):
        for kept in PERSONAL:
            self.assertLessEqual({*kept.fields, *kept.wipe}, set(self.env[kept.model]._fields), kept.model)

    def test_people_get_all_that_is_their_own(self):
        mine = self._mine()

        for word in ("about", "note", "comment", "goal", "step", "agenda", "wish", "shared"):
            self.assertIn(f"{CANARY}-{word}", mine)

    def test_what_others_kept_to_themselves_is_not_in_it(self):
        self.assertNotIn(f"{CANARY}-theirs", self._mine())
        partner = self._mine("mentor")
        for word in ("about", "note", "comment", "wish"):
            self.assertNotIn(f"{CANARY}-{word}", partner)

    def test_a_proposal_that_nobody_told_them_of_is_not_in_it(self):
        self.assertNotIn("Waiting", self._mine("mentor"))

    def test_a_draft_is_told_with_what_it_holds_and_what_is_left_of_a_sent_form_is_not(self):
        draft = self.env["mentoring.registration.draft"].create(
            {
                "program_id": self.program.id,
                "user_id": self.users["mentee"].id,
                "answers": {"about": f"{CANARY}-draft", "topic": ["7", "8"]},
                "submission_key": "page",
                "revision": 1,
                "date_kept": fields.Datetime.now(),
            }
        )
        self.assertIn(f"about: {CANARY}-draft; topic: 7, 8", self._mine())
        draft.answers = False
        self.assertNotIn("Forms kept for later", [part["title"] for part in self._parts()])

    def test_the_page_counts_what_the_file_holds(self):
        people_sudo = self._as("mentee", self.env["mentoring.participant"])._my_entries()
        counted = {(part["title"], part["count"]) for part in people_sudo._counts_of_data()}
        self.assertEqual(counted, {(part["title"], len(part["rows"])) for part in self._parts()})
        self.assertGreater(len(counted), 5)

    def test_every_kind_has_a_name_that_people_use_and_that_fits_a_sheet(self):
        titles = [str(kept.title) for kept in PERSONAL if kept.fields]
        models = {self.env[kept.model]._description for kept in PERSONAL}
        self.assertEqual(len(set(titles)), len(titles), "two kinds under one name would be one in the file")
        self.assertFalse(models & set(titles), "names of models are not what people say")
        self.assertTrue(all(0 < len(title) <= 31 for title in titles))

    def test_somebody_who_takes_no_part_gets_nothing(self):
        self.assertEqual(self._mine("uninvolved"), "[]")

    # ------------------------------------------------------------
    # Erasure
    # ------------------------------------------------------------

    def test_after_an_erasure_nothing_names_the_person(self):
        self.assertTrue(self._canaries_in_database())

        self._erase()
        # the partner hears once that it does not go on; the queue deletes the mail once it is sent
        waiting = self.env["mail.mail"].search([("mentoring_program_id", "=", self.program.id)])
        self.assertTrue(all(waiting.mapped("auto_delete")))
        waiting.unlink()

        self.assertEqual(self._canaries_in_database(), {})
        self.assertIn("Former participant", self.mentee.name)
        self.assertFalse(self.mentee.employee_id)

    def test_counts_stay_and_the_partner_keeps_what_is_theirs(self):
        before = self.pairing.session_minutes, self.feedback.rating, self.shared_note.body

        self._erase()

        self.assertEqual((self.pairing.session_minutes, self.feedback.rating, self.shared_note.body), before)
        self.assertEqual(self.pairing.state, "ended")
        self.assertTrue(self.mentor_private_note.exists())

    def test_erasing_again_changes_nothing(self):
        self._erase()
        events = self.env["mentoring.audit.event"].search_count([])

        self.mentee._anonymise()

        self.assertEqual(self.env["mentoring.audit.event"].search_count([]), events)

    def test_asking_twice_is_asking_once_and_can_be_withdrawn(self):
        requests = self.env["mentoring.erasure"].with_user(self.users["mentee"])
        first = requests._ask()

        self.assertEqual(requests._ask(), first)
        requests._withdraw_mine()

        self.assertEqual(first.sudo().state, "withdrawn")
        self.assertFalse(requests._mine())
        self.assertEqual(self.mentee.state, "registered")

    def test_who_takes_no_part_has_nothing_to_erase(self):
        with self.assertRaisesRegex(UserError, "nothing about you"):
            self.env["mentoring.erasure"].with_user(self.users["uninvolved"])._ask()

    def test_only_an_administrator_of_the_company_erases(self):
        request = self.env["mentoring.erasure"].with_user(self.users["mentee"])._ask()

        for login in ("mentee", "coordinator", "hr_officer", "system", "foreign_administrator"):
            with self.subTest(login=login), mute_logger(*DENIALS), self.assertRaises(AccessError):
                self._as(login, request).action_erase()

    def test_a_closed_request_is_not_carried_out_again(self):
        request = self._erase()

        with self.assertRaisesRegex(UserError, "Nothing more to do"):
            self._as("administrator", request).action_erase()
        self.assertEqual(request.name, "C…")

    def test_administrators_hear_of_a_request_by_a_mail_without_the_name(self):
        request = self.env["mentoring.erasure"].with_user(self.users["mentee"])._ask()

        mail = self.env["mail.mail"].search([("subject", "=", "A request to erase mentoring data")])
        self.assertIn(self.users["administrator"].partner_id, mail.recipient_ids)
        self.assertNotIn(CANARY, mail.body_html)
        self.assertIn(f"/{request.id}", mail.body_html)

    def test_the_next_matching_knows_nothing_of_who_was_erased(self):
        self._erase()

        keys = {person.key for person in self.program._read_cohort().mentees}
        self.assertNotIn(self.mentee.id, keys)

    # ------------------------------------------------------------
    # Retention
    # ------------------------------------------------------------

    def _close_long_ago(self):
        self.program.write(
            {
                "state": "closed",
                "date_registration_end": "2020-01-01",
                "date_start": "2020-01-02",
                "date_end": "2020-12-31",
            }
        )

    def _forget(self):
        with self.enter_registry_test_mode():
            self.env.ref("mentoring_program.ir_cron_forget_people").method_direct_trigger()
        self.env.invalidate_all()

    def test_a_program_forgets_its_people_when_its_time_is_over(self):
        self._close_long_ago()

        self._forget()

        self.assertFalse(self.program.participant_ids.employee_id)
        self.assertEqual(self.program.date_anonymised, fields.Date.today())
        self.assertFalse(self.matching_run.problem_file)

    def test_a_legal_hold_keeps_everything(self):
        self._close_long_ago()
        self.program.is_on_hold = True

        self._forget()

        self.assertTrue(self.mentee.employee_id)
        self.assertFalse(self.program.date_anonymised)

    def test_running_and_recent_programs_remember(self):
        self._forget()
        self.assertTrue(self.mentee.employee_id)

        self.program.write({"state": "closed", "date_end": fields.Date.today()})
        self._forget()
        self.assertTrue(self.mentee.employee_id)


@tagged("-at_install", "post_install", "mentoring_my_data")
class TestMyDataPage(PortalCase):
    def test_the_page_offers_both_files(self):
        for login in ("mentee", "portal_mentee"):
            with self.subTest(login=login):
                self._login(login)
                page = self._get("/my/mentoring/data")
                links = page.xpath("//a[contains(@href, '/data/download')]/@href")
                self.assertEqual(len(links), 2)
                book, text = (self.url_open(link) for link in links)
                titles = openpyxl.load_workbook(io.BytesIO(book.content)).sheetnames
                self.assertIn("Where I take part", titles)
                self.assertIn("Notes", json.loads(text.content)["data"])

    def test_somebody_without_an_entry_is_told_so(self):
        self._login("portal_uninvolved")

        self.assertIn("nothing about you", self._text(self._get("/my/mentoring/data")))

    def test_asking_and_changing_ones_mind(self):
        self._login("portal_mentee")

        self._post("/my/mentoring/data/erase", {"move": "ask"})
        self.assertIn("You have asked to be forgotten", self._text(self._get("/my/mentoring/data")))
        self._post("/my/mentoring/data/erase", {"move": "withdraw"})
        self.assertIn("Ask to be forgotten", self._text(self._get("/my/mentoring/data")))

    def test_what_is_not_on_the_page_is_refused(self):
        self._login("portal_mentee")

        self._get("/my/mentoring/data/erase", 405)
        self._post("/my/mentoring/data/erase", {"move": "erase_all"}, 404)
        self._post("/my/mentoring/data/erase", {"move": "ask"}, 400, csrf=False)
        self._get("/my/mentoring/data/download?kind=exe", 404)
