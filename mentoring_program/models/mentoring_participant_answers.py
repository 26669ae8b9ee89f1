from odoo import Command, api, fields, models


class MentoringParticipantAnswers(models.Model):
    """Keeping what a person answered; for superuser code that has read the answers by an allow-list."""

    _inherit = "mentoring.participant"

    @api.model_create_multi
    def create(self, vals_list):
        participants = super().create(vals_list)
        participants.sudo()._keep_away()
        return participants

    def _keep_away(self):
        """Exclusions named before these people took part hold from now on. For superuser code."""
        waiting = self.search(
            [("program_id", "in", self.program_id.ids), ("avoid_employee_ids", "in", self.employee_id.ids)]
        )
        waiting._apply_avoided()

    def _apply_avoided(self):
        for participant in self:
            others = self.search(
                [
                    ("program_id", "=", participant.program_id.id),
                    ("role", "!=", participant.role),
                    ("employee_id", "in", participant.avoid_employee_ids.ids),
                ]
            )
            if others - participant.avoid_ids:
                participant.avoid_ids = [Command.link(other.id) for other in others]

    def _store_answers(self, program, employee_sudo, role, entry):
        """Write one role's answers into `self` (empty: a new participant); returns the participant."""
        values = {**entry["shared"], **entry[role]["values"]}
        if self:
            before = self.avoid_employee_ids
            self.write(values)
            allowed = before - self.avoid_employee_ids
            self.avoid_ids -= self.avoid_ids.filtered(lambda one: one.employee_id in allowed)
            participant = self
        else:
            participant = self.create(
                {
                    **values,
                    "program_id": program.id,
                    "employee_id": employee_sudo.id,
                    "role": role,
                    "state": "invited",
                }
            )
        participant._apply_avoided()
        participant._store_skills(entry[role]["skills"])
        if role == "mentee":
            participant._store_goal(entry[role]["goal"])
            participant._store_wishes(entry[role]["wishes"])
        return participant

    def _store_skills(self, wanted):
        known = {line.skill_id.id: line for line in self.skill_ids}
        for skill_id, line in known.items():
            if skill_id not in wanted:
                line.unlink()
            elif line.level != wanted[skill_id]:
                line.level = wanted[skill_id]
        self.env["mentoring.participant.skill"].create(
            [
                {"participant_id": self.id, "skill_id": skill_id, "level": level}
                for skill_id, level in wanted.items()
                if skill_id not in known
            ]
        )

    def _first_goal(self):
        return self.goal_ids.filtered(lambda goal: goal.state == "open").sorted("id")[:1]

    def _store_goal(self, values):
        goal = self._first_goal()
        if goal:
            goal.write({**values, "name": values["name"] or goal.name})
        elif values["name"]:
            self.env["mentoring.goal"].create({**values, "participant_id": self.id})

    def _store_wishes(self, wanted):
        stored = [(wish.other_id.id, wish.rank, wish.reason) for wish in self.wish_ids.sorted("rank")]
        if stored == wanted:
            return
        self.wish_ids.unlink()
        self.env["mentoring.wish"].create(
            [
                {"participant_id": self.id, "other_id": other_id, "rank": rank, "reason": reason}
                for other_id, rank, reason in wanted
            ]
        )

    def _finish_registration(self, program):
        agreed = self.filtered(lambda one: one.privacy_version != program.privacy_version)
        agreed.write({"privacy_version": program.privacy_version})
        new = self.filtered(lambda one: one.state in ("invited", "left", "declined"))
        new._set_state("registered")
        new.write({"date_registered": fields.Datetime.now()})

    def _step_back(self):
        """Roles that the person no longer ticks; they hold no running pair. For superuser code."""
        self.filtered(lambda one: one.state == "invited")._set_state("declined")
        self.filtered(lambda one: one.state in ("registered", "waitlisted", "paused", "done"))._leave(
            self.env._("Chose another role.")
        )
