from odoo import api, fields, models
from odoo.exceptions import UserError

from .answers import Answers
from .reading import read_lines
from .vocabulary import REASON_CHARS

KINDS = [("thanks", "Thank you"), ("word", "Word to HR")]


class MentoringPraise(models.Model):
    """A thank-you of the mentee to the mentor, or a mentor's word to HR about the mentee.

    Both people of the pair read it. The program's team reads it once the mentee agrees: to being quoted, or to what
    is said about them, word for word as they read it. The mentee can take that back at any time.
    """

    _name = "mentoring.praise"
    _inherit = ["mentoring.guard.mixin", "mentoring.submission.mixin"]
    _description = "Thanks and words to HR"
    _order = "id desc"

    _server_fields = frozenset(
        {"pairing_id", "company_id", "kind", "body", "state", "version", "date_agreed", "submission_key"}
    )

    pairing_id = fields.Many2one("mentoring.pairing", required=True, index=True, ondelete="cascade")
    program_id = fields.Many2one(related="pairing_id.program_id", store=True, index=True)
    company_id = fields.Many2one(related="pairing_id.company_id", store=True, index=True)
    mentor_id = fields.Many2one(related="pairing_id.mentor_id", store=True, index=True)
    mentee_id = fields.Many2one(related="pairing_id.mentee_id", store=True, index=True)
    kind = fields.Selection(KINDS, required=True)
    body = fields.Text("Words", required=True)
    state = fields.Selection(
        [
            ("private", "Between the two"),
            ("asked", "Waits for the mentee"),
            ("open", "Read by the program team"),
        ],
        required=True,
        default="private",
        index=True,
    )
    # what the mentee agreed to is what they read: a changed text has another number
    version = fields.Integer(required=True, default=1)
    date_agreed = fields.Date(readonly=True)

    _once = models.UniqueIndex("(pairing_id, kind)", "There is one of it in this pair already.")
    _version_range = models.Constraint(
        "CHECK (version BETWEEN 1 AND 1000000)", "A text has so many versions at most."
    )

    def _compute_display_name(self):
        for praise in self:
            praise.display_name = self.env._("Words #%s", praise.id or self.env._("new"))

    # ------------------------------------------------------------
    # What the two do
    # ------------------------------------------------------------

    @api.model
    def _say(self, pairing, values):
        """Store what the user says: a mentee their thanks, a mentor a word to HR. Raises FormError.

        values: praise (text), may_quote.
        """
        side = pairing._verify_partner(("active", "paused", "completed", "ended"))
        kind = "thanks" if side == "mentee" else "word"
        answers = Answers(self.env, values)
        body = answers.text("praise", REASON_CHARS, self.env._("One sentence is enough."))
        may_quote = answers.checked("may_quote")
        answers.verify()
        stored = {"body": body, "date_agreed": False}
        if kind == "word":
            stored["state"] = "asked"
        else:
            stored.update(
                state="open" if may_quote else "private",
                date_agreed=fields.Date.context_today(self) if may_quote else False,
            )
        present_sudo = self._of(pairing, kind)
        with self._repeat_on_collision():
            if present_sudo and present_sudo.body == body and kind == "word":
                return present_sudo  # the same again: what the mentee said of it stands
            if present_sudo:
                present_sudo.write({**stored, "version": present_sudo.version + 1})
                return present_sudo
            return self.sudo().create({**stored, "pairing_id": pairing.id, "kind": kind})

    @api.model
    def _decide(self, pairing, values):
        """The mentee lets the team read what was said, or keeps it between the two; raises UserError.

        values: kind, agree, version (of the text that was on the page).
        """
        if pairing._verify_partner() != "mentee":
            raise UserError(self.env._("It is up to your mentee to decide on this."))
        praise_sudo = self._of(pairing, values.get("kind"))
        if not praise_sudo:
            raise UserError(self.env._("There is nothing to decide on here any more."))
        if not values.get("agree"):
            praise_sudo.write({"state": "private", "date_agreed": False})
            return praise_sudo
        if str(praise_sudo.version) != str(values.get("version")):
            raise UserError(
                self.env._(
                    "%s changed the text a moment ago. Read it once more before you agree.",
                    pairing._portal_partner()["first_name"],
                )
            )
        was_open = praise_sudo.state == "open"
        # writing the row in any case is what makes a change of the text at the same time collide
        praise_sudo.write(
            {"state": "open", "date_agreed": fields.Date.context_today(self), "version": praise_sudo.version}
        )
        if praise_sudo.kind == "word" and not was_open:
            praise_sudo.program_id._tell_coordinators(
                [
                    self.env._(
                        "%(mentor)s says a word about %(mentee)s, who agrees: see Thanks and words to HR.",
                        mentor=praise_sudo.mentor_id.name,
                        mentee=praise_sudo.mentee_id.name,
                    )
                ]
            )
        return praise_sudo

    @api.model
    def _of(self, pairing, kind):
        """The praise of this kind in a pair whose partner the user is, as superuser."""
        if kind not in dict(KINDS):
            return self.sudo().browse()
        return self.sudo().search([("pairing_id", "=", pairing.id), ("kind", "=", kind)], limit=1)


class MentoringPairingPraise(models.Model):
    _inherit = "mentoring.pairing"

    praise_ids = fields.One2many("mentoring.praise", "pairing_id", groups=fields.NO_ACCESS)

    def _portal_page(self):
        page = super()._portal_page()
        side, met = page["side"], page["meeting_count"]
        read_lines(self.sudo(), "praise_ids")
        page["praise"] = {
            praise.kind: {
                "kind": praise.kind,
                "body": praise.body,
                "state": praise.state,
                "version": praise.version,
                "is_mine": (praise.kind == "thanks") == (side == "mentee"),
            }
            for praise in self.sudo().praise_ids
        }
        page["may_praise"] = bool(met) and page["state"] in ("active", "paused", "completed", "ended")
        page["has_certificate"] = self._has_certificate()
        return page

    def _portal_card(self, coming, over, latest):
        card = super()._portal_card(coming, over, latest)
        card["word_waits"] = card["side"] == "mentee" and bool(
            self.praise_ids.filtered(lambda praise: praise.kind == "word" and praise.state == "asked")
        )
        return card
