"""The market finds what the written-out problem finds, on every kind of instance."""

import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentoring_program.matching import Problem, check, solve
from mentoring_program.matching.tests.strategies import matrices


def both_ways(problem, monkeypatch, **options):
    """The result of the market, after comparing it with the written-out one."""
    module = sys.modules["mentoring_program.matching.solve"]
    small = solve(problem, **options)
    monkeypatch.setattr(module, "SMALL", 0)
    large = solve(problem, **options)
    monkeypatch.undo()
    assert (large.covered, large.total, large.optimal, large.gap) == (small.covered, small.total, True, 0)
    assert check(problem, large).violations == ()
    return large


def instance(kind, mentees, mentors, slots, seed=0):
    random = np.random.default_rng(seed)
    capacity = random.multinomial(int(slots * mentees), np.ones(mentors) / mentors)
    masks = random.choice([1, 2, 3, 7], mentees), random.choice([1, 2, 4, 7], mentors)
    left, right = random.integers(0, 90, (mentees, 40)), random.integers(0, 90, (mentors, 40))
    if kind == "tied":
        left, right = random.integers(0, 2, (mentees, 5)) * 1000, random.integers(0, 2, (mentors, 5))
    elif kind == "constant":
        left, right = np.full((mentees, 1), 500), np.full((mentors, 1), 1000)
    elif kind == "product":
        left, right = random.integers(0, 1000, (mentees, 1)), random.integers(0, 1000, (mentors, 1))
    elif kind == "popular":
        left = np.column_stack((np.ones(mentees, int), random.integers(0, 30, (mentees, 8))))
        right = np.column_stack(
            (random.integers(0, 500_000, mentors), random.integers(0, 2000, (mentors, 8)))
        )
    return Problem.from_features(
        left,
        right,
        capacity,
        mentee_masks=masks[0] if kind == "masked" else None,
        mentor_masks=masks[1] if kind == "masked" else None,
        bonus=(
            random.integers(0, mentees, 99),
            random.integers(0, mentors, 99),
            random.integers(0, 9999, 99),
        ),
        forbidden=(random.integers(0, mentees, 500), random.integers(0, mentors, 500)),
        minimum=50_000 if kind == "floor" else 0,
        seed=seed,
    )


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
        monkeypatch.setattr(sys.modules["mentoring_program.matching.solve"], "SMALL", 0)
        large = solve(problem, balance=balance)
        assert (large.covered, large.optimal) == (small.covered, True)
        assert balance or large.total == small.total
        assert check(problem, large).violations == ()


@pytest.mark.parametrize("slots", [0.8, 1.2])
@pytest.mark.parametrize("kind", ["plain", "tied", "masked"])
def test_stable_matching_of_a_large_cohort(kind, slots):
    problem = instance(kind, 300, 130, slots)

    result = solve(problem, stable=True)

    report = check(problem, result)
    assert report.blocking_pairs == 0 and report.violations == ()
