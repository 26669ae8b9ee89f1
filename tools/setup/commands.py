"""The everyday commands on a machine that is set up; each takes the settings and the parsed command line."""

import os
import shutil
import subprocess
from pathlib import Path

from . import database, mailbox, postgres
from .settings import MODULE, Settings
from .steps import SetupError, say

CACHE_PARTS = (
    "apt",
    "bench",
    "data",
    "faults",
    "logs",
    "mail",
    "odoo",
    "pip",
    "postgres",
    "pycache",
    "screenshots",
    "stamps",
    "venv",
)


def need_module(settings: Settings) -> None:
    """Errors: SetupError while the add-on has no manifest."""
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


def stream_script(settings: Settings, name: str, script: Path, **variables: str) -> int:
    """Run a script in an Odoo shell with its output on the terminal; gives the exit code."""
    command = database.odoo_command(settings, name, ["--no-http", "--log-level=warn"], "shell")
    environment = {**os.environ, **database.odoo_env(settings), **variables}
    with open(script, "rb") as stdin:
        return subprocess.call(command, env=environment, cwd=settings.cache, stdin=stdin)


def _db(settings: Settings, arguments) -> int:
    fresh(settings, arguments.db)
    return 0


def _install(settings: Settings, arguments) -> int:
    need_module(settings)
    _need_database(settings, arguments.db)
    return _stream(
        settings,
        arguments.db,
        ["-i", MODULE, "--with-demo", "--stop-after-init", "--http-port", postgres.free_port()],
    )


def _upgrade(settings: Settings, arguments) -> int:
    need_module(settings)
    return _stream(
        settings, arguments.db, ["-u", MODULE, "--stop-after-init", "--http-port", postgres.free_port()]
    )


def _test_one(settings: Settings, arguments) -> int:
    need_module(settings)
    _need_database(settings, arguments.db)
    # `-u` on a missing module does nothing, `-i` on an installed one neither: both are given.
    return _stream(
        settings,
        arguments.db,
        [
            "-i",
            MODULE,
            "-u",
            MODULE,
            "--test-tags",
            arguments.tag,
            "--stop-after-init",
            "--http-port",
            postgres.free_port(),
        ],
    )


def _serve(settings: Settings, arguments) -> int:
    replace_with_server(settings, arguments.db, pick_port(arguments.port))
    return 0


def pick_port(wanted: int) -> int:
    """The wanted port, or the next free one, and says so."""
    port = postgres.free_port(wanted)
    if port != wanted:
        say(f"port {wanted} is in use, taking {port}")
    return port


def replace_with_server(settings: Settings, name: str, port: int) -> None:
    """Become the Odoo server, so that signals reach it directly."""
    url = f"http://localhost:{port}"
    postgres.psql(
        settings, f"UPDATE ir_config_parameter SET value = '{url}' WHERE key = 'web.base.url'", name
    )
    folder = settings.cache / "mail" / name
    mail_port = mailbox.start(folder)
    say(f"mails are not sent but kept in {folder}")
    say(f"serving {name} on {url} (stop with Ctrl-C)")
    options = ["--http-port", port, "--smtp", "127.0.0.1", "--smtp-port", mail_port]
    command = database.odoo_command(settings, name, options)
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


def _clean(settings: Settings, _arguments) -> int:
    """Remove what the set-up made, by name: MENTORING_CACHE may be a folder that holds other things too."""
    postgres.stop(settings)
    for path in [*(settings.cache / name for name in CACHE_PARTS), *settings.cache.glob("odoo-*.conf")]:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    if settings.cache.is_dir() and not any(settings.cache.iterdir()):
        settings.cache.rmdir()
    say(f"removed what the set-up made in {settings.cache}")
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
    "clean": _clean,
}
