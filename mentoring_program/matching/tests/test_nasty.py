"""Instances that once broke something, here or in another solver, or that a tempting shortcut gets wrong.

Each file in `data` says what it is about and has the arguments of Problem.from_matrix, options of `solve`, the optimum,
and sometimes a pair that is declined afterwards.
"""

import json
import pathlib
import sys

import numpy as np
import pytest

from mentoring_program.matching import Problem, check, counterfactual, explain, repair, solve
from mentoring_program.matching.tests import oracles

FILES = sorted((pathlib.Path(__file__).parent / "data").glob("*.json"))
ARGUMENTS = ("points", "allowed", "capacity", "wanted", "pinned")


def read(path):
    content = json.loads(path.read_text(encoding="utf-8"))
    arguments = {name: np.array(content[name]) for name in ARGUMENTS[:4]}
    arguments["allowed"] = arguments["allowed"].astype(bool)
    arguments["pinned"] = [tuple(pair) for pair in content["pinned"]]
    return content, arguments


def worth(result, balance):
    load = np.bincount(result.pairs[:, 1], minlength=1)
    return result.total - balance * int((load * (load - 1) // 2).sum())


def test_there_are_files():
    assert len(FILES) >= 10


@pytest.mark.parametrize("way", ["written out", "market"])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_nasty_instance_is_solved(path, way, monkeypatch):
    content, arguments = read(path)
    options = content.get("options", {})
    if way == "market":
        monkeypatch.setattr(sys.modules["mentoring_program.matching.solve"], "SMALL", 0)
    problem = Problem.from_matrix(**arguments)

    result = solve(problem, **options)

    assert [result.covered, worth(result, options.get("balance", 0))] == content["best"]
    report = check(problem, result)
    assert report.optimal and report.violations == ()
    said = explain(problem, result)
    assert sum(said.points) == result.total
    for mentee in range(min(3, problem.shape[0])):
        assert len(counterfactual(problem, result, mentee)) == problem.shape[1]
    if "declined" in content:
        declined = [tuple(pair) for pair in content["declined"]]
        new = repair(problem, result, declined=declined, keep=())
        fresh = solve(problem.amended(declined=declined), **options)
        assert (new.covered, worth(new, options.get("balance", 0))) == (
            fresh.covered,
            worth(fresh, options.get("balance", 0)),
        )
        assert check(problem, new).optimal


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_optimum_on_file_is_what_an_independent_method_finds(path):
    content, arguments = read(path)
    options = content.get("options", {})

    if options.get("fair"):
        covered, _floor, total = oracles.fairest(**arguments)
        assert [covered, total] == content["best"]
    else:
        assert list(oracles.program(**arguments, balance=options.get("balance", 0))) == content["best"]


@pytest.mark.parametrize("length", [2, 3, 50, 400])
@pytest.mark.parametrize("way", ["written out", "market"])
def test_coverage_comes_first_however_many_must_move(length, way, monkeypatch):
    """Everybody loves the mentor they have; the last mentee can only be covered when all of them move on."""
    if way == "market":
        monkeypatch.setattr(sys.modules["mentoring_program.matching.solve"], "SMALL", 0)
    step = np.subtract.outer(np.arange(length), np.arange(length))
    allowed = (step == 0) | (step == 1)
    points = np.where(step == 1, 1_000_000, 0)
    allowed[0, 1:] = False

    result = solve(Problem.from_matrix(points, allowed, np.ones(length, int)))

    assert (result.covered, result.total, result.optimal) == (length, 0, True)
