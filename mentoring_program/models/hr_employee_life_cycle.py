from odoo import models
from odoo.fields import Domain

FOLLOWED = frozenset({"active", "company_id", "parent_id", "user_id"})


class HrEmployeeLifeCycle(models.Model):
    """HR's changes reach mentoring at once; the rules are in `mentoring.participant` (file mentoring_life_cycle)."""

    _inherit = "hr.employee"

    def write(self, vals):
        result = super().write(vals)
        # server code that writes many one by one follows them together; what is missed the daily jobs find
        if not (self.env.su and self.env.context.get("mentoring_followed_together")):
            self._mentoring_follow(FOLLOWED & vals.keys())
        return result

    def unlink(self):
        self._mentoring_follow_departure()
        return super().unlink()

    def _mentoring_follow(self, changed):
        """Follow a change of these fields: departures, moves, and who is asked to decide."""
        # sudo: what HR changes has its consequences in mentoring, whoever changes it
        if {"active", "company_id"} & changed:
            self.env["mentoring.participant"].sudo()._follow_employees(self)
        if {"active", "parent_id", "user_id"} & changed:
            self.sudo()._mentoring_programs_to_decide()._ask_deciders()

    def _mentoring_follow_departure(self):
        # sudo: as above
        self.env["mentoring.participant"].sudo()._follow_departure(self)

    def _mentoring_programs_to_decide(self):
        """Programs with a proposal in which these employees are one of the two, their manager or the one above."""
        concerned = Domain.FALSE
        for side in ("mentor_employee_id", "mentee_employee_id"):
            for path in (side, f"{side}.parent_id", f"{side}.parent_id.parent_id"):
                concerned |= Domain(path, "in", self.ids)
        proposals = Domain("state", "=", "proposed") & concerned
        return self.env["mentoring.pairing"].with_context(active_test=False).search(proposals).program_id
