from odoo import models


class MentoringRunInvite(models.Model):
    """From a shortage to the people who could end it."""

    _inherit = "mentoring.run"

    def action_invite_mentors(self):
        """The dialog that invites, with the departments of the mentors who are in demand filled in."""
        self.ensure_one()
        self.program_id._verify_coordinated()
        keys = [key for group in (self.result or {}).get("hall", ()) for key in group["mentors"]]
        # sudo: departments of participants of a program that the user coordinates
        departments = self.env["mentoring.participant"].sudo().browse(keys).exists().department_id
        action = self.program_id.action_open_invite()
        action["context"] = {
            **action["context"],
            "default_role": "mentor",
            "default_whom": "department" if departments else "people",
            "default_department_ids": departments.ids,
        }
        return action
