from odoo import api, fields, models

from .mentoring_participant import COORDINATORS


class MentoringParticipantHolding(models.Model):
    """Places that are held for somebody while an answer is out: they are not free, and not taken yet.

    The counter stands on the person's row, as that of the open pairs does (security D9): of two who ask for the last
    place at once the second one collides there, is repeated, and finds it held.
    """

    _inherit = "mentoring.participant"

    held_count = fields.Integer(
        "Held places",
        readonly=True,
        copy=False,
        groups=COORDINATORS,
        help="Mentor: places kept while somebody answers. Mentee: requests and offers that wait for an answer.",
    )
    choice_price = fields.Float(
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="What a place of this mentor is worth on shortlists, 0 to 100 points.",
    )

    _held_range = models.Constraint(
        "CHECK (held_count IS NULL OR held_count BETWEEN 0 AND 1000)", "Held places are counted from 0."
    )
    _choice_price_range = models.Constraint(
        "CHECK (choice_price IS NULL OR (choice_price >= 0 AND choice_price <= 100))",
        "A price lies between 0 and 100 points.",
    )

    @api.depends("held_count")
    def _compute_free_places(self):
        super()._compute_free_places()
        for participant in self:
            if participant.role == "mentor":
                participant.free_places = max(participant.free_places - participant.held_count, 0)

    def _hold(self, delta):
        """Add to the counters of these people; the update of their rows is what makes two at once collide."""
        # sudo: counters are the server's, whoever asks or answers
        for participant in self.sudo():
            participant.held_count += delta
        self.sudo().flush_recordset(["held_count", "free_places"])

    def _set_state(self, state, reason=None):
        """Whoever goes, pauses or has found somebody keeps nobody waiting for an answer."""
        super()._set_state(state, reason)
        if state in ("paused", "left", "declined"):
            self.env["mentoring.request"]._open_of(self)._close("withdrawn")
        self.env["mentoring.request"]._look_for_free_places(self.program_id)

    def write(self, vals):
        result = super().write(vals)
        if "capacity" in vals:
            self.env["mentoring.request"]._look_for_free_places(self.program_id)
        return result


class MentoringPairing(models.Model):
    _inherit = "mentoring.pairing"

    chosen_request_ids = fields.One2many("mentoring.request", "pairing_id", string="Chosen by", groups=COORDINATORS)

    def _move(self, action, reason=None, run=None):
        """A place may be free now; a pair that two people chose and that does not start is no silence to them."""
        # sudo: requests are read by the two people and the team; here they only follow their pair
        chosen = self.sudo().filtered(lambda one: one.chosen_request_ids and not one.is_disclosed)
        result = super()._move(action, reason, run)
        if action == "decline":
            chosen.chosen_request_ids._tell_not_started()
        if action in ("decline", "end", "complete"):
            self.env["mentoring.request"]._look_for_free_places(self.sudo().program_id)
        return result

    def _after_approval(self):
        """Two people who chose each other know already: they hear that it is settled, not on announcement day."""
        chosen = self.sudo().filtered(lambda one: one.chosen_request_ids and not one.is_disclosed)  # sudo: as above
        super()._after_approval()
        chosen.filtered(lambda one: not one.is_disclosed)._disclose()


def places_to_fill(role, capacity, partners_wanted, active_count, held_count, free_places):
    """Places that a matching may fill: none that is taken, or that waits for an answer; proposals keep theirs."""
    asked = capacity if role == "mentor" else partners_wanted
    held = min(held_count, free_places) if role == "mentee" else held_count
    return max(max(asked - active_count, 0) - held, 0)
