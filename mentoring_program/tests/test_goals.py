from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.answers import FormError
from .common import MentoringCommon


@tagged("post_install", "-at_install", "mentoring_meetings")
class TestGoals(MentoringCommon):
    """SMART goals with topics and skills, and what a reached one leaves in the employee's record."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kind = cls.env["hr.skill.type"].create(
            {
                "name": "Craft",
                "skill_ids": [Command.create({"name": "Hat making"}), Command.create({"name": "Juggling"})],
                "skill_level_ids": [
                    Command.create({"name": "Knows", "level_progress": 50}),
                    Command.create({"name": "Teaches", "level_progress": 100}),
                ],
            }
        )
        cls.hats, cls.juggling = cls.kind.skill_ids.sorted("name")
        cls.knows, cls.teaches = cls.kind.skill_level_ids.sorted("level_progress")
        cls.env["mentoring.participant.skill"].create(
            {"participant_id": cls.mentee.id, "skill_id": cls.hats.id, "level": 2}
        )

    def _save(self, login="mentee", **values):
        goals = self.env["mentoring.goal"].with_user(self.users[login])
        return goals._save_goal(self._as(login, self.pairing), values).sudo()

    def _add(self, login="mentee", goal=None, skill=None, level=None):
        values = {
            "goal_id": str((goal or self.goal).id),
            "skill_id": str((skill or self.hats).id),
            "level_id": str((level or self.knows).id),
        }
        self.env["mentoring.goal"].with_user(self.users[login])._add_skill(
            self._as(login, self.pairing), values
        )

    def _record(self):
        return self.people["mentee"].current_employee_skill_ids.filtered(
            lambda line: line.skill_id == self.hats
        )

    def test_a_goal_is_measured_and_linked_by_both(self):
        goal = self._save(
            name="Make ten hats",
            measure="Ten hats on the shelf",
            links_shown="1",
            goal_topic=[str(self.topics[0].id)],
            goal_skill=[str(self.hats.id)],
        )
        self.assertEqual(
            (goal.measure, goal.topic_ids, goal.skill_ids),
            ("Ten hats on the shelf", self.topics[:1], self.hats),
        )
        self._save("mentor", goal_id=str(goal.id), progress="30")
        self.assertEqual((goal.progress, goal.skill_ids), (30, self.hats), "what a form leaves out stays")
        self._save("mentor", goal_id=str(goal.id), links_shown="1", measure="")
        self.assertEqual((goal.measure, goal.topic_ids, goal.skill_ids.ids), (False, self.topics[:0], []))

    def test_a_skill_that_neither_named_cannot_be_linked(self):
        for values in ({"goal_skill": [str(self.juggling.id)]}, {"goal_topic": ["999999"]}):
            with self.assertRaises(FormError):
                self._save(goal_id=str(self.goal.id), links_shown="1", **values)

    def test_the_mentee_adds_the_skill_of_a_reached_goal_once(self):
        self.goal.write({"state": "reached", "skill_ids": [Command.set(self.hats.ids)]})
        offers = self._as("mentee", self.pairing)._portal_goals()[0]["offers"]
        self.assertEqual([offer["name"] for offer in offers], ["Hat making"])
        self.assertFalse(self._as("mentor", self.pairing)._portal_goals()[0]["offers"])
        for _again in range(2):
            self._add()
        self.assertEqual(self._record().skill_level_id, self.knows)
        self.assertEqual(self._record().skill_type_id, self.kind)
        self.assertFalse(self._as("mentee", self.pairing)._portal_goals()[0]["offers"])

    def test_nothing_is_added_that_was_not_asked_for(self):
        self.goal.skill_ids = self.hats
        other_level = self.env["hr.skill.level"].search([("skill_type_id", "!=", self.kind.id)], limit=1)
        with self.assertRaises(UserError):
            self._add()
        self.goal.state = "reached"
        with self._refused(AccessError):
            self._add("mentor")
        for login in ("coordinator", "hr_officer", "portal_mentee", "system", "mentee_manager"):
            with self._refused(AccessError, login=login):
                self._add(login)
        with self.assertRaises(FormError):
            self._add(skill=self.juggling)
        with self.assertRaises(FormError):
            self._add(level=other_level)
        with self.assertRaises(FormError):
            self._add(goal=self.portal_goal)
        self.assertFalse(self._record())


@tagged("post_install", "-at_install", "mentoring_meetings")
class TestItems(MentoringCommon):
    """What the two agreed to do, with an owner and a day; theirs alone."""

    def _write(self, login="mentee", **values):
        items = self.env["mentoring.action.item"].with_user(self.users[login])
        return items._write_item(self._as(login, self.pairing), {"item_name": "Ask for a project", **values}).sudo()

    def _items(self, login):
        return self._as(login, self.pairing)._portal_items()

    def test_either_notes_and_either_ticks(self):
        due = fields.Date.add(fields.Date.today(), days=5)
        item = self._write(item_owner="partner", item_due=due.isoformat(), submission_key="i")
        self.assertEqual(self._write(item_owner="partner", submission_key="i"), item, "the same form again")
        self.assertEqual((item.owner_id, item.date_due), (self.mentor, due))
        self.assertEqual(self._items("mentor")["open"][0]["who"], "You")
        self.assertEqual(self._items("mentee")["open"][0]["who"], "Mentor")
        items = self.env["mentoring.action.item"].with_user(self.users["mentor"])
        pairing = self._as("mentor", self.pairing)
        items._tick(pairing, {"items_shown": [str(item.id)], "item": [str(item.id)]})
        self.assertEqual((item.is_done, item.date_done), (True, fields.Date.today()))
        items._tick(pairing, {"items_shown": [str(item.id)], "item": []})
        self.assertEqual((item.is_done, item.date_done), (False, False))

    def test_they_are_agreed_and_ticked_while_logging(self):
        old = self._write()
        log = self.env["mentoring.session"].with_user(self.users["mentee"])
        session = log._log(
            self._as("mentee", self.pairing),
            {
                "when": "today",
                "minutes": "45",
                "item_name": "Send the slides",
                "item_owner": "me",
                "items_shown": [str(old.id)],
                "item": [str(old.id)],
                "submission_key": "log",
            },
        )
        self.assertTrue(old.is_done)
        new = self.env["mentoring.action.item"].search([("session_id", "=", session.id)])
        self.assertEqual((new.name, new.owner_id, new.is_done), ("Send the slides", self.mentee, False))
        self.assertEqual(
            [item["name"] for item in self._as("mentor", self.pairing)._portal_log_form()["items"]],
            ["Send the slides"],
        )

    def test_somebody_elses_are_out_of_reach(self):
        item = self._write()
        stranger = self.env["mentoring.action.item"].with_user(self.users["portal_mentee"])
        with self.assertRaises(FormError):
            stranger._tick(self._as("portal_mentee", self.portal_pairing), {"item": [str(item.id)]})
        for login in ("portal_mentee", "coordinator", "administrator", "mentee_manager", "system"):
            with self._refused(AccessError, login=login):
                self._write(login)
            with self._refused(AccessError, login=login):
                self._as(login, item)._withdraw()
        self.assertTrue(item.exists())
        self._as("mentor", item)._withdraw()
        self.assertFalse(item.exists())

    def test_what_cannot_be_noted_says_so(self):
        yesterday = fields.Date.subtract(fields.Date.today(), days=1).isoformat()
        for values, field in (
            ({"item_name": " "}, "item_name"),
            ({"item_name": "x" * 201}, "item_name"),
            ({"item_owner": "everybody"}, "item_owner"),
            ({"item_due": yesterday}, "item_due"),
            ({"item_due": "soon"}, "item_due"),
        ):
            with self.subTest(values), self.assertRaises(FormError) as caught:
                self._write(**values)
            self.assertIn(field, caught.exception.errors)

    def test_a_late_one_is_marked(self):
        item = self._write(item_due=fields.Date.today().isoformat())
        self.assertFalse(self._items("mentee")["open"][0]["is_late"])
        with freeze_time(fields.Date.add(fields.Date.today(), days=2)):
            self.assertTrue(self._items("mentee")["open"][0]["is_late"])
        item.is_done = True
        self.assertEqual(len(self._items("mentee")["done"]), 1)
