from odoo import models


class MentoringRunInvite(models.Model):
    """From a shortage to the people who could end it."""

    _inherit = "mentoring.run"

    def action_invite_mentors(self):
        """The dialog that invites, filled in with the departments, else the skills, that the shortage names."""
        self.ensure_one()
        self.program_id._verify_coordinated()
        action = self.program_id.action_open_invite()
        action["context"] = {**action["context"], "default_role": "mentor", **self._whom_to_invite()}
        return action

    def _whom_to_invite(self):
        traits = self._named_traits()
        departments = sorted({value for kind, value in traits if kind == "department"})
        skills = sorted({value for kind, value in traits if kind in ("skills", "language")})
        if departments:
            return {"default_whom": "department", "default_department_ids": departments}
        if skills:
            rule = [("employee_skill_ids.skill_id", "in", skills)]
            return {"default_whom": "domain", "default_employee_domain": repr(rule)}
        return {"default_whom": "people"}
