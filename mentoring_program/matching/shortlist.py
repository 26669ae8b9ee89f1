"""Which mentors to show to whom where mentees choose: a short list each, and no mentor on everybody's."""

from dataclasses import replace

import numpy as np

from .encode import encode
from .problem import SCALE
from .solve import solve

SIZE = 5  # mentors on a list
LEAST = 3  # shown to everybody who has as many that suit, beyond a mentor's share if need be


def shares(free, mentees, size=SIZE):
    """{mentor key: on how many lists}, in proportion to free places, together room for a full list each.

    free: {mentor key: free places}; mentees: how many people choose.
    """
    total = sum(free.values())
    return {
        key: min(mentees, -(-size * mentees * places // total)) if places else 0
        for key, places in free.items()
    }


def shortlists(cohort, shares, size=SIZE):
    """({mentee key: mentor keys, most points minus price first}, {mentor key: price, 0 to 100 points}).

    Together the lists hold most points of all lists in which nobody is shown beyond their share; the prices are
    those of its proof. Who suits more people than their share has places costs more, and stands further down.
    """
    mentees = [replace(person, places=size) for person in cohort.mentees]
    mentors = [replace(person, places=shares.get(person.key, 0)) for person in cohort.mentors]
    if not mentees or not any(person.places for person in mentors):
        return {person.key: () for person in mentees}, {}
    problem = encode(replace(cohort, mentees=mentees, mentors=mentors, pinned=()))
    result = solve(problem)
    points = problem.pair_points(problem.canonical(result.pairs)) if len(result.pairs) else ()
    unit = result.certificate["a"]
    prices = [min(price / unit, SCALE) for price in result.certificate["prices"]]
    ranked = sorted(
        (i, prices[j] - value, mentors[j].key)
        for (i, j), value in zip(result.pairs.tolist(), np.asarray(points).tolist(), strict=True)
    )
    lists = {person.key: [] for person in mentees}
    for i, _cost, key in ranked:
        lists[mentees[i].key].append(key)
    return (
        {key: tuple(listed) for key, listed in lists.items()},
        {
            person.key: 100 * price / SCALE
            for person, price in zip(mentors, prices, strict=True)
            if person.places
        },
    )


def following(fits, prices, shown, shares, have=0, size=SIZE):
    """The next mentor keys for one list that holds `have`: most points minus price first.

    fits: {mentor key: points} of who suits and is not listed; prices, shown, shares: by mentor key. Beyond somebody's
    share only to reach LEAST, those least beyond it first.
    """
    filled = {key: shown.get(key, 0) / shares[key] for key in fits if shares.get(key)}
    within = sorted(
        (key for key in filled if filled[key] < 1),
        key=lambda key: (prices.get(key, 0) - fits[key], filled[key], key),
    )
    beyond = sorted(
        (key for key in filled if filled[key] >= 1), key=lambda key: (filled[key], -fits[key], key)
    )
    chosen = within[: max(0, size - have)]
    return tuple(chosen + beyond[: max(0, LEAST - have - len(chosen))])


def places(fits, free, waiting):
    """[(mentor key, mentee key)]: each free place to whoever fits it best, nobody twice.

    fits: {(mentee key, mentor key): points} of the pairs that are allowed; free: {mentor key: places};
    waiting: mentee keys in line. `waiting` maps a mentee key to (is first in line, since): those who lost a mentor
    go before everybody, then most points, then the longest wait.
    """
    left, found, placed = dict(free), [], set()
    order = sorted(
        fits,
        key=lambda pair: (not waiting[pair[0]][0], -fits[pair], waiting[pair[0]][1], pair),
    )
    for mentee, mentor in order:
        if mentee not in placed and left.get(mentor, 0) > 0:
            left[mentor] -= 1
            placed.add(mentee)
            found.append((mentor, mentee))
    return found
