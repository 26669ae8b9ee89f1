from odoo import fields, models

from ..matching import stability
from ..matching.stable import SHOWN


class MentoringRunStability(models.TransientModel):
    """Who would both rather have each other than the partners they got, and what a matching without them costs."""

    _name = "mentoring.run.stability"
    _inherit = ["mentoring.filled.mixin"]
    _description = "Pairs who prefer each other"

    run_id = fields.Many2one("mentoring.run", required=True, readonly=True, ondelete="cascade")
    line_ids = fields.One2many("mentoring.run.stability.line", "wizard_id")
    summary = fields.Char(readonly=True)
    price = fields.Char(readonly=True)

    def _fill(self):
        self.run_id.program_id._verify_coordinated()
        problem, result = self.run_id.sudo()._stored()
        found = stability(problem, result)
        mentees, mentors = problem.mentee_keys.tolist(), problem.mentor_keys.tolist()
        self.env["mentoring.run.stability.line"].create(
            [
                {
                    "wizard_id": self.id,
                    "mentee_id": mentees[pair.mentee],
                    "mentor_id": mentors[pair.mentor],
                    "score": pair.points / 10_000,
                    "mentee_gain": pair.mentee_gain / 10_000,
                    "mentor_gain": pair.mentor_gain / 10_000,
                }
                for pair in found.pairs
            ]
        )
        self.summary = self._summary_in_words(found.count)
        self.price = self._price_in_words(found)

    def _summary_in_words(self, count):
        if count > SHOWN:
            return self.env._(
                "%(count)s pairs would both rather have each other. Here are the %(shown)s who would gain most.",
                count=count,
                shown=SHOWN,
            )
        if count == 1:
            return self.env._("One mentee and one mentor would both rather have each other than the partners they got.")
        return self.env._(
            "%s mentees and mentors would both rather have each other than the partners they got.", count
        )

    def _price_in_words(self, found):
        """What it would cost everybody to give in to all of them."""
        fewer, points = found.covered - found.stable_covered, (found.total - found.stable_total) / 10_000
        words = {"fewer": fewer, "points": f"{abs(points):.1f}"}
        if fewer == 1:
            return self.env._("A matching in which nobody would swap leaves one mentee more without a mentor.")
        if fewer > 1:
            return self.env._(
                "A matching in which nobody would swap leaves %(fewer)s mentees more without a mentor.", **words
            )
        if points > 0:
            return self.env._(
                "A matching in which nobody would swap has %(points)s points of fit less in all.", **words
            )
        return self.env._("A matching in which nobody would swap is as good for everybody together.")
