from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.mentoring_pairing_change import RUNNING
from ..models.mentoring_program_cohort import everybody_free
from ..models.vocabulary import ELIGIBLE


class MentoringRematch(models.TransientModel):
    """Another mentor for somebody who has one: who could, what each costs, and what both will hear.

    Only mentors with a free place are offered, so nobody else moves; the price is the difference in fit.
    """

    _name = "mentoring.rematch"
    _inherit = ["mentoring.filled.mixin"]
    _description = "Another mentor instead"

    pairing_id = fields.Many2one("mentoring.pairing", required=True, ondelete="cascade")
    line_ids = fields.One2many("mentoring.rematch.line", "wizard_id", string="Mentors")
    summary = fields.Char(compute="_compute_summary")

    def _fill(self):
        pairing = self.pairing_id
        pairing._verify_coordinated()
        mentee, now = pairing.mentee_id, pairing.score
        mentors = self.env["mentoring.participant"].search(
            [("program_id", "=", pairing.program_id.id), ("role", "=", "mentor"), ("state", "in", ELIGIBLE)]
        )
        mentors = mentors.filtered("free_places") - pairing.mentor_id
        if not mentors:
            return
        cohort = everybody_free(pairing.program_id._read_cohort(mentors | mentee))
        scores, allowed = mentee._scores_of_mentors(cohort)
        possible = sorted(filter(allowed.get, scores), key=lambda key: (-scores[key], key))
        self.env["mentoring.rematch.line"].create(
            [
                {
                    "wizard_id": self.id,
                    "mentor_id": key,
                    "score": scores[key],
                    "difference": scores[key] - now,
                }
                for key in possible
            ]
        )

    @api.depends("line_ids")
    @api.depends_context("lang")
    def _compute_summary(self):
        for wizard in self:
            names = {"mentee": wizard.pairing_id.mentee_id.name, "mentor": wizard.pairing_id.mentor_id.name}
            if wizard.line_ids:
                wizard.summary = self.env._(
                    "Proposing somebody ends %(mentee)s with %(mentor)s. Both hear the same sentence: that their time "
                    "has come to its end, and that this says nothing about either of them.",
                    **names,
                )
            else:
                wizard.summary = self.env._(
                    "No other mentor with a free place suits %(mentee)s at the moment. You can end the pair with "
                    "%(mentor)s: %(mentee)s then stands first in line.",
                    **names,
                )

    def action_end_only(self):
        """End the pair; the mentee stands first in line, and the list of mentors says what each choice costs."""
        self.ensure_one()
        self._end()
        return self.pairing_id.mentee_id.action_why_not()

    def _end(self):
        pairing = self.pairing_id
        if pairing.state not in RUNNING:
            raise UserError(
                self.env._("%s: this pair is over already. Nothing more to do.", pairing._names())
            )
        pairing._end_for_change()


class MentoringRematchLine(models.TransientModel):
    _name = "mentoring.rematch.line"
    _description = "Possible other mentor"
    _order = "wizard_id, id"

    wizard_id = fields.Many2one("mentoring.rematch", required=True, index=True, ondelete="cascade")
    mentor_id = fields.Many2one("mentoring.participant", required=True, ondelete="cascade")
    mentor_name = fields.Char("Name", related="mentor_id.name", related_sudo=False)
    department_id = fields.Many2one(related="mentor_id.department_id", related_sudo=False)
    free_places = fields.Integer("Free", related="mentor_id.free_places", related_sudo=False)
    score = fields.Float("Fit", digits=(7, 1))
    difference = fields.Float(digits=(7, 1))
    price = fields.Char("What it costs", compute="_compute_price")

    _score_range = models.Constraint("CHECK (score >= 0 AND score <= 100)", "A fit lies between 0 and 100.")
    _difference_range = models.Constraint(
        "CHECK (difference >= -100 AND difference <= 100)", "A difference lies between -100 and 100."
    )

    @api.depends("difference")
    @api.depends_context("lang")
    def _compute_price(self):
        for line in self:
            points = round(line.difference, 1)
            if points < 0:
                line.price = self.env._("%s points of fit less than now; nobody else moves.", -points)
            elif points:
                line.price = self.env._("%s points of fit more than now; nobody else moves.", points)
            else:
                line.price = self.env._("The same fit as now; nobody else moves.")

    def action_propose(self):
        """End the present pair and propose this one; it is decided on as any other."""
        self.ensure_one()
        mentee = self.wizard_id.pairing_id.mentee_id
        self.wizard_id._end()
        self.env["mentoring.pairing"]._propose_by_hand(self.mentor_id, mentee)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(mentor)s is proposed for %(mentee)s.", mentor=self.mentor_id.name, mentee=mentee.name
                ),
                "next": {"type": "ir.actions.act_window_close", "infos": {"mentoring_reload": True}},
            },
        }


class MentoringPairingRematch(models.Model):
    _inherit = "mentoring.pairing"

    def action_rematch(self):
        """Look for another mentor for the mentee of this running pair."""
        self.ensure_one()
        self._verify_coordinated()
        return self._open_rematch()

    def _open_rematch(self):
        wizard = self.env["mentoring.rematch"].create({"pairing_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Another mentor for %s", self.mentee_id.name),
            "res_model": "mentoring.rematch",
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }
