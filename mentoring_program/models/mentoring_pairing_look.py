from odoo import api, fields, models

from .mentoring_pairing import COORDINATORS


class MentoringPairingLook(models.Model):
    """Why a run's page asks for a second look at this pair."""

    _inherit = "mentoring.pairing"

    second_look = fields.Char("Why look", compute="_compute_second_look", groups=COORDINATORS)

    @api.depends("run_id", "score", "reason_ids.points")
    @api.depends_context("lang")
    def _compute_second_look(self):
        words = {
            "weakest": self.env._("low fit"),
            "no_wish": self.env._("the mentee wished for somebody else"),
            "one_reason": self.env._("rests on one reason alone"),
        }
        last = self.program_id.run_ids._last_by_program()
        for program, pairings in self.grouped("program_id").items():
            listed = {}
            for run in pairings.run_id | last.get(program, pairings.run_id):
                listed.update(run._pairs_to_look_at())
            for pairing in pairings:
                sentence = ", ".join(words[kind] for kind in listed.get(pairing.id, ()))
                pairing.second_look = sentence[:1].upper() + sentence[1:]

    def action_why_not(self):
        """Which other mentor the mentee of this pair could have, and what each would cost."""
        return self.mentee_id.action_why_not()
