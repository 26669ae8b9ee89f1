"""The everyday commands on a machine that is set up; each takes the settings and the parsed command line."""

import os
import subprocess

from . import database, postgres, steps
from .settings import MODULE, Settings
from .steps import SetupError, say


def _need_module(settings: Settings) -> None:
    if not database.manifest(settings):
        raise SetupError(f"there is no {MODULE}/__manifest__.py yet")


def _need_database(settings: Settings, name: str) -> None:
    """Make the database from the template when it is not there."""
    if not database.exists(settings, name):
        fresh(settings, name)


def fresh(settings: Settings, name: str) -> None:
    """A new copy of the dependency template."""
    database.copy(settings, database.template_name(settings), name)
    say(f"{name}: fresh from the template")


def _stream(settings: Settings, name: str, arguments: list) -> int:
    """Run Odoo with its log on the terminal."""
    command = database.odoo_command(settings, name, arguments)
    return subprocess.call(command, env={**os.environ, **database.odoo_env(settings)}, cwd=settings.cache)


def _db(settings: Settings, arguments) -> int:
    fresh(settings, arguments.db)
    return 0


def _install(settings: Settings, arguments) -> int:
    _need_module(settings)
    _need_database(settings, arguments.db)
    return _stream(
        settings, arguments.db,
        ["-i", MODULE, "--with-demo", "--stop-after-init", "--http-port", postgres.free_port()],
    )


def _upgrade(settings: Settings, arguments) -> int:
    _need_module(settings)
    return _stream(
        settings, arguments.db, ["-u", MODULE, "--stop-after-init", "--http-port", postgres.free_port()]
    )


def _test_one(settings: Settings, arguments) -> int:
    _need_module(settings)
    _need_database(settings, arguments.db)
    # `-i` on an installed module does nothing and `-u` on a missing one too, so both are given.
    return _stream(
        settings, arguments.db,
        ["-i", MODULE, "-u", MODULE, "--test-tags", arguments.tag, "--stop-after-init",
         "--http-port", postgres.free_port()],
    )


def _serve(settings: Settings, arguments) -> int:
    port = arguments.port
    if not postgres.is_free(port):
        port = postgres.free_port(port)
        say(f"port {arguments.port} is in use, taking {port}")
    replace_with_server(settings, arguments.db, port)
    return 0


def replace_with_server(settings: Settings, name: str, port: int) -> None:
    """Become the Odoo server, so that signals reach it directly."""
    url = f"http://localhost:{port}"
    postgres.psql(settings, f"UPDATE ir_config_parameter SET value = '{url}' WHERE key = 'web.base.url'", name)
    say(f"serving {name} on {url} (stop with Ctrl-C)")
    command = database.odoo_command(settings, name, ["--http-port", port])
    interface = os.environ.get("MENTORING_HTTP_INTERFACE")
    if interface:
        command += ["--http-interface", interface]
    os.chdir(settings.cache)
    os.execve(command[0], command, {**os.environ, **database.odoo_env(settings)})


def _shell(settings: Settings, arguments) -> int:
    command = database.odoo_command(settings, arguments.db, ["--no-http", "--log-level=warn"], "shell")
    return subprocess.call(command, env={**os.environ, **database.odoo_env(settings)})


def _psql(settings: Settings, arguments) -> int:
    return postgres.interactive(settings, arguments.db)


def _where(settings: Settings, _arguments) -> int:
    access = postgres.connection(settings)
    print(f"odoo={settings.odoo_tree}/odoo")
    print(f"python={settings.python}")
    print(f"conf={settings.odoo_conf}")
    print(f"logs={settings.logs}")
    print(f"postgres={access['PGHOST']}:{access['PGPORT']} user {access['PGUSER']}")
    print(f"template={database.template_name(settings)}")
    return 0


def _setup(_settings: Settings, _arguments) -> int:
    say("everything is there")
    return 0


def _stop(settings: Settings, _arguments) -> int:
    say("PostgreSQL stopped" if postgres.stop(settings) else "PostgreSQL was not running")
    return 0


COMMANDS = {
    "setup": _setup,
    "db": _db,
    "install": _install,
    "upgrade": _upgrade,
    "test-one": _test_one,
    "serve": _serve,
    "shell": _shell,
    "psql": _psql,
    "where": _where,
    "stop": _stop,
}

__all__ = ["COMMANDS", "fresh", "replace_with_server", "steps"]
