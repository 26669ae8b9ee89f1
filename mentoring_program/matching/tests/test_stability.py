"""Stability: every blocking pair is found and told with its gains, and the alternative has none."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from mentoring_program.matching import Problem, check, solve, stability
from mentoring_program.matching.tests.strategies import instance, matrices


def by_definition(arguments, pairs):
    """{(mentee, mentor): (gain of each)} of all pairs who would both rather have each other."""
    points, pinned = arguments["points"], set(map(tuple, arguments["pinned"]))
    free = [tuple(pair) for pair in pairs.tolist() if tuple(pair) not in pinned]

    def gives_up(side, who, room):
        mine = [int(points[pair]) for pair in free if pair[side] == who]
        taken = sum(pair[side] == who for pair in pinned)
        if room == taken:
            return None
        return min(mine) if len(mine) == room - taken else -1

    found = {}
    for mentee, mentor in np.argwhere(arguments["allowed"]).tolist():
        if (mentee, mentor) in pinned or (mentee, mentor) in free:
            continue
        sides = (
            gives_up(0, mentee, arguments["wanted"][mentee]),
            gives_up(1, mentor, arguments["capacity"][mentor]),
        )
        value = int(points[mentee, mentor])
        if None not in sides and value > max(sides):
            found[mentee, mentor] = tuple(value - max(side, 0) for side in sides)
    return found


@settings(max_examples=100, deadline=None)
@given(matrices(mentees=8, mentors=6, wanted=2))
def test_blocking_pairs_are_those_of_the_definition(arguments):
    problem = Problem.from_matrix(**arguments, seed=3)
    result = solve(problem)

    said = stability(problem, result)

    gains = {(pair.mentee, pair.mentor): (pair.mentee_gain, pair.mentor_gain) for pair in said.pairs}
    assert gains == by_definition(arguments, result.pairs)
    assert said.count == len(gains) == check(problem, result).blocking_pairs
    assert (said.covered, said.total) == (result.covered, result.total)
    assert by_definition(arguments, said.stable_pairs) == {}
    points = [arguments["points"][mentee, mentor] for mentee, mentor in said.stable_pairs]
    assert said.stable_total == sum(points)
    assert said.stable_covered == len(set(said.stable_pairs[:, 0].tolist())) <= said.covered


@pytest.mark.parametrize("kind", ["plain", "tied", "masked"])
def test_the_list_is_cut_and_the_count_is_not(kind):
    problem = instance(kind, 300, 130, 1.1)
    result = solve(problem)
    worse = replace(result, pairs=result.pairs[10:])

    said = stability(problem, worse, most=7)
    every = stability(problem, worse, most=10**6)

    assert len(every.pairs) == every.count == said.count > 7
    assert said.pairs == every.pairs[:7]
    least = [min(pair.mentee_gain, pair.mentor_gain) for pair in every.pairs]
    assert least == sorted(least, reverse=True) and min(least) >= 0


def test_a_stable_matching_is_its_own_alternative():
    problem = instance("plain", 200, 80, 1.1)
    result = solve(problem, stable=True)

    said = stability(problem, result)

    assert (said.count, said.pairs) == (0, ())
    assert said.stable_pairs.tolist() == result.pairs.tolist()
    assert (said.stable_covered, said.stable_total) == (result.covered, result.total)
