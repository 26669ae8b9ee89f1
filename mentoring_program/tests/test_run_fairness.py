from odoo import Command
from odoo.tests import tagged

from .common import MentoringCommon


@tagged("mentoring_run")
class TestRunFairness(MentoringCommon):
    """Twelve mentees, six places: Sales (6) gets all of them, Finance (5) nobody, Legal is one person."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        sales, finance, legal = cls.env["hr.department"].create(
            [{"name": name} for name in ("Sales", "Finance", "Legal")]
        )
        cls.intake = cls._create_program(
            name="Next intake",
            state="registration",
            minimum_score=10,
            criterion_ids=[Command.create({"kind": "department", "weight": 1, "relation": "same"})],
        )
        places = [(sales, "mentee")] * 6 + [(finance, "mentee")] * 5 + [(legal, "mentee"), (sales, "mentor")]
        employees = cls.env["hr.employee"].create(
            [{"name": f"Person {n}", "department_id": place.id} for n, (place, _role) in enumerate(places)]
        )
        cls.env["mentoring.participant"].create(
            [
                {"program_id": cls.intake.id, "employee_id": employee.id, "role": role, "capacity": 6}
                for employee, (_place, role) in zip(employees, places, strict=True)
            ]
        )
        cls.intake.with_user(cls.users["coordinator"]).action_run_matching()
        cls.run_ = cls.env["mentoring.run"].search([("program_id", "=", cls.intake.id)])
        cls.by_department = cls.run_.figure_ids.filtered(lambda figure: figure.dimension == "department")

    def test_coverage_and_fit_by_group(self):
        sales = self.by_department.filtered(lambda figure: figure.label == "Sales")
        self.assertEqual((sales.people, sales.covered_share, sales.mean_fit), (6, 100, 100))

    def test_small_groups_and_what_would_give_them_away_are_hidden(self):
        hidden = self.by_department.filtered("is_hidden")
        self.assertEqual(set(hidden.mapped("label")), {"Legal", "Finance"})
        self.assertEqual(set(hidden.mapped("covered_share")), {0})
        notes = {figure.label: figure.note for figure in hidden}
        self.assertEqual(notes["Legal"], "fewer than 5 people")
        self.assertIn("could be worked out", notes["Finance"])

    def test_the_widest_gap_is_named_or_its_absence(self):
        self.assertEqual(self.run_.fairness_sentence, "There are no two groups large enough to compare.")
        self.by_department.filtered(lambda figure: figure.label == "Finance").is_hidden = False
        self.assertEqual(
            self.run_.fairness_sentence, "Widest gap, by department: Finance with 0 %, Sales with 100 %."
        )
