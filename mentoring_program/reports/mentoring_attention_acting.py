from odoo import models
from odoo.exceptions import UserError

from ..models.mentoring_program_approval import REMINDER
from ..models.mentoring_snooze import SNOOZE_DAYS

NUDGED_KINDS = ("stalled", "at_risk", "unmet")
REMINDED_DAYS = 3


class MentoringAttentionActing(models.Model):
    """What the buttons of the day page do; each checks that the user coordinates the programs of the lines."""

    _inherit = "mentoring.attention"

    def _verify_team(self):
        """Raise unless these lines are the user's to handle; returns those that are still there."""
        lines = self.exists()
        lines.check_access("read")
        lines.program_id._verify_coordinated()
        return lines

    def action_nudge(self):
        """A kind word to both people of each pair; the line comes back in a week if they have not met."""
        lines = self._verify_team().filtered(lambda line: line.kind in NUDGED_KINDS)
        if not lines:
            return self._say(
                self.env._("Nobody to nudge here: they have met, or the others need something else.")
            )
        for line in lines:
            pairing_sudo = line.pairing_id.sudo()  # the team may remind the people of its pairs
            (pairing_sudo.mentor_id | pairing_sudo.mentee_id)._remind("nudge", pairing_sudo)
        self.env["mentoring.snooze"]._put_off(lines)
        self.env["mentoring.participant"]._send_reminders_soon()
        if len(lines) == 1:
            return self._say(self.env._("%s hear a kind word with their next mail.", lines.names))
        return self._say(
            self.env._("The people of %s pairs hear a kind word with their next mail.", len(lines))
        )

    def action_remind_manager(self):
        """One more mail to those who decide on these proposals; not again for three days."""
        lines = self._verify_team().filtered(lambda line: line.kind == "overdue")
        names = []
        for program, some in lines.grouped("program_id").items():
            program_sudo = program.sudo()
            for (_program, user), pairings in program_sudo._waiting_by_decider().items():
                asked = pairings & some.pairing_id.sudo()
                if user != self.env.user and any(user in pairing._awaited_users() for pairing in asked):
                    program_sudo._mail_decider(REMINDER, user, pairings)
                    names.append(user.name)
        self.env["mentoring.snooze"]._put_off(lines, REMINDED_DAYS)
        self.env["mentoring.program"]._start_mail_queue()
        if not names:
            return self._say(
                self.env._("Nobody is asked at the moment: the decision is yours. Open the pair.")
            )
        return self._say(self.env._("Reminded: %s.", ", ".join(sorted(set(names)))))

    def action_place(self):
        """The list of mentors for somebody without one."""
        self.ensure_one()
        lines = self._verify_team()
        if not lines.participant_id:
            return self._say(self.env._("This is settled already."))
        return lines.participant_id.action_why_not()

    def action_find_another(self):
        """Another mentor instead of the one somebody does not want: who, and what it costs, before anything ends."""
        self.ensure_one()
        lines = self._verify_team()
        if not lines.pairing_id:
            return self._say(self.env._("This is settled already."))
        return lines.pairing_id._open_rematch()

    def action_write(self):
        """Core's composer for the person of this line."""
        self.ensure_one()
        lines = self._verify_team()
        return lines.participant_id.action_write_to()

    def action_extend(self):
        self.ensure_one()
        lines = self._verify_team()
        if lines.pairing_id:
            lines.pairing_id.action_extend()
        return self._reload()

    def action_retry(self):
        lines = self._verify_team().filtered(lambda line: line.kind == "mails")
        lines.program_id.action_retry_mails()
        return self._say(self.env._("The mails are in the queue again."))

    def action_settle(self):
        """What somebody asked for is dealt with."""
        self._verify_team().request_id._close()
        return self._reload()

    def action_snooze(self):
        """Not on the page for a week."""
        lines = self._verify_team()
        self.env["mentoring.snooze"]._put_off(lines)
        return self._say(self.env._("Back in %s days, if it is still so.", SNOOZE_DAYS))

    def action_open(self):
        """The pair, else the person, else the program behind the line."""
        self.ensure_one()
        line = self._verify_team()
        record = line.pairing_id or line.participant_id or line.program_id
        if not record:
            raise UserError(self.env._("This is settled already."))
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_open_board(self):
        return self.env["ir.actions.actions"]._for_xml_id("mentoring_program.mentoring_pairing_action")

    def _reload(self):
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _say(self, sentence):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": sentence, "next": self._reload()},
        }
