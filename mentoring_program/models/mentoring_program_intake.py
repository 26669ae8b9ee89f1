import re
from datetime import timedelta

from odoo import fields, models

YEAR = re.compile(r"\b(20\d\d)\b(?!.*\b20\d\d\b)")  # the last one in a name


class MentoringProgramIntake(models.Model):
    """The same program once more, for the next people."""

    _inherit = "mentoring.program"

    def action_duplicate_intake(self):
        """A draft with settings, criteria, questions and handbooks of this one, its dates moved on, and no people."""
        self.ensure_one()
        self._verify_coordinated()
        shift = self._next_intake_shift()
        copy = self.copy(
            {
                field: self[field] and self[field] + shift
                for field in ("date_registration_end", "date_start", "date_end")
            }
        )
        copy.name = self._next_name()
        last = self.key_result_ids.filtered(lambda one: one.objective_id == self.objective_id).sorted(
            lambda one: (one.date, one.id)
        )[-1:]
        if last:
            last.copy(
                {
                    "program_id": copy.id,
                    "value": last.baseline,
                    "is_measured": False,
                    "people_count": 0,
                    "source": False,
                    "date": fields.Date.context_today(self),
                }
            )
        return copy._action_form()

    def _next_intake_shift(self):
        """The length of a program with an end, so that the next one begins when this one is over; else a year."""
        if self.mode == "cohort" and self.date_start and self.date_end:
            return self.date_end - self.date_start + timedelta(days=1)
        return timedelta(days=365)

    def _next_name(self):
        """ "Leaders 2027" after "Leaders 2026"; without a year the words say it."""
        if YEAR.search(self.name):
            return YEAR.sub(lambda year: str(int(year[1]) + 1), self.name)
        return self.env._("%s, next intake", self.name)

    def _action_form(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "mentoring.program",
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
