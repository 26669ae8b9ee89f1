from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .vocabulary import ELIGIBLE

TEMPLATES = {
    "mentor": "mentoring_program.mail_template_announce_mentor",
    "mentee": "mentoring_program.mail_template_announce_mentee",
    "waiting": "mentoring_program.mail_template_announce_waiting",
}


class MentoringProgramAnnouncement(models.Model):
    """Telling people: both partners at once, and those without a partner the same day.

    Whoever was told is marked in the same transaction, so that a second press of the button finds nobody.
    """

    _inherit = "mentoring.program"

    def action_open_announcement(self):
        """Show who will hear what, before anybody does."""
        self.ensure_one()
        self._verify_coordinated()
        if not self._unannounced() and not self._without_partner():
            raise UserError(self._nothing_to_announce_in_words())
        wizard = self.env["mentoring.announce"].create({"program_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Announce"),
            "res_model": "mentoring.announce",
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_announce(self):
        """Tell every approved pair, and everybody without a partner why and what happens next."""
        self._verify_coordinated()
        for program in self:
            program._announce()
        return True

    def _announce(self):
        """Disclose what is approved and queue the mails; returns the pairings that were announced."""
        self.ensure_one()
        pairings_sudo, waiting_sudo = self._unannounced(), self._without_partner()
        pairings_sudo._disclose()
        waiting_sudo._put_in_line()
        self._queue_mails(TEMPLATES["waiting"], waiting_sudo.filtered(lambda person: person._is_reachable()))
        self._start_mail_queue()
        return pairings_sudo

    # ------------------------------------------------------------
    # Who hears what
    # ------------------------------------------------------------

    def _unannounced(self):
        """Approved and running pairs that nobody has told yet."""
        self.ensure_one()
        # sudo: callers have checked that the user coordinates the program
        return (
            self.env["mentoring.pairing"]
            .sudo()
            .search(
                [
                    ("program_id", "=", self.id),
                    ("state", "in", ("approved", "active")),
                    ("is_disclosed", "=", False),
                ]
            )
        )

    def _without_partner(self):
        """People a matching has looked at who have neither a partner nor a proposal, and have not heard so yet."""
        self.ensure_one()
        if not self._unannounced() and not self._last_matching():
            return self.env["mentoring.participant"].sudo()
        Participant = self.env["mentoring.participant"].sudo()
        waits = Participant._line_domain() | Domain(
            [
                ("role", "=", "mentor"),
                ("state", "in", ELIGIBLE),
                ("active_count", "=", 0),
                ("capacity", ">", 0),
            ]
        )
        no_proposal = Domain("mentor_pairing_ids", "not any", [("state", "=", "proposed")]) & Domain(
            "mentee_pairing_ids", "not any", [("state", "=", "proposed")]
        )
        untold = Domain("program_id", "=", self.id) & Domain("date_told_waiting", "=", False)
        # people who took part in running pairs are no news: they know
        never_paired = Domain("mentor_pairing_ids", "not any", [("is_disclosed", "=", True)]) & Domain(
            "mentee_pairing_ids", "not any", [("is_disclosed", "=", True)]
        )
        return Participant.search(untold & waits & no_proposal & never_paired)

    def _last_matching(self):
        return (
            self.env["mentoring.run"]
            .sudo()
            .search(
                [("program_id", "=", self.id), ("state", "=", "done"), ("is_scenario", "=", False)], limit=1
            )
        )

    def _undecided(self):
        """Proposals that still wait for a decision: their people hear when it is made."""
        self.ensure_one()
        return (
            self.env["mentoring.pairing"]
            .sudo()
            .search([("program_id", "=", self.id), ("state", "=", "proposed")])
        )

    def _nothing_to_announce_in_words(self):
        undecided = len(self._undecided())
        if undecided:
            return self.env._(
                "Nothing to announce yet: %s proposals still wait for a decision. See Pairings for who decides.",
                undecided,
            )
        return self.env._("Everybody in %s has heard already. Nothing more to do.", self.name)


class MentoringPairing(models.Model):
    _inherit = "mentoring.pairing"

    def _disclose(self):
        """Tell both people of every pairing of `self`, in this transaction; those that run start today."""
        now, today = fields.Datetime.now(), fields.Date.context_today(self)
        pairings_sudo = self.sudo()
        pairings_sudo.write({"is_disclosed": True, "date_announced": now})
        for pairing in pairings_sudo:
            if pairing.state == "active" and pairing.date_start and pairing.date_start < today:
                pairing.date_start = today
        pairings_sudo._update_health()
        self.env["mentoring.audit.event"]._record(pairings_sudo, "announce")
        people_sudo = pairings_sudo.mentor_id | pairings_sudo.mentee_id
        people_sudo._leave_the_line()
        for program, pairings in pairings_sudo.grouped("program_id").items():
            for role in ("mentor", "mentee"):
                people = pairings[f"{role}_id"].filtered(lambda person: person._is_reachable())
                program._queue_mails(TEMPLATES[role], people, mentoring_pairing_ids=pairings.ids)
            program._start_mail_queue()
