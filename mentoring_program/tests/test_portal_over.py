from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .portal_common import PortalCase


@tagged("-at_install", "post_install", "mentoring_portal", "mentoring_cycle")
class TestPortalOver(PortalCase):
    """The page of a pair that is over: what there is, to read."""

    def setUp(self):
        super().setUp()
        self.url = f"/my/mentoring/pairings/{self.portal_pairing.id}"
        self.item = self.env["mentoring.action.item"].create(
            {"pairing_id": self.portal_pairing.id, "owner_id": self.portal_mentee.id, "name": "Read the paper"}
        )

    def _complete(self):
        self._as("coordinator", self.portal_pairing).action_complete()

    def test_what_was_agreed_is_read_and_not_ticked_any_more(self):
        self._complete()
        self._login("portal_mentor")
        page = self._get(self.url)
        self.assertIn("Read the paper", self._text(page))
        for form in ("items", "goals", "notes"):
            self.assertFalse(page.xpath(f"//form[@action='{self.url}/{form}']"), form)
        with self.assertRaises(UserError):
            self.env["mentoring.action.item"]._tick(
                self._as("portal_mentor", self.portal_pairing), {"items_shown": [str(self.item.id)], "item": []}
            )

    def test_cards_with_nothing_in_them_are_not_there(self):
        self.item.unlink()
        self.portal_mentee.goal_ids.unlink()
        self.env["mentoring.note"].search([("pairing_id", "=", self.portal_pairing.id)]).unlink()
        self._complete()
        self._login("portal_mentor")
        page = self._get(self.url)
        for card in ("items", "goals", "notes"):
            self.assertFalse(page.xpath(f"//section[@id='{card}']"), card)

    def test_an_erased_person_is_the_former_mentee_and_nothing_of_them_is_a_line(self):
        self._set_goal(self.portal_mentee, self.portal_pairing)
        self.portal_mentee._anonymise()
        self.env["mentoring.praise"].create({"pairing_id": self.portal_pairing.id, "kind": "thanks", "body": "Thanks"})
        self._login("portal_mentor")
        page = self._get(self.url)
        text = self._text(page)
        self.assertIn("Your former mentee", text)
        self.assertNotIn("Former participant", text)
        self.assertNotIn("Former's", text)
        self.assertFalse(page.xpath("//section[@id='items' or @id='goals']"))
        self.assertFalse(page.xpath("//input[@type='checkbox' and @name='item']"))
        home = self._text(self._get("/my/mentoring"))
        self.assertIn("your former mentee", home.lower())
        self.assertNotIn("Former participant", home)

    def test_one_meeting_is_once_and_none_is_not_counted(self):
        self.portal_pairing.session_ids.filtered(lambda one: one.state != "done").unlink()
        self._complete()
        self._login("portal_mentor")
        done = self.portal_pairing.session_ids
        self.assertGreater(len(done), 0)
        (done - done[:1]).unlink()
        self.assertIn("You met once.", self._text(self._get(self.url)))
        self.assertIn("one meeting", self._text(self._get("/my/mentoring")))
        done[:1].write({"state": "missed", "date": fields.Datetime.now()})
        self.assertNotIn("times.", self._text(self._get(self.url)))
