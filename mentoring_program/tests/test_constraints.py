from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import MentoringCommon

WHOLE = {"integer": ("-2147483648", "2147483647")}
BROKEN = ("'NaN'::float8", "'Infinity'::float8", "'-Infinity'::float8", "1e300::float8", "-1e300::float8")


@tagged("post_install", "-at_install", "mentoring_security")
class TestNumbers(MentoringCommon):
    """A number outside its range never reaches the database: one NaN would break every list that shows it."""

    def _numbers(self):
        """(model, field) of every stored number of ours; counters that only the server writes need no range."""
        for model in self.env.values():
            if model._abstract or not model._auto:
                continue
            for name, field in model._fields.items():
                ours = "mentoring_program" in field._modules and name not in ("id", "res_id")
                if not ours or not field.store or field.type not in ("integer", "float", "monetary"):
                    continue
                if field.type == "integer" and field.readonly:
                    continue
                yield model, field

    def test_every_number_that_somebody_enters_has_both_its_bounds_in_the_database(self):
        checked = 0
        for model, field in self._numbers():
            for bad in WHOLE.get(field.type, BROKEN):
                with self.subTest(model=model._name, field=field.name, value=bad):
                    self.assertTrue(self._is_refused_by_a_check(model, field.name, bad))
                    checked += 1
        self.assertGreater(checked, 50)

    def _is_refused_by_a_check(self, model, column, value):
        """Whether one CHECK of the table is false for a row with this value, zero in its other numbers."""
        numbers = {
            name
            for name, field in model._fields.items()
            if field.store and field.column_type and field.type in ("integer", "float", "monetary")
        }
        row = SQL(", ").join(
            SQL(
                "%s AS %s",
                SQL(value if name == column else "0" if name in numbers else f"NULL::{field.column_type[1]}"),
                SQL.identifier(name),
            )
            for name, field in model._fields.items()
            if field.store and field.column_type
        )
        self.env.cr.execute(
            "SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint WHERE contype = 'c' AND conrelid = %s::regclass",
            [model._table],
        )
        for (expression,) in self.env.cr.fetchall():
            self.env.cr.execute(
                SQL("SELECT %s FROM (SELECT %s) AS one", SQL(expression.replace("%", "%%")), row)
            )
            if self.env.cr.fetchone()[0] is False:
                return True
        return False

    def test_a_broken_number_is_refused_with_a_sentence(self):
        criterion, result = self.program.criterion_ids[0], self.key_result
        for record, name in ((criterion, "weight"), (self.program, "minimum_score"), (result, "value")):
            as_coordinator = record.with_user(self.users["coordinator"])
            for bad in (float("nan"), float("inf"), float("-inf"), 1e300, -1e300):
                with self.subTest(field=name, value=bad):
                    self.assertRefused(record, lambda: as_coordinator.write({name: bad}))  # noqa: B023

    def test_a_broken_number_is_refused_in_a_new_record(self):
        criteria = self.env["mentoring.criterion"].with_user(self.users["coordinator"])
        values = {"program_id": self.program.id, "kind": "location", "weight": float("nan")}

        self.assertRefused(criteria, lambda: criteria.create(values))

    def test_a_broken_number_is_refused_by_import(self):
        criteria = self.env["mentoring.criterion"].with_user(self.users["coordinator"])
        for bad in ("NaN", "Infinity", "-1", "1e300"):
            with self.subTest(value=bad), mute_logger("odoo.sql_db"):
                outcome = criteria.load(
                    ["program_id/.id", "kind", "weight"], [[str(self.program.id), "location", bad]]
                )
                self.assertFalse(outcome["ids"])
                self.assertTrue(outcome["messages"])

    def test_places_stay_within_reason(self):
        mentor = self.mentor.with_user(self.users["coordinator"])
        for bad in (-1, 10**6, 2**31 - 1, 2**40, -(2**40)):
            with self.subTest(capacity=bad):
                self.assertRefused(mentor, lambda: mentor.write({"capacity": bad}))  # noqa: B023

    def test_a_target_beside_the_baseline_gives_an_ordinary_attainment(self):
        self.key_result.write({"baseline": 0.0, "target": 1e-310, "value": 1.0})

        self.assertEqual(self.key_result.attainment, 1000.0)

    def test_dates_in_the_wrong_order_are_refused(self):
        program, pairings = self.program.with_user(self.users["coordinator"]), self.env["mentoring.pairing"]
        before = fields.Date.subtract(self.program.date_start, days=1)
        after = fields.Date.add(self.program.date_end, days=1)
        for values in ({"date_end": before}, {"date_start": after}, {"date_registration_end": after}):
            with self.subTest(values=values):
                self.assertRefused(program, lambda: program.write(values))  # noqa: B023
        self.assertRefused(
            pairings,
            lambda: self.pairing.write({"date_start": "2026-05-02", "date_end": "2026-05-01"}),
        )
        programs = self.env["mentoring.program"].with_user(self.users["coordinator"])
        with mute_logger("odoo.sql_db"):
            columns = ["name", "objective_id/.id", "date_start", "date_end"]
            row = ["Backwards", str(self.program.objective_id.id), "2027-05-02", "2027-05-01"]
            self.assertFalse(programs.load(columns, [row])["ids"], "nor by import")

    def assertRefused(self, record, attempt):
        """It is refused, and what people read of it is a sentence of ours, not the database's."""
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                attempt()
                self.env.flush_all()
        except IntegrityError as error:
            self.assertNotIn("constraint", record._sql_error_to_message(error))
        except UserError as error:
            self.assertTrue(str(error))
        else:
            self.fail("It was stored.")


# Texts with a form of their own: as typed, with control characters among them, and as stored.
FORMED = {
    "employee_domain": ("[('id', \x00'>', 0)]\x7f", "[('id', '>', 0)]"),
    "meeting_url": ("https://vi\x00deo.exam\x1bple.com/\x7fana", "https://video.example.com/ana"),
}


@tagged("post_install", "-at_install", "mentoring_security")
class TestText(MentoringCommon):
    """Text arrives as it was typed, or is refused with a sentence; nothing in between."""

    def _texts(self):
        """(record, field) of every text that somebody can type, on a record of each model."""
        records = (
            self.program,
            self.program.criterion_ids[0],
            self.mentor,
            self.pairing,
            self.meeting,
            self.shared_note,
            self.goal,
            self.goal.step_ids,
            self.feedback,
            self.key_result,
            self.objective,
            self.topics[0],
            self.env["mentoring.wish"].search([("participant_id", "=", self.waiting.id)]),
            self.env["mentoring.agenda"].create({"name": "First meeting", "body": "Who are you?"}),
            self.env["mentoring.decline"].create({"pairing_ids": [Command.set(self.proposal.ids)]}),
            self.env["mentoring.feedback.wizard"].create({"session_id": self.meeting.id}),
        )
        for record in records:
            for field in record._fields.values():
                ours = "mentoring_program" in field._modules and field.store and not field.readonly
                if ours and field.type in ("char", "text", "html"):
                    yield record, field

    def test_every_text_has_a_limit(self):
        checked = 0
        for record, field in self._texts():
            with self.subTest(model=record._name, field=field.name), self.assertRaises(ValidationError):
                record.write({field.name: "x" * 20_001})
            checked += 1
        self.assertGreater(checked, 15)

    def test_characters_that_cannot_be_stored_are_refused(self):
        for record, field in self._texts():
            with self.subTest(model=record._name, field=field.name), self.assertRaises(ValidationError):
                record.write({field.name: "half a \ud83d face"})

    def test_control_characters_are_left_out(self):
        for record, field in self._texts():
            if field.type == "html":
                continue
            typed, stored = FORMED.get(field.name, ("a\x00b\x1bc\x7fd", "abcd"))
            with self.subTest(model=record._name, field=field.name):
                record.write({field.name: typed})
                self.assertEqual(record[field.name], stored)

    def test_every_script_and_sign_is_kept(self):
        words = (
            "Zoë Čapek",
            "ﷺ مرحبا",
            "👩🏽‍🚀",
            "e\u0301",
            "a\u200bb",
            "=1+1",
            "<b>&amp;</b>",
            "{{ 7*7 }}",
            "a\tb\nc",
        )
        for word in words:
            with self.subTest(word=word):
                self.shared_note.body = word
                self.shared_note.invalidate_recordset()
                self.assertEqual(self.shared_note.body, word)

    def test_a_page_text_is_sanitised(self):
        self.program.description = "<p onclick='x()'>Hello<script>alert(1)</script></p>"

        self.assertNotIn("script", self.program.description)
        self.assertNotIn("onclick", self.program.description)

    def test_a_translation_is_held_to_the_same_limits(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        as_coordinator = self.program.with_user(self.users["coordinator"])

        with self.assertRaises(ValidationError):
            as_coordinator.update_field_translations("name", {"fr_FR": "x" * 20_001})
        as_coordinator.update_field_translations("name", {"fr_FR": "Mento\x00rat"})

        self.assertEqual(self.program.with_context(lang="fr_FR").name, "Mentorat")
