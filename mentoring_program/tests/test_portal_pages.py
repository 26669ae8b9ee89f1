from odoo import Command, fields
from odoo.tests import Form, tagged

from .portal_common import PortalCase


@tagged("-at_install", "post_install", "mentoring_portal")
class TestPortalPages(PortalCase):
    """What the pages say: the next step, the partner, goals, feedback, decisions."""

    def _step(self):
        return self._get("/my/mentoring").xpath("string(//section[@data-step]/@data-step)")

    def _mails(self):
        return self.env["mail.mail"].sudo().search([])

    # ------------------------------------------------------------
    # Home
    # ------------------------------------------------------------

    def test_the_card_on_the_portal_home_is_always_there(self):
        for login in ("mentee", "portal_uninvolved"):
            self._login(login)
            cards = self._get("/my").xpath("//a[@href='/my/mentoring']")
            self.assertEqual(len(cards), 1)
            self.assertNotIn("d-none", cards[0].getparent().get("class"))
        self._login("mentor")
        counters = self.make_jsonrpc_request(
            "/my/counters", {"counters": ["mentoring_count", "mentoring_decision_count"]}
        )
        self.assertEqual(counters, {"mentoring_count": 1, "mentoring_decision_count": 0})

    def test_the_next_step_follows_the_state(self):
        self._login("mentee")
        self.meeting.feedback_ids.unlink()
        self.assertEqual(self._step(), "feedback")
        self._give_feedback(self.meeting, self.mentee)
        self.assertEqual(self._step(), "book")
        planned = self._log_session(self.pairing, days_ago=-3, state="planned")
        self.assertEqual(self._step(), "prepare")
        planned.date = fields.Datetime.subtract(fields.Datetime.now(), hours=2)
        page = self._get("/my/mentoring")
        self.assertEqual(page.xpath("string(//section[@data-step]/@data-step)"), "log")
        self.assertTrue(page.xpath(f"//form[@action='/my/mentoring/sessions/{planned.id}/missed']"))
        self.assertEqual(len(page.xpath("//*[contains(@class, 'btn-primary')]")), 1, "one strong button")
        planned.unlink()
        self.meeting.unlink()
        self.assertEqual(self._step(), "book_first")
        self.pairing.state = "approved"
        self.assertEqual(self._step(), "start")

    def test_who_waits_reads_where_they_stand(self):
        self._login("waiting")
        self.assertEqual(self._step(), "wait")
        self.assertIn("You are in", self._text(self._get("/my/mentoring")))
        self.proposal.unlink()
        self.waiting._put_in_line()
        self.assertIn("first in line", self._text(self._get("/my/mentoring")))

    def test_without_a_program_the_page_says_which_one_opens(self):
        self._login("portal_uninvolved")
        self.env["mentoring.program"].search([("state", "=", "registration")]).state = "closed"
        text = self._text(self._get("/my/mentoring"))
        self.assertIn("No program is open for registration at the moment", text)
        program = self._create_program(
            name="Autumn",
            state="registration",
            date_registration_end=fields.Date.add(fields.Date.today(), days=9),
        )
        self.assertEqual(self._step(), "join")
        self.assertIn(program.name, self._text(self._get("/my/mentoring")))

    def test_a_mentor_has_one_card_per_mentee_and_one_step(self):
        self.proposal.unlink()
        second = self._pair(self.mentor, self.waiting)
        self._login("mentor")
        page = self._get("/my/mentoring")
        for pairing in (self.pairing, second):
            self.assertTrue(page.xpath(f"//a[@href='/my/mentoring/pairings/{pairing.id}']"))
        self.assertEqual(len(page.xpath("//section[@data-step]")), 1)

    def test_queries_do_not_grow_with_the_meetings(self):
        self._login("mentee")

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            self.url_open("/my/mentoring")
            before = self.cr.sql_log_count
            self.assertEqual(self.url_open("/my/mentoring").status_code, 200)
            return self.cr.sql_log_count - before

        for number in range(9):
            self._log_session(self.pairing, days_ago=10 + number)
        few = queries()
        self.env["mentoring.session"].create(
            [
                {
                    "pairing_id": self.pairing.id,
                    "date": fields.Datetime.subtract(fields.Datetime.now(), days=30 + number),
                    "state": "done",
                }
                for number in range(990)
            ]
        )
        many = queries()
        self.assertEqual(self.pairing.session_count, 1000)
        self.assertEqual(few, many)

    # ------------------------------------------------------------
    # The pair's page
    # ------------------------------------------------------------

    def test_the_partner_card_and_the_first_agenda(self):
        self.people["mentor"].write(
            {"job_title": "Head of Sales", "work_phone": "+32 2 000", "work_email": "ana@example.com"}
        )
        agenda = self.env["mentoring.agenda"].create(
            {"name": "First", "meeting_number": 1, "body": "How did you move into %(role)s?\nWhich skills?"}
        )
        self.program.agenda_ids = agenda
        self._sessions().unlink()
        self._login("mentee")
        page = self._get(f"/my/mentoring/pairings/{self.pairing.id}")
        text = self._text(page)
        self.assertIn("How did you move into Head of Sales?", text)
        self.assertTrue(page.xpath("//a[@href='mailto:ana@example.com']"))
        self.assertTrue(page.xpath("//a[@href='tel:+32 2 000']"))
        self.assertIn("You both chose Leading a team, Giving feedback", text)

    def test_the_page_has_one_strong_button_whatever_waits(self):
        url = f"/my/mentoring/pairings/{self.pairing.id}"
        self._login("mentee")

        def strong():
            page = self._get(url)
            return [
                " ".join(one.text_content().split())
                for one in page.xpath("//*[contains(@class, 'btn-primary')]")
            ]

        self.assertEqual(strong(), ["Choose a time"])
        self.pairing.agreement_ids.unlink()
        self.assertEqual(strong(), ["I agree"])
        planned = self._log_session(self.pairing, days_ago=1, state="planned")
        self.assertEqual(strong(), ["I agree"])
        self._agree(self.pairing)
        self.assertEqual(strong(), ["Yes, log it"])
        planned.date = fields.Datetime.add(fields.Datetime.now(), days=2)
        self.assertEqual(strong(), [])
        self.pairing.agreement_ids.unlink()
        self.program.participants_accept = True
        self.pairing.state = "approved"
        self.assertEqual(strong(), ["Yes, let us start"])

    def test_who_has_booked_is_not_told_to_book(self):
        url = f"/my/mentoring/pairings/{self.pairing.id}"
        self._sessions().unlink()
        self._login("mentee")
        self.pairing.health = "at_risk"
        self.assertIn("You and Mentor have not met yet", self._text(self._get(url)))
        self._log_session(self.pairing, days_ago=-3, state="planned")
        self.pairing.health = "at_risk"
        for page in (url, "/my/mentoring"):
            self.assertFalse(self._get(page).xpath("//*[contains(@class, 'o_mentoring_nudge')]"), page)
        self._log_session(self.pairing, days_ago=40)
        self.pairing.health = "at_risk"
        self.assertIn("Good that the next meeting is booked", self._text(self._get(url)))

    def test_reasons_are_told_from_the_persons_side(self):
        skill = self.env["hr.skill"].search([], limit=1)
        topics = self.topics
        facts = {
            "skills": [[skill.id, 3, 3]],
            "seniority_gap": [1, 4],
            "tenure_gap": [0, 3],
            "department": [1, 2],
            "location": [1, 1],
            "language": [skill.id],
            "timezone": [360],
            "mentee_wish": [2],
            "mentor_wish": [1],
            "transition": [["department", 1]],
            "survey": [7],
            "topics": topics.ids,
        }
        self.pairing.reason_ids.unlink()
        for kind, evidence in facts.items():
            self.env["mentoring.pairing.reason"].create(
                {
                    "pairing_id": self.pairing.id,
                    "kind": kind,
                    "points": 5,
                    "possible": 8,
                    "evidence": evidence,
                }
            )
        told = {login: self._as(login, self.pairing)._portal_reasons() for login in ("mentee", "mentor")}
        self.assertIn(f"Mentor can teach you {skill.display_name}", told["mentee"])
        self.assertIn(f"Mentee would like to learn {skill.display_name} from you", told["mentor"])
        self.assertIn("You asked for Mentor", told["mentee"])
        self.assertIn("You asked for Mentee", told["mentor"])
        self.assertNotIn("You asked for Mentee", told["mentee"])
        for sentences in told.values():
            self.assertFalse([one for one in sentences if "wish" in one or "number" in one])
            self.assertIn("More of your answers fit together", sentences)

    def test_goals_are_added_changed_and_ticked(self):
        self._login("mentee")
        url = f"/my/mentoring/pairings/{self.pairing.id}/goals"
        due = fields.Date.add(fields.Date.today(), months=3)
        values = {
            "name": "Speak up",
            "new_step": "Ask one question",
            "date_due": due.isoformat(),
            "submission_key": "g",
        }
        self._post(url, values)
        self._post(url, values)
        goal = self.env["mentoring.goal"].search([("name", "=", "Speak up")])
        self.assertEqual((len(goal), goal.participant_id, goal.pairing_id), (1, self.mentee, self.pairing))
        self.assertEqual((goal.date_due, goal.step_ids.name), (due, "Ask one question"))
        self._login("mentor")
        self._post(
            url,
            {"goal_id": goal.id, "step": goal.step_ids.id, "steps_shown": goal.step_ids.id, "progress": "60"},
        )
        self.assertEqual((goal.step_ids.is_done, goal.progress, goal.name), (True, 60, "Speak up"))
        self._post(url, {"goal_id": goal.id, "steps_shown": goal.step_ids.id, "state": "reached"})
        self.assertEqual((goal.step_ids.is_done, goal.state, goal.progress), (False, "reached", 100))
        for values, field in (
            ({"name": ""}, "name"),
            ({"goal_id": goal.id, "progress": "101"}, "progress"),
            ({"goal_id": goal.id, "date_due": "2001-01-01"}, "date_due"),
            ({"name": "x", "new_step": "y" * 201}, "new_step"),
        ):
            self.assertTrue(self._error(self._post(url, values, status=422), field), values)

    # ------------------------------------------------------------
    # Feedback
    # ------------------------------------------------------------

    def test_feedback_is_given_once_and_shared_only_if_said(self):
        self.meeting.feedback_ids.unlink()
        url = f"/my/mentoring/sessions/{self.meeting.id}"
        self._login("mentee")
        self.assertTrue(self._error(self._post(f"{url}/feedback", {"comment": "CNRY"}, status=422), "rating"))
        values = {"rating": "5", "comment": "CNRY", "fit": "poor", "submission_key": "f"}
        for _again in range(2):
            self.assertIn("done=poor", self._post(f"{url}/feedback", values).headers["Location"])
        feedback = self.meeting.feedback_ids
        self.assertEqual((feedback.rating, feedback.fit, feedback.is_shared), (5, "poor", False))
        self._post(f"{url}/feedback", {"rating": "1", "submission_key": "other"}, status=422)
        self.assertEqual(feedback.rating, 5)
        self.assertIn("Only the program team sees this", self._text(self._get(f"{url}?done=poor")))
        self._login("mentor")
        self.assertNotIn("CNRY", self._text(self._get(url)))

    def test_the_wizard_stores_by_the_same_method(self):
        self.meeting.feedback_ids.unlink()
        wizard = Form(self.env["mentoring.feedback.wizard"].with_user(self.users["mentee"]))
        self.assertEqual(wizard.session_id, self.meeting)
        named = wizard.session_id.with_context(mentoring_own_meetings=True)
        self.assertIn("with Mentor", named.display_name)
        wizard.rating = "4"
        wizard.comment = "Good talk"
        record = wizard.save()
        record.action_send()
        feedback = self.meeting.feedback_ids
        self.assertEqual(
            (feedback.author_id, feedback.rating, feedback.comment), (self.mentee, 4, "Good talk")
        )
        stranger = self.env["mentoring.feedback.wizard"].with_user(self.users["uninvolved"])
        foreign = stranger.create({"session_id": self.portal_meeting.id, "rating": "1"})
        self.assertFalse(foreign.asks_fit)
        self.assertNotIn("Mentor", foreign.session_id.with_context(mentoring_own_meetings=True).display_name)
        with self.assertRaisesRegex(Exception, "Only the two people|not allowed|access"):
            foreign.action_send()

    # ------------------------------------------------------------
    # Decisions
    # ------------------------------------------------------------

    def test_a_manager_with_a_portal_login_decides(self):
        self._become_portal("mentee_manager")
        self.proposal.score = 87.65
        wish = self.env["mentoring.pairing.reason"].create(
            {
                "pairing_id": self.proposal.id,
                "kind": "mentee_wish",
                "points": 9,
                "possible": 9,
                "evidence": [1],
            }
        )
        goal = self._set_goal(self.waiting, name="CNRY-goal")
        self._login("mentee_manager")
        home = self._get("/my/mentoring")
        self.assertTrue(home.xpath("//a[@href='/my/mentoring/approvals']"))
        page = self._get("/my/mentoring/approvals")
        text = self._text(page)
        self.assertEqual(page.xpath("//article/@data-pairing"), [str(self.proposal.id)])
        for words in ("Waiting", "as mentee", "Mentor", "Further points from their registration"):
            self.assertIn(words, text)
        for secret in ("87.6", wish.sentence, goal.name, "Leading a team"):
            self.assertNotIn(secret, text)
        decide = {"pairing_id": self.proposal.id, "decision": "approve"}
        self._post("/my/mentoring/approvals/decide", decide)
        self.assertIn(self.proposal.state, ("approved", "active"))
        self.assertEqual(self.proposal.decision_ids.user_id, self.users["mentee_manager"])
        self._post("/my/mentoring/approvals/decide", decide, status=422)
        self.assertIn("Nothing to decide", self._text(self._get("/my/mentoring/approvals")))

    def test_declining_takes_a_reason_that_the_two_do_not_read(self):
        self._login("mentee_manager")
        self._post(
            "/my/mentoring/approvals/decide",
            {"pairing_id": self.proposal.id, "decision": "decline"},
            status=422,
        )
        self.assertEqual(self.proposal.state, "proposed")
        self._post(
            "/my/mentoring/approvals/decide",
            {
                "pairing_id": self.proposal.id,
                "decision": "decline",
                "reason_kind": "workload",
                "reason_text": "CNRY",
            },
        )
        self.assertEqual(
            (self.proposal.state, self.proposal.decline_reason), ("declined", "Workload now: CNRY")
        )

    def test_several_are_approved_at_once_and_foreign_ones_not_at_all(self):
        self.mentor.capacity = 5
        other = self._enrol("uninvolved", "mentee")
        self.people["uninvolved"].parent_id = self.people["mentee_manager"]
        second = self._pair(self.mentor, other, state="proposed", announced=False)
        stranger = self._enrol("sponsor", "mentee")
        foreign = self._pair(self.mentor, stranger, state="proposed", announced=False)
        self._login("mentee_manager")
        url = "/my/mentoring/approvals/decide"
        ids = [self.proposal.id, second.id]
        self._post(url, {"pairing_id": [*ids, foreign.id], "decision": "approve"}, status=422)
        self.assertEqual((self.proposal | second | foreign).mapped("state"), ["proposed"] * 3)
        self._post(url, {"pairing_id": ids, "decision": "approve"})
        self.assertFalse((self.proposal | second).filtered(lambda one: one.state == "proposed"))
        self.assertEqual(foreign.state, "proposed")

    def test_nobody_else_sees_decisions(self):
        for login in ("waiting", "mentor", "uninvolved", "mentor_manager", "portal_mentor"):
            self._login(login)
            self.assertFalse(self._get("/my/mentoring/approvals").xpath("//article[@data-pairing]"), login)
            self._post(
                "/my/mentoring/approvals/decide",
                {"pairing_id": self.proposal.id, "decision": "approve"},
                status=422,
            )
        self.assertEqual(self.proposal.state, "proposed")

    def test_a_pair_that_lost_its_mentor_reads_kindly(self):
        self.users["mentee"].group_ids = [Command.set(self.env.ref("base.group_portal").ids)]
        self.pairing.state = "ended"
        self._login("mentee")
        home = self._text(self._get("/my/mentoring"))
        self.assertIn("Earlier", home)
        page = self._get(f"/my/mentoring/pairings/{self.pairing.id}")
        self.assertFalse(page.xpath("//form[contains(@action, '/plan') or contains(@action, '/goals')]"))
