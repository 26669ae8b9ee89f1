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
