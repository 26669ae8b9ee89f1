from dateutil.relativedelta import relativedelta

from odoo import Command, fields, models

# What pairs of the running program agreed to do: mentee, who does it, what, days until it is due, done.
AGREED = (
    ("ben", "mentee", "Write one page about the product brief", 6, False),
    ("ben", "mentor", "Introduce Ben to Cem", -2, False),
    ("ben", "mentee", "Ask Lena for two hours a week", -20, True),
    ("noor", "mentee", "Plan a week of night shifts on paper", 9, False),
    ("noor", "mentor", "Send the checklist of the old warehouse", 4, False),
    ("isabel", "mentee", "Switch the old report off", -10, True),
)
# Goals of the running program: mentee, how both notice, skill.
MEASURES = (
    ("ben", "A product team asks for me by name", "speaking"),
    ("noor", "A whole week of shifts without a call for help", "change"),
    ("isabel", "Ten people open it every morning", "analysis"),
)


class MentoringProgramDemoAgreed(models.Model):
    """The part of the demo's story in which pairs agree on things to do, and on what their goals are measured by."""

    _inherit = "mentoring.program"

    def _load_demo_agreed(self):
        today = fields.Date.context_today(self)
        for mentee, side, name, days, is_done in AGREED:
            pairing = self._demo_pairing("running", mentee)
            due = today + relativedelta(days=days)
            self.env["mentoring.action.item"].create(
                {
                    "pairing_id": pairing.id,
                    "owner_id": pairing[f"{side}_id"].id,
                    "name": name,
                    "date_due": due,
                    "is_done": is_done,
                    "date_done": due if is_done else False,
                }
            )
        for mentee, measure, skill in MEASURES:
            goal = self._demo(f"goal_running_{mentee}")
            goal.write({"measure": measure, "skill_ids": [Command.set(self._demo(f"skill_{skill}").ids)]})
