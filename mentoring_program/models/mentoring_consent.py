from odoo import api, fields, models
from odoo.tools import html2plaintext


class MentoringConsent(models.Model):
    """What one person agreed to when they registered: the very text, its version and the moment.

    Rows are added, never changed; a new version of the program's text asks again and adds another one.
    """

    _name = "mentoring.consent"
    _inherit = ["mentoring.guard.mixin"]
    _description = "Consent to who sees what"
    _order = "participant_id, version desc, id"
    _team_path = "program_id.coordinator_ids"
    _text_limits = {"text": 30_000}

    participant_id = fields.Many2one("mentoring.participant", required=True, index=True, ondelete="cascade")
    program_id = fields.Many2one(related="participant_id.program_id", store=True, index=True)
    company_id = fields.Many2one(related="participant_id.company_id", store=True, index=True)
    version = fields.Integer(required=True, aggregator=None)
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    text = fields.Text(required=True)

    _once = models.Constraint(
        "UNIQUE (participant_id, version)", "This person has agreed to this version already."
    )
    _version_range = models.Constraint(
        "CHECK (version BETWEEN 1 AND 1000000)", "Versions are counted from 1."
    )

    def _compute_display_name(self):
        for consent in self:
            consent.display_name = self.env._("Consent #%s", consent.id or self.env._("new"))

    @api.model
    def _store(self, participants_sudo, program):
        """Keep that these entries of one person agreed to the program's present text. For superuser code."""
        text = program._privacy_in_words()
        known = self.sudo().search(
            [("participant_id", "in", participants_sudo.ids), ("version", "=", program.privacy_version)]
        )
        self.sudo().create(
            [
                {"participant_id": one.id, "version": program.privacy_version, "text": text}
                for one in participants_sudo - known.participant_id
            ]
        )


class MentoringProgram(models.Model):
    _inherit = "mentoring.program"

    def _who_sees_what(self):
        """[{"icon", "who", "what"}]: sentences that say who reads which answers in this program."""
        choosing = {
            "shortlist": (
                self.env._("Mentees whom you would suit"),
                self.env._(
                    "read a mentor's name, job, what they can teach and what they write about themselves, and may ask."
                ),
            ),
            "mentor_offers": (
                self.env._("Mentors who would suit you"),
                self.env._(
                    "read a mentee's name, job and why the two would fit: skills, level, department, site, languages."
                ),
            ),
        }.get(self.sudo().matching_mode)
        return [
            *([{"icon": "fa-search", "who": choosing[0], "what": choosing[1]}] if choosing else []),
            {
                "icon": "fa-user",
                "who": self.env._("Your partner"),
                "what": self.env._(
                    "reads your name, your job, what you write about yourself, your goal, and why you two were paired."
                ),
            },
            {
                "icon": "fa-users",
                "who": self.env._("The program team"),
                "what": self.env._("reads your answers, your wishes, how often you meet and your feedback."),
            },
            {
                "icon": "fa-briefcase",
                "who": self.env._("Your manager"),
                "what": self.env._(
                    "reads the name of your partner and the hours you meet; when they approve the pair, also skills, "
                    "level, department, site and language that speak for it."
                ),
            },
            {
                "icon": "fa-lock",
                "who": self.env._("You alone"),
                "what": self.env._(
                    "read your private notes and how you rate yourself; shared notes are read by you two. Whom you "
                    "would rather not meet is read by the mentoring administrator."
                ),
            },
        ]

    def _privacy_in_words(self):
        """The text that people agree to, as plain text in their language."""
        self.ensure_one()
        lines = [f"{line['who']} {line['what']}" for line in self._who_sees_what()]
        own_text = html2plaintext(self.privacy_text or "").strip()
        return "\n".join([*lines, own_text] if own_text else lines)
