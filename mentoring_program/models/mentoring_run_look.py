from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from .vocabulary import LIVE_STATES

LOOK_AT = 5  # pairs of each kind


class MentoringRunLook(models.Model):
    """The pairs that somebody who knows the people should look at, each with the reason why it is on the list."""

    _inherit = "mentoring.run"

    look_at_ids = fields.Many2many("mentoring.pairing", string="Look at these", compute="_compute_look_at_ids")

    @api.depends("pairing_ids.score", "pairing_ids.reason_ids.points")
    def _compute_look_at_ids(self):
        for run in self:
            run.look_at_ids = self.env["mentoring.pairing"].browse(run._pairs_to_look_at())

    def _pairs_to_look_at(self):
        """{pairing id: [words]}: the weakest, those nobody wished for, those that rest on one reason."""
        found = defaultdict(list)
        standing = self._pairs_domain() & Domain("state", "in", LIVE_STATES)
        pairings = self.env["mentoring.pairing"].search(standing, order="score, id")
        kinds = {
            "weakest": pairings,
            "no_wish": self._against_wishes(pairings),
            "one_reason": self._on_one_reason(pairings),
        }
        for kind, some in kinds.items():
            for pairing in some[:LOOK_AT]:
                found[pairing.id].append(kind)
        return dict(found)

    def _against_wishes(self, pairings):
        """Pairs of mentees who wished for somebody, where neither of the two asked for the other."""
        # sudo: wishes only decide which pairs are listed; those the reader may see anyway
        wishes = (
            self.env["mentoring.wish"]
            .sudo()
            .search_fetch(
                [("program_id", "=", self.program_id.id)], ["participant_id", "other_id"]
            )
        )
        asked = {(wish.participant_id.id, wish.other_id.id) for wish in wishes}
        wishing = {by for by, _other in asked}
        pairings.fetch(["mentor_id", "mentee_id"])
        return pairings.filtered(
            lambda one: one.mentee_id.id in wishing
            and (one.mentee_id.id, one.mentor_id.id) not in asked
            and (one.mentor_id.id, one.mentee_id.id) not in asked
        )

    def _on_one_reason(self, pairings):
        counts = dict(
            self.env["mentoring.pairing.reason"]._read_group(
                [("pairing_id", "in", pairings.ids), ("points", ">", 0)], ["pairing_id"], ["__count"]
            )
        )
        return pairings.filtered(lambda one: counts.get(one) == 1)
