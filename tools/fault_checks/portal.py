"""Fifty people in the portal, alone, beside matchings, and while the database is restarted."""

import json
import threading
import time
from pathlib import Path

from setup import database, postgres, steps
from setup.stage import until

from .crowd import Crowd

STARTER = Path(__file__).with_name("starter.py")
PAIRS, MEETINGS, WORKERS = 25, 20, 2
LOAD_SECONDS, BROKEN_SECONDS, RESTARTS = 60, 45, 3


class PortalChecks:
    """Expects `stage`, `seed`, `worker`, `reset`, `start` and `run` of the class that it belongs to."""

    _pairs = None

    def portal_load(self):
        """50 people read and write in the portal, alone and beside matchings: no errors, nothing twice [R6, R11]"""
        crowd, server = self._crowd_at("portal", range(1, 150))
        crowd.visit(LOAD_SECONDS)
        alone = crowd.in_words()
        self._nothing_wrong(crowd, server)

        solving = self.stage.server("beside", *self.worker)
        stop, runs = threading.Event(), []
        thread = threading.Thread(target=self._keep_matching, args=(stop, runs), daemon=True)
        thread.start()
        crowd.visit(LOAD_SECONDS)
        stop.set()
        thread.join(120)
        beside = crowd.in_words()
        self._nothing_wrong(crowd, server)
        assert runs and {run["attempts"] for run in runs} == {1}, runs
        assert "could not serialize" not in solving.text(), "a run was repeated"
        solving.stop()
        server.stop()
        return f"{WORKERS} workers; alone {alone}; beside {len(runs)} matchings {beside}; each form kept once"

    def portal_database(self):
        """PostgreSQL is restarted without a goodbye while people save: what was acknowledged is there, once [R8]"""
        crowd, server = self._crowd_at("portal_database", range(150, 280))
        crowd.retries = True
        before = len(crowd.ledger)

        def break_it():
            for _time in range(RESTARTS):
                time.sleep(BROKEN_SECONDS / (RESTARTS + 1))
                self.stage.restart_postgres("immediate")

        breaking = threading.Thread(target=break_it, daemon=True)
        breaking.start()
        crowd.visit(BROKEN_SECONDS)
        breaking.join(60)
        saved = len(crowd.ledger) - before
        self._compare_ledger(crowd)
        told = f"{RESTARTS} restarts of PostgreSQL, {saved} forms acknowledged, each kept once; "
        server.stop()
        return told + f"{len(crowd.errors)} requests met the restarts and were sent again"

    # -- steps

    def _crowd_at(self, name, days):
        if not PortalChecks._pairs:
            printed = database.run_script(
                self.stage.settings, self.stage.name, "fault_pairs", pairs=str(PAIRS), meetings=str(MEETINGS)
            )
            PortalChecks._pairs = json.loads(printed.split("PAIRS")[1])
        port = postgres.free_port(8370)
        options = (f"--workers={WORKERS}", "--max-cron-threads=0", f"--http-port={port}")
        server = self.stage.server(name, *options, starter=STARTER)
        until(lambda: steps.answers(f"http://127.0.0.1:{port}/web/login", 30), 90, "the server answers")
        return Crowd(port, PortalChecks._pairs, f"{self.seed} {name}", days), server

    def _keep_matching(self, stop, runs):
        """One matching after the other, until told to stop."""
        while not stop.is_set():
            self.reset()
            run = self.start()
            until(
                lambda run=run: self.run(run)["state"] in ("done", "failed"),
                120,
                "the end of a run",
                nudge=self.stage.wake,
            )
            runs.append(self.run(run))

    def _nothing_wrong(self, crowd, server):
        assert not crowd.errors, crowd.errors[:5]
        assert "maximum number of tries" not in server.text(), "a request gave up"
        self._compare_ledger(crowd)

    def _compare_ledger(self, crowd):
        """Every acknowledged form made exactly one meeting, with the minutes that were sent."""
        rows = self.stage.sql(
            "SELECT submission_key, pairing_id, duration_minutes FROM mentoring_session"
            " WHERE submission_key IS NOT NULL"
        )
        kept = {key: (pairing, minutes) for key, pairing, minutes in rows}
        assert len(kept) == len(rows), "a form was kept twice"
        missing = {key: entry for key, entry in crowd.ledger.items() if kept.get(key) != entry}
        assert not missing, f"{len(missing)} acknowledged forms are not there"
        days = self.stage.sql(
            "SELECT pairing_id, day FROM mentoring_session WHERE state = 'done' GROUP BY 1, 2 HAVING count(*) > 1"
        )
        assert not days, f"meetings of one day twice: {days[:3]}"
