import json

from odoo import fields, http
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .portal_common import PortalCase

HUGE = (0, 2**31, 2**63, 10**30)


@tagged("-at_install", "post_install", "mentoring_portal")
class TestPortalAccess(PortalCase):
    """Nobody reaches what is somebody else's, whatever they send."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.planned = cls._log_session(cls.pairing, days_ago=-3, state="planned")
        pair, session = f"/my/mentoring/pairings/{cls.pairing.id}", f"/my/mentoring/sessions/{cls.planned.id}"
        program = f"/my/mentoring/programs/{cls.program.id}"
        cls.pages = [pair, f"{pair}/log", f"{pair}/face/mentor", f"/my/mentoring/sessions/{cls.meeting.id}"]
        cls.pages += [f"{pair}/book", f"{session}/move", f"{pair}/meetings"]
        cls.forms = [
            f"{pair}/sessions",
            f"{pair}/plan",
            f"{pair}/link",
            f"{pair}/items",
            f"{pair}/skill",
            f"{pair}/goals",
            f"{pair}/notes",
            f"{pair}/state",
            f"{session}/feedback",
            f"{session}/missed",
            f"/my/mentoring/notes/{cls.private_note.id}/delete",
        ]
        cls.own_forms = [f"{program}/state", f"{program}/questions", "/my/mentoring/approvals/decide"]

    def _state(self):
        """Everything a foreign request could have changed."""
        models = (
            "session",
            "note",
            "goal",
            "goal.step",
            "action.item",
            "feedback",
            "pairing",
            "participant",
            "series",
            "wish",
            "audit.event",
        )
        self.env.invalidate_all()
        return {
            name: self.env[f"mentoring.{name}"].search_read([], [], order="id", load=False) for name in models
        }

    def test_foreign_pairs_do_not_exist(self):
        before = self._state()
        everything = {
            "when": "today",
            "minutes": "60",
            "date": "2027-01-01",
            "time": "10:00",
            "name": "x",
            "note": "x",
            "visibility": "shared",
            "rating": "1",
            "move": "end",
        }
        for login in (
            "portal_mentee",
            "portal_mentor",
            "uninvolved",
            "portal_uninvolved",
            "mentee_manager",
            "coordinator",
            "administrator",
            "hr_officer",
            "system",
            "foreign_administrator",
        ):
            self._login(login)
            for url in self.pages:
                self._get(url, status=404)
            for url in self.forms:
                self._post(url, everything, status=404)
        self.assertEqual(self._state(), before)

    def test_a_proposal_is_no_secret_door(self):
        for login in ("waiting", "mentor"):
            self._login(login)
            self._get(f"/my/mentoring/pairings/{self.proposal.id}", status=404)
            self._get(f"/my/mentoring/pairings/{self.proposal.id}/face/mentee", status=404)
            page = self._text(self._get("/my/mentoring"))
            self.assertNotIn("Waiting" if login == "mentor" else "Portal Mentor", page)

    def test_ids_out_of_range_are_not_found(self):
        self._login("mentee")
        for number in HUGE:
            for url in (
                "pairings/%s",
                "pairings/%s/log",
                "programs/%s",
                "sessions/%s",
                "pairings/%s/face/mentor",
            ):
                self._get(f"/my/mentoring/{url % number}", status=404)
            for url in ("pairings/%s/sessions", "programs/%s", "sessions/%s/feedback", "notes/%s/delete"):
                self._post(f"/my/mentoring/{url % number}", {"minutes": "1"}, status=404)

    def test_writing_takes_post_and_a_token(self):
        self._login("mentee")
        before = self._state()
        for url in self.forms + self.own_forms:
            with self.subTest(url):
                self.assertEqual(self.url_open(url, allow_redirects=False).status_code, 405)
                self._post(url, {"move": "end"}, status=400, csrf=False)
        self._post(f"/my/mentoring/programs/{self.program.id}", {"roles": "mentor"}, status=400, csrf=False)
        self.assertEqual(self._state(), before)

    def test_without_login_everything_leads_to_the_login(self):
        self.authenticate(None, None)
        for url in ["/my/mentoring", "/my/mentoring/approvals", *self.pages]:
            response = self._get(url, status=303)
            self.assertIn("/web/login", response.headers["Location"])

    def test_archived_employee_loses_the_portal(self):
        self._login("mentee")
        self._get(self.pages[0])
        self.people["mentee"].active = False
        for url in self.pages:
            self._get(url, status=404)
        self._post(self.forms[0], self._log_values(), status=404)

    def test_extra_fields_change_nothing(self):
        """Every field of every model, sent with each form, ends where it started."""
        names = {
            name
            for model in ("session", "note", "goal", "goal.step", "feedback", "participant", "pairing")
            for name in self.env[f"mentoring.{model}"]._fields
        }
        read = {
            "name",
            "state",
            "step",
            "rating",
            "fit",
            "comment",
            "is_shared",
            "topic",
            "visibility",
            "progress",
            "date",
            "date_due",
            "session_id",
            "goal_id",
        }
        junk = dict.fromkeys(names - read, "999")
        junk |= {f"default_{name}": "999" for name in names} | {
            "context": json.dumps({"default_state": "done"})
        }
        self._login("portal_mentee")
        pairing = self.portal_pairing
        url = f"/my/mentoring/pairings/{pairing.id}"
        kept = pairing.read()[0]
        author = self.users["portal_mentee"]
        self._post(
            f"{url}/sessions", {**junk, **self._log_values(rating="3", note="Mine", visibility="private")}
        )
        session = self._sessions(pairing).filtered(lambda one: one.day == fields.Date.today())
        self.assertEqual((session.pairing_id, session.state, session.create_uid), (pairing, "done", author))
        self.assertEqual((session.logged_by_mentee, session.logged_by_mentor), (True, False))
        self.assertEqual((session.note_ids.author_user_id, session.note_ids.pairing_id), (author, pairing))
        self.assertEqual(session.feedback_ids.author_id, self.portal_mentee)
        self._post(f"{url}/goals", {**junk, "name": "A goal", "submission_key": "g"})
        goal = self.env["mentoring.goal"].search([("name", "=", "A goal")])
        self.assertEqual(
            (goal.participant_id, goal.pairing_id, goal.progress), (self.portal_mentee, pairing, 0)
        )
        changing = {
            "session_ids",
            "session_count",
            "session_minutes",
            "date_last_session",
            "goal_ids",
            "health",
            "in_touch",
            "write_date",
            "write_uid",
        }
        now = pairing.read()[0]
        self.assertEqual(
            {name: value for name, value in kept.items() if name not in changing},
            {name: value for name, value in now.items() if name not in changing},
        )

    def test_goals_and_steps_of_others_cannot_be_named(self):
        self._login("mentee")
        foreign = self.portal_goal
        for values in (
            {"goal_id": foreign.id, "name": "Mine now"},
            {"goal_id": self.goal.id, "step": foreign.step_ids.id},
            {"goal_id": self.goal.id, "steps_shown": foreign.step_ids.id},
            {"goal_id": "abc", "name": "x"},
        ):
            self._post(f"/my/mentoring/pairings/{self.pairing.id}/goals", values, status=422)
        self._post(
            f"/my/mentoring/pairings/{self.pairing.id}/plan",
            {"session_id": self.portal_meeting.id, "date": "2027-01-01", "time": "10:00", "minutes": "5"},
            status=422,
        )
        self.assertEqual((foreign.name, foreign.step_ids.is_done), ("Lead my first project", False))

    def test_a_mentor_sees_the_goals_of_their_own_pair_only(self):
        other = self._set_goal(self.mentee, name="CNRY-elsewhere")
        url = f"/my/mentoring/pairings/{self.pairing.id}"
        self._login("mentee")
        self.assertIn("CNRY-elsewhere", self._text(self._get(url)))
        self._login("mentor")
        self.assertNotIn("CNRY-elsewhere", self._text(self._get(url)))
        self._post(f"{url}/goals", {"goal_id": other.id, "progress": "50"}, status=422)

    def test_a_link_to_join_is_a_web_address(self):
        self._login("mentee")
        url = f"/my/mentoring/pairings/{self.pairing.id}"
        self.planned._book()
        for link, shown in (
            ("https://meet.example.com/x", True),
            ("data:text/html,x", False),
            ("javascript:x", False),
        ):
            self.planned.calendar_event_id.videocall_location = link
            self.assertEqual(link in self.url_open(url).text, shown, link)

    def test_a_pair_that_was_refused_is_gone_for_both(self):
        self.program.participants_accept = True
        self.pairing.write(
            {"state": "approved", "date_mentor_accepted": False, "date_mentee_accepted": False}
        )
        url = f"/my/mentoring/pairings/{self.pairing.id}"
        self._login("mentee")
        response = self._post(f"{url}/state", {"move": "end", "reason": "CNRY-why"})
        self.assertEqual(self.pairing.state, "declined")
        self.assertIn("/my/mentoring?done=end", response.headers["Location"])
        for login in ("mentee", "mentor"):
            self._login(login)
            self._get(url, status=404)

    def test_private_note_is_read_by_its_author_only(self):
        self._login("mentee")
        self._post(
            f"/my/mentoring/pairings/{self.pairing.id}/notes",
            {"note": "CNRY-private", "visibility": "private"},
        )
        self._post(
            f"/my/mentoring/pairings/{self.pairing.id}/notes", {"note": "CNRY-shared", "visibility": "shared"}
        )
        note = self.env["mentoring.note"].search([("body", "=", "CNRY-private")])
        page = f"/my/mentoring/pairings/{self.pairing.id}"
        self.assertIn("CNRY-private", self._text(self._get(page)))
        self._login("mentor")
        text = self._text(self._get(page))
        self.assertIn("CNRY-shared", text)
        self.assertNotIn("CNRY-private", text)
        self._post(f"/my/mentoring/notes/{note.id}/delete", status=404)
        for login in self.users:
            if login == "mentee":
                continue
            notes = self.env["mentoring.note"].with_user(self.users[login])
            self.assertFalse(notes.search([("body", "=", "CNRY-private")]), login)
            with self.assertRaises(AccessError):
                notes.browse(note.id).read(["body"])
        self._login("mentee")
        self._post(f"/my/mentoring/notes/{note.id}/delete")
        self.assertFalse(note.exists())

    def test_the_pages_keep_score_health_and_strangers_to_themselves(self):
        self.pairing.score = 87.65
        self._give_feedback(self.planned, self.mentor, comment="CNRY-unshared")
        self.mentee.about = "CNRY-about"
        self._login("mentor")
        page = f"/my/mentoring/pairings/{self.pairing.id}"
        for url in ("/my/mentoring", page, f"/my/mentoring/sessions/{self.meeting.id}"):
            source = self.url_open(url).text
            self.assertNotIn("87.6", source)
            self.assertNotIn(
                "What they thought of the meeting", source.replace("Mentor said", ""), url
            ) if url != (f"/my/mentoring/sessions/{self.meeting.id}") else None
        self.assertIn("CNRY-about", self._text(self._get(page)))
        self._login("mentee")
        said = self._text(self._get(f"/my/mentoring/sessions/{self.meeting.id}"))
        self.assertEqual(
            said.count("What they thought of the meeting"), 2, "mine, and what the mentor shared"
        )
        self._login("mentor")
        said = self._text(self._get(f"/my/mentoring/sessions/{self.meeting.id}"))
        self.assertEqual(
            said.count("What they thought of the meeting"), 1, "only mine: the mentee shared nothing"
        )

    def test_model_methods_check_for_themselves(self):
        """The routes are not the only door: each method refuses a stranger."""
        stranger = self.users["uninvolved"]
        pairing = self.pairing.with_user(stranger)
        session = self.meeting.with_user(stranger)
        env = pairing.env
        for call in (
            lambda: env["mentoring.session"]._log(pairing, {"minutes": "60"}),
            lambda: env["mentoring.session"]._plan(pairing, {}),
            lambda: env["mentoring.note"]._write_note(pairing, {"note": "x", "visibility": "shared"}),
            lambda: env["mentoring.goal"]._save_goal(pairing, {"name": "x"}),
            lambda: session._give_feedback({"rating": "1"}),
            session._did_not_happen,
            pairing._portal_page,
            pairing._pause_together,
            pairing._end_without_fault,
            pairing._accept,
            self.mentee.with_user(stranger)._withdraw,
            self.mentee.with_user(stranger)._pause,
            lambda: env["mentoring.participant"]._register_myself(
                self.foreign_program.with_user(stranger), {}
            ),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_faces_are_for_each_other_and_for_who_decides(self):
        self._login("mentee")
        response = self.url_open(f"/my/mentoring/pairings/{self.pairing.id}/face/mentor")
        self.assertTrue(response.headers["Content-Type"].startswith("image/"))
        self._get(f"/my/mentoring/pairings/{self.pairing.id}/face/manager", status=404)
        self._login("mentee_manager")
        deciding = self._get_raw(f"/my/mentoring/pairings/{self.proposal.id}/face/mentee")
        self.assertEqual(deciding, 200)
        self.assertEqual(self._get_raw(f"/my/mentoring/pairings/{self.pairing.id}/face/mentee"), 404)

    def _get_raw(self, url):
        return self.url_open(url, allow_redirects=False).status_code

    def test_tokens_of_another_session_are_refused(self):
        self._login("mentor")
        foreign = http.Request.csrf_token(self)
        self._login("mentee")
        response = self.url_open(
            f"/my/mentoring/pairings/{self.pairing.id}/state",
            data={"csrf_token": foreign, "move": "end"},
            allow_redirects=False,
        )
        self.assertEqual(response.status_code, 400)
        self.assertEqual(self.pairing.state, "active")
