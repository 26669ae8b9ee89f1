from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import MentoringCommon


@tagged("mentoring_run")
class TestRunScenario(MentoringCommon):
    """Two mentors, two mentees: by department Ana fits Ben, by topics Ana fits Cem."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.intake = cls._create_program(
            name="Next intake",
            state="registration",
            exclude_reporting_line=False,
            criterion_ids=[
                Command.create({"kind": "department", "weight": 9, "relation": "same"}),
                Command.create({"kind": "topics", "weight": 1}),
            ],
        )
        sales, finance = cls.env["hr.department"].create([{"name": "Sales"}, {"name": "Finance"}])
        leading, feedback = cls.topics
        cls.ana = cls._place("sponsor", "mentor", sales, leading)
        cls.lena = cls._place("director", "mentor", finance, feedback)
        cls.ben = cls._place("uninvolved", "mentee", sales, feedback)
        cls.cem = cls._place("portal_uninvolved", "mentee", finance, leading)
        cls.intake.with_user(cls.users["coordinator"]).action_run_matching()
        cls.first = cls.env["mentoring.run"].search([("program_id", "=", cls.intake.id)])

    @classmethod
    def _place(cls, login, role, department, topic):
        cls.people[login].department_id = department
        return cls._enrol(login, role, cls.intake, topic_ids=[Command.set(topic.ids)])

    def _proposed(self):
        live = self.intake.pairing_ids.filtered(lambda pairing: pairing.state == "proposed")
        return {(pairing.mentee_id, pairing.mentor_id) for pairing in live}

    def _try(self, **changes):
        """Start the scenario as the coordinator does; returns its run."""
        form = Form(
            self.env["mentoring.scenario"]
            .with_user(self.users["coordinator"])
            .with_context(default_program_id=self.intake.id)
        )
        weights = changes.pop("weights", {})
        for index, criterion in enumerate(self.intake.criterion_ids):
            if criterion.kind in weights:
                with form.line_ids.edit(index) as line:
                    line.weight = weights[criterion.kind]
        for name, value in changes.items():
            if name in ("department_ids", "mentor_ids"):
                getattr(form, name).set(value)
            else:
                form[name] = value
        self.action = form.save().action_try()
        return self.env["mentoring.run"].search([("program_id", "=", self.intake.id)], limit=1)

    def test_a_scenario_shows_other_pairs_and_proposes_nothing(self):
        run = self._try(weights={"department": 0, "topics": 10})
        self.assertEqual(self._proposed(), {(self.ben, self.ana), (self.cem, self.lena)})
        self.assertEqual(run._mentors_by_mentee(), {self.ben.id: [self.lena.id], self.cem.id: [self.ana.id]})
        self.assertTrue(run.is_scenario and run.optimal and not run.is_published)
        comparison = self.env["mentoring.run.comparison"].browse(self.action["res_id"])
        self.assertIn("2 mentees would have another mentor.", comparison.summary)
        figures = {line.name_of_figure: (line.before, line.after) for line in comparison.figure_ids}
        self.assertEqual(figures["covered"], ("2 / 2", "2 / 2"))
        self.assertEqual(figures["mean"], (f"{self.first.mean_score:.1f}", f"{run.mean_score:.1f}"))
        self.assertEqual(set(comparison.group_ids.mapped("dimension")), {"Department", "Site", "Seniority"})

    def test_publishing_replaces_the_proposals_and_keeps_the_other_run(self):
        run = self._as("coordinator", self._try(weights={"department": 0, "topics": 10}))
        run.action_publish()
        self.assertEqual(self._proposed(), {(self.ben, self.lena), (self.cem, self.ana)})
        self.assertTrue(self.first.exists() and self.first.problem_file)
        with self.assertRaises(UserError):
            run.action_publish()

    def test_the_pairs_that_differ_open_as_a_list_of_people(self):
        self._try(weights={"department": 0, "topics": 10})
        comparison = self._as("coordinator", self.env["mentoring.run.comparison"].browse(self.action["res_id"]))
        action = comparison.action_view_pairs()
        lines = comparison.env["mentoring.run.comparison.line"].search(action["domain"])
        self.assertEqual(lines.mentee_id, self.ben | self.cem)
        ben = lines.filtered(lambda line: line.mentee_id == self.ben)
        self.assertEqual((ben.before, ben.after), (self.ana.name, self.lena.name))
        self.assertEqual(ben.action_open()["res_id"], self.ben.id)

    def test_of_two_scenarios_either_is_proposed_and_the_other_stays(self):
        one = self._try(weights={"department": 0, "topics": 10})
        two = self._try(weights={"department": 10, "topics": 0})
        action = self._as("coordinator", one | two).action_compare()
        comparison = self._as("coordinator", self.env["mentoring.run.comparison"].browse(action["res_id"]))
        self.assertTrue(comparison.can_publish and comparison.can_publish_before)
        comparison.action_publish_before()
        self.assertEqual(self._proposed(), {(self.ben, self.lena), (self.cem, self.ana)})
        self.assertTrue(one.is_published and not two.is_published and two.problem_file)

    def test_a_run_whose_people_are_forgotten_is_not_compared(self):
        one = self._try(weights={"department": 0, "topics": 10})
        two = self._try(weights={"department": 10, "topics": 0})
        one.problem_file = False
        with self.assertRaisesRegex(UserError, f"{one.display_name} has no result"):
            self._as("coordinator", one | two).action_compare()

    def test_the_settings_of_a_run_tell_how_goals_were_weighed(self):
        run = self._try(share_evenly=True, raise_weakest=True)
        self.assertTrue(run.settings["balance"] > 0 and run.settings["fair"])
        self.assertFalse(self.first.settings["balance"] or self.first.settings["fair"])
        self.assertIn("Mentees are shared evenly", run.rules_sentence)
        self.assertIn("The weakest pair is raised first", run.rules_sentence)

    def test_of_two_coordinators_the_second_learns_who_was_faster(self):
        """Both compared before either proposed."""
        mine = self._as("coordinator", self._try(weights={"department": 0, "topics": 10}))
        theirs = self._as("administrator", self._try(weights={"department": 5, "topics": 10}))
        mine.action_publish()
        with self.assertRaisesRegex(UserError, "Coordinator proposed other pairs at .* Nothing was changed"):
            theirs.action_publish()
        self.assertEqual(self._proposed(), {(self.ben, self.lena), (self.cem, self.ana)})

    def test_a_scenario_from_old_answers_is_not_published(self):
        run = self._as("coordinator", self._try(weights={"department": 0, "topics": 10}))
        self.ben.topic_ids = self.topics[0]
        with self.assertRaisesRegex(UserError, "changed their answers"):
            run.action_publish()

    def test_the_same_rules_make_no_difference(self):
        self._try()
        comparison = self.env["mentoring.run.comparison"].browse(self.action["res_id"])
        self.assertIn("The same pairs", comparison.summary)

    def test_two_matchings_of_other_people_are_not_called_a_change_without_a_difference(self):
        self.intake.approval_policy = "coordinator"
        self.ben.mentee_pairing_ids.with_user(self.users["coordinator"]).action_approve()
        self._as("coordinator", self.intake).action_run_matching()
        action = self._as("coordinator", self.intake.run_ids[0]).action_compare()
        comparison = self.env["mentoring.run.comparison"].browse(action["res_id"])
        self.assertEqual(
            comparison.summary,
            "Nobody who is in both has another mentor. The matching before was about 2 mentees, the one after about 1.",
        )

    def test_more_places_show_what_they_would_change_but_are_not_published(self):
        self.lena.with_user(self.users["coordinator"]).action_pause()
        run = self._try(extra_places=1)
        self.assertEqual(run.covered_count, 2)
        with self.assertRaisesRegex(UserError, "did not offer"):
            self._as("coordinator", run).action_publish()

    def test_who_would_have_no_mentor_is_not_counted_as_having_another_one(self):
        run = self._try(extra_places=-1)
        self.assertEqual(run.covered_count, 0)
        comparison = self.env["mentoring.run.comparison"].browse(self.action["res_id"])
        self.assertEqual(
            comparison.summary, "2 mentees would have no mentor. Mentees with a mentor: 2 fewer."
        )

    def test_who_would_have_another_mentor_and_who_would_have_none_are_counted_apart(self):
        self._try(weights={"department": 0, "topics": 10}, extra_places=-1, mentor_ids=self.lena)
        comparison = self.env["mentoring.run.comparison"].browse(self.action["res_id"])
        self.assertEqual(
            comparison.summary,
            "Mentees who would have another mentor: 1; who would have none: 1. Mentees with a mentor: 1 fewer.",
        )

    def test_more_places_are_tried_where_the_coordinator_says(self):
        self.lena.with_user(self.users["coordinator"]).action_pause()
        finance, sales = self.lena.department_id, self.ana.department_id
        self.assertEqual(self._try(extra_places=1, department_ids=finance).covered_count, 1)
        run = self._try(extra_places=1, department_ids=sales)
        self.assertEqual(run.covered_count, 2)
        self.assertIn("Tried with one place more with each mentor of Sales.", run.rules_sentence)
        run = self._try(extra_places=2, mentor_ids=self.ana)
        self.assertEqual(run.covered_count, 2)
        self.assertIn(f"Tried with 2 places more with {self.ana.name}.", run.rules_sentence)
        run = self._try(extra_places=-1)
        self.assertEqual(run.covered_count, 0)
        self.assertIn("Tried with one place less with each mentor.", run.rules_sentence)

    def test_a_scenario_that_bends_a_rule_is_looked_at_but_not_published(self):
        self.intake.exclude_reporting_line = True
        run = self._as("coordinator", self._try(within_line=True))
        with self.assertRaisesRegex(UserError, "bends a rule"):
            run.action_publish()

    def test_a_scenario_does_not_stand_in_for_a_run(self):
        self._try(weights={"department": 0, "topics": 10})
        self._as("coordinator", self.intake).action_run_matching()
        self.assertEqual(self._proposed(), {(self.ben, self.ana), (self.cem, self.lena)})

    def test_sharing_evenly_spreads_mentees(self):
        self.ana.capacity = 2
        self.intake.criterion_ids.filtered(
            lambda criterion: criterion.kind == "department"
        ).relation = "different"
        self.cem.topic_ids = self.ben.topic_ids = self.topics[0]
        self.people["portal_uninvolved"].department_id = self.people["director"].department_id
        self.intake.criterion_ids = [Command.clear(), Command.create({"kind": "location", "weight": 1})]
        self.intake.share_evenly = True
        self._as("coordinator", self.intake).action_run_matching()
        self.assertEqual({mentor for _mentee, mentor in self._proposed()}, {self.ana, self.lena})

    def test_only_the_programs_coordinators_try_scenarios(self):
        with self.assertRaises(AccessError):
            self._as("other_coordinator", self.intake)._start_scenario({})
        with self.assertRaises(AccessError):
            self._as("mentee", self.intake)._start_scenario({})
