import re

from lxml import etree

from odoo import http
from odoo.tests import tagged
from odoo.tools import mute_logger

from .portal_common import PortalCase

ROLES = ("mentee", "portal_mentor", "waiting", "uninvolved", "mentee_manager", "coordinator", "system")
ANSWERS = {200, 303, 400, 403, 404, 405, 409, 413, 422}
VALUES = (
    "",
    "abc",
    "-1",
    "0",
    "2147483648",
    "9223372036854775808",
    "1e400",
    "NaN",
    "[]",
    '{"id": 1}',
    "\x00\x01",
    "‮﷽𓀀\u0301",
    "../../etc/passwd",
    "'; DROP TABLE mentoring_pairing; --",
    "<script>alert(1)</script>",
    "javascript:alert(1)",
    "{{ 7*7 }}<t t-out='7*7'/>",
    "=1+1",
    "2027-02-30",
    "25:61",
    "x" * 30_000,
)
EXTRA = ("access_token", "company_id", "context", "debug", "default_state", "state", "active_count", "user_id")
CONVERTER = re.compile(r"<(?:(\w+):)?(\w+)>")


class Undo(Exception):
    """Ends a request's changes, so that the next one finds what this one found."""


@tagged("-at_install", "post_install", "mentoring_fuzz")
class TestPortalFuzz(PortalCase):
    """Whatever anybody sends to any page of ours, the answer is orderly. Pages are found by themselves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.planned = cls._log_session(cls.pairing, days_ago=-3, state="planned")
        cls.names, cls.moves = cls._form_fields()
        # what an id in an address can stand for: the mentee's own, somebody else's, and what cannot be
        cls.ids = {
            "pairing_id": (cls.pairing.id, cls.portal_pairing.id),
            "session_id": (cls.planned.id, cls.portal_meeting.id),
            "program_id": (cls.program.id, cls.foreign_program.id),
            "note_id": (cls.private_note.id, cls.mentor_private_note.id),
        }

    @classmethod
    def _form_fields(cls):
        """(names of all fields in our portal pages, values of all their buttons and choices)."""
        names, values = set(EXTRA), set()
        views = cls.env["ir.ui.view"].search([("key", "=like", "mentoring_program.portal_%")])
        for view in views:
            for node in etree.fromstring(view.arch_db).xpath("//input | //select | //textarea | //button"):
                names.update(filter(None, (node.get("name"),)))
                values.update(filter(None, (node.get("value"),)))
        return sorted(names - {"csrf_token"}), sorted(values)

    def _addresses(self, rule):
        """The route with its parts filled in."""
        rule = re.sub(r"<any\((\w+).*?>", r"\1", rule)
        kinds = CONVERTER.findall(rule)
        for column in range(3):
            address = rule
            for kind, name in kinds:
                known = self.ids.get(name, (1, 2))
                filled = "mentor" if kind == "string" else str((*known, 2**40)[column])
                address = re.sub(rf"<(?:\w+:)?{name}>", filled, address)
            yield address
            if not kinds:
                return

    def _send(self, address, data=None):
        """Status of one request, undone."""
        try:
            with self.env.cr.savepoint():
                token = {} if data is None else {"csrf_token": http.Request.csrf_token(self), **data}
                response = self.url_open(address, data=token or None, allow_redirects=False)
                raise Undo
        except Undo:
            self.env.invalidate_all()
        return response.status_code

    def _verify(self, address, data=None):
        status = self._send(address, data)
        self.assertIn(status, ANSWERS, f"{address} {str(data)[:200]}")

    def test_no_page_breaks(self):
        with mute_logger("odoo.http"):
            for login in ROLES:
                self._login(login)
                for rule in self._routes("GET"):
                    for address in self._addresses(rule):
                        self._verify(address)
                        self._verify(f"{address}?done=zzz&page=abc&kind=%00&sortby=zz&search=%00&debug=1")

    def test_no_form_breaks(self):
        with mute_logger("odoo.http"):
            for login in ROLES:
                self._login(login)
                for rule in self._routes("POST"):
                    own, *others = self._addresses(rule)
                    for value in VALUES if login == "mentee" else ("", "abc"):
                        self._verify(own, dict.fromkeys(self.names, value))
                    for address in others:
                        self._verify(address, dict.fromkeys(self.names, "1"))

    def test_no_button_breaks_beside_nonsense(self):
        with mute_logger("odoo.http"):
            self._login("mentee")
            for rule in self._routes("POST"):
                address = next(iter(self._addresses(rule)))
                for move in self.moves:
                    for value in ("", "zzz"):
                        data = {**dict.fromkeys(self.names, value), "move": move, "decision": move, "save": move}
                        self._verify(address, data)
