from odoo import fields, models


class HrEmployeePublic(models.Model):
    _inherit = "hr.employee.public"

    is_mentor = fields.Boolean(
        compute="_compute_mentoring_roles", search="_search_is_mentor", compute_sudo=True
    )
    is_mentee = fields.Boolean(
        compute="_compute_mentoring_roles", search="_search_is_mentee", compute_sudo=True
    )

    def _compute_mentoring_roles(self):
        self._compute_from_employee(["is_mentor", "is_mentee"])

    def _search_is_mentor(self, operator, value):
        return self.env["hr.employee"]._search_mentoring_role("mentor", operator, value)

    def _search_is_mentee(self, operator, value):
        return self.env["hr.employee"]._search_mentoring_role("mentee", operator, value)
