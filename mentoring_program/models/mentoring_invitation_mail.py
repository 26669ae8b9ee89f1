from odoo import fields, models
from odoo.tools import format_list

from .words import date_in_words

HOURS_PER_DAY = 24


class MentoringInvitationMail(models.Model):
    """What the mail to an invited person says: names, days and a link. Called from the template, as superuser."""

    _inherit = "mentoring.invitation"

    def _mail_partner(self):
        return self.employee_id.user_id.partner_id

    def _mail_lang(self):
        return self.employee_id.user_id.lang or self.company_id.partner_id.lang or ""

    def _page(self):
        return f"/my/mentoring/programs/{self.program_id.id}"

    def _mail_page_link(self):
        """Where people go who have signed in before, or sign in with the company's own log-in."""
        return f"{self.program_id.get_base_url()}{self._page()}"

    def _mail_link(self):
        """The page of the program, for a new login by way of choosing a password."""
        if not self._needs_password():
            return self._mail_page_link()
        self._prepare_links()
        partner = self._mail_partner()
        return partner._get_signup_url_for_action(url=self._page())[partner.id]

    def _prepare_links(self):
        """Let those who have never signed in choose a password by a link."""
        partners = self.filtered(lambda one: one._needs_password()).employee_id.user_id.partner_id
        partners.filtered(lambda one: one.signup_type != "signup").signup_prepare()

    def _needs_password(self):
        """A portal login that nobody has used yet. Internal users have their own way in, and keep it."""
        user = self.employee_id.user_id
        by_single_sign_on = "oauth_uid" in user._fields and user.oauth_uid
        return bool(user) and user._is_portal() and not user.login_date and not by_single_sign_on

    def _mail_valid_until(self):
        hours = int(self.env["ir.config_parameter"].get_param("auth_signup.signup.validity.hours", 144))
        return fields.Date.add(fields.Date.context_today(self), days=hours // HOURS_PER_DAY)

    def _mail_link_ends(self):
        """ "14 October 2026": the last day of the personal link."""
        return date_in_words(self.env, self._mail_valid_until())

    def _mail_registration_ends(self):
        return date_in_words(self.env, self.program_id.date_registration_end)

    def _mail_inviter(self):
        """Who would like the person to take part: the sponsor, else the coordinators."""
        return self.program_id.sponsor_id.name or self._mail_coordinators()

    def _mail_coordinators(self):
        names = self.program_id.coordinator_ids.mapped("name")
        return format_list(self.env, names) if names else self.company_id.name
