import io

import openpyxl

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import MentoringCommon

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAYLOADS = ("=1+1", "@SUM(1)", "{=1}")


def sheets(content):
    """{sheet name: rows of values} of an xlsx file."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


def texts(rows):
    return {str(value) for row in rows for value in row if value is not None}


@tagged("mentoring_workbook")
class TestWorkbook(MentoringCommon):
    def _sheets(self, program=None, login="coordinator"):
        _name, content = self._as(login, program or self.program)._workbook()
        return sheets(content)

    # ------------------------------------------------------------
    # What is in it
    # ------------------------------------------------------------

    def test_every_sheet_tells_its_part(self):
        found = self._sheets()

        self.assertEqual(
            list(found), ["Overview", "Figures", "Feedback", "Participants", "Pairings", "Meetings"]
        )
        self.assertIn("Mentoring 2026", texts(found["Overview"]))
        self.assertIn("Posts filled from inside", texts(found["Overview"]))
        people = texts(found["Participants"])
        self.assertLessEqual({"Mentor", "Portal Mentee", "Waiting", "Giving feedback, Leading a team"}, people)
        pairing = next(row for row in found["Pairings"] if row[0] == "Mentee" and row[4] == "Active")
        self.assertEqual(pairing[5], 50.0)
        self.assertEqual(pairing[6], "Both chose Leading a team, Giving feedback (50.0)")
        self.assertEqual(pairing[9], 1)
        meetings = [row for row in found["Meetings"] if row[3] == "Held"]
        self.assertEqual(len(meetings), 2)
        self.assertEqual(meetings[0][4:], [60, "Leading a team"])

    def test_what_is_private_stays_out(self):
        self.pairing.decline_reason = "CANARY-decline"
        self.pairing.health = "stalled"
        self.mentee.goal_ids.name = "CANARY-goal"
        self.env["mentoring.note"].search([]).body = "CANARY-note"
        self.env["mentoring.feedback"].search([]).comment = "CANARY-comment"
        self.env["mentoring.wish"].search([]).reason = "CANARY-wish"
        self.meeting.agenda = "CANARY-agenda"
        self.mentee.about = "CANARY-about"

        everything = set().union(*(texts(rows) for rows in self._sheets().values()))

        self.assertFalse({text for text in everything if "CANARY" in text})
        self.assertFalse({text for text in everything if "Stalled" in text})

    def test_declined_proposals_stay_out(self):
        self.proposal.with_user(self.users["mentee_manager"]).action_decline("Too busy this year")

        found = self._sheets()

        self.assertNotIn("Declined", texts(found["Pairings"]))
        self.assertNotIn("Waiting", {row[0] for row in found["Pairings"]})

    def test_what_people_typed_stays_text(self):
        self.program.name = "=1+1"
        self.topics[0].name = "@SUM(1)"
        self.people["waiting"].name = "{=1}"

        name, content = self._as("coordinator", self.program)._workbook()

        book = openpyxl.load_workbook(io.BytesIO(content))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        self.assertFalse([cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink])
        values = {cell.value for cell in cells}
        self.assertLessEqual({"=1+1", "{=1}", "@SUM(1)"}, values)
        self.assertFalse(book.properties.creator)
        self.assertTrue(name.startswith("=1+1"))

    def test_times_are_those_of_the_reader(self):
        self.meeting.date = "2026-07-01 22:30:00"
        self.users["coordinator"].tz = "Europe/Brussels"

        dates = [row[0] for row in self._sheets()["Meetings"] if row[3] == "Held"]

        self.assertIn(fields.Datetime.to_datetime("2026-07-02 00:30:00"), dates)

    def test_an_empty_program_says_what_is_missing(self):
        empty = self._create_program(name="Next year", state="draft", objective_id=False)

        found = self._sheets(empty)

        self.assertIn("Nobody has registered yet.", texts(found["Participants"]))
        self.assertIn("Nobody has met yet.", texts(found["Meetings"]))
        self.assertIn("Nobody has given feedback yet.", texts(found["Feedback"]))
        self.assertIn("No key result has a reading yet.", texts(found["Overview"]))

    def test_headings_are_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.module.module"]._load_module_terms(["mentoring_program"], ["fr_FR"])

        _name, content = self._as("coordinator", self.program).with_context(lang="fr_FR")._workbook()

        self.assertIn("A eu lieu", texts(sheets(content)["Rendez-vous"]))

    # ------------------------------------------------------------
    # Small groups
    # ------------------------------------------------------------

    def _cohort(self, size, months_ago=0):
        """So many new pairs, each with one held meeting that both rated, in a month of its own."""
        logins = [f"{side}_{months_ago}_{index}" for index in range(size) for side in ("guide", "learner")]
        self._hire_all({login: {"groups": False} for login in logins})
        for index in range(size):
            mentor = self._enrol(f"guide_{months_ago}_{index}", "mentor")
            mentee = self._enrol(f"learner_{months_ago}_{index}", "mentee")
            pairing = self._pair(mentor, mentee)
            day = fields.Datetime.subtract(fields.Datetime.now().replace(day=15), months=months_ago)
            session = self._log_session(pairing, date=day)
            self._give_feedback(session, mentor, rating=5)
            self._give_feedback(session, mentee, rating=3)

    def _feedback_by_month(self):
        rows = self._sheets()["Feedback"]
        start = next(index for index, row in enumerate(rows) if row[0] == "By month") + 2
        return [row[1:4] for row in rows[start:] if row[0] and hasattr(row[0], "year")]

    def test_feedback_of_few_people_is_not_shown(self):
        found = self._sheets()  # four people gave feedback

        self.assertEqual({tuple(row) for row in self._feedback_by_month()}, {("not shown", None, None)})
        self.assertIn("not shown", texts(found["Overview"]))
        self.assertNotIn("4.0", texts(found["Feedback"]))

    def test_feedback_of_enough_people_is_shown(self):
        self.env["mentoring.feedback"].search([]).unlink()
        self._cohort(3)

        self.assertEqual(self._feedback_by_month(), [[6, 6, 4]])

    def test_a_small_month_hides_the_one_that_gives_it_away(self):
        self.env["mentoring.feedback"].search([]).unlink()
        self._cohort(1, months_ago=2)
        self._cohort(3, months_ago=1)
        self._cohort(4, months_ago=0)

        hidden = ["not shown", None, None]
        self.assertEqual(self._feedback_by_month(), [hidden, hidden, [8, 8, 4]])

    def test_a_key_result_of_few_people_is_not_shown(self):
        self.key_result.write({"value": 47, "people_count": 4})
        self.assertFalse({text for text in texts(self._sheets()["Overview"]) if text.startswith("47")})

        self.key_result.people_count = 5
        self.assertTrue({text for text in texts(self._sheets()["Overview"]) if text.startswith("47")})

    # ------------------------------------------------------------
    # Who gets it
    # ------------------------------------------------------------

    def test_only_coordinators_of_the_program_get_it(self):
        for login in ("coordinator", "administrator"):
            self.assertTrue(self._as(login, self.program)._workbook())
        others = set(self.users) - {"coordinator", "administrator"}
        for login in sorted(others):
            with self.subTest(login=login), self.assertRaises(AccessError):
                self._as(login, self.program)._workbook()

    def test_queries_do_not_grow_with_the_program(self):
        program = self._as("coordinator", self.program)

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            program._workbook_data()
            return self.env.cr.sql_log_count - before

        self._cohort(1)
        count()
        small = count()
        self._cohort(8, months_ago=1)

        self.assertEqual(count(), small)


@tagged("mentoring_workbook")
class TestWorkbookRoute(MentoringCommon, HttpCase):
    def _get(self, login, program_id=None):
        self.authenticate(login, login)
        url = f"/mentoring/program/{program_id or self.program.id}/workbook"
        with mute_logger("odoo.http"):
            return self.url_open(url, allow_redirects=False)

    def test_the_button_leads_to_the_file(self):
        action = self._as("coordinator", self.program).action_download_workbook()
        self.authenticate("coordinator", "coordinator")

        response = self.url_open(action["url"])

        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["Content-Type"], XLSX)
        self.assertIn("attachment", response.headers["Content-Disposition"])
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        self.assertIn("Pairings", sheets(response.content))

    def test_nobody_else_gets_it_by_its_address(self):
        for login in ("mentee", "portal_mentee", "mentee_manager", "hr_officer", "system", "other_coordinator"):
            with self.subTest(login=login):
                self.assertIn(self._get(login).status_code, (403, 404))
        for login in ("foreign_coordinator", "foreign_administrator"):
            with self.subTest(login=login):
                self.assertEqual(self._get(login).status_code, 404)

    def test_a_stranger_is_sent_to_the_login(self):
        self.authenticate(None, None)

        response = self.url_open(f"/mentoring/program/{self.program.id}/workbook", allow_redirects=False)

        self.assertEqual(response.status_code, 303)
        self.assertIn("/web/login", response.headers["Location"])

    def test_what_does_not_exist_is_not_found(self):
        for program_id in (self.program.id + 10_000, 2**31, 2**63):
            with self.subTest(program_id=program_id):
                self.assertEqual(self._get("coordinator", program_id).status_code, 404)

    def test_an_archived_program_keeps_its_file(self):
        self.program.active = False

        self.assertEqual(self._get("coordinator").status_code, 200)

    def test_it_is_only_read(self):
        self.authenticate("coordinator", "coordinator")

        response = self.url_open(f"/mentoring/program/{self.program.id}/workbook", data={"name": "x"})

        self.assertEqual(response.status_code, 405)

    def test_a_portal_login_of_a_coordinator_does_not_count(self):
        self.program.coordinator_ids = [Command.link(self.users["portal_uninvolved"].id)]

        self.assertIn(self._get("portal_uninvolved").status_code, (403, 404))
