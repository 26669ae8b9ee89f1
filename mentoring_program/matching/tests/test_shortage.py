"""Shortages: the sets are minimal and add up, and the mentor who is missing is described by what would earn points."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings

from mentoring_program.matching import (
    SCALE,
    Cohort,
    Criterion,
    Person,
    Problem,
    encode,
    explain,
    missing_mentor,
    solve,
)
from mentoring_program.matching.explain import contributions
from mentoring_program.matching.tests.strategies import matrices
from mentoring_program.matching.tests.test_encode import cohorts


def neighbours(arguments, mentees):
    """Mentors with places who are allowed for any of the mentees."""
    reached = arguments["allowed"][list(mentees)].any(axis=0) & (np.asarray(arguments["capacity"]) > 0)
    return set(np.flatnonzero(reached).tolist())


@settings(max_examples=100, deadline=None)
@given(matrices(mentees=9, mentors=6, pins=False))
def test_each_shortage_is_closed_minimal_and_counted(arguments):
    problem = Problem.from_matrix(**arguments)
    result = solve(problem)
    said = explain(problem, result)
    places = np.asarray(arguments["capacity"])
    uncovered = {item.mentee for item in said.unmatched if isinstance(item.reason, tuple)}

    for group in said.hall:
        assert neighbours(arguments, group.mentees) == set(group.mentors)
        assert group.places == int(places[list(group.mentors)].sum())
        assert group.missing == len(group.mentees) - group.places > 0
        assert group.missing == len(uncovered & set(group.mentees))
        for size in range(
            1, len(group.mentees)
        ):  # no part of it that somebody is missing in is closed by itself
            for part in itertools.combinations(group.mentees, size):
                if not uncovered & set(group.mentees) <= set(part):
                    continue
                reached = neighbours(arguments, part)
                assert len(part) - int(places[list(reached)].sum()) < group.missing
    shared = [mentor for group in said.hall for mentor in group.mentors]
    assert len(shared) == len(set(shared))


@settings(max_examples=15, deadline=None)
@given(cohorts())
def test_a_trait_earns_what_a_mentor_who_has_nothing_else_would_earn(cohort):
    mentees = cohort.mentees
    for trait in missing_mentor(cohort, [person.key for person in mentees]):
        facts = {
            "skills": lambda value: {"skills": {value: 3}},
            "topics": lambda value: {"topics": frozenset((value,))},
            "language": lambda value: {"languages": frozenset((value,))},
            "seniority_gap": lambda value: {"seniority": value},
            "tenure_gap": lambda value: {"tenure": value},
            "timezone": lambda value: {"tz": (value,)},
            "transition": lambda value: {value[0]: value[1]},
        }.get(trait.kind, lambda value, kind=trait.kind: {kind: value})
        if trait.kind == "survey":
            continue
        new = Person(key=10**6, employee=0, places=1, **facts(trait.value))
        problem = encode(Cohort(mentees, [new], cohort.criteria, direction=cohort.direction))
        parts = contributions(problem, np.array([(k, 0) for k in range(len(mentees))]))
        earned = sum(part.get(trait.criterion, 0) for part in parts) / len(mentees)
        assert trait.points == pytest.approx(earned, abs=5)
        assert 0 < trait.mentees <= len(mentees) and trait.points <= SCALE


def test_the_missing_mentor_speaks_their_language_and_knows_what_they_ask_for():
    mentees = [
        Person(key=k, employee=k, places=1, languages=frozenset((5,)), skills={8: 3, 9: 1}, department=3)
        for k in (1, 2, 3)
    ]
    mentors = [
        Person(key=11, employee=11, places=1, languages=frozenset((5, 6)), skills={8: 1}, department=4),
        Person(key=12, employee=12, places=9, languages=frozenset((6,)), skills={8: 3}, department=3),
    ]
    criteria = [
        Criterion(1, "language", 1, required=True),
        Criterion(2, "skills", 3),
        Criterion(3, "department", 1, params={"relation": "same"}),
    ]
    cohort = Cohort(mentees, mentors, criteria)
    problem = encode(cohort)
    (group,) = explain(problem, solve(problem)).hall
    assert (group.places, group.missing, group.mentors) == (1, 2, (0,))

    traits = missing_mentor(cohort, [mentees[k].key for k in group.mentees])

    assert [(trait.kind, trait.value, trait.mentees) for trait in traits] == [
        ("language", 5, 3),
        ("skills", 8, 3),
        ("skills", 9, 3),
        ("department", 3, 3),
    ]
    assert traits[0].required and traits[1].points == pytest.approx(0.6 * 0.75 * SCALE, abs=3)
