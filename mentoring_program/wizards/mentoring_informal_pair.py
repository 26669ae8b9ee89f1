from odoo import fields, models


class MentoringInformalPair(models.TransientModel):
    """Two people who mentor each other already: recorded by the program's method, without a matching."""

    _name = "mentoring.informal.pair"
    _description = "Record a pair that exists already"

    program_id = fields.Many2one("mentoring.program", required=True, ondelete="cascade")
    mentor_employee_id = fields.Many2one("hr.employee.public", string="Mentor", required=True)
    mentee_employee_id = fields.Many2one("hr.employee.public", string="Mentee", required=True)
    date_start = fields.Date("Since", required=True, default=fields.Date.context_today)

    def action_record(self):
        self.ensure_one()
        employees = self.env["hr.employee"]
        pairing = self.program_id._record_informal_pair(
            employees.browse(self.mentor_employee_id.id),
            employees.browse(self.mentee_employee_id.id),
            self.date_start,
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "mentoring.pairing",
            "res_id": pairing.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
