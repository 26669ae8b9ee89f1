from odoo import api, fields, models

from .answers import Answers
from .words import date_in_words

SCALE = (1, 5)
SHOWN_DAYS = 30  # how long the page goes on asking

KINDS = [("pulse", "How is it going"), ("closing", "Looking back")]
REASONS = [
    ("reached", "We reached what we came for"),
    ("time", "The agreed time was over"),
    ("changed", "Work or place changed"),
    ("no_time", "There was too little time"),
    ("fit", "It was not the right match"),
]


class MentoringPulse(models.Model):
    """One short questionnaire of one person: the pulse of a running pair, or the look back at one that is over.

    Nobody but its author reads it, the team included: coordinators see figures about five people or more
    (`mentoring_pulse_figures`). Every answer is optional; sending an empty one is an answer too.
    """

    _name = "mentoring.pulse"
    _inherit = ["mentoring.guard.mixin", "mentoring.submission.mixin"]
    _description = "Pulse"
    _order = "id desc"

    _server_fields = frozenset(
        {"pairing_id", "participant_id", "company_id", "kind", "wave", "reason", "role", "submission_key"}
    )

    pairing_id = fields.Many2one("mentoring.pairing", required=True, index=True, ondelete="cascade")
    program_id = fields.Many2one(related="pairing_id.program_id", store=True, index=True)
    company_id = fields.Many2one(related="pairing_id.company_id", store=True, index=True)
    # empty after an erasure: the answers stay, as part of figures about groups
    participant_id = fields.Many2one("mentoring.participant", index=True, ondelete="set null")
    kind = fields.Selection(KINDS, required=True)
    role = fields.Selection([("mentor", "Mentor"), ("mentee", "Mentee")], required=True)
    wave = fields.Integer(
        required=True, default=0, help="Days after the start on which it was due; 0 at the end."
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    reason = fields.Selection(REASONS, "How it came to its end")
    answer_ids = fields.One2many("mentoring.pulse.answer", "pulse_id", string="Answers")

    _once = models.UniqueIndex(
        "(pairing_id, participant_id, kind, wave)", "You have answered this already. Thank you."
    )
    _submitted_once = models.UniqueIndex(
        "(create_uid, submission_key) WHERE submission_key IS NOT NULL", "This form was sent already."
    )
    _wave_range = models.Constraint(
        "CHECK (wave BETWEEN 0 AND 10000)", "A wave lies between 0 and 10000 days."
    )

    def _compute_display_name(self):
        for pulse in self:
            pulse.display_name = self.env._("Pulse #%s", pulse.id or self.env._("new"))

    # ------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------

    @api.model
    def _answer(self, pairing, kind, values):
        """Store the user's answers to what is asked of them now; returns the pulse. Raises FormError.

        values: one number from 1 to 5 for the name of each item, reason, submission_key. What nobody asks is ignored.
        """
        side = pairing._verify_partner()
        pairing_sudo = pairing.sudo()
        made_sudo = self._submitted(values.get("submission_key"))
        if made_sudo:
            return made_sudo
        wave = pairing_sudo._asks_now(side, kind)
        if wave is None:
            return self.sudo().browse()
        answers = Answers(self.env, values)
        given = {}
        for item in self._items(kind, side):
            if answers.given(item["key"]):
                given[item["key"]] = answers.number(
                    item["key"], *SCALE, self.env._("Choose one of the five numbers, or none.")
                )
        reason = answers.choice("reason", [key for key, _label in REASONS]) if kind == "closing" else None
        answers.verify()
        pulse_sudo, is_new = self._submit(
            values.get("submission_key"),
            {
                "pairing_id": pairing_sudo.id,
                "participant_id": pairing_sudo[f"{side}_id"].id,
                "kind": kind,
                "role": side,
                "wave": wave,
                "reason": reason or False,
            },
        )
        if is_new:
            pulse_sudo._store_given(given)
        return pulse_sudo

    def _store_given(self, given):
        """Keep the numbers: qualities beside those of the registration, everything else with this pulse."""
        prefix = "quality_"
        ratings = {key[len(prefix) :]: value for key, value in given.items() if key.startswith(prefix)}
        if ratings:
            quality, employee = self.env["mentoring.quality"], self.participant_id.employee_id
            earlier = {row.quality: row.rating for row in quality._of(self.program_id, employee, "end")}
            quality._store(self.program_id, employee, {**earlier, **ratings}, moment="end")
        self.env["mentoring.pulse.answer"].create(
            [
                {"pulse_id": self.id, "item": item, "value": value}
                for item, value in given.items()
                if not item.startswith(prefix)
            ]
        )

    @api.model
    def _items(self, kind, side):
        """[{"key", "label", "group"}] in the order of the page."""
        rows = self._pulse_items() if kind == "pulse" else self._closing_items(side)
        return [
            {"key": key, "label": label, "group": group}
            for group, items in rows
            for key, label in items.items()
        ]

    @api.model
    def _pulse_items(self):
        """Three items on why people stay, five on what mentoring opens; the words are those on the page."""
        return [
            (
                self.env._("Where I work"),
                {
                    "links": self.env._("I know people here whom I can turn to"),
                    "fit_here": self.env._("This company and I suit each other"),
                    "sacrifice": self.env._("I would give up a lot if I left"),
                },
            ),
            (
                self.env._("What mentoring does"),
                {
                    "development": self.env._("I see how I can develop here"),
                    "voice": self.env._("What I think reaches those who lead"),
                    "practice": self.env._("I get to practise what we talk about"),
                    "ties": self.env._("I have got to know new people"),
                    "accountability": self.env._("We do what we said we would do"),
                },
            ),
        ]

    @api.model
    def _closing_items(self, side):
        """What it brought the mentor or the mentee, then the seven qualities again."""
        if side == "mentor":
            brought = {
                "led": self.env._("I found out that I can lead and guide"),
                "recognised": self.env._("I was recognised as somebody to ask"),
                "clear": self.env._("I got clearer in how I say things"),
                "perspectives": self.env._("I got to know new points of view"),
                "gave_back": self.env._("I gave something back, and saw talent grow"),
            }
        else:
            brought = {
                "culture": self.env._("I understand better how things work here"),
                "skills": self.env._("I have learnt skills that I use"),
                "network": self.env._("I know more people who can help me"),
                "promotion": self.env._("I am nearer to my next step"),
                "sounding": self.env._("I had somebody to think aloud with"),
                "knowledge": self.env._("I was told what stands in no handbook"),
            }
        qualities = {f"quality_{key}": label for key, label in self.env["mentoring.quality"]._labels()}
        return [(self.env._("What it brought me"), brought), (self.env._("How I see myself now"), qualities)]


class MentoringPulseAnswer(models.Model):
    """A number from 1 to 5 for one item of a pulse."""

    _name = "mentoring.pulse.answer"
    _inherit = ["mentoring.guard.mixin"]
    _description = "Answer of a pulse"
    _order = "pulse_id, id"

    _server_fields = frozenset({"pulse_id", "company_id", "item", "value"})

    pulse_id = fields.Many2one("mentoring.pulse", required=True, index=True, ondelete="cascade")
    program_id = fields.Many2one(related="pulse_id.program_id", store=True, index=True)
    company_id = fields.Many2one(related="pulse_id.company_id", store=True, index=True)
    item = fields.Char(required=True)
    value = fields.Integer(required=True)

    _once = models.UniqueIndex("(pulse_id, item)", "This item is answered already.")
    _value_range = models.Constraint("CHECK (value BETWEEN 1 AND 5)", "An answer lies between 1 and 5.")

    def _compute_display_name(self):
        for answer in self:
            answer.display_name = self.env._("Answer #%s", answer.id or self.env._("new"))


class MentoringPairingPulse(models.Model):
    _inherit = "mentoring.pairing"

    pulse_ids = fields.One2many("mentoring.pulse", "pairing_id", groups=fields.NO_ACCESS)

    def _asks_now(self, side, kind):
        """The wave (days after the start; 0 at the end) this side is asked now, or None. For superuser code."""
        self.ensure_one()
        me, today = self[f"{side}_id"], fields.Date.context_today(self)
        answered = {
            pulse.wave for pulse in self.pulse_ids if pulse.kind == kind and pulse.participant_id == me
        }
        if kind == "closing":
            is_over = self.state == "completed" or (self.state == "ended" and self.session_count)
            fresh = self.date_end and 0 <= (today - self.date_end).days <= SHOWN_DAYS
            return 0 if is_over and fresh and 0 not in answered else None
        if kind != "pulse" or self.state != "active" or not self.date_start:
            return None
        wave = pulse_wave((today - self.date_start).days)
        return wave if wave and wave not in answered else None

    def _portal_pulse(self, kind):
        """What the page of a pulse asks the user now; None when it asks nothing."""
        side = self._verify_partner()
        if self.sudo()._asks_now(side, kind) is None:
            return None
        before_sudo = self.env["mentoring.quality"]._of(
            self.sudo().program_id, self.sudo()[f"{side}_id"].employee_id
        )
        return {
            "id": self.id,
            "kind": kind,
            "url": f"/my/mentoring/pairings/{self.id}",
            "side": side,
            "partner": self._portal_partner(),
            "program": self.sudo().program_id.name,
            "end": date_in_words(self.env, self.sudo().date_end),
            "items": self.env["mentoring.pulse"]._items(kind, side),
            "before": {f"quality_{row.quality}": row.rating for row in before_sudo},
            "reasons": self.env["mentoring.pulse"]._fields["reason"]._description_selection(self.env)
            if kind == "closing"
            else [],
        }

    def _portal_card(self, coming, over, latest):
        card = super()._portal_card(coming, over, latest)
        card["asks_pulse"] = self._asks_now(card["side"], "pulse") is not None
        return card


PULSE_FIRST_DAYS, PULSE_EVERY_DAYS, PULSE_OPEN_DAYS = 30, 60, 21


def pulse_wave(days):
    """The wave that is open so many days after the start (30, 90, 150, …; each for three weeks), or None."""
    if days < PULSE_FIRST_DAYS:
        return None
    since_wave = (days - PULSE_FIRST_DAYS) % PULSE_EVERY_DAYS
    return days - since_wave if since_wave < PULSE_OPEN_DAYS else None
