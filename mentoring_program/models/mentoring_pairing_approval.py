from odoo import api, fields, models
from odoo.fields import Domain

POLICY_ROLES = {
    "coordinator": ("coordinator",),
    "mentee_manager": ("mentee_manager",),
    "both_managers": ("mentee_manager", "mentor_manager"),
}
SHOWN_NAMES = 2


class MentoringPairingApproval(models.Model):
    """Who decides on a proposal.

    One domain (`_decidable_domain`) is the law: the manager's list searches with it, the buttons' fields filter
    with it, and the server refuses by it, so they cannot disagree.
    """

    _inherit = "mentoring.pairing"

    @api.depends(
        "state",
        "decision_ids.role",
        "program_id.approval_policy",
        "mentor_employee_id.parent_id.active",
        "mentee_employee_id.parent_id.active",
        "mentor_employee_id.parent_id.user_id.active",
        "mentee_employee_id.parent_id.user_id.active",
    )
    def _compute_awaited(self):
        for pairing in self.sudo():
            decided = set(pairing.decision_ids.mapped("role"))
            roles = POLICY_ROLES[pairing.program_id.approval_policy or "coordinator"]
            awaited = next((role for role in roles if role not in decided), False)
            if pairing.state != "proposed":
                awaited = False
            pairing.awaited_decision = awaited
            pairing.awaited_role = awaited and self._who_decides(
                awaited, pairing.mentor_employee_id, pairing.mentee_employee_id
            )

    @api.model
    def _who_decides(self, role, mentor, mentee):
        """The role itself, or the coordinator where there is no such manager or the manager is one of the two.

        mentor, mentee: the employees of a pair, which need not exist yet.
        """
        if role == "coordinator":
            return role
        employee = mentee if role == "mentee_manager" else mentor
        manager = employee.parent_id
        if not manager.active or not manager.user_id.active or manager in (mentor | mentee):
            return "coordinator"
        return role

    # ------------------------------------------------------------
    # The law
    # ------------------------------------------------------------

    @api.model
    def _coordinated_domain(self):
        """Pairings of programs that the user coordinates, or manages mentoring for."""
        user = self.env.user
        if user.has_group("mentoring_program.group_mentoring_manager"):
            return Domain("company_id", "in", user.company_ids.ids)
        if user.has_group("mentoring_program.group_mentoring_coordinator"):
            return Domain("program_id.coordinator_ids", "in", user.ids)
        return Domain.FALSE

    @api.model
    def _own_domain(self):
        """Pairings in which the user is one of the two."""
        uid = self.env.uid
        return Domain("mentor_employee_id.user_id", "=", uid) | Domain("mentee_employee_id.user_id", "=", uid)

    @api.model
    def _decidable_domain(self):
        """Proposals whose awaited decision this user gives now."""
        uid, coordinated = self.env.uid, self._coordinated_domain()
        late = Domain("date_decision_due", "<", fields.Datetime.now())
        decides = Domain("awaited_role", "=", "coordinator") & coordinated
        for side in ("mentee", "mentor"):
            manager = Domain(f"{side}_employee_id.parent_id.user_id", "=", uid)
            above = Domain(f"{side}_employee_id.parent_id.parent_id.user_id", "=", uid)
            decides |= Domain("awaited_role", "=", f"{side}_manager") & (manager | late & (above | coordinated))
        return Domain("state", "=", "proposed") & decides & ~self._own_domain()

    @api.model
    def _declinable_domain(self):
        """What the user decides now, and what a coordinator takes back before it runs."""
        takes_back = Domain("state", "in", ("proposed", "approved")) & self._coordinated_domain() & ~self._own_domain()
        return self._decidable_domain() | takes_back

    @api.model
    def _asked_before_domain(self):
        """Pairings that were this user's to decide, whatever has become of them since."""
        uid = self.env.uid
        return (
            Domain("mentee_employee_id.parent_id.user_id", "=", uid)
            | Domain("mentor_employee_id.parent_id.user_id", "=", uid)
            & Domain("decision_ids", "any", [("role", "=", "mentee_manager"), ("decision", "=", "approve")])
        ) & Domain("program_id.approval_policy", "!=", "coordinator")

    @api.depends("state", "awaited_role", "date_decision_due")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        # sudo: the law looks at managers that the reader may not read
        approvable = self.sudo().filtered_domain(self._decidable_domain())
        declinable = self.sudo().filtered_domain(self._declinable_domain())
        for pairing in self:
            pairing.can_approve = pairing in approvable
            pairing.can_decline = pairing in declinable

    def _search_can_approve(self, operator, value):
        return self._search_by_law(operator, self._decidable_domain())

    def _search_can_decline(self, operator, value):
        return self._search_by_law(operator, self._declinable_domain())

    def _search_by_law(self, operator, domain):
        if operator != "in":
            return NotImplemented
        # sudo: as above; the record rules of the search around it still apply to the result
        return Domain("id", "in", self.sudo()._search(domain))

    # ------------------------------------------------------------
    # People
    # ------------------------------------------------------------

    def _awaited_users(self):
        """Users whose turn it is (before the time limit)."""
        self.ensure_one()
        pairing_sudo = self.sudo()
        if pairing_sudo.awaited_role == "mentee_manager":
            return pairing_sudo.mentee_employee_id.parent_id.user_id
        if pairing_sudo.awaited_role == "mentor_manager":
            return pairing_sudo.mentor_employee_id.parent_id.user_id
        if pairing_sudo.awaited_role == "coordinator":
            return pairing_sudo._coordinators_outside()
        return self.env["res.users"].sudo()

    def _late_users(self):
        """Users who may decide as well once the time limit has passed: the manager's manager and the coordinators."""
        self.ensure_one()
        pairing_sudo = self.sudo()
        due = pairing_sudo.date_decision_due
        if pairing_sudo.awaited_role not in ("mentee_manager", "mentor_manager") or due >= fields.Datetime.now():
            return self.env["res.users"].sudo()
        side = "mentee" if pairing_sudo.awaited_role == "mentee_manager" else "mentor"
        above = pairing_sudo[f"{side}_employee_id"].parent_id.parent_id.user_id.filtered("active")
        return (above - pairing_sudo._own_users()) | pairing_sudo._coordinators_outside()

    def _own_users(self):
        return (self.mentor_employee_id | self.mentee_employee_id).user_id

    def _coordinators_outside(self):
        """The program's coordinators who are not one of the two; without any, the company's mentoring administrators."""
        own = self._own_users()
        return (self.program_id.coordinator_ids - own) or (self.program_id._administrators() - own)

    @api.depends("awaited_role", "state", "date_decision_due")
    def _compute_waits_for(self):
        today = fields.Datetime.now()
        for pairing in self:
            users = pairing._awaited_users() if pairing.state == "proposed" else self.env["res.users"]
            if not users:
                pairing.waits_for = False
                continue
            asked = fields.Datetime.subtract(
                pairing.date_decision_due or today, days=pairing.program_id.decision_days
            )
            days = max((today - asked).days, 0)
            names = users._some_names()
            if days == 0:
                pairing.waits_for = self.env._("waits for %s", names)
            elif days == 1:
                pairing.waits_for = self.env._("waits for %s, 1 day", names)
            else:
                pairing.waits_for = self.env._("waits for %(names)s, %(days)s days", names=names, days=days)
