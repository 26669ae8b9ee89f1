from odoo import SUPERUSER_ID, fields, models

from .mentoring_participant_mail import SENT
from .mentoring_program import COORDINATORS

PREFIX = "mentoring_program.mail_template_"
# what these say is answered on a page, so that whoever gets them needs a way in
ASKING = {
    f"{PREFIX}{name}"
    for name in ("request_asked", "request_offered", "request_accepted", "request_news", "meeting")
}
# these where both people of a pair have to agree
ASKING_TO_ACCEPT = {f"{PREFIX}announce_mentor", f"{PREFIX}announce_mentee"}


class MentoringProgramMail(models.Model):
    """Mails of a program: names, dates and a link; queued in the same transaction, sent after it by the mail queue.

    They belong to no document and are written as the system user, so nobody reads them through a record they can
    see: neither a manager through their report, nor HR through an employee they archived.
    """

    _inherit = "mentoring.program"

    failed_mail_count = fields.Integer(
        "Mails not delivered", compute="_compute_failed_mail_count", groups=COORDINATORS
    )

    def _compute_failed_mail_count(self):
        # sudo: mails are readable by the system only; the field carries the coordinators' group
        counts = dict(
            self.env["mail.mail"]
            .sudo()
            ._read_group(
                [("mentoring_program_id", "in", self.ids), ("state", "=", "exception")],
                ["mentoring_program_id"],
                ["__count"],
            )
        )
        for program in self:
            program.failed_mail_count = counts.get(program._origin, 0)

    def action_retry_mails(self):
        """Put mails that could not be delivered back into the queue."""
        self._verify_coordinated()
        failed_sudo = (
            self.env["mail.mail"]
            .sudo()
            .search([("mentoring_program_id", "in", self.ids), ("state", "=", "exception")])
        )
        failed_sudo.mark_outgoing()
        self._start_mail_queue()
        return True

    def _queue_mails(self, xml_id, records, run=None, **context):
        """Queue one mail of the template for each of `records`; a template that was deleted sends nothing.

        context: plain values for the template.
        """
        self.ensure_one()
        template = self.env.ref(xml_id, raise_if_not_found=False)
        if not records or not template:
            return self.env["mail.mail"].sudo()
        asks = xml_id in ASKING or (xml_id in ASKING_TO_ACCEPT and self.participants_accept)
        if asks and context.get("mentoring_news") != "over":
            # sudo: logins are made by the server, for the people this mail is queued for
            records.with_user(SUPERUSER_ID).with_context(allowed_company_ids=self.company_id.ids)._may_answer()
        # rendering turns every error into a message for people; a collision must reach the server, which repeats it
        self.env.flush_all()
        sender = self._mail_sender()
        # whoever calls a method by RPC fills its context: what a mail says comes from the sender alone
        own = {key: value for key, value in self.env.context.items() if not key.startswith("mentoring_")}
        template = template.with_user(SUPERUSER_ID).with_context(
            {**own, "allowed_company_ids": self.company_id.ids, "mentoring_is_sent": SENT, **context}
        )
        return template.send_mail_batch(
            records.ids,
            email_values={
                "model": False,
                "res_id": False,
                "author_id": sender.id,
                "email_from": sender.email_formatted,
                "reply_to": sender.email_formatted,
                "mentoring_program_id": self.id,
                "mentoring_run_id": run.id if run else False,
            },
        )

    def _mail_sender(self):
        """The partner who signs: the first coordinator with an address, else the company."""
        self.ensure_one()
        program_sudo = self.sudo()
        coordinators = program_sudo.coordinator_ids.partner_id.filtered("email")
        return coordinators[:1] or program_sudo.company_id.partner_id

    def _start_mail_queue(self):
        # sudo: only wakes the queue that runs every hour anyway
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
