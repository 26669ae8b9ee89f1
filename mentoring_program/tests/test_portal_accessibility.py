import importlib.resources
import json

from odoo.tests import tagged

from .portal_common import PortalCase
from .portal_scenes import PortalScenes

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
class TestPortalAccessibility(PortalScenes, PortalCase):
    """No page of *My Mentoring* breaks a rule of WCAG 2.1 A or AA that a machine can check, folded parts included."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        axe = importlib.resources.files("axe_core_python").joinpath("axe.min.js").read_bytes()
        cls.axe = cls.env["ir.attachment"].create(
            {"name": "axe.js", "raw": axe, "mimetype": "application/javascript", "public": True}
        )

    def _look(self, login, *urls):
        code = LOOK % {
            "urls": json.dumps([f"/my/mentoring{url}" for url in urls]),
            "axe": f"/web/content/{self.axe.id}",
        }
        self.browser_js("/my/mentoring", code, login=login, timeout=120)
