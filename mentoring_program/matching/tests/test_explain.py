"""Reasons: contributions add up, every unmatched mentee has a word, place values and losses are exact."""

import numpy as np
import pytest
from hypothesis import given, settings

from mentoring_program.matching import (
    Infeasible,
    InvalidProblem,
    Problem,
    Result,
    check,
    counterfactual,
    explain,
    pack,
    repair,
    solve,
    unpack,
)
from mentoring_program.matching.tests.strategies import matrices, problems


@settings(max_examples=80, deadline=None)
@given(problems(mentees=12, mentors=8, wanted=2))
def test_every_point_and_every_unmatched_mentee_is_explained(problem):
    result = solve(problem)

    said = explain(problem, result)

    assert sum(said.points) == result.total
    assert all(
        sum(parts.values()) == points for parts, points in zip(said.contributions, said.points, strict=True)
    )
    assert len(said.unmatched) == problem.shape[0] - result.covered
    for item in said.unmatched:
        if isinstance(item.reason, tuple):
            word, index = item.reason
            assert word == "hall" and item.mentee in said.hall[index].mentees
        else:
            assert item.reason in ("no_allowed_mentor", "no_free_place")
    hall_missing = sum(group.missing for group in said.hall)
    assert hall_missing == sum(isinstance(item.reason, tuple) for item in said.unmatched)


@settings(max_examples=60, deadline=None)
@given(matrices(mentees=6, mentors=4, wanted=2, pins=False))
def test_place_values_are_what_a_new_solve_finds(arguments):
    problem = Problem.from_matrix(**arguments)
    result = solve(problem)

    for place in explain(problem, result).places:
        for step, stated in ((1, place.gain), (-1, place.loss)):
            capacity = arguments["capacity"].copy()
            capacity[place.mentor] += step
            if capacity[place.mentor] < 0:
                assert stated is None
                continue
            other = solve(Problem.from_matrix(**{**arguments, "capacity": capacity}))
            change = (other.covered - result.covered, other.total - result.total)
            assert stated == (step * change[0], step * change[1])


@settings(max_examples=40, deadline=None)
@given(problems(mentees=6, mentors=4))
def test_counterfactual_is_what_pinning_gives(problem):
    result = solve(problem)

    for mentee in range(problem.shape[0]):
        for said in counterfactual(problem, result, mentee):
            forced = solve(problem.amended(pinned=[(mentee, said.mentor)]))
            assert (said.covered_loss, said.points_loss) == (
                result.covered - forced.covered,
                result.total - forced.total,
            )
            assert said.covered_loss > 0 or said.points_loss >= 0


def test_counterfactual_of_a_forbidden_pair_is_refused():
    problem = Problem.from_matrix([[0.5, 0.5]], [[True, False]], [1, 1], mentor_keys=[7, 8])

    with pytest.raises(Infeasible) as caught:
        counterfactual(problem, solve(problem), 0, 1)
    assert caught.value.keys == ((0, 8),)


@settings(max_examples=60, deadline=None)
@given(problems(mentees=10, mentors=8, pins=False))
def test_repair_keeps_the_others_and_reoptimising_is_never_worse(problem):
    result = solve(problem)
    if not len(result.pairs):
        return
    lost = tuple(result.pairs[0].tolist())

    kept = repair(problem, result, declined=[lost])
    anew = repair(problem, result, declined=[lost], keep=())

    assert set(map(tuple, result.pairs[1:].tolist())) <= set(map(tuple, kept.pairs.tolist()))
    assert lost not in set(map(tuple, kept.pairs.tolist())) | set(map(tuple, anew.pairs.tolist()))
    assert (anew.covered, anew.total) >= (kept.covered, kept.total)
    for new in (kept, anew):
        assert check(problem, new).violations == () and new.optimal


def test_repair_after_a_mentor_left():
    problem = Problem.from_matrix([[0.9, 0.5], [0.8, 0.1]], None, [2, 1])
    result = solve(problem)

    new = repair(problem, result, without=[("mentor", 0)])

    assert new.pairs.tolist() == [[0, 1]]
    assert check(problem, new).optimal


@settings(max_examples=60, deadline=None)
@given(problems(mentees=8, mentors=6, wanted=2))
def test_bytes_round_trip(problem):
    result = solve(problem)

    again, same = unpack(pack(problem, result))

    assert again.to_bytes() == problem.to_bytes()
    assert same.to_bytes() == result.to_bytes()
    assert check(again, same) == check(problem, result)
    assert solve(again).pairs.tolist() == result.pairs.tolist()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no zip",
        None,
        pack(Problem.from_matrix([[1]], None, [1]), solve(Problem.from_matrix([[1]], None, [1])))[:-30],
    ],
)
def test_other_bytes_are_refused(data):
    with pytest.raises(InvalidProblem):
        unpack(data)


def test_a_result_of_another_problem_is_refused():
    small = Problem.from_matrix(np.ones((1, 1)), None, [1])
    large = Problem.from_matrix(np.ones((3, 3)), None, [1, 1, 1])

    with pytest.raises(InvalidProblem):
        Result.from_bytes(small, solve(large).to_bytes())
