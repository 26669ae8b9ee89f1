from odoo.exceptions import UserError
from odoo.tests import tagged

from .portal_common import PortalCase


@tagged("-at_install", "post_install", "mentoring_portal", "mentoring_cycle")
class TestSecondRound(PortalCase):
    """Whose pair is completed got what they came for: they are placed again only when they ask."""

    def setUp(self):
        super().setUp()
        self.url = f"/my/mentoring/programs/{self.program.id}"
        self.again = f"//form[@action='{self.url}/state']//button[@name='move'][@value='again']"

    def _cohort(self):
        cohort = self.program._read_cohort()
        return {person.key for person in cohort.mentees}, {person.key: person.places for person in cohort.mentors}

    def _complete(self):
        self._as("coordinator", self.portal_pairing).action_complete()

    def test_a_completed_mentee_is_in_no_matching_line_or_figure_and_the_mentor_has_a_place_for_others(self):
        self._complete()
        mentees, places = self._cohort()
        self.assertEqual(self.portal_mentee.state, "done")
        self.assertNotIn(self.portal_mentee.id, mentees)
        self.assertEqual(self.portal_mentee.waiting_position, 0)
        self.assertNotIn(self.portal_mentee, self.env["mentoring.participant"].search(self.program._waiting_domain()))
        self.assertEqual((self.portal_mentor.state, places[self.portal_mentor.id]), ("registered", 1))

    def test_a_free_place_goes_to_who_asks_again_and_not_before(self):
        self.proposal.unlink()
        self.waiting.unlink()
        self._complete()
        self.assertFalse(self.program._offer_free_places())
        self._as("portal_mentee", self.portal_mentee)._look_again()
        self.assertEqual(self.program._offer_free_places().mentee_id, self.portal_mentee)

    def test_home_says_that_it_is_complete_and_one_tap_asks_for_another_round(self):
        self._complete()
        self._login("portal_mentee")
        page = self._get("/my/mentoring")
        self.assertIn("You have completed your time together.", self._text(page))
        self.assertNotIn("We write as soon as we have found somebody", self._text(page))
        self.assertTrue(page.xpath(self.again))
        self.assertTrue(self._get(self.url).xpath(self.again))
        old = self.portal_mentee.date_registered
        self._post(f"{self.url}/state", {"move": "again"})
        self._post(f"{self.url}/state", {"move": "again"})
        self.assertEqual(self.portal_mentee.state, "registered")
        self.assertGreaterEqual(self.portal_mentee.date_registered, old)
        self.assertIn(self.portal_mentee.id, self._cohort()[0])
        self.assertFalse(self._get("/my/mentoring").xpath(self.again))

    def test_the_coordinator_brings_a_completed_mentee_back(self):
        self._complete()
        self._as("coordinator", self.portal_mentee).action_resume()
        self.assertEqual(self.portal_mentee.state, "registered")

    def test_who_still_has_somebody_stays_in(self):
        self.portal_mentee.partners_wanted = 2
        self._pair(self.mentor, self.portal_mentee)
        self._complete()
        self.assertEqual(self.portal_mentee.state, "registered")

    def test_an_ended_pair_asks_for_the_next_as_before(self):
        self._as("coordinator", self.portal_pairing).action_end()
        self.assertIn(self.portal_mentee.state, ("registered", "waitlisted"))

    def test_closing_a_program_changes_nobody_and_nobody_asks_there(self):
        self._complete()
        self.program.with_user(self.users["coordinator"]).action_close()
        self.assertNotEqual(self.mentee.state, "done")
        with self.assertRaises(UserError):
            self._as("portal_mentee", self.portal_mentee)._look_again()
        self._login("portal_mentee")
        self.assertFalse(self._get("/my/mentoring").xpath(self.again))
