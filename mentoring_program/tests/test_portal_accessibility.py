import importlib.resources
import json

from odoo import fields
from odoo.tests import tagged

from .portal_common import PortalCase

# Opens every page in a frame as wide as a phone and lets axe look at what is ours of it.
LOOK = """
(async () => {
    const found = [];
    for (const url of %(urls)s) {
        const frame = document.createElement("iframe");
        frame.style = "width: 360px; height: 800px";
        document.body.append(frame);
        await new Promise((resolve) => {
            frame.onload = resolve;
            frame.src = url;
        });
        await new Promise((resolve) => setTimeout(resolve, 300));
        for (const details of frame.contentDocument.querySelectorAll(".o_mentoring details")) {
            details.open = true;
        }
        const script = frame.contentDocument.createElement("script");
        await new Promise((resolve) => {
            script.onload = resolve;
            script.src = "%(axe)s";
            frame.contentDocument.head.append(script);
        });
        const report = await frame.contentWindow.axe.run(".o_mentoring", {
            runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
        });
        if (!report.passes.length) {
            found.push(`${url}: nothing to look at`);
        }
        for (const violation of report.violations) {
            const places = violation.nodes.slice(0, 3).map((node) => node.html.slice(0, 160));
            found.push(`${url}: ${violation.id}: ${violation.help}: ${places.join(" | ")}`);
        }
        frame.remove();
    }
    if (found.length) {
        console.error(found.join("\\n"));
    } else {
        console.log("test successful");
    }
})();
"""


@tagged("-at_install", "post_install", "mentoring_accessibility")
class TestPortalAccessibility(PortalCase):
    """No page of *My Mentoring* breaks a rule of WCAG 2.1 A or AA that a machine can check, folded parts included."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.planned = cls._log_session(cls.pairing, days_ago=-3, state="planned")
        axe = importlib.resources.files("axe_core_python").joinpath("axe.min.js").read_bytes()
        cls.axe = cls.env["ir.attachment"].create(
            {"name": "axe.js", "raw": axe, "mimetype": "application/javascript", "public": True}
        )
        cls.open_program = cls._create_program(name="Spring", state="registration", date_start=False)

    def _look(self, login, *urls):
        code = LOOK % {
            "urls": json.dumps([f"/my/mentoring{url}" for url in urls]),
            "axe": f"/web/content/{self.axe.id}",
        }
        self.browser_js("/my/mentoring", code, login=login, timeout=120)

    def test_a_mentee(self):
        pair, program = f"/pairings/{self.pairing.id}", f"/programs/{self.program.id}"
        self._look(
            "mentee",
            "",
            pair,
            f"{pair}/log",
            f"/sessions/{self.meeting.id}",
            f"/sessions/{self.planned.id}",
            program,
            f"/programs/{self.open_program.id}",
            "/data",
        )

    def test_a_mentor(self):
        pair = f"/pairings/{self.portal_pairing.id}"
        self._look("portal_mentor", "", pair, f"{pair}/log", f"/sessions/{self.portal_meeting.id}")

    def test_changes_pulses_thanks_and_what_is_left_of_a_pair(self):
        pair, over = f"/pairings/{self.pairing.id}", f"/pairings/{self.portal_pairing.id}"
        self.pairing.date_start = fields.Date.subtract(fields.Date.today(), days=31)
        self.mentee._remind("pulse", self.pairing)
        self.env["mentoring.praise"].create(
            {"pairing_id": self.pairing.id, "kind": "word", "body": "Grows", "state": "asked"}
        )
        self._look("mentee", pair, f"{pair}/change", f"{pair}/pulse", "/reminders")
        self.portal_pairing._move("complete")
        self._look("portal_mentor", over, f"{over}/closing", f"{over}/certificate")

    def test_somebody_who_takes_no_part_yet(self):
        self._look("portal_uninvolved", "", f"/programs/{self.open_program.id}", "/data")

    def test_somebody_who_chooses(self):
        choosing = self._create_program(name="Choose", matching_mode="shortlist")
        self._hire_all({f"guide_{number}": {} for number in range(4)})
        guides = [
            self._enrol(f"guide_{number}", "mentor", choosing, is_listed=True, about="Ask me")
            for number in range(4)
        ]
        seeker = self._enrol("uninvolved", "mentee", choosing)
        choosing._fill_shortlists()
        request = self.env["mentoring.request"]._hold_place(
            guides[0], seeker, {"kind": "request", "slot": 1, "message": "May I?"}
        )
        program = f"/programs/{choosing.id}"
        self._look("uninvolved", f"{program}/choose", f"{program}/mentors", f"/requests/{request.id}")
        self._look("guide_0", "", f"/requests/{request.id}")

    def test_a_manager_who_decides(self):
        self._look("mentee_manager", "/approvals")
