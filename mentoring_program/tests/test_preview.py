from odoo.tests import tagged

from .common import MentoringCommon


@tagged("mentoring_run")
class TestPreview(MentoringCommon):
    """What the preview says about the time a matching takes."""

    def setUp(self):
        super().setUp()
        self.intake = self._create_program(name="Next intake", state="registration")
        self.env["mentoring.run"].search([]).unlink()
        self.wizard = self.env["mentoring.matching.preview"].create({"program_id": self.intake.id})

    def _measure(self, mentees, mentors, seconds):
        self.env["mentoring.run"].create(
            {
                "program_id": self.intake.id,
                "state": "done",
                "mentee_count": mentees,
                "mentor_count": mentors,
                "duration_seconds": seconds,
            }
        )

    def test_a_database_without_matchings_tells_what_was_measured_elsewhere(self):
        self.assertEqual(self.wizard._pace(1_000_000), 1)
        self.assertEqual(self.wizard.duration, "about a second")

    def test_a_slow_server_says_so_from_its_own_last_matchings(self):
        self._measure(1000, 1000, 21)

        self.assertAlmostEqual(self.wizard._pace(1_000_000), 10)
        self.assertAlmostEqual(self.wizard._pace(4_000_000), 10)

    def test_the_matching_nearest_in_size_counts_and_the_newest_of_these(self):
        self._measure(1000, 1000, 4.2)
        self._measure(3000, 1000, 43)
        self.assertAlmostEqual(self.wizard._pace(1_200_000), 2)
        self.assertAlmostEqual(self.wizard._pace(2_700_000), 10)

        self._measure(1000, 1000, 2.1)
        self.assertAlmostEqual(self.wizard._pace(1_200_000), 1)

    def test_small_matchings_say_nothing_about_large_ones(self):
        self._measure(10, 10, 5)

        self.assertEqual(self.wizard._pace(1_000_000), 1)
        self.assertGreater(self.wizard._pace(200), 4)
