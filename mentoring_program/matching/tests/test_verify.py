"""The shell tool judges an exported run without Odoo, and says no to one that was touched."""

import dataclasses
import pathlib
import subprocess
import sys

import numpy as np
import pytest

from mentoring_program.matching import Problem, check, pack, solve

TOOL = pathlib.Path(__file__).parents[3] / "tools" / "verify.py"


@pytest.fixture
def run():
    problem = Problem.from_matrix([[900, 800, 10], [800, 200, 10]], None, [1, 1, 1])
    return problem, solve(problem)


def verdict(tmp_path, problem, result):
    path = tmp_path / "run.zip"
    path.write_bytes(pack(problem, result))
    return subprocess.run([sys.executable, str(TOOL), str(path)], capture_output=True, text=True, check=False)


def test_a_true_run_passes(tmp_path, run):
    answer = verdict(tmp_path, *run)

    assert answer.returncode == 0
    assert "optimal:  True" in answer.stdout


def test_a_touched_run_fails(tmp_path, run):
    problem, result = run

    answer = verdict(tmp_path, problem, dataclasses.replace(result, total=result.total + 1))

    assert answer.returncode == 1
    assert "stated_numbers" in answer.stdout


def test_no_file_fails():
    assert (
        subprocess.run([sys.executable, str(TOOL), "/nowhere"], capture_output=True, check=False).returncode
        == 1
    )


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"pairs": np.array([[0, 0], [1, 0]])}, "over_capacity"),
        ({"pairs": np.array([[0, 0], [0, 1]])}, "over_wanted"),
        ({"pairs": np.array([[0, 9]])}, "positions"),
        ({"pairs": np.array([[1, 0], [0, 1]])}, "not_sorted"),
        ({"pairs": np.array([[0, 0], [0, 0]])}, "twice"),
        ({"pairs": np.array([[0, 0], [1, 1]]), "total": 1100}, "stated_gap"),
        ({"covered": 1}, "stated_numbers"),
        ({"gap": 1}, "stated_gap"),
    ],
)
def test_each_lie_is_found(run, change, word):
    problem, result = run

    report = check(problem, dataclasses.replace(result, **change))

    assert not report.feasible and not report.optimal
    assert word in {violation[0] for violation in report.violations}


@pytest.mark.parametrize(
    "change",
    [
        {"prices": [0, 0, 0]},
        {"prices": [-1, 0, 0]},
        {"prices": []},
        {"a": 0},
        {"b": "x"},
        {"b": 0},
        {"tight": None},
    ],
)
def test_a_weaker_certificate_proves_no_more_than_it_can(run, change):
    problem, result = run

    report = check(problem, dataclasses.replace(result, certificate={**result.certificate, **change}))

    assert report.optimal == (change in ({"b": 0}, {"tight": None}))


def test_forbidden_and_unpinned_pairs_are_named():
    problem = Problem.from_matrix([[5, 5]], [[True, False]], [1, 1], pinned=[(0, 0)], mentor_keys=[7, 8])
    result = solve(problem)

    report = check(problem, dataclasses.replace(result, pairs=np.array([[0, 1]])))

    assert {("forbidden", 0, 8), ("not_pinned", 0, 7)} <= set(report.violations)
