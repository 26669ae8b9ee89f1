"""What must hold for any cohort: facts nobody asks for, one more mentor, a reason for everybody, never below greed."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mentoring_program.matching import Criterion, encode, explain, solve
from mentoring_program.matching.tests.strategies import problems
from mentoring_program.matching.tests.test_encode import cohorts, people

FACTS = {  # what each kind of criterion asks of people
    "skills": {"skills"},
    "topics": {"topics"},
    "seniority_gap": {"seniority"},
    "tenure_gap": {"tenure"},
    "department": {"department"},
    "location": {"location"},
    "timezone": {"tz"},
    "language": {"languages"},
    "transition": {"goal_department", "goal_job", "department", "job"},
    "survey": {"answers"},
}
EVERY = set().union(*FACTS.values())


def shuffled(persons, facts, random):
    """The people, each with the facts of somebody among them."""
    others = random.sample(persons, len(persons))
    return [
        replace(person, **{name: getattr(other, name) for name in facts})
        for person, other in zip(persons, others, strict=True)
    ]


@settings(max_examples=60, deadline=None)
@given(cohorts(), st.sets(st.sampled_from(sorted(FACTS))), st.randoms())
def test_what_no_criterion_asks_for_changes_nothing_whoever_has_it(cohort, asked, random):
    kept = [criterion for criterion in cohort.criteria if criterion.kind in asked]
    cohort = replace(cohort, criteria=[*kept, Criterion(key=100, kind="mentee_wish", weight=1)])
    used = set().union(
        *(
            FACTS.get(criterion.kind, set())
            for criterion in cohort.criteria
            if criterion.weight or criterion.required
        )
    )
    unused = EVERY - used

    other = replace(
        cohort,
        mentees=shuffled(cohort.mentees, unused, random),
        mentors=shuffled(cohort.mentors, unused, random),
    )

    assert solve(encode(other)).to_bytes() == solve(encode(cohort)).to_bytes()
    assert encode(other).to_bytes() == encode(cohort).to_bytes()


@settings(max_examples=60, deadline=None)
@given(cohorts(), people(201, 2))
def test_more_mentors_never_lower_the_outcome(cohort, more):
    before = solve(encode(cohort))

    after = solve(encode(replace(cohort, mentors=[*cohort.mentors, *more])))

    assert (after.covered, after.total) >= (before.covered, before.total)


@settings(max_examples=60, deadline=None)
@given(cohorts())
def test_everybody_without_a_mentor_has_a_reason(cohort):
    problem = encode(cohort)
    result = solve(problem)

    said = explain(problem, result)

    asking = {position for position, person in enumerate(cohort.mentees) if person.places}
    without = asking - set(result.pairs[:, 0].tolist())
    assert sorted(one.mentee for one in said.unmatched) == sorted(without)
    assert all(one.reason for one in said.unmatched)


@settings(max_examples=60, deadline=None)
@given(problems(mentees=20, mentors=15, wanted=2))
def test_never_below_who_takes_the_best_pair_left_again_and_again(problem):
    result = solve(problem)

    scores = problem.scores(np.arange(problem.shape[0]))
    wanted, room = problem.wanted.copy(), problem.capacity.copy()
    for row, col in problem.pinned.tolist():
        wanted[row] -= 1
        room[col] -= 1
    pairs = [tuple(pair) for pair in problem.pinned.tolist()]
    for cell in np.argsort(-scores, axis=None, kind="stable").tolist():
        row, col = divmod(cell, problem.shape[1])
        if scores[row, col] >= 0 and wanted[row] and room[col] and (row, col) not in pairs:
            pairs.append((row, col))
            wanted[row] -= 1
            room[col] -= 1
    covered = len({row for row, _col in pairs})
    total = sum(int(scores[pair]) for pair in pairs)
    assert (result.covered, result.total) >= (covered, total)
