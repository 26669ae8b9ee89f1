from odoo import api, fields, models
from odoo.fields import Domain

from .vocabulary import OPEN_STATES

COORDINATORS = "mentoring_program.group_mentoring_coordinator"
TAKING_PART = ("registered", "waitlisted", "paused")


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    is_mentor = fields.Boolean(
        compute="_compute_mentoring_roles", search="_search_is_mentor", compute_sudo=True
    )
    is_mentee = fields.Boolean(
        compute="_compute_mentoring_roles", search="_search_is_mentee", compute_sudo=True
    )
    mentoring_participant_ids = fields.One2many(
        "mentoring.participant", "employee_id", string="Mentoring", groups=COORDINATORS
    )
    mentor_pairing_ids = fields.One2many(
        "mentoring.pairing", "mentor_employee_id", string="Pairings as mentor", groups=COORDINATORS
    )
    mentee_pairing_ids = fields.One2many(
        "mentoring.pairing", "mentee_employee_id", string="Pairings as mentee", groups=COORDINATORS
    )
    mentoring_goal_ids = fields.One2many(
        "mentoring.goal", "employee_id", string="Mentoring goals", groups=COORDINATORS
    )
    mentor_pairing_count = fields.Integer(compute="_compute_pairing_counts", groups=COORDINATORS)
    mentee_pairing_count = fields.Integer(compute="_compute_pairing_counts", groups=COORDINATORS)
    is_mentor_with_places = fields.Boolean(
        compute="_compute_mentoring_places", search="_search_is_mentor_with_places", groups=COORDINATORS
    )
    is_mentee_waiting = fields.Boolean(
        compute="_compute_mentoring_places", search="_search_is_mentee_waiting", groups=COORDINATORS
    )

    @api.depends("mentoring_participant_ids.role", "mentoring_participant_ids.state")
    def _compute_mentoring_roles(self):
        roles = self._mentoring_roles()
        for employee in self:
            employee.is_mentor = "mentor" in roles.get(employee.id, ())
            employee.is_mentee = "mentee" in roles.get(employee.id, ())

    def _mentoring_roles(self):
        """{employee id: set of roles they take part with in programs that are not over}, in one query."""
        rows = (
            self.env["mentoring.participant"]
            .sudo()
            ._read_group(
                Domain("employee_id", "in", self.ids) & self._taking_part_domain(),
                ["employee_id"],
                ["role:array_agg"],
            )
        )
        return {employee.id: set(roles) for employee, roles in rows}

    @api.model
    def _taking_part_domain(self):
        return Domain("state", "in", TAKING_PART) & Domain(
            "program_id.state", "not in", ("closed", "cancelled")
        )

    def _search_is_mentor(self, operator, value):
        return self._search_mentoring_role("mentor", operator, value)

    def _search_is_mentee(self, operator, value):
        return self._search_mentoring_role("mentee", operator, value)

    @api.model
    def _search_mentoring_role(self, role, operator, value):
        if operator != "in":
            return NotImplemented
        people = Domain("role", "=", role) & self._taking_part_domain()
        return Domain("id", "in", self._participant_employee_query(people))

    @api.model
    def _participant_employee_query(self, domain):
        return self.env["mentoring.participant"].sudo()._search(domain).subselect("employee_id")

    @api.depends("mentor_pairing_ids.state", "mentee_pairing_ids.state")
    def _compute_pairing_counts(self):
        Pairing = self.env["mentoring.pairing"]
        for role in ("mentor", "mentee"):
            counts = dict(
                Pairing._read_group(
                    [(f"{role}_employee_id", "in", self.ids), ("state", "in", OPEN_STATES)],
                    [f"{role}_employee_id"],
                    ["__count"],
                )
            )
            for employee in self:
                employee[f"{role}_pairing_count"] = counts.get(employee._origin, 0)

    @api.depends("mentoring_participant_ids.free_places")
    def _compute_mentoring_places(self):
        with_places = self.filtered_domain(self._search_is_mentor_with_places("in", [True]))
        waiting = self.filtered_domain(self._search_is_mentee_waiting("in", [True]))
        for employee in self:
            employee.is_mentor_with_places = employee in with_places
            employee.is_mentee_waiting = employee in waiting

    def _search_is_mentor_with_places(self, operator, value):
        if operator != "in":
            return NotImplemented
        people = Domain("role", "=", "mentor") & Domain("free_places", ">", 0) & self._taking_part_domain()
        return Domain("mentoring_participant_ids", "any", people)

    def _search_is_mentee_waiting(self, operator, value):
        if operator != "in":
            return NotImplemented
        people = self.env["mentoring.program"]._waiting_domain() & self._taking_part_domain()
        return Domain("mentoring_participant_ids", "any", people)

    def action_view_mentor_pairings(self):
        return self._action_view_mentoring("mentor")

    def action_view_mentee_pairings(self):
        return self._action_view_mentoring("mentee")

    def _action_view_mentoring(self, role):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("mentoring_program.mentoring_pairing_action")
        action["domain"] = [(f"{role}_employee_id", "=", self.id)]
        return action
