#!/usr/bin/env python3
"""Set up a development machine and run the add-on on it. `make help` lists the usual commands."""

import argparse
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from setup import browser, checks, commands, database, demo, odoo, postgres, steps, venv  # noqa: E402
from setup.settings import Settings  # noqa: E402
from setup.steps import SetupError  # noqa: E402

WITHOUT_DATABASE = {"lint", "test-core", "bench", "stop", "clean"}


def set_up(settings: Settings, command: str) -> None:
    """What a command stands on: Odoo, virtual environment, PostgreSQL, template database, for tests a browser."""
    if command in ("stop", "clean"):
        return
    if command in WITHOUT_DATABASE:
        steps.ensure([venv.step(settings)], settings.stamps)
        return
    parts = [odoo.step(settings), venv.step(settings), postgres.step(settings)]
    # First, because it asks the administrator for something when it cannot go on.
    steps.ensure(([browser.step(settings)] if command in ("test", "pictures") else []) + parts, settings.stamps)
    database.write_conf(settings)
    steps.ensure([database.step(settings)], settings.stamps)


def parser() -> argparse.ArgumentParser:
    """The command line."""
    main = argparse.ArgumentParser(description=__doc__)
    subs = main.add_subparsers(dest="command", required=True)

    def add(name: str, text: str, *, db: str | None = None) -> argparse.ArgumentParser:
        sub = subs.add_parser(name, help=text)
        if db is not None:
            sub.add_argument("--db", default=db, type=_name)
        return sub

    add("setup", "only the set-up")
    run = add("run", "the demo cohort, matched and served")
    run.add_argument("--port", type=int, default=8069)
    run.add_argument("--fresh", action="store_true", help="start from a new demo database")
    company = add("company", "a database with a made-up company, matched", db="")
    company.add_argument("--size", type=int, default=1000)
    company.add_argument("--seed", type=int, default=1)
    test = add("test", "every check")
    test.add_argument("--only", default="", help="comma separated: " + ", ".join(checks.CHECKS))
    add("lint", "ruff, pylint-odoo, oca-checks")
    add("test-core", "tests that need no database")
    add("pot", "write the template for translations")
    faults = add("faults", "kill and restart servers and databases while they work")
    faults.add_argument("--seed", type=int, default=1)
    faults.add_argument("--only", default="", help="comma separated: see tools/faults.py")
    pictures = add("pictures", "take the pictures of the user guide")
    pictures.add_argument("--only", default="", help="comma separated: see tools/album.py")
    add("bench", "benchmarks").add_argument("rest", nargs="*")
    add("db", "a fresh database from the template: dependencies with demo data, without the add-on", db="dev")
    add("install", "install the add-on with its demo data", db="dev")
    add("upgrade", "upgrade the add-on", db="dev")
    add("test-one", "upgrade the add-on, then run the tests of one tag", db="dev").add_argument(
        "--tag", required=True
    )
    add("serve", "serve a database", db="dev").add_argument("--port", type=int, default=8069)
    add("shell", "an Odoo shell", db="dev")
    add("psql", "a database shell", db="dev")
    add("where", "paths and settings for other tools")
    add("stop", "stop our PostgreSQL server")
    add("clean", "stop the server and remove the cache")
    return main


def _name(value: str) -> str:
    try:
        return database.check_name(value)
    except SetupError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def main() -> int:
    os.umask(0o022)
    arguments = parser().parse_args()
    settings = Settings.read()
    handlers = {**commands.COMMANDS, **checks.COMMANDS, "run": demo.run, "company": demo.company}
    try:
        set_up(settings, arguments.command)
        return handlers[arguments.command](settings, arguments) or 0
    except SetupError as error:
        return steps.fail(error)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
