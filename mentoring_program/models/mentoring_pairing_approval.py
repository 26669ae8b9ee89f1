from odoo import api, fields, models
from odoo.fields import Domain

POLICY_ROLES = {
    "coordinator": ("coordinator",),
    "mentee_manager": ("mentee_manager",),
    "both_managers": ("mentee_manager", "mentor_manager"),
}


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
        "mentor_employee_id.parent_id.user_id.company_ids",
        "mentee_employee_id.parent_id.user_id.company_ids",
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
        """The role itself, or the coordinator where nobody in that role may decide: no manager, one without a
        login or without access to the company, or one of the two.

        mentor, mentee: the employees of a pair, which need not exist yet.
        """
        if role == "coordinator":
            return role
        employee = mentee if role == "mentee_manager" else mentor
        manager = employee.parent_id
        can_look = (
            manager.active and manager.user_id.active and employee.company_id in manager.user_id.company_ids
        )
        return role if can_look and manager not in (mentor | mentee) else "coordinator"

    @api.model_create_multi
    def create(self, vals_list):
        pairings = super().create(vals_list)
        # a run asks when all its proposals are there; one made by hand goes by mail with the next round
        by_hand = pairings.sudo().filtered(lambda pairing: pairing.state == "proposed" and not pairing.run_id)
        by_hand.program_id._ask_deciders(by_mail=False)
        return pairings

    def unlink(self):
        programs_sudo = self.sudo().filtered(lambda pairing: pairing.state == "proposed").program_id
        result = super().unlink()
        programs_sudo._ask_deciders(by_mail=False)
        return result

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
    def _at_work_domain(self):
        """Employees who are the user; a login outlives its employee, a manager's word does not."""
        return Domain("user_id", "=", self.env.uid) & Domain("active", "=", True)

    @api.model
    def _own_domain(self):
        """Pairings in which the user is one of the two."""
        uid = self.env.uid
        return Domain("mentor_employee_id.user_id", "=", uid) | Domain("mentee_employee_id.user_id", "=", uid)

    @api.model
    def _decidable_domain(self):
        """Proposals whose awaited decision this user gives now."""
        me, coordinated = self._at_work_domain(), self._coordinated_domain()
        late = Domain("date_decision_due", "<", fields.Datetime.now())
        decides = Domain("awaited_role", "=", "coordinator") & coordinated
        for side in ("mentee", "mentor"):
            manager = Domain(f"{side}_employee_id.parent_id", "any", me)
            above = Domain(f"{side}_employee_id.parent_id.parent_id", "any", me)
            decides |= Domain("awaited_role", "=", f"{side}_manager") & (
                manager | late & (above | coordinated)
            )
        return Domain("state", "=", "proposed") & decides & ~self._own_domain()

    @api.model
    def _declinable_domain(self):
        """What the user decides now, and what a coordinator takes back before it runs."""
        takes_back = (
            Domain("state", "in", ("proposed", "approved")) & self._coordinated_domain() & ~self._own_domain()
        )
        return self._decidable_domain() | takes_back

    @api.model
    def _asked_before_domain(self):
        """Pairings that were this user's to decide, whatever has become of them since."""
        me = self._at_work_domain()
        late = Domain("date_decision_due", "<", fields.Datetime.now())
        asked = Domain.FALSE
        for side in ("mentee", "mentor"):
            manager = Domain(f"{side}_employee_id.parent_id", "any", me)
            above = Domain(f"{side}_employee_id.parent_id.parent_id", "any", me)
            first_agreed = Domain(
                "decision_ids", "any", [("role", "=", "mentee_manager"), ("decision", "=", "approve")]
            )
            their_turn = Domain.TRUE if side == "mentee" else first_agreed
            asked |= (manager | late & above) & their_turn
        return asked & Domain("program_id.approval_policy", "!=", "coordinator")

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
        is_late = due and due < fields.Datetime.now()
        if not is_late or pairing_sudo.awaited_role not in ("mentee_manager", "mentor_manager"):
            return self.env["res.users"].sudo()
        side = "mentee" if pairing_sudo.awaited_role == "mentee_manager" else "mentor"
        above = pairing_sudo[f"{side}_employee_id"].parent_id.parent_id.user_id.filtered("active")
        return (above - pairing_sudo._own_users()) | pairing_sudo._coordinators_outside()

    def _own_users(self):
        return self.mentor_id.user_id | self.mentee_id.user_id

    def _coordinators_outside(self):
        """Coordinators of the program who are not one of the two; without any, the mentoring administrators."""
        own = self._own_users()
        return (self.program_id.coordinator_ids - own) or (self.program_id.administrator_ids - own)

    @api.depends("awaited_role", "state", "date_decision_due")
    def _compute_waits_for(self):
        today = fields.Datetime.now()
        for pairing in self:
            asked_now = pairing.state == "proposed" and pairing.program_id
            users = pairing._awaited_users() if asked_now else self.env["res.users"]
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
