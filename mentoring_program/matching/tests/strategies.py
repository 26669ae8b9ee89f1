"""Small random problems, with ties, shortages, pins and nobody at all."""

import itertools

import numpy as np
from hypothesis import strategies as st

from mentoring_program.matching import SCALE, Problem


@st.composite
def matrices(draw, mentees=6, mentors=5, wanted=1, capacity=3, pins=True):
    """Arguments of Problem.from_matrix that are never refused."""
    shape = draw(st.integers(0, mentees)), draw(st.integers(0, mentors))
    seed = draw(st.integers(0, 2**32 - 1))
    random = np.random.default_rng(seed)
    top = draw(st.sampled_from((1, 3, 20, SCALE)))
    points = random.integers(0, top + 1, shape)
    if draw(st.booleans()):  # popular mentors: everybody wants the same
        points = points // 2 + (np.arange(shape[1]) * top // max(1, 2 * shape[1]))
    allowed = random.random(shape) < draw(st.sampled_from((0.2, 0.5, 0.9, 1.0)))
    places = random.integers(0, capacity + 1, shape[1])
    wants = random.integers(1, wanted + 1, shape[0])
    pinned = []
    if pins:
        for row, col in itertools.islice(np.argwhere(allowed & (random.random(shape) < 0.1)).tolist(), 2):
            held = sum(pin[0] == row for pin in pinned), sum(pin[1] == col for pin in pinned)
            if held[0] < wants[row] and held[1] < places[col]:
                pinned.append((row, col))
    return {"points": points, "allowed": allowed, "capacity": places, "wanted": wants, "pinned": pinned}


@st.composite
def problems(draw, **options):
    return Problem.from_matrix(**draw(matrices(**options)), seed=draw(st.integers(0, 3)))


def every_matching(points, allowed, capacity, wanted, pinned):
    """(mentees covered, total, worst free pair, pairs) of every matching there is."""
    mentees, mentors = points.shape
    options = []
    for row in range(mentees):
        fixed = {col for pinned_row, col in pinned if pinned_row == row}
        mine = [col for col in range(mentors) if allowed[row, col]]
        options.append(
            [
                chosen
                for size in range(int(wanted[row]) + 1)
                for chosen in itertools.combinations(mine, size)
                if fixed <= set(chosen)
            ]
        )

    def extend(row, places, chosen):
        if row == mentees:
            yield chosen
            return
        for cols in options[row]:
            if all(places[col] for col in cols):
                left = list(places)
                for col in cols:
                    left[col] -= 1
                yield from extend(row + 1, left, chosen + [(row, col) for col in cols])

    for pairs in extend(0, list(capacity), []):
        total = sum(int(points[pair]) for pair in pairs)
        free = [int(points[pair]) for pair in pairs if pair not in pinned]
        yield len({row for row, _col in pairs}), total, min(free, default=SCALE), pairs


def instance(kind, mentees, mentors, slots, seed=0):
    """A cohort of some size, of a kind that has been hard for solvers."""
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
