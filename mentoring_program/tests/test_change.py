from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import html2plaintext, mute_logger

from .common import DENIALS
from .portal_common import PortalCase


@tagged("-at_install", "post_install", "mentoring_portal", "mentoring_cycle")
class TestChange(PortalCase):
    """When two do not fit: the team alone hears who said so, and both hear the same sentence."""

    def setUp(self):
        super().setUp()
        self.url = f"/my/mentoring/pairings/{self.portal_pairing.id}"
        self.portal_meeting.feedback_ids.unlink()

    def _requests(self):
        return self.env["mentoring.change.request"].search([("pairing_id", "=", self.portal_pairing.id)])

    def _say_poor(self, **values):
        return self._post(
            f"/my/mentoring/sessions/{self.portal_meeting.id}/feedback",
            {"rating": "2", "fit": "poor", "comment": "CNRY-comment", "submission_key": "poor", **values},
        )

    def _mails(self, login):
        return self.env["mail.mail"].search([("recipient_ids", "in", self.users[login].partner_id.ids)])

    def _body(self, login):
        mail = self._mails(login)
        self.assertEqual(len(mail), 1, login)
        return " ".join(html2plaintext(mail.body_html).replace("*", "").split())

    def test_a_poor_fit_offers_three_ways_at_once(self):
        self._login("portal_mentee")

        response = self._say_poor()

        self.assertTrue(response.headers["Location"].endswith(f"{self.url}/change?done=poor"))
        page = self._get(f"{self.url}/change?done=poor")
        text = self._text(page)
        self.assertIn("Thank you for telling us. Only the program team sees this.", text)
        self.assertIn("Shall we look for someone else, or would you rather talk it over first?", text)
        self.assertEqual(page.xpath("//button[@name='choice']/@value"), ["talk", "rematch", "stay"])
        self.assertTrue(page.xpath("//button[@name='move'][@value='end']"))
        self.assertEqual(page.xpath("//*[contains(@class, 'btn-primary')]/@value"), ["talk"])
        self.assertEqual(self._get("/my/mentoring").xpath("string(//section/@data-step)"), "fit")

    def test_correcting_the_log_does_not_ask_again_for_what_is_settled(self):
        self._login("portal_mentee")
        self.portal_meeting.unlink()
        log = {"when": "today", "minutes": "45", "fit": "poor", "rating": "2"}
        self._post(f"{self.url}/sessions", {**log, "submission_key": "first"})
        self.assertEqual(self._requests().state, "open")
        self._post(f"{self.url}/change", {"choice": "stay"})
        self.assertEqual(self._requests().state, "closed")

        self._post(f"{self.url}/sessions", {**log, "minutes": "60", "submission_key": "corrected"})

        self.assertEqual(self.portal_pairing.session_ids.duration_minutes, 60)
        self.assertEqual(self._requests().state, "closed")

    def test_every_choice_reaches_the_team_and_can_be_taken_back(self):
        self._login("portal_mentee")
        self._say_poor()
        self.assertEqual(self._requests().mapped("wish"), ["fit"])
        for choice in ("talk", "rematch", "extend", "talk"):
            self._post(f"{self.url}/change", {"choice": choice})
            self.assertEqual(self._requests().mapped("wish"), [choice])
        self._post(f"{self.url}/change", {"choice": "stay"})
        self.assertEqual(self._requests().state, "closed")
        page = self._post(f"{self.url}/change", {"choice": "marry"}, status=422)
        self.assertIn("Choose one of the answers", self._error(page, "choice"))

    def test_the_partner_finds_no_trace_of_it(self):
        self._login("portal_mentee")
        self._say_poor()
        self._post(f"{self.url}/change", {"choice": "rematch", "not_again": "1"})

        self._login("portal_mentor")

        for url in (
            "/my/mentoring",
            self.url,
            f"{self.url}/change",
            f"/my/mentoring/sessions/{self.portal_meeting.id}",
        ):
            page = self._get(url)
            text = self._text(page)
            self.assertNotIn("CNRY", text)
            self.assertNotIn("You asked", text)
            self.assertNotEqual(page.xpath("string(//section/@data-step)"), "fit")
        self.assertFalse(self._mails("portal_mentor"))
        for login in ("portal_mentor", "portal_mentee", "mentee_manager", "hr_officer", "system"):
            self.assertFalse(
                self.env["mentoring.change.request"].with_user(self.users[login]).has_access("read"), login
            )

    def test_a_coordinator_in_the_pair_is_its_partner_first(self):
        self.program.coordinator_ids = [Command.link(self.users["mentor"].id)]
        self.users["mentor"].group_ids += self.env.ref("mentoring_program.group_mentoring_coordinator")
        self.meeting.feedback_ids.unlink()
        self._login("mentee")
        self._post(
            f"/my/mentoring/sessions/{self.meeting.id}/feedback",
            {"rating": "1", "fit": "poor", "submission_key": "poor"},
        )
        mine = {"user": self.users["mentor"]}
        for model in ("mentoring.change.request", "mentoring.feedback"):
            about = [("pairing_id", "=", self.pairing.id)]
            self.assertFalse(self.env[model].with_user(mine["user"]).search(about), model)
            self.assertTrue(self.env[model].with_user(self.users["coordinator"]).search(about), model)

    def test_a_coordinator_in_the_pair_does_not_read_why_it_ended(self):
        self.program.coordinator_ids = [Command.link(self.users["mentor"].id)]
        self.users["mentor"].group_ids += self.env.ref("mentoring_program.group_mentoring_coordinator")
        self._login("mentee")
        self._post(f"/my/mentoring/pairings/{self.pairing.id}/state", {"move": "end", "reason": "CNRY-why"})
        read = {}
        for login in ("mentor", "coordinator"):
            pairing = self._as(login, self.pairing)
            read[login] = (
                pairing.read(["end_reason"])[0]["end_reason"],
                pairing.web_read({"end_reason": {}})[0]["end_reason"],
            )
        self.assertEqual(read, {"mentor": (False, False), "coordinator": ("CNRY-why", "CNRY-why")})

    def test_a_coordinator_in_the_pair_does_not_find_out_by_searching_why_it_ended(self):
        self.program.coordinator_ids = [Command.link(self.users["mentor"].id)]
        team = self.env.ref("mentoring_program.group_mentoring_manager")
        self.users["mentor"].group_ids += team | self.env.ref("base.group_allow_export")
        self.pairing._move("end", "CNRY-why")
        self.portal_pairing._move("end", "CNRY-why")
        both = self.pairing | self.portal_pairing
        why, pairings = [("end_reason", "like", "CNRY")], self.env["mentoring.pairing"]
        for login, found in (("mentor", self.portal_pairing), ("coordinator", self.pairing | self.portal_pairing)):
            with self.subTest(login=login):
                mine = pairings.with_user(self.users[login])
                self.assertEqual(mine.search(why), found)
                self.assertEqual(mine.search_count(why), len(found))
                self.assertEqual(mine.search(["!", ("end_reason", "=", False)]) & self.pairing, found & self.pairing)
                sessions = self.env["mentoring.session"].with_user(self.users[login])
                self.assertEqual(sessions.search([("pairing_id.end_reason", "like", "CNRY")]).pairing_id, found)
                [(count,)] = mine._read_group(why, [], ["__count"])
                self.assertEqual(count, len(found))
                told = mine._read_group([("state", "=", "ended")], ["end_reason"], ["id:recordset"])
                grouped = pairings.union(*(group for _why, group in told)).with_env(self.env)
                self.assertEqual(grouped & both, found)
        self.assertEqual(len(both.with_user(self.users["coordinator"]).search([], order="end_reason") & both), 2)
        self.assertNotIn(self.pairing.id, pairings.with_user(self.users["mentor"]).search([], order="end_reason").ids)
        with mute_logger(*DENIALS), self.assertRaises(AccessError):
            both.with_user(self.users["mentor"]).export_data(["id", "end_reason"])
        with mute_logger(*DENIALS), self.assertRaises(AccessError):
            self.env["mentoring.session"].with_user(self.users["mentor"])._read_group([], ["pairing_id.end_reason"])

    def test_ending_tells_both_the_same_whoever_began(self):
        bodies = {}
        for login in ("portal_mentee", "portal_mentor"):
            with self.subTest(ends=login):
                self._login(login)
                self.portal_pairing.state = "active"
                (self.portal_mentor | self.portal_mentee).active_count = 1
                self._mails("portal_mentee").unlink()
                self._mails("portal_mentor").unlink()
                response = self._post(
                    f"{self.url}/state", {"move": "end", "reason": "CNRY-why", "not_again": "1"}
                )
                self.assertIn("done=end", response.headers["Location"])
                self.assertEqual(self.portal_pairing.state, "ended")
                bodies[login] = (self._body("portal_mentee"), self._body("portal_mentor"))
        self.assertEqual(*bodies.values(), "what they hear does not depend on who began")
        mentee, mentor = bodies["portal_mentee"]
        self.assertEqual(
            mentee.replace("Portal Mentee", "X").replace("Portal Mentor", "X"),
            mentor.replace("Portal Mentee", "X").replace("Portal Mentor", "X"),
        )
        self.assertNotIn("CNRY", mentee + mentor)
        self.assertIn("That says nothing about either of you", mentee)

    def test_not_again_holds_in_the_next_matching_and_the_administrators_alone_read_it(self):
        self._login("portal_mentee")
        self._post(f"{self.url}/state", {"move": "end", "not_again": "1"})
        pair = (self.portal_mentee.id, self.portal_mentor.id)
        people = self.portal_mentee | self.portal_mentor

        self.assertIn(pair, people._read_forbidden(self.program, [], set())["avoided"])
        next_year = self._create_program(name="Next year")
        again = self._enrol("portal_mentor", "mentor", next_year)
        self.assertEqual(self.portal_mentee.avoid_employee_ids, again.employee_id)
        self.assertEqual(self._as("administrator", self.portal_mentee).avoid_ids, self.portal_mentor)
        self.assertTrue(self._as("coordinator", self.portal_mentee).has_avoid)
        self.assertNotIn("avoid_ids", self._as("coordinator", self.portal_mentee).fields_get())

    def test_going_on_longer_is_asked_by_one_and_given_by_the_team(self):
        end = self.portal_pairing.date_end
        self._login("portal_mentor")
        self._post(f"{self.url}/change", {"choice": "extend"})
        with self._refused():
            self._as("portal_mentor", self.portal_pairing).action_extend()

        self._as("coordinator", self.portal_pairing).action_extend()

        self.assertGreater(self.portal_pairing.date_end, end)
        self.assertEqual(self._requests().state, "closed")

    def test_an_end_by_the_team_blames_neither(self):
        self._as("coordinator", self.portal_pairing).action_end()
        for login in ("portal_mentee", "portal_mentor"):
            self.assertIn("has come to its end. That says nothing about either of you", self._body(login))

    def test_others_neither_see_nor_change_it(self):
        for login in ("mentee", "portal_uninvolved", "mentee_manager"):
            self._login(login)
            self._get(f"{self.url}/change", status=404)
            self._post(f"{self.url}/change", {"choice": "end"}, status=404)
        self.assertEqual(self.portal_pairing.state, "active")

    def test_a_pair_that_is_over_asks_nothing_more(self):
        self._login("portal_mentee")
        self._say_poor()
        self._as("coordinator", self.portal_pairing).action_complete()
        self.assertEqual(self._requests().state, "closed")
        response = self._get(f"{self.url}/change", status=303)
        self.assertTrue(response.headers["Location"].endswith(self.url))
        page = self._post(f"{self.url}/change", {"choice": "rematch"}, status=422)
        self.assertIn("has come to its end", self._text(page))
