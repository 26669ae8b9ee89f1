"""Instances to match, from a size and a seed that is the size: numpy only, the same in every environment."""

import numpy as np

FEATURES = 116
KINDS = {
    "realistic": "116 whole-number features, a third of them set; places for 1.15 times the mentees",
    "shortage": "the same with places for 0.9 times the mentees",
    "tied": "a handful of different people, so almost all pairs are worth the same as many others",
    "equal": "every pair is worth the same",
    "popular": "everybody ranks the mentors almost alike",
    "product": "points are one number of the mentee times one of the mentor",
    "cohort": "made-up people through the product's own encoder: twelve kinds of criteria, rules that forbid pairs",
}


def mentors_for(size):
    """Two mentors for five mentees; from 100,000 on three for ten."""
    return max(1, size * 3 // 10 if size >= 100_000 else size * 2 // 5)


def make(kind, size):
    """(mentee features, mentor features, capacity): whole numbers whose products are points 0 … 1,000,000."""
    random = np.random.default_rng(size)
    mentors, slots = mentors_for(size), int((0.9 if kind == "shortage" else 1.15) * size)
    capacity = random.multinomial(slots, np.ones(mentors) / mentors)
    if kind == "tied":
        return random.integers(0, 2, (size, 4)) * 1_000, random.integers(0, 2, (mentors, 4)) * 200, capacity
    if kind == "equal":
        return np.full((size, 1), 500), np.full((mentors, 1), 1_000), capacity
    if kind == "product":
        return random.integers(0, 1_000, (size, 1)), random.integers(0, 1_000, (mentors, 1)), capacity
    if kind == "popular":
        left = np.column_stack((np.ones(size, np.int64), random.integers(0, 30, (size, 8))))
        right = np.column_stack(
            (random.integers(0, 500_000, mentors), random.integers(0, 2_000, (mentors, 8)))
        )
        return left, right, capacity
    wanted = random.integers(0, 90, (size, FEATURES)) * (random.random((size, FEATURES)) < 0.3)
    offered = random.integers(0, 90, (mentors, FEATURES)) * (random.random((mentors, FEATURES)) < 0.3)
    return wanted, offered, capacity


def cohort(size):
    """People, criteria and rules as the add-on reads them from its records; needs `mentoring_program.matching`."""
    from mentoring_program.matching import Cohort, Criterion, Person

    random = np.random.default_rng(size)
    mentors = mentors_for(size)
    places = random.multinomial(int(1.15 * size), np.ones(mentors) / mentors)
    count = size + mentors
    facts = {
        name: random.integers(low, high, count).tolist()
        for name, low, high in (
            ("seniority", 1, 9),
            ("tenure", 0, 6),
            ("department", 1, 40),
            ("job", 1, 60),
            ("location", 1, 9),
            ("zone", 0, 8),
            ("goal", 0, 40),
        )
    }

    def some(high, most):
        return frozenset((1 + random.integers(0, high, random.integers(0, most + 1))).tolist())

    def person(k):
        is_mentor = k >= size
        seniority = facts["seniority"][k]
        return Person(
            key=k + 1,
            employee=k + 1,
            places=int(places[k - size]) if is_mentor else 1,
            seniority=min(8, seniority + 2) if is_mentor else max(1, seniority - 2),
            tenure=facts["tenure"][k],
            department=facts["department"][k],
            job=facts["job"][k],
            location=facts["location"][k],
            tz=((-480, -300, 0, 60, 60, 120, 330, 540)[facts["zone"][k]],),
            languages=some(4, 2) | {1 + facts["zone"][k] % 4},
            skills={skill: int(random.integers(1, 4)) for skill in some(40, 6)},
            topics=some(14, 4),
            goal_department=facts["goal"][k] or None,
        )

    people = [person(k) for k in range(count)]
    params = {"seniority_gap": {"gap_min": 1, "gap_ideal": 2}, "department": {"relation": "different"}}
    kinds = (
        ("skills", 5),
        ("topics", 2),
        ("seniority_gap", 4),
        ("tenure_gap", 1),
        ("department", 1),
        ("location", 1),
        ("timezone", 1),
        ("language", 1),
        ("mentee_wish", 3),
        ("transition", 3),
    )
    wishes = {
        (int(mentee), int(mentor)): int(rank)
        for mentee, mentor, rank in zip(
            random.integers(1, size + 1, size),
            random.integers(size + 1, count + 1, size),
            random.integers(1, 6, size),
            strict=True,
        )
    }
    return Cohort(
        mentees=people[:size],
        mentors=people[size:],
        criteria=[
            Criterion(k, kind, weight, kind == "language", params.get(kind, {}))
            for k, (kind, weight) in enumerate(kinds, 1)
        ],
        wishes=[(*pair, rank) for pair, rank in wishes.items()],
        managers={k + 1: int(random.integers(1, count + 1)) for k in range(count)},
    )
