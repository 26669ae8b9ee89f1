"""Measure the solver beside its peers on the same instances: `make bench ARGS="--sizes 100 1000 --kinds tied"`.

A size is a number of mentees; two mentors for five mentees, places for 1.15 times the mentees (0.9 under shortage).
Each measurement is a process of its own, so that its peak memory is its own; each peer has a virtual environment of
its own, made on first use. Ratios are what to quote: machines differ. Only --write leaves something in the project;
with --add what is there of other kinds of instances stays.
"""

import argparse
import datetime
import json
import os
import pathlib
import platform
import shlex
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from benchmark import engines, environments, instances, report  # noqa: E402
from setup.settings import default_cache  # noqa: E402

SIZES = (100, 300, 1_000, 1_500, 5_000, 10_000, 20_000, 50_000, 100_000)
# Mentees up to which an engine takes part by default: beyond, minutes or gigabytes.
LIMITS = {
    "ours": 100_000,
    "one decline": 20_000,
    "GEMM": 100_000,
    "scipy dense": 10_000,
    "OR-tools": 5_000,
    "lapx": 5_000,
    "matching": 1_500,
    "mentor-match": 300,
    "mentormatch": 1_500,
    "networkx": 300,
}
# Mentees up to which a kind of instance is tried by default.
KIND_LIMITS = {"realistic": 100_000, "shortage": 20_000, "cohort": 10_000}
OTHER_KINDS = 5_000
SECONDS = 900
FOLDER = HERE.parent / "docs" / "benchmarks"


def main(arguments=None):
    options = _parser().parse_args(arguments)
    limits = {**LIMITS, **dict(_limit(text) for text in options.limit)}
    pythons, refused = {}, {}
    for name in options.engines:
        pythons[name], refused[name] = environments.python_for(
            engines.ENGINES[name][1], default_cache(), lambda text: say(f"# {text}")
        )
    rows = []
    for kind in options.kinds:
        for size in sorted(set(options.sizes)):
            if size <= options.kind_limit.get(kind, OTHER_KINDS) or options.every_kind:
                rows += compare(kind, size, options, limits, pythons, refused)
    say(*report.goals(rows))
    if options.write:
        write(rows, options, limits, arguments)
    broken = [row for row in rows if row.get("wrong")]
    for row in broken:
        say(f"{row['kind']} {row['size']}: {row['engine']} and ours are not the same optimum")
    return 1 if broken else 0


def _parser():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES)
    parser.add_argument("--kinds", nargs="+", choices=instances.KINDS, default=list(instances.KINDS))
    parser.add_argument("--engines", nargs="+", choices=engines.ENGINES, default=list(engines.ENGINES))
    parser.add_argument(
        "--limit", nargs="+", default=[], metavar="ENGINE=MENTEES", help="instead of the default"
    )
    parser.add_argument("--every-kind", action="store_true", help="all kinds at all sizes")
    parser.add_argument("--seconds", type=int, default=SECONDS, help="longest time for one measurement")
    parser.add_argument("--write", action="store_true", help="into docs/benchmarks")
    parser.add_argument("--add", action="store_true", help="to what is written of other kinds")
    parser.add_argument("--folder", type=pathlib.Path, default=FOLDER, help=argparse.SUPPRESS)
    parser.set_defaults(kind_limit=KIND_LIMITS)
    return parser


def _limit(text):
    engine, _equals, size = text.rpartition("=")
    if engine not in engines.ENGINES or not size.isdigit():
        raise SystemExit(
            f"--limit takes ENGINE=MENTEES, with one of {', '.join(engines.ENGINES)}; not {text}"
        )
    return engine, int(size)


def compare(kind, size, options, limits, pythons, refused):
    """Rows of all engines on one instance, told as they come; ours first, for the others are held against it."""
    rows, head = [], {"kind": kind, "size": size, "mentors": instances.mentors_for(size)}
    with tempfile.TemporaryDirectory() as folder:
        instance = {"kind": kind, "size": size}
        for name in sorted(options.engines, key=lambda name: (name != "ours", options.engines.index(name))):
            if size > limits[name] or (name == "GEMM" and kind == "cohort"):
                continue
            if kind == "cohort" and name not in engines.OURS and "scores" not in instance:
                instance["scores"] = _written_scores(size, folder)
            row = {**head, "engine": name}
            if refused[name]:
                row["note"] = f"not installed: {refused[name]}"
            else:
                row.update(run(pythons[name], name, instance, options.seconds))
            _judge(row, rows)
            rows.append(row)
            say(report.table([*rows[:1], row])[-1] if len(rows) > 1 else "\n".join(report.table(rows)))
    return rows


def _judge(row, rows):
    """Engines that claim the optimum must agree with ours; the others may not beat it."""
    ours = next((one for one in rows if one["engine"] == "ours" and "points" in one), None)
    if row.get("proved") is False:
        row["wrong"], row["note"] = True, "not proved"
    if not ours or "points" not in row or row["engine"] == "one decline":
        return
    mine, theirs = (ours["covered"], ours["points"]), (row["covered"], row["points"])
    exact = row["engine"] in ("scipy dense", "OR-tools", "networkx")
    if theirs > mine or (exact and theirs != mine):
        row["wrong"], row["note"] = True, "**not the same optimum**"
    elif theirs == mine:
        row["note"] = "the same optimum"


def _written_scores(size, folder):
    """The product's own cohort as finished scores, for engines that know nothing of people."""
    import numpy as np

    problem = engines.matching_core().encode(instances.cohort(size))
    points = np.empty(problem.shape, np.int32)
    capacity = np.empty(problem.shape[1], np.int64)
    capacity[problem.mentor_order] = problem.capacity
    for start in range(0, size, 512):
        rows = np.arange(start, min(start + 512, size))
        points[problem.mentee_order[rows][:, None], problem.mentor_order] = problem.scores(rows)
    path = pathlib.Path(folder) / "scores.npz"
    np.savez(path, points=points, capacity=capacity)
    return str(path)


def run(python, engine, instance, seconds):
    """What one measurement found, or a note why there is none."""
    command = [python, str(HERE / "benchmark" / "engines.py"), engine, json.dumps(instance)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return {"note": f"not finished after {seconds} s", "at_least": seconds}
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        return {"note": f"failed: {lines[-1] if lines else done.returncode}"}
    return json.loads(done.stdout.strip().splitlines()[-1])


def write(rows, options, limits, arguments):
    """Table, picture and raw figures into the folder."""
    options.folder.mkdir(parents=True, exist_ok=True)
    given = shlex.join(sys.argv[1:] if arguments is None else arguments)
    head = {
        "by": given,
        "on": str(datetime.date.today()),
        "machine": _machine(),
        "seconds_at_most": options.seconds,
    }
    runs = [{**head, "limits": limits, "rows": rows}]
    kept = options.folder / "results.json"
    if options.add and kept.exists():
        runs = [run for run in json.loads(kept.read_text()) if not _kinds(run) & set(options.kinds)] + runs
    kept.write_text(json.dumps(runs, indent=1) + "\n")
    (options.folder / "README.md").write_text("\n".join(_page(runs, options.folder)))
    say(f"# written to {options.folder}")


def _kinds(run):
    return {row["kind"] for row in run["rows"]}


def _page(runs, folder):
    """Lines of the page about these runs; the pictures are drawn on the way."""
    rows = [row for run in runs for row in run["rows"]]
    kinds = [kind for kind in instances.KINDS if any(row["kind"] == kind for row in rows)]
    versions = {
        row["engine"]: row["version"]
        for row in rows
        if "version" in row and row["engine"] not in engines.OURS
    }
    for kind in kinds:
        if any(row["kind"] == kind and row.get("seconds") for row in rows):
            (folder / f"{kind}.svg").write_text(report.plot(rows, kind))
    return [
        "# Benchmarks",
        "",
        "Written by `make bench`; do not edit.",
        "",
        *(
            f'- {", ".join(sorted(_kinds(run)))}: `make bench ARGS="{run["by"]}"`, {run["on"]}, '
            f"{run['machine']}; a measurement ended after {run['seconds_at_most']} s, engines took part up to so many "
            f"mentees: {', '.join(f'{name} {size:,}' for name, size in run['limits'].items())}."
            for run in runs
        ),
        f"- Python {platform.python_version()}; "
        + ", ".join(f"{name} {version}" for name, version in versions.items()),
        "- Time is that from features to pairs, scoring included, in a process of its own, the median where it is "
        "short; peak memory is that of the process. Where seconds are far above CPU seconds, the machine had other "
        "work. A score counts as the best's where as many mentees are covered.",
        "- Each of our results is proved afterwards by `check`, which shares no code with the solver. *one decline* is "
        "the best of what is left after one pair was declined, with its proof, from the matching there was.",
        "- GEMM is no matching: all scores once in one float32 matrix product, the least that looking at every pair "
        "costs.",
        "",
        *(f"- *{kind}*: {instances.KINDS[kind]}." for kind in kinds),
        "",
        *(report.goals(rows) and ["## Goals", "", *report.goals(rows), ""]),
        "## Figures",
        "",
        *(f"![{kind}]({kind}.svg)" for kind in kinds if (folder / f"{kind}.svg").exists()),
        "",
        *report.table(rows),
        "",
    ]


def _machine():
    model = platform.machine()
    try:
        for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    except OSError:
        pass
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{model}, {os.cpu_count()} processors, {memory:.0f} GiB, {platform.system()}"


def say(*lines):
    for line in lines:
        sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
