from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.answers import FormError
from .choosing_common import ChoosingCommon


@tagged("post_install", "-at_install", "mentoring_choosing")
class TestChoosing(ChoosingCommon):
    """A mentee asks from a shortlist, a mentor offers: places are held, answers are kind, approval follows."""

    def _days_held(self, request):
        return round((request.date_expiry - fields.Datetime.now()).total_seconds() / 86_400)

    def _follow_requests(self):
        with self.enter_registry_test_mode():
            self.env.ref("mentoring_program.ir_cron_follow_requests").method_direct_trigger()

    # ------------------------------------------------------------
    # Shortlists
    # ------------------------------------------------------------

    def test_everybody_who_chooses_has_three_to_five_mentors_and_no_mentor_is_on_every_list(self):
        extra = [f"seeker_{number}" for number in range(6)]
        self._hire_all({login: {"groups": False} for login in extra})
        for login in extra:
            self._enrol(login, "mentee", self.choosing)
        self.choosing._fill_shortlists()
        mentees = self.choosing.participant_ids.filtered(lambda one: one.role == "mentee")
        for mentee in mentees:
            self.assertTrue(3 <= len(mentee.suggestion_ids) <= 5, mentee.name)
        for mentor in self.guides:
            shown = self.env["mentoring.suggestion"].search_count([("mentor_id", "=", mentor.id)])
            self.assertLess(shown, len(mentees), mentor.name)

    def test_a_list_is_topped_up_and_never_shuffled(self):
        self.choosing._fill_shortlists()
        before = self.seeker.suggestion_ids.mentor_id
        before[-1]._set_state("paused")
        self.choosing._fill_shortlists()
        after = self.seeker.suggestion_ids.mentor_id
        self.assertEqual(after[: len(before) - 1], before[:-1])
        self.assertNotIn(before[-1], after)
        self.assertGreaterEqual(len(after), 3)

    def test_rules_hold_for_shortlists_as_well(self):
        self.seeker.avoid_ids = self.guides[0]
        self.people["mentee"].parent_id = self.people["guide_2"]
        self.choosing._fill_shortlists()
        self.assertFalse(self.seeker.suggestion_ids.mentor_id & (self.guides[0] | self.guides[1]))

    def test_filling_lists_takes_the_same_queries_for_many_mentees(self):
        def queries():
            self.env["mentoring.suggestion"].search([]).unlink()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.choosing._fill_shortlists()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        queries()
        few = queries()
        extra = [f"seeker_{number}" for number in range(20)]
        self._hire_all({login: {"groups": False} for login in extra})
        for login in extra:
            self._enrol(login, "mentee", self.choosing)
        self.assertLessEqual(
            queries(), few + 6, "rows are inserted a hundred at a time; prices are written once"
        )

    # ------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------

    def test_a_request_holds_one_place_for_seven_days(self):
        mentor = self.guides[0]
        self._suggest(self.seeker, mentor)
        request = self._ask("mentee", mentor)
        self.assertEqual(
            (request.state, request.kind, request.message), ("open", "request", "How did you do it?")
        )
        self.assertEqual(self._days_held(request), 7)
        self.assertEqual((mentor.held_count, mentor.free_places), (1, 0))
        [mail] = self._mails_to("guide_1")
        self.assertIn("Mentee would like you as mentor", mail.subject)
        self.assertNotIn("How did you do it", mail.body_html, "mails carry names, days and a link")
        self.assertIn(f"/my/mentoring/requests/{request.id}", mail.body_html)

    def test_a_held_place_is_nobody_elses(self):
        mentor = self.guides[0]
        for seeker in self.seekers:
            self._suggest(seeker, mentor, self.guides[1])
        self._ask("mentee", mentor)
        with self.assertRaises(FormError):  # not on anybody's page any more
            self._ask("portal_mentee", mentor)
        with self._refused(UserError, by="a proposal by hand"):
            self._as("coordinator", self.env["mentoring.pairing"])._propose_by_hand(mentor, self.third)
        persons = (mentor | self.seeker)._read_persons()
        self.assertEqual((persons["mentor"][0].places, persons["mentee"][0].places), (0, 0))

    def test_a_matching_leaves_those_who_ask_alone_and_keeps_what_the_team_proposed(self):
        self._suggest(self.seeker, *self.guides[:2])
        request = self._ask("mentee", self.guides[0])
        self._as("coordinator", self.env["mentoring.pairing"])._propose_by_hand(self.guides[1], self.seeker)
        self._suggest(self.portal_seeker, self.guides[2])
        self._ask("portal_mentee", self.guides[2])
        self._as("coordinator", self.choosing).action_run_matching()
        proposals = self.choosing.pairing_ids.filtered(lambda one: one.state == "proposed")
        self.assertEqual(proposals.mentee_id, self.seeker | self.third)
        self.assertFalse(proposals.mentor_id & (self.guides[0] | self.guides[2]), "their places are held")
        with self._refused(UserError, by="saying yes to somebody who has a proposal"):
            self._as("guide_1", request)._accept()

    def test_two_requests_are_open_at_most(self):
        self._suggest(self.seeker, *self.guides[:3])
        for mentor in self.guides[:2]:
            self._ask("mentee", mentor)
        with self._refused(UserError, by="a third request"):
            self._ask("mentee", self.guides[2])
        first = self.env["mentoring.request"].search([("mentor_id", "=", self.guides[0].id)])
        self._as("guide_1", first)._pass()
        self._suggest(self.seeker, *self.guides[2:4])
        self.assertEqual(self._ask("mentee", self.guides[2]).slot, first.slot, "the slot is free again")

    def test_the_same_form_twice_is_one_request(self):
        self._suggest(self.seeker, self.guides[0])
        self.assertEqual(self._ask("mentee", self.guides[0], "f"), self._ask("mentee", self.guides[0], "f"))
        self.assertEqual(self.guides[0].held_count, 1)

    def test_only_who_is_on_the_list_can_be_asked_by_the_mentee_in_person(self):
        self._suggest(self.seeker, self.guides[0])
        for mentor in (self.guides[1], self.mentor):
            with self.assertRaises(FormError):
                self._ask("mentee", mentor)
        for login in ("uninvolved", "guide_2", "coordinator"):
            with self._refused(AccessError, login=login):
                self._ask(login, self.guides[0])
        self.choosing.matching_mode = "coordinator"
        with self._refused(AccessError, by="another mode"):
            self._ask("mentee", self.guides[0])

    # ------------------------------------------------------------
    # Answering
    # ------------------------------------------------------------

    def test_yes_makes_a_proposal_that_the_manager_approves(self):
        mentor = self.guides[0]
        self._suggest(self.seeker, mentor, self.guides[1])
        request, other = self._ask("mentee", mentor), self._ask("mentee", self.guides[1])
        self._as("guide_1", request)._accept()
        pairing = request.pairing_id
        self.assertEqual((request.state, pairing.state), ("accepted", "proposed"))
        self.assertEqual(pairing.awaited_role, "mentee_manager")
        self.assertEqual((mentor.held_count, mentor.free_places, self.seeker.held_count), (0, 0, 0))
        self.assertEqual(
            (other.state, self.guides[1].free_places), ("withdrawn", 1), "the other place is free again"
        )
        self.assertIn("has said yes", self._mails_to("mentee").mapped("subject")[0])
        self.assertGreater(sum(pairing.reason_ids.mapped("points")), 0)
        self._as("mentee_manager", pairing).action_approve()
        self.assertEqual((pairing.state, pairing.is_disclosed), ("active", True), "both know already")
        self.assertEqual((mentor.active_count, self.seeker.active_count), (1, 1))

    def test_nothing_starts_without_the_managers_word_and_both_hear_of_a_no(self):
        self._suggest(self.seeker, *self.guides[:4])
        request = self._ask("mentee", self.guides[0])
        self._as("guide_1", request)._accept()
        self._as("mentee_manager", request.pairing_id).action_decline("CNRY-reason")
        for login in ("mentee", "guide_1"):
            mail = self._mails_to(login)[0]
            self.assertIn("News in", mail.subject)
            self.assertNotIn("CNRY", mail.body_html)
        words = self._as("mentee", request)._portal_request()["status"]
        self.assertIn("says nothing about either of you", words)
        self.assertEqual(self.guides[0].free_places, 1)
        self.assertTrue(self.seeker._suggested_mentors())

    def test_a_pass_reaches_the_mentee_neutrally_and_opens_the_next_suggestion(self):
        self._suggest(self.seeker, self.guides[0], self.guides[1])
        request = self._ask("mentee", self.guides[0])
        self._as("guide_1", request)._pass()
        self.assertEqual((request.state, self.guides[0].free_places), ("passed", 1))
        choice = self._as("mentee", self.env["mentoring.request"])._portal_choice(
            self._as("mentee", self.choosing)
        )
        self.assertIn(
            "Guide cannot take on another mentee at the moment. That says nothing about you.", choice["news"]
        )
        names = [card["id"] for card in choice["cards"]]
        self.assertNotIn(self.guides[0].id, names)
        self.assertGreaterEqual(len(names), 3, "the next suggestions are there")
        [mail] = self._mails_to("mentee")
        for word in ("passed", "declined", "rejected", "no place"):
            self.assertNotIn(word, mail.subject + mail.body_html)
        cohort = self.choosing._read_cohort(self.guides[0] | self.seeker)
        self.assertEqual(
            cohort.forbidden["passed"], [(self.seeker.id, self.guides[0].id)], "runs know it too"
        )

    def test_no_answer_in_time_reads_like_a_pass(self):
        self._suggest(self.seeker, self.guides[0], self.guides[1])
        request = self._ask("mentee", self.guides[0])
        self._pass_days(8)
        with self._refused(UserError, by="answering too late"):
            self._as("guide_1", request)._accept()
        self._follow_requests()
        self.assertEqual(
            (request.state, self.guides[0].held_count, self.seeker.held_count), ("expired", 0, 0)
        )
        self.assertEqual(
            self._as("mentee", request)._portal_request()["status"],
            "Guide cannot take on another mentee at the moment. That says nothing about you.",
        )

    def test_whoever_asked_takes_it_back_and_nobody_else_answers(self):
        self._suggest(self.seeker, self.guides[0])
        request = self._ask("mentee", self.guides[0])
        for login, call in (
            ("guide_2", "_accept"),
            ("mentee", "_accept"),
            ("mentee", "_pass"),
            ("guide_1", "_withdraw"),
            ("coordinator", "_accept"),
            ("administrator", "_pass"),
        ):
            with self._refused(AccessError, login=login, call=call):
                getattr(self._as(login, request), call)()
        self._as("mentee", request)._withdraw()
        self.assertEqual((request.state, self.guides[0].free_places), ("withdrawn", 1))
        with self._refused(UserError, by="a second answer"):
            self._as("guide_1", request)._accept()

    def test_whoever_pauses_or_leaves_keeps_nobody_waiting(self):
        self._suggest(self.seeker, *self.guides[:2])
        first, second = (self._ask("mentee", mentor) for mentor in self.guides[:2])
        self._as("guide_1", self.guides[0])._pause()
        self.assertEqual((first.state, second.state, self.guides[0].held_count), ("withdrawn", "open", 0))
        self._as("mentee", self.seeker)._withdraw()
        self.assertEqual((second.state, self.guides[1].held_count), ("withdrawn", 0))

    def test_a_program_that_closes_ends_its_requests(self):
        self._suggest(self.seeker, self.guides[0])
        request = self._ask("mentee", self.guides[0])
        self._as("coordinator", self.choosing).action_close()
        self.assertEqual((request.state, self.guides[0].held_count), ("withdrawn", 0))

    # ------------------------------------------------------------
    # Mentors offer
    # ------------------------------------------------------------

    def _offer(self, login, mentee):
        program = self._as(login, self.choosing)
        request = program.env["mentoring.request"]._offer(program, {"mentee_id": str(mentee.id)})
        return request.with_user(self.env.user).sudo()

    def test_a_mentor_offers_and_the_mentee_says_yes_or_passes(self):
        self.choosing.matching_mode = "mentor_offers"
        self.seeker.about = "CNRY-about"
        self._set_goal(self.seeker, name="CNRY-goal")
        program = self._as("guide_1", self.choosing)
        page = program.env["mentoring.request"]._portal_waiting_mentees(program)
        self.assertEqual({card["id"] for card in page["cards"]}, {one.id for one in self.seekers})
        self.assertNotIn("CNRY", str(page), "cards say nothing private")
        self.assertNotIn("Leading a team", str(page), "nor what somebody would like to talk about")
        request = self._offer("guide_1", self.seeker)
        self.assertEqual((request.kind, self.guides[0].free_places), ("offer", 0))
        with self._refused(UserError, by="offering a place that is held"):
            self._offer("guide_1", self.portal_seeker)
        with self._refused(AccessError, login="guide_1"):
            self._as("guide_1", request)._accept()
        self._as("mentee", request)._pass()
        self.assertEqual(self.guides[0].free_places, 1)
        again = self._offer("guide_1", self.portal_seeker)
        self._as("portal_mentee", again)._accept()
        self.assertEqual(again.pairing_id.state, "proposed")

    def test_what_is_open_between_two_is_not_asked_again_in_another_way(self):
        self.guides[0].capacity = 2
        self._suggest(self.seeker, self.guides[0])
        request = self._ask("mentee", self.guides[0])
        self.choosing.matching_mode = "mentor_offers"
        with self.assertRaisesRegex(UserError, "Something is open between .* already"):
            self._offer("guide_1", self.seeker)
        self._as("guide_1", request)._accept()
        self.assertEqual(request.state, "accepted")

    # ------------------------------------------------------------
    # Free places
    # ------------------------------------------------------------

    def test_a_free_place_goes_to_whom_it_fits_best_then_to_the_next(self):
        self.choosing.matching_mode = "coordinator"
        for mentor in self.guides[1:]:
            mentor.capacity = 0
        only_one = self.topics[:1]
        self.third.topic_ids = only_one
        self.guides[0].topic_ids = self.topics
        self.seeker.date_registered = fields.Datetime.subtract(fields.Datetime.now(), days=2)
        self.portal_seeker.date_registered = fields.Datetime.subtract(fields.Datetime.now(), days=5)
        for seeker in (self.seeker, self.portal_seeker):
            seeker.topic_ids = self.topics
        offers = self.choosing._offer_free_places()
        self.assertEqual(
            offers.mapped(lambda one: (one.kind, one.mentee_id)), [("place", self.portal_seeker)]
        )
        self.assertEqual(self._days_held(offers), 5)
        self.assertFalse(self.choosing._offer_free_places(), "the place is held")
        self._as("portal_mentee", offers)._pass()
        following = self.choosing._offer_free_places()
        self.assertEqual(
            following.mentee_id, self.seeker, "the next one, as well suited, waits for less long"
        )
        self._pass_days(6)
        self._follow_requests()
        self.assertEqual(following.state, "expired")
        mine = [("program_id", "=", self.choosing.id), ("state", "=", "open"), ("kind", "=", "place")]
        last = self.env["mentoring.request"].search(mine)
        self.assertEqual(last.mentee_id, self.third)
        self._as("waiting", last)._accept()
        self.assertEqual(last.pairing_id.state, "proposed")

    def test_who_lost_a_mentor_goes_first(self):
        self.choosing.matching_mode = "coordinator"
        for mentor in self.guides[1:]:
            mentor.capacity = 0
        self.third.write({"topic_ids": self._topics(self.topics[:1]), "is_first_in_line": True})
        self.assertEqual(self.choosing._offer_free_places().mentee_id, self.third)

    def test_places_are_offered_in_running_programs_that_want_it(self):
        self.choosing.offers_free_places = False
        self.assertFalse(self.choosing._offer_free_places())
        self.choosing.write({"offers_free_places": True, "state": "registration"})
        self.assertFalse(self.choosing._offer_free_places())

    def test_an_ending_pair_wakes_the_job_that_looks_for_free_places(self):
        cron = self.env.ref("mentoring_program.ir_cron_follow_requests")
        self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]).unlink()
        self._as("coordinator", self.pairing).action_end()
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]))

    def test_who_joins_a_running_program_waits_in_line_and_is_offered_a_place(self):
        self.choosing.write({"matching_mode": "coordinator"})
        (self.seeker | self.portal_seeker | self.third)._set_state("paused")
        program = self._as("portal_uninvolved", self.choosing)
        self.assertFalse(program._is_open_for_registration())
        self.choosing.joins_while_running = True
        self.assertIn(program, program._open_to_me())
        newcomer = program.env["mentoring.participant"]._register_myself(
            program,
            {
                "roles": ["mentee"],
                "goal": "Find my feet",
                "topic": [str(self.topics[0].id)],
                "privacy": "1",
                "privacy_version": str(self.choosing.privacy_version),
            },
        )
        self._follow_requests()
        offer = self.env["mentoring.request"].search([("mentee_id", "=", newcomer.id)])
        self.assertEqual((offer.kind, offer.state), ("place", "open"))
        self._as("portal_uninvolved", offer)._accept()
        self.assertEqual(offer.pairing_id.state, "proposed")

    def test_the_team_counts_what_waits_for_an_answer(self):
        self._suggest(self.seeker, self.guides[0])
        self._ask("mentee", self.guides[0])
        program = self._as("coordinator", self.choosing)
        self.assertEqual(program.request_count, 1)
        action = program.action_view_requests()
        found = program.env["mentoring.request"].search(action["domain"])
        self.assertEqual(found.mentee_id, self.seeker)
        with self._refused(AccessError, field="message"):
            found.read(["message"])
