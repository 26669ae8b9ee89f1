import logging

from psycopg2 import OperationalError

from odoo import api, models

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
        # sudo: invitations are written by the server alone, and this is its job
        cron, queued = self.env["ir.cron"], [("state", "=", "queued"), ("is_handed_over", "!=", True)]
        self._note_lost_mails()
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

    @api.model
    def _note_lost_mails(self):
        """Whose mail is written and waits no more: a connection broke in its middle, or somebody deleted it."""
        # sudo: mails are readable by the system only
        waiting = self.env["mail.mail"].sudo()._search(
            [("mentoring_invitation_id", "!=", False), ("state", "=", "outgoing")]
        )
        lost = self.sudo().search(
            [
                ("state", "=", "queued"),
                ("is_handed_over", "=", True),
                ("id", "not in", waiting.subselect("mentoring_invitation_id")),
            ]
        )
        lost._note_failure(self.env["mail.mail"]._mentoring_failure_in_words("mail_smtp"))

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
            ready._prepare_links()
            mails = program._queue_mails(TEMPLATE, ready)
            if ready and not mails:
                ready._note_failure(
                    self.env._("The mail template “Mentoring: invitation” was deleted. Restore it, then send again.")
                )
                continue
            for invitation, mail in zip(ready, mails, strict=True):
                mail.mentoring_invitation_id = invitation
            ready.write({"is_handed_over": True, "failure": False})

    def _with_login(self):
        """Those of one program who have a login now; the others are noted as failed, with what helps."""
        verdicts = self.program_id._judge_invitees(self.employee_id, again=True)
        reachable = self.filtered(lambda one: verdicts[one.employee_id.id][0] == "ok")
        without_login = reachable._ensure_logins()
        for invitation in self - reachable:
            invitation._note_failure(
                self.program_id._invitee_problem_in_words(*verdicts[invitation.employee_id.id])
            )
        for invitation in reachable.filtered(lambda one: one.id in without_login):
            about = {"message": without_login[invitation.id]}
            invitation._note_failure(self.program_id._invitee_problem_in_words("no_login", about))
        return reachable.filtered(lambda one: one.id not in without_login)
