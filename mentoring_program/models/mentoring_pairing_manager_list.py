from odoo import api, fields, models

from .words import month_in_words


class MentoringPairingManagerList(models.Model):
    """What somebody who decides on a proposal reads about it: no score, no other candidates, no goals.

    Each field is filled only while the reader may decide on the pairing, whoever else may read the record.
    """

    _inherit = "mentoring.pairing"

    decider_report_id = fields.Many2one(
        "hr.employee", string="Your report", compute="_compute_decider_view", compute_sudo=True
    )
    decider_report_role = fields.Char("As", compute="_compute_decider_view", compute_sudo=True)
    # Text, because lists wrap it; people read every word here.
    decider_partner = fields.Text("With", compute="_compute_decider_view", compute_sudo=True)
    decider_reasons = fields.Text("Why these two", compute="_compute_decider_view", compute_sudo=True)
    decider_commitment = fields.Text("Time it takes", compute="_compute_decider_view", compute_sudo=True)

    @api.depends("can_approve", "awaited_role", "mentor_id", "mentee_id", "reason_ids.points")
    @api.depends_context("uid", "lang")
    def _compute_decider_view(self):
        mine = self.filtered("can_approve")
        words = self.env["mentoring.pairing.reason"].sudo()._for_deciders(mine)
        for pairing in self:
            mentor_side = pairing.awaited_role == "mentor_manager"
            report, partner = pairing.mentee_id, pairing.mentor_id
            if mentor_side:
                report, partner = partner, report
            seen = pairing in mine
            post = partner.employee_id
            pairing.decider_report_id = seen and report.employee_id
            pairing.decider_report_role = seen and (
                self.env._("as mentor") if mentor_side else self.env._("as mentee")
            )
            work = ", ".join(filter(None, (post.job_id.name or post.job_title, post.department_id.name)))
            pairing.decider_partner = seen and "\n".join(filter(None, (partner.name, work)))
            pairing.decider_reasons = seen and "\n".join(words.get(pairing.id, ()))
            pairing.decider_commitment = seen and pairing._commitment_in_words()

    def _commitment_in_words(self):
        """ "1 hour every two weeks until June 2027", from the program's cadence."""
        self.ensure_one()
        program = self.program_id
        minutes = program.session_minutes
        hours, rest = divmod(minutes, 60)
        if rest:
            length = self.env._("%s minutes", minutes)
        else:
            length = self.env._("1 hour") if hours == 1 else self.env._("%s hours", hours)
        # small letters in English, which other languages may write otherwise
        cadence = {
            "weekly": self.env._("every week"),
            "biweekly": self.env._("every two weeks"),
            "monthly": self.env._("every month"),
        }[program.cadence]
        _start, end = program._pair_dates()
        if not end:
            return self.env._("%(length)s %(cadence)s", length=length, cadence=cadence)
        return self.env._(
            "%(length)s %(cadence)s until %(month)s",
            length=length,
            cadence=cadence,
            month=month_in_words(self.env, end),
        )
