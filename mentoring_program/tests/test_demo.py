from functools import wraps

from odoo.exceptions import AccessDenied
from odoo.tests import TransactionCase, tagged

MODULE = "mentoring_program"
LOGINS = ("coordinator", "manager", "mentor", "mentee", "mentee_portal")


def with_story(test):
    """Run the test where the demo data is installed; elsewhere make sure that nothing of it is there."""

    @wraps(test)
    def run(self):
        if self.program:
            return test(self)
        left = self.env["ir.model.data"].search([("module", "=", MODULE), ("name", "=like", r"demo\_%")])
        self.assertFalse(left.mapped("complete_name"))
        return self.assertFalse(self.env["mentoring.program"].search([("name", "=", "Emerging Leaders")]))

    return run


@tagged("mentoring_demo")
class TestDemo(TransactionCase):
    """The demo cohort is a story that documentation and screenshots rely on; it must stay true."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = cls.env.ref(f"{MODULE}.demo_program", raise_if_not_found=False)

    def demo(self, name):
        return self.env.ref(f"{MODULE}.demo_{name}")

    def pairing(self, program, mentee):
        return self.demo(f"{program}_mentee_{mentee}").mentee_pairing_ids

    def in_state(self, *states):
        return self.program.pairing_ids.filtered(lambda pairing: pairing.state in states)

    # the program whose matching is shown

    @with_story
    def test_fourteen_mentees_ask_for_ten_places_of_eight_mentors(self):
        people = self.program.participant_ids.grouped("role")
        self.assertEqual((len(people["mentor"]), len(people["mentee"])), (8, 14))
        self.assertEqual(sum(people["mentor"].mapped("capacity")), 10)

    @with_story
    def test_the_open_program_has_an_invitation_in_each_state_that_a_mail_can_have(self):
        states = self.demo("program_open").invitation_ids.mapped("state")
        self.assertEqual(set(states), {"sent", "failed", "opened", "registered", "declined"})

    @with_story
    def test_last_run_is_proved_and_says_who_is_missing(self):
        run = self.program.run_ids.sorted("id")[-1:]
        self.assertEqual((run.state, run.optimal, run.gap), ("done", True, 0))
        self.assertEqual((run.covered_count, run.unmatched_count), (10, 4))
        self.assertIn("10 of 14", run.outcome)
        self.assertTrue(run.shortage)
        words = set(self.program.participant_ids.filtered("unmatched_reason").mapped("unmatched_reason"))
        self.assertLessEqual({"hall", "no_allowed_mentor"}, words)

    @with_story
    def test_declined_pair_is_respected_by_the_second_run(self):
        first, second = self.program.run_ids.sorted("id")
        declined = self.in_state("declined")
        self.assertEqual(len(declined), 1)
        self.assertEqual(declined.run_id, first)
        self.assertTrue(declined.decline_reason)
        again = second.pairing_ids.filtered(lambda pairing: pairing.mentee_id == declined.mentee_id)
        self.assertTrue(again)
        self.assertNotEqual(again.mentor_id, declined.mentor_id)

    @with_story
    def test_last_years_partners_are_not_proposed_again(self):
        past = self.demo("program_closed").pairing_ids
        proposed = {(pair.mentor_employee_id, pair.mentee_employee_id) for pair in self.program.pairing_ids}
        self.assertEqual(len(past), 3)
        self.assertFalse({(pair.mentor_employee_id, pair.mentee_employee_id) for pair in past} & proposed)
        mentor, mentee = self.demo("leaders_mentor_marcus"), self.demo("leaders_mentee_cem")
        self.assertTrue(self.program._refusals(mentor, mentee))

    @with_story
    def test_one_pair_is_approved_and_the_others_wait_for_different_people(self):
        self.assertEqual(len(self.in_state("approved")), 1)
        waiting = self.in_state("proposed")
        self.assertEqual(len(waiting), 9)
        self.assertEqual(set(waiting.mapped("awaited_role")), {"mentee_manager", "coordinator"})
        for login, least in (("manager", 2), ("coordinator", 3)):
            own = waiting.with_user(self.demo(f"user_{login}")).sudo(False).filtered("can_approve")
            self.assertGreaterEqual(len(own), least, login)

    @with_story
    def test_one_decision_is_overdue(self):
        told = max(self.program.run_ids.mapped("create_date"))
        late = self.in_state("proposed").filtered(lambda pairing: pairing.date_decision_due < told)
        self.assertEqual(late.mentee_id, self.demo("leaders_mentee_jonas"))
        self.assertTrue(late.is_pinned)

    @with_story
    def test_nobody_has_been_told_of_a_proposal(self):
        self.assertFalse(self.program.pairing_ids.filtered("is_disclosed"))

    @with_story
    def test_every_score_is_the_sum_of_its_reasons(self):
        for pairing in self.program.pairing_ids | self.demo("program_running").pairing_ids:
            self.assertAlmostEqual(sum(pairing.reason_ids.mapped("points")), pairing.score, 4)
            self.assertTrue(pairing.first_reason)

    @with_story
    def test_one_mentee_came_without_a_goal(self):
        mentees = self.program.participant_ids.filtered(lambda person: person.role == "mentee")
        self.assertEqual(
            mentees.filtered(lambda person: not person.goal_ids).mapped("name"), ["Daniel Brandt"]
        )

    # the running program

    @with_story
    def test_running_pairs_show_every_kind_of_health(self):
        expected = {
            "ben": ("active", "at_risk"),
            "noor": ("active", "on_track"),
            "elif": ("active", "stalled"),
            "isabel": ("active", "on_track"),
            "peter": ("active", "at_risk"),
            "anna": ("paused", "none"),
            "tariq": ("active", "on_track"),
            "victor": ("ended", "none"),
        }
        for mentee, (state, health) in expected.items():
            pairing = self.pairing("running", mentee)
            told = pairing.create_date.date()
            self.assertEqual(pairing.state, state, mentee)
            self.assertTrue(pairing.is_disclosed, mentee)
            if pairing.write_date.date() == told:  # the daily job moves the word on afterwards
                self.assertEqual(pairing.health, health, mentee)

    @with_story
    def test_open_pairs_occupy_places(self):
        for participant in self.demo("program_running").participant_ids:
            pairings = participant.mentor_pairing_ids | participant.mentee_pairing_ids
            running = pairings.filtered(lambda pairing: pairing.state in ("approved", "active", "paused"))
            self.assertEqual(participant.active_count, len(running), participant.name)

    @with_story
    def test_meetings_have_been_held_planned_and_missed(self):
        sessions = self.demo("program_running").pairing_ids.session_ids
        self.assertEqual(set(sessions.mapped("state")), {"done", "planned", "missed"})
        first = self.pairing("running", "ben").session_ids.sorted("date")[:1]
        self.assertEqual(len(first.agenda.splitlines()), 5)
        self.assertIn("Head of Product", first.agenda)
        self.assertLess(max(date.weekday() for date in sessions.mapped("date")), 5)

    @with_story
    def test_last_meeting_still_waits_for_feedback(self):
        last = self.pairing("running", "noor").session_ids.filtered(lambda session: session.state == "done")
        last = last.sorted("date")[-1:]
        self.assertFalse(last.feedback_ids.filtered(lambda feedback: feedback.author_id.role == "mentee"))

    @with_story
    def test_a_pair_that_did_not_fit_says_so(self):
        pairing = self.pairing("running", "victor")
        self.assertIn("poor", pairing.session_ids.feedback_ids.mapped("fit"))
        self.assertTrue(pairing.end_reason)

    @with_story
    def test_key_results_are_read_and_still_to_be_read(self):
        results = self.demo("program_running").key_result_ids.sorted("date")
        self.assertEqual(results.mapped("value"), [20.0, 18.7, 17.4])
        self.assertAlmostEqual(results[-1].attainment, 0.52)
        self.assertFalse(self.program.key_result_ids.is_measured)

    @with_story
    def test_private_notes_belong_to_their_author_alone(self):
        pairing = self.pairing("running", "ben")
        ben = self.demo("user_mentee")
        seen = self.env["mentoring.note"].with_user(ben).search([("pairing_id", "=", pairing.id)])
        self.assertEqual(sorted(seen.mapped("visibility")), ["private", "shared"])
        self.assertEqual(seen.filtered(lambda note: note.visibility == "private").author_user_id, ben)

    # people

    @with_story
    def test_every_role_can_log_in_with_its_name_as_password(self):
        for login in LOGINS:
            user = self.demo(f"user_{login}")
            credential = {"type": "password", "login": login, "password": login}
            user.with_user(user)._check_credentials(credential, {"interactive": False})
            with self.assertRaises(AccessDenied):
                wrong = {**credential, "password": login + "?"}
                user.with_user(user)._check_credentials(wrong, {"interactive": False})

    @with_story
    def test_each_login_is_a_person_with_a_place_in_the_story(self):
        self.assertTrue(self.demo("user_coordinator").has_group(f"{MODULE}.group_mentoring_coordinator"))
        self.assertFalse(self.demo("user_manager").has_group(f"{MODULE}.group_mentoring_coordinator"))
        self.assertTrue(self.demo("user_mentee_portal").share)
        self.assertFalse(self.demo("user_mentee").share)
        for login in ("mentor", "mentee", "mentee_portal"):
            roles = self.env["mentoring.pairing"].search(
                [
                    ("state", "=", "active"),
                    "|",
                    ("mentor_employee_id.user_id.login", "=", login),
                    ("mentee_employee_id.user_id.login", "=", login),
                ]
            )
            self.assertTrue(roles, login)

    @with_story
    def test_the_other_programs_stand_in_different_states(self):
        states = {name: self.demo(f"program_{name}").state for name in ("running", "open", "closed", "draft")}
        self.assertEqual(
            states, {"running": "running", "open": "registration", "closed": "closed", "draft": "draft"}
        )

    @with_story
    def test_no_mail_leaves_the_demo(self):
        mails = self.env["mail.mail"].search([("mentoring_program_id", "!=", False)])
        undelivered = mails.filtered(lambda mail: mail.state != "sent")
        self.assertEqual(undelivered.mapped("state"), ["exception"], "one that is tried again by hand only")
        self.assertTrue(undelivered.email_to.endswith("@example.com"))

    @with_story
    def test_the_day_page_has_a_line_of_each_kind(self):
        mine = self.env["mentoring.attention"].with_user(self.demo("user_coordinator"))
        kinds = set(mine.search([]).mapped("kind"))
        self.assertEqual(kinds, {kind for kind, _label in mine._fields["kind"].selection})

    @with_story
    def test_the_pulse_of_the_running_program_is_a_figure(self):
        program = self.demo("program_running").with_user(self.demo("user_coordinator"))
        periods, table = program._pulse_figures("pulse")
        self.assertTrue(periods)
        self.assertTrue(all(people >= 5 for _group, _label, cells in table for _mean, people in cells))

    @with_story
    def test_managers_are_asked_once_each(self):
        activities = self.env["mail.activity"].search(
            [("res_model", "=", "mentoring.program"), ("res_id", "=", self.program.id)]
        )
        self.assertIn(self.demo("user_manager"), activities.user_id)
        self.assertEqual(len(activities), len(activities.user_id))

    @with_story
    def test_next_meeting_stands_in_the_calendar(self):
        planned = self.pairing("running", "noor").session_ids.filtered(
            lambda session: session.state == "planned"
        )
        event = planned.calendar_event_id
        self.assertEqual(event.privacy, "private")
        self.assertEqual(event.user_id, self.demo("user_mentor"))
        self.assertIn(self.demo("user_mentee_portal").partner_id, event.partner_ids)
        self.assertTrue(event.videocall_location)

    @with_story
    def test_the_story_is_told_once(self):
        runs = self.env["mentoring.run"].search_count([])
        self.program._load_demo_story()
        self.program.with_user(self.demo("user_coordinator"))._load_demo_story()
        self.assertEqual(self.env["mentoring.run"].search_count([]), runs)
