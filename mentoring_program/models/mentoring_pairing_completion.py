from odoo import SUPERUSER_ID, api, fields, models

from .mentoring_program import COORDINATORS

AT_ONCE = 50


class MentoringProgramGrace(models.Model):
    _inherit = "mentoring.program"

    grace_days = fields.Integer(
        "Days of grace",
        default=14,
        groups=COORDINATORS,
        help="So many days after its last day a pair is completed by itself; until then it can go on longer.",
    )

    _grace_range = models.Constraint(
        "CHECK (grace_days BETWEEN 0 AND 365)", "The days of grace lie between 0 and 365."
    )


class MentoringPairingCompletion(models.Model):
    """A pair whose time is over is completed by itself, after some days in which the two may still go on."""

    _inherit = "mentoring.pairing"

    @api.model
    def _cron_complete_pairs(self):
        pairings = self.with_user(SUPERUSER_ID)._overdue_pairs()
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(pairings))
        for position in range(0, len(pairings), AT_ONCE):
            some = pairings[position : position + AT_ONCE]
            last_days = {pairing: pairing.date_end for pairing in some}
            some._move("complete", self.env._("The agreed time is over."))
            for pairing, day in last_days.items():
                pairing.date_end = day  # it ended when it was to end, not today
            if not cron._commit_progress(processed=len(some)):
                return

    @api.model
    def _overdue_pairs(self):
        today = fields.Date.context_today(self)
        ended = self.search(
            [
                ("state", "in", ("active", "paused")),
                ("date_end", "<", today),
                ("program_id.state", "=", "running"),
            ]
        )
        return ended.filtered(
            lambda pairing: fields.Date.add(pairing.date_end, days=pairing.program_id.grace_days) < today
        )
