from dateutil.relativedelta import relativedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain

from .mentoring_program import COORDINATORS

ANONYMISED_AT_ONCE = 50


class MentoringProgramRetention(models.Model):
    """How long a program that is over remembers its people: a nightly job makes them anonymous after that."""

    _inherit = "mentoring.program"

    retention_months = fields.Integer(
        "Months until people are forgotten",
        default=24,
        groups=COORDINATORS,
        help="After the end of the program. Figures stay, names and answers go.",
    )
    is_on_hold = fields.Boolean(
        "Legal hold",
        copy=False,
        groups="mentoring_program.group_mentoring_manager",
        help="Nothing about this program is erased by the nightly job.",
    )
    date_anonymised = fields.Date("People forgotten on", readonly=True, copy=False, groups=COORDINATORS)

    _retention_range = models.Constraint(
        "CHECK (retention_months BETWEEN 1 AND 120)", "People are remembered for 1 to 120 months."
    )

    @api.model
    def _cron_forget_people(self):
        """Every night: programs that ended long enough ago lose their people, some at a time."""
        cron, programs = self.env["ir.cron"], self._to_forget()
        people = programs.participant_ids.filtered("employee_id")
        cron._commit_progress(remaining=len(people))
        for start in range(0, len(people), ANONYMISED_AT_ONCE):
            some = people[start : start + ANONYMISED_AT_ONCE]
            some._anonymise()
            if not cron._commit_progress(processed=len(some)):
                return
        for program in programs:
            program.run_ids.write({"problem_file": False})
            program.invitation_ids.unlink()
            program.date_anonymised = fields.Date.today()
            self.env["mentoring.audit.event"]._record(program, "people_forgotten")

    @api.model
    def _to_forget(self):
        """Programs whose time to remember is over, archived ones too; in superuser mode."""
        server = self.with_user(SUPERUSER_ID).with_context(active_test=False)
        over = Domain("state", "in", ("closed", "cancelled")) & Domain("date_anonymised", "=", False)
        today = fields.Date.today()
        return server.search(over & Domain("is_on_hold", "=", False)).filtered(
            lambda program: (
                (program.date_end or program.write_date.date())
                + relativedelta(months=program.retention_months)
                < today
            )
        )
