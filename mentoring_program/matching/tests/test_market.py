"""The market finds what the written-out problem finds, on every kind of instance."""

import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentoring_program.matching import SCALE, Problem, check, solve
from mentoring_program.matching.tests import oracles
from mentoring_program.matching.tests.strategies import instance, matrices


def both_ways(problem, monkeypatch, **options):
    """The result of the market, after comparing it with the written-out one."""
    small = solve(problem, **options)
    for few in (200_000, 0):  # all pairs of kinds of people, then promising pairs only
        take_large_road(monkeypatch, few)
        large = solve(problem, **options)
        monkeypatch.undo()
        assert (large.covered, large.total, large.optimal, large.gap) == (small.covered, small.total, True, 0)
        assert check(problem, large).violations == ()


def take_large_road(monkeypatch, few):
    monkeypatch.setattr(sys.modules["mentoring_program.matching.solve"], "SMALL", 0)
    monkeypatch.setattr(sys.modules["mentoring_program.matching.market"], "FEW", few)
    monkeypatch.setattr(sys.modules["mentoring_program.matching.market"], "SOME", few)


@pytest.mark.parametrize("slots", [0.7, 1.0, 1.2])
@pytest.mark.parametrize("kind", ["plain", "tied", "constant", "product", "popular", "masked", "floor"])
def test_market_equals_written_out(kind, slots, monkeypatch):
    both_ways(instance(kind, 300, 130, slots), monkeypatch)


@settings(max_examples=60, deadline=None)
@given(matrices(mentees=25, mentors=15, capacity=4), st.sampled_from(["coverage_first", "score_first"]))
def test_market_equals_written_out_on_small_ones(arguments, objective):
    with pytest.MonkeyPatch.context() as monkeypatch:
        both_ways(Problem.from_matrix(**arguments), monkeypatch, objective=objective)


@settings(max_examples=30, deadline=None)
@given(matrices(mentees=12, mentors=9, capacity=4, wanted=3), st.sampled_from([0, 7]))
def test_market_with_several_mentors_each_or_balance(arguments, balance):
    with pytest.MonkeyPatch.context() as monkeypatch:
        problem = Problem.from_matrix(**arguments)
        small = solve(problem, balance=balance)
        for few in (200_000, 0):
            take_large_road(monkeypatch, few)
            large = solve(problem, balance=balance)
            assert (large.covered, large.optimal) == (small.covered, True)
            assert worth(large, balance) == worth(small, balance)
            assert check(problem, large).violations == ()


def worth(result, balance):
    load = np.bincount(result.pairs[:, 1])
    return result.total - balance * int((load * (load - 1) // 2).sum())


@pytest.mark.parametrize("balance", [0, 3_000])
@pytest.mark.parametrize("slots", [0.8, 1.3])
def test_several_mentors_each_equals_a_linear_program(slots, balance, monkeypatch):
    """An independent method (HiGHS)."""
    random = np.random.default_rng(3)
    rows, cols = 45, 20
    points, allowed = random.integers(0, 20, (rows, cols)) * 5_000, random.random((rows, cols)) < 0.6
    wanted, capacity = (
        random.choice([1, 1, 2, 3], rows),
        random.multinomial(int(slots * 60), np.ones(cols) / cols),
    )
    problem = Problem.from_matrix(points, allowed, capacity, wanted)
    take_large_road(monkeypatch, 0)

    result = solve(problem, balance=balance)

    best = oracles.program(points, allowed, capacity, wanted, balance=balance)
    assert (result.covered, worth(result, balance)) == best
    assert check(problem, result).optimal


@pytest.mark.parametrize("slots", [0.8, 1.2])
@pytest.mark.parametrize("kind", ["plain", "tied", "masked"])
def test_stable_matching_of_a_large_cohort(kind, slots):
    problem = instance(kind, 300, 130, slots)

    result = solve(problem, stable=True)

    report = check(problem, result)
    assert report.blocking_pairs == 0 and report.violations == ()


def hostile(kind, mentees, mentors):
    """Features whose products make bidding crawl, or everybody list the same mentors."""
    random = np.random.default_rng(mentees)
    ones = np.ones(mentees, int), np.ones(mentors, int)
    if kind == "equal":
        return np.full((mentees, 1), 700), np.full((mentors, 1), 1000)
    if kind == "one ranking":
        return ones[0][:, None], random.permutation(SCALE)[:mentors, None]
    if kind == "one ranking and tastes":
        left = np.column_stack((ones[0], random.integers(0, 30, (mentees, 8))))
        return left, np.column_stack(
            (random.integers(0, 500_000, mentors), random.integers(0, 2000, (mentors, 8)))
        )
    if kind == "product":
        return random.permutation(mentees)[:, None] * (1000 // mentees + 1), random.permutation(mentors)[
            :, None
        ]
    if kind == "far apart":
        left, right = random.integers(0, 1000, mentees), random.integers(0, 1000, mentors)
        return np.column_stack((left, 1000 - left)), np.column_stack((1000 - right, right))
    left, right = random.integers(0, 400, (mentees, 2)), random.integers(0, 400, (mentors, 2))
    near = np.column_stack((2 * left, ones[0]))
    return near, np.column_stack((right, 400_000 - (right**2).sum(axis=1)))


@pytest.mark.parametrize("slots", [0.8, 1.0, 1.15])
@pytest.mark.parametrize(
    "kind", ["equal", "one ranking", "one ranking and tastes", "product", "far apart", "near by"]
)
@pytest.mark.parametrize("few", [200_000, 0])
def test_hostile_cohorts_equal_scipy(kind, slots, few, monkeypatch):
    left, right = hostile(kind, 500, 200)
    capacity = np.random.default_rng(1).multinomial(int(slots * 500), np.ones(200) / 200)
    problem = Problem.from_features(left, right, capacity)
    take_large_road(monkeypatch, few)

    result = solve(problem)

    points = left @ right.T
    best = oracles.dense(points, np.ones(points.shape, bool), capacity, np.ones(len(points)))
    assert (result.covered, result.total) == best
    assert check(problem, result).optimal


@pytest.mark.parametrize("length", [2, 3, 10, 100, 400])
@pytest.mark.parametrize("objective", ["coverage_first", "score_first"])
@pytest.mark.parametrize("is_large", [False, True])
def test_long_displacement_chains(length, objective, is_large, monkeypatch):
    """Everybody would rather keep the mentor they have, but moving all of them covers one more."""
    points, allowed = np.zeros((length, length), int), np.zeros((length, length), bool)
    who = np.arange(length)
    allowed[who, who] = True
    points[who, who] = 1
    allowed[who[1:], who[:-1]] = True
    points[who[1:], who[:-1]] = SCALE
    problem = Problem.from_matrix(points, allowed, np.ones(length, int))
    if is_large:
        take_large_road(monkeypatch, 0)

    result = solve(problem, objective=objective)

    best = {"coverage_first": (length, length), "score_first": (length - 1, (length - 1) * SCALE)}
    assert (result.covered, result.total) == best[objective]
    assert check(problem, result).optimal
