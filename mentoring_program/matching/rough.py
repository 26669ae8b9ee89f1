"""What comes back when the caller asks to stop: pairs in hand, a glance for who has none, how far from the best.

Each of the three steps may take a moment, whatever the size; what it has not looked at by then it knows nothing of.
"""

from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from . import bound, hall
from .clock import Stopped, until
from .problem import SCALE
from .rest import Rest, Weights

MOMENT = 0.2  # seconds


@dataclass(frozen=True, eq=False)
class SoFar:
    """Pairs (K, 2) and prices (N,) of work that is not done, in canonical order.

    most: no matching of `rest` is worth more, in `weights`, by these prices; None where nobody knows
    is_best: none is worth more than these pairs
    """

    rest: Rest
    weights: Weights
    pairs: np.ndarray
    price: np.ndarray
    most: int | None = None
    is_best: bool = False


def outcome(rest, weights, so_far):
    """(pairs, prices, weights of the bound, the bound, Hall set of mentors, most mentees that can be covered)."""
    pairs = filled(rest, np.zeros((0, 2), np.int64) if so_far is None else so_far.pairs)
    price, most = np.zeros(rest.problem.shape[1], np.int64), None
    if so_far is not None and so_far.rest is rest:
        price, weights, most = so_far.price, so_far.weights, so_far.most
        most = bound.value(rest, so_far.pairs, weights) if so_far.is_best else most
    if most is None:
        try:
            most = bound.upper(rest, price, weights, until(MOMENT))
        except Stopped:  # free of charge, everybody might find somebody perfect
            price, weights = np.zeros_like(price), replace(weights, b=0)
            most = weights.a * SCALE * int(rest.wanted.sum())
    tick = until(MOMENT)
    try:
        tight = hall.closure(rest, pairs, tick)[1] | (rest.capacity == 0)
        most_covered = hall.most_covered(rest, tight, tick)
    except Stopped:
        tight = np.ones(len(price), bool)
        most_covered = hall.most_covered(rest, tight)
    return pairs, price, weights, most, tight, most_covered


def filled(rest, pairs):
    """The pairs, and one for each who has none: the mentor they suit best of those with a place left."""
    rows, cols = rest.problem.shape
    held = np.bincount(pairs[:, 0], minlength=rows)
    room = rest.capacity - np.bincount(pairs[:, 1], minlength=cols)
    waiting = np.flatnonzero(rest.fresh & (held == 0) & (rest.wanted > 0))
    step = max(1, hall.BLOCK // max(1, cols))
    found, tick = [pairs], until(MOMENT)
    with suppress(Stopped):  # what was found until then counts
        for start in range(0, len(waiting) if room.any() else 0, step):
            some = waiting[start : start + step]
            tick()
            scores = rest.problem.scores(some)
            while len(some):
                tick()
                scores[:, room <= 0] = -1
                best = scores.argmax(axis=1)
                points = scores[np.arange(len(some)), best]
                order = np.lexsort((-points, best))
                order = order[points[order] >= 0]
                first = best[order]
                order = order[np.arange(len(order)) - np.searchsorted(first, first) < room[first]]
                if not len(order):
                    break
                found.append(np.column_stack((some[order], best[order])))
                room -= np.bincount(best[order], minlength=cols)
                left = np.delete(np.arange(len(some)), order)
                some, scores = some[left], scores[left]
    return np.concatenate(found)
