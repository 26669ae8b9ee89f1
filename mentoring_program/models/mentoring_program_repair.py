from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .mentoring_participant import COORDINATORS
from .vocabulary import PLACING


class MentoringProgramRepair(models.Model):
    """After a decline or a leaver: fill the gap and keep the rest, or look at what arranging all anew would give."""

    _inherit = "mentoring.program"

    can_fill_gap = fields.Boolean(
        compute="_compute_can_fill_gap",
        groups=COORDINATORS,
        help="After a matching somebody waits, and a mentor has a place for which nobody is proposed.",
    )

    @api.depends(
        "state", "run_ids.state", "waiting_count", "participant_ids.free_places", "participant_ids.state"
    )
    def _compute_can_fill_gap(self):
        matched = self.run_ids._last_by_program()
        with_places = {
            program.id
            for (program,) in self.env["mentoring.participant"]._read_group(
                Domain("program_id", "in", self.ids) & self.env["mentoring.run"]._with_places(), ["program_id"]
            )
        }
        for program in self:
            program.can_fill_gap = bool(
                program.state in PLACING
                and program.waiting_count
                and program.id in with_places
                and program in matched
            )

    def action_fill_gap(self):
        """Propose mentors with free places to those who wait; nobody else's pair changes."""
        self.ensure_one()
        run = self._start_beside("run_repair", scenario={"keep": True})
        if run.state == "done" and not (run.result or {}).get("new"):
            raise UserError(
                self.env._(
                    "No free place suits anybody who waits, so nothing changed. "
                    "Re-optimise to see whether moving others helps, or invite more mentors."
                )
            )
        return run._action_show()

    def action_reoptimise(self):
        """Arrange all undecided pairs anew, and show gain and moves beside today's before anything is written."""
        self.ensure_one()
        run = self._start_beside("run_scenario", is_scenario=True, scenario={"reoptimise": True})
        if run.state != "done":
            return run._action_show()
        return self.env["mentoring.run"]._action_compare(run)

    def _start_beside(self, action, **values):
        """A run other than the program's matching; refused while another one is under way."""
        self._verify_coordinated()
        if self.state not in PLACING:
            raise UserError(self.env._("%s is over: nothing can be proposed any more.", self.name))
        if self._lock_runs().filtered(lambda run: run.state in ("queued", "running")):
            raise UserError(self.env._("A matching of %s is under way. Wait until it is done.", self.name))
        return self._create_run(action, **values)
