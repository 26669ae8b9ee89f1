"""The decision: rules are kept, and nothing better exists."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from mentoring_program.matching import SCALE, Infeasible, InvalidProblem, Problem, check, solve
from mentoring_program.matching.tests.strategies import every_matching, matrices, problems


@settings(max_examples=150, deadline=None)
@given(matrices(mentees=5, mentors=4))
def test_optimum_equals_brute_force(arguments):
    problem = Problem.from_matrix(**arguments)

    result = solve(problem)

    best = max((covered, total) for covered, total, _worst, _pairs in every_matching(**arguments))
    assert (result.covered, result.total) == best
    assert result.optimal and result.gap == 0
    assert check(problem, result).violations == ()


@settings(max_examples=100, deadline=None)
@given(matrices(mentees=4, mentors=4, wanted=3))
def test_several_mentors_each_equals_brute_force(arguments):
    problem = Problem.from_matrix(**arguments)

    result = solve(problem)

    best = max((covered, total) for covered, total, _worst, _pairs in every_matching(**arguments))
    assert (result.covered, result.total) == best
    report = check(problem, result)
    assert report.optimal and report.violations == ()


@settings(max_examples=100, deadline=None)
@given(matrices(mentees=4, mentors=4, wanted=2))
def test_score_first_equals_brute_force(arguments):
    problem = Problem.from_matrix(**arguments)

    result = solve(problem, objective="score_first")

    best = max((total, covered) for covered, total, _worst, _pairs in every_matching(**arguments))
    assert (result.total, result.covered) == best
    assert check(problem, result).optimal


@settings(max_examples=100, deadline=None)
@given(matrices(mentees=4, mentors=4))
def test_fair_lifts_the_worst_pair_first(arguments):
    problem = Problem.from_matrix(**arguments)

    result = solve(problem, fair=True)

    every = list(every_matching(**arguments))
    most = max(covered for covered, _total, _worst, _pairs in every)
    worst = max(worst for covered, _total, worst, pairs in every if covered == most)
    total = max(total for covered, total, low, _pairs in every if covered == most and low >= worst)
    assert (result.covered, result.total) == (most, total)
    assert check(problem, result).optimal


@settings(max_examples=100, deadline=None)
@given(matrices(mentees=4, mentors=3, wanted=2), st.integers(0, 8))
def test_balance_equals_brute_force(arguments, price):
    problem = Problem.from_matrix(**arguments)

    result = solve(problem, balance=price)

    def worth(total, pairs):
        load = np.bincount([col for _row, col in pairs], minlength=problem.shape[1])
        return total - price * int((load * (load - 1) // 2).sum())

    every = every_matching(**arguments)
    best = max((covered, worth(total, pairs)) for covered, total, _worst, pairs in every)
    assert (result.covered, worth(result.total, result.pairs)) == best
    assert check(problem, result).optimal


@settings(max_examples=60, deadline=None)
@given(matrices(mentees=40, mentors=30, capacity=5, pins=False))
def test_total_equals_scipy(arguments):
    problem = Problem.from_matrix(**arguments)

    result = solve(problem)

    places = np.repeat(np.arange(problem.shape[1]), arguments["capacity"])
    worth = np.where(arguments["allowed"], arguments["points"] + 100 * SCALE, 0)[:, places]
    row, place = linear_sum_assignment(worth, maximize=True)
    assert result.total + 100 * SCALE * result.covered == worth[row, place].sum()


@settings(max_examples=60, deadline=None)
@given(problems(mentees=20, mentors=15, wanted=2))
def test_stable_leaves_no_blocking_pair(problem):
    result = solve(problem, stable=True)

    report = check(problem, result)
    assert report.blocking_pairs == 0
    assert report.violations == ()
    assert result.gap >= 0


@settings(max_examples=80, deadline=None)
@given(matrices(mentees=12, mentors=10, wanted=2), st.randoms())
def test_reading_order_changes_nothing(arguments, random):
    rows, cols = list(range(len(arguments["points"]))), list(range(arguments["points"].shape[1]))
    keys = {"mentee_keys": [f"é{row}" for row in rows], "mentor_keys": [100 + col for col in cols]}
    first = Problem.from_matrix(**arguments, **keys, seed=7)
    random.shuffle(rows)
    random.shuffle(cols)
    shuffled = Problem.from_matrix(
        points=arguments["points"][np.ix_(rows, cols)],
        allowed=arguments["allowed"][np.ix_(rows, cols)],
        capacity=arguments["capacity"][cols],
        wanted=arguments["wanted"][rows],
        pinned=[(rows.index(row), cols.index(col)) for row, col in arguments["pinned"]],
        mentee_keys=[keys["mentee_keys"][row] for row in rows],
        mentor_keys=[keys["mentor_keys"][col] for col in cols],
        seed=7,
    )

    def named(problem, result):
        return sorted((problem.mentee_keys[i], problem.mentor_keys[j]) for i, j in result.pairs)

    assert named(first, solve(first)) == named(shuffled, solve(shuffled))


@settings(max_examples=60, deadline=None)
@given(matrices(mentees=10, mentors=8))
def test_one_more_mentor_never_worsens(arguments):
    with_all = solve(Problem.from_matrix(**arguments))
    arguments["capacity"] = arguments["capacity"].copy()
    used = {col for _row, col in arguments["pinned"]}
    spare = [col for col in range(len(arguments["capacity"])) if col not in used]
    arguments["capacity"][spare[:1]] = 0

    without = solve(Problem.from_matrix(**arguments))

    assert (with_all.covered, with_all.total) >= (without.covered, without.total)


@pytest.mark.parametrize(
    ("shape", "capacity"), [((0, 0), []), ((3, 0), []), ((0, 2), [1, 1]), ((2, 2), [0, 0])]
)
def test_nobody_to_pair_is_an_outcome(shape, capacity):
    problem = Problem.from_matrix(np.zeros(shape, int), np.ones(shape, bool), capacity)

    for options in ({}, {"stable": True}, {"fair": True}, {"objective": "score_first"}):
        result = solve(problem, **options)
        assert (result.covered, result.total, result.optimal) == (0, 0, True)
        assert result.pairs.shape == (0, 2)
        assert check(problem, result).feasible


def test_nobody_eligible_is_an_outcome():
    problem = Problem.from_matrix(np.ones((2, 2)), np.zeros((2, 2), bool), [1, 1])

    assert solve(problem).optimal


def test_cut_short_gives_a_feasible_matching_with_its_gap():
    random = np.random.default_rng(1)
    problem = Problem.from_matrix(random.random((30, 20)), None, [1] * 20)

    result = solve(problem, should_stop=lambda: True)

    report = check(problem, result)
    assert report.violations == ()
    assert not result.optimal
    assert result.total + result.gap >= solve(problem).total


def test_progress_reaches_the_end():
    seen = []

    solve(Problem.from_matrix([[0.5]], [[True]], [1]), progress=seen.append)

    assert seen == sorted(seen) and seen[-1] == 1


@pytest.mark.parametrize(
    ("change", "error", "reason", "keys"),
    [
        ({"points": [[np.nan, 0.5]]}, InvalidProblem, "points", ((0, 0),)),
        ({"points": [[np.inf, 0.5]]}, InvalidProblem, "points", ((0, 0),)),
        ({"points": [[0.5, -0.1]]}, InvalidProblem, "points", ((0, 1),)),
        ({"points": [[1, SCALE + 1]]}, InvalidProblem, "points", ((0, 1),)),
        ({"points": [0.5]}, InvalidProblem, "shape", None),
        ({"allowed": [[True]]}, InvalidProblem, "shape", None),
        ({"capacity": [1]}, InvalidProblem, "shape", None),
        ({"capacity": [1, -1]}, InvalidProblem, "negative_capacity", (1,)),
        ({"capacity": [1, 0.5]}, InvalidProblem, "not_whole", None),
        ({"wanted": [-1]}, InvalidProblem, "negative_wanted", (0,)),
        ({"pinned": [(0, 2)]}, InvalidProblem, "position", None),
        ({"pinned": [(0, 1)], "allowed": [[True, False]]}, Infeasible, "pinned_forbidden", ((0, 1),)),
        ({"pinned": [(0, 1)], "capacity": [1, 0]}, Infeasible, "pinned_over_capacity", (1,)),
        ({"pinned": [(0, 0), (0, 1)]}, Infeasible, "pinned_over_wanted", (0,)),
        ({"mentor_keys": [4, 4]}, InvalidProblem, "duplicate_key", (4,)),
        ({"mentor_keys": [4.5, 4]}, InvalidProblem, "keys", None),
    ],
)
def test_bad_input_is_refused_by_name(change, error, reason, keys):
    arguments = {"points": [[0.5, 0.5]], "allowed": [[True, True]], "capacity": [1, 1], **change}

    with pytest.raises(error) as caught:
        Problem.from_matrix(**arguments)

    assert caught.value.reason == reason
    assert keys is None or caught.value.keys == keys


@pytest.mark.parametrize(
    "options", [{"objective": "best"}, {"balance": -1}, {"objective": "score_first", "fair": True}]
)
def test_unknown_options_are_refused(options):
    with pytest.raises(InvalidProblem):
        solve(Problem.from_matrix([[0.5]], [[True]], [1]), **options)
