"""The add-on's life in a database: install, upgrade twice, uninstall, install again, each leaving what it should."""

import difflib

from . import database, postgres, reading, steps
from .settings import MODULE, Settings
from .steps import SetupError

# Rows that come and go by themselves: caches, queues, logs, notifications.
RESTLESS = {
    "base_registry_signaling",
    "bus_bus",
    "bus_presence",
    "ir_attachment",
    "ir_cron_progress",
    "ir_cron_trigger",
    "ir_logging",
    "ir_profile",
    "orm_signaling_registry",
    "res_device_log",
    "res_users_log",
}
# What an uninstalled add-on must not leave behind, besides its tables and columns.
OWNED = ("ir_", "res_groups", "mail_template", "mail_activity_type", "mail_message_subtype")
# Odoo leaves these after any add-on with a mixin of mail or a many2one added to another model; tried with its own
# fleet and hr_recruitment_survey. They point at nothing and go when the module that owns them is upgraded.
CORE_LEFTOVERS = {
    "ir_model_data": "name ~ '^(selection|model_inherit)__mentoring_' AND module <> '" + MODULE + "'",
    "ir_model_constraint": "type = 'f'",
}
POINTERS = {
    "ir_attachment": "res_model",
    "mail_message": "model",
    "mail_followers": "res_model",
    "mail_activity": "res_model",
}


def schema(settings: Settings, name: str) -> list[str]:
    """The database's tables, columns, indexes and constraints as lines."""
    command = [postgres.program(settings, "pg_dump"), "--schema-only", "--no-owner", "-d", name]
    return reading.schema_lines(steps.output(command, env=postgres.connection(settings), cwd="/"))


def row_counts(settings: Settings, name: str) -> dict[str, str]:
    """Rows of every table that does not change by itself."""
    tables = postgres.psql(
        settings,
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
        name,
    ).split()
    counted = sorted(set(tables) - RESTLESS)
    union = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM \"{table}\"" for table in counted)
    rows = postgres.psql(settings, union, name).splitlines()
    return dict(row.split("|") for row in rows)


def metadata(settings: Settings, name: str) -> dict[str, str]:
    """Rows of what describes an add-on to Odoo, without what Odoo itself leaves of every add-on."""
    counts = {table: rows for table, rows in row_counts(settings, name).items() if table.startswith(OWNED)}
    for table, condition in CORE_LEFTOVERS.items():
        counts[table] = postgres.psql(settings, f"SELECT count(*) FROM {table} WHERE NOT ({condition})", name)
    return counts


def install(settings: Settings, name: str, log: str, *options: str) -> None:
    """Install the add-on and refuse any line that Odoo logs as a warning or worse."""
    _without_warnings(settings, name, ["-i", MODULE, "--stop-after-init", *options], log)


def upgrade(settings: Settings, name: str, log: str) -> None:
    _without_warnings(settings, name, ["-u", MODULE, "--stop-after-init"], log)


def _without_warnings(settings: Settings, name: str, options: list[str], log: str) -> None:
    path = database.run_odoo(settings, name, options, log)
    text = path.read_text(errors="replace")
    if bad := reading.bad_lines(text):
        raise SetupError(f"{len(bad)} warnings or errors in {path}:\n" + "\n".join(bad[:20]))
    if f"Module {MODULE} loaded" not in text:
        raise SetupError(f"the add-on was not loaded; see {path}:\n{steps.tail(path)}")


def check_upgrade(settings: Settings, name: str) -> None:
    """Upgrading twice changes nothing: neither against the installation nor against the first upgrade."""
    states = [(schema(settings, name), row_counts(settings, name))]
    for turn in ("first", "second"):
        upgrade(settings, name, f"upgrade-{turn}")
        states.append((schema(settings, name), row_counts(settings, name)))
        (old_schema, old_rows), (new_schema, new_rows) = states[-2:]
        _same_schema(old_schema, new_schema, f"the {turn} upgrade changed the schema")
        if changed := reading.differences(old_rows, new_rows):
            raise SetupError(f"the {turn} upgrade changed the number of rows:\n" + "\n".join(changed))


def check_uninstall(settings: Settings, name: str, before: tuple[list[str], dict[str, str]]) -> None:
    """Uninstalling brings back the schema and the metadata from before the installation, and leaves no pointer."""
    database.run_script(settings, name, "uninstall")
    old_schema, old_metadata = before
    _same_schema(old_schema, schema(settings, name), "uninstalling leaves something in the schema")
    left = reading.differences(old_metadata, metadata(settings, name))
    left += _pointers(settings, name)
    if left:
        raise SetupError("uninstalling leaves:\n" + "\n".join(left))


def _pointers(settings: Settings, name: str) -> list[str]:
    """Rows of other tables that still name one of the add-on's models or keys."""
    queries = {table: f"{column} LIKE 'mentoring.%'" for table, column in POINTERS.items()}
    queries["ir_model_data"] = f"module = '{MODULE}' OR model LIKE 'mentoring.%'"
    queries["ir_config_parameter"] = "key LIKE 'mentoring%'"
    queries["ir_filters"] = "model_id LIKE 'mentoring.%'"
    left = []
    for table, condition in queries.items():
        count = postgres.psql(settings, f"SELECT count(*) FROM {table} WHERE {condition}", name)
        if count != "0":
            left.append(f"{table}: {count} rows where {condition}")
    return left


def _same_schema(old: list[str], new: list[str], what: str) -> None:
    if changes := list(difflib.unified_diff(old, new, "before", "after", lineterm="", n=1)):
        raise SetupError(f"{what}:\n" + "\n".join(changes[:60]))
