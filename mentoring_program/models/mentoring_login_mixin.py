import ast
import logging

from psycopg2 import IntegrityError

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from .words import date_in_words

HOURS_PER_DAY = 24

_logger = logging.getLogger(__name__)


class MentoringLoginMixin(models.AbstractModel):
    """A login for whoever is written to and has none, and the link by which they choose a password; for superuser code.

    Records have `employee_id` and `company_id`.
    """

    _name = "mentoring.login.mixin"
    _description = "Logins for people who are written to"

    def _ensure_logins(self):
        """Link or create the logins of records of one company; {record id: what went wrong}.

        All at once; where something stops that, one by one, so that one person fails alone.
        """
        without = self.filtered(lambda one: not one.employee_id.user_id)
        try:
            with self.env.cr.savepoint():
                without._link_logins()
            return {}
        except (UserError, ValueError, IntegrityError) as error:
            _logger.info("No login for %s", without, exc_info=True)
            if len(without) == 1:
                return {without.id: str(error.args[0] if error.args else error).partition("\n")[0]}
        return {key: said for one in without for key, said in one._ensure_logins().items()}

    def _link_logins(self):
        employees = self.employee_id.with_context(tracking_disable=True, mentoring_followed_together=True)
        employees.filtered(lambda one: not one.work_contact_id)._create_work_contacts()
        if len(employees.work_contact_id) < len(employees):
            raise UserError(self.env._("Two of these employees have the same contact."))
        users = {one.id: one.work_contact_id.user_ids.filtered("active")[:1] for one in employees}
        new = employees.filtered(lambda one: not users[one.id])
        users.update(zip(new.ids, new and self._create_portal_users(new), strict=True))
        for employee in employees:
            user = users[employee.id]
            if self.company_id not in user.company_ids:
                user.company_ids += self.company_id
            employee.user_id = user
        employees._mentoring_follow({"user_id"})
        self.env.flush_all()

    def _create_portal_users(self, employees):
        """Portal logins on the employees' own contacts, which are no part of the company's: by a common parent
        colleagues would see each other."""
        # as core does for one of them (`_create_user_from_template`), and without a mail of its own
        users = self.env["res.users"].with_context(
            no_reset_password=True, tracking_disable=True, mail_create_nolog=True
        )
        number = self.env["ir.config_parameter"].get_param("base.template_portal_user_id", "False")
        template = users.browse(ast.literal_eval(number)).exists()
        if not template:
            raise UserError(
                self.env._("The template for portal users is missing. Ask your administrator to bring it back.")
            )
        company = {"company_id": self.company_id.id, "company_ids": [(6, 0, self.company_id.ids)]}
        values = []
        for employee in employees:
            address = email_normalize(employee.work_email)
            own = {"login": address, "email": address, "partner_id": employee.work_contact_id.id, "tz": employee.tz}
            values += template.copy_data({**company, **own, "active": True})
        created = users.create(values)
        if not all(user._is_portal() for user in created):
            raise UserError(
                self.env._("The template for portal users is not a portal user. Ask your administrator to correct it.")
            )
        created.partner_id._message_log_batch(
            {user.partner_id.id: user._get_portal_access_update_body(True) for user in created}
        )
        return created

    # ------------------------------------------------------------
    # The way in
    # ------------------------------------------------------------

    def _needs_password(self):
        """A portal login that nobody has used yet. Internal users have their own way in, and keep it."""
        user = self.employee_id.user_id
        by_single_sign_on = "oauth_uid" in user._fields and user.oauth_uid
        return bool(user) and user._is_portal() and not user.login_date and not by_single_sign_on

    def _prepare_links(self):
        """Let those who have never signed in choose a password by a link."""
        partners = self.filtered(lambda one: one._needs_password()).employee_id.user_id.partner_id
        partners.filtered(lambda one: one.signup_type != "signup").signup_prepare()

    def _sign_up_link(self, page):
        """Core's link to choose a password, which then leads to this page."""
        partner = self.employee_id.user_id.partner_id
        return partner._get_signup_url_for_action(url=page)[partner.id]

    def _mail_valid_until(self):
        hours = int(self.env["ir.config_parameter"].get_param("auth_signup.signup.validity.hours", 144))
        return fields.Date.add(fields.Date.context_today(self), days=hours // HOURS_PER_DAY)

    def _mail_link_ends(self):
        """ "14 October 2026": the last day of the personal link."""
        return date_in_words(self.env, self._mail_valid_until())
