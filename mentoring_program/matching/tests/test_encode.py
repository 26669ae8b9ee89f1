"""From people to points: each kind's fraction, unknown data, masks, and the same words for every refusal."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentoring_program.matching import (
    KINDS,
    SCALE,
    Cohort,
    Criterion,
    InvalidProblem,
    Person,
    Problem,
    check,
    encode,
    evidence,
    explain,
    refusals,
    solve,
)


def mentee(key=1, **facts):
    return Person(key=key, employee=key, places=1, **facts)


def mentor(key=11, **facts):
    return Person(key=key, employee=key, places=1, **facts)


def points_of(kind, a, b, params=None, direction="traditional", **cohort):
    """Points of one pair under one criterion of weight 1; -1 when it is required and not met."""
    found = []
    for required in (False, True):
        criterion = Criterion(key=5, kind=kind, weight=1, required=required, params=params or {})
        problem = encode(Cohort([a], [b], [criterion], direction=direction, **cohort))
        found.append(int(problem.scores(np.array([0]))[0, 0]))
    return found[0] / SCALE, found[1] >= 0


@pytest.mark.parametrize(
    ("kind", "params", "asking", "offering", "fraction", "allowed"),
    [
        ("skills", {}, {"skills": {1: 3, 2: 1}}, {"skills": {1: 2, 2: 3}}, (3 * 2 / 3 + 1) / 4, True),
        ("skills", {}, {"skills": {1: 3}}, {"skills": {2: 3}}, 0, False),
        ("skills", {}, {"skills": {1: 3}}, {}, 0, True),
        ("skills", {}, {}, {"skills": {1: 3}}, 0, True),
        ("topics", {}, {"topics": frozenset((1, 2, 3))}, {"topics": frozenset((2, 9))}, 1 / 3, True),
        ("topics", {}, {"topics": frozenset((1,))}, {"topics": frozenset((9,))}, 0, False),
        ("seniority_gap", {"gap_min": 1, "gap_ideal": 3}, {"seniority": 2}, {"seniority": 4}, 1 / 2, True),
        ("seniority_gap", {"gap_min": 1, "gap_ideal": 3}, {"seniority": 2}, {"seniority": 9}, 1, True),
        ("seniority_gap", {"gap_min": 1, "gap_ideal": 3}, {"seniority": 2}, {"seniority": 3}, 0, True),
        ("seniority_gap", {"gap_min": 1, "gap_ideal": 3}, {"seniority": 2}, {"seniority": 2}, 0, False),
        ("tenure_gap", {"gap_min": 0, "gap_ideal": 4}, {"tenure": 1}, {}, 0, True),
        ("department", {"relation": "same"}, {"department": 1}, {"department": 1}, 1, True),
        ("department", {"relation": "different"}, {"department": 1}, {"department": 1}, 0, False),
        ("location", {"relation": "same"}, {"location": 1}, {"location": 2}, 0, False),
        ("location", {"relation": "different"}, {"location": 1}, {"location": 2}, 1, True),
        ("location", {"relation": "different"}, {"location": 1}, {}, 0, True),
        ("timezone", {"hours": 4}, {"tz": (60,)}, {"tz": (-120,)}, 5 / 8, True),
        ("timezone", {"hours": 6}, {"tz": (60,)}, {"tz": (-120,)}, 5 / 8, False),
        ("timezone", {}, {"tz": (720,)}, {"tz": (-660,)}, 7 / 8, True),
        ("language", {}, {"languages": frozenset((1, 2))}, {"languages": frozenset((2,))}, 1, True),
        ("language", {}, {"languages": frozenset((1,))}, {"languages": frozenset((2,))}, 0, False),
        ("language", {}, {"languages": frozenset((1,))}, {}, 0, True),
        ("transition", {}, {"goal_department": 3}, {"department": 3}, 1, True),
        ("transition", {}, {"goal_department": 3, "goal_job": 4}, {"department": 3, "job": 5}, 1 / 2, True),
        ("transition", {}, {"goal_department": 3}, {"department": 4, "job": 3}, 0, False),
        ("transition", {}, {"goal_job": 3}, {"department": 4}, 0, True),
        (
            "survey",
            {"question": 7},
            {"answers": {7: ("choice", (1, 2))}},
            {"answers": {7: ("choice", (2,))}},
            0.5,
            True,
        ),
        (
            "survey",
            {"question": 7, "relation": "different"},
            {"answers": {7: ("choice", (1, 2))}},
            {"answers": {7: ("choice", (2,))}},
            0.5,
            True,
        ),
        (
            "survey",
            {"question": 7, "relation": "different"},
            {"answers": {7: ("choice", (1,))}},
            {"answers": {7: ("choice", (1,))}},
            0,
            False,
        ),
        ("survey", {"question": 7}, {"answers": {7: ("choice", (1,))}}, {}, 0, True),
        (
            "survey",
            {"question": 7, "low": 1, "high": 5},
            {"answers": {7: ("number", 2)}},
            {"answers": {7: ("number", 3)}},
            0.75,
            True,
        ),
        (
            "survey",
            {"question": 7, "low": 1, "high": 5},
            {"answers": {7: ("number", 1)}},
            {"answers": {7: ("number", 5)}},
            0,
            False,
        ),
    ],
)
def test_fraction_and_requirement_of_each_kind(kind, params, asking, offering, fraction, allowed):
    found, is_allowed = points_of(kind, mentee(**asking), mentor(**offering), params)

    assert found == pytest.approx(fraction, abs=3e-6)
    assert is_allowed is allowed


@pytest.mark.parametrize(("kind", "by", "other"), [("mentee_wish", 1, 11), ("mentor_wish", 11, 1)])
def test_wishes_count_by_rank_and_exclude_only_who_wished(kind, by, other):
    for rank, fraction in ((1, 1), (2, 0.8), (3, 0.6), (4, 0.4), (5, 0.2)):
        assert points_of(kind, mentee(), mentor(), wishes=[(by, other, rank)]) == (fraction, True)
    assert points_of(kind, mentee(), mentor()) == (0, True)

    people = [mentee(1), mentee(2)], [mentor(11), mentor(12)]
    criterion = Criterion(key=5, kind=kind, weight=1, required=True)
    cohort = Cohort(*people, [criterion], wishes=[(by, other, 1)])
    apart = (1, 12) if kind == "mentee_wish" else (2, 11)
    assert refusals(cohort, *apart) == (("required", 5),)
    assert refusals(cohort, 1, 11) == refusals(cohort, 2, 12) == ()


def test_reverse_turns_the_gap_round_and_peer_ignores_it():
    junior, senior = mentee(seniority=2), mentor(seniority=5)
    params = {"gap_min": 1, "gap_ideal": 3}

    assert points_of("seniority_gap", junior, senior, params) == (1, True)
    assert points_of("seniority_gap", junior, senior, params, direction="reverse") == (0, False)
    gap = Criterion(key=1, kind="seniority_gap", weight=5, required=True, params=params)
    topic = Criterion(key=2, kind="topics", weight=1)
    pair = (
        replace(senior, topics=frozenset((1,))),
        replace(junior, key=12, employee=12, topics=frozenset((1,))),
    )
    assert (
        encode(Cohort([pair[0]], [pair[1]], [gap, topic], direction="peer")).scores(np.array([0]))[0, 0]
        == SCALE
    )


def test_weight_zero_still_excludes_and_zero_everywhere_is_refused():
    people = [mentee(topics=frozenset((1,)), languages=frozenset((1,)))], [mentor(languages=frozenset((2,)))]
    language = Criterion(key=1, kind="language", weight=0, required=True)

    problem = encode(Cohort(*people, [language, Criterion(key=2, kind="topics", weight=1)]))

    assert problem.scores(np.array([0]))[0, 0] == -1
    with pytest.raises(InvalidProblem) as caught:
        encode(Cohort(*people, [language]))
    assert (caught.value.reason, caught.value.keys) == ("no_weight", (1,))


@pytest.mark.parametrize("count", [3, 200])
def test_required_skills_with_few_or_many_skills(count):
    mentees = [mentee(k, skills={k: 3}) for k in range(1, count)]
    mentors = [mentor(1000 + k, skills={k: 1}) for k in range(1, count)] + [mentor(999)]
    cohort = Cohort(mentees, mentors, [Criterion(key=1, kind="skills", weight=1, required=True)])

    problem = encode(cohort)

    allowed = problem.scores(np.arange(len(mentees))) >= 0
    assert (allowed.sum(axis=1) == 2).all()
    assert solve(problem).covered == len(mentees)


@pytest.mark.parametrize("count", [3, 100])
def test_required_department_with_few_or_many_departments(count):
    mentees = [mentee(k, department=k) for k in range(1, count)] + [mentee(500)]
    mentors = [mentor(1000 + k, department=k) for k in range(1, count)] + [mentor(999)]
    cohort = Cohort(mentees, mentors, [Criterion(key=1, kind="department", weight=1, required=True)])

    problem = encode(cohort)

    allowed = problem.scores(np.arange(len(mentees))) >= 0
    assert sorted(allowed.sum(axis=1).tolist()) == [2] * (count - 1) + [count]


def test_hard_rules_are_named():
    managers = {1: 2, 2: 3, 3: 1, 4: 11}  # 1, 2 and 3 report in a circle; mentee 4 reports to mentor 11
    mentees = [replace(mentee(k, topics=frozenset((1,)))) for k in (1, 4, 5, 6)]
    mentors = [mentor(11, topics=frozenset((1,))), replace(mentor(12), employee=5), replace(mentor(13), employee=3),
               replace(mentor(14), places=0, topics=frozenset((1,)))]  # fmt: skip
    cohort = Cohort(
        mentees,
        mentors,
        [Criterion(key=1, kind="topics", weight=1)],
        managers=managers,
        forbidden={"avoided": [(6, 11), (99, 11)], "declined": [(6, 11)]},
        minimum=50,
    )

    assert refusals(cohort, 1, 11) == ()
    assert refusals(cohort, 4, 11) == ("reporting_line",)
    assert refusals(cohort, 1, 13) == ("reporting_line", "minimum")
    assert refusals(cohort, 5, 12) == ("same_person", "minimum")
    assert refusals(cohort, 6, 11) == ("avoided", "declined")
    assert refusals(cohort, 1, 14) == ("no_places",)
    assert refusals(replace(cohort, exclude_reporting_line=False), 4, 11) == ()
    with pytest.raises(InvalidProblem):
        refusals(cohort, 1, 99)


def test_evidence_is_what_both_sides_said():
    asks = mentee(skills={1: 3, 2: 1}, topics=frozenset((4, 5)), languages=frozenset((8, 9)), seniority=2, tz=(0,),
                  goal_job=6, answers={3: ("choice", (1, 2))})  # fmt: skip
    offers = mentor(skills={1: 2}, topics=frozenset((5,)), languages=frozenset((9,)), seniority=5, tz=(60,), job=6,
                    answers={3: ("choice", (2,))})  # fmt: skip
    kinds = (
        "skills",
        "topics",
        "language",
        "seniority_gap",
        "tenure_gap",
        "timezone",
        "transition",
        "mentee_wish",
    )
    criteria = [Criterion(key=k, kind=kind, weight=1) for k, kind in enumerate(kinds)]
    criteria.append(Criterion(key=20, kind="survey", weight=1, params={"question": 3}))

    found = evidence(Cohort([asks], [offers], criteria, wishes=[(1, 11, 2)]), 1, 11)

    assert found == {
        0: ((1, 3, 2),),
        1: (5,),
        2: (9,),
        3: (2, 5),
        5: (420,),
        6: (("job", 6),),
        7: (2,),
        20: (2,),
    }


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"criteria": [Criterion(1, "astrology", 1)]}, "unknown_kind"),
        ({"criteria": [Criterion(1, "topics", float("nan"))]}, "weight"),
        ({"criteria": [Criterion(1, "topics", -1)]}, "weight"),
        ({"criteria": [Criterion(1, "topics", 1), Criterion(1, "skills", 1)]}, "duplicate_key"),
        ({"criteria": []}, "no_weight"),
        ({"mentees": [mentee(), mentee()]}, "duplicate_key"),
        ({"mentees": [mentee(skills={1: 4})]}, "person"),
        ({"mentees": [mentee(answers={1: ("number", float("inf"))})]}, "person"),
        ({"pinned": [(1, 99)]}, "unknown_key"),
        ({"wishes": [(1, 11, 6)]}, "wish_rank"),
        ({"direction": "sideways"}, "direction"),
        ({"minimum": float("nan")}, "minimum"),
    ],
)
def test_what_no_run_can_mean_is_refused(change, reason):
    cohort = replace(Cohort([mentee()], [mentor()], [Criterion(1, "topics", 1)]), **change)

    with pytest.raises(InvalidProblem) as caught:
        encode(cohort)
    assert caught.value.reason == reason


@st.composite
def people(draw, first, count):
    def one(key):
        maybe = lambda strategy: draw(st.none() | strategy)  # noqa: E731
        small = st.integers(1, 4)
        return Person(
            key=key,
            employee=draw(st.integers(0, 12)),
            places=draw(st.integers(0, 3)),
            seniority=maybe(small),
            tenure=maybe(small),
            department=maybe(small),
            job=maybe(small),
            location=maybe(small),
            tz=maybe(st.sampled_from([(-480,), (0,), (60,), (600,)])),
            languages=draw(st.frozensets(small, max_size=2)),
            skills=draw(st.dictionaries(small, st.integers(1, 3), max_size=3)),
            topics=draw(st.frozensets(small, max_size=3)),
            answers=draw(
                st.dictionaries(st.just(1), st.tuples(st.just("choice"), st.tuples(small)), max_size=1)
            ),
            goal_department=maybe(small),
            goal_job=maybe(small),
        )

    return [one(first + k) for k in range(draw(st.integers(0, count)))]


@st.composite
def cohorts(draw):
    mentees, mentors = draw(people(1, 5)), draw(people(101, 4))
    keys = [person.key for person in mentees + mentors]
    mixed = (
        st.tuples(st.sampled_from(keys), st.sampled_from(keys), st.integers(1, 5)) if keys else st.nothing()
    )
    return Cohort(
        mentees=mentees,
        mentors=mentors,
        criteria=[
            Criterion(
                k, kind, draw(st.sampled_from((0, 1, 2.5, 10))), draw(st.integers(0, 9)) == 0, {"question": 1}
            )
            for k, kind in enumerate(KINDS)
        ]
        + [Criterion(99, "topics", 1)],
        direction=draw(st.sampled_from(("traditional", "reverse", "peer"))),
        wishes=draw(st.lists(mixed, max_size=4)) if keys else (),
        forbidden={"avoided": [pair[:2] for pair in draw(st.lists(mixed, max_size=3))] if keys else []},
        managers=draw(st.dictionaries(st.integers(1, 12), st.integers(1, 12), max_size=8)),
        minimum=draw(st.sampled_from((0, 20))),
        seed=draw(st.integers(0, 5)),
    )


@settings(max_examples=50, deadline=None)
@given(cohorts())
def test_whole_road_from_people_to_reasons(cohort):
    problem = encode(cohort)
    result = solve(problem)

    report = check(problem, result)
    said = explain(problem, result)

    assert report.violations == () and report.optimal
    assert sum(said.points) == result.total
    scores = problem.scores(np.arange(problem.shape[0]))[np.argsort(problem.mentee_order)]
    scores = scores[:, np.argsort(problem.mentor_order)]
    assert ((scores >= -1) & (scores <= SCALE)).all()
    for i, asking in enumerate(cohort.mentees):
        for j, offering in enumerate(cohort.mentors):
            words = set(refusals(cohort, asking.key, offering.key)) - {"no_places"}
            assert (scores[i, j] >= 0) == (not words)
            facts = evidence(cohort, asking.key, offering.key)
            assert facts.keys() <= {criterion.key for criterion in cohort.criteria}
    for (i, j), parts in zip(said.pairs.tolist(), said.contributions, strict=True):
        assert parts.keys() <= evidence(cohort, cohort.mentees[i].key, cohort.mentors[j].key).keys()


@settings(max_examples=30, deadline=None)
@given(cohorts(), st.randoms())
def test_reading_order_of_people_changes_nothing(cohort, random):
    def named(cohort):
        problem = encode(cohort)
        return sorted(
            (int(problem.mentee_keys[i]), int(problem.mentor_keys[j])) for i, j in solve(problem).pairs
        )

    shuffled = replace(
        cohort,
        mentees=random.sample(cohort.mentees, len(cohort.mentees)),
        mentors=random.sample(cohort.mentors, len(cohort.mentors)),
        criteria=random.sample(cohort.criteria, len(cohort.criteria)),
    )
    assert named(shuffled) == named(cohort)


@settings(max_examples=20, deadline=None)
@given(cohorts(), st.sampled_from((0.5, 3, 7)))
def test_scaling_all_weights_changes_nothing(cohort, factor):
    scaled = replace(
        cohort,
        criteria=[replace(criterion, weight=criterion.weight * factor) for criterion in cohort.criteria],
    )

    assert encode(scaled).to_bytes() == encode(cohort).to_bytes()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_features_and_matrix_are_the_same_problem(seed):
    random = np.random.default_rng(seed)
    rows, cols, width = (int(random.integers(1, limit)) for limit in (12, 9, 5))
    left, right = random.integers(0, 200, (rows, width)), random.integers(0, 200, (cols, width))
    extra = random.integers(0, rows, 6), random.integers(0, cols, 6), random.integers(0, 9000, 6)
    banned = random.integers(0, rows, 4), random.integers(0, cols, 4)
    masks = random.integers(0, 8, (rows, 2)), random.integers(0, 8, (cols, 2))
    capacity = random.integers(0, 3, cols)
    sparse = Problem.from_features(
        left,
        right,
        capacity,
        bonus={"wish": extra},
        forbidden=banned,
        mentee_masks=masks[0],
        mentor_masks=masks[1],
        required=[("half", 9000)],
        minimum=12000,
        blocks={"half": slice(0, (width + 1) // 2)},
    )

    points = left @ right.T
    np.add.at(points, extra[:2], extra[2])
    allowed = (left[:, : (width + 1) // 2] @ right[:, : (width + 1) // 2].T >= 9000) & (points >= 12000)
    allowed[banned] = False
    for k in range(2):
        allowed &= (masks[0][:, None, k] & masks[1][None, :, k]) != 0
    dense = Problem.from_matrix(points, allowed, capacity)

    first, second = solve(sparse), solve(dense)
    assert first.pairs.tolist() == second.pairs.tolist() and first.total == second.total
    assert check(sparse, first) == check(dense, second)
    assert solve(Problem.from_bytes(sparse.to_bytes())).pairs.tolist() == first.pairs.tolist()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"mentee_features": [[0.5]]}, "not_whole"),
        ({"mentee_features": [[np.nan]]}, "not_whole"),
        ({"mentee_features": [[1, 2]]}, "shape"),
        ({"mentee_features": [[-1]]}, "points"),
        ({"mentee_features": [[SCALE]], "mentor_features": [[2]]}, "points"),
        ({"bonus": ([0], [0], [SCALE])}, "points"),
        ({"bonus": ([0], [9], [1])}, "position"),
        ({"mentee_masks": [1]}, "shape"),
        ({"required": [("nothing", 1)]}, "unknown_block"),
        ({"minimum": -1}, "minimum"),
        ({"blocks": {"a": slice(0, 1), "b": slice(0, 1)}}, "blocks_overlap"),
    ],
)
def test_bad_features_are_refused(change, reason):
    arguments = {"mentee_features": [[1]], "mentor_features": [[1]], "capacity": [1], **change}

    with pytest.raises(InvalidProblem) as caught:
        Problem.from_features(**arguments)
    assert caught.value.reason == reason
