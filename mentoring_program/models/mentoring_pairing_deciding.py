from collections import Counter
from weakref import WeakKeyDictionary

from psycopg2 import OperationalError

from odoo import fields, models
from odoo.exceptions import UserError

from .mentoring_pairing_approval import POLICY_ROLES

# By cursor: what a request that collided had read. The server rolls back and repeats it on the same cursor.
STATES_BEFORE_COLLISION = WeakKeyDictionary()


class MentoringPairingDeciding(models.Model):
    """Giving and refusing agreement, one by one or for a selection, all or nothing.

    A decision first adds to the counter of each pairing's row. Of two people who decide at once the second one
    collides there, the server repeats the request, and the repetition sees what the first one decided (security R3).
    """

    _inherit = "mentoring.pairing"

    decision_counter = fields.Integer(copy=False, readonly=True, groups=fields.NO_ACCESS)

    def action_approve(self):
        """Give the user's agreement to every pairing of `self`; refuses all of them if one cannot be approved."""
        self._verify_known()
        self._claim()
        self._refuse_together(self._approval_refusals())
        self.with_context(mentoring_ask_later=True)._agree()
        self.sudo().program_id._ask_deciders()
        return True

    def action_decline(self, reason):
        """Decline every pairing of `self`; the next run respects it. `reason` is read by the program team only."""
        self._verify_known()
        reason = str(reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say in a few words why, so that the next proposal fits better."))
        self._refuse_together(self._decline_refusals(self._claim()))
        self._record_decisions("decline", {pairing: [pairing._decline_role()] for pairing in self}, reason)
        self._move("decline", reason)
        return True

    # ------------------------------------------------------------
    # May they, and can it be
    # ------------------------------------------------------------

    def _verify_known(self):
        """Raise unless the user may know of every pairing: they read it, or it was theirs to decide a moment ago."""
        if self - self.exists():
            raise UserError(
                self.env._(
                    "This proposal is gone: a newer matching or the program team has replaced it. Open the list again."
                )
            )
        if self.env.su:
            return
        # sudo: a declined proposal is hidden from the manager it was meant for, who should hear what became of it
        asked = self.sudo().filtered_domain(self._asked_before_domain())
        self.filtered(lambda pairing: pairing not in asked).check_access("read")

    def _claim(self):
        """Collide with whoever decides on these pairings at the same time; {pairing id: state the user acted on}.

        After a collision the server repeats the request, whose user still acted on what they saw before.
        """
        states = {pairing.id: pairing.state for pairing in self.sudo()}
        states.update(STATES_BEFORE_COLLISION.pop(self.env.cr, {}))
        for pairing in self.sudo():
            pairing.decision_counter += 1
        try:
            self.sudo().flush_recordset(["decision_counter"])
        except OperationalError:
            STATES_BEFORE_COLLISION[self.env.cr] = states
            raise
        return states

    def _refuse_together(self, refusals):
        if not refusals:
            return
        if len(self) > 1:
            refusals = [self.env._("Nothing has been decided, because of these pairs:"), *refusals]
        raise UserError("\n".join(refusals))

    def _approval_refusals(self):
        """Why the pairings of `self` cannot be approved now, together: sentences, none when all can."""
        pairings_sudo = self.sudo()
        mine = pairings_sudo if self.env.su else pairings_sudo.filtered_domain(self._decidable_domain())
        taken, refusals = Counter(), []
        for pairing in pairings_sudo:
            if pairing.state != "proposed":
                refusal = pairing._wrong_state_in_words()
            elif pairing not in mine:
                refusal = pairing._not_yours_in_words()
            else:
                refusal = pairing._absent_in_words() or pairing._full_in_words(taken)
            if refusal:
                refusals.append(refusal)
            elif pairing._is_final(pairing._roles_given()):
                taken.update((pairing.mentor_id, pairing.mentee_id))
        return refusals

    def _decline_refusals(self, seen):
        """Why the pairings of `self` cannot be declined now; `seen`: their states when the user pressed the button."""
        pairings_sudo = self.sudo()
        mine = pairings_sudo if self.env.su else pairings_sudo.filtered_domain(self._declinable_domain())
        refusals = []
        for pairing in pairings_sudo:
            if pairing.state not in ("proposed", "approved") or pairing.state != seen[pairing.id]:
                refusals.append(pairing._wrong_state_in_words())
            elif pairing not in mine:
                refusals.append(pairing._not_yours_in_words())
        return refusals

    # ------------------------------------------------------------
    # Agreeing
    # ------------------------------------------------------------

    def _roles_given(self):
        """The decisions that the user's yes gives: the awaited one, and those after it that are theirs as well."""
        self.ensure_one()
        roles = POLICY_ROLES[self.program_id.approval_policy]
        given = [self.awaited_decision]
        for role in roles[roles.index(self.awaited_decision) + 1 :]:
            if not self._is_up_to_me(role):
                break
            given.append(role)
        return given

    def _is_final(self, given):
        return POLICY_ROLES[self.program_id.approval_policy][-1] in given

    def _is_up_to_me(self, role):
        """Whether this decision would be the user's, time limits aside."""
        if self._who_decides(role, self.mentor_employee_id, self.mentee_employee_id) == "coordinator":
            return bool(self.filtered_domain(self._coordinated_domain() & ~self._own_domain()))
        return self._manager_for(role).user_id == self.env.user

    def _manager_for(self, role):
        return (self.mentee_employee_id if role == "mentee_manager" else self.mentor_employee_id).parent_id

    def _agree(self):
        """Record the user's yes, move on what it decides, and ask the next ones."""
        pairings_sudo = self.sudo()
        old_states = dict.fromkeys(self.ids, "proposed")
        self._record_decisions("approve", {pairing: pairing._roles_given() for pairing in pairings_sudo})
        undecided = pairings_sudo.filtered("awaited_decision")
        for pairing in undecided:
            pairing.date_decision_due = fields.Datetime.add(
                fields.Datetime.now(), days=pairing.program_id.decision_days
            )
        self.env["mentoring.audit.event"]._record(undecided, "agree", old_states, "proposed")
        decided = pairings_sudo - undecided
        decided._move("approve")
        decided._after_approval()

    def _record_decisions(self, decision, roles, reason=None):
        """One row for each role that this user decided in; {pairing: roles}. What was decided late says so."""
        values = []
        for pairing, given in roles.items():
            pairing_sudo = pairing.sudo()
            late = self.env.user in pairing_sudo._late_users() - pairing_sudo._awaited_users()
            for position, role in enumerate(given):
                values.append(
                    {
                        "pairing_id": pairing.id,
                        "role": role,
                        "decision": decision,
                        "given_as": pairing_sudo._given_as(role),
                        "user_id": self.env.uid,
                        "reason": reason,
                        "is_escalated": late and not position,
                    }
                )
            if late:
                self.env["mentoring.audit.event"]._record(
                    pairing,
                    "decide_late",
                    {pairing.id: pairing_sudo.state},
                    reason=pairing_sudo._late_in_words(given[0]),
                )
        # sudo: the callers have checked the user's right to decide
        self.env["mentoring.pairing.decision"].sudo().create(values)

    def _given_as(self, role):
        """In which capacity the user decides in this role."""
        manager = self._manager_for(role) if role != "coordinator" else self.env["hr.employee"]
        if manager.user_id == self.env.user:
            return "manager"
        if manager.parent_id.user_id == self.env.user:
            return "manager_above"
        return "coordinator"

    def _decline_role(self):
        """The role in which the user declines: the awaited one if it is theirs, else the coordinator's."""
        pairing_sudo = self.sudo()
        role = pairing_sudo.awaited_decision
        if role and (self.env.su or pairing_sudo.filtered_domain(self._decidable_domain())):
            return role
        return "coordinator"

    def _after_approval(self):
        """Participants who are asked to accept learn of it now; without that a running program starts the pair."""
        asked = self.filtered(
            lambda pairing: pairing.program_id.participants_accept and not pairing.is_disclosed
        )
        asked._disclose()
        self._activate_ready()
