from odoo import models
from odoo.exceptions import AccessError, UserError

from .vocabulary import PLACING
from .words import today_in


class MentoringProgramRegistration(models.Model):
    """Whether the user may register, asked by pages and by the method that stores."""

    _inherit = "mentoring.program"

    def _own_employee(self):
        """The user's active employee in the program's company, as superuser; empty for everybody else."""
        self.ensure_one()
        return self.env.user._employees_at_work().filtered(lambda one: one.company_id == self.company_id)[:1]

    def _is_open_for_registration(self):
        self.ensure_one()
        last_day = self.date_registration_end
        in_time = not last_day or today_in(self.env, self.env.user.tz or "UTC") <= last_day
        if self.mode == "evergreen":
            return self.state in PLACING
        # sudo: that it takes late comers is no secret, the setting is the team's
        return (
            self.state == "registration" and in_time or self.state == "running" and self.sudo().joins_while_running
        )

    def _may_answer(self, own_sudo=None):
        """Whether the user may register or change answers now: while it is open, and later while they wait.

        own_sudo: the user's entries in this program, where the caller has them.
        """
        if self._is_open_for_registration():
            return True
        if self.state != "running":
            return False
        if own_sudo is None:
            own_sudo = self.env["mentoring.participant"]._own(self)
        return any(
            one.state in ("registered", "waitlisted", "paused") and not one.active_count for one in own_sudo
        )

    def _verify_may_answer(self):
        """The user's employee; raises AccessError for outsiders, UserError when registration is closed."""
        employee_sudo = self._own_employee()
        if not employee_sudo or not self.has_access("read"):
            raise AccessError(self.env._("This program is for employees of the company."))
        if not self._may_answer():
            raise UserError(self.env._("Registration for %s is closed.", self.name))
        return employee_sudo

    def _listed_mentors(self):
        """Mentors who may be shown to the user, as superuser."""
        people_sudo = self.env["mentoring.participant"].sudo()
        return people_sudo.search_fetch(self._shown_domain(), order="name, id", limit=500)
