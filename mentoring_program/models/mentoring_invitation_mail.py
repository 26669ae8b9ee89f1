from odoo import models
from odoo.tools import format_list

from .words import date_in_words


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
        return self._sign_up_link(self._page())

    def _mail_registration_ends(self):
        return date_in_words(self.env, self.program_id.date_registration_end)

    def _mail_inviter(self):
        """Who would like the person to take part: the sponsor, else the coordinators."""
        return self.program_id.sponsor_id.name or self._mail_coordinators()

    def _mail_coordinators(self):
        names = self.program_id.coordinator_ids.mapped("name")
        return format_list(self.env, names) if names else self.company_id.name
