from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import format_list

from ..models.mentoring_program_announcement import TEMPLATES

SHOWN_NAMES = 10


class MentoringAnnounce(models.TransientModel):
    """Who will hear what, with each message as one real person will get it; announces by the program's method."""

    _name = "mentoring.announce"
    _description = "Announce pairs"

    program_id = fields.Many2one("mentoring.program", required=True, ondelete="cascade")
    pair_count = fields.Integer("Pairs", compute="_compute_who")
    mentor_count = fields.Integer("Mails to mentors", compute="_compute_who")
    mentee_count = fields.Integer("Mails to mentees", compute="_compute_who")
    waiting_count = fields.Integer("People who wait", compute="_compute_who")
    undecided_count = fields.Integer("Not decided yet", compute="_compute_who")
    unreachable = fields.Char("Tell in person", compute="_compute_who")
    headline = fields.Char(compute="_compute_sentences")
    audience = fields.Char(compute="_compute_sentences")
    undecided_sentence = fields.Char(compute="_compute_sentences")
    unreachable_sentence = fields.Char(compute="_compute_sentences")
    mentor_example = fields.Char(compute="_compute_examples")
    mentor_subject = fields.Char(compute="_compute_examples")
    mentor_body = fields.Html(compute="_compute_examples", sanitize=False)
    mentee_example = fields.Char(compute="_compute_examples")
    mentee_subject = fields.Char(compute="_compute_examples")
    mentee_body = fields.Html(compute="_compute_examples", sanitize=False)
    waiting_example = fields.Char(compute="_compute_examples")
    waiting_subject = fields.Char(compute="_compute_examples")
    waiting_body = fields.Html(compute="_compute_examples", sanitize=False)

    def _audience(self):
        """{"mentor", "mentee", "waiting": participants who hear that message}, and the pairings to announce."""
        self.ensure_one()
        self.program_id._verify_coordinated()
        pairings_sudo = self.program_id._unannounced()
        people = {
            "mentor": pairings_sudo.mentor_id,
            "mentee": pairings_sudo.mentee_id,
            "waiting": self.program_id._without_partner(),
        }
        return people, pairings_sudo

    @api.depends("program_id")
    def _compute_who(self):
        for wizard in self:
            people, pairings_sudo = wizard._audience()
            reachable = {
                kind: everybody.filtered(lambda person: person._is_reachable())
                for kind, everybody in people.items()
            }
            missing = self.env["mentoring.participant"].sudo()
            for kind, everybody in people.items():
                missing |= everybody - reachable[kind]
            wizard.pair_count = len(pairings_sudo)
            wizard.mentor_count = len(reachable["mentor"])
            wizard.mentee_count = len(reachable["mentee"])
            wizard.waiting_count = len(people["waiting"])
            wizard.undecided_count = len(wizard.program_id._undecided())
            wizard.unreachable = (
                format_list(self.env, missing[:SHOWN_NAMES].mapped("name")) if missing else False
            )

    @api.depends("program_id")
    @api.depends_context("lang")
    def _compute_sentences(self):
        for wizard in self:
            wizard.headline = wizard._headline_in_words()
            wizard.audience = wizard._audience_in_words()
            wizard.undecided_sentence = wizard._undecided_in_words()
            wizard.unreachable_sentence = wizard.unreachable and self.env._(
                "No login and no work address, so please tell them in person: %s.", wizard.unreachable
            )

    def _headline_in_words(self):
        if not self.pair_count:
            return self.env._("No new pairs; those who wait hear where they stand")
        if self.pair_count == 1:
            return self.env._("Both people of one pair hear of each other")
        return self.env._("Both people of %s pairs hear of each other, at the same time", self.pair_count)

    def _audience_in_words(self):
        parts = []
        if self.mentor_count:
            parts.append(self.env._("Mails to mentors: %s", self.mentor_count))
        if self.mentee_count:
            parts.append(self.env._("Mails to mentees: %s", self.mentee_count))
        if self.waiting_count:
            parts.append(
                self.env._("People who wait, and hear why and what comes next: %s", self.waiting_count)
            )
        return " · ".join(parts)

    def _undecided_in_words(self):
        if self.undecided_count == 1:
            return self.env._("One proposal still waits for a decision. Its two people hear when it is made.")
        return self.undecided_count and self.env._(
            "%s proposals still wait for a decision. Their people hear when it is made.", self.undecided_count
        )

    @api.depends("program_id")
    @api.depends_context("lang")
    def _compute_examples(self):
        for wizard in self:
            people, pairings_sudo = wizard._audience()
            for kind, everybody in people.items():
                reachable = everybody.filtered(lambda person: person._is_reachable())
                person = (reachable.filtered(lambda person: person._has_login()) or reachable)[:1]
                subject, body = wizard._render_example(kind, person, pairings_sudo)
                wizard[f"{kind}_example"] = person.name
                wizard[f"{kind}_subject"] = subject
                wizard[f"{kind}_body"] = body

    def _render_example(self, kind, person, pairings_sudo):
        """(subject, body) of the message of this kind as the person will get it; the same rendering as the mail's."""
        template = self.env.ref(TEMPLATES[kind], raise_if_not_found=False)
        if not person or not template:
            return False, False
        rendering = template.with_user(SUPERUSER_ID).with_context(
            mentoring_pairing_ids=pairings_sudo.ids, lang=person._mail_lang() or self.env.lang
        )
        return (
            rendering._render_field("subject", person.ids)[person.id],
            rendering._render_field("body_html", person.ids)[person.id],
        )

    def action_announce(self):
        self.program_id.action_announce()
        return {"type": "ir.actions.act_window_close"}
