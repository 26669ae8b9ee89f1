"""Why a matching is as it is, in keys and numbers; sentences are made elsewhere."""

from dataclasses import dataclass

import numpy as np

from . import hall
from .exchange import Exchange
from .problem import dots
from .rest import Rest, Weights

VALUED = 5_000  # mentors, up to which every place is valued


@dataclass(frozen=True)
class HallSet:
    """Mentees whose allowed mentors are all in `mentors`, who together have too few `places` (caller's positions)."""

    mentees: tuple
    mentors: tuple
    places: int
    missing: int


@dataclass(frozen=True)
class Unmatched:
    """A mentee without a mentor. reason: "no_allowed_mentor", "no_free_place" (allowed mentors offer none),
    ("hall", index into Explanation.hall), "points" (more points without them), "not_optimal" (another
    matching might have covered them).
    """

    mentee: int
    key: object
    reason: object


@dataclass(frozen=True)
class PlaceValue:
    """What a mentor's places are worth, as (mentees covered, points): one more would gain, one less would
    lose.

    `loss` is None for a mentor without places.
    """

    mentor: int
    key: object
    gain: tuple
    loss: tuple | None


@dataclass(frozen=True)
class Explanation:
    pairs: np.ndarray  # (K, 2) caller's positions
    points: tuple  # of each pair
    contributions: tuple  # of each pair: {block key: points}, summing to its points
    unmatched: tuple  # of Unmatched
    hall: tuple  # of HallSet
    places: tuple  # of PlaceValue; empty where no optimum is known, or of a cohort too large to write out


def explain(problem, result, pairs=None):
    """Contributions of the result's pairs (or of other `pairs`), reasons of the unmatched, value of places."""
    problem = result.answered(problem)
    rest = Rest.of(problem)
    shown = np.asarray(result.pairs if pairs is None else pairs, np.int64).reshape(-1, 2)
    canonical = problem.canonical(shown)
    parts = contributions(problem, canonical)
    free = problem.unpinned(problem.canonical(result.pairs))
    floored = rest.with_floor(result.certificate.get("floor", 0))
    has_values = result.optimal and problem.shape[1] <= VALUED
    unmatched, sets = _unmatched(problem, floored, free, result)
    return Explanation(
        pairs=shown,
        points=tuple(sum(part.values()) for part in parts),
        contributions=tuple(parts),
        unmatched=unmatched,
        hall=sets,
        places=_place_values(problem, floored, free, result) if has_values else (),
    )


def contributions(problem, pairs):
    """{block key: points} of canonical pairs, allowed or not; blocks that add nothing are left out."""
    rows, cols = pairs[:, 0], pairs[:, 1]
    parts = [{} for _pair in pairs]
    if problem.table is not None:
        for part, points in zip(parts, np.maximum(problem.table[rows, cols], 0).tolist(), strict=True):
            part["points"] = points
        return parts
    for key, start, stop in problem.blocks:
        _add(parts, key, dots(problem.left[:, start:stop], problem.right[:, start:stop], rows, cols))
    for key, entries in problem.bonus:
        _add(parts, key, entries.at(rows, cols))
    return parts


def _add(parts, key, points):
    for part, value in zip(parts, points.tolist(), strict=True):
        if value:
            part[key] = part.get(key, 0) + value


def _unmatched(problem, rest, free, result):
    mentees, mentors, proven = hall.closure(rest, free)
    held = np.bincount(free[:, 0], minlength=problem.shape[0])
    rows = np.flatnonzero(rest.fresh & (held == 0) & (rest.wanted > 0))
    allowed = np.zeros(len(rows), bool)
    offered = np.zeros(len(rows), bool)
    step = max(1, hall.BLOCK // max(1, problem.shape[1]))
    for start in range(0, len(rows), step):
        can = rest.problem.scores(rows[start : start + step]) >= 0
        allowed[start : start + step] = can.any(axis=1)
        offered[start : start + step] = can[:, rest.capacity > 0].any(axis=1)
    sets, group = hall.components(rest, free, rows[offered]) if proven else ((), {})
    reasons = []
    for row, has_allowed, has_offer in zip(rows.tolist(), allowed.tolist(), offered.tolist(), strict=True):
        if not has_allowed:
            reason = "no_allowed_mentor"
        elif not has_offer:
            reason = "no_free_place"
        elif row in group:
            reason = ("hall", group[row])
        else:
            reason = "points" if result.optimal else "not_optimal"
        position = int(problem.mentee_order[row])
        reasons.append(Unmatched(position, problem.mentee_keys[position].item(), reason))
    reasons.sort(key=lambda item: item.mentee)
    named = tuple(
        HallSet(
            mentees=tuple(sorted(problem.mentee_order[mentees].tolist())),
            mentors=tuple(sorted(problem.mentor_order[mentors].tolist())),
            places=int(rest.capacity[mentors].sum()),
            missing=len(mentees) - int(rest.capacity[mentors].sum()),
        )
        for mentees, mentors in sets
    )
    return tuple(reasons), named


def _place_values(problem, rest, free, result):
    weights = Weights.of(rest, result.certificate["objective"], result.certificate["balance"])
    exchange = Exchange(rest, free, weights)
    step = exchange.weights.a * exchange.weights.balance
    load = exchange.rest.load + exchange.load
    gain = np.maximum(-(exchange.from_nobody() + step * load), 0)
    loss = np.maximum(exchange.to_nobody()[0] - step * (load - 1), 0)
    loss[exchange.load < exchange.rest.capacity] = 0
    out = []
    for col, position in enumerate(problem.mentor_order.tolist()):
        worth = exchange.weights.of_gain(int(loss[col])) if exchange.rest.capacity[col] else None
        key = problem.mentor_keys[position].item()
        out.append(PlaceValue(position, key, exchange.weights.of_gain(int(gain[col])), worth))
    out.sort(key=lambda item: item.mentor)
    return tuple(out)
