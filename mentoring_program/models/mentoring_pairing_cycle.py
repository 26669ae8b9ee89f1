from odoo import api, fields, models
from odoo.exceptions import AccessError

from .vocabulary import health


class MentoringPairingCycle(models.Model):
    """The relationship itself: start, pause, end, and how it is going."""

    _inherit = "mentoring.pairing"

    def action_pause(self):
        self._verify_coordinated()
        self._move("pause")
        return True

    def action_resume(self):
        self._verify_coordinated()
        self._move("resume")
        return True

    def action_end(self, reason=None):
        """End without fault; both places are free again."""
        self._verify_coordinated()
        self._move("end", (reason.strip() if isinstance(reason, str) else "") or None)
        return True

    def action_complete(self):
        self._verify_coordinated()
        self._move("complete")
        return True

    def action_pin(self):
        self._verify_coordinated()
        for pairing in self:
            pairing.is_pinned = not pairing.is_pinned
        return True

    def _verify_coordinated(self):
        if self.env.su:
            return
        if self.sudo().filtered_domain(~self._coordinated_domain()):
            raise AccessError(self.env._("Only the coordinators of the program can do this."))
        self.check_access("write")

    def _activate_ready(self):
        """Start the approved pairs of running programs, once both accepted where the program asks them."""
        ready = self.sudo().filtered(
            lambda pairing: (
                pairing.state == "approved"
                and pairing.program_id.state == "running"
                and (
                    not pairing.program_id.participants_accept
                    or (pairing.date_mentor_accepted and pairing.date_mentee_accepted)
                )
            )
        )
        for pairing in ready:
            first, last = pairing.program_id._pair_dates()
            pairing.write({"date_start": pairing.date_start or first, "date_end": pairing.date_end or last})
        ready._move("activate")
        ready._take_goals_along()

    def _take_goals_along(self):
        """A mentee's open goals belong to the pair they now work in."""
        for pairing in self.sudo():
            pairing.mentee_id.goal_ids.filtered(lambda goal: goal.state == "open").write(
                {"pairing_id": pairing.id}
            )

    def _update_health(self):
        """Write the health word of each pair from counts of meetings (see `vocabulary.health`)."""
        today = fields.Date.context_today(self)
        absences = self.sudo()._absent_days(today)
        for pairing in self.sudo():
            word = "none"
            if pairing.state == "active" and pairing.is_disclosed and pairing.date_start:
                word = health(
                    today,
                    pairing.date_start,
                    pairing.date_last_session.date() if pairing.date_last_session else None,
                    pairing.date_next_session.date() if pairing.date_next_session else None,
                    pairing.program_id.cadence,
                    absences.get(pairing.id, 0),
                )
            if pairing.health != word:
                pairing.health = word

    @api.model
    def _cron_update_health(self):
        self.sudo().search([("state", "=", "active")])._update_health()
