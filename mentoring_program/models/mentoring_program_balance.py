from collections import Counter

from odoo import api, fields, models

from .mentoring_program import COORDINATORS
from .vocabulary import ELIGIBLE


class MentoringProgramBalance(models.Model):
    """Whether there are places enough, by department, while there is still time to ask more mentors.

    A mentee is counted in the department they want to move to, else in their own where the program pairs within
    departments; everybody else can be served from anywhere and counts in the total alone.
    """

    _inherit = "mentoring.program"

    balance = fields.Text("Places", compute="_compute_balance", groups=COORDINATORS)
    short_department_ids = fields.Many2many(
        "hr.department", string="Where places are missing", compute="_compute_balance", groups=COORDINATORS
    )

    @api.depends("participant_ids.state", "participant_ids.capacity", "participant_ids.active_count")
    @api.depends_context("lang")
    def _compute_balance(self):
        seats = self._open_seats()
        for program in self:
            wanted, places, total = seats.get(program._origin.id, (Counter(), Counter(), (0, 0)))
            short = {
                department: count - places[department]
                for department, count in wanted.items()
                if count > places[department]
            }
            departments = self.env["hr.department"].browse(short)
            # sudo: names of departments, which every colleague may know
            sentences = [
                self._missing_in_words(short[one.id], wanted[one.id], places[one.id], one.sudo().display_name)
                for one in departments.sorted(lambda one, short=short: (-short[one.id], one.id))
            ]
            if total[0] > total[1]:
                sentences.insert(0, self._missing_in_words(total[0] - total[1], *total))
            program.balance = "\n".join(sentences)
            program.short_department_ids = departments

    def _missing_in_words(self, missing, wanted, places, department=None):
        words = {"missing": missing, "wanted": wanted, "places": places, "department": department}
        if department:
            return self.env._(
                "%(missing)s more needed in %(department)s: mentees who look for somebody there: %(wanted)s, free "
                "places: %(places)s.",
                **words,
            )
        return self.env._(
            "%(missing)s more places needed in all: mentees without a mentor: %(wanted)s, free places: %(places)s.",
            **words,
        )

    def _open_seats(self):
        """{program id: (Counter wanted by department, Counter free places by department, (wanted, places) in all)}."""
        # sudo: counts for the program's team; the fields carry its group
        Participant = self.env["mentoring.participant"].sudo()
        domain = [("program_id", "in", self.ids), ("state", "in", ELIGIBLE)]
        seats = {program_id: (Counter(), Counter(), [0, 0]) for program_id in self.ids}
        for program, department, capacity, taken in Participant._read_group(
            [*domain, ("role", "=", "mentor"), ("free_places", ">", 0)],
            ["program_id", "department_id"],
            ["capacity:sum", "active_count:sum"],
        ):
            seats[program.id][1][department.id] += capacity - taken
            seats[program.id][2][1] += capacity - taken
        within = self.filtered(
            lambda one: one.sudo().criterion_ids.filtered(
                lambda criterion: criterion.kind == "department" and criterion.relation == "same"
            )
        )
        mentees = Participant.search_fetch(
            [*domain, ("role", "=", "mentee")],
            ["program_id", "department_id", "partners_wanted", "active_count"],
        )
        targets = mentees._target_departments()
        for mentee in mentees:
            open_seats = max(mentee.partners_wanted - mentee.active_count, 0)
            wanted, _places, total = seats[mentee.program_id.id]
            total[0] += open_seats
            department = targets.get(mentee.id) or (
                mentee.department_id.id if mentee.program_id in within else False
            )
            if department:
                wanted[department] += open_seats
        return seats

    def action_view_pinned(self):
        """Pairs that are settled before the matching; a new one made from here is pinned at once."""
        return self._action_children(
            "mentoring_pairing_action", [("is_pinned", "=", True)], default_is_pinned=True
        )

    def action_invite_where_missing(self):
        """The dialog that invites, with the departments that are short and the role filled in."""
        action = self.action_open_invite()
        action["context"] = {
            **action["context"],
            "default_role": "mentor",
            "default_whom": "department",
            "default_department_ids": self.short_department_ids.ids,
        }
        return action


class MentoringParticipantBalance(models.Model):
    _inherit = "mentoring.participant"

    is_champion = fields.Boolean(
        "Champion",
        groups=COORDINATORS,
        help="Agreed to be named on the program's page as somebody to ask.",
    )
    wished_by_ids = fields.One2many("mentoring.wish", "other_id", string="Asked for by", groups=COORDINATORS)

    def _target_departments(self):
        """{participant id: department of the newest open goal that names one}."""
        goals_sudo = (
            self.env["mentoring.goal"]
            .sudo()
            .search_fetch(
                [
                    ("participant_id", "in", self.ids),
                    ("state", "=", "open"),
                    ("target_department_id", "!=", False),
                ],
                ["participant_id", "target_department_id"],
                order="id",
            )
        )
        return {goal.participant_id.id: goal.target_department_id.id for goal in goals_sudo}
