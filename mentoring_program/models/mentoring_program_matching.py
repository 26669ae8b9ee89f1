from odoo import models
from odoo.exceptions import UserError

from .vocabulary import INLINE_PAIRS, PLACING

COMPARED_PEOPLE = 20_000  # up to which a button has time to look whether anything changed since the last run


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
        closed = self.filtered(lambda program: program.state not in PLACING)
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
        """A run for this program: the one under way, the last one if nothing changed since, else a new one."""
        self.ensure_one()
        runs_sudo = self._lock_runs()
        under_way = runs_sudo.filtered(lambda run: run.state in ("queued", "running"))[:1]
        if under_way:
            return self._show_earlier(under_way)
        if self.state == "registration" and self.mode == "cohort":
            self._transition("match")
        last = runs_sudo.filtered(lambda run: run.state == "done" and run.is_published)[:1]
        cohort = None
        if last and sum(self._count_eligible().values()) <= COMPARED_PEOPLE:
            cohort = self.sudo()._read_cohort()
            if last._still_stands(cohort):
                return self._show_earlier(last)
        return self._create_run("run_matching", cohort)

    def _show_earlier(self, run_sudo):
        """The run that a second start leads to; whoever pressed hears whose it is."""
        message = run_sudo.with_env(self.env)._started_in_words()
        self.env.user._bus_send("simple_notification", {"type": "info", "message": message})
        return run_sudo.sudo(False)

    def _start_scenario(self, scenario):
        """A run with other weights, rules or places that proposes nothing; see `mentoring.run.scenario`."""
        self.ensure_one()
        return self._start_beside("run_scenario", is_scenario=True, scenario=scenario)

    def _lock_runs(self):
        """The program's runs, newest first; two starts at once collide here.

        Both add to the counter on the program's row; the server repeats the loser, who then finds the winner's run
        (security R1, R2).
        """
        program_sudo = self.sudo()
        # what changed before this start counts as before, also in the same transaction
        self.env["mentoring.participant"].flush_model(["runs_before_change"])
        program_sudo.run_counter += 1
        program_sudo.flush_recordset(["run_counter"])
        return self.env["mentoring.run"].sudo().search([("program_id", "=", self.id)])

    def _create_run(self, action, cohort=None, **values):
        """A new run: refused at once when it cannot be, executed at once when it is small, else queued.

        cohort: what the run will read, where the caller has read it already.
        """
        last = self.run_ids._last_by_program().get(self, self.env["mentoring.run"])
        run = (
            self.env["mentoring.run"]
            .sudo()
            .create(
                {
                    "program_id": self.id,
                    "seed": self.id,
                    "start_number": self.sudo().run_counter,
                    "previous_id": last.id,
                    **values,
                }
            )
        )
        self.env["mentoring.audit.event"]._record(self, action, run=run)
        if refusal := run._memory_refusal():
            run._fail(refusal)
        elif run._count_pairs() <= INLINE_PAIRS:
            run._execute(cohort)
        else:
            self.env.ref("mentoring_program.ir_cron_process_runs")._trigger()
        return run.sudo(False)
