from odoo.tests import TransactionCase, tagged

MODULE = "mentoring_program"

# metric, unit, direction, target, horizon in months; product statements S24 to S30
OBJECTIVES = {
    "objective_leadership": ("Promotion rate", "percent", "up", 11.0, 12),
    "objective_onboarding": ("Time to full quota", "weeks", "down", 9.0, 12),
    "objective_diversity": ("Junior vice presidents from minorities", "percent", "up", 20.0, 24),
    "objective_career": ("Employees with a positive outlook on their career", "percent", "up", 80.0, 12),
    "objective_culture": ("Employer rating", "rating", "up", 4.3, 12),
    "objective_retention": ("Yearly turnover", "percent", "down", 15.0, 12),
    "objective_reputation": ("Offers accepted", "percent", "up", 75.0, 12),
}


@tagged("mentoring_data")
class TestData(TransactionCase):
    """What every installation starts with: objectives, criteria, topics, agendas."""

    def objective(self, name):
        return self.env.ref(f"{MODULE}.{name}")

    def test_seven_objectives_with_their_measure(self):
        for name, expected in OBJECTIVES.items():
            objective = self.objective(name)
            found = (
                objective.metric,
                objective.unit,
                objective.direction,
                objective.default_target,
                objective.horizon_months,
            )
            self.assertEqual(found, expected, name)

    def test_target_lies_in_the_direction_that_is_better(self):
        for name in OBJECTIVES:
            objective = self.objective(name)
            way = objective.default_target - objective.default_baseline
            self.assertGreater(way if objective.direction == "up" else -way, 0, name)

    def test_relative_targets_count_from_the_baseline(self):
        leadership, onboarding = (
            self.objective("objective_leadership"),
            self.objective("objective_onboarding"),
        )
        self.assertAlmostEqual(leadership.default_target / leadership.default_baseline, 1.1)
        self.assertEqual(onboarding.default_baseline - onboarding.default_target, 3)

    def test_each_objective_brings_criteria_that_can_score(self):
        for name in OBJECTIVES:
            criteria = self.objective(name).criterion_ids
            self.assertGreater(sum(criteria.mapped("weight")), 0, name)
            self.assertAlmostEqual(sum(criteria.mapped("share")), 100, 6, name)
            self.assertEqual(len(criteria.mapped("kind")), len(set(criteria.mapped("kind"))), name)
            language = criteria.filtered(lambda criterion: criterion.kind == "language")
            self.assertEqual(language.requirement, "required", name)

    def test_formats_have_rules_of_their_own(self):
        mixes = {
            tuple((c.kind, c.weight, c.relation) for c in self.objective(name).criterion_ids)
            for name in OBJECTIVES
        }
        self.assertEqual(len(mixes), len(OBJECTIVES))
        onboarding = self.objective("objective_onboarding").criterion_ids
        culture = self.objective("objective_culture").criterion_ids
        self.assertEqual(onboarding.filtered(lambda c: c.kind == "department").relation, "same")
        self.assertEqual(culture.filtered(lambda c: c.kind == "department").relation, "different")

    def test_a_program_starts_with_the_criteria_of_its_objective(self):
        objective = self.objective("objective_career")

        program = self.env["mentoring.program"].create({"name": "Next step", "objective_id": objective.id})

        self.assertEqual(program.criterion_ids.mapped("kind"), objective.criterion_ids.mapped("kind"))
        self.assertFalse(program.criterion_ids & objective.criterion_ids)

    def test_first_meeting_asks_five_questions_about_the_mentors_own_job(self):
        agenda = self.env.ref(f"{MODULE}.agenda_first_meeting")

        lines = agenda._text_for("Head of Sales (100 %)").splitlines()

        self.assertEqual(agenda.meeting_number, 1)
        self.assertEqual(len(lines), 5)
        self.assertTrue(all(line.endswith("?") for line in lines))
        self.assertIn("Head of Sales (100 %)", lines[2])
        self.assertNotIn("%(role)s", "".join(lines))

    def test_agendas_are_numbered_from_the_first_meeting_on(self):
        agendas = self.env["mentoring.agenda"].search([])
        shipped = agendas.filtered(lambda agenda: agenda.get_external_id()[agenda.id].startswith(MODULE))
        self.assertEqual(sorted(shipped.mapped("meeting_number")), list(range(1, len(shipped) + 1)))
        self.assertTrue(all(agenda.topic_ids for agenda in shipped))

    def test_topics_cover_what_mentees_come_for(self):
        for name in ("culture", "skills", "network", "promotion", "sounding_board", "knowledge"):
            self.assertTrue(self.env.ref(f"{MODULE}.topic_{name}").name)
