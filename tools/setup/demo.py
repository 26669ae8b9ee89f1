"""`make run`: the demo cohort, matched, its outcome printed, served."""

import re
from pathlib import Path

from . import commands, database, postgres, steps
from .settings import MODULE, Settings
from .steps import SetupError, say

DATABASE = "mentoring_demo"
REMEDY = "the log names what in the add-on stopped the installation; `make test ONLY=life` shows more."
OUTCOME_SQL = f"""
    SELECT concat_ws('|', run.covered_count, run.unmatched_count, run.total_score, run.optimal, run.duration_seconds)
      FROM mentoring_run run
      JOIN ir_model_data ref ON ref.module = '{MODULE}' AND ref.name = 'demo_program' AND ref.res_id = run.program_id
     WHERE run.state = 'done' ORDER BY run.id DESC LIMIT 1
"""


def template(settings: Settings) -> str:
    """The demo template's name, built when today's add-on has none: dependencies, add-on, demo cohort, matching."""
    name = database.demo_name(settings)
    with steps.lock(settings.stamps / ".demo-lock", "the demo database"), steps.naming("demo", REMEDY):
        if database.exists(settings, name):
            return name
        say("demo: installing the add-on with its demo cohort")
        building = "building_" + name
        database.copy(settings, database.template_name(settings), building)
        database.run_odoo(
            settings, building, ["-i", MODULE, "--with-demo", "--stop-after-init"], "demo-install"
        )
        say("demo: running the matching, making asset bundles")
        database.run_script(settings, building, "demo")
        database.keep_as(settings, building, name)
        database.drop_old(settings, "mentoring_demo_", name)
    return name


def prepare(settings: Settings, *, fresh: bool) -> None:
    """Make the demo database unless it stems from today's add-on; what somebody did in it is kept until then."""
    name = template(settings)
    stamp = settings.stamps / DATABASE
    current = stamp.exists() and stamp.read_text() == name and database.exists(settings, DATABASE)
    if current and not fresh:
        say(f"{DATABASE}: kept as it was left (FRESH=1 starts anew)")
        return
    database.copy(settings, name, DATABASE)
    stamp.write_text(name)
    say(f"{DATABASE}: made from the template")


def outcome(settings: Settings) -> str:
    """The last finished run of the demo program, in words."""
    try:
        row = postgres.psql(settings, OUTCOME_SQL, DATABASE)
    except SetupError as error:
        return f"The outcome of the matching cannot be read: {error}"
    if not row:
        return "The demo program has no finished run."
    return in_words(*row.split("|"))


def in_words(covered: str, unmatched: str, score: str, optimal: str, seconds: str) -> str:
    """Five stored values as a sentence for the terminal."""
    proof = "proved optimal" if optimal in ("t", "true") else "not proved optimal"
    people = int(covered) + int(unmatched)
    return (
        f"Matching of the demo program: {covered} of {people} mentees have a mentor, {unmatched} wait; "
        f"fit {float(score):.1f} points; {proof}; {float(seconds):.2f} s."
    )


def logins(readme: Path) -> str:
    """The demo logins as the README lists them: its first table with a column named Login, and the line above it."""
    lines = readme.read_text().splitlines() if readme.exists() else []
    start = next((i for i, line in enumerate(lines) if re.match(r"\|.*\blogin\b", line, re.I)), None)
    if start is None:
        return "  admin / admin"
    above = next((line for line in reversed(lines[:start]) if line.strip()), "")
    rows = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        if not re.fullmatch(r"[|\s:-]+", line):
            rows.append([re.sub(r"[`*]", "", cell).strip() for cell in line.strip("|").split("|")])
    widths = [max(len(row[i]) for row in rows if i < len(row)) for i in range(len(rows[0]))]
    table = "\n".join(
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip()
        for row in rows
    )
    return f"  {above}\n{table}" if "password" in above.lower() else table


def run(settings: Settings, arguments) -> int:
    """Everything of `make run`; ends as the server."""
    commands.need_module(settings)
    prepare(settings, fresh=arguments.fresh)
    print(f"\n{outcome(settings)}\n\nLogins:\n{logins(settings.root / 'README.md')}\n", flush=True)
    port = commands.pick_port(arguments.port)
    commands.replace_with_server(settings, DATABASE, port)
    return 0


def company(settings: Settings, arguments) -> int:
    """`make company`: a database with a made-up company of a size, its program matched."""
    commands.need_module(settings)
    script = settings.root / "tools" / "company.py"
    if not script.exists():
        raise SetupError("there is no tools/company.py")
    name = arguments.db or f"company_{arguments.size}"
    base = plain_template(settings)
    database.copy(settings, base, name)
    say(f"{name}: making a company of {arguments.size} (seed {arguments.seed})")
    code = commands.stream_script(
        settings, name, script, MENTORING_SIZE=str(arguments.size), MENTORING_SEED=str(arguments.seed)
    )
    if code:
        raise SetupError(f"tools/company.py ended with code {code}")
    say(f"{name}: ready; look at it with: make serve DB={name}")
    return 0


def plain_template(settings: Settings) -> str:
    """The add-on without any demo data, as a template."""
    name = "mentoring_plain_" + database.demo_name(settings).rsplit("_", 1)[1]
    with steps.lock(settings.stamps / ".plain-lock", "the plain database"), steps.naming("plain", REMEDY):
        if not database.exists(settings, name):
            base = database.base_without_demo(settings)
            building = "building_" + name
            database.copy(settings, base, building)
            say("installing the add-on without demo data")
            database.run_odoo(settings, building, ["-i", MODULE, "--stop-after-init"], "plain-install")
            database.keep_as(settings, building, name)
            database.drop_old(settings, "mentoring_plain_", name)
    return name
