#!/usr/bin/env python3
"""Set up a development machine and run the add-on on it. `make help` lists the usual commands."""

import argparse
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from setup import commands, database, odoo, postgres, steps, venv  # noqa: E402
from setup.settings import Settings  # noqa: E402


def set_up(settings: Settings) -> None:
    """Everything that the commands stand on: Odoo, virtual environment, PostgreSQL, template database."""
    steps.ensure(
        [odoo.step(settings), venv.step(settings), postgres.step(settings)], settings.stamps
    )
    database.write_conf(settings)
    steps.ensure([database.step(settings)], settings.stamps)


def parser() -> argparse.ArgumentParser:
    """The command line."""
    main = argparse.ArgumentParser(description=__doc__)
    subs = main.add_subparsers(dest="command", required=True)

    def add(name: str, text: str, *, db: str | None = "dev") -> argparse.ArgumentParser:
        sub = subs.add_parser(name, help=text)
        if db:
            sub.add_argument("--db", default=db, type=database.check_name)
        return sub

    add("setup", "only the set-up", db=None)
    add("db", "a fresh database from the template: dependencies with demo data, without the add-on")
    add("install", "install the add-on with its demo data")
    add("upgrade", "upgrade the add-on")
    add("test-one", "upgrade the add-on, then run the tests of one tag").add_argument("--tag", required=True)
    add("serve", "serve a database").add_argument("--port", type=int, default=8069)
    add("shell", "an Odoo shell")
    add("psql", "a database shell")
    add("where", "paths and settings for other tools", db=None)
    add("stop", "stop our PostgreSQL server", db=None)
    return main


def main() -> int:
    os.umask(0o022)
    arguments = parser().parse_args()
    settings = Settings.read()
    try:
        if arguments.command != "stop":
            set_up(settings)
        return commands.COMMANDS[arguments.command](settings, arguments) or 0
    except steps.SetupError as error:
        return steps.fail(error)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
