"""Random cohorts against two oracles, for a few seconds; MENTORING_FUZZ_SECONDS asks for more, _SEED for others.

What fails is written to a file that can be kept in `data` (see test_nasty).
"""

import json
import os
import time

import numpy as np
import pytest

from mentoring_program.matching import (
    Problem,
    check,
    counterfactual,
    explain,
    repair,
    solve,
    stability,
)
from mentoring_program.matching.tests import oracles

SECONDS = float(os.environ.get("MENTORING_FUZZ_SECONDS", 6))
SEED = int(os.environ.get("MENTORING_FUZZ_SEED", 1))
KINDS = ("features", "small numbers", "constant", "product", "popular", "chain", "sparse", "blocks")


def draw(random, mentees=60, mentors=30, wanted=1):
    """Arguments of Problem.from_matrix of one kind or another."""
    kind = KINDS[random.integers(len(KINDS))]
    shape = int(random.integers(1, mentees)), int(random.integers(1, mentors))
    allowed = random.random(shape) < random.choice((0.1, 0.5, 0.95, 1.0))
    if kind == "features":
        points = random.integers(0, 60, (shape[0], 9)) @ random.integers(0, 60, (9, shape[1]))
    elif kind == "small numbers":
        points = random.integers(0, random.integers(1, 5), shape)
    elif kind == "constant":
        points = np.full(shape, random.integers(0, 1_000_001))
    elif kind == "product":
        points = np.outer(random.integers(0, 1_000, shape[0]), random.integers(0, 1_000, shape[1]))
    elif kind == "popular":
        points = random.integers(0, 900_000, shape[1])[None, :] + random.integers(0, 1_000, shape)
    elif kind == "chain":  # everybody knows two mentors: one hole moves all
        steps = np.subtract.outer(np.arange(shape[0]), np.arange(shape[1]))
        points, allowed = (
            np.where(steps == 0, 1_000_000, random.integers(0, 9, shape)),
            (steps >= 0) & (steps <= 1),
        )
    else:
        points = random.integers(0, 1_000_001, shape)
        if kind == "sparse":
            allowed = random.random(shape) < 3 / shape[1]
        if kind == "blocks":
            group = random.integers(0, 3, shape[0])[:, None], random.integers(0, 3, shape[1])[None, :]
            allowed = group[0] == group[1]
    places = int(shape[0] * random.choice((0.6, 1.0, 1.3)) * wanted) + 1
    capacity = random.multinomial(places, np.ones(shape[1]) / shape[1])
    wants = random.integers(1, wanted + 1, shape[0])
    pinned, room, left = [], capacity.copy(), wants.copy()
    for row, col in np.argwhere(allowed)[
        random.permutation(int(allowed.sum()))[: random.integers(0, 4)]
    ].tolist():
        if room[col] and left[row]:
            pinned.append((row, col))
            room[col] -= 1
            left[row] -= 1
    return {"points": points, "allowed": allowed, "capacity": capacity, "wanted": wants, "pinned": pinned}


def burden(result, balance):
    load = np.bincount(result.pairs[:, 1], minlength=1)
    return balance * int((load * (load - 1) // 2).sum())


def against_oracles(arguments, random):
    problem = Problem.from_matrix(**arguments, seed=int(random.integers(5)))
    result = solve(problem)
    found = (result.covered, result.total)
    if arguments["wanted"].max() == 1:
        assert found == oracles.dense(**arguments), "dense"
        assert found == oracles.program(**arguments), "program"
        fair = solve(problem, fair=True)
        free = [pair for pair in map(tuple, fair.pairs.tolist()) if pair not in arguments["pinned"]]
        worst = min((int(arguments["points"][pair]) for pair in free), default=None)
        covered, floor, total = oracles.fairest(**arguments)
        assert (fair.covered, fair.total) == (covered, total), "fair"
        assert floor is None or worst >= floor, "fair"
        assert check(problem, fair).optimal, "fair"
    else:
        assert found == oracles.program(**arguments), "program"
    report = check(problem, result)
    assert report.optimal and report.violations == (), "check"
    balance = int(random.choice((3, 20_000)))
    even = solve(problem, balance=balance)
    assert check(problem, even).optimal, "balance"
    assert (even.covered, even.total - burden(even, balance)) == oracles.program(
        **arguments, balance=balance
    ), "balance"
    afterwards(problem, arguments, result, report, random)


def afterwards(problem, arguments, result, report, random):
    """What is said and done with a result afterwards."""
    said = explain(problem, result)
    assert sum(said.points) == result.total and len(said.unmatched) == problem.shape[0] - result.covered
    assert stability(problem, result).count == report.blocking_pairs
    mentee = int(random.integers(problem.shape[0]))
    for item in counterfactual(problem, result, mentee)[:: max(1, problem.shape[1] // 3)]:
        if item.reason is None and (mentee, item.mentor) not in arguments["pinned"]:
            forced = {**arguments, "pinned": [*arguments["pinned"], (mentee, item.mentor)]}
            loss = result.covered - item.covered_loss, result.total - item.points_loss
            assert loss == oracles.program(**forced), "counterfactual"
    if len(result.pairs):
        lost = tuple(result.pairs[random.integers(len(result.pairs))].tolist())
        repaired, anew = (repair(problem, result, declined=[lost], **keep) for keep in ({}, {"keep": ()}))
        allowed = arguments["allowed"].copy()
        allowed[lost] = False
        pinned = [pair for pair in arguments["pinned"] if pair != lost]
        best = oracles.program(**{**arguments, "allowed": allowed, "pinned": pinned})
        assert (anew.covered, anew.total) == best, "arranged anew"
        assert check(problem, anew).optimal and check(problem, repaired).optimal, "repair"


@pytest.mark.parametrize("wanted", [1, 3])
def test_random_cohorts_agree_with_both_oracles(wanted, tmp_path):
    until, seed, tried = time.monotonic() + SECONDS / 2, SEED * 1_000_000, 0
    while time.monotonic() < until or tried < 5:
        random = np.random.default_rng(seed)
        arguments = draw(random, *((60, 30, 1) if wanted == 1 else (14, 9, 3)))
        try:
            against_oracles(arguments, random)
        except Exception as error:
            path = tmp_path / "nasty.json"
            kept = {name: np.asarray(value).tolist() for name, value in arguments.items()}
            path.write_text(json.dumps({"about": f"seed {seed}: {error}", **kept}))
            raise AssertionError(
                f"seed {seed}, wanted {wanted}: {error}; the instance is in {path}"
            ) from error
        seed, tried = seed + 1, tried + 1
