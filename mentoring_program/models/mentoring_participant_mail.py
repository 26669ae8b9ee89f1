from odoo import models
from odoo.tools import email_normalize, format_list

from .vocabulary import OPEN_STATES
from .words import date_in_words

SENT = object()  # in the context while a mail is written that is sent; nothing that a caller could send us is this


class MentoringParticipantMail(models.Model):
    """What mail templates say to a participant: names, days and a link. Called from templates, as superuser."""

    _inherit = "mentoring.participant"

    def _is_reachable(self):
        self.ensure_one()
        return bool(self._mail_partner() or self._mail_address())

    def _mail_partner(self):
        """The partner behind the person's login, if mail can be sent to it."""
        user = self.employee_id.user_id.filtered("active")
        return user.partner_id.filtered("email")

    def _mail_address(self):
        """The work address of somebody who cannot be reached by their login."""
        return "" if self._mail_partner() else self.employee_id.work_email or ""

    def _mail_lang(self):
        return self.employee_id.user_id.lang or self.company_id.partner_id.lang or ""

    def _has_login(self):
        return bool(self.employee_id.user_id.filtered("active"))

    def _mail_link(self, page="/my/mentoring"):
        """Address of a page, by way of choosing a password for who has never signed in; empty for people without a
        login, unless the mail is a sample."""
        if not self._has_login() and not self.env.context.get("mentoring_is_sample"):
            return ""
        return self._sign_up_link(page) if self._mail_has_own_link() else f"{self.get_base_url()}{page}"

    def _mail_has_own_link(self):
        """Whether links of this mail are the person's alone, as those of an invitation; never in a preview, which
        others read."""
        is_sent = self.env.context.get("mentoring_is_sent") is SENT and self._has_login()
        return bool(is_sent and self._needs_password() and self._mail_partner().signup_type == "signup")

    def _may_answer(self):
        """Logins, and links to choose a password, for those of `self` who have none and are asked something by mail."""
        without = self.filtered(lambda one: not one.employee_id.user_id and email_normalize(one._mail_address()))
        failed = without._ensure_logins()
        without.filtered(lambda one: one.id not in failed)._prepare_links()

    def _mail_pairings(self):
        """The pairings this mail is about (given by the sender), else all that run."""
        pairings = self.mentor_pairing_ids | self.mentee_pairing_ids
        chosen = self.env.context.get("mentoring_pairing_ids")
        if chosen is None:
            return pairings.filtered(lambda pairing: pairing.state in OPEN_STATES and pairing.is_disclosed)
        return pairings.filtered(lambda pairing: pairing.id in chosen)

    def _mail_partners(self):
        """ "Ben Okafor and Rosa Lang": the others in these pairings."""
        others = self._mail_pairings()[{"mentor": "mentee_id", "mentee": "mentor_id"}[self.role]]
        return format_list(self.env, others.mapped("name")) if others else ""

    def _mail_must_accept(self):
        return self.program_id.participants_accept and "approved" in self._mail_pairings().mapped("state")

    def _mail_first_day(self):
        pairings = self._mail_pairings()
        return (
            min(filter(None, pairings.mapped("date_start")), default=False)
            or self.program_id._pair_dates()[0]
        )

    def _mail_start(self):
        """ "14 October 2026": when these pairings start."""
        return date_in_words(self.env, self._mail_first_day())

    def _mail_coordinators(self):
        names = self.program_id.coordinator_ids.mapped("name")
        return format_list(self.env, names) if names else self.company_id.name
