from odoo.tests import tagged

from .portal_common import PortalCase


@tagged("-at_install", "post_install", "mentoring_portal", "mentoring_cycle")
class TestPraise(PortalCase):
    """Thanks, a word to HR that the mentee reads first, a certificate and a badge for who stayed to the end."""

    def setUp(self):
        super().setUp()
        self.url = f"/my/mentoring/pairings/{self.portal_pairing.id}"

    def _praise(self, kind):
        return self.env["mentoring.praise"].search(
            [("pairing_id", "=", self.portal_pairing.id), ("kind", "=", kind)]
        )

    def _say(self, login, text, **values):
        self._login(login)
        return self._post(f"{self.url}/praise", {"praise": text, **values})

    def _decide(self, **values):
        self._login("portal_mentee")
        return self._post(
            f"{self.url}/praise/decide", {"kind": "word", **values}, status=values.pop("status", 303)
        )

    def _team_reads(self, record):
        return bool(self._as("coordinator", record).search([("id", "=", record.id)]))

    def test_a_word_to_hr_is_sent_only_after_the_mentee_has_read_it_and_agreed(self):
        self._say("portal_mentor", "CNRY-word: she runs the shift alone.")
        word = self._praise("word")
        self.assertEqual((word.state, self._team_reads(word)), ("asked", False))
        self._login("portal_mentee")
        self.assertIn("CNRY-word", self._text(self._get(self.url)))
        self._decide(agree="1", version="1")
        self.assertEqual((word.state, self._team_reads(word)), ("open", True))
        note = (
            self.env["mail.activity"]
            .search([("res_id", "=", self.program.id)], order="id desc", limit=1)
            .note
        )
        self.assertNotIn("CNRY", note or "")
        self.assertFalse(self.env["mail.mail"].search([("body_html", "like", "CNRY-word")]))
        self._decide()
        self.assertEqual((word.state, self._team_reads(word)), ("private", False), "taken back")

    def test_what_the_mentee_agrees_to_is_what_they_read(self):
        self._say("portal_mentor", "First words")
        self._say("portal_mentor", "Other words")
        self._login("portal_mentee")
        page = self._post(
            f"{self.url}/praise/decide", {"kind": "word", "agree": "1", "version": "1"}, status=422
        )
        self.assertIn("changed the text a moment ago", self._text(page))
        word = self._praise("word")
        self.assertEqual(word.state, "asked")
        self._decide(agree="1", version="2")
        self.assertEqual(word.state, "open")
        self._say("portal_mentor", "Yet other words")
        self.assertEqual((word.state, word.date_agreed), ("asked", False), "a new text asks anew")

    def test_the_mentor_does_not_decide_and_strangers_find_nothing(self):
        self._say("portal_mentor", "Words")
        page = self._post(
            f"{self.url}/praise/decide", {"kind": "word", "agree": "1", "version": "1"}, status=422
        )
        self.assertIn("up to your mentee", self._text(page))
        for login in ("mentee", "mentee_manager", "uninvolved"):
            self._login(login)
            self._post(f"{self.url}/praise", {"praise": "x"}, status=404)
            self._post(
                f"{self.url}/praise/decide", {"kind": "word", "agree": "1", "version": "1"}, status=404
            )
        self.assertEqual(self._praise("word").state, "asked")

    def test_thanks_reach_the_mentor_and_the_team_only_with_consent(self):
        self._say("portal_mentee", "Thank you for your patience.")
        thanks = self._praise("thanks")
        self.assertEqual((thanks.state, self._team_reads(thanks)), ("private", False))
        self._login("portal_mentor")
        self.assertIn("Thank you for your patience.", self._text(self._get(self.url)))
        self._say("portal_mentee", "Thank you for your patience.", may_quote="1")
        self.assertEqual((len(thanks), thanks.state, self._team_reads(thanks)), (1, "open", True))
        self._login("portal_mentee")
        page = self._post(f"{self.url}/praise", {"praise": "  "}, status=422)
        self.assertTrue(self._error(page, "praise"))

    def test_a_certificate_is_for_who_stayed_to_the_end_and_names_nobody_else(self):
        self._login("portal_mentor")
        self._get(f"{self.url}/certificate", status=404)
        self._as("coordinator", self.portal_pairing).action_complete()
        text = self._text(self._get(f"{self.url}/certificate"))
        self.assertIn("Portal Mentor", text)
        self.assertIn("was a mentor in", text)
        self.assertNotIn("Portal Mentee", text)
        self.assertTrue(self._get(self.url).xpath(f"//a[@href='{self.url}/certificate']"))
        self._login("mentee")
        self._get(f"{self.url}/certificate", status=404)

    def test_the_certificate_is_what_is_printed(self):
        """No rule for print hides it or anything around it; the button below it is hidden."""
        self._as("coordinator", self.portal_pairing).action_complete()
        code = """
            const hides = (element) => {
                const around = [];
                for (let one = element; one; one = one.parentElement) around.push(one);
                const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
                    .filter((rule) => rule.media && rule.media.mediaText === "print")
                    .flatMap((rule) => [...rule.cssRules])
                    .filter((rule) => rule.style && rule.style.display === "none")
                    .filter((rule) => rule.selectorText.includes("certificate"));
                return rules.some((rule) => around.some((one) => one.matches(rule.selectorText)));
            };
            const shown = document.querySelector(".o_mentoring_certificate");
            const below = document.querySelector(".o_mentoring_no_print");
            if (hides(shown)) console.error("the certificate is hidden in print");
            else if (!hides(below)) console.error("the button is printed");
            else console.log("test successful");
        """
        self.browser_js(f"{self.url}/certificate", code, login="portal_mentor")

    def test_a_mentor_gets_one_badge_for_a_program(self):
        badge = self.env.ref("mentoring_program.badge_mentor")
        self.proposal.unlink()
        second = self._pair(self.mentor, self.waiting)
        self._log_session(second)
        for pairing in (self.pairing, second):
            self._as("coordinator", pairing).action_complete()
        people = [user.id for user in self.users.values()]
        ours = [("badge_id", "=", badge.id), ("user_id", "in", people)]
        given = self.env["gamification.badge.user"].search(ours)
        self.assertEqual(given.user_id, self.users["mentor"])
        self.assertEqual(len(given), 1)
        unmet = self._pair(self.portal_mentor, self.env["mentoring.participant"].browse(self.mentee.id))
        self._as("coordinator", unmet).action_complete()
        self.assertEqual(self.env["gamification.badge.user"].search_count(ours), 1)
