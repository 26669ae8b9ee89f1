from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

POLICY_ROLES = {
    "coordinator": ("coordinator",),
    "mentee_manager": ("mentee_manager",),
    "both_managers": ("mentee_manager", "mentor_manager"),
}


class MentoringPairingApproval(models.Model):
    """Who decides on a proposal, and deciding.

    One domain (`_decidable_domain`) is the law: the manager's list searches with it, the buttons' fields filter
    with it, and the server refuses by it, so they cannot disagree.
    """

    _inherit = "mentoring.pairing"

    @api.depends(
        "state",
        "decision_ids.role",
        "program_id.approval_policy",
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
            pairing.awaited_role = pairing._who_gives(awaited) if awaited else False

    def _who_gives(self, role):
        """The role itself, or the coordinator where there is no such manager or the manager is one of the two."""
        if role == "coordinator":
            return role
        employee = self.mentee_employee_id if role == "mentee_manager" else self.mentor_employee_id
        manager = employee.parent_id
        in_pair = manager in (self.mentee_employee_id | self.mentor_employee_id)
        if not manager or not manager.user_id.active or manager == employee or in_pair:
            return "coordinator"
        return role

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
        return self._decidable_domain() if operator == "in" else NotImplemented

    def _search_can_decline(self, operator, value):
        return self._declinable_domain() if operator == "in" else NotImplemented

    @api.depends("awaited_role", "state")
    def _compute_waits_for(self):
        for pairing in self:
            names = ", ".join(pairing._awaited_users().mapped("name"))
            pairing.waits_for = (
                self.env._("waits for %s", names) if pairing.state == "proposed" and names else False
            )

    def _awaited_users(self):
        """Users whose turn it is (before the time limit)."""
        self.ensure_one()
        pairing_sudo = self.sudo()
        if pairing_sudo.awaited_role == "mentee_manager":
            return pairing_sudo.mentee_employee_id.parent_id.user_id
        if pairing_sudo.awaited_role == "mentor_manager":
            return pairing_sudo.mentor_employee_id.parent_id.user_id
        if pairing_sudo.awaited_role == "coordinator":
            own = (pairing_sudo.mentor_employee_id | pairing_sudo.mentee_employee_id).user_id
            return pairing_sudo.program_id.coordinator_ids - own
        return self.env["res.users"].sudo()

    # ------------------------------------------------------------
    # Deciding
    # ------------------------------------------------------------

    def action_approve(self):
        """Give the user's agreement to every pairing of `self`; refuses all of them if one cannot be approved."""
        if not self.env.su:
            self.check_access("read")
        refusals = []
        for pairing in self:
            refusal = pairing._approval_refusal()
            if refusal:
                refusals.append(refusal)
            else:
                pairing._decide("approve")
        if refusals:
            raise UserError("\n".join(refusals))
        return True

    def action_decline(self, reason):
        """Decline every pairing of `self`; the next run respects it. `reason` is read by the program team only."""
        if not self.env.su:
            self.check_access("read")
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say in a few words why, so that the next proposal fits better."))
        refusals = [pairing._decline_refusal() for pairing in self]
        if any(refusals):
            raise UserError("\n".join(filter(None, refusals)))
        for pairing in self:
            pairing._decide("decline", reason)
        return True

    def _approval_refusal(self):
        """Why this user cannot approve this pairing now, in words; None if they can."""
        self.ensure_one()
        pairing_sudo = self.sudo()
        if pairing_sudo.state != "proposed":
            return self._wrong_state_in_words()
        if not pairing_sudo.filtered_domain(self._may_decide_domain(self._decidable_domain())):
            return self._not_yours_in_words()
        return pairing_sudo._full_in_words()

    def _decline_refusal(self):
        self.ensure_one()
        if self.sudo().state not in ("proposed", "approved"):
            return self._wrong_state_in_words()
        if not self.sudo().filtered_domain(self._may_decide_domain(self._declinable_domain())):
            return self._not_yours_in_words()
        return None

    @api.model
    def _may_decide_domain(self, domain):
        """Superuser code (run, import, demo) decides for whom it acts."""
        return Domain.TRUE if self.env.su else domain

    def _not_yours_in_words(self):
        self.ensure_one()
        if self.sudo().filtered_domain(self._own_domain()):
            return self.env._(
                "%s: you take part in this pair yourself, so somebody else decides.", self._names()
            )
        names = ", ".join(self._awaited_users().mapped("name"))
        if names:
            return self.env._(
                "%(names)s: it is up to %(deciders)s to decide.", names=self._names(), deciders=names
            )
        return self.env._("%s: this is not yours to decide.", self._names())

    def _full_in_words(self):
        """A sentence if one of the two has no free place, else None."""
        self.ensure_one()
        mentor, mentee = self.mentor_id, self.mentee_id
        if mentor.active_count >= mentor.capacity:
            latest = mentor.mentor_pairing_ids.filtered(lambda p: p.state == "approved").sorted("write_date")[
                -1:
            ]
            if latest:
                return self.env._(
                    "%(mentor)s's last place went to %(other)s, so the proposal for %(mentee)s was not approved. "
                    "It is still here: choose Find a mentor to see who else suits.",
                    mentor=mentor.name,
                    other=latest.mentee_id.name,
                    mentee=mentee.name,
                )
            return self.env._(
                "%(mentor)s has no free place for %(mentee)s.", mentor=mentor.name, mentee=mentee.name
            )
        if mentee.active_count >= mentee.partners_wanted:
            return self.env._(
                "%(mentee)s has a mentor already, so the proposal with %(mentor)s was not approved.",
                mentor=mentor.name,
                mentee=mentee.name,
            )
        return None

    def _decide(self, decision, reason=None):
        """Record one decision and move on when it was the last one that the policy asks for."""
        self.ensure_one()
        pairing_sudo = self.sudo()
        role = pairing_sudo.awaited_decision or "coordinator"
        is_late = bool(
            pairing_sudo.date_decision_due and pairing_sudo.date_decision_due < fields.Datetime.now()
        )
        escalated = is_late and self.env.user not in self._awaited_users()
        self.env["mentoring.pairing.decision"].sudo().create(
            {
                "pairing_id": self.id,
                "role": role,
                "decision": decision,
                "user_id": self.env.uid,
                "reason": reason,
                "is_escalated": escalated,
            }
        )
        note = self.env._("Decided after the time limit, in place of the manager.") if escalated else None
        if decision == "decline":
            self._move("decline", reason)
        elif pairing_sudo.awaited_decision:
            due = fields.Datetime.add(fields.Datetime.now(), days=pairing_sudo.program_id.decision_days)
            pairing_sudo.date_decision_due = due
            self.env["mentoring.audit.event"]._record(self, "agree", {self.id: "proposed"}, "proposed", note)
            if not self.env.su and pairing_sudo.filtered_domain(self._decidable_domain()):
                self._decide("approve")  # the same person manages both
        else:
            self._move("approve", note)
            pairing_sudo._after_approval()

    def _after_approval(self):
        """Participants who are asked to accept learn of it now; without that a running program starts the pair."""
        for pairing in self:
            if pairing.program_id.participants_accept and not pairing.is_disclosed:
                pairing.write({"is_disclosed": True, "date_announced": fields.Datetime.now()})
        self._activate_ready()

    def _accept(self):
        """The user, one of the two, accepts the pairing (programs that ask for it)."""
        self.ensure_one()
        pairing_sudo = self.sudo()
        if not pairing_sudo.filtered_domain(self._own_domain()):
            raise AccessError(self.env._("Only the two people of a pair accept it."))
        if pairing_sudo.state != "approved":
            raise UserError(self._wrong_state_in_words())
        side = "mentor" if pairing_sudo.mentor_employee_id.user_id == self.env.user else "mentee"
        pairing_sudo[f"date_{side}_accepted"] = fields.Datetime.now()
        self.env["mentoring.audit.event"]._record(self, f"accept_{side}", {self.id: "approved"}, "approved")
        pairing_sudo._activate_ready()
