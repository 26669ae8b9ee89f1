#!/usr/bin/env python3
"""Break things while matchings run, mails go out and people save: `make faults`.

Real servers on a PostgreSQL of their own, killed and restarted for real. A check of matchings begins with an empty
board; at its end every run is over, was done once, and proposed exactly what the undisturbed run proposed. Those of
invitations and of the portal are in `fault_checks/`; they keep a ledger of what was acknowledged. The numbers in
brackets are those of the scenarios that the checks stand for.
"""

import argparse
import random
import statistics
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent))

from fault_checks.invitations import InvitationChecks  # noqa: E402
from fault_checks.portal import PortalChecks  # noqa: E402
from setup import commands, database, demo, postgres  # noqa: E402
from setup.settings import Settings  # noqa: E402
from setup.stage import Browser, Stage, StageSettings, until  # noqa: E402
from setup.steps import say  # noqa: E402

NAME = "faults"
PROGRAMS = 4
WORKER = ("--workers=1", "--max-cron-threads=1", "--no-http")  # one cron worker in a process of its own
OVER = ("done", "failed", "stale", "cancelled")
ROUNDS_OF_STARTS = 20
WRITES = 40
CROWD = 24_000  # people whose answers take longer to read than the processor time that `limits` allows
SERVER_SECONDS = 120  # a killed server is up again and has come back to its run


class Faults(InvitationChecks, PortalChecks):
    """The stage with its users, and what the undisturbed run proposed."""

    worker = WORKER

    def __init__(self, stage, size, seed):
        self.stage, self.size, self.seed, self.dice = stage, size, seed, random.Random(seed)
        self.reference, self.seconds = {}, 0

    def set_up(self):
        source = Settings.read()
        self.stage.build(source, demo.plain_template(source))
        settings = self.stage.settings
        script = settings.root / "tools" / "company.py"
        if commands.stream_script(settings, NAME, script, MENTORING_SIZE=str(self.size), MENTORING_SEED="1"):
            raise RuntimeError("tools/company.py failed")
        printed = database.run_script(settings, NAME, "faults", programs=str(PROGRAMS))
        self.stage.sql(
            "UPDATE ir_cron SET active = false WHERE id NOT IN (SELECT res_id FROM ir_model_data WHERE name = %s)",
            "ir_cron_process_runs",
        )
        self.programs = [int(word.strip("[],")) for word in printed.split("PROGRAMS")[1].split()]
        self.intake = int(printed.split("INTAKE")[1].split()[0])
        port = postgres.free_port(8270)
        self.front = self.stage.server("front", "--max-cron-threads=0", f"--http-port={port}")
        until(lambda: "Registry loaded" in self.front.text(), 60, "the server answers")
        self.browsers = [Browser(port, NAME, login) for login in ("mia", "omar") * 2]
        self.mia = self.browsers[0]

    # -- runs

    def reset(self):
        """No run under way, no proposals, nothing that makes a new run needless."""
        for statement in (
            "UPDATE mentoring_run SET state = 'cancelled' WHERE state IN ('queued', 'running')",
            "UPDATE mentoring_run SET is_published = false",
        ):
            self.stage.sql(statement)
        for statement in (
            "DELETE FROM mentoring_pairing WHERE program_id = ANY(%s)",
            "UPDATE mentoring_participant SET proposed_mentor_id = NULL, board_pairing_id = NULL"
            " WHERE program_id = ANY(%s)",
        ):
            self.stage.sql(statement, self.programs)

    def start(self, program=None):
        """Press *Run matching*; the id of the run."""
        return self.mia.press("mentoring.program", "action_run_matching", [program or self.programs[0]])["res_id"]

    def run(self, run):
        [row] = self.stage.sql(
            "SELECT state, phase, progress, attempts, error, node, date_heartbeat, program_id,"
            " (SELECT count(*) FROM mentoring_audit_event WHERE run_id = run.id AND action = 'run_done')"
            " FROM mentoring_run run WHERE id = %s",
            run,
        )
        names = "state phase progress attempts error node heartbeat program times_done"
        return dict(zip(names.split(), row, strict=True))

    def proposals(self, program):
        return self.stage.sql(
            "SELECT mentee_id, mentor_id, score, state FROM mentoring_pairing WHERE program_id = %s ORDER BY 1, 2",
            program,
        )

    def reaches(self, run, phase, seconds=SERVER_SECONDS):
        """Wait until a run is in this phase, or over because it was faster."""
        return until(
            lambda: self.run(run)["phase"] == phase or self.run(run)["state"] in OVER, seconds, phase, every=0.02
        )

    def finishes(self, run, seconds=SERVER_SECONDS):
        """Wait until a run is over, then hold it to the undisturbed one."""
        until(
            lambda: self.run(run)["state"] in OVER,
            seconds,
            f"the end of the run: {self.run(run)}",
            nudge=self.stage.wake,
        )
        found = self.run(run)
        assert found["state"] == "done", found
        assert found["times_done"] == 1, found
        assert self.proposals(found["program"]) == self.reference[found["program"]], "other proposals"
        return found

    def solver(self, seconds=SERVER_SECONDS):
        """The solver's process, held still until the caller lets it go."""
        [process] = until(self.stage.solvers, seconds, "a solver starts", nudge=self.stage.wake)
        process.suspend()
        return process

    # -- checks

    def undisturbed(self):
        """Every program is matched once, by one server; the outcome that all others are compared with"""
        self.reset()
        server = self.stage.server("quiet", *WORKER)
        seconds = []
        for program in self.programs:
            run, started = self.start(program), time.monotonic()
            until(lambda run=run: self.run(run)["state"] in OVER, SERVER_SECONDS, "an end", nudge=self.stage.wake)
            found = self.run(run)
            assert found["state"] == "done", found
            assert found["attempts"] == 1 and found["times_done"] == 1, found
            seconds.append(time.monotonic() - started)
            self.reference[program] = self.proposals(program)
            assert self.reference[program], "nobody was paired"
        server.stop()
        self.seconds = statistics.mean(seconds[1:])
        pairs = sum(map(len, self.reference.values()))
        return f"{len(self.programs)} runs, {pairs} proposals, {self.seconds:.1f} s each"

    def killed(self):
        """kill -9 of cron worker, server and solver in each phase and at random moments [R7, R26]"""
        server = self.stage.server("killed", *WORKER)
        kills = 0
        for victim in (server.kill_workers, server.kill):
            for phase in ("queued", "reading", "solving", "any moment", "writing"):
                self.reset()
                run = self.start()
                if phase == "any moment":
                    self.reaches(run, "solving")
                    time.sleep(self.dice.uniform(0, self.seconds))
                elif phase != "queued":
                    self.reaches(run, phase)
                victim()
                kills += 1
                self.finishes(run)
        for _turn in range(2):
            self.reset()
            run = self.start()
            self.solver().kill()
            kills += 1
            assert self.finishes(run)["attempts"] == 2
        server.stop()
        return f"{kills} kills, each run done once with the same proposals"

    def attended_again(self):
        """A solver outlives its server, and the next server collects what it found [R7]"""
        server = self.stage.server("attended", *WORKER)
        self.reset()
        run = self.start()
        solver = self.solver()
        server.kill()
        before = self.run(run)["heartbeat"]
        until(
            lambda: self.run(run)["heartbeat"] > before,
            SERVER_SECONDS,
            "a new server attends",
            nudge=self.stage.wake,
        )
        solver.resume()
        assert self.finishes(run)["attempts"] == 1
        server.stop()
        return "one solver, two servers"

    def database(self):
        """PostgreSQL is restarted without a goodbye in the middle of runs [R8]"""
        server = self.stage.server("database", *WORKER)
        for phase in ("reading", "solving", "any moment", "writing", "solving"):
            self.reset()
            run = self.start()
            self.reaches(run, "solving" if phase == "any moment" else phase)
            if phase == "any moment":
                time.sleep(self.dice.uniform(0, self.seconds))
            self.stage.restart_postgres("immediate")
            self.finishes(run)
        server.stop()
        return f"5 restarts of PostgreSQL, {server.starts - 1} of the server by its supervisor"

    def limits(self):
        """A server with too little processor time fails a large run in words, and the next run is allowed [R12]"""
        self.reset()
        program = self._crowd()
        server = self.stage.server("limits", *WORKER, "--limit-time-cpu=1")
        run, started = self.start(program), time.monotonic()
        until(lambda: self.run(run)["state"] in OVER, 300, f"an end: {self.run(run)}", nudge=self.stage.wake)
        found, seconds = self.run(run), time.monotonic() - started
        assert found["state"] == "failed" and "memory or time" in found["error"], found
        assert not self.proposals(program)
        server.stop()
        again = self.start(program)
        assert again != run and self.run(again)["state"] == "queued"
        self.mia.press("mentoring.run", "action_cancel", [again])
        self.stage.sql("DELETE FROM mentoring_participant WHERE program_id = %s AND employee_id IS NULL", program)
        return f"failed after {seconds:.0f} s with: {found['error']}"

    def _crowd(self):
        """The last program with very many people."""
        self.stage.sql(
            """
            INSERT INTO mentoring_participant (program_id, company_id, name, role, state, capacity, partners_wanted,
                                               active_count, seat_limit, free_places)
            SELECT id, company_id, 'Person ' || n, CASE n %% 2 WHEN 0 THEN 'mentor' ELSE 'mentee' END, 'registered',
                   1, 1, 0, 1, 1
              FROM mentoring_program, generate_series(1, %s) n WHERE id = %s
            """,
            CROWD,
            self.programs[-1],
        )
        return self.programs[-1]

    def two_servers(self):
        """Two servers of the same host name share queued runs, each of which is done once [R28]"""
        self.reset()
        runs = [self.start(program) for program in self.programs]
        servers = [
            self.stage.server(f"node{number}", *WORKER, data=self.stage.settings.folder / f"node{number}")
            for number in (1, 2)
        ]
        first = self.solver()
        until(lambda: len(self.stage.solvers()) == 2, 60, "the other server takes a run", nudge=self.stage.wake)
        first.resume()
        found = [self.finishes(run) for run in runs]
        assert {row["attempts"] for row in found} == {1}, found
        assert len({row["node"] for row in found}) == 2, found
        for server in servers:
            server.stop()
        return f"{len(runs)} runs on 2 nodes: " + ", ".join(row["node"] for row in found)

    def lost_node(self):
        """A node that is gone for good loses its run to the other one"""
        self.reset()
        lost = self.stage.server("lost", *WORKER, data=self.stage.settings.folder / "lost")
        run = self.start()
        solver = self.solver()
        heir = self.stage.server("heir", *WORKER, data=self.stage.settings.folder / "heir")
        lost._wanted = False
        lost.kill()
        solver.kill()
        started = time.monotonic()
        found = self.finishes(run, 240)
        assert found["attempts"] == 2, found
        heir.stop()
        return f"taken over and done after {time.monotonic() - started:.0f} s"

    def cancelled(self):
        """*Cancel* works in each phase, at once, and leaves nothing half done"""
        server = self.stage.server("cancelled", *WORKER)
        slowest, ends = 0, []
        for phase in ("reading", "solving", "writing"):
            self.reset()
            run = self.start()
            self.reaches(run, phase)
            started = time.monotonic()
            self.mia.press("mentoring.run", "action_cancel", [run])
            slowest = max(slowest, time.monotonic() - started)
            until(lambda: not self.stage.solvers(), 20, "the solver ends")
            time.sleep(1)
            state = self.run(run)["state"]
            ends.append(f"{phase}: {state}")
            pairs = self.proposals(self.programs[0])
            assert (state, bool(pairs)) in (("cancelled", False), ("done", True)), (state, len(pairs))
        assert slowest < 2, slowest
        server.stop()
        return f"{', '.join(ends)}; the slowest took {slowest:.2f} s"

    def portal_writes(self):
        """Whoever saves something while a solver works does not wait for it, and is not repeated [R11]"""
        self.reset()
        rows = self.stage.sql("SELECT id FROM mentoring_participant WHERE program_id = %s", self.programs[0])
        people = [row[0] for row in rows]

        def writes():
            seconds = []
            for person in self.dice.sample(people, WRITES):
                started = time.monotonic()
                self.mia.press("mentoring.participant", "write", [person], {"about": f"Written at {time.time()}"})
                seconds.append(time.monotonic() - started)
            return statistics.median(seconds), max(seconds)

        alone = writes()
        server = self.stage.server("writes", *WORKER)
        before = self.front.text().count("tries left") + self.front.text().count("could not serialize")
        run = self.start()
        solver = self.solver()
        beside = writes()
        solver.resume()
        busy = writes() if self.run(run)["state"] == "running" else beside
        found = self.finishes(run)
        assert found["attempts"] == 1, found
        after = self.front.text().count("tries left") + self.front.text().count("could not serialize")
        assert after == before, "a request was repeated"
        assert "could not serialize" not in server.text(), "the run was repeated"
        assert beside[0] < 3 * alone[0] + 0.05, (alone, beside)
        server.stop()
        return (
            f"median {alone[0]:.3f} s alone, {beside[0]:.3f} s beside a run, "
            f"{busy[0]:.3f} s beside a busy solver; no repeats"
        )

    def starts(self):
        """Several press *Run matching* at the same moment, with and without a scheduler: one run [R1, R2]"""
        server = None
        for turn in range(ROUNDS_OF_STARTS):
            if turn == ROUNDS_OF_STARTS // 2:
                server = self.stage.server("starts", *WORKER)
            self.reset()
            barrier = threading.Barrier(len(self.browsers))

            def press(browser, barrier=barrier):
                barrier.wait()
                return browser.press("mentoring.program", "action_run_matching", [self.programs[0]])["res_id"]

            before = self._last_run()
            with ThreadPoolExecutor(len(self.browsers)) as pool:
                answers = set(pool.map(press, self.browsers))
            made = {row[0] for row in self.stage.sql("SELECT id FROM mentoring_run WHERE id > %s", before)}
            assert len(answers) == 1 and made == answers, (answers, made)
            [run] = made
            if server is None:
                [words] = self.browsers[1].press("mentoring.run", "read", [run], ["outcome"])
                assert words["outcome"].startswith(f"Run #{run} started by "), words
            elif turn == ROUNDS_OF_STARTS - 1:
                self.finishes(run)
        server.stop()
        return f"{ROUNDS_OF_STARTS} times {len(self.browsers)} presses, one run each; others read: {words['outcome']}"

    def _last_run(self):
        return self.stage.sql("SELECT coalesce(max(id), 0) FROM mentoring_run")[0][0]


CHECKS = (
    "undisturbed",
    "starts",
    "killed",
    "attended_again",
    "database",
    "limits",
    "two_servers",
    "lost_node",
    "cancelled",
    "portal_writes",
    "invitations",
    "mail_down",
    "mail_database",
    "portal_load",
    "portal_database",
)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=1000, help="people in the company")
    parser.add_argument("--seed", type=int, default=1, help="of the random moments")
    parser.add_argument("--only", default="", help="comma separated: " + ", ".join(CHECKS))
    options = parser.parse_args()
    names = ["undisturbed", *(name for name in options.only.split(",") if name not in ("", "undisturbed"))]
    names = names if options.only else CHECKS
    settings = Settings.read()
    faults = Faults(Stage(StageSettings(settings.root, settings.cache), NAME), options.size, options.seed)
    failed = 0
    try:
        faults.set_up()
        for name in names:
            started = time.monotonic()
            try:
                told = getattr(faults, name)()
            except (AssertionError, TimeoutError, RuntimeError, psutil.Error) as error:
                told, failed = f"FAILED {type(error).__name__}: {error}", failed + 1
                for server in faults.stage.servers[1:]:
                    server.stop()
            say(f"{name}: {told} [{time.monotonic() - started:.0f} s]")
    finally:
        faults.stage.close()
    say(f"{len(names) - failed} passed, {failed} failed; logs in {faults.stage.settings.logs}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
