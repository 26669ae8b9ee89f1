import logging

from psycopg2 import IntegrityError, OperationalError

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from odoo.addons.auth_signup.models.res_partner import SignupError

_logger = logging.getLogger(__name__)

BATCH = 25  # people per transaction: what a killed server does once more
TEMPLATE = "mentoring_program.mail_template_invitation"


class MentoringInvitationSending(models.Model):
    """From the queue to the mail server: a login for whoever has none, and one mail each.

    The invitation is handed over in the transaction that writes its mail, and counts as sent in the one in which the
    mail queue notes the delivery; that queue commits after every mail. So a killed server sends at most one twice.
    """

    _inherit = "mentoring.invitation"

    @api.model
    def _start_sending(self):
        # sudo: only wakes the job that runs anyway
        self.env.ref("mentoring_program.ir_cron_send_invitations").sudo()._trigger()

    @api.model
    def _cron_send_invitations(self):
        """Hand queued invitations over to the mail queue, a batch per transaction."""
        cron, queued = self.env["ir.cron"], [("state", "=", "queued"), ("is_handed_over", "!=", True)]
        cron._commit_progress(remaining=self.sudo().search_count(queued))
        while True:
            batch = self.sudo().search(queued, limit=BATCH, order="id").try_lock_for_update()
            if not batch:
                break
            batch._hand_over_or_fail()
            if not cron._commit_progress(processed=len(batch)):
                break
        self.env["mentoring.program"]._start_mail_queue()
        cron._commit_progress()

    def _hand_over_or_fail(self):
        """The whole batch, or where something unexpected stops it one by one, so that one person fails alone."""
        try:
            with self.env.cr.savepoint():
                self._hand_over()
            return
        except OperationalError:
            raise
        except Exception:  # noqa: BLE001 - found out one by one below
            _logger.warning("Invitations %s are tried one by one", self.ids, exc_info=True)
        for invitation in self:
            try:
                with self.env.cr.savepoint():
                    invitation._hand_over()
            except OperationalError:
                raise
            except Exception:  # noqa: BLE001 - whatever happened belongs on the list, not only in the log
                _logger.exception("Invitation %s could not be written", invitation.id)
                invitation._note_failure(
                    self.env._("Something unexpected happened; the server's log has the details. Send it again.")
                )

    def _hand_over(self):
        for program, invitations in self.grouped("program_id").items():
            if not program._is_open_for_registration():
                invitations._note_failure(self.env._("Registration was closed before the mail went out."))
                continue
            ready = invitations._with_login()
            mails = program._queue_mails(TEMPLATE, ready)
            if ready and not mails:
                ready._note_failure(
                    self.env._("The mail template “Mentoring: invitation” was deleted. Restore it, then send again.")
                )
                continue
            for invitation, mail in zip(ready, mails, strict=True):
                mail.mentoring_invitation_id = invitation
            ready.write({"is_handed_over": True, "failure": False})

    # ------------------------------------------------------------
    # Logins
    # ------------------------------------------------------------

    def _with_login(self):
        """Those of one program who have a login now; the others are noted as failed, with what helps."""
        verdicts = self.program_id._judge_invitees(self.employee_id, again=True)
        ready = self.browse()
        for invitation in self:
            word, about = verdicts[invitation.employee_id.id]
            if word == "ok":
                about = {"message": invitation._ensure_user()}
                word = "no_login" if about["message"] else "ok"
            if word == "ok":
                ready |= invitation
            else:
                invitation._note_failure(self.program_id._invitee_problem_in_words(word, about))
        return ready

    def _ensure_user(self):
        """Link or create the person's login; returns what went wrong, or nothing."""
        employee = self.employee_id
        if employee.user_id:
            return None
        try:
            with self.env.cr.savepoint():
                user = self._user_of_contact() or self._create_portal_user()
                if self.company_id not in user.company_ids:
                    user.company_ids += self.company_id
                employee.with_context(tracking_disable=True).user_id = user
                self.env.flush_all()
        except (UserError, SignupError, ValueError, IntegrityError) as error:
            _logger.info("No login for invitation %s", self.id, exc_info=True)
            return str(error.args[0] if error.args else error).partition("\n")[0]
        return None

    def _user_of_contact(self):
        return self.employee_id.work_contact_id.user_ids.filtered("active")[:1]

    def _create_portal_user(self):
        """A portal login on the employee's own contact, which is no part of the company's: by a common parent
        colleagues would see each other."""
        employee = self.employee_id
        if not employee.work_contact_id:
            employee._create_work_contacts()
        address = email_normalize(employee.work_email)
        user = (
            self.env["res.users"]
            .with_context(no_reset_password=True, tracking_disable=True)
            ._create_user_from_template(
                {
                    "login": address,
                    "email": address,
                    "partner_id": employee.work_contact_id.id,
                    "company_id": self.company_id.id,
                    "company_ids": [(6, 0, self.company_id.ids)],
                    "tz": employee.tz,
                }
            )
        )
        if not user._is_portal():
            raise UserError(
                self.env._("The template for portal users is not a portal user. Ask your administrator to correct it.")
            )
        return user
