from lxml import etree

from odoo.tests import tagged

from .common import MentoringCommon

MODULE = "mentoring_program"
FEW, MANY = 10, 1_000
PER_PROGRAM = 40  # employees are dear to create: the same people take part in many programs


@tagged("post_install", "-at_install", "mentoring_views", "mentoring_queries")
class TestBoardQueries(MentoringCommon):
    """A screen asks the database as often for a thousand rows as for ten, with what its own view asks for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._hire_all({f"mentor_{k:02}": {"groups": False} for k in range(10)})
        cls._hire_all(
            {f"mentee_{k:02}": {"groups": False, "manager": "mentee_manager"} for k in range(PER_PROGRAM)}
        )
        cls.env["mentoring.pairing"].search([]).program_id.active = False
        cls.skills = cls.env["hr.skill"].search([], limit=20)

    def _fill(self, count):
        """Programs with `count` proposals in all, each with two reasons; four mentees share a mentor."""
        Participant = self.env["mentoring.participant"]
        pairs = []
        for start in range(0, count, PER_PROGRAM):
            size = min(PER_PROGRAM, count - start)
            program = self._create_program(name=f"Program {start}", state="matching")
            mentors = Participant.create(
                [
                    {
                        "program_id": program.id,
                        "employee_id": self.people[f"mentor_{k:02}"].id,
                        "role": "mentor",
                        "capacity": 5,
                    }
                    for k in range((size + 3) // 4)
                ]
            )
            mentees = Participant.create(
                [
                    {
                        "program_id": program.id,
                        "employee_id": self.people[f"mentee_{k:02}"].id,
                        "role": "mentee",
                    }
                    for k in range(size)
                ]
            )
            pairs += [
                {
                    "program_id": program.id,
                    "mentor_id": mentors[k // 4].id,
                    "mentee_id": mentee.id,
                    "score": 50,
                }
                for k, mentee in enumerate(mentees)
            ]
        pairings = self.env["mentoring.pairing"].create(pairs)
        self.env["mentoring.pairing.reason"].create(
            [
                values
                for k, pairing in enumerate(pairings)
                for values in (
                    {
                        "pairing_id": pairing.id,
                        "kind": "skills",
                        "points": 40,
                        "possible": 50,
                        "evidence": [[self.skills[k % len(self.skills)].id, 3, 3]],
                    },
                    {
                        "pairing_id": pairing.id,
                        "kind": "topics",
                        "points": 10,
                        "possible": 50,
                        "evidence": [self.topics[k % 2].id],
                    },
                )
            ]
        )
        self.env.flush_all()

    def _specification(self, model, view, mode, login):
        """What the web client reads for this view: every field node, names of relations."""
        records = self.env[model].with_user(self.users[login])
        arch = etree.fromstring(records.get_view(view.id, mode)["arch"])
        specification = {}
        for node in arch.iter("field"):
            field = records._fields[node.get("name")]
            specification[field.name] = {"fields": {"display_name": {}}} if field.relational else {}
        return specification

    def _queries(self, call):
        """Queries of a call on cold record caches (what the server remembers between requests is warm)."""
        # cold for the first call, too: on records still in memory it would not ask for the rules that are remembered
        for _call in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            call()
        return self.env.cr.sql_log_count - before

    def _few_and_many(self, call):
        self._fill(FEW)
        few = self._queries(call)
        self._fill(MANY - FEW)
        return few, self._queries(call)

    def _assert_constant(self, few, many, pager=0):
        """pager: a list that is longer than its page counts its rows, once."""
        self.assertLessEqual(many, few + pager)
        self.assertLess(few, 60)

    def _read_board(self, xml_id, model, group, login="coordinator", domain=(), **context):
        view = self.env.ref(f"{MODULE}.{xml_id}")
        specification = self._specification(model, view, "kanban", login)
        records = self.env[model].with_user(self.users[login]).with_context(read_group_expand=True, **context)
        return lambda: records.web_read_group(
            list(domain),
            [group],
            [],
            auto_unfold=True,
            opening_info=[],
            unfold_read_specification=specification,
            unfold_read_default_limit=80,
        )

    def test_pairing_board(self):
        call = self._read_board("mentoring_pairing_view_kanban", "mentoring.pairing", "state")

        few, many = self._few_and_many(call)

        shown = {group["state"]: group for group in call()["groups"]}
        self.assertEqual(len(shown["proposed"]["__records"]), 80)
        self.assertTrue(shown["proposed"]["__records"][0]["first_reason"].startswith("Can teach"))
        self._assert_constant(few, many)

    def test_participant_board(self):
        call = self._read_board(
            "mentoring_participant_view_kanban_board",
            "mentoring.participant",
            "proposed_mentor_id",
            domain=[("role", "=", "mentee")],
            mentoring_show_places=True,
        )

        few, many = self._few_and_many(call)

        groups = call()["groups"]
        self.assertGreater(sum(len(group.get("__records", ())) for group in groups), 100)
        self._assert_constant(few, many)

    def test_managers_list(self):
        view = self.env.ref(f"{MODULE}.mentoring_pairing_view_list_to_approve")
        specification = self._specification("mentoring.pairing", view, "list", "mentee_manager")
        records = self.env["mentoring.pairing"].with_user(self.users["mentee_manager"])

        def call():
            return records.web_search_read([("can_approve", "=", True)], specification, limit=80)

        few, many = self._few_and_many(call)

        rows = call()["records"]
        self.assertEqual(len(rows), 80)
        self.assertTrue(all(row["decider_reasons"].startswith("Can teach") for row in rows))
        self._assert_constant(few, many, pager=1)

    def test_participants_list(self):
        view = self.env.ref(f"{MODULE}.mentoring_participant_view_list")
        specification = self._specification("mentoring.participant", view, "list", "coordinator")
        records = self.env["mentoring.participant"].with_user(self.users["coordinator"])

        few, many = self._few_and_many(lambda: records.web_search_read([], specification, limit=80))

        self._assert_constant(few, many, pager=1)

    def test_find_a_mentor_asks_no_more_often_for_more_mentors(self):
        program = self._create_program(name="Growing", state="matching")
        seeker = self._enrol("uninvolved", "mentee", program).with_user(self.users["coordinator"])
        self._enrol("mentor_00", "mentor", program)
        few = self._queries(seeker._mentor_options)

        for k in range(1, 10):
            self._enrol(f"mentor_{k:02}", "mentor", program)
        for k in range(PER_PROGRAM):
            self._enrol(f"mentee_{k:02}", "mentor", program, capacity=k % 3)

        self.assertLessEqual(self._queries(seeker._mentor_options), few)
        self.assertEqual(len(seeker._mentor_options()), 50)

    # ------------------------------------------------------------
    # A run's page and its dialogs
    # ------------------------------------------------------------

    def _matched(self, mentors, mentees):
        """A program of so many people, matched."""
        program = self._create_program(name=f"Matched {mentors} {mentees}", state="matching")
        for login in [f"mentor_{k:02}" for k in range(mentors)]:
            self._enrol(login, "mentor", program, capacity=2)
        for login in [f"mentee_{k:02}" for k in range(mentees)]:
            self._enrol(login, "mentee", program)
        self._as("coordinator", program).action_run_matching()
        self.assertEqual(program.run_ids.state, "done")
        return self._as("coordinator", program.run_ids)

    def _form_specification(self, model, arch):
        """What the web client reads for a form: its fields, and of the lists in it the fields of their columns."""
        specification = {}
        depth = len(arch.xpath("ancestor-or-self::field"))
        for node in arch.xpath(".//field[count(ancestor::field) = $depth]", depth=depth):
            field = self.env[model]._fields[node.get("name")]
            columns = node.find("list")
            if columns is not None:
                inner = self._form_specification(field.comodel_name, node)
                specification[field.name] = {"fields": inner, "limit": int(columns.get("limit", 40))}
            else:
                specification[field.name] = {"fields": {"display_name": {}}} if field.relational else {}
        return specification

    def test_a_runs_page_and_its_dialogs_ask_no_more_often_for_more_people(self):
        runs = self.env["mentoring.run"].with_user(self.users["coordinator"])
        view = self.env.ref(f"{MODULE}.mentoring_run_view_form")
        form = etree.fromstring(runs.get_view(view.id, "form")["arch"])
        specification = self._form_specification("mentoring.run", form)
        self.assertIn("second_look", specification["look_at_ids"]["fields"])
        few, many = self._matched(3, 8), self._matched(10, PER_PROGRAM)
        calls = {
            "page": lambda run: run.web_read(specification),
            "why not": lambda run: run.pairing_ids[-1:].action_why_not(),
            "by name": lambda run: run.pairing_ids[-1:].mentee_id._priced_options(run, "mentor"),
            "stability": lambda run: run.action_view_blocking(),
            "comparison": lambda run: self.env["mentoring.run"].with_env(run.env)._action_compare(run),
            "preview": lambda run: run.program_id.action_preview_matching(),
        }
        for name, call in calls.items():
            with self.subTest(screen=name):
                at_first = self._queries(lambda run=few, call=call: call(run))
                self.assertLessEqual(self._queries(lambda run=many, call=call: call(run)), at_first + 2)
                self.assertLess(at_first, 110)
