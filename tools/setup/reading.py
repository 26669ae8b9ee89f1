"""What logs and reports say: small readers without side effects, so that they can be tested."""

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

LOG_LINE = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (?P<level>[A-Z]+) ")
BAD_LEVELS = frozenset({"WARNING", "ERROR", "CRITICAL"})
ERROR_LEVELS = BAD_LEVELS - {"WARNING"}
FIRST_TEST = re.compile(r": Starting \w+\.test_")
RESULT = re.compile(r"odoo\.tests\.result: (\d+) failed, (\d+) error\(s\) of (\d+) tests")
SKIPPED = re.compile(r"INFO \S+ [\w.]+: skipped (?P<what>.+)$")
# pg_dump guards its output with a random word that differs from one call to the next.
RANDOM_LINE = re.compile(r"^\\(un)?restrict ")


@dataclass(frozen=True)
class Counts:
    """Tests of one run; a skip is told apart because it counts as a failure here."""

    passed: int = 0
    failed: int = 0
    skipped: tuple[str, ...] = ()


def bad_lines(log: str, levels: frozenset[str] = BAD_LEVELS) -> list[str]:
    """Lines that Odoo logged on these levels."""
    found = ((LOG_LINE.match(line), line) for line in log.splitlines())
    return [line for match, line in found if match and match["level"] in levels]


def before_tests(log: str) -> str:
    """The log up to the first test: what the installation said. Tests provoke warnings on purpose."""
    found = FIRST_TEST.search(log)
    return log[: found.start()] if found else log


def bad_blocks(log: str, levels: frozenset[str] = BAD_LEVELS, limit: int = 150) -> str:
    """What Odoo logged on these levels, each with its traceback, cut after `limit` lines."""
    kept: list[str] = []
    inside = False
    for line in log.splitlines():
        if match := LOG_LINE.match(line):
            inside = match["level"] in levels
        if inside:
            kept.append(line)
    more = [f"… and {len(kept) - limit} lines more"] if len(kept) > limit else []
    return "\n".join(kept[:limit] + more)


def odoo_counts(log: str) -> Counts:
    """What Odoo's own runner reports; nothing when it ran no tests."""
    results = [tuple(map(int, match)) for match in RESULT.findall(log)]
    skipped = tuple(match["what"] for line in log.splitlines() if (match := SKIPPED.search(line)))
    if not results:
        return Counts(skipped=skipped)
    failed, errors, total = results[-1]
    bad = failed + errors
    return Counts(passed=max(total - bad - len(skipped), 0), failed=bad, skipped=skipped)


def junit_counts(report: Path) -> Counts:
    """What pytest wrote by --junitxml; nothing when there is no report."""
    if not report.exists():
        return Counts()
    passed, failed, skipped = 0, 0, []
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        if case.find("skipped") is not None:
            skipped.append(f"{case.get('classname')}.{case.get('name')}")
        elif case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        else:
            passed += 1
    return Counts(passed, failed, tuple(skipped))


def pot_entries(text: str) -> list[str]:
    """The entries of a .pot file without its header, whose dates and versions change with each export."""
    blocks = [block.strip() for block in re.split(r"\n\s*\n", text) if block.strip()]
    return [block for block in blocks if not re.search(r'^msgid ""\nmsgstr ""\n"Project-Id', block, re.M)]


def pot_difference(committed: str, exported: str) -> list[str]:
    """Entries that only one of two .pot files has, each with its sign as in a diff."""
    old, new = pot_entries(committed), pot_entries(exported)
    gone, come = set(old) - set(new), set(new) - set(old)
    return [f"- {_term(entry)}" for entry in old if entry in gone] + [
        f"+ {_term(entry)}" for entry in new if entry in come
    ]


def _term(entry: str) -> str:
    found = re.search(r'^msgid (.*(?:\n".*)*)', entry, re.M)
    return found[1].replace('"\n"', "") if found else entry


def schema_lines(dump: str) -> list[str]:
    """A schema dump without comments, blank lines and what is random in it."""
    return [
        line
        for line in dump.splitlines()
        if line.strip() and not line.startswith("--") and not RANDOM_LINE.match(line)
    ]


def differences(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Keys whose value changed, as `key: old -> new`; a missing side is shown as `none`."""
    return [
        f"{key}: {before.get(key, 'none')} -> {after.get(key, 'none')}"
        for key in sorted({*before, *after})
        if before.get(key) != after.get(key)
    ]
