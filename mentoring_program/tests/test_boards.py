from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models import mentoring_participant_board, mentoring_program_page
from ..models.mentoring_participant_board import COLUMNS_OPEN
from .common import MentoringCommon

CARD = {"name": {}, "proposed_mentor_id": {"fields": {"display_name": {}}}, "board_score": {}}


@tagged("post_install", "-at_install", "mentoring_views")
class TestMenteeBoard(MentoringCommon):
    """Mentees by mentor: *Unmatched* first and open, places in the titles, dragging proposes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.matching = cls._create_program(name="Matching now", state="matching")
        cls._hire_all({f"mentor_{k:02}": {"groups": False} for k in range(12)})
        cls._hire_all({f"mentee_{k:02}": {"groups": False} for k in range(4)})
        cls.mentors = cls.env["mentoring.participant"].concat(
            *(cls._enrol(f"mentor_{k:02}", "mentor", cls.matching, capacity=1) for k in range(12))
        )
        cls.mentees = cls.env["mentoring.participant"].concat(
            *(cls._enrol(f"mentee_{k:02}", "mentee", cls.matching) for k in range(4))
        )

    def _board(self, department=None, **more):
        action = self._as("coordinator", self.matching).action_view_board()
        domain = [*action["domain"], *([("department_id", "child_of", department.id)] if department else [])]
        return (
            self.env["mentoring.participant"]
            .with_user(self.users["coordinator"])
            .with_context(**action["context"], read_group_expand=True)
            .web_read_group(
                domain,
                ["proposed_mentor_id"],
                [],
                auto_unfold=True,
                **{
                    "opening_info": [],
                    "unfold_read_specification": CARD,
                    "unfold_read_default_limit": 80,
                    **more,
                },
            )
        )

    def _titles(self, board):
        return [group["proposed_mentor_id"] and group["proposed_mentor_id"][1] for group in board["groups"]]

    def test_unmatched_is_the_first_column_and_open_and_every_mentor_has_one(self):
        board = self._board()

        self.assertEqual(
            self._titles(board)[:3], [False, "Mentor 00 · 1 of 1 free", "Mentor 01 · 1 of 1 free"]
        )
        self.assertEqual(board["length"], 13)
        self.assertEqual(
            [card["name"] for card in board["groups"][0]["__records"]], self.mentees.mapped("name")
        )

    def test_a_board_of_many_mentors_opens_on_one_department_and_says_so(self):
        sales, finance = self.env["hr.department"].create([{"name": "Sales"}, {"name": "Finance"}])
        board = self._as("coordinator", self.matching)
        self.assertNotIn("mentoring_board_notice", board.action_view_board()["context"])
        for k, mentor in enumerate(self.mentors):
            mentor.employee_id.department_id = sales if k < 3 else finance
        for k, mentee in enumerate(self.mentees):
            mentee.employee_id.department_id = sales if k < 3 else finance
        self.mentors[0].capacity = 0
        self._as("coordinator", self.env["mentoring.pairing"])._propose_by_hand(self.mentors[5], self.mentees[0])

        with patch.object(mentoring_participant_board, "MANY_MENTORS", 10), patch.object(
            mentoring_program_page, "MANY_MENTORS", 10
        ):
            context = self._as("coordinator", self.matching).action_view_board()["context"]
            self.assertEqual(context["search_default_department_id"], sales.id)
            self.assertIn("12 mentors take part. You see the mentees of Sales", context["mentoring_board_notice"])
            titles = self._titles(self._board(department=sales))

        self.assertEqual(
            titles,
            [False, "Mentor 01 · 1 of 1 free", "Mentor 02 · 1 of 1 free", "Mentor 05 · 0 of 1 free"],
            "mentors of the department with places, and the mentors its mentees have",
        )

    def test_more_than_ten_columns_open(self):
        opened = [group for group in self._board()["groups"] if "__records" in group]

        self.assertEqual(len(opened), 13)
        self.assertGreater(COLUMNS_OPEN, 10)

    def test_unmatched_stays_and_is_open_when_everybody_has_a_proposal(self):
        for mentor, mentee in zip(self.mentors, self.mentees, strict=False):
            self._as("coordinator", mentee).proposed_mentor_id = mentor

        first = self._board()["groups"][0]

        self.assertEqual((first["proposed_mentor_id"], first["__count"], first["__records"]), (False, 0, []))
        self.assertEqual(first["__extra_domain"], [("proposed_mentor_id", "=", False)])

    def test_columns_that_a_person_folded_or_paged_stay_so(self):
        told = [
            {"value": False, "folded": False, "limit": 1, "offset": 2},
            {"value": self.mentors[0].id, "folded": True},
        ]
        groups = self._board(opening_info=told)["groups"]

        self.assertEqual([card["name"] for card in groups[0]["__records"]], self.mentees[2:3].mapped("name"))
        self.assertNotIn("__records", groups[1])
        self.assertIn("__records", groups[2])

    def test_dragging_to_a_mentor_proposes_with_score_and_reasons(self):
        mentee = self._as("coordinator", self.mentees[0])
        mentee.web_save({"proposed_mentor_id": self.mentors[0].id}, CARD)

        pairing = mentee.mentee_pairing_ids
        self.assertEqual(
            (pairing.state, pairing.mentor_id.id, pairing.is_pinned), ("proposed", self.mentors[0].id, True)
        )
        self.assertGreater(pairing.score, 0)
        self.assertAlmostEqual(pairing.score, sum(pairing.reason_ids.mapped("points")), 4)
        self.assertIn("Mentor 00 · 0 of 1 free", self._titles(self._board()))

    def test_dragging_back_withdraws(self):
        mentee = self._as("coordinator", self.mentees[0])
        mentee.proposed_mentor_id = self.mentors[0]

        mentee.proposed_mentor_id = False

        self.assertFalse(mentee.mentee_pairing_ids)
        self.assertEqual(self.mentors[0].free_places, 1)

    def test_a_refused_drop_names_the_rule_and_changes_nothing(self):
        self.people["mentee_00"].parent_id = self.people["mentor_00"]
        mentee = self._as("coordinator", self.mentees[0])

        with self.assertRaisesRegex(UserError, "reports to the other"):
            mentee.web_save({"proposed_mentor_id": self.mentors[0].id}, CARD)

        mentee.invalidate_recordset()
        self.assertFalse(mentee.proposed_mentor_id)

    def test_grouping_by_anything_else_is_left_to_core(self):
        groups = self._board_by("department_id")

        self.assertEqual(sum(group["__count"] for group in groups), 4)

    def _board_by(self, field):
        return (
            self.env["mentoring.participant"]
            .with_user(self.users["coordinator"])
            .web_read_group(
                [("program_id", "=", self.matching.id), ("role", "=", "mentee")],
                [field],
                [],
                auto_unfold=True,
            )["groups"]
        )


@tagged("post_install", "-at_install", "mentoring_views")
class TestFoldedColumns(MentoringCommon):
    def _columns(self, model, field="state", **more):
        groups = (
            self.env[model]
            .with_user(self.users["coordinator"])
            .with_context(read_group_expand=True)
            .web_read_group([], [field], [], **{"auto_unfold": True, "opening_info": [], **more})["groups"]
        )
        return {group[field]: "__records" in group for group in groups}

    def test_pairings_that_are_over_are_folded_away(self):
        opened = self._columns("mentoring.pairing")

        self.assertEqual(
            [state for state, is_open in opened.items() if not is_open], ["completed", "ended", "declined"]
        )
        self.assertTrue(opened["proposed"])

    def test_what_a_person_opened_stays_open(self):
        told = [{"value": "ended", "folded": False, "limit": 40, "offset": 0}]

        self.assertTrue(self._columns("mentoring.pairing", opening_info=told)["ended"])

    def test_programs_that_are_over_are_folded_away(self):
        opened = self._columns("mentoring.program")

        self.assertEqual([state for state, is_open in opened.items() if not is_open], ["closed", "cancelled"])

    def test_lists_stay_as_core_has_them(self):
        self.assertFalse(any(self._columns("mentoring.pairing", auto_unfold=False).values()))


@tagged("post_install", "-at_install", "mentoring_views")
class TestMentorOptions(MentoringCommon):
    """*Find a mentor*: the same fit and the same rules as a proposal by hand, in one go."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.matching = cls._create_program(name="Matching now", state="matching")
        cls._hire_all({f"mentor_{k}": {"groups": False} for k in range(4)})
        cls._hire("seeker", groups=False)
        cls.mentors = cls.env["mentoring.participant"].concat(
            *(cls._enrol(f"mentor_{k}", "mentor", cls.matching, capacity=1) for k in range(4))
        )
        cls.seeker = cls._enrol("seeker", "mentee", cls.matching)
        # 0 suits, 1 is full, 2 is the boss, 3 suits less
        cls._hire("rival", groups=False)
        cls._pair(cls.mentors[1], cls._enrol("rival", "mentee", cls.matching), state="approved")
        cls.people["seeker"].parent_id = cls.people["mentor_2"]
        cls.mentors[3].topic_ids = cls.topics[0]

    def _options(self):
        options = self._as("coordinator", self.seeker)._mentor_options()
        return {option["mentor_id"]: option for option in options}

    def test_those_who_suit_come_first_then_the_full_then_the_forbidden(self):
        self.assertEqual(
            list(self._options()), (self.mentors[0] | self.mentors[3] | self.mentors[1] | self.mentors[2]).ids
        )

    def test_each_option_says_what_a_proposal_by_hand_would_say(self):
        for mentor in self.mentors:
            option = self._options()[mentor.id]
            points, _facts = self.matching._score_pairs([(mentor, self.seeker)])[0]
            refusals = self.matching._refusals(mentor, self.seeker)
            with self.subTest(mentor=mentor.name):
                self.assertAlmostEqual(option["score"], sum(points.values()) / 10_000, 4)
                self.assertEqual(option["is_allowed"], not refusals)
                for rule in refusals:
                    self.assertIn(rule[1:], option["rule"])

    def test_proposing_from_the_list_makes_the_pair(self):
        action = self._as("coordinator", self.seeker).action_why_not()
        wizard = (
            self.env["mentoring.find.mentor"].with_user(self.users["coordinator"]).browse(action["res_id"])
        )
        self.assertEqual(wizard.line_ids.mentor_id.ids, list(self._options()))
        self.assertIn("2 of 4 mentors suit Seeker", wizard.summary)

        wizard.line_ids[0].action_propose()

        self.assertEqual(self.seeker.proposed_mentor_id, self.mentors[0])
        self.assertTrue(self._options()[self.mentors[0].id]["is_present"])

    def test_a_mentee_with_a_running_pair_is_told_so(self):
        self._pair(self.mentors[0], self.seeker, state="approved")
        action = self._as("coordinator", self.seeker).action_why_not()
        wizard = (
            self.env["mentoring.find.mentor"].with_user(self.users["coordinator"]).browse(action["res_id"])
        )

        self.assertFalse(wizard.line_ids)
        self.assertIn("already has a mentor, Mentor 0", wizard.summary)

    def test_weights_that_are_all_zero_are_named(self):
        self.matching.criterion_ids.weight = 0

        with self.assertRaisesRegex(UserError, "All weights are zero"):
            self._options()

    def test_only_coordinators_of_the_program_may_look(self):
        for login in ("mentee", "uninvolved", "other_coordinator"):
            with self.assertRaises(Exception) as caught:  # noqa: B017 - AccessError or MissingError, whichever comes first
                self._as(login, self.seeker)._mentor_options()
            self.assertIn(type(caught.exception).__name__, ("AccessError", "MissingError"))
