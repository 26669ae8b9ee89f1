"""Databases: templates that are built once, copies of them in a fraction of a second, and Odoo commands on them."""

import ast
import os
import re
import secrets
import shutil
from pathlib import Path

from . import odoo, postgres, steps
from .settings import MODULE, Settings
from .steps import SetupError, say

# Used until the add-on has a manifest.
DEPENDS = ["hr", "hr_skills", "calendar", "portal", "survey"]
KEPT_TEMPLATES = 3
SCRIPTS = Path(__file__).resolve().parents[1] / "shell"
# A port nobody answers on: nothing that Odoo tries to send leaves the machine.
NOWHERE = "127.0.0.1:9"


def manifest(settings: Settings) -> dict:
    """The add-on's manifest; empty while there is none."""
    path = settings.root / MODULE / "__manifest__.py"
    if not path.exists():
        return {}
    try:
        return ast.literal_eval(path.read_text())
    except (SyntaxError, ValueError) as error:
        raise SetupError(f"{path} cannot be read: {error}") from error


def depends(settings: Settings) -> list[str]:
    return manifest(settings).get("depends") or DEPENDS


def template_name(settings: Settings, *, demo: bool = True) -> str:
    """The dependency template; its name changes with what is in it."""
    script = (SCRIPTS / "neutralise.py").read_text()
    kind = "base" if demo else "bare"
    return f"mentoring_{kind}_" + steps.digest(
        settings.odoo_tree, odoo.version(settings.odoo_tree), sorted(depends(settings)), script
    )


def demo_name(settings: Settings) -> str:
    """The demo template; its name changes with every file of the add-on that an installation reads."""
    return "mentoring_demo_" + steps.digest(template_name(settings), source_key(settings))


def source_key(settings: Settings) -> str:
    """A key of the add-on's files, without tests."""
    addon = settings.root / MODULE
    parts: list[object] = []
    for path in sorted(addon.rglob("*")):
        if path.is_file() and not {"tests", "__pycache__"} & set(path.relative_to(addon).parts):
            parts += [path.relative_to(addon), path.read_bytes()]
    return steps.digest(*parts)


def step(settings: Settings) -> steps.Step:
    return steps.Step(
        name="template",
        key=lambda: template_name(settings),
        ready=lambda: exists(settings, template_name(settings)),
        build=lambda: build_template(settings),
        remedy="see the log; `make clean` removes what the set-up made, then try again.",
    )


def build_template(settings: Settings, *, demo: bool = True) -> None:
    """A database with the add-on's dependencies, neutralised, with its asset bundles made."""
    name, modules = template_name(settings, demo=demo), ",".join(depends(settings))
    say(f"template: installing {modules} {'with' if demo else 'without'} demo data (about 40 s)")
    building = "building_" + name
    write_conf(settings)
    drop(settings, building)
    create_empty(settings, building)
    options = ["-i", modules, "--stop-after-init", *(["--with-demo"] if demo else [])]
    run_odoo(settings, building, options, "template-install")
    say("template: no phoning home" + (", asset bundles" if demo else ""))
    run_script(settings, building, "neutralise", assets="1" if demo else "")
    keep_as(settings, building, name)
    drop_old(settings, name.rsplit("_", 1)[0] + "_", name)


def base_without_demo(settings: Settings) -> str:
    """The dependency template without demo data, built when somebody first needs it."""
    name = template_name(settings, demo=False)
    with steps.lock(settings.stamps / ".bare-lock", "the template without demo data"):
        if not exists(settings, name):
            build_template(settings, demo=False)
    return name


def keep_as(settings: Settings, building: str, name: str) -> None:
    """Give a finished database its template name; before this an interrupted build leaves nothing that looks ready."""
    drop(settings, name)
    filestore(settings, building).mkdir(parents=True, exist_ok=True)
    filestore(settings, building).rename(filestore(settings, name))
    postgres.psql(settings, f'ALTER DATABASE "{building}" RENAME TO "{name}"')


def drop_old(settings: Settings, prefix: str, current: str) -> None:
    """Drop all but the newest few templates of a kind: each change of the add-on makes one."""
    found = postgres.psql(
        settings, f"SELECT datname FROM pg_database WHERE starts_with(datname, '{prefix}') ORDER BY oid DESC"
    ).split()
    for name in [name for name in found if name != current][KEPT_TEMPLATES - 1 :]:
        drop(settings, name)


def check_name(name: str) -> str:
    """The name, when it is one that needs no quoting anywhere.

    Errors: SetupError otherwise.
    """
    if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}", name):
        raise SetupError(f"{name!r} is no database name", "use letters, digits, _ . -")
    return name


def exists(settings: Settings, name: str) -> bool:
    """Whether the database and its filestore are both there."""
    row = postgres.psql(settings, f"SELECT 1 FROM pg_database WHERE datname = '{check_name(name)}'")
    return bool(row) and filestore(settings, name).is_dir()


def filestore(settings: Settings, name: str) -> Path:
    return settings.data_dir / "filestore" / check_name(name)


def drop(settings: Settings, name: str) -> None:
    """Remove a database, also from under its users, with its filestore."""
    postgres.psql(settings, f'DROP DATABASE IF EXISTS "{check_name(name)}" WITH (FORCE)')
    shutil.rmtree(filestore(settings, name), ignore_errors=True)


def create_empty(settings: Settings, name: str) -> None:
    postgres.psql(settings, f"CREATE DATABASE \"{check_name(name)}\" TEMPLATE template0 ENCODING 'UTF8'")


def copy(settings: Settings, source: str, name: str) -> None:
    """Make `name` a copy of `source`, replacing what was there.

    PostgreSQL does not know the filestore; its files are never changed in place, so links are enough.
    """
    drop(settings, name)
    postgres.psql(settings, f'CREATE DATABASE "{check_name(name)}" TEMPLATE "{check_name(source)}"')
    shutil.copytree(filestore(settings, source), filestore(settings, name), copy_function=os.link)
    # A copy is another database to the outside world.
    postgres.psql(
        settings,
        "UPDATE ir_config_parameter SET value = gen_random_uuid()::text WHERE key = 'database.uuid'",
        name,
    )


def write_conf(settings: Settings) -> None:
    """Odoo's configuration file, readable by its owner alone because it carries passwords."""
    access = postgres.connection(settings)
    options = {
        "addons_path": addons_path(settings),
        "admin_passwd": secrets.token_urlsafe(24),
        "data_dir": settings.data_dir,
        "db_host": access["PGHOST"],
        "db_port": access["PGPORT"],
        "db_user": access["PGUSER"],
        "db_password": access["PGPASSWORD"] or False,
        "db_maxconn": 32,
        "http_interface": "127.0.0.1",
        "list_db": False,
        "smtp_server": NOWHERE.split(":")[0],
        "smtp_port": NOWHERE.split(":")[1],
        "publisher_warranty_url": f"http://{NOWHERE}/",
        "screenshots": settings.cache / "screenshots",
    }
    text = "[options]\n" + "".join(f"{key} = {value}\n" for key, value in options.items() if value != "")
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    part = settings.odoo_conf.with_suffix(f".{os.getpid()}")
    part.touch(mode=0o600)
    part.write_text(text)
    part.replace(settings.odoo_conf)


def addons_path(settings: Settings) -> str:
    """Folders with add-ons, comma separated; a folder without any is left out because Odoo warns of it."""
    folders = [settings.root, *settings.extra_addons, *odoo.addons_folders(settings.odoo_tree)]
    return ",".join(str(folder) for folder in folders if any(folder.glob("*/__manifest__.py")))


def odoo_command(settings: Settings, name: str, arguments: list, subcommand: str = "") -> list[str]:
    """`python -m odoo …` on one database, with everything that is the same each time."""
    command = [str(settings.python), "-m", "odoo", *([subcommand] if subcommand else [])]
    command += ["-c", str(settings.odoo_conf), "-d", check_name(name)]
    if folders := addons_path(settings):
        command += ["--addons-path", folders]
    return [*command, *map(str, arguments)]


def odoo_env(settings: Settings) -> dict[str, str]:
    """The environment for Odoo's processes."""
    # Byte code of the repository belongs to the cache: the work tree stays clean, also for another user's run.
    return {"PYTHONPYCACHEPREFIX": str(settings.cache / "pycache"), **postgres.connection(settings)}


def run_odoo(settings: Settings, name: str, arguments: list, log: str, *, check: bool = True) -> Path:
    """Run Odoo to its end on a database and give the path of its log.

    HTTP goes to a free port, so that many people can do this at once.
    """
    path = settings.logs / f"{log}-{name}.log"
    command = odoo_command(settings, name, [*arguments, "--http-port", postgres.free_port()])
    steps.run(command, path, env=odoo_env(settings), cwd=settings.cache, check=check)
    return path


def run_script(settings: Settings, name: str, script: str, **variables: str) -> str:
    """Run tools/shell/<script>.py in an Odoo shell and give what it printed; variables arrive as MENTORING_<NAME>."""
    log = settings.logs / f"shell-{script}-{name}.log"
    command = odoo_command(
        settings, name, ["--no-http", "--log-level=error", "--logfile", f"{log}.odoo"], "shell"
    )
    environment = {f"MENTORING_{key.upper()}": str(value) for key, value in variables.items()}
    steps.run(
        command,
        log,
        env={**odoo_env(settings), **environment},
        cwd=settings.cache,
        script=SCRIPTS / f"{script}.py",
    )
    return log.read_text()
