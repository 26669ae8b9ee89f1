"""Running things: timed lines, commands with a log, steps that resume, one set-up at a time."""

import contextlib
import fcntl
import hashlib
import http.client
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

_STARTED = time.monotonic()
TAIL_LINES = 40


class SetupError(Exception):
    """Something the user can act on: what went wrong, and the remedy."""

    def __init__(self, message: str, remedy: str = ""):
        super().__init__(message)
        self.remedy = remedy


def say(text: str) -> None:
    """One line with the seconds since the command started."""
    print(f"[{time.monotonic() - _STARTED:6.1f} s] {text}", flush=True)


def answers(url: str, seconds: float = 10) -> bool:
    """Whether a server gives a page at this address."""
    try:
        with urllib.request.urlopen(url, timeout=seconds) as answer:
            return answer.status == 200
    except (OSError, http.client.HTTPException):  # urllib's own is the former
        return False


def digest(*parts: object) -> str:
    """A short key that changes when any part changes."""
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:12]


def tail(path: Path, lines: int = TAIL_LINES) -> str:
    """The last lines of a log, or an empty text when there is none."""
    if not path.exists():
        return ""
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])


def run(
    command: list,
    log: Path,
    *,
    env: dict | None = None,
    cwd: Path | str | None = None,
    script: Path | None = None,
    user: str | None = None,
    check: bool = True,
) -> int:
    """Run a command with its output in `log` (started anew) and give its exit code.

    `env` is added to the environment; `script` becomes the standard input; `user` is the system user to run as.
    Errors: SetupError with the end of the log when the exit code is not 0 and `check` is left on.
    """
    command = [str(part) for part in command]
    log.parent.mkdir(parents=True, exist_ok=True)
    as_user = {"user": user, "group": group_of(user), "extra_groups": []} if user else {}
    with open(log, "wb") as out, open(script or os.devnull, "rb") as stdin:
        code = subprocess.run(
            command,
            stdout=out,
            stderr=subprocess.STDOUT,
            stdin=stdin,
            env={**os.environ, **(env or {})},
            cwd=cwd,
            check=False,
            **as_user,
        ).returncode
    if code and check:
        raise SetupError(f"`{Path(command[0]).name} …` ended with code {code}; end of {log}:\n{tail(log)}")
    return code


def output(command: list, *, env: dict | None = None, cwd: Path | str | None = None) -> str:
    """What a quick command prints.

    Errors: SetupError with its error output when it fails.
    """
    command = [str(part) for part in command]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **(env or {})},
        cwd=cwd,
        check=False,
    )
    if done.returncode:
        raise SetupError(
            f"`{' '.join(command[:6])}` ended with code {done.returncode}: {done.stderr.strip()}"
        )
    return done.stdout


def group_of(user: str) -> int:
    """The primary group of a system user."""
    import pwd

    return pwd.getpwnam(user).pw_gid


@dataclass(frozen=True)
class Step:
    """One part of the set-up.

    key:    changes when the step must be done again
    ready:  whether what an earlier build made is still there
    build:  does it; may be interrupted anywhere and called again
    remedy: what to do when it fails and the error itself does not say
    """

    name: str
    key: Callable[[], str]
    ready: Callable[[], bool]
    build: Callable[[], None]
    remedy: str = ""


def is_done(step: Step, stamps: Path) -> bool:
    """Whether the step's stamp carries today's key and its result is there."""
    stamp = stamps / step.name
    return stamp.exists() and stamp.read_text() == step.key() and step.ready()


@contextlib.contextmanager
def lock(path: Path, what: str) -> Iterator[None]:
    """Hold a file lock; waits, and says so, while another process holds it. The kernel frees it when a holder dies."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"another process is at work on {what}; waiting for it")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def naming(name: str, remedy: str = "") -> Iterator[None]:
    """Let an error say in which step it happened, with the step's remedy when it brings none itself."""
    try:
        yield
    except (SetupError, OSError, subprocess.SubprocessError) as error:
        raise SetupError(f"step '{name}' failed: {error}", getattr(error, "remedy", "") or remedy) from error


def ensure(steps: list[Step], stamps: Path) -> None:
    """Do the steps that are not done yet, in order.

    Errors: SetupError naming the step and the remedy; the steps before it stay done.
    """
    if all(is_done(step, stamps) for step in steps):
        return
    with lock(stamps / ".lock", "the set-up"):
        for step in steps:
            if is_done(step, stamps):
                continue
            say(f"{step.name}: …")
            started = time.monotonic()
            with naming(step.name, step.remedy):
                step.build()
            (stamps / step.name).write_text(step.key())
            say(f"{step.name}: done in {time.monotonic() - started:.1f} s")


def fail(error: SetupError) -> int:
    """Tell the user and give the exit code."""
    say("FAILED")
    print(f"\n{error}", file=sys.stderr)
    if error.remedy:
        print(f"\nRemedy: {error.remedy}", file=sys.stderr)
    return 1
