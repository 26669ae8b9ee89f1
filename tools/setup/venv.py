"""The virtual environment: Odoo's needs and the test tools, with Odoo itself on its path."""

import os
import shutil
import sys
import sysconfig
from pathlib import Path

from . import steps
from .settings import Settings
from .steps import SetupError, say

# Odoo 19's own limits (odoo/release.py).
OLDEST, NEWEST = (3, 10), (3, 13)
REQUIREMENTS = ("requirements.txt", "requirements-dev.txt", "constraints.txt")


def step(settings: Settings) -> steps.Step:
    return steps.Step(
        name="venv",
        key=lambda: steps.digest(
            settings.odoo_tree, *((settings.root / name).read_text() for name in REQUIREMENTS)
        ),
        ready=lambda: settings.python.exists(),
        build=lambda: build(settings),
        remedy="the log names the package; pip must reach its package index as it is set up here.",
    )


def base_python() -> str:
    """A Python that Odoo 19 accepts: the running one, else the newest on PATH.

    Errors: SetupError when there is none.
    """
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return sys.executable
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        if found := shutil.which(f"python3.{minor}"):
            return found
    raise SetupError(
        f"Odoo 19 runs on Python 3.{OLDEST[1]} to 3.{NEWEST[1]}, this is {sys.version.split()[0]}",
        "install one of them, for instance: apt-get install python3.11 python3.11-venv",
    )


def build(settings: Settings) -> None:
    """Make the environment, or bring one that works up to date: other people may be using it.

    Downloads are kept in the cache, so a second build needs no network for them.
    """
    if not _works(settings):
        _require_ensurepip(settings)
        shutil.rmtree(settings.venv, ignore_errors=True)
        steps.run([base_python(), "-m", "venv", settings.venv], settings.logs / "venv.log")
    say("venv: installing packages (about 40 s)")
    steps.run(
        [
            settings.python,
            "-m",
            "pip",
            "install",
            "--progress-bar",
            "off",
            "-r",
            settings.root / "requirements-dev.txt",
        ],
        settings.logs / "venv-pip.log",
        env={
            "PIP_CACHE_DIR": os.environ.get("PIP_CACHE_DIR", str(settings.cache / "pip")),
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        },
    )
    # `odoo` is a namespace package: one line here serves `python -m odoo`, pytest and add-ons from wheels alike.
    (_site_packages(settings.venv) / "odoo-tree.pth").write_text(f"{settings.odoo_tree}\n")


def _works(settings: Settings) -> bool:
    """Whether pip runs in the environment: not after an interrupted build, nor after the system's Python changed."""
    if not settings.python.exists():
        return False
    return not steps.run([settings.python, "-m", "pip", "--version"], settings.logs / "venv.log", check=False)


def _site_packages(venv: Path) -> Path:
    found = next((venv / "lib").glob("python3.*/site-packages"), None)
    if not found:
        raise SetupError(f"{venv} has no site-packages")
    return found


def _require_ensurepip(settings: Settings) -> None:
    """Debian splits `venv` from Python; as root install it, otherwise say what is missing."""
    code = steps.run([base_python(), "-c", "import ensurepip, venv"], settings.logs / "venv.log", check=False)
    if not code:
        return
    package = f"python{sysconfig.get_python_version()}-venv"
    install_packages(settings, [package], "Python cannot make virtual environments")


def install_packages(settings: Settings, packages: list[str], reason: str) -> None:
    """Install system packages when root.

    Errors: SetupError with the command to give to an administrator when not.
    """
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    if os.geteuid() or not shutil.which("apt-get"):
        raise SetupError(reason, "ask an administrator for: " + " ".join(command))
    say(f"installing {' '.join(packages)} through the package client ({reason})")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    log = settings.logs / "apt-install.log"
    if steps.run(command, log, env=quiet, check=False):
        # A machine whose index was never read finds no package.
        steps.run(["apt-get", "update"], log, env=quiet)
        steps.run(command, log, env=quiet)
