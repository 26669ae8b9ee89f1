from odoo import api, fields, models
from odoo.exceptions import AccessError

from .answers import Answers
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

    @api.model
    def _write_note(self, pairing, values, session=None):
        """Keep a note of the user about their pair, and return it. Raises FormError.

        values: note, visibility ("shared" or "private"; nothing is assumed), submission_key.
        """
        pairing._verify_partner()
        answers = Answers(self.env, values)
        note = self._read(answers, required=self.env._("Write your note first."))
        answers.verify()
        return self._store(pairing.sudo(), note, values, session and session.sudo()).sudo(False)

    @api.model
    def _read(self, answers, required=None):
        """{"body", "visibility"} of a form, or None without a text."""
        body = answers.text("note", NOTE_CHARS, required)
        visibility = answers.choice("visibility", ("shared", "private"))
        if body and not visibility:
            answers.refuse("visibility", self.env._("Who may read this note? Choose one of the two."))
        return {"body": body, "visibility": visibility} if body else None

    @api.model
    def _store(self, pairing_sudo, note, values, session_sudo=None):
        session_id = session_sudo.id if session_sudo else False
        note_sudo, _is_new = self._submit(
            values.get("submission_key"),
            {
                **note,
                "pairing_id": pairing_sudo.id,
                "session_id": session_id,
                "author_user_id": self.env.uid,
            },
        )
        return note_sudo

    def _withdraw_own(self):
        """Delete notes of the user; nobody deletes somebody else's."""
        if any(note.author_user_id != self.env.user for note in self.sudo()):
            raise AccessError(self.env._("Only the author deletes a note."))
        self.sudo().unlink()
