"""Reasons: contributions add up, every unmatched mentee has a word, place values and losses are exact."""

import numpy as np
import pytest
from hypothesis import given, settings

from mentoring_program.matching import (
    InvalidProblem,
    Problem,
    Result,
    check,
    explain,
    pack,
    solve,
    unpack,
)
from mentoring_program.matching.result import keyed_pairs
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


@settings(max_examples=60, deadline=None)
@given(problems(mentees=8, mentors=6, wanted=2))
def test_bytes_round_trip(problem):
    result = solve(problem)

    again, same = unpack(pack(problem, result))

    assert again.to_bytes() == problem.to_bytes()
    assert same.to_bytes() == result.to_bytes()
    assert check(again, same) == check(problem, result)
    assert solve(again).pairs.tolist() == result.pairs.tolist()
    keys = [(problem.mentee_keys[i], problem.mentor_keys[j]) for i, j in result.pairs.tolist()]
    assert keyed_pairs(pack(problem, result)) == keys


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
    for read in (unpack, keyed_pairs):
        with pytest.raises(InvalidProblem):
            read(data)


def test_a_result_of_another_problem_is_refused():
    small = Problem.from_matrix(np.ones((1, 1)), None, [1])
    large = Problem.from_matrix(np.ones((3, 3)), None, [1, 1, 1])

    with pytest.raises(InvalidProblem):
        Result.from_bytes(small, solve(large).to_bytes())
