from odoo import api, fields, models

from .answers import Answers

SCALE = (1, 5)

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
