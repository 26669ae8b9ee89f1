from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    mentoring_date_mailed = fields.Datetime(
        readonly=True, help="When the request to decide went out by mail."
    )
    mentoring_date_reminded = fields.Datetime(readonly=True, help="When the one reminder of it went out.")

    def action_open_document(self):
        """A request to decide opens the pairings, not the program."""
        self.ensure_one()
        kind = self.env.ref("mentoring_program.mail_activity_type_decide", raise_if_not_found=False)
        if kind and self.activity_type_id == kind:
            return self.env["ir.actions.actions"]._for_xml_id(
                "mentoring_program.mentoring_pairing_action_to_approve"
            )
        return super().action_open_document()
