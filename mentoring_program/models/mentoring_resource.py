from odoo import fields, models

RESOURCE_ROLES = [("both", "Mentors and mentees"), ("mentor", "Mentors"), ("mentee", "Mentees")]


class MentoringResource(models.Model):
    """Something to read for a role: a handbook, or a link. Shared by all programs, or of one program alone.

    Participants read it on their pages, which show what the program has chosen; there is no file to upload.
    """

    _name = "mentoring.resource"
    _inherit = ["mentoring.guard.mixin"]
    _description = "Mentoring resource"
    _order = "sequence, id"

    _fixed_fields = frozenset({"program_id"})
    _text_limits = {"body": 20_000}

    name = fields.Char("Title", required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    role = fields.Selection(RESOURCE_ROLES, required=True, default="both", string="For")
    body = fields.Html("Text", translate=True, sanitize=True)
    url = fields.Char("Link", help="An address that starts with https://")
    program_id = fields.Many2one(
        "mentoring.program",
        string="Only in",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: shared by all programs.",
    )
    company_id = fields.Many2one(related="program_id.company_id", store=True, index="btree_not_null")

    _sequence_range = models.Constraint(
        "CHECK (sequence BETWEEN -1000000 AND 1000000)", "The sequence is out of range."
    )
    _link_is_web = models.Constraint(
        "CHECK (url IS NULL OR url = '' OR url ~* '^https?://')", "A link starts with https:// or http://."
    )
