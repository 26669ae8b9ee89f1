"""Measure the solver beside scipy's dense assignment, on the same instances in one go: python tools/bench.py [SIZE ...]

SIZE is a number of mentees; two mentors for five mentees, places for 1.15 times the mentees (0.9 under shortage). Each
measurement is a process of its own, so that its peak memory is its own. Ratios are what to quote: machines differ.
"""

import argparse
import json
import pathlib
import resource
import subprocess
import sys
import time
import types

ROOT = pathlib.Path(__file__).resolve().parent.parent
SIZES = (100, 300, 1_000, 3_000)
KINDS = ("realistic", "tied", "shortage")
DENSE_LIMIT = 6_000  # mentees beyond which the dense peer would need minutes and gigabytes
FEATURES = 116


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, metavar="SIZE")
    parser.add_argument("--engine", help=argparse.SUPPRESS)
    parser.add_argument("--kind", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.engine:
        sys.stdout.write(json.dumps(measure(options.engine, options.kind, options.sizes[0])))
        return
    say("instance", "mentees", "ours s", "dense s", "dense/ours", "GEMM s", "ours MB", "dense MB", "covered", "equal")
    for kind in KINDS:
        for size in options.sizes:
            compare(kind, size)


def compare(kind, size):
    """Print one line: both engines on the same instance, and whether they found the same optimum."""
    ours, product = run("ours", kind, size), run("product", kind, size)
    if size > DENSE_LIMIT:
        say(kind, size, ours["seconds"], "–", "–", product["seconds"], ours["megabytes"], "–", ours["covered"], "–")
        return
    dense = run("dense", kind, size)
    same = (ours["covered"], ours["points"]) == (dense["covered"], dense["points"])
    say(
        kind, size, ours["seconds"], dense["seconds"], round(dense["seconds"] / ours["seconds"], 1),
        product["seconds"], ours["megabytes"], dense["megabytes"], ours["covered"], "yes" if same else "NO",
    )  # fmt: skip
    if not same:
        sys.exit(f"{kind} {size}: {ours} is not {dense}")


def say(*cells):
    sys.stdout.write("  ".join(f"{cell!s:>10}" for cell in cells) + "\n")
    sys.stdout.flush()


def run(engine, kind, size):
    command = [sys.executable, __file__, str(size), "--engine", engine, "--kind", kind]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def measure(engine, kind, size):
    """Seconds from features to pairs, with peak memory, in this process."""
    instance, engines = make(kind, size), {"ours": ours, "dense": dense, "product": product}
    engines[engine](*make(kind, 5))  # imports and first calls are not what is measured
    start = time.perf_counter()
    found = engines[engine](*instance)
    seconds = time.perf_counter() - start
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"seconds": round(seconds, 3), "megabytes": megabytes, **found}


def make(kind, size):
    """(mentee features, mentor features, capacity): whole numbers whose products are points 0 … 1,000,000."""
    import numpy as np

    random = np.random.default_rng(size)
    mentors, slots = max(size * 2 // 5, 1), int((0.9 if kind == "shortage" else 1.15) * size)
    capacity = random.multinomial(slots, np.ones(mentors) / mentors)
    if kind == "tied":  # a handful of different people
        return random.integers(0, 2, (size, 4)) * 1_000, random.integers(0, 2, (mentors, 4)) * 200, capacity
    wanted = random.integers(0, 90, (size, FEATURES)) * (random.random((size, FEATURES)) < 0.3)
    offered = random.integers(0, 90, (mentors, FEATURES)) * (random.random((mentors, FEATURES)) < 0.3)
    return wanted, offered, capacity


def ours(left, right, capacity):
    package = types.ModuleType("mentoring_program")  # the add-on's own __init__ needs a server
    package.__path__ = [str(ROOT / "mentoring_program")]
    sys.modules.setdefault("mentoring_program", package)
    from mentoring_program.matching import Problem, solve

    result = solve(Problem.from_features(left, right, capacity))
    if not result.optimal:
        sys.exit("not proved")
    return {"covered": result.covered, "points": result.total}


def dense(left, right, capacity):
    """Scipy's assignment on a matrix with one column for each place."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    points = (left.astype(np.float64) @ right.T.astype(np.float64))[:, np.repeat(np.arange(len(capacity)), capacity)]
    rows, columns = linear_sum_assignment(points, maximize=True)
    return {"covered": len(rows), "points": int(points[rows, columns].sum())}


def product(left, right, capacity):
    """The physical limit: all scores once, in one matrix product."""
    import numpy as np

    points = left.astype(np.float32) @ right.T.astype(np.float32)
    return {"covered": 0, "points": float(points[0, 0])}


if __name__ == "__main__":
    main()
