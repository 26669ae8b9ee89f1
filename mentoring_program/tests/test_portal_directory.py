from odoo import Command
from odoo.tests import tagged

from .portal_common import PortalCase


@tagged("-at_install", "post_install", "mentoring_portal")
class TestPortalDirectory(PortalCase):
    """Mentors who like to be found, in which mentees mark whom they find interesting; and what a pair agrees on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open = cls._create_open_program()
        cls.url = f"/my/mentoring/programs/{cls.open.id}/mentors"
        kind = cls.env["hr.skill.type"].create(
            {
                "name": "Craft",
                "skill_ids": [Command.create({"name": name}) for name in ("Bargaining", "Bricklaying")],
                "skill_level_ids": [Command.create({"name": "Knows", "level_progress": 50})],
            }
        )
        cls.bargaining, cls.bricklaying = kind.skill_ids
        cls.shown = cls._enrol(
            "mentor", "mentor", cls.open, is_listed=True, about="I like 100% hard questions"
        )
        cls.second = cls._enrol("portal_mentor", "mentor", cls.open, is_listed=True)
        cls.hidden = cls._enrol("director", "mentor", cls.open)
        cls.env["mentoring.participant.skill"].create(
            [
                {"participant_id": cls.shown.id, "skill_id": cls.bargaining.id},
                {"participant_id": cls.second.id, "skill_id": cls.bricklaying.id},
            ]
        )
        cls.me = cls._enrol("uninvolved", "mentee", cls.open)
        cls.portal_me = cls._enrol("portal_uninvolved", "mentee", cls.open)

    def _names(self, page):
        return [name.strip() for name in page.xpath("//section[starts-with(@id, 'mentor_')]//h2/text()")]

    def _wish(self, mentor, move="add", status=303, **filters):
        return self._post(f"{self.url}/{mentor.id}/interest", {"move": move, **filters}, status=status)

    # ------------------------------------------------------------
    # Directory
    # ------------------------------------------------------------

    def test_only_who_agreed_is_shown_and_only_to_who_may_take_part(self):
        for login in ("uninvolved", "portal_uninvolved"):
            self._login(login)
            page = self._get(self.url)
            self.assertEqual(self._names(page), ["Mentor", "Portal Mentor"])
            self.assertIn("I like 100% hard questions", self._text(page))
            self.assertNotIn("Director", self._text(page))
        self._login("mentor")
        self.assertEqual(self._names(self._get(self.url)), ["Portal Mentor"], "nobody finds themselves")
        self._login("foreign_coordinator")
        self._get(self.url, status=404)
        self._login("sponsor")
        self.open.is_invitation_only = True
        self._get(self.url, status=404)

    def test_words_and_skills_find_people_and_odd_ones_find_nobody(self):
        self._login("uninvolved")
        for query, names in (
            ("words=portal", ["Portal Mentor"]),
            ("words=bargain", ["Mentor"]),
            ("words=hard+questions", ["Mentor"]),
            (f"skill={self.bricklaying.id}", ["Portal Mentor"]),
            (f"skill={self.bricklaying.id}&words=hard", []),
            ("words=nobody+here", []),
            ("words=%00%01&skill=abc&page=-5", ["Mentor", "Portal Mentor"]),
            ("page=99999999999999999999", ["Mentor", "Portal Mentor"]),
            ("words=%27%3B+DROP+TABLE&page=%F0%9F%92%A9", []),
        ):
            with self.subTest(query):
                self.assertEqual(self._names(self._get(f"{self.url}?{query}")), names)
        self.assertIn("Show all mentors", self._text(self._get(f"{self.url}?words=nobody")))

    def test_finding_somebody_interesting_is_a_wish_that_can_be_taken_back(self):
        for login, me in (("uninvolved", self.me), ("portal_uninvolved", self.portal_me)):
            with self.subTest(login):
                self._login(login)
                response = self._wish(self.shown, words="bargain")
                self.assertIn("words=bargain", response.headers["Location"])
                self._wish(self.shown)
                self._wish(self.second)
                self.assertEqual(
                    me.wish_ids.mapped(lambda wish: (wish.other_id, wish.rank)),
                    [(self.shown, 1), (self.second, 2)],
                )
                self.assertIn("On my list", self._text(self._get(self.url)))
                self._wish(self.shown, "remove")
                self._wish(self.shown, "remove")
                self.assertEqual(me.wish_ids.other_id, self.second)
                self._wish(self.shown)
                self.assertEqual(me.wish_ids.sorted("rank")[:1].other_id, self.shown, "the free rank is used")

    def test_five_wishes_and_nobody_who_is_not_shown(self):
        logins = [f"extra_{number}" for number in range(5)]
        self._hire_all({login: {"groups": False} for login in logins})
        extra = [self._enrol(login, "mentor", self.open, is_listed=True) for login in logins]
        self._login("uninvolved")
        for mentor in extra:
            self._wish(mentor)
        page = self._wish(self.shown, status=422)
        self.assertIn("You have named five mentors", self._text(page))
        self.me.wish_ids.unlink()
        for other in (self.hidden, self.mentor, self.me):
            self._wish(other, status=422)
        for number in (0, 2**31, 10**30):
            self._post(f"{self.url}/{number}/interest", {"move": "add"}, status=404)
        self._wish(self.shown, "promote", status=404)
        self.assertFalse(self.me.wish_ids)
        self._login("sponsor")
        self._wish(self.shown, status=404)
        self._post(f"{self.url}/{self.shown.id}/interest", {"move": "add"}, status=400, csrf=False)

    def test_the_directory_is_paged_and_asks_the_same_queries_for_more_mentors(self):
        self._login("uninvolved")

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            self.url_open(self.url)
            before = self.cr.sql_log_count
            self.assertEqual(self.url_open(self.url).status_code, 200)
            return self.cr.sql_log_count - before

        few = queries()
        logins = [f"extra_{number}" for number in range(25)]
        self._hire_all({login: {"groups": False} for login in logins})
        for login in logins:
            self._enrol(login, "mentor", self.open, is_listed=True)
        self.assertLessEqual(queries(), few + 1)
        page = self._get(self.url)
        self.assertEqual(len(self._names(page)), 12)
        self.assertIn("1 of 3", " ".join(self._text(page).split()))
        self.assertEqual(len(self._names(self._get(f"{self.url}?page=3"))), 3)

    # ------------------------------------------------------------
    # Agreement
    # ------------------------------------------------------------

    def _agreement_url(self, pairing=None):
        return f"/my/mentoring/pairings/{(pairing or self.portal_pairing).id}/agreement"

    def test_both_confirm_what_they_agree_on_before_they_begin(self):
        self.portal_pairing.agreement_ids.unlink()
        self._sessions(self.portal_pairing).unlink()
        for login, one, first in (
            ("portal_mentee", self.portal_mentee, True),
            ("portal_mentor", self.portal_mentor, False),
        ):
            self._login(login)
            home = self._get("/my/mentoring")
            self.assertEqual(home.xpath("string(//section[@data-step]/@data-step)"), "agree")
            text = self._text(self._get(f"/my/mentoring/pairings/{self.portal_pairing.id}"))
            for words in (
                "We set the goals together",
                "every two weeks for 60 minutes",
                "stays between us",
                "end this",
            ):
                self.assertIn(words, text)
            self.assertEqual("confirmed on" in text, not first)
            self._post(self._agreement_url(), {"version": "1"})
            self._post(self._agreement_url(), {"version": "1"})
            agreement = self.portal_pairing.agreement_ids.filtered(
                lambda row, one=one: row.participant_id == one
            )
            self.assertEqual(
                (len(agreement), agreement.version, agreement.create_uid), (1, 1, self.users[login])
            )
            self.assertIn("What we say stays between us", agreement.text)
            home = self._get("/my/mentoring")
            self.assertEqual(home.xpath("string(//section[@data-step]/@data-step)"), "book_first")

    def test_a_changed_text_is_confirmed_anew(self):
        self.program.agreement_text = "We meet on site."
        self._login("portal_mentee")
        self.assertIn(
            "We meet on site.", self._text(self._get(f"/my/mentoring/pairings/{self.portal_pairing.id}"))
        )
        self._post(self._agreement_url(), {"version": "1"}, status=422)
        self._post(self._agreement_url(), {"version": str(self.program.agreement_version)})
        mine = self.portal_pairing.agreement_ids.filtered(
            lambda one: one.participant_id == self.portal_mentee
        )
        self.assertEqual(sorted(mine.mapped("version")), [1, 2], "what was agreed to before stays on record")

    def test_nobody_confirms_for_a_pair_that_is_not_theirs(self):
        for login in ("mentee", "uninvolved", "coordinator", "mentee_manager"):
            self._login(login)
            self._post(self._agreement_url(), {"version": "1"}, status=404)
        self._login("portal_mentee")
        for version in ("", "abc", "99", "1" * 50):
            self._post(self._agreement_url(), {"version": version}, status=422)
