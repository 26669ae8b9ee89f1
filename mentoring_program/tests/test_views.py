import json

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import MentoringCommon

MODULE = "mentoring_program"


@tagged("post_install", "-at_install", "mentoring_views")
class TestScreens(MentoringCommon):
    """Every menu opens for those who see it, and shows nothing that is not for them."""

    def _menus_of(self, login):
        """Ids of our menus that this person sees."""
        visible = self.env["ir.ui.menu"].with_user(self.users[login]).load_menus(False)
        ours = self.env["ir.model.data"].search([("module", "=", MODULE), ("model", "=", "ir.ui.menu")])
        return {row.name for row in ours if row.res_id in visible}

    def _open(self, action, login):
        """The views of an act_window action as this person's browser asks for them."""
        views = [(view and view.id, mode) for view, mode in self._views(action)]
        return self.env[action.res_model].with_user(self.users[login]).get_views([*views, (False, "search")])

    def _views(self, action):
        if action.view_ids:
            return [(line.view_id, line.view_mode) for line in action.view_ids]
        return [(self.env["ir.ui.view"], mode) for mode in action.view_mode.split(",")]

    def test_every_window_opens_for_coordinator_and_administrator(self):
        actions = self.env["ir.model.data"].search(
            [("module", "=", MODULE), ("model", "=", "ir.actions.act_window")]
        )
        self.assertGreater(len(actions), 15)
        for row in actions:
            action = self.env["ir.actions.act_window"].browse(row.res_id)
            for login in ("coordinator", "administrator"):
                if not self.env[action.res_model].with_user(self.users[login]).has_access("read"):
                    continue
                with self.subTest(action=row.name, login=login):
                    found = self._open(action, login)
                    self.assertEqual(
                        set(found["views"]), {mode for _view, mode in self._views(action)} | {"search"}
                    )

    def test_every_list_and_board_says_what_to_do_when_it_is_empty(self):
        actions = self.env["ir.model.data"].search(
            [("module", "=", MODULE), ("model", "=", "ir.actions.act_window")]
        )
        for action in self.env["ir.actions.act_window"].browse(actions.mapped("res_id")):
            if action.target != "new":
                self.assertIn("o_view_nocontent_smiling_face", action.help or "", action.name)

    def test_menus_of_a_coordinator_stop_at_the_catalogues_and_the_audit_trail(self):
        menus = self._menus_of("coordinator")

        self.assertLessEqual(
            {"menu_mentoring_programs", "menu_mentoring_board", "menu_mentoring_questionnaires"}, menus
        )
        self.assertFalse({"menu_mentoring_audit", "menu_mentoring_objectives"} & menus)

    def test_menus_of_an_administrator_hold_everything(self):
        ours = self.env["ir.model.data"].search([("module", "=", MODULE), ("model", "=", "ir.ui.menu")])

        self.assertEqual(self._menus_of("administrator"), set(ours.mapped("name")))

    def test_ordinary_employees_see_only_the_menus_in_the_employees_app(self):
        for login in ("mentee_manager", "mentee", "uninvolved"):
            self.assertEqual(
                self._menus_of(login),
                {
                    "menu_hr_mentoring",
                    "menu_hr_mentoring_to_approve",
                    "menu_hr_mentoring_team",
                    "menu_hr_mentoring_mine",
                    "menu_hr_mentoring_feedback",
                },
            )

    def test_the_managers_list_holds_no_score_no_health_and_no_reason_records(self):
        action = self.env.ref(f"{MODULE}.mentoring_pairing_action_to_approve")
        found = self._open(action, "mentee_manager")

        shown = set()
        for mode in ("list", "kanban"):
            arch = etree.fromstring(found["views"][mode]["arch"])
            shown |= {node.get("name") for node in arch.iter("field")}
        self.assertIn("decider_reasons", shown)
        self.assertFalse({"score", "health", "reason_ids", "first_reason", "run_id", "goal_ids"} & shown)

    def test_my_teams_mentoring_shows_names_state_and_dates_only(self):
        action = self.env.ref(f"{MODULE}.mentoring_pairing_action_team")
        arch = etree.fromstring(self._open(action, "mentee_manager")["views"]["list"]["arch"])

        self.assertEqual(
            [node.get("name") for node in arch.iter("field")],
            ["mentee_id", "mentor_id", "program_id", "state", "date_start", "date_end"],
        )


@tagged("post_install", "-at_install", "mentoring_views")
class TestProgramPage(MentoringCommon):
    def test_a_template_card_gives_its_objective_to_the_program_on_the_page(self):
        program = self._create_program(state="draft", objective_id=False)
        objective = self.env.ref(f"{MODULE}.objective_culture")
        shown = self._as("coordinator", program)
        self.assertIn(objective, shown.template_ids)

        self._as("coordinator", objective).with_context(
            mentoring_program_id=program.id
        ).action_choose_for_program()

        self.assertEqual(shown.objective_id, objective)
        self.assertFalse(shown.template_ids)

    def test_a_template_card_changes_no_program_of_others(self):
        objective = self.env.ref(f"{MODULE}.objective_culture")

        with self.assertRaises(AccessError):
            self._as("other_coordinator", objective).with_context(
                mentoring_program_id=self.program.id
            ).action_choose_for_program()

    def test_the_objective_is_a_sentence(self):
        objective = self.env.ref(f"{MODULE}.objective_retention")
        program = self._create_program(
            objective_id=objective.id, date_start="2026-06-01", date_end="2027-05-31"
        )

        self.assertEqual(
            self._as("coordinator", program).objective_sentence,
            "Keep more people. Yearly turnover from 20\u00a0% to 15\u00a0% by June 2027.",
        )

    def test_a_second_reading_goes_the_way_of_the_first(self):
        self.env["mentoring.key.result"].create(
            {
                "program_id": self.program.id,
                "objective_id": self.objective.id,
                "metric": "Posts in Sales",
                "baseline": 30,
                "target": 50,
                "value": 30,
            }
        )
        values = {"program_id": self.program.id, "objective_id": self.objective.id, "value": 40}
        reading = self.env["mentoring.key.result"].with_user(self.users["coordinator"]).create(values)

        self.assertEqual((reading.metric, reading.baseline, reading.target), ("Posts in Sales", 30, 50))
        self.assertEqual(reading.attainment_percent, 50)
        self.assertEqual(reading.now_sentence, "40\u00a0%")
        self.assertIn(reading, self._as("coordinator", self.program).current_key_result_ids)

    def test_the_next_step_names_what_asks_for_a_hand(self):
        program = self._as("coordinator", self.program)
        self.assertEqual(program.next_step, "One proposal waits for a decision")

        self.proposal.sudo().unlink()

        self.assertEqual(program.next_step, "One mentee waits for a mentor")

    def test_the_board_of_the_menu_opens_on_the_program_that_is_matched_now(self):
        Program = self.env["mentoring.program"]
        mine = Program.with_user(self.users["coordinator"])
        self.assertEqual(mine.action_open_board()["context"]["search_default_program_id"], self.program.id)

        matched = self._create_program(name="Matched now", state="matching")

        self.assertEqual(mine.action_open_board()["context"]["search_default_program_id"], matched.id)
        with self.assertRaises(AccessError):
            Program.with_user(self.users["mentee"]).action_open_board()


@tagged("post_install", "-at_install", "mentoring_views")
class TestRunPage(MentoringCommon):
    def test_the_picture_counts_pairs_by_fit_and_the_weakest_come_first(self):
        run = self._as("coordinator", self.matching_run)
        self.proposal.run_id = self.matching_run
        (self.pairing | self.portal_pairing).run_id = self.matching_run
        self.pairing.score, self.portal_pairing.score, self.proposal.score = 100, 12.5, 55
        self.env.flush_all()
        run.invalidate_recordset()

        bars = json.loads(run.fit_histogram)[0]["values"]

        self.assertEqual([bar["value"] for bar in bars], [0, 1, 0, 0, 0, 1, 0, 0, 0, 1])
        self.assertEqual(run.weakest_pair, "Portal Mentee with Portal Mentor, 12.5")
        self.assertEqual(run.action_view_weakest()["res_id"], self.portal_pairing.id)
        self.assertEqual(run.weakest_score, 12.5)
        self.assertEqual(run.fit_in_words, "fit 10–20: one pair, fit 50–60: one pair, fit 90–100: one pair")
        self.assertEqual(run.proposed_count, 1)
        self.assertEqual(run.busiest_mentor, "Mentor, 2")

    def test_the_picture_stays_when_a_later_run_replaced_the_proposals(self):
        self.proposal.sudo().unlink()
        self._as("coordinator", self.program).action_run_matching()
        run = self._as("coordinator", self.program.run_ids[:1]).with_context(bin_size=True)
        found = run.pairing_ids.score
        run.sudo().pairing_ids.unlink()
        run.invalidate_recordset()

        values = run.web_read(
            {"fit_histogram": {}, "weakest_score": {}, "busiest_mentor": {}, "problem_file": {}}
        )[0]

        self.assertEqual(sum(bar["value"] for bar in json.loads(values["fit_histogram"])[0]["values"]), 1)
        self.assertAlmostEqual(values["weakest_score"], found, 1)
        self.assertEqual(values["busiest_mentor"], "Mentor, 1")

    def test_the_page_of_an_empty_run_opens(self):
        run = self._as("coordinator", self.env["mentoring.run"].create({"program_id": self.program.id}))

        self.assertFalse(run.busiest_mentor)
        self.assertFalse(run.weakest_pair)
        self.assertFalse(run.look_at_ids)
        self.assertEqual(run.rules_sentence, "")


@tagged("post_install", "-at_install", "mentoring_views")
class TestWizards(MentoringCommon):
    def test_declining_says_who_reads_the_reason(self):
        wizard = (
            self.env["mentoring.decline"]
            .with_user(self.users["mentee_manager"])
            .with_context(active_ids=self.proposal.ids)
            .create({"reason_kind": "workload", "reason_text": "Two launches at once"})
        )
        self.assertEqual(wizard.pairs_sentence, "Waiting with Mentor")
        self.assertEqual(wizard.readers_sentence, "The program team reads this. Waiting and Mentor do not.")

        wizard.action_decline()

        self.assertEqual(self.proposal.state, "declined")
        self.assertEqual(self.proposal.decline_reason, "Workload now: Two launches at once")

    def test_declining_for_somebody_else_is_refused(self):
        with self.assertRaises(AccessError):
            self.env["mentoring.decline"].with_user(self.users["uninvolved"]).create(
                {"pairing_ids": self.proposal.ids, "reason_kind": "workload"}
            ).action_decline()

        self.assertEqual(self.proposal.state, "proposed")

    def test_the_preview_counts_people_places_and_goals_and_runs(self):
        self.proposal.sudo().unlink()
        wizard_id = self._as("coordinator", self.program).action_preview_matching()["res_id"]
        wizard = self.env["mentoring.matching.preview"].with_user(self.users["coordinator"]).browse(wizard_id)

        self.assertEqual((wizard.mentee_count, wizard.place_count, wizard.missing_count), (1, 1, 0))
        self.assertEqual(wizard.without_goal_ids.sudo().employee_id, self.people["waiting"])
        self.assertFalse(wizard.problem)
        self.assertEqual(wizard.duration, "about a second")
        wizard.action_run()

        run = self.program.run_ids[:1]
        self.assertEqual((run.state, run.covered_count), ("done", 1))

    def test_the_preview_says_what_to_mend_first(self):
        empty = self._create_program(state="registration", name="Empty")
        wizard_id = self._as("coordinator", empty).action_preview_matching()["res_id"]
        wizard = self.env["mentoring.matching.preview"].with_user(self.users["coordinator"]).browse(wizard_id)

        self.assertEqual(wizard.problem, "Nobody is waiting for a mentor. Register mentees first.")

    def test_the_preview_names_who_left_out_what_the_criteria_look_at(self):
        self.proposal.sudo().unlink()
        self.waiting.topic_ids = False
        wizard_id = self._as("coordinator", self.program).action_preview_matching()["res_id"]
        wizard = self.env["mentoring.matching.preview"].with_user(self.users["coordinator"]).browse(wizard_id)

        self.assertIn("Shared topics: no answer from Waiting", wizard.gaps)
        self.assertNotIn("Skills", wizard.gaps, "this program does not look at skills")
        self.assertIn(self.waiting.id, wizard.action_view_incomplete()["domain"][0][2])

    def _cohort(self, mentees, mentors):
        class Cohort:
            pass

        cohort = Cohort()
        cohort.mentees, cohort.mentors = range(mentees), range(mentors)
        return cohort

    def test_without_large_matchings_the_time_comes_from_a_measurement_elsewhere(self):
        preview = self.env["mentoring.matching.preview"]
        self.env["mentoring.run"].search([]).write({"mentor_count": 0})

        self.assertEqual(preview._duration_in_words(self._cohort(100, 40)), "about a second")
        self.assertRegex(preview._duration_in_words(self._cohort(2_000, 1_000)), r"about \d+ seconds")
        self.assertRegex(preview._duration_in_words(self._cohort(100_000, 30_000)), r"about \d+ minutes")

    def test_the_time_comes_from_how_fast_large_matchings_were_here(self):
        self.env["mentoring.run"].create(
            {
                "program_id": self.foreign_program.id,
                "state": "done",
                "mentee_count": 6_000,
                "mentor_count": 2_000,
                "duration_seconds": 120,
            }
        )
        preview = self.env["mentoring.matching.preview"].with_user(self.users["coordinator"])

        self.assertEqual(preview._duration_in_words(self._cohort(6_000, 2_000)), "about 2 minutes")
        self.assertEqual(preview._duration_in_words(self._cohort(2_000, 1_000)), "about 25 seconds")


@tagged("post_install", "-at_install", "mentoring_views")
class TestManagerList(MentoringCommon):
    """What a manager reads on a proposal, and nobody else."""

    def _add_reason(self, kind, points, evidence=None):
        return self.env["mentoring.pairing.reason"].create(
            {
                "pairing_id": self.proposal.id,
                "kind": kind,
                "points": points,
                "possible": points,
                "evidence": evidence,
            }
        )

    def test_a_manager_reads_whom_what_and_how_long(self):
        shown = self._as("mentee_manager", self.proposal)

        self.assertEqual(shown.decider_report_id.name, "Waiting")
        self.assertEqual(shown.decider_report_role, "as mentee")
        self.assertEqual(shown.decider_partner.splitlines()[0], "Mentor")
        self.program.session_minutes, self.program.cadence = 60, "biweekly"
        self.program.date_end = fields.Date.to_date("2027-06-30")
        shown.invalidate_recordset()
        self.assertEqual(shown.decider_commitment, "1 hour every two weeks until June 2027")

    def test_nobody_but_the_decider_reads_it(self):
        for login in ("director", "waiting", "mentor", "mentor_manager", "uninvolved"):
            shown = self._as(login, self.proposal)
            try:
                told = shown.read(["decider_reasons", "decider_partner", "decider_commitment"])[0]
            except AccessError:
                continue
            self.assertFalse(
                any(value for name, value in told.items() if name.startswith("decider")), f"{login}: {told}"
            )

    def test_two_open_reasons_and_a_hint_at_the_others(self):
        self._add_reason("department", 20.0, [1, 2])
        self._add_reason("seniority_gap", 15.0, [2, 4])
        self._add_reason("location", 10.0, [1, 1])

        self.assertEqual(
            self._as("mentee_manager", self.proposal).decider_reasons.splitlines(),
            ["From another department", "2 levels ahead", "Further points from their registration"],
        )

    def test_a_manager_never_reads_that_somebody_wants_to_leave_the_team(self):
        self.proposal.reason_ids.unlink()
        for kind in ("transition", "mentee_wish", "mentor_wish", "topics", "survey"):
            with self.subTest(kind=kind):
                reason = self._add_reason(kind, 30.0, [1])
                shown = self._as("mentee_manager", self.proposal)
                shown.invalidate_recordset()
                self.assertEqual(shown.decider_reasons, "Further points from their registration")
                reason.unlink()


@tagged("post_install", "-at_install", "mentoring_views")
class TestNewRecords(MentoringCommon):
    """Empty forms open, and what they ask for is enough."""

    def test_a_pair_proposed_by_hand_is_scored(self):
        mentee = self._enrol("uninvolved", "mentee")
        self.mentor.capacity = 5
        with Form(self.env["mentoring.pairing"].with_user(self.users["coordinator"])) as form:
            form.program_id = self._as("coordinator", self.program)
            form.mentee_id = self._as("coordinator", mentee)
            form.mentor_id = self._as("coordinator", self.mentor)
        pairing = form.save()

        self.assertEqual(pairing.state, "proposed")
        self.assertAlmostEqual(pairing.score, sum(pairing.reason_ids.mapped("points")), 4)

    def test_a_participant_is_added_by_name_and_role(self):
        Participant = self.env["mentoring.participant"].with_user(self.users["coordinator"])
        with Form(
            Participant.with_context(default_program_id=self.program.id, default_role="mentor")
        ) as form:
            self.assertFalse(form.name)
            form.employee_id = (
                self.env["hr.employee"]
                .with_user(self.users["coordinator"])
                .browse(self.people["uninvolved"].id)
            )
            form.capacity = 2
        participant = form.save()

        self.assertEqual(
            (participant.name, participant.state, participant.free_places), ("Uninvolved", "registered", 2)
        )

    def test_answers_given_in_person_cannot_be_edited_on_the_form(self):
        self.mentee.is_self_registered = True

        with (
            self.assertRaisesRegex(AssertionError, "not editable"),
            Form(self._as("coordinator", self.mentee)) as form,
        ):
            form.topic_ids.clear()
