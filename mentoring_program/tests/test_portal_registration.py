from odoo import Command, fields
from odoo.tests import tagged

from .portal_common import PortalCase


@tagged("-at_install", "post_install", "mentoring_portal")
class TestPortalRegistration(PortalCase):
    """Joining a program from the portal, changing answers, pausing and leaving."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open = cls._create_open_program()
        cls.url = f"/my/mentoring/programs/{cls.open.id}"
        kind = cls.env["hr.skill.type"].create(
            {
                "name": "Craft",
                "skill_ids": [
                    Command.create({"name": "Bargaining"}),
                    Command.create({"name": "Bricklaying"}),
                ],
                "skill_level_ids": [
                    Command.create({"name": "Knows", "level_progress": 30}),
                    Command.create({"name": "Masters", "level_progress": 100, "default_level": True}),
                ],
            }
        )
        cls.bargaining = kind.skill_ids.filtered(lambda one: one.name == "Bargaining")
        cls.bricklaying = kind.skill_ids - cls.bargaining
        for login in ("uninvolved", "portal_uninvolved"):
            cls.env["hr.employee.skill"].create(
                {
                    "employee_id": cls.people[login].id,
                    "skill_type_id": kind.id,
                    "skill_id": cls.bricklaying.id,
                    "skill_level_id": kind.skill_level_ids.filtered(lambda one: one.level_progress == 100).id,
                }
            )
        cls.shown = cls._enrol("mentor", "mentor", cls.open, is_listed=True, about="I like hard questions")
        cls.hidden = cls._enrol("portal_mentor", "mentor", cls.open)

    def _answers(self, **values):
        return {
            "roles": ["mentee"],
            "goal": "Lead a project",
            "mentee_skill": ["bargaining", ""],
            "mentee_level": ["3", "2"],
            "topic": self.topics[:1].ids,
            "wish_1": self.shown.id,
            "wish_reason_1": "Knows my field",
            "about": "I ask a lot",
            "privacy": "1",
            "privacy_version": self.open.privacy_version,
            "save": "register",
            **values,
        }

    def _mine(self, login="uninvolved"):
        return self.env["mentoring.participant"].search(
            [("program_id", "=", self.open.id), ("employee_id", "=", self.people[login].id)]
        )

    def test_both_kinds_of_users_register(self):
        for login in ("uninvolved", "portal_uninvolved"):
            with self.subTest(login):
                self._login(login)
                response = self._post(self.url, self._answers())
                self.assertIn("/my/mentoring?done=registered", response.headers["Location"])
                one = self._mine(login)
                self.assertEqual(
                    (one.role, one.state, one.is_self_registered), ("mentee", "registered", True)
                )
                self.assertEqual(
                    one.skill_ids.mapped(lambda line: (line.skill_id, line.level)), [(self.bargaining, 3)]
                )
                self.assertEqual((one.topic_ids, one.goal_ids.name), (self.topics[:1], "Lead a project"))
                self.assertEqual(
                    one.wish_ids.mapped(lambda wish: (wish.other_id, wish.rank, wish.reason)),
                    [(self.shown, 1, "Knows my field")],
                )
                self.assertEqual(one.privacy_version, self.open.privacy_version)
                self.assertTrue(one.date_registered)
                self.assertIn("You are registered", self._text(self._get("/my/mentoring")))

    def test_the_page_tells_what_it_is_and_starts_with_what_hr_knows(self):
        self.open.write({"sponsor_message": "I had a mentor once.", "minimum_score": 12.5})
        self._login("portal_uninvolved")
        page = self._get(self.url)
        text = self._text(page)
        for words in (
            "Spring",
            "I had a mentor once.",
            "Sponsor",
            "Who sees what",
            "You meet every two weeks",
        ):
            self.assertIn(words, text)
        self.assertNotIn("12.5", text)
        self.assertIn("Bricklaying", page.xpath("//input[@name='mentor_skill']/@value"))
        self.assertIn("I like hard questions", text)
        self.assertNotIn("Portal Mentor", text, "a mentor who did not agree is not shown")

    def test_both_roles_at_once(self):
        self._login("uninvolved")
        self._post(
            self.url,
            self._answers(
                roles=["mentor", "mentee"],
                capacity="2",
                is_listed="1",
                mentor_skill=["Bricklaying"],
                mentor_level=["3"],
            ),
        )
        by_role = {one.role: one for one in self._mine()}
        self.assertEqual(set(by_role), {"mentor", "mentee"})
        self.assertEqual((by_role["mentor"].capacity, by_role["mentor"].is_listed), (2, True))
        self.assertEqual(by_role["mentor"].skill_ids.skill_id, self.bricklaying)
        self.assertEqual(by_role["mentee"].skill_ids.skill_id, self.bargaining)
        self._post(self.url, self._answers())
        self.assertEqual(by_role["mentor"].state, "left", "a role that is unticked ends")

    def test_answers_come_back_and_can_be_changed(self):
        self._login("portal_uninvolved")
        self._post(self.url, self._answers())
        page = self._get(self.url)
        values = self._form_values(page, self.url)
        for pair in (
            ("goal", "Lead a project"),
            ("mentee_skill", "Bargaining"),
            ("mentee_level", "3"),
            ("wish_1", str(self.shown.id)),
            ("about", "I ask a lot"),
            ("roles", "mentee"),
        ):
            self.assertIn(pair, values)
        self._post(
            self.url, self._answers(goal="Lead two", mentee_skill="Bricklaying", mentee_level="1", wish_1="")
        )
        one = self._mine("portal_uninvolved")
        self.assertEqual((one.goal_ids.name, one.skill_ids.skill_id), ("Lead two", self.bricklaying))
        self.assertFalse(one.wish_ids)

    def test_skills_of_the_same_name_are_told_apart_by_their_type(self):
        kind = self.env["hr.skill.type"].create(
            {
                "name": "Sport",
                "skill_ids": [Command.create({"name": "Bargaining"})],
                "skill_level_ids": [Command.create({"name": "Plays", "level_progress": 50})],
            }
        )
        self._login("uninvolved")
        skills = self._get(self.url).xpath("//datalist/option/@value")
        self.assertIn("Bargaining (Sport)", skills)
        self.assertIn("Bargaining (Craft)", skills)
        page = self._post(self.url, self._answers(mentee_skill=["bargaining", "", ""]), status=422)
        self.assertRegex(self._error(page, "mentee_skill"), r"Which one do you mean: .*Bargaining \(Sport\)")
        self.assertEqual(len(page.xpath("//input[@name='mentee_skill']")), 3, "two empty rows, not more each time")
        self._post(self.url, self._answers(mentee_skill="bargaining (sport)"))
        self.assertEqual(self._mine().skill_ids.skill_id, kind.skill_ids)

    def test_keep_for_later_and_resume(self):
        self._login("uninvolved")
        self._post(self.url, {"roles": "mentee", "goal": "Half a thou", "save": "later"})
        one = self._mine()
        self.assertEqual((one.state, one.goal_ids.name, one.privacy_version), ("invited", "Half a thou", 0))
        home = self._get("/my/mentoring")
        self.assertEqual(home.xpath("//section[@data-step]/@data-step"), ["register"])
        self.assertIn(("goal", "Half a thou"), self._form_values(self._get(self.url), self.url))
        self._post(self.url, self._answers())
        self.assertEqual((self._mine(), one.state), (one, "registered"))

    def test_what_is_missing_is_said_beside_the_field(self):
        self._login("portal_uninvolved")
        outsider = self.env["mentoring.participant"].search(
            [("program_id", "=", self.foreign_program.id)], limit=1
        )
        for values, field in (
            ({"roles": []}, "roles"),
            ({"roles": ["boss"]}, "roles"),
            ({"goal": " "}, "goal"),
            ({"goal": "x" * 2001}, "goal"),
            ({"goal_department": "abc"}, "goal_department"),
            ({"goal_job": "99999999999"}, "goal_job"),
            ({"mentee_skill": ["Juggling"]}, "mentee_skill"),
            ({"mentee_level": ["9"]}, "mentee_skill"),
            ({"topic": ["x"]}, "topic"),
            ({"language": [str(self.bricklaying.id)]}, "language"),
            ({"wish_1": str(self.hidden.id)}, "wish_1"),
            ({"wish_1": str(self.mentor.id)}, "wish_1"),
            ({"wish_1": str(outsider.id or -1)}, "wish_1"),
            ({"wish_2": str(self.shown.id)}, "wish_2"),
            ({"avoid": "nobody@nowhere.example"}, "avoid"),
            ({"avoid": "%@example.com"}, "avoid"),
            ({"privacy": ""}, "privacy"),
            ({"privacy_version": "99"}, "privacy"),
            ({"roles": ["mentor"], "capacity": "-1"}, "capacity"),
            ({"roles": ["mentor"], "capacity": "abc"}, "capacity"),
            ({"roles": ["mentor"], "capacity": "1000000"}, "capacity"),
        ):
            with self.subTest(field=field, values=str(values)[:50]):
                page = self._post(self.url, self._answers(**values), status=422)
                self.assertTrue(self._error(page, field), f"no sentence beside {field}")
                self.assertEqual(page.xpath("string(//textarea[@name='about'])"), "I ask a lot")
        self.assertFalse(self._mine("portal_uninvolved"))

    def test_avoided_people_stay_apart_whenever_they_join(self):
        self._login("uninvolved")
        avoid = "mentor@example.com, SPONSOR@example.com"
        self._post(self.url, self._answers(avoid=avoid))
        one = self._mine()
        self.assertEqual(one.avoid_ids, self.shown)
        later = self._enrol("sponsor", "mentor", self.open)
        self.assertEqual(one.avoid_ids, self.shown | later)
        self.assertIn("mentor@example.com", self._get(self.url).xpath("string(//textarea[@name='avoid'])"))
        self._login("mentor")
        self.assertNotIn("Uninvolved", self._text(self._get(self.url)))
        self._login("uninvolved")
        self._post(self.url, self._answers(avoid=""))
        self.assertFalse(one.avoid_ids, "taking a name off the list ends the exclusion")

    def test_closed_programs_take_no_answers_but_those_who_wait_may_change_theirs(self):
        self.open.date_registration_end = fields.Date.subtract(fields.Date.today(), days=1)
        self._login("uninvolved")
        self.assertIn("Registration is closed", self._text(self._get(self.url)))
        self._post(self.url, self._answers(), status=422)
        self.assertFalse(self._mine())
        running = f"/my/mentoring/programs/{self.program.id}"
        self._login("waiting")
        self._post(running, self._answers(wish_1=""))
        self.assertEqual(self.waiting.goal_ids.name, "Lead a project")
        self._login("mentee")
        self._post(running, self._answers(wish_1=""), status=422)
        self.assertFalse(self.mentee.is_self_registered)
        self.program.state = "matching"
        self._login("waiting")
        self._post(running, self._answers(wish_1="", goal="Too late"), status=422)

    def test_strangers_and_drafts_are_not_found(self):
        self._login("foreign_coordinator")
        self._get(self.url, status=404)
        self._post(self.url, self._answers(), status=404)
        customer = self.env["res.users"].create(
            {
                "name": "C",
                "login": "customer",
                "password": "customer",
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )
        self._login("customer")
        self._get(self.url, status=404)
        self.assertNotIn("Spring", self._text(self._get("/my/mentoring")), customer.name)
        self._login("uninvolved")
        self.open.state = "draft"
        self._get(self.url, status=404)
        self.open.write({"state": "registration", "is_invitation_only": True})
        self._get(self.url, status=404)
        self._enrol("uninvolved", "mentee", self.open, state="invited")
        self._get(self.url)

    def test_pause_come_back_and_leave(self):
        self._login("portal_uninvolved")
        self._post(self.url, self._answers())
        one = self._mine("portal_uninvolved")
        for move, state in (("pause", "paused"), ("resume", "registered"), ("leave", "left")):
            self._post(f"{self.url}/state", {"move": move, "reason": "Too much on my desk"})
            self.assertEqual(one.state, state)
        event = self.env["mentoring.audit.event"].search([("action", "=", "participant_left")], limit=1)
        self.assertEqual(
            (event.user_id, event.reason), (self.users["portal_uninvolved"], "Too much on my desk")
        )
        self._post(self.url, self._answers())
        self.assertEqual(one.state, "registered", "back while registration is open")
        self._post(f"{self.url}/state", {"move": "promote"}, status=404)

    def test_leaving_ends_the_pair_without_fault(self):
        self._login("portal_mentee")
        self._post(f"/my/mentoring/programs/{self.program.id}/state", {"move": "leave"})
        self.assertEqual((self.portal_pairing.state, self.portal_mentee.state), ("ended", "left"))
        self.assertEqual(self.portal_mentor.active_count, 0)

    def test_capacity_changes_at_any_time_and_ends_nothing(self):
        self._login("mentor")
        url = f"/my/mentoring/programs/{self.program.id}/state"
        self._post(url, {"move": "capacity", "capacity": "0"})
        self.assertEqual((self.mentor.capacity, self.pairing.state), (0, "active"))
        page = self._post(url, {"move": "capacity", "capacity": "many"}, status=422)
        self.assertTrue(self._error(page, "capacity"))

    def test_the_two_pause_resume_and_end(self):
        self._login("portal_mentor")
        url = f"/my/mentoring/pairings/{self.portal_pairing.id}/state"
        for move, state in (("pause", "paused"), ("pause", "paused"), ("resume", "active"), ("end", "ended")):
            self._post(url, {"move": move, "reason": "CNRY-reason"})
            self.assertEqual(self.portal_pairing.state, state)
        self.assertEqual(self.portal_pairing.end_reason, "CNRY-reason")
        self._login("portal_mentee")
        page = self._text(self._get(f"/my/mentoring/pairings/{self.portal_pairing.id}"))
        self.assertIn("Your time together is over", page)
        self.assertNotIn("CNRY-reason", page)

    def test_both_accept_where_the_program_asks(self):
        self.program.participants_accept = True
        self.pairing.write(
            {"state": "approved", "date_mentor_accepted": False, "date_mentee_accepted": False}
        )
        url = f"/my/mentoring/pairings/{self.pairing.id}"
        for login in ("mentee", "mentor"):
            self._login(login)
            self.assertEqual(self._get("/my/mentoring").xpath("//section[@data-step]/@data-step"), ["accept"])
            self.assertEqual(self.pairing.state, "approved")
            self._post(f"{url}/state", {"move": "accept"})
        self.assertEqual(self.pairing.state, "active")
