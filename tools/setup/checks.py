"""`make test`: every check, timed, with the end of its log when it fails; the last line counts."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from . import commands, database, demo, lifecycle, postgres, reading, steps
from .reading import Counts
from .settings import MODULE, Settings
from .steps import SetupError, say

KEPT_RUNS = 10
# Under 10 on an idle machine; the rest is for a busy one.
SECOND_RUN_SECONDS = 30
# The header it wants is spelled differently in all of Odoo's own files; the order of attributes means nothing.
# The demo's people are read by the loader of the demo story, not by the manifest.
OCA_DISABLED = "xml-header-wrong,xml-tag-position,file-not-used"
PYLINT_DISABLED = (
    # Rules of one publisher; our README is at the root.
    "missing-readme",
    "manifest-required-author",
    # A large model is split into files by subject on purpose.
    "consider-merging-classes-inherited",
    # Hooks that give nothing back have nothing to return.
    "missing-return",
    # Catalogues of a dozen topics, agendas or objectives are shown whole.
    "no-search-all",
    # Mails, audit rows and activities are made without whatever context the caller came with.
    "context-overridden",
)


@dataclass
class Bench:
    """What the checks share: settings, a prefix for databases that no other process uses, what to drop at the end."""

    settings: Settings
    prefix: str
    logs: Path
    made: list[str] = field(default_factory=list)

    def copy(self, source: str, name: str) -> str:
        """A database of our own, copied from a template."""
        full = f"{self.prefix}_{name}"
        self.made.append(full)
        database.copy(self.settings, source, full)
        return full

    def tool(self, name: str) -> str:
        return str(self.settings.venv / "bin" / name)


def lint(bench: Bench) -> Counts:
    """ruff, pylint-odoo, oca-checks; all of them run, whatever the first says."""
    settings = bench.settings
    commands = {
        "ruff": [bench.tool("ruff"), "check", "--no-cache", settings.root],
        "pylint-odoo": [
            bench.tool("pylint"),
            f"--rcfile={settings.root}/.pylintrc",
            "--disable=all",
            "--enable=odoolint",
            f"--disable={','.join(PYLINT_DISABLED)}",
            MODULE,
        ],
        "oca-checks": [bench.tool("oca-checks-odoo-module"), f"--disable={OCA_DISABLED}", MODULE],
    }
    if catalogs := sorted((settings.root / MODULE / "i18n").glob("*.po*")):
        commands["oca-checks-po"] = [bench.tool("oca-checks-po"), *catalogs]
    bad = []
    for name, command in commands.items():
        log = bench.logs / f"{name}.log"
        env = {"PYTHONPYCACHEPREFIX": str(settings.cache / "pycache")}
        if steps.run(command, log, cwd=settings.root, env=env, check=False):
            bad.append(f"{name} ({log}):\n{steps.tail(log)}")
    if bad:
        raise SetupError("\n\n".join(bad))
    return Counts(passed=len(commands))


def pure(bench: Bench) -> Counts:
    """Tests that need neither Odoo nor a database: every `tests` folder below a folder of the add-on, and tools."""
    root = bench.settings.root
    folders = [*sorted((root / MODULE).glob("*/tests")), root / "tools" / "tests"]
    return _pytest(bench, "pure", ["-p", "no:odoo", *(folder for folder in folders if folder.is_dir())])


def _pytest(bench: Bench, name: str, arguments: list) -> Counts:
    """Run pytest and count.

    Errors: SetupError with the end of its output on a failure or when nothing ran.
    """
    settings = bench.settings
    report, log = bench.logs / f"{name}.xml", bench.logs / f"{name}.log"
    command = [
        settings.python,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        f"--junitxml={report}",
        *arguments,
    ]
    code = steps.run(command, log, cwd=settings.root, env=database.odoo_env(settings), check=False)
    counts = reading.junit_counts(report)
    if code and not counts.failed:
        raise SetupError(f"pytest ended with code {code}; end of {log}:\n{steps.tail(log)}")
    totals = [line for line in log.read_text(errors="replace").splitlines() if line.startswith("TOTAL")]
    if totals:
        say(f"{name}: coverage {totals[-1].split()[-1]}")
    return _judge(counts, log)


class TestsFailed(SetupError):
    """Failed tests, with the counts for the summary."""

    def __init__(self, message: str, counts: Counts):
        super().__init__(message)
        self.counts = counts


def _judge(counts: Counts, log: Path, details: str = "") -> Counts:
    """The counts of a good run; `details` are shown in place of the end of the log.

    Errors: TestsFailed when a test failed or was skipped, or when none ran.
    """
    problems = []
    if counts.failed:
        problems.append(f"{counts.failed} tests failed")
    if counts.skipped:
        problems.append(f"{len(counts.skipped)} tests were skipped: " + "; ".join(counts.skipped[:10]))
    if not counts.passed and not problems:
        problems.append("no test ran")
    if problems:
        shown = details or steps.tail(log)
        raise TestsFailed(", ".join(problems) + f"; from {log}:\n{shown}", counts)
    return counts


def runner(bench: Bench) -> Counts:
    """The release gate: Odoo's own runner installs onto a clean template and runs all tests, tours in Chromium too."""
    settings = bench.settings
    name = bench.copy(database.template_name(settings), "runner")
    log = database.run_odoo(
        settings,
        name,
        ["-i", MODULE, "--with-demo", "--test-tags", f"/{MODULE}", "--stop-after-init"],
        "runner",
        check=False,
    )
    text = log.read_text(errors="replace")
    errors = reading.bad_blocks(text, reading.ERROR_LEVELS)
    counts = _judge(reading.odoo_counts(text), log, errors)
    if errors:
        raise TestsFailed(f"errors were logged in {log}:\n{errors}", counts)
    if warnings := reading.bad_lines(reading.before_tests(text)):
        raise TestsFailed(f"the installation warns in {log}:\n" + "\n".join(warnings[:20]), counts)
    return counts


def coverage(bench: Bench) -> Counts:
    """The same tests by pytest-odoo, with coverage. Tours and fuzzing are left to the runner: slow, and no measure."""
    settings = bench.settings
    name = bench.copy(demo.template(settings), "pytest")
    return _pytest(
        bench,
        "pytest-odoo",
        [
            f"--odoo-config={settings.odoo_conf}",
            f"--odoo-database={name}",
            "--odoo-http",
            f"--cov={settings.root / MODULE}",
            "--cov-report=term",
            f"--cov-report=html:{bench.logs}/coverage",
            "--ignore-glob=*tour*",
            "--ignore-glob=*fuzz*",
            settings.root / MODULE / "tests",
        ],
    )


def life(bench: Bench) -> Counts:
    """Install, upgrade twice without a difference, uninstall without leftovers, install again."""
    settings = bench.settings
    name = bench.copy(database.template_name(settings), "life")
    before = lifecycle.schema(settings, name), lifecycle.metadata(settings, name)
    lifecycle.install(settings, name, "install", "--with-demo")
    lifecycle.check_upgrade(settings, name)
    lifecycle.check_uninstall(settings, name, before)
    lifecycle.install(settings, name, "reinstall", "--with-demo")
    return Counts(passed=4)


def plain(bench: Bench) -> Counts:
    """Install without demo data and in a second language; the committed .pot is what Odoo exports from it."""
    settings = bench.settings
    name = bench.copy(database.base_without_demo(settings), "plain")
    lifecycle.install(settings, name, "install-plain", "--load-language=fr_FR")
    committed = pot_path(settings)
    if not committed.exists():
        raise SetupError(f"there is no {committed.name}", "make pot")
    exported = bench.logs / committed.name
    export_pot(settings, name, exported)
    if changed := reading.pot_difference(committed.read_text(), exported.read_text()):
        raise SetupError(f"{committed.name} is stale:\n" + "\n".join(changed[:20]), "make pot")
    return Counts(passed=2)


def pot_path(settings: Settings) -> Path:
    return settings.root / MODULE / "i18n" / f"{MODULE}.pot"


def export_pot(settings: Settings, name: str, target: Path) -> None:
    """Write the add-on's terms as they are in a database without demo data: nobody translates made-up people."""
    target.parent.mkdir(parents=True, exist_ok=True)
    command = [
        settings.python,
        "-m",
        "odoo",
        "i18n",
        "export",
        "-c",
        settings.odoo_conf,
        "-d",
        name,
        "-o",
        target,
        MODULE,
    ]
    steps.run(command, settings.logs / "pot.log", env=database.odoo_env(settings), cwd=settings.cache)


def served(bench: Bench) -> Counts:
    """`make run` answers, and its second start is quick."""
    seconds = [_serve_once(bench, turn) for turn in ("first", "second")]
    say(f"served: answered after {seconds[0]:.1f} s, the second time after {seconds[1]:.1f} s")
    if seconds[1] > SECOND_RUN_SECONDS:
        raise SetupError(f"the second `make run` took {seconds[1]:.1f} s to answer")
    return Counts(passed=1)


def _serve_once(bench: Bench, turn: str) -> float:
    """Seconds from `make run` to the first page; the server is stopped again."""
    settings, started = bench.settings, time.monotonic()
    log, port = bench.logs / f"run-{turn}.log", postgres.free_port()
    with open(log, "wb") as out:
        server = subprocess.Popen(
            [sys.executable, settings.root / "tools/bootstrap.py", "run", "--port", str(port)],
            stdout=out,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
    try:
        while server.poll() is None and time.monotonic() - started < 300:
            if steps.answers(f"http://127.0.0.1:{port}/web/login"):
                if "Matching of the demo program" not in log.read_text(errors="replace"):
                    raise SetupError(
                        f"`make run` did not print the outcome of the matching:\n{steps.tail(log)}"
                    )
                return time.monotonic() - started
            time.sleep(0.1)
        raise SetupError(f"`make run` did not answer; end of {log}:\n{steps.tail(log)}")
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


CHECKS: dict[str, Callable[[Bench], Counts]] = {
    "lint": lint,
    "pure": pure,
    "runner": runner,
    "coverage": coverage,
    "life": life,
    "plain": plain,
    "served": served,
}


# The longest check runs beside all others: each of the two keeps one core busy.
ALONE = "runner"


def run(settings: Settings, names: list[str], bench: Bench) -> int:
    """Run the checks, all of them whatever fails, and print the summary; gives the exit code."""
    lanes = [lane for lane in ([ALONE] if ALONE in names else [], [n for n in names if n != ALONE]) if lane]
    with ThreadPoolExecutor(len(lanes)) as pool:
        found = pool.map(lambda lane: {name: _check(name, bench) for name in lane}, lanes)
        results = {name: outcome for lane in found for name, outcome in lane.items()}
    for name in bench.made:
        database.drop(settings, name)
    lines = [results[name].line(name) for name in names]
    passed = sum(results[name].passed for name in names)
    failed = sum(results[name].failed for name in names)
    print("\n".join(["", *lines, "", f"{passed} passed, {failed} failed"]), flush=True)
    return 1 if failed else 0


@dataclass(frozen=True)
class Outcome:
    """What one check gave: tests passed and failed (a broken check is one failure), seconds of the clock."""

    word: str
    passed: int
    failed: int
    seconds: float

    def line(self, name: str) -> str:
        return f"  {name:10} {self.word:7} {self.passed:5} passed {self.seconds:7.1f} s"


def _check(name: str, bench: Bench) -> Outcome:
    """Run one check; a failure is printed at once."""
    say(f"{name}: …")
    started = time.monotonic()
    try:
        counts, word, failed = CHECKS[name](bench), "ok", 0
    except (SetupError, OSError, subprocess.SubprocessError) as error:
        counts, word = getattr(error, "counts", Counts()), "FAILED"
        failed = max(counts.failed + len(counts.skipped), 1)
        remedy = f"\nRemedy: {error.remedy}" if getattr(error, "remedy", "") else ""
        print(f"\n=== {name} ===\n{error}{remedy}\n", flush=True)
    outcome = Outcome(word, counts.passed, failed, time.monotonic() - started)
    say(outcome.line(name).strip())
    return outcome


def _bench(settings: Settings) -> Bench:
    """A bench of this process alone; the logs of the last few runs are kept."""
    folder = settings.logs / "checks"
    runs = sorted(folder.glob("*/"), key=lambda path: path.stat().st_mtime) if folder.is_dir() else []
    for old in runs[:-KEPT_RUNS]:
        shutil.rmtree(old, ignore_errors=True)
    logs = folder / str(os.getpid())
    logs.mkdir(parents=True, exist_ok=True)
    return Bench(settings, f"check_{os.getpid()}", logs)


def _drop_stale(settings: Settings) -> None:
    """Drop databases of runs that were killed: their process is gone."""
    names = postgres.psql(
        settings, "SELECT datname FROM pg_database WHERE datname ~ '^check_[0-9]+_'"
    ).split()
    for name in names:
        if not Path("/proc", name.split("_")[1]).exists():
            database.drop(settings, name)


def _test(settings: Settings, arguments) -> int:
    names = [name for name in arguments.only.split(",") if name] or list(CHECKS)
    if unknown := set(names) - set(CHECKS):
        raise SetupError(f"no such check: {', '.join(sorted(unknown))}", "one of: " + ", ".join(CHECKS))
    commands.need_module(settings)
    _need_tour_client(settings)
    _drop_stale(settings)
    return run(settings, names, _bench(settings))


def _need_tour_client(settings: Settings) -> None:
    """Without this package Odoo skips each tour and reports success."""
    if steps.run([settings.python, "-c", "import websocket"], settings.logs / "venv.log", check=False):
        raise SetupError("the virtual environment lacks websocket-client", "make clean setup")


def _some(*names: str) -> Callable[[Settings, object], int]:
    return lambda settings, _arguments: run(settings, list(names), _bench(settings))


def _pot(settings: Settings, _arguments) -> int:
    commands.need_module(settings)
    export_pot(settings, demo.plain_template(settings), pot_path(settings))
    say(f"wrote {pot_path(settings)}")
    return subprocess.call([settings.python, settings.root / "tools" / "translations.py"])


def _faults(settings: Settings, arguments) -> int:
    commands.need_module(settings)
    script = settings.root / "tools" / "faults.py"
    return subprocess.call(
        [settings.python, script, "--seed", str(arguments.seed), "--only", arguments.only], cwd=settings.root
    )


def _pictures(settings: Settings, arguments) -> int:
    commands.need_module(settings)
    script = settings.root / "tools" / "pictures.py"
    return subprocess.call([settings.python, script, "--only", arguments.only], cwd=settings.root)


def _bench_solver(settings: Settings, arguments) -> int:
    script = settings.root / "tools" / "bench.py"
    return subprocess.call([settings.python, script, *arguments.rest], cwd=settings.root)


COMMANDS = {
    "test": _test,
    "lint": _some("lint"),
    "test-core": _some("pure"),
    "pot": _pot,
    "faults": _faults,
    "pictures": _pictures,
    "bench": _bench_solver,
}
