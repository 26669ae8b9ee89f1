from odoo import api, fields, models
from odoo.exceptions import UserError

from .answers import Answers
from .mentoring_pairing_portal import other_side
from .reading import read_lines
from .words import date_in_words


class MentoringAgreement(models.Model):
    """What one of the two agreed to before they began: the very text, its version and the moment. Never changed."""

    _name = "mentoring.agreement"
    _inherit = ["mentoring.guard.mixin"]
    _description = "Agreement of a pair"
    _order = "pairing_id, version desc, id"
    _team_path = "program_id.coordinator_ids"
    _text_limits = {"text": 10_000}

    pairing_id = fields.Many2one("mentoring.pairing", required=True, index=True, ondelete="cascade")
    participant_id = fields.Many2one("mentoring.participant", required=True, index=True, ondelete="cascade")
    program_id = fields.Many2one(related="pairing_id.program_id", store=True, index=True)
    company_id = fields.Many2one(related="pairing_id.company_id", store=True, index=True)
    version = fields.Integer(required=True, aggregator=None)
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    text = fields.Text(required=True)

    _once = models.Constraint(
        "UNIQUE (pairing_id, participant_id, version)", "This person has agreed to this version already."
    )
    _version_range = models.Constraint(
        "CHECK (version BETWEEN 1 AND 1000000)", "Versions are counted from 1."
    )

    def _compute_display_name(self):
        for agreement in self:
            agreement.display_name = self.env._("Agreement #%s", agreement.id or self.env._("new"))


class MentoringProgram(models.Model):
    _inherit = "mentoring.program"

    agreement_text = fields.Text(
        translate=True,
        groups="mentoring_program.group_mentoring_coordinator",
        help="What the two of a pair agree on beside goals, rhythm, confidentiality and how to end.",
    )
    agreement_version = fields.Integer(
        default=1, readonly=True, copy=False, groups="mentoring_program.group_mentoring_coordinator"
    )

    def write(self, vals):
        result = super().write(vals)
        if "agreement_text" in vals:
            for program in self.sudo():
                program.agreement_version += 1
        return result


class MentoringPairing(models.Model):
    _inherit = "mentoring.pairing"

    agreement_ids = fields.One2many(
        "mentoring.agreement",
        "pairing_id",
        string="Agreements",
        groups="mentoring_program.group_mentoring_coordinator",
    )

    def _agreement_points(self):
        """[{"title", "text"}]: what the two agree on, in the reader's language. `self` is superuser's."""
        self.ensure_one()
        program = self.program_id
        rhythm = {
            "weekly": self.env._("We meet every week for %s minutes.", program.session_minutes),
            "biweekly": self.env._("We meet every two weeks for %s minutes.", program.session_minutes),
            "monthly": self.env._("We meet once a month for %s minutes.", program.session_minutes),
        }[program.cadence]
        points = [
            {
                "title": self.env._("Goals"),
                "text": self.env._(
                    "We set the goals together. The mentee brings the topics, the mentor asks and shares."
                ),
            },
            {
                "title": self.env._("Rhythm"),
                "text": self.env._("%s Whoever cannot come says so early and offers another time.", rhythm),
            },
            {
                "title": self.env._("Between us"),
                "text": self.env._("What we say stays between us. We decide together what others may hear."),
            },
            {
                "title": self.env._("Ending is fine"),
                "text": self.env._(
                    "Either of us can end this at any time, without a reason and without blame."
                ),
            },
        ]
        if program.agreement_text:
            points.append({"title": self.env._("Also"), "text": program.agreement_text})
        return points

    def _agreed(self, side):
        """The agreement of this side to the present text; empty until they confirm. `self` is superuser's."""
        self.ensure_one()
        person, version = self[f"{side}_id"], self.program_id.agreement_version or 1
        return self.agreement_ids.filtered(
            lambda one: one.participant_id == person and one.version == version
        )[:1]

    def _confirm_agreement(self, values):
        """The user, one of the two, agrees. values: version, as it stood on their page. Saying it twice is once."""
        side = self._verify_partner(("approved", "active", "paused"))
        pairing_sudo = self.sudo()
        version = pairing_sudo.program_id.agreement_version or 1
        answers = Answers(self.env, values)
        if answers.text("version", 20) != str(version):
            raise UserError(
                self.env._("This text has changed since you opened the page. Please read it again.")
            )
        if not pairing_sudo._agreed(side):
            with self.env["mentoring.submission.mixin"]._repeat_on_collision():
                self.env["mentoring.agreement"].sudo().create(
                    {
                        "pairing_id": self.id,
                        "participant_id": pairing_sudo[f"{side}_id"].id,
                        "version": version,
                        "text": "\n".join(
                            f"{point['title']}: {point['text']}" for point in pairing_sudo._agreement_points()
                        ),
                    }
                )
            self.env["mentoring.audit.event"]._record(self, f"agree_{side}", {self.id: self.sudo().state})

    def _portal_agreement(self):
        """What the two agree on and who has confirmed, for the page of the user's pair."""
        side = self._verify_partner()
        pairing_sudo = self.sudo()
        read_lines(pairing_sudo, "agreement_ids")
        mine, theirs = (pairing_sudo._agreed(one) for one in (side, other_side(side)))
        return {
            "points": pairing_sudo._agreement_points(),
            "version": pairing_sudo.program_id.agreement_version or 1,
            "mine": date_in_words(self.env, mine.date and mine.date.date()),
            "theirs": date_in_words(self.env, theirs.date and theirs.date.date()),
            "may_confirm": pairing_sudo.state in ("approved", "active", "paused") and not mine,
        }

    def _portal_page(self):
        page = super()._portal_page()
        agreement = self._portal_agreement()
        if agreement["may_confirm"] and page["strong"] != "accept":
            page["strong"] = "agreement"
        return {**page, "agreement": agreement}

    def _portal_card(self, coming, over, latest):
        card = super()._portal_card(coming, over, latest)
        must = (
            self.state in ("approved", "active")
            and not card["must_accept"]
            and not self._agreed(card["side"])
        )
        return {**card, "must_agree": must}


class MentoringParticipant(models.Model):
    _inherit = "mentoring.participant"

    @api.model
    def _steps_of_pairs(self, pairs):
        for pair in pairs:
            if pair["must_agree"]:
                yield {
                    "key": "agree",
                    "title": self.env._("Ground rules for you and %s", pair["partner"]["first_name"]),
                    "text": self.env._(
                        "Four sentences to begin with: goals, rhythm, confidence, and how to end."
                    ),
                    "button": self.env._("Read and confirm"),
                    "url": f"{pair['url']}#agreement",
                }
        yield from super()._steps_of_pairs(pairs)
