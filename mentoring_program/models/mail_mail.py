from odoo import fields, models


class MailMail(models.Model):
    """Mails of mentoring hang on no document, so that only their recipient and the system see them."""

    _inherit = "mail.mail"

    mentoring_program_id = fields.Many2one("mentoring.program", index="btree_not_null", ondelete="set null")
    mentoring_run_id = fields.Many2one(
        "mentoring.run",
        index="btree_not_null",
        ondelete="set null",
        help="The matching whose proposals this mail asks somebody to decide on.",
    )
    mentoring_invitation_id = fields.Many2one(
        "mentoring.invitation", index="btree_not_null", ondelete="set null"
    )

    def mark_outgoing(self):
        # sudo: whoever may send a mail again changes by it what the invitation says of the mail, no more
        self.sudo().mentoring_invitation_id.filtered(lambda one: one.state == "failed").write(
            {"state": "queued", "is_handed_over": True, "failure": False}
        )
        return super().mark_outgoing()

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        # sudo: as above; before the mail goes, and in the transaction that notes its delivery
        for mail in self.sudo().filtered("mentoring_invitation_id"):
            if success_pids or success_emails:
                mail.mentoring_invitation_id._note_sent()
            else:
                mail.mentoring_invitation_id._note_failure(mail._mentoring_failure_in_words(failure_type))
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type
        )

    def _mentoring_failure_in_words(self, failure_type):
        kind = failure_type or self.failure_type
        if kind in ("mail_email_invalid", "mail_email_missing"):
            return self.env._("The address was refused. Correct it on the employee, then send it again.")
        if kind in ("mail_from_invalid", "mail_from_missing"):
            return self.env._(
                "The sender has no address. Give the program's coordinator one, then send it again."
            )
        return self.env._(
            "The mail server did not take it. Send it again later; your administrator sees the details under "
            "Technical, Emails."
        )
