"""Chromium, for the browser tours: the one on PATH, else the system's package."""

import shutil

from . import steps
from .settings import Settings
from .venv import install_packages

# The names that Odoo's test runner looks for.
NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")


def find() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def step(settings: Settings) -> steps.Step:
    return steps.Step(
        name="chromium",
        key=lambda: "1",
        ready=lambda: bool(find()),
        build=lambda: build(settings),
        remedy="install Chromium so that one of these is on PATH: " + ", ".join(NAMES),
    )


def build(settings: Settings) -> None:
    """Install Chromium when there is none.

    Errors: SetupError with the command for an administrator when this user may not install packages.
    """
    if not find():
        install_packages(settings, ["chromium"], "the browser tours need Chromium")
