from odoo import fields, models
from odoo.exceptions import UserError

from .mentoring_program import COORDINATORS
from .vocabulary import LIVE_STATES, PLACING


class MentoringPairingInformal(models.Model):
    _inherit = "mentoring.pairing"

    is_informal = fields.Boolean(
        "Found each other",
        readonly=True,
        copy=False,
        groups=COORDINATORS,
        help="Recorded by the coordinator, not made by a matching.",
    )


class MentoringProgramInformal(models.Model):
    """Mentoring that exists without a matching (product S22)."""

    _inherit = "mentoring.program"

    def _record_informal_pair(self, mentor, mentee, date_start):
        """Both take part, and their pair runs since that day; the coordinator's decision is on record."""
        self.ensure_one()
        self._verify_coordinated()
        self._verify_informal_pair(mentor, mentee, date_start)
        # sudo: behind the checks above; states are the server's
        program_sudo = self.sudo()
        mentor_sudo = program_sudo._informal_participant(mentor, "mentor")
        mentee_sudo = program_sudo._informal_participant(mentee, "mentee")
        if mentor_sudo.capacity <= mentor_sudo.active_count:
            mentor_sudo.capacity = mentor_sudo.active_count + 1
        if mentee_sudo.partners_wanted <= mentee_sudo.active_count:
            mentee_sudo.partners_wanted = mentee_sudo.active_count + 1
        with self.env["mentoring.submission.mixin"]._repeat_on_collision():
            pairing_sudo = program_sudo.env["mentoring.pairing"].create(
                {
                    "program_id": self.id,
                    "mentor_id": mentor_sudo.id,
                    "mentee_id": mentee_sudo.id,
                    "state": "active",
                    "is_informal": True,
                    "is_disclosed": True,
                    "date_announced": fields.Datetime.now(),
                    "date_start": date_start,
                    "date_end": self._pair_dates()[1],
                }
            )
        program_sudo.env["mentoring.pairing.decision"].create(
            {
                "pairing_id": pairing_sudo.id,
                "role": "coordinator",
                "decision": "approve",
                "given_as": "coordinator",
                "user_id": self.env.uid,
            }
        )
        self.env["mentoring.audit.event"]._record(pairing_sudo, "record_informal", new_state="active")
        pairing_sudo._take_goals_along()
        pairing_sudo._update_health()
        return pairing_sudo.sudo(False)

    def _verify_informal_pair(self, mentor, mentee, date_start):
        # sudo: names of the employees that the coordinator has chosen
        people_sudo = (mentor | mentee).sudo()
        if self.state not in PLACING:
            raise UserError(
                self.env._("Open %s first: a pair needs a program that is not over.", self.name)
            )
        if len(people_sudo) < 2:
            raise UserError(self.env._("Choose two people: a mentor and a mentee."))
        strangers = people_sudo.filtered(lambda one: one.company_id != self.company_id or not one.active)
        if strangers:
            raise UserError(
                self.env._("%s does not work in the program's company.", ", ".join(strangers.mapped("name")))
            )
        if self.env.user in people_sudo.user_id:
            raise UserError(
                self.env._("You are one of the two: ask another coordinator or the administrator to record it.")
            )
        if date_start > fields.Date.context_today(self):
            raise UserError(self.env._("A pair that exists has begun already: choose a day that is not to come."))
        live = self.env["mentoring.pairing"].sudo().search_count(
            [
                ("program_id", "=", self.id),
                ("mentor_employee_id", "=", mentor.id),
                ("mentee_employee_id", "=", mentee.id),
                ("state", "in", LIVE_STATES),
            ],
            limit=1,
        )
        if live:
            raise UserError(
                self.env._("%s are a pair in this program already.", " & ".join(people_sudo.mapped("name")))
            )

    def _informal_participant(self, employee, role):
        """The employee's entry in the role, taking part; a new one holds exactly this pair."""
        entry = self.env["mentoring.participant"].search(
            [("program_id", "=", self.id), ("employee_id", "=", employee.id), ("role", "=", role)]
        )
        if not entry:
            return entry.create(
                {"program_id": self.id, "employee_id": employee.id, "role": role, "capacity": 1}
            )
        if entry.state in ("invited", "done", "left", "declined"):
            entry._set_state("registered")
        return entry
