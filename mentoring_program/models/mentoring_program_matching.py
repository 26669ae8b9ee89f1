from odoo import models
from odoo.exceptions import UserError

from .vocabulary import INLINE_PAIRS


class MentoringProgramMatching(models.Model):
    """Starting a run: the same method for the button, the server action and the preview wizard."""

    _inherit = "mentoring.program"

    def action_preview_matching(self):
        self.ensure_one()
        self._verify_coordinated()
        wizard = self.env["mentoring.matching.preview"].create({"program_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Preview of the matching"),
            "res_model": "mentoring.matching.preview",
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_run_matching(self):
        """Propose who mentors whom for each program; returns the action that shows the run or runs."""
        self._verify_coordinated()
        closed = self.filtered(lambda program: program.state not in ("registration", "matching", "running"))
        if closed:
            raise UserError(
                self.env._(
                    "Open the registration first: %s cannot be matched now.", ", ".join(closed.mapped("name"))
                )
            )
        runs = self.env["mentoring.run"]
        for program in self:
            runs |= program._start_run()
        return runs._action_show()

    def _start_run(self):
        """A run for this program: the one under way, the last one if nothing changed since, else a new one.

        The counter on the program's row makes two starts at once collide; the loser is repeated by the
        server, finds the winner's run and returns that (security R1, R2).
        """
        self.ensure_one()
        program_sudo = self.sudo()
        program_sudo.run_counter += 1
        program_sudo.flush_recordset(["run_counter"])
        runs_sudo = self.env["mentoring.run"].sudo().search([("program_id", "=", self.id)])
        under_way = runs_sudo.filtered(lambda run: run.state in ("queued", "running"))[:1]
        if under_way:
            return self.env["mentoring.run"].browse(under_way.id)
        if self.state == "registration" and self.mode == "cohort":
            self._transition("match")
        cohort = program_sudo._read_cohort()
        last = runs_sudo.filtered(lambda run: run.state == "done")[:1]
        if last and last._still_stands(cohort):
            return self.env["mentoring.run"].browse(last.id)
        inline = len(cohort.mentees) * len(cohort.mentors) <= INLINE_PAIRS
        run = (
            self.env["mentoring.run"]
            .sudo()
            .create({"program_id": self.id, "state": "queued", "seed": self.id})
        )
        self.env["mentoring.audit.event"]._record(self, "run_matching", run=run)
        if inline:
            run._execute(cohort)
        else:
            self.env.ref("mentoring_program.ir_cron_process_runs")._trigger()
        return self.env["mentoring.run"].browse(run.id)
