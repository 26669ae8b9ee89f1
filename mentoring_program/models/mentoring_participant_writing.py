from odoo import models
from odoo.exceptions import UserError


class MentoringParticipantWriting(models.Model):
    """Writing to any selection of participants: core's composer, one mail to each, kept on nobody's record.

    Participants have no thread (ADR 8), and a message in the thread of a contact is read by everybody who reads the
    contact. So the composer works on the people's contacts, and the mails hang on the program's counter alone.
    """

    _inherit = "mentoring.participant"

    def action_write_to(self):
        self._verify_coordinated()
        if not self:
            raise UserError(self.env._("Choose at least one person first."))
        partners = self._writing_partners()
        if not partners:
            raise UserError(
                self.env._(
                    "Nobody here has a mail address: %s. Add one to the employee.",
                    ", ".join(self.mapped("name")),
                )
            )
        program = self.program_id[:1]
        if len(self) == 1:
            name = self.env._("Write to %s", self.name)
        else:
            name = self.env._("Write to %s people", len(partners))
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": "res.partner",
                "default_res_ids": partners.ids,
                "default_composition_mode": "mass_mail",
                "default_auto_delete": True,
                "default_auto_delete_keep_log": False,
                "default_email_layout_xmlid": "mentoring_program.mail_layout",
                "default_subject": program.name,
                "mentoring_writing_program_id": program.id,
            },
        }

    def _writing_partners(self):
        """Contacts of these people with an address, each once."""
        partners = self.env["res.partner"]
        for person in self:
            partners |= person._writing_partner()
        return partners

    def _writing_partner(self):
        """The contact of the person's login, else of the employee, if mail can be sent to it."""
        # sudo: the address that HR keeps for work; the mail goes to it, nothing of it is shown
        person_sudo = self.sudo()
        partner_sudo = person_sudo._mail_partner() or person_sudo.employee_id.work_contact_id.filtered(
            "email"
        )
        return partner_sudo.sudo(False)


class MentoringPairingWriting(models.Model):
    _inherit = "mentoring.pairing"

    def action_write_to(self):
        """Both people of each of these pairs, one mail each."""
        self._verify_coordinated()
        return (self.mentee_id | self.mentor_id).action_write_to()


class MailComposeMessage(models.TransientModel):  # pylint: disable=no-wizard-in-models
    _inherit = "mail.compose.message"

    def _prepare_mail_values(self, res_ids):
        """Mails of mentoring hang on no record: the log of a contact is open to everybody who reads the contact."""
        values = super()._prepare_mail_values(res_ids)
        program = (
            self.env["mentoring.program"]
            .browse(self.env.context.get("mentoring_writing_program_id"))
            .exists()
        )
        if program and self.composition_mode == "mass_mail":
            program._verify_coordinated()
            for mail in values.values():
                mail.update(model=False, res_id=False, mentoring_program_id=program.id)
        return values
