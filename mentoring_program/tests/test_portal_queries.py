import json
import logging
import re
from unittest.mock import patch

from odoo import Command, fields
from odoo.sql_db import Cursor
from odoo.tests import tagged

from .portal_common import PortalCase

_logger = logging.getLogger(__name__)

ALLOWED = 2  # times the statements of Odoo's own `/my`
FILES = {"/my/mentoring/data/download"}  # not a page: everything about a person, to take along


@tagged("-at_install", "post_install", "mentoring_portal", "mentoring_queries")
class TestPortalQueries(PortalCase):
    """No page of ours costs the database more than twice what Odoo's own `/my` costs a person of the portal.

    Counted are the statements of a second, warm request, with those that find the session and its user. The yardstick
    is `/my` and the call for counters that its script sends at once. Ours would inflate it: that call asks for no
    counter of ours, and the card that we add to `/my` counts nothing while the page is made. So it is what a portal
    without this add-on needs to say who the reader is and what Odoo has for them.

    People with a portal login are held to their own `/my`. Colleagues with an internal login, for whom core skips the
    rules of contacts and so needs less, read the same pages and are held to what the portal costs.

    The people have all that a page can show: two pairs, a series and a meeting that is over, goals with links, items,
    notes, thanks, requests, reminders and an invitation.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._fill_pairs()
        cls._fill_programs()
        cls._fill_past()

    @classmethod
    def _fill_pairs(cls):
        cls.people["mentor"].job_id = cls.env["hr.job"].create({"name": "Head of Sales"})
        cls.people["mentee"].job_id = cls.env["hr.job"].create({"name": "Analyst"})
        cls.mentor.write({"capacity": 3, "meeting_url": "https://meet.example.com/ana", "about": "Ask me"})
        cls.second = cls._pair(cls.mentor, cls._enrol("uninvolved", "mentee"))
        cls.program.agenda_ids = cls.env["mentoring.agenda"].create(
            [
                {"name": f"Meeting {number}", "meeting_number": number, "body": "How?\nWhy?"}
                for number in (1, 2, 3, 4)
            ]
        )
        cls.program.agenda_ids.topic_ids = cls.topics
        skills = cls.env["hr.skill"].search([], limit=4)
        for person in (cls.mentor, cls.mentee, cls.portal_mentor, cls.portal_mentee):
            for skill in skills:
                cls.env["mentoring.participant.skill"].create(
                    {"participant_id": person.id, "skill_id": skill.id, "level": 2}
                )
        for pairing in (cls.pairing, cls.portal_pairing, cls.second):
            cls._fill_pair(pairing, skills)

    @classmethod
    def _fill_pair(cls, pairing, skills):
        mentee, mentor = pairing.mentee_id, pairing.mentor_id
        pairing.date_start = fields.Date.subtract(fields.Date.today(), days=31)
        for kind, evidence in {
            "skills": [[skill.id, 3, 3] for skill in skills],
            "seniority_gap": [1, 4],
            "department": [1, 2],
            "language": skills[:1].ids,
        }.items():
            cls.env["mentoring.pairing.reason"].create(
                {"pairing_id": pairing.id, "kind": kind, "points": 5, "possible": 8, "evidence": evidence}
            )
        for days_ago in (3, 10, 17):
            cls._log_session(pairing, days_ago=days_ago, logged_by_mentor=True)
        cls._log_session(pairing, days_ago=1, state="planned")
        moment = fields.Datetime.add(fields.Datetime.now(), days=3).replace(hour=10, minute=0)
        values = {"slot": moment.isoformat(), "minutes": "60", "cadence": "weekly"}
        mentee_user = mentee.employee_id.user_id
        cls.env["mentoring.session"].with_user(mentee_user)._plan(pairing.with_user(mentee_user), values)
        for state in ("open", "open", "reached"):
            goal = cls._set_goal(mentee, pairing, name=f"Goal {state}", state=state)
            goal.write({"topic_ids": [Command.set(cls.topics.ids)], "skill_ids": [Command.set(skills.ids)]})
        for owner in (mentee, mentor):
            for number in range(3):
                cls.env["mentoring.action.item"].create(
                    {"pairing_id": pairing.id, "owner_id": owner.id, "name": f"Item {number}"}
                )
        for kind, state in (("thanks", "private"), ("word", "asked")):
            cls.env["mentoring.praise"].create(
                {"pairing_id": pairing.id, "kind": kind, "body": "Grows", "state": state}
            )
        for person in (mentee, mentor):
            person._remind("pulse", pairing)
            person._remind(
                "log", pairing, pairing.session_ids.filtered(lambda one: one.state == "planned")[-1:]
            )

    @classmethod
    def _fill_programs(cls):
        """One to register for, invited and with a draft; one in which people choose and are found."""
        cls.open_program = cls._create_open_program()
        cls.open_program.resource_ids = cls.env["mentoring.resource"].search([], limit=3)
        cls._enrol("portal_mentee", "mentee", cls.open_program, state="invited")
        cls.choosing = cls._create_program(name="Choose", matching_mode="shortlist")
        guides = [f"guide_{number}" for number in range(4)]
        cls._hire_all({login: {} for login in guides})
        cls.guides = [
            cls._enrol(login, "mentor", cls.choosing, is_listed=True, about="Ask me") for login in guides
        ]
        cls.users["guide_0"].group_ids = [Command.set(cls.env.ref("base.group_portal").ids)]
        cls.users["waiting"].group_ids = [Command.set(cls.env.ref("base.group_portal").ids)]
        cls.seeker = cls._enrol("waiting", "mentee", cls.choosing)
        cls.choosing._fill_shortlists()
        cls.request = cls.env["mentoring.request"]._hold_place(
            cls.guides[0], cls.seeker, {"kind": "request", "slot": 1, "message": "May I?"}
        )
        cls.offering = cls._create_program(name="Offer", matching_mode="mentor_offers")
        cls._enrol("portal_mentor", "mentor", cls.offering)
        for login in guides:
            cls._enrol(login, "mentee", cls.offering)

    @classmethod
    def _fill_past(cls):
        """A completed pair, whose two may look back and print a certificate."""
        cls.past_program = cls._create_program(name="Last year")
        cls.past = cls._pair(
            cls._enrol("portal_mentor", "mentor", cls.past_program),
            cls._enrol("portal_mentee", "mentee", cls.past_program),
        )
        cls._log_session(cls.past)
        cls.past._move("complete")

    # ------------------------------------------------------------
    # Pages, by the route they belong to
    # ------------------------------------------------------------

    def _pages(self):
        """{route: [(login, address)]}, for people with a portal login and for internal ones."""
        pair, own = "/my/mentoring/pairings/<int:pairing_id>", self.portal_pairing
        program, session = (
            "/my/mentoring/programs/<int:program_id>",
            "/my/mentoring/sessions/<int:session_id>",
        )
        two = ("portal_mentee", "portal_mentor")
        planned = own.session_ids.filtered(lambda one: one.state == "planned" and one.series_id)[:1]

        def of(route, record, *logins):
            address = re.sub(r"<int:\w+>", str(record.id), route)
            return [(login, address) for login in logins]

        pages = {
            "/my/mentoring": [
                (login, "/my/mentoring")
                for login in (*two, "mentee", "mentor", "waiting", "guide_0", "portal_uninvolved")
            ],
            "/my/mentoring/data": [(login, "/my/mentoring/data") for login in two],
            "/my/mentoring/reminders": [(login, "/my/mentoring/reminders") for login in two],
            "/my/mentoring/approvals": [("mentee_manager", "/my/mentoring/approvals")],
            pair: [
                *of(pair, own, *two),
                *of(pair, self.pairing, "mentee", "mentor"),
                *of(pair, self.past, *two),
            ],
            f"{pair}/face/<string:side>": of(f"{pair}/face/mentor", own, "portal_mentee"),
            session: [*of(session, self.portal_meeting, *two), *of(session, planned, *two)],
            f"{session}/move": of(f"{session}/move", planned, *two),
            program: [
                *of(program, self.program, *two),
                *of(program, self.open_program, "portal_mentee", "portal_uninvolved", "mentor"),
            ],
            f"{program}/preview/<string:role>": of(
                f"{program}/preview/mentee", self.open_program, "coordinator"
            ),
            f"{program}/choose": of(f"{program}/choose", self.choosing, "waiting"),
            f"{program}/mentors": of(f"{program}/mentors", self.choosing, "waiting"),
            f"{program}/mentees": of(f"{program}/mentees", self.offering, "portal_mentor"),
            "/my/mentoring/requests/<int:request_id>": of(
                "/my/mentoring/requests/<int:request_id>", self.request, "waiting", "guide_0"
            ),
            f"{pair}/<any(pulse,closing):kind>": [
                *of(f"{pair}/pulse", own, *two),
                *of(f"{pair}/closing", self.past, *two),
            ],
            f"{pair}/certificate": of(f"{pair}/certificate", self.past, *two),
        }
        for name in ("log", "book", "meetings", "change"):
            pages[f"{pair}/{name}"] = of(f"{pair}/{name}", own, *two)
        return pages

    # ------------------------------------------------------------
    # Counting
    # ------------------------------------------------------------

    def _statements(self, ask):
        """The statements of the second of two like requests."""
        self.env.flush_all()
        ask()
        found, execute = [], Cursor.execute

        def listen(cursor, query, *args, **kwargs):
            found.append(query)
            return execute(cursor, query, *args, **kwargs)

        with patch.object(Cursor, "execute", listen):
            response = ask()
        self.assertEqual(response.status_code, 200, response.url)
        return found

    def _yardstick(self):
        """What Odoo's own `/my` costs whoever is logged in: (the document, its call for counters)."""
        count = json.dumps({"jsonrpc": "2.0", "method": "call", "params": {"counters": []}})
        json_type = {"Content-Type": "application/json"}
        document = self._statements(lambda: self.url_open("/my"))
        counters = self._statements(lambda: self.url_open("/my/counters", data=count, headers=json_type))
        return len(document), len(counters)

    def test_no_page_costs_more_than_twice_that_of_odoo(self):
        pages = self._pages()
        routes = {route for route in self._routes("GET") if route.startswith("/my/")}
        self.assertEqual(routes - FILES, set(pages), "every page is measured")
        visits = [visit for of_route in pages.values() for visit in of_route]
        yardsticks, table = {}, []
        # people of the portal first: theirs is the yardstick of the others
        for login in sorted({login for login, _address in visits}, key=lambda one: not self.users[one].share):
            self._login(login)
            yardsticks[login] = self._yardstick()
            limit = ALLOWED * sum(yardsticks[login if self.users[login].share else "portal_mentee"])
            for address in [address for visitor, address in visits if visitor == login]:
                count = len(self._statements(lambda url=address: self.url_open(url, allow_redirects=False)))
                table.append((count, limit, yardsticks[login], login, address))
        lines = ["page  at most  /my       login              address"] + [
            f"{count:4}  {limit:7}  {document:2} + {counters}  {login:18} {address}"
            for count, limit, (document, counters), login, address in sorted(table, reverse=True)
        ]
        _logger.info("Statements per page\n%s", "\n".join(lines))
        too_dear = [line for line in table if line[0] > line[1]]
        self.assertFalse(too_dear, "\n".join(lines))
