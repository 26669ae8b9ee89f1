import csv
import io

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import file_open

from .common import MentoringCommon

OPTIONS = {
    "has_headers": True,
    "separator": ",",
    "quoting": '"',
    "encoding": "utf-8",
    "date_format": "%Y-%m-%d",
}
PEOPLE = 12


class ImportCase(MentoringCommon):
    """Files go through Odoo's own import, as the coordinator uploads them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        staff = {f"staff_{number}": {"groups": False} for number in range(PEOPLE)}
        for login, how in staff.items():
            how["work_email"] = f"{login}@example.com"
        cls._hire_all(staff)
        cls.cohort = cls._create_program(name="New cohort", state="registration")
        kind = cls.env["hr.skill.type"].create(
            {
                "name": "Trade",
                "skill_ids": [Command.create({"name": "Haggling"}), Command.create({"name": "Bookkeeping"})],
                "skill_level_ids": [
                    Command.create({"name": "Some", "level_progress": 50, "default_level": True})
                ],
            }
        )
        cls.haggling, cls.bookkeeping = kind.skill_ids.sorted("name", reverse=True)

    def upload(self, model, header, lines, login="coordinator", fields_of=None, context=None, dryrun=False):
        """The import's answer to a file with these lines; `header` maps column titles to fields."""
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(header)
        writer.writerows(lines)
        return self.upload_bytes(
            model, text.getvalue().encode(), list(header.values()), login, context, dryrun
        )

    def upload_bytes(self, model, content, names, login="coordinator", context=None, dryrun=False):
        upload = (
            self.env["base_import.import"]
            .with_user(self.users[login])
            .with_context(**(context or {}))
            .create({"res_model": model, "file": content, "file_type": "text/csv", "file_name": "people.csv"})
        )
        return upload.execute_import(names, names, dict(OPTIONS), dryrun)

    def assertRefused(self, result, expected):
        """Nothing was made, and the messages are about these lines (counted from 0): {line: part of the message}."""
        self.assertFalse(result["ids"])
        found = {}
        for message in result["messages"]:
            self.assertEqual(message["type"], "error")
            found.setdefault(message["rows"]["from"], []).append(message["message"])
        self.assertEqual(set(found), set(expected), found)
        for line, part in expected.items():
            self.assertIn(part, " ".join(found[line]))


@tagged("mentoring_import")
class TestImportParticipants(ImportCase):
    HEADER = {
        "Program": "program_id",
        "Employee": "employee_id",
        "Role": "role",
        "Capacity": "capacity",
        "Skills": "skill_ids",
        "Topics": "topic_ids",
        "Wishes": "wish_ids",
        "Goals": "goal_ids",
    }

    def line(self, employee, role="Mentee", **cells):
        cells = {"Program": "New cohort", "Employee": employee, "Role": role, **cells}
        return [cells.get(title, "") for title in self.HEADER]

    def take(self, *lines, **how):
        return self.upload("mentoring.participant", self.HEADER, lines, **how)

    def registered(self):
        return self.cohort.participant_ids.grouped(lambda participant: participant.name)

    def test_a_line_becomes_a_participant_with_answers(self):
        result = self.take(
            self.line(
                "STAFF_0@example.com", "Mentor", Capacity="3", Skills="Haggling: 3", Topics="Giving feedback"
            ),
            self.line(
                "Staff 1", Skills="haggling, Bookkeeping:1", Wishes="staff_0@example.com", Goals="Sell more"
            ),
            self.line("staff_2@example.com"),
        )

        self.assertEqual(result["messages"], [])
        self.assertEqual(len(result["ids"]), 3)
        people = self.registered()
        mentor, mentee = people["Staff 0"], people["Staff 1"]
        self.assertEqual((mentor.role, mentor.capacity, mentor.state), ("mentor", 3, "registered"))
        self.assertEqual(mentor.topic_ids, self.topics[1])
        self.assertEqual([(skill.skill_id, skill.level) for skill in mentor.skill_ids], [(self.haggling, 3)])
        levels = {skill.skill_id: skill.level for skill in mentee.skill_ids}
        self.assertEqual(levels, {self.haggling: 2, self.bookkeeping: 1})
        self.assertEqual((mentee.wish_ids.other_id, mentee.wish_ids.rank), (mentor, 1))
        self.assertEqual(mentee.goal_ids.name, "Sell more")
        self.assertFalse(mentee.is_self_registered)
        self.assertEqual(people["Staff 2"].capacity, 1)

    def test_wishes_may_name_people_further_down(self):
        result = self.take(
            self.line("Staff 1", Wishes="Staff 0, Staff 2"),
            self.line("Staff 0", "Mentor"),
            self.line("Staff 2", "Mentor"),
        )
        self.assertEqual(result["messages"], [])
        wishes = self.registered()["Staff 1"].wish_ids.sorted("rank")
        self.assertEqual(wishes.other_id.mapped("name"), ["Staff 0", "Staff 2"])

    def test_everything_wrong_is_named_by_line_and_nothing_is_made(self):
        before = self.env["mentoring.participant"].search_count([])
        result = self.take(
            self.line("staff_0@example.com", "Mentor"),
            self.line("nobody@example.com"),
            self.line("staff_1@example.com", "Boss"),
            self.line("staff_2@example.com", Program="No such program"),
            self.line("staff_3@example.com", Capacity="many"),
            self.line("staff_3@example.com", Capacity="-1"),
            self.line("staff_4@example.com", Skills="Juggling"),
            self.line("staff_4@example.com", "Mentor", Skills="Haggling: 9"),
            self.line("staff_5@example.com", Wishes="staff_6@example.com"),
            self.line("staff_7@example.com", Topics="Giving feedback,Gossip"),
            self.line(""),
        )

        self.assertRefused(
            result,
            {
                1: "nobody@example.com",
                2: "Boss",
                3: "No such program",
                4: "many",
                5: "between 0 and 1000",
                6: "Juggling",
                7: "1, 2 or 3",
                8: "Staff 6 is no Mentor",
                9: "Gossip",
                10: "Say who",
            },
        )
        self.assertEqual(self.env["mentoring.participant"].search_count([]), before)

    def test_numbers_that_are_none_are_refused(self):
        lines = [
            self.line(f"staff_{n}@example.com", "Mentor", Capacity=text)
            for n, text in enumerate(("NaN", "1e400", "inf", "1099511627776"))
        ]
        result = self.take(*lines)
        self.assertRefused(result, {0: "NaN", 1: "1e400", 2: "inf", 3: "between 0 and 1000"})

    def test_a_name_that_two_people_have_is_refused(self):
        self.people["staff_1"].name = "Staff 0"
        result = self.take(self.line("Staff 0"), self.line("staff_1@example.com"))
        self.assertRefused(result, {0: "2 employees are called Staff 0: use the work e-mail."})

    def test_the_same_person_twice_in_a_role_is_refused(self):
        result = self.take(
            self.line("Staff 0"), self.line("staff_0@example.com"), self.line("Staff 0", "Mentor")
        )
        self.assertRefused(result, {1: "Staff 0 is in this file twice as Mentee."})

    def test_the_same_file_twice_changes_nothing(self):
        lines = [self.line(f"staff_{number}@example.com") for number in range(4)]
        self.assertEqual(len(self.take(*lines)["ids"]), 4)
        before = self.cohort.participant_ids.mapped("write_date")

        again = self.take(*lines)

        self.assertRefused(again, dict.fromkeys(range(4), "takes part already as Mentee"))
        self.assertEqual(self.cohort.participant_ids.mapped("write_date"), before)

    def test_half_bad_rows_leave_no_trace(self):
        lines = [
            self.line(f"staff_{n}@example.com" if n % 2 else f"ghost_{n}@example.com") for n in range(10)
        ]
        result = self.take(*lines)
        self.assertRefused(result, {n: f"ghost_{n}@example.com" for n in range(0, 10, 2)})
        self.assertFalse(self.cohort.participant_ids)

    def test_a_trial_run_says_the_same_and_keeps_nothing(self):
        self.assertEqual(self.take(self.line("Staff 0"), dryrun=True)["messages"], [])
        self.assertFalse(self.cohort.participant_ids)
        self.assertRefused(self.take(self.line("Nobody"), dryrun=True), {0: "Nobody"})

    def test_text_that_looks_like_a_formula_stays_text(self):
        result = self.take(
            self.line("=cmd|' /C calc'!A0"), self.line("Staff 0", Goals="=1+1"), self.line("@SUM(1+1)*cmd")
        )
        self.assertRefused(result, {0: "=cmd|' /C calc'!A0", 2: "@SUM(1+1)*cmd"})
        self.take(self.line("Staff 0", Goals="=1+1"))
        self.assertEqual(self.registered()["Staff 0"].goal_ids.name, "=1+1")

    def test_a_file_without_the_needed_columns_is_refused(self):
        self.assertRefused(
            self.upload("mentoring.participant", {"About me": "about"}, [["hello"], ["world"]]),
            {0: "Say who", 1: "Say who"},
        )

    def test_each_line_with_the_same_fault_is_named(self):
        result = self.take(self.line("Staff 0", Capacity="-1"), self.line("Staff 1", Capacity="-1"))
        texts = [message["message"] for message in result["messages"]]
        self.assertEqual([text.rsplit("(")[-1] for text in texts], ["row 1)", "row 2)"])

    def test_unknown_column_is_refused(self):
        with self.assertRaises(ValueError):
            self.upload("mentoring.participant", {"Shoe size": "shoe_size"}, [["43"]])

    def test_program_may_come_from_where_the_import_was_opened(self):
        header = {"Employee": "employee_id", "Role": "role"}
        result = self.upload(
            "mentoring.participant",
            header,
            [["Staff 0", "Mentee"]],
            context={"default_program_id": self.cohort.id},
        )
        self.assertEqual(result["messages"], [])
        self.assertEqual(self.registered()["Staff 0"].program_id, self.cohort)

    def test_programs_with_the_same_name_are_refused(self):
        self._create_program(name="New cohort", state="registration")
        self.assertRefused(self.take(self.line("Staff 0")), {0: "Two of your programs are called New cohort"})

    def test_only_own_programs_take_files(self):
        self.assertRefused(
            self.take(self.line("Staff 0"), login="other_coordinator"), {0: "You run no program"}
        )
        result = self.upload(
            "mentoring.participant",
            {"Employee": "employee_id", "Role": "role", "Program": "program_id/.id"},
            [["Staff 0", "Mentee", str(self.cohort.id)]],
            login="other_coordinator",
        )
        self.assertRefused(result, {0: "your programs"})
        self.assertEqual(len(self.take(self.line("Staff 0"), login="administrator")["ids"]), 1)

    def test_a_foreign_program_tells_nothing_about_its_people(self):
        known, unknown = self.people["foreign_coordinator"].name, "Surely Nobody"
        header = {"Program": "program_id/.id", "Employee": "employee_id", "Role": "role"}
        answers = [
            self.upload("mentoring.participant", header, [[str(self.foreign_program.id), name, "Mentee"]])[
                "messages"
            ]
            for name in (known, unknown)
        ]
        self.assertEqual(answers[0], answers[1])
        self.assertIn("your programs", answers[0][0]["message"])

    def test_employees_and_officers_cannot_import(self):
        for login in ("mentee", "hr_officer", "system"):
            with self.assertRaises(AccessError):
                self.take(self.line("Staff 0"), login=login)

    def test_people_of_another_company_are_not_found(self):
        self.assertRefused(self.take(self.line("Foreign Coordinator")), {0: "Foreign Coordinator"})

    def test_states_that_the_server_sets_are_refused(self):
        header = {**self.HEADER, "State": "state"}
        lines = [[*self.line("Staff 0"), "Left"], [*self.line("Staff 1"), "Invited"]]
        self.assertRefused(self.upload("mentoring.participant", header, lines), {0: "invited or registered"})
        self.upload("mentoring.participant", header, lines[1:])
        self.assertEqual(self.registered()["Staff 1"].state, "invited")

        header = {**self.HEADER, "Open pairs": "active_count"}
        result = self.upload("mentoring.participant", header, [[*self.line("Staff 0"), "3"]])
        self.assertRefused(result, {0: "Open pairs"})

    def test_a_value_that_fits_several_records_is_refused(self):
        self.env["mentoring.topic"].create({"name": "Giving feedback"})
        result = self.take(self.line("Staff 0"), self.line("Staff 1", Topics="Giving feedback"))
        self.assertRefused(result, {1: "several are called Giving feedback"})

    def test_external_id_updates_what_it_made(self):
        header = {
            "External ID": "id",
            "Program": "program_id",
            "Employee": "employee_id",
            "Role": "role",
            "Capacity": "capacity",
        }
        self.upload(
            "mentoring.participant", header, [["ana_as_mentor", "New cohort", "Staff 0", "Mentor", "1"]]
        )
        header = {"External ID": "id", "Capacity": "capacity"}
        result = self.upload("mentoring.participant", header, [["ana_as_mentor", "4"]])
        self.assertEqual(result["messages"], [])
        self.assertEqual(self.registered()["Staff 0"].capacity, 4)

    def test_own_answers_are_not_overwritten(self):
        own = self._enrol("staff_0", "mentee", program=self.cohort, is_self_registered=True)
        result = self.upload(
            "mentoring.participant", {"ID": ".id", "Topics": "topic_ids"}, [[str(own.id), "Giving feedback"]]
        )
        self.assertRefused(result, {0: "answered"})
        self.assertEqual(own.topic_ids, self.topics)

    def test_queries_grow_little_with_the_lines(self):
        def cost(numbers):
            """Queries of one file with these people."""
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            result = self.take(
                *(self.line(f"staff_{n}@example.com", Topics="Giving feedback") for n in numbers)
            )
            self.assertEqual(result["messages"], [])
            return self.cr.sql_log_count - before

        cost([0])  # warms caches
        few, more = cost(range(1, 3)), cost(range(3, 11))
        self.assertLessEqual(more - few, 6)  # six more lines

    def test_shipped_template_is_understood_as_it_is(self):
        template = self.env["mentoring.participant"].get_import_templates()[0]["template"]
        with file_open(template.lstrip("/"), "rb") as file:
            content = file.read()
        upload = (
            self.env["base_import.import"]
            .with_user(self.users["coordinator"])
            .create(
                {
                    "res_model": "mentoring.participant",
                    "file": content,
                    "file_type": "text/csv",
                    "file_name": "x.csv",
                }
            )
        )
        preview = upload.parse_preview(dict(OPTIONS))
        self.assertNotIn("error", preview)
        self.assertEqual(
            [preview["matches"][column][0] for column in range(len(preview["headers"]))],
            [
                "program_id",
                "employee_id",
                "role",
                "capacity",
                "partners_wanted",
                "skill_ids",
                "topic_ids",
                "language_ids",
                "wish_ids",
                "goal_ids",
                "about",
            ],
        )


@tagged("mentoring_import")
class TestImportPairings(ImportCase):
    HEADER = {
        "Program": "program_id",
        "Mentor": "mentor_id",
        "Mentee": "mentee_id",
        "Status": "import_state",
        "Date Start": "date_start",
        "Date End": "date_end",
        "Held meetings": "import_meetings",
        "Minutes per meeting": "import_minutes",
        "Last held meeting": "import_last_meeting",
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()

    def day(self, days_ago):
        return fields.Date.to_string(fields.Date.subtract(self.today, days=days_ago))

    def line(self, mentor, mentee, status="Active", **cells):
        cells = {
            "Program": "New cohort",
            "Mentor": mentor,
            "Mentee": mentee,
            "Status": status,
            "Date Start": self.day(100),
            **cells,
        }
        return [cells.get(title, "") for title in self.HEADER]

    def past(self, mentor, mentee, status="Completed", **cells):
        return self.line(
            mentor, mentee, status, **{"Date Start": self.day(400), "Date End": self.day(220), **cells}
        )

    def take(self, *lines, **how):
        return self.upload("mentoring.pairing", self.HEADER, lines, **how)

    def test_running_and_past_pairs_come_with_their_meetings(self):
        mails = self.env["mail.mail"].search_count([])
        activities = self.env["mail.activity"].search_count([])

        result = self.take(
            self.line(
                "staff_0@example.com",
                "Staff 1",
                **{"Held meetings": "5", "Minutes per meeting": "45", "Last held meeting": self.day(3)},
            ),
            self.past("Staff 2", "Staff 3", **{"Held meetings": "7"}),
            self.past("Staff 2", "Staff 4", "Ended"),
            self.line("Staff 5", "Staff 6", "Paused"),
        )

        self.assertEqual(result["messages"], [])
        running, completed, ended, paused = self.env["mentoring.pairing"].browse(result["ids"])
        self.assertEqual(
            (running + completed + ended + paused).mapped("state"), ["active", "completed", "ended", "paused"]
        )
        self.assertEqual(
            (running.session_count, running.session_minutes, running.health), (5, 225, "on_track")
        )
        self.assertEqual(running.date_last_session.date(), fields.Date.to_date(self.day(3)))
        self.assertEqual(running.date_end, self.cohort.date_end)
        self.assertEqual((completed.session_count, completed.session_minutes), (7, 420))
        days = completed.session_ids.mapped("day")
        self.assertEqual(len(set(days)), 7)
        self.assertTrue(completed.date_start <= min(days) and max(days) <= completed.date_end)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertEqual(self.env["mail.activity"].search_count([]), activities)

    def test_pairs_come_with_a_fit_that_their_reasons_add_up_to(self):
        self.cohort.criterion_ids = [
            Command.clear(),
            Command.create({"kind": "department", "weight": 3, "relation": "different"}),
            Command.create({"kind": "topics", "weight": 1}),
        ]
        sales, finance = self.env["hr.department"].create([{"name": "Sales"}, {"name": "Finance"}])
        for name, department in (("Staff 0", sales), ("Staff 1", finance), ("Staff 2", sales), ("Staff 3", sales)):
            self.env["hr.employee"].search([("name", "=", name)]).department_id = department

        result = self.take(self.line("Staff 0", "Staff 1"), self.line("Staff 2", "Staff 3"))

        apart, together = self.env["mentoring.pairing"].browse(result["ids"])
        self.assertAlmostEqual(apart.score, 75, 4)
        self.assertAlmostEqual(sum(apart.reason_ids.mapped("points")), apart.score, 4)
        self.assertEqual(apart.first_reason, "From another department")
        self.assertEqual(together.score, 0)

    def test_running_pairs_take_places_and_past_ones_do_not(self):
        self.take(self.line("Staff 0", "Staff 1"), self.past("Staff 0", "Staff 2"))
        people = {one.name: one for one in self.cohort.participant_ids}
        self.assertEqual((people["Staff 0"].active_count, people["Staff 0"].free_places), (1, 0))
        self.assertEqual((people["Staff 1"].active_count, people["Staff 2"].active_count), (1, 0))

    def test_past_pairs_are_not_proposed_again(self):
        self.take(self.past("Staff 0", "Staff 1"))
        later = self._create_program(name="Later", state="registration")
        mentor = self._enrol("staff_0", "mentor", program=later)
        mentee = self._enrol("staff_1", "mentee", program=later)
        other = self._enrol("staff_2", "mentee", program=later)
        self.assertTrue(later._refusals(mentor, mentee))
        self.assertFalse(later._refusals(mentor, other))

    def test_people_who_take_part_already_keep_their_answers(self):
        mentor = self._enrol("staff_0", "mentor", program=self.cohort, capacity=2)
        self.take(self.line("Staff 0", "Staff 1"), self.line("Staff 0", "Staff 2"))
        self.assertEqual((mentor.active_count, mentor.topic_ids), (2, self.topics))
        self.assertEqual(len(self.cohort.participant_ids), 3)

    def test_more_running_pairs_than_places_are_refused(self):
        self._enrol("staff_0", "mentor", program=self.cohort, capacity=1)
        result = self.take(self.line("Staff 0", "Staff 1"), self.line("Staff 0", "Staff 2"))
        self.assertRefused(result, {1: "Staff 0 has places for 1"})

    def test_each_pair_leaves_an_audit_event(self):
        result = self.take(self.line("Staff 0", "Staff 1"), self.past("Staff 2", "Staff 3"))
        events = self.env["mentoring.audit.event"].search(
            [("model", "=", "mentoring.pairing"), ("res_id", "in", result["ids"])], order="id"
        )
        self.assertEqual(events.mapped("action"), ["import", "import"])
        self.assertEqual(events.mapped("new_state"), ["active", "completed"])
        self.assertEqual(events.user_id, self.users["coordinator"])

    def test_everything_wrong_is_named_by_line_and_nothing_is_made(self):
        result = self.take(
            self.line("Staff 0", "Staff 1"),
            self.line("Nobody", "Staff 1"),
            self.line("Staff 2", "Staff 2"),
            self.line("Staff 2", "Staff 3", "Proposed"),
            self.line("Staff 2", "Staff 3", "", **{"Held meetings": "2"}),
            self.line("Staff 2", "Staff 3", **{"Date Start": self.day(-3)}),
            self.past("Staff 2", "Staff 3", **{"Date End": self.day(500)}),
            self.past("Staff 2", "Staff 4", **{"Date End": ""}),
            self.past("Staff 2", "Staff 5", **{"Held meetings": "501"}),
            self.past("Staff 2", "Staff 6", **{"Date Start": self.day(223), "Held meetings": "5"}),
            self.past("Staff 2", "Staff 7", **{"Last held meeting": self.day(3)}),
            self.line("Staff 2", "Staff 8", **{"Date End": self.day(3)}),
            self.past("Staff 2", "Staff 9", **{"Held meetings": "NaN"}),
            self.past("Staff 2", "Staff 10", **{"Held meetings": "2", "Minutes per meeting": "0"}),
        )

        self.assertRefused(
            result,
            {
                1: "Nobody",
                2: "two people",
                3: "Proposed",
                4: "Say the status",
                5: "not in the future",
                6: "cannot end before",
                7: "Say when the pair ended",
                8: "between 0 and 500",
                9: "not enough days",
                10: "last meeting lies",
                11: "not running",
                12: "NaN",
                13: "between 1 and 480",
            },
        )
        self.assertFalse(self.cohort.pairing_ids)
        self.assertFalse(self.cohort.participant_ids)

    def test_the_same_file_twice_changes_nothing(self):
        lines = [self.line("Staff 0", "Staff 1"), self.past("Staff 2", "Staff 3")]
        self.assertEqual(len(self.take(*lines)["ids"]), 2)
        again = self.take(*lines)
        self.assertRefused(again, {0: "is in this program already", 1: "is in this program already"})
        self.assertEqual(len(self.cohort.pairing_ids), 2)

    def test_the_same_pair_twice_in_a_file_is_refused(self):
        result = self.take(self.past("Staff 0", "Staff 1"), self.past("staff_0@example.com", "Staff 1"))
        self.assertRefused(result, {1: "is in this file twice"})

    def test_nobody_brings_in_a_pair_of_their_own(self):
        self.people["coordinator"].work_email = "coordinator@example.com"
        result = self.take(self.line("coordinator@example.com", "Staff 0"))
        self.assertRefused(result, {0: "You are one of the two"})

    def test_programs_take_what_suits_their_state(self):
        self.cohort.state = "closed"
        self.assertRefused(self.take(self.line("Staff 0", "Staff 1")), {0: "New cohort"})
        self.assertEqual(self.take(self.past("Staff 0", "Staff 1"))["messages"], [])
        self.cohort.state = "cancelled"
        self.assertRefused(self.take(self.past("Staff 2", "Staff 3")), {0: "New cohort"})

    def test_leavers_belong_to_past_pairs_only(self):
        self.people["staff_0"].active = False
        self.assertRefused(self.take(self.line("staff_0@example.com", "Staff 1")), {0: "staff_0@example.com"})
        self.assertEqual(self.take(self.past("staff_0@example.com", "Staff 1"))["messages"], [])
        gone = self.cohort.participant_ids.filtered(lambda one: one.name == "Staff 0")
        self.assertEqual(gone.state, "left")

    def test_only_coordinators_of_the_program_bring_pairs_in(self):
        self.assertRefused(
            self.take(self.line("Staff 0", "Staff 1"), login="other_coordinator"), {0: "You run no program"}
        )
        for login in ("mentee", "hr_officer", "system"):
            with self.assertRaises(AccessError):
                self.take(self.line("Staff 0", "Staff 1"), login=login)
        with self.assertRaises(AccessError):
            self.env["mentoring.pairing"].with_user(self.users["coordinator"]).create(
                {
                    "program_id": self.program.id,
                    "mentor_id": self.portal_mentor.id,
                    "mentee_id": self.waiting.id,
                    "state": "active",
                }
            )

    def test_external_ids_are_refused(self):
        header = {**self.HEADER, "External ID": "id"}
        result = self.upload("mentoring.pairing", header, [[*self.line("Staff 0", "Staff 1"), "pair_1"]])
        self.assertRefused(result, {0: "external ID"})

    def test_the_server_fields_stay_out_of_reach(self):
        header = {**self.HEADER, "Fit": "score"}
        result = self.upload("mentoring.pairing", header, [[*self.line("Staff 0", "Staff 1"), "99"]])
        pairing = self.env["mentoring.pairing"].browse(result["ids"] or [])
        self.assertFalse(pairing.score)

    def test_shipped_template_is_understood_as_it_is(self):
        template = self.env["mentoring.pairing"].get_import_templates()[0]["template"]
        with file_open(template.lstrip("/"), "rb") as file:
            content = file.read()
        upload = (
            self.env["base_import.import"]
            .with_user(self.users["coordinator"])
            .create(
                {
                    "res_model": "mentoring.pairing",
                    "file": content,
                    "file_type": "text/csv",
                    "file_name": "x.csv",
                }
            )
        )
        preview = upload.parse_preview(dict(OPTIONS))
        self.assertEqual(
            [preview["matches"][column][0] for column in range(len(preview["headers"]))],
            list(self.HEADER.values()),
        )
