from odoo import fields, models


class MentoringGoal(models.Model):
    """What a mentee wants to reach; its pairing changes with the mentor, the goal stays theirs."""

    _name = "mentoring.goal"
    _inherit = ["mentoring.guard.mixin", "mentoring.submission.mixin"]
    _description = "Mentoring goal"
    _order = "participant_id, state, date_due, id"
    _check_company_auto = True

    _server_fields = frozenset({"company_id", "submission_key"})

    participant_id = fields.Many2one(
        "mentoring.participant", string="Mentee", required=True, index=True, ondelete="cascade"
    )
    pairing_id = fields.Many2one("mentoring.pairing", index="btree_not_null", ondelete="set null")
    employee_id = fields.Many2one(
        related="participant_id.employee_id", store=True, index="btree_not_null", compute_sudo=True
    )
    program_id = fields.Many2one(related="participant_id.program_id", store=True, index=True)
    company_id = fields.Many2one(related="participant_id.company_id", store=True, index=True)
    name = fields.Char(required=True)
    state = fields.Selection(
        [("open", "Open"), ("reached", "Reached"), ("dropped", "Dropped")],
        required=True,
        default="open",
        index=True,
    )
    progress = fields.Integer(default=0, help="0 to 100")
    date_due = fields.Date()
    step_ids = fields.One2many("mentoring.goal.step", "goal_id", string="Steps")
    target_department_id = fields.Many2one(
        "hr.department", string="Move to department", index="btree_not_null", ondelete="set null"
    )
    target_job_id = fields.Many2one(
        "hr.job", string="Move to job", index="btree_not_null", ondelete="set null"
    )

    _progress_range = models.Constraint(
        "CHECK (progress BETWEEN 0 AND 100)", "Progress lies between 0 and 100."
    )
    _submitted_once = models.UniqueIndex(
        "(create_uid, submission_key) WHERE submission_key IS NOT NULL", "This form was sent already."
    )
