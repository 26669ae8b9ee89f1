"""A stage for fault injection: a PostgreSQL cluster, data folders and Odoo servers of its own, all of them expendable.

Runs in the virtual environment (psycopg2, psutil, requests).
"""

import contextlib
import os
import shutil
import signal
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg2
import requests

from . import database, postgres, steps
from .settings import Settings

# Unlike the development server: what was acknowledged must survive a crash.
DURABLE = ("fsync", "synchronous_commit", "full_page_writes")
BEAT = 0.05


@dataclass(frozen=True)
class StageSettings(Settings):
    """The set-up's Odoo and virtual environment, with everything that a fault may break in a folder of its own."""

    @property
    def folder(self) -> Path:
        return self.cache / "faults"

    @property
    def postgres(self) -> Path:
        return self.folder / "postgres"

    @property
    def data_dir(self) -> Path:
        return self.folder / "data"

    @property
    def odoo_conf(self) -> Path:
        return self.folder / "odoo.conf"

    @property
    def logs(self) -> Path:
        return self.folder / "logs"


class Stage:
    """The cluster with one database, and the servers on it."""

    def __init__(self, settings: StageSettings, name: str):
        self.settings, self.name = settings, name
        self.servers: list[Server] = []
        self._connection = None

    def build(self, source: Settings, template: str) -> None:
        """A new cluster, and in it a copy of a template of the development server."""
        self.close()
        shutil.rmtree(self.settings.folder, ignore_errors=True)
        self.settings.logs.mkdir(parents=True)
        dump = self.settings.folder / "template.dump"
        steps.run(
            [postgres.program(source, "pg_dump"), "-Fc", "-Z1", "-f", dump, "-d", template],
            self.settings.logs / "pg_dump.log",
            env=postgres.connection(source),
            cwd="/",
        )
        files = database.filestore(source, template)
        os.environ.pop("PGHOST", None)  # from here on, nothing of the development server is touched
        postgres.start(self.settings)
        for option in DURABLE:
            postgres.psql(self.settings, f"ALTER SYSTEM SET {option} = on")
        self.restart_postgres("fast")
        database.create_empty(self.settings, self.name)
        steps.run(
            [postgres.program(self.settings, "pg_restore"), "--no-owner", "-j2", "-d", self.name, dump],
            self.settings.logs / "pg_restore.log",
            env=postgres.connection(self.settings),
            cwd="/",
        )
        shutil.copytree(files, database.filestore(self.settings, self.name))
        dump.unlink()
        database.write_conf(self.settings)

    def restart_postgres(self, mode: str) -> None:
        """`immediate` is what a crash of the machine looks like."""
        self._connection = None
        postgres.stop(self.settings, mode)
        postgres.start(self.settings)

    def close(self) -> None:
        for server in self.servers:
            server.stop()
        for solver in self.solvers():
            solver.kill()
        postgres.stop(self.settings, "fast")

    # -- database

    def sql(self, query: str, *values, wait: float = 60):
        """Rows of a statement; connects again for a while when the server is away."""
        deadline = time.monotonic() + wait
        while True:
            try:
                if self._connection is None:
                    access = postgres.connection(self.settings)
                    self._connection = psycopg2.connect(
                        dbname=self.name,
                        host=access["PGHOST"],
                        port=access["PGPORT"],
                        user=access["PGUSER"],
                        password=access["PGPASSWORD"],
                    )
                    self._connection.autocommit = True
                with self._connection.cursor() as cursor:
                    cursor.execute(query, values)
                    return cursor.fetchall() if cursor.description else []
            except (psycopg2.OperationalError, psycopg2.InterfaceError):
                self._connection = None
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    def wake(self) -> None:
        """Wake the cron workers, which otherwise look every minute; as Odoo itself does."""
        postgres.psql(self.settings, f"SELECT pg_notify('cron_trigger', '{self.name}')")

    # -- processes

    def server(self, name: str, *options, **more) -> "Server":
        server = Server(self, name, list(options), **more)
        self.servers.append(server)
        server.start()
        return server

    def solvers(self) -> list[psutil.Process]:
        """Solver processes at work for this stage."""
        return [process for process in psutil.process_iter() if self._is_solver(process)]

    def _is_solver(self, process) -> bool:
        try:
            _python, script, folder = process.cmdline()
        except (psutil.Error, ValueError):  # gone, a zombie, or another command
            return False
        return script.endswith("matching/worker.py") and folder.startswith(str(self.settings.folder))


class Server:
    """An Odoo server under a supervisor, as a service manager would: whatever ends it, it is started again."""

    def __init__(
        self, stage: Stage, name: str, options: list, data: Path | None = None, starter: Path | None = None
    ):
        """starter: a script to run in the place of `python -m odoo`."""
        self.starter = starter
        self.stage, self.name, self.options = stage, name, options
        self.data = data or stage.settings.data_dir
        self.log = stage.settings.logs / f"{name}.log"
        self.process = None
        self.starts = 0
        self._wanted = False

    def start(self) -> None:
        self._wanted = True
        threading.Thread(target=self._supervise, daemon=True).start()

    def _supervise(self) -> None:
        while self._wanted:
            if self.process is None or self.process.poll() is not None:
                command = database.odoo_command(self.stage.settings, self.stage.name, self.options)
                if self.starter:
                    command = [command[0], str(self.starter), *command[command.index("odoo") + 1 :]]
                with open(self.log, "ab") as log:
                    self.process = subprocess.Popen(
                        [*command, "--data-dir", str(self.data)],
                        stdin=subprocess.DEVNULL,
                        stdout=log,
                        stderr=log,
                        cwd=self.stage.settings.folder,
                        env={**os.environ, **database.odoo_env(self.stage.settings)},
                    )
                self.starts += 1
            time.sleep(BEAT)

    def workers(self) -> list[psutil.Process]:
        """The processes that execute jobs; solvers are in sessions of their own and stay out of this."""
        with contextlib.suppress(psutil.Error):
            children = psutil.Process(self.process.pid).children()
            return [child for child in children if os.getsid(child.pid) == os.getsid(self.process.pid)]
        return []

    def kill_workers(self) -> None:
        for worker in self.workers():
            with contextlib.suppress(psutil.Error):
                worker.kill()

    def kill(self) -> None:
        """kill -9 of everything that belongs to the server; the supervisor starts it again."""
        workers = self.workers()
        self.process.send_signal(signal.SIGKILL)
        for worker in workers:
            with contextlib.suppress(psutil.Error):
                worker.kill()

    def stop(self) -> None:
        self._wanted = False
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()
            self.process.wait(10)

    def text(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""


class Browser:
    """A logged-in user who presses buttons."""

    def __init__(self, port: int, name: str, login: str):
        self.base, self.session = f"http://127.0.0.1:{port}", requests.Session()
        self.ask("/web/session/authenticate", {"db": name, "login": login, "password": login})

    def ask(self, path: str, params: dict):
        answer = self.session.post(
            self.base + path, json={"jsonrpc": "2.0", "method": "call", "params": params}, timeout=120
        ).json()
        if "error" in answer:
            raise RuntimeError(answer["error"]["data"]["message"])
        return answer["result"]

    def call(self, model: str, method: str, *arguments):
        return self.ask(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": arguments, "kwargs": {}},
        )

    def press(self, model: str, method: str, ids: list, *arguments):
        return self.call(model, method, ids, *arguments)


def until(condition, seconds: float, what: str, every: float = BEAT, nudge=None):
    """The first true answer of `condition`.

    nudge: called about once a second meanwhile. Errors: TimeoutError saying `what` did not happen.
    """
    started = nudged = time.monotonic()
    while True:
        if found := condition():
            return found
        if time.monotonic() - started > seconds:
            raise TimeoutError(f"not within {seconds:g} s: {what}")
        if nudge and time.monotonic() - nudged > 1:
            nudge()
            nudged = time.monotonic()
        time.sleep(every)
