from odoo import fields, models

from .reading import read_lines


class ResUsersOwn(models.Model):
    """What is the user's own in mentoring: read once in a request, however many rules and pages ask for it."""

    _inherit = "res.users"

    mentoring_employee_ids = fields.One2many("hr.employee", "user_id", groups=fields.NO_ACCESS)
    mentoring_participant_ids = fields.One2many("mentoring.participant", "user_id", groups=fields.NO_ACCESS)
    mentoring_invitation_ids = fields.One2many("mentoring.invitation", "user_id", groups=fields.NO_ACCESS)
    mentoring_program_ids = fields.Many2many(
        "mentoring.program",
        "mentoring_program_coordinator_rel",
        "user_id",
        "program_id",
        string="Coordinates",
        copy=False,
        groups=fields.NO_ACCESS,
    )

    def _mentoring_own(self, name):
        """The lines of one of the fields above, as superuser; callers ask for the present user's."""
        # sudo: only what is the user's own
        user_sudo = self.sudo()
        read_lines(user_sudo, name)
        return user_sudo[name]

    def _employees_at_work(self):
        """The user's active employees in all companies, as superuser."""
        return self._mentoring_own("mentoring_employee_ids").filtered("active")
