import json
import logging
import pathlib
import shutil
import socket
import time

import psutil
from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.tools import config

from ..matching import InvalidProblem, Problem, Result, worker
from ..matching.encode import encode

_logger = logging.getLogger(__name__)

ATTEND_SECONDS = 45  # below the server's limits for one job; the next job attends to a longer run again
POLL_SECONDS = 0.5
SOLVER_SECONDS = 3_600  # of processor time
LOST_AFTER_SECONDS = 300  # without a heartbeat another node takes the run over
MAX_ATTEMPTS = 3
# Estimate of the solver's memory: what the process takes, and what each person adds.
BASE_BYTES = 400_000_000
BYTES_PER_PERSON = 20_000


class MentoringRunWorker(models.Model):
    """Queued runs: the solver works in a process of its own, the cron attends to it.

    They hand over by files in a folder (see `matching.worker`), so a killed server, worker or solver loses nothing:
    whoever attends next finds the result, the solver still at work, or nobody, and then starts anew. Nodes share
    a database, not folders: the node that claimed a run attends to it, until its heartbeat is lost.
    """

    _inherit = "mentoring.run"

    node = fields.Char(readonly=True, groups="base.group_system", help="Host that works on the run.")
    attempts = fields.Integer(readonly=True, groups="base.group_system")

    @api.model
    def _cron_process_runs(self):
        """Attend to this node's runs and start queued ones, one at a time; commits after every step."""
        self._requeue_lost()
        cron = self.env["ir.cron"]
        here = [("state", "=", "running"), ("node", "=", socket.gethostname())]
        runs = self.sudo().search(here, order="id") + self.sudo().search(
            [("state", "=", "queued")], order="id"
        )
        cron._commit_progress(remaining=len(runs))
        for run in runs:
            try:
                is_over = run._process()
            except OperationalError:  # somebody changed the run at the same time, a cancellation say: look again
                self.env.cr.rollback()
                is_over = False
            except Exception:  # noqa: BLE001 - whatever happened belongs on the run's page, not only in the log
                _logger.exception("Run %s of program %s failed", run.id, run.program_id.id)
                self.env.cr.rollback()
                run._fail(self.env._("Something unexpected happened. The server's log has the details."))
                is_over = True
            if not cron._commit_progress(processed=1) or not is_over:
                break
        if self.sudo().search_count([("state", "in", ("queued", "running"))], limit=1):
            self.env.ref("mentoring_program.ir_cron_process_runs")._trigger()

    @api.model
    def _requeue_lost(self):
        lost_since = fields.Datetime.subtract(fields.Datetime.now(), seconds=LOST_AFTER_SECONDS)
        lost = self.sudo().search([("state", "=", "running"), ("date_heartbeat", "<", lost_since)])
        lost.try_lock_for_update()._start_again()

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
                "node": socket.gethostname(),
                "attempts": self.attempts + 1,
                "date_start": fields.Datetime.now(),
                "date_heartbeat": fields.Datetime.now(),
                "phase": self.env._("Reading the answers"),
            }
        )
        self.env["ir.cron"]._commit_progress()
        return True

    def _start_worker(self):
        """Read the cohort and start the solver on it; False, with the reason on the run, when that cannot be."""
        try:
            cohort = self._read_cohort()
            problem = encode(cohort)
        except InvalidProblem as error:
            self._fail(self._error_in_words(error))
            return False
        needed = self._memory_needed(len(cohort.mentees) + len(cohort.mentors))
        if needed > psutil.virtual_memory().available:
            self._fail(self._memory_in_words(needed))
            return False
        shutil.rmtree(self._folder(), ignore_errors=True)
        worker.start(
            self._folder(), problem, self._solver_options(), memory_bytes=4 * needed, seconds=SOLVER_SECONDS
        )
        self.write({"fingerprint": cohort.fingerprint(), "phase": self.env._("Finding the best pairs")})
        self.env["ir.cron"]._commit_progress()
        return True

    def _attend(self):
        """Store the solver's progress, hand on a cancellation, collect what it found; True when the run is over."""
        folder, deadline = self._folder(), time.monotonic() + ATTEND_SECONDS
        while time.monotonic() < deadline:
            alive = worker.is_alive(folder)  # asked first: a solver that ended since has left its result
            if (folder / "result.bin").exists() or (folder / "error.json").exists():
                self._collect(folder)
                shutil.rmtree(folder, ignore_errors=True)
                return True
            if not alive:
                self._start_again()
                return True
            self.write(
                {"progress": round(99 * worker.progress(folder), 1), "date_heartbeat": fields.Datetime.now()}
            )
            self.env["ir.cron"]._commit_progress()
            time.sleep(POLL_SECONDS)
            self.invalidate_recordset(["state"])
            if self.state != "running":
                (folder / "stop").touch()
                return True
        return False

    def _collect(self, folder):
        """Judge and write what the solver left, unless the answers changed in the meantime."""
        if (folder / "error.json").exists():
            error = json.loads((folder / "error.json").read_text())
            self._fail(self._error_in_words(InvalidProblem(error["reason"], error["keys"])))
            return
        cohort = self._read_cohort()
        if cohort.fingerprint() != self.fingerprint:
            self.write(
                {
                    "state": "stale",
                    "date_end": fields.Datetime.now(),
                    "error": self.env._(
                        "People changed their answers while this ran. Run the matching again."
                    ),
                }
            )
            return
        problem = Problem.from_bytes((folder / "problem.bin").read_bytes())
        self._finish(cohort, problem, Result.from_bytes(problem, (folder / "result.bin").read_bytes()))

    def _start_again(self):
        """Back into the queue, or failed in words when it was cut off too often."""
        for run in self:
            if run.attempts >= MAX_ATTEMPTS:
                run._fail(
                    self.env._(
                        "The server stopped this matching %s times, probably for lack of memory or time. "
                        "Ask your administrator to raise the limits, or split the program.",
                        run.attempts,
                    )
                )
            else:
                run.write({"state": "queued", "progress": 0})

    def _folder(self):
        """Where this run and its solver hand over; belongs to one database on one node."""
        name = self.env.cr.dbname
        return pathlib.Path(config["data_dir"]) / "mentoring_runs" / name / str(self.id)

    @api.model
    def _memory_needed(self, people):
        return BASE_BYTES + BYTES_PER_PERSON * people

    def _memory_in_words(self, needed):
        return self.env._(
            "This matching needs about %(needed)s GB of memory and the server has %(free)s GB free. "
            "Split the program, or run it on a larger server.",
            needed=round(needed / 1e9, 1),
            free=round(psutil.virtual_memory().available / 1e9, 1),
        )
