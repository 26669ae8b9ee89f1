"""Solve and prove in a process of its own: `python worker.py FOLDER`, bounded in memory and time, safe to kill.

The folder is the only contract. In: `cohort.bin` and `options.json` (options of `solve`, memory_bytes, seconds). Out:
`progress` (a phase and a fraction 0..1 as text, rewritten at least every second while it solves), `result.bin`,
`run.bin` (problem and result, for `tools/verify.py`) and last `findings.bin` (what `check`, `explain` and
`missing_mentors` say of it), or instead `error.json` ({"reason": word, "keys": [...]}), each put in place in one step.
A file named `stop` ends the process within a second, and so does the folder's removal.
The process inherits a lock on the file `lock`; the kernel lets go of it however the process dies, so whoever gets
the lock knows that nobody works here any more.
"""

import fcntl
import importlib
import json
import os
import pathlib
import resource
import signal
import subprocess
import sys
import threading
import time
import types

PROGRESS_SECONDS = 0.5
STOP_SECONDS = 0.5
PHASES = ("solving", "proving")


def start(folder, cohort, options, *, memory_bytes, seconds):
    """Fill a new folder and start the solver in it, independent of the caller's life.

    cohort: as `handover.dump_cohort` writes it; options: keyword arguments of `solve`; seconds: of processor time.
    """
    folder.mkdir(parents=True)
    (folder / "cohort.bin").write_bytes(cohort)
    limits = {"memory_bytes": memory_bytes, "seconds": seconds}
    (folder / "options.json").write_text(json.dumps({"solve": options, **limits}))
    with (folder / "lock").open("w") as lock, (folder / "log").open("wb") as log:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return subprocess.Popen(
            [sys.executable, str(pathlib.Path(__file__).resolve()), str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=[lock.fileno()],
            start_new_session=True,
        )


def is_alive(folder):
    """True while a solver holds the folder's lock."""
    try:
        with (folder / "lock").open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    return False


def progress(folder):
    """(phase, fraction done of the solving 0..1)."""
    try:
        phase, fraction = (folder / "progress").read_text().split()
        return (phase if phase in PHASES else PHASES[0]), float(fraction)
    except (FileNotFoundError, ValueError):
        return PHASES[0], 0.0


def is_over(folder):
    """True when the solver has left what it was asked for, or word why not."""
    return (folder / "findings.bin").exists() or (folder / "error.json").exists()


def count(folder, name):
    """How often this was asked of a folder: 1, 2 …, also by those who did not live to tell."""
    path = folder / name
    with path.open("a") as file:
        file.write(".")
    return path.stat().st_size


def forget(folder, name):
    """Count anew."""
    (folder / name).unlink(missing_ok=True)


def main(folder):
    options = json.loads((folder / "options.json").read_text())
    _bound(options["memory_bytes"], options["seconds"])
    signal.signal(signal.SIGXCPU, lambda *_args: _give_up(folder, "time"))
    threading.Thread(target=_end_when_asked, args=(folder,), daemon=True).start()
    matching = _matching()
    handover = importlib.import_module(f"{matching.__name__}.handover")
    try:
        cohort = handover.load_cohort((folder / "cohort.bin").read_bytes())
        problem = matching.encode(cohort)
        result = matching.solve(problem, **options["solve"], progress=_reporter(folder))
        _put(folder / "result.bin", result.to_bytes())
        _put(folder / "progress", b"proving 1")
        _put(folder / "run.bin", matching.pack(problem, result))
        report = matching.check(problem, result)
        explanation = matching.explain(problem, result) if report.feasible else None
        missing = matching.missing_mentors(cohort, explanation) if explanation else []
        _put(folder / "findings.bin", handover.dump_findings(report, explanation, missing))
    except matching.InvalidProblem as error:
        _give_up(folder, error.reason, error.keys)
    except MemoryError:
        _give_up(folder, "memory")


def _give_up(folder, reason, keys=()):
    _put(folder / "error.json", json.dumps({"reason": reason, "keys": list(keys)}).encode())
    os._exit(0)


def _end_when_asked(folder):
    while (folder / "lock").exists() and not (folder / "stop").exists():
        time.sleep(STOP_SECONDS)
    os._exit(0)


def _bound(memory_bytes, seconds):
    """Beyond these the kernel refuses memory and sends a signal; the server may have lower limits of its own."""
    for limit, wanted in ((resource.RLIMIT_AS, memory_bytes), (resource.RLIMIT_CPU, seconds)):
        _soft, hard = resource.getrlimit(limit)
        resource.setrlimit(limit, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def _reporter(folder):
    last = 0.0

    def report(fraction):
        nonlocal last
        if time.monotonic() - last >= PROGRESS_SECONDS:
            last = time.monotonic()
            _put(folder / "progress", f"solving {fraction:.4f}".encode())

    return report


def _put(path, data):
    partial = path.with_name(path.name + ".part")
    partial.write_bytes(data)
    os.replace(partial, path)


def _matching():
    """The matching package, under an empty parent: the add-on's own __init__ needs a server."""
    here = pathlib.Path(__file__).resolve().parent
    parent = types.ModuleType("mentoring_program")
    parent.__path__ = [str(here.parent)]
    sys.modules.setdefault("mentoring_program", parent)
    return importlib.import_module("mentoring_program.matching")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
