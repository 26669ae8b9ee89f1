from odoo import models

from .mentoring_run_shortage import EXAMPLES


class MentoringRunInvite(models.Model):
    """From a shortage to the people who could end it."""

    _inherit = "mentoring.run"

    def action_invite_mentors(self):
        """The dialog that invites, with the departments filled in that the shortage names."""
        self.ensure_one()
        self.program_id._verify_coordinated()
        groups = (self.result or {}).get("hall", ())
        departments = {one.id for group in groups for one in self._in_demand(group)[0][:EXAMPLES]}
        action = self.program_id.action_open_invite()
        action["context"] = {
            **action["context"],
            "default_role": "mentor",
            "default_whom": "department" if departments else "people",
            "default_department_ids": sorted(departments),
        }
        return action
