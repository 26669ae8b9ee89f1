from odoo import fields, models


class HrJob(models.Model):
    _inherit = "hr.job"

    mentoring_level = fields.Integer(
        "Mentoring level",
        help="Seniority of this job from 1 (entry) to 8 (executive). 0: taken from the reporting lines.",
    )

    _mentoring_level_range = models.Constraint(
        "CHECK (mentoring_level BETWEEN 0 AND 8)", "The mentoring level lies between 0 and 8."
    )
