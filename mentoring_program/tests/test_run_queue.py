import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..matching import worker
from ..models import mentoring_program_matching, mentoring_run_node, mentoring_run_worker
from .common import MentoringCommon


@tagged("mentoring_run")
class TestRunQueue(MentoringCommon):
    """Runs too large for a button: a real solver process, attended to by the cron."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.intake = cls._create_program(
            name="Next intake",
            state="registration",
            criterion_ids=[Command.create({"kind": "topics", "weight": 10})],
        )
        cls.ana = cls._enrol("sponsor", "mentor", cls.intake)
        cls.ben = cls._enrol("uninvolved", "mentee", cls.intake)
        cls.startClassPatcher(patch.object(mentoring_program_matching, "INLINE_PAIRS", 0))
        cls.startClassPatcher(patch.object(mentoring_run_worker, "POLL_SECONDS", 0.05))

    def _queue(self):
        self._as("coordinator", self.intake).action_run_matching()
        run = self.env["mentoring.run"].search([("program_id", "=", self.intake.id)], limit=1)
        self.assertEqual(run.state, "queued")
        return run

    def _attend(self, seconds=30):
        """One pass of the cron."""
        with (
            patch.object(mentoring_run_worker, "ATTEND_SECONDS", seconds),
            patch.object(mentoring_run_worker, "SLICE_SECONDS", seconds),
            self.enter_registry_test_mode(),
        ):
            self.env.ref("mentoring_program.ir_cron_process_runs").method_direct_trigger()
        self.env.invalidate_all()

    @contextlib.contextmanager
    def _sleeping_solver(self):
        """Solver processes that start as usual and then do nothing until they are killed; yields the list of them."""
        started = []

        def start(folder, cohort, options, **limits):
            folder.mkdir(parents=True)
            (folder / "cohort.bin").write_bytes(cohort)
            (folder / "options.json").write_text(json.dumps({"solve": options, **limits}))
            with (folder / "lock").open("w") as lock:
                worker.fcntl.flock(lock, worker.fcntl.LOCK_EX)
                started.append(subprocess.Popen(["sleep", "60"], pass_fds=[lock.fileno()]))

        with patch.object(worker, "start", start):
            yield started
        for process in started:
            process.kill()
            process.wait()

    @contextlib.contextmanager
    def _solved(self):
        """A run whose solver is done while nobody attended to it; yields the run."""
        run = self._queue()
        with self._sleeping_solver() as started:
            self._attend(seconds=0.2)
            started[0].kill()
            started[0].wait()
            subprocess.run([sys.executable, worker.__file__, str(run._folder())], check=True)
            self.assertTrue(worker.is_over(run._folder()))
            yield run

    def test_a_solver_process_gives_what_the_solver_gives(self):
        run = self._queue()
        self._attend()
        self.assertEqual((run.state, run.covered_count, run.optimal, run.progress), ("done", 1, True, 100))
        self.assertEqual(self.intake.pairing_ids.mentee_id, self.ben)
        self.assertFalse(run._folder().exists(), "nothing is left on disk")

    def test_a_long_run_is_attended_to_again_by_the_next_job(self):
        run = self._queue()
        with self._sleeping_solver():
            self._attend(seconds=0.2)
            self.assertEqual(run.state, "running")
            heartbeat = run.date_heartbeat
            self._attend(seconds=0.2)
            self.assertEqual((run.state, run.attempts), ("running", 1), "the same solver is still at work")
            self.assertGreaterEqual(run.date_heartbeat, heartbeat)

    def test_a_killed_solver_is_started_again_and_the_pairs_are_the_same(self):
        run = self._queue()
        with self._sleeping_solver() as started:
            self._attend(seconds=0.2)
            os.kill(started[0].pid, signal.SIGKILL)
            started[0].wait()
        self._attend()
        self.assertEqual(run.state, "queued")
        self._attend()
        self.assertEqual((run.state, run.attempts), ("done", 2))
        self.assertEqual(len(self.intake.pairing_ids), 1)

    def test_a_run_cut_off_three_times_fails_in_words(self):
        run = self._queue()
        for _attempt in range(mentoring_run_worker.MAX_ATTEMPTS):
            with self._sleeping_solver() as started:
                self._attend(seconds=0.2)
                os.kill(started[0].pid, signal.SIGKILL)
                started[0].wait()
            self._attend()
        self.assertEqual(run.state, "failed")
        self.assertIn("memory or time", run.error)
        self._attend()
        self.assertEqual(self._queue().state, "queued", "a new run is possible")

    def test_cancelling_stops_the_solver(self):
        run = self._queue()
        with self._sleeping_solver():
            self._attend(seconds=0.2)
            self._as("coordinator", run).action_cancel()
            self._attend(seconds=0.2)
        self.assertEqual(run.state, "cancelled")
        self.assertFalse(self.intake.pairing_ids)

    def test_answers_that_changed_meanwhile_make_the_run_stale(self):
        with self._solved() as run:
            self.ben.topic_ids = False
            self._attend()
        self.assertEqual(run.state, "stale")
        self.assertFalse(self.intake.pairing_ids, "nothing is written from answers that do not hold any more")

    def test_a_result_that_nobody_attended_to_is_collected_by_the_next_job(self):
        with self._solved() as run:
            self._attend()
        self.assertEqual((run.state, run.attempts, len(self.intake.pairing_ids)), ("done", 1, 1))

    def test_a_server_cut_off_three_times_while_writing_fails_in_words(self):
        with self._solved() as run:
            for _attempt in range(mentoring_run_worker.MAX_ATTEMPTS):
                worker.count(run._folder(), "collecting")  # as a job does that is killed right after
            self._attend()
        self.assertEqual(run.state, "failed")
        self.assertIn("memory or time", run.error)
        self.assertFalse(self.intake.pairing_ids)
        self.assertEqual(self._queue().state, "queued", "a new run is possible")

    def test_colliding_with_somebody_while_writing_does_not_count(self):
        with self._solved() as run:
            for _attempt in range(mentoring_run_worker.MAX_ATTEMPTS + 1):
                with patch.object(type(run), "_finish", side_effect=SerializationFailure):
                    self._attend(seconds=0.2)
                self.assertEqual(run.state, "running")
            self._attend()
        self.assertEqual(run.state, "done")

    def test_the_phase_is_a_word(self):
        run = self._queue()
        self.assertFalse(run.phase)
        with self._sleeping_solver():
            self._attend(seconds=0.2)
            self.assertEqual((run.phase, run.progress), ("solving", 0))
            (run._folder() / "progress").write_text("solving 0.5")
            self._attend(seconds=0.2)
            self.assertEqual((run.phase, run.progress), ("solving", 49.5))
            (run._folder() / "progress").write_text("proving 1")
            self._attend(seconds=0.2)
            self.assertEqual(run.phase, "proving")
            self._as("coordinator", run).action_cancel()
        self.assertEqual((run.state, run.phase), ("cancelled", False))

    def test_a_run_under_way_says_who_started_it(self):
        run = self._queue()
        name = self.users["coordinator"].name
        self.assertRegex(run.outcome, rf"^Run #{run.id} started by {name} at \d+:\d\d")

    def test_a_second_start_leads_to_the_run_under_way_and_tells_whose_it_is(self):
        run = self._queue()
        with patch.object(type(self.env.user), "_bus_send") as sent:
            action = self._as("administrator", self.intake).action_run_matching()
        self.assertEqual(action["res_id"], run.id)
        kind, message = sent.call_args.args
        self.assertEqual(kind, "simple_notification")
        self.assertIn(f"started by {self.users['coordinator'].name}", message["message"])

    def test_nodes_differ_by_host_or_data_folder(self):
        Run = self.env["mentoring.run"]
        with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
            nodes = []
            for folder, host in ((one, "web"), (two, "web"), (one, "other"), (one, "web")):
                with (
                    patch.dict(mentoring_run_node.config.options, {"data_dir": folder}),
                    patch.object(mentoring_run_node.socket, "gethostname", lambda host=host: host),
                ):
                    nodes.append(Run._node())
        self.assertEqual(len(set(nodes)), 3)
        self.assertEqual(nodes[0], nodes[3], "the same one after a restart")

    def test_a_container_of_the_same_name_leaves_the_run_alone(self):
        run = self._queue()
        host = self.env["mentoring.run"]._node().split("/")[0]
        run.write(
            {"state": "running", "node": f"{host}/elsewhere", "date_heartbeat": self.env.cr.now(), "attempts": 1}
        )
        self._attend(seconds=0.2)
        self.assertEqual((run.state, run.attempts), ("running", 1))

    def test_a_run_of_a_lost_node_is_taken_over(self):
        run = self._queue()
        run.write(
            {"state": "running", "node": "elsewhere", "date_heartbeat": "2020-01-01 00:00:00", "attempts": 1}
        )
        self._attend()
        self.assertEqual(run.state, "done")

    def test_a_run_of_another_node_is_left_alone(self):
        run = self._queue()
        run.write(
            {"state": "running", "node": "elsewhere", "date_heartbeat": self.env.cr.now(), "attempts": 1}
        )
        self._attend(seconds=0.2)
        self.assertEqual(run.state, "running")

    def test_too_many_people_for_the_memory_are_refused_with_the_estimate(self):
        run = self._queue()
        with patch.object(mentoring_run_node, "BASE_BYTES", 10**15), self._nobody_is_read():
            self._attend()
        self.assertEqual(run.state, "failed")
        self.assertIn("needs about 1000000.0 GB", run.error)

    def test_the_button_refuses_too_many_people_before_it_reads_them(self):
        with patch.object(mentoring_run_node, "BASE_BYTES", 10**15), self._nobody_is_read():
            action = self._as("coordinator", self.intake).action_run_matching()
        run = self.env["mentoring.run"].browse(action["res_id"])
        self.assertEqual(run.state, "failed")
        self.assertIn("needs about 1000000.0 GB", run.error)

    def _nobody_is_read(self):
        return patch.object(
            type(self.env["mentoring.participant"]), "_read_persons", side_effect=AssertionError("read")
        )

    def test_a_container_has_the_memory_it_was_given(self):
        with tempfile.TemporaryDirectory() as folder:
            group = mentoring_run_node.pathlib.Path(folder)
            with patch.object(mentoring_run_node, "CONTROL_GROUP", group):
                (group / "memory.current").write_text("1000000\n")
                (group / "memory.max").write_text("3000000\n")
                self.assertEqual(self.env["mentoring.run"]._memory_free(), 2_000_000)
                (group / "memory.max").write_text("max\n")
                self.assertGreater(self.env["mentoring.run"]._memory_free(), 10_000_000)

    def test_bad_data_fails_in_words(self):
        self.intake.criterion_ids.weight = 0
        run = self._queue()
        self._attend()
        self.assertEqual(run.state, "failed")
        self.assertIn("weight above 0", run.error)

    @mute_logger("odoo.addons.mentoring_program.models.mentoring_run_worker")
    def test_what_the_solver_was_given_is_known_before_it_starts(self):
        """A server killed right after the start left a solver whose result nobody could attribute."""
        run = self._queue()
        with patch.object(worker, "start", side_effect=RuntimeError("killed")):
            self._attend()
        self.assertTrue(run.fingerprint)

    @mute_logger("odoo.addons.mentoring_program.models.mentoring_run_worker")
    def test_an_unexpected_error_ends_on_the_runs_page(self):
        run = self._queue()
        with patch.object(type(run), "_start_worker", side_effect=RuntimeError("boom")):
            self._attend()
        self.assertEqual(run.state, "failed")
        self.assertIn("unexpected", run.error)
