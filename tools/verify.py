"""Judge an exported run again, without Odoo: python tools/verify.py FILE. Exit code 0 when everything is proven."""

import argparse
import pathlib
import sys
import types

ROOT = pathlib.Path(__file__).resolve().parent.parent


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=pathlib.Path, help="the file exported from a run")
    path = parser.parse_args(arguments).file
    package = types.ModuleType("mentoring_program")  # the add-on's own __init__ needs Odoo
    package.__path__ = [str(ROOT / "mentoring_program")]
    sys.modules.setdefault("mentoring_program", package)
    from mentoring_program.matching import InvalidProblem, check, unpack

    try:
        problem, result = unpack(path.read_bytes())
        report = check(problem, result)
    except (InvalidProblem, OSError) as error:
        return _say(f"cannot be judged: {error}", 1)
    lines = [
        f"mentees {problem.shape[0]}, mentors {problem.shape[1]}, pairs {len(result.pairs)}, "
        f"covered {result.covered}, points {result.total}",
        f"feasible: {report.feasible}",
        f"optimal:  {report.optimal}" + ("" if report.optimal else f" (gap {report.gap})"),
        f"blocking pairs: {report.blocking_pairs}",
        *(f"violation: {violation}" for violation in report.violations),
    ]
    return _say("\n".join(lines), 0 if report.feasible else 1)


def _say(text, code):
    sys.stdout.write(text + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
