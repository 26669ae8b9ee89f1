from odoo import fields, models

from .vocabulary import NOTE_CHARS


class MentoringNote(models.Model):
    """A note about a pair's work: shared between the two, or private to its author, who alone can ever read it."""

    _name = "mentoring.note"
    _inherit = ["mentoring.guard.mixin", "mentoring.submission.mixin"]
    _description = "Mentoring note"
    _order = "id desc"

    _server_fields = frozenset({"author_user_id", "company_id", "submission_key"})
    _text_limits = {"body": NOTE_CHARS}

    pairing_id = fields.Many2one("mentoring.pairing", required=True, index=True, ondelete="cascade")
    session_id = fields.Many2one("mentoring.session", index="btree_not_null", ondelete="set null")
    company_id = fields.Many2one(related="pairing_id.company_id", store=True, index=True)
    author_user_id = fields.Many2one(
        "res.users",
        string="Author",
        default=lambda self: self.env.user,
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    visibility = fields.Selection(
        [("private", "Only the author"), ("shared", "Both of the pair")], required=True, default="private"
    )
    body = fields.Text(required=True)

    _submitted_once = models.UniqueIndex(
        "(create_uid, submission_key) WHERE submission_key IS NOT NULL", "This form was sent already."
    )

    def _compute_display_name(self):
        for note in self:
            note.display_name = self.env._("Note #%s", note.id or self.env._("new"))
