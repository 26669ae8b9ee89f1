import json
import logging
import shutil
import time

from psycopg2.extensions import TransactionRollbackError

from odoo import api, fields, models

from ..matching import InvalidProblem, Result, worker
from ..matching.handover import dump_cohort, load_findings

_logger = logging.getLogger(__name__)

ATTEND_SECONDS = 45  # below the server's limits for one job; the next job attends to a longer run again
SLICE_SECONDS = 1  # when other runs wait: theirs may be on another node, and only one node has the job at a time
POLL_SECONDS = 0.5
SOLVER_SECONDS = 3_600  # of processor time
LATE_AFTER_SECONDS = 5  # without a heartbeat another node looks less often whether it may take over …
LOST_AFTER_SECONDS = 90  # … and after so long does
MAX_ATTEMPTS = 3


class MentoringRunWorker(models.Model):
    """Queued runs: the solver works in a process of its own, the cron attends to it.

    They hand over by files in a folder (see `matching.worker`), so a killed server, worker or solver loses nothing:
    whoever attends next finds the result, the solver still at work, or nobody, and then starts anew. Nodes share
    a database, not folders: the node that claimed a run attends to it, until its heartbeat is lost.
    """

    _inherit = "mentoring.run"

    phase = fields.Selection(
        [
            ("reading", "Reading the answers"),
            ("solving", "Finding the best pairs"),
            ("proving", "Proving that no other pairs are better"),
            ("writing", "Writing the proposals"),
        ],
        readonly=True,
    )
    attempts = fields.Integer(readonly=True, groups="base.group_system")
    elapsed_seconds = fields.Integer(compute="_compute_elapsed_seconds")

    @api.depends("date_start", "date_end", "state")
    def _compute_elapsed_seconds(self):
        for run in self:
            until = run.date_end or fields.Datetime.now()
            run.elapsed_seconds = max(0, (until - run.date_start).total_seconds()) if run.date_start else 0

    @api.model
    def _cron_process_runs(self):
        """Attend to this node's run or start a queued one, one at a time; commits after every step."""
        self._requeue_lost()
        Run = self.sudo()
        here = Run.search([("state", "=", "running"), ("node", "=", self._node())], order="id")
        self._clean_folders(here)
        runs = here + Run.search([("state", "=", "queued")], order="id")
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(runs))
        for run in runs:
            if not run._process_safely():
                break
            if not cron._commit_progress(processed=1):
                break
        cron._commit_progress(processed=1, remaining=0)  # the job is free for other nodes
        self._come_back(runs)

    def _process_safely(self):
        """`_process`, whatever happens; True when the run is over."""
        try:
            return self._process()
        except TransactionRollbackError:  # somebody changed the same rows at the same time, cancelled say: look again
            self.env.cr.rollback()
            worker.forget(self._folder(), "collecting")
            return False
        except Exception:  # noqa: BLE001 - whatever happened belongs on the run's page, not only in the log
            _logger.exception("Run %s of program %s failed", self.id, self.program_id.id)
            self.env.cr.rollback()
            self._fail(self.env._("Something unexpected happened. The server's log has the details."))
            return True

    @api.model
    def _come_back(self, attended):
        """Call the next job as long as runs are under way, on whatever node."""
        under_way = self.sudo().search([("state", "in", ("queued", "running"))])
        if not under_way:
            return
        beats = under_way.filtered("date_heartbeat").mapped("date_heartbeat")
        late_since = fields.Datetime.subtract(fields.Datetime.now(), seconds=LATE_AFTER_SECONDS)
        if not attended and max(beats, default=late_since) <= late_since:
            time.sleep(SLICE_SECONDS)  # the other node seems gone
        self.env.ref("mentoring_program.ir_cron_process_runs")._trigger()

    @api.model
    def _requeue_lost(self):
        lost_since = fields.Datetime.subtract(fields.Datetime.now(), seconds=LOST_AFTER_SECONDS)
        lost = self.sudo().search([("state", "=", "running"), ("date_heartbeat", "<", lost_since)])
        lost.filtered(lambda run: run.node != self._node()).try_lock_for_update()._start_again()

    def _process(self):
        """Bring one run as far as this job's time allows; True when it is over."""
        self.ensure_one()
        self.invalidate_recordset(["state"])  # the list may be minutes old: a button may have done or cancelled it
        if self.state == "queued" and not (self._claim() and self._start_worker()):
            return True
        return self.state != "running" or self._attend()

    def _claim(self):
        """Take a queued run for this node; False when another one was faster."""
        if not (self.try_lock_for_update() and self.state == "queued"):
            return False
        self.write(
            {
                "state": "running",
                "node": self._node(),
                "attempts": self.attempts + 1,
                "date_start": fields.Datetime.now(),
                "date_heartbeat": fields.Datetime.now(),
                "phase": "reading",
            }
        )
        # something was done: without it the scheduler puts off a job that is cut short three times
        self.env["ir.cron"]._commit_progress(processed=1)
        return True

    def _start_worker(self):
        """Read the cohort and start the solver on it; False, with the reason on the run, when that cannot be."""
        if refusal := self._memory_refusal():
            self._fail(refusal)
            return False
        cohort = self._read_cohort()
        # known before the solver is there: whoever attends next finds both, or neither
        self.write(
            {
                "fingerprint": cohort.fingerprint(),
                "phase": "solving",
                "date_heartbeat": fields.Datetime.now(),
            }
        )
        self.env["ir.cron"]._commit_progress()
        shutil.rmtree(self._folder(), ignore_errors=True)
        worker.start(
            self._folder(),
            dump_cohort(cohort),
            self._solver_options(),
            memory_bytes=4 * self._memory_needed(),
            seconds=SOLVER_SECONDS,
        )
        return True

    def _attend(self):
        """Store the solver's progress, hand on a cancellation, collect what it found; True when the run is over."""
        folder, started = self._folder(), time.monotonic()
        while True:
            alive = worker.is_alive(folder)  # asked first: a solver that ended since has left its result
            if worker.is_over(folder):
                self._collect(folder)
                shutil.rmtree(folder, ignore_errors=True)
                return True
            if not alive:
                self._start_again()
                return True
            phase, fraction = worker.progress(folder)
            self.write(
                {"phase": phase, "progress": round(99 * fraction, 1), "date_heartbeat": fields.Datetime.now()}
            )
            self.env["ir.cron"]._commit_progress()
            attended = time.monotonic() - started
            if attended > ATTEND_SECONDS or (attended > SLICE_SECONDS and self._others_wait()):
                return False
            time.sleep(POLL_SECONDS)
            self.invalidate_recordset(["state"])
            if self.state != "running":
                (folder / "stop").touch()
                return True

    def _others_wait(self):
        return self.search_count([("state", "in", ("queued", "running")), ("id", "!=", self.id)], limit=1)

    def _collect(self, folder):
        """Write what the solver left, unless the answers changed in the meantime."""
        if (folder / "error.json").exists():
            error = json.loads((folder / "error.json").read_text())
            self._fail(self._error_in_words(InvalidProblem(error["reason"], error["keys"])))
            return
        if worker.count(folder, "collecting") > MAX_ATTEMPTS:
            self._fail(self._cut_off_in_words())
            return
        self.write({"phase": "writing", "date_heartbeat": fields.Datetime.now()})
        self.env["ir.cron"]._commit_progress(processed=1)
        cohort = self._read_cohort()
        if cohort.fingerprint() != self.fingerprint:
            self._fail(self.env._("People changed their answers while this ran. Run the matching again."), "stale")
            return
        result = Result.from_bytes(cohort, (folder / "result.bin").read_bytes())
        findings = load_findings((folder / "findings.bin").read_bytes())
        self._finish(cohort, (folder / "run.bin").read_bytes(), result, *findings)

    def _start_again(self):
        """Back into the queue, or failed in words when it was cut off too often."""
        for run in self:
            if run.attempts >= MAX_ATTEMPTS:
                run._fail(run._cut_off_in_words())
            else:
                run.write({"state": "queued", "progress": 0, "phase": False, "node": False})

    def _cut_off_in_words(self):
        return self.env._(
            "The server stopped this matching %s times, probably for lack of memory or time. "
            "Ask your administrator to raise the limits, or split the program.",
            MAX_ATTEMPTS,
        )
