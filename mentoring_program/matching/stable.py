"""Stability: who would rather have each other, and the matching in which nobody would.

Both sides judge a pair by the same points.
"""

from dataclasses import dataclass

import numpy as np

from .hall import BLOCK
from .rest import Rest, Weights
from .scan import Scan
from .sparse import Sparse, distinct, spans

LISTED = 32  # mentors a mentee knows at a time
SHOWN = 100  # blocking pairs listed


@dataclass(frozen=True)
class BlockingPair:
    """Two who would both rather have each other, caller's positions.

    points: of the pair; mentee_gain, mentor_gain: how many more that is than with the partner each would give up
    (all of them where a place is free)
    """

    mentee: int
    mentor: int
    points: int
    mentee_gain: int
    mentor_gain: int


@dataclass(frozen=True)
class Stability:
    """count: blocking pairs there are; pairs: those where the one who gains less gains most, first
    covered, total: of the matching; stable_covered, stable_total: of the stable one, `stable_pairs` (K, 2)
    """

    count: int
    pairs: tuple
    covered: int
    total: int
    stable_covered: int
    stable_total: int
    stable_pairs: np.ndarray


def stability(problem, result, most=SHOWN):
    """The blocking pairs of a result, at most `most` of them listed, and beside it the matching that has none."""
    problem = result.answered(problem)
    rest = Rest.of(problem)
    count, pairs = _blocking(rest, problem.canonical(result.pairs), most)
    other = np.concatenate((rest.pinned, stable(rest)))
    return Stability(
        count=count,
        pairs=pairs,
        covered=result.covered,
        total=result.total,
        stable_covered=len(distinct(other[:, 0])),
        stable_total=int(problem.pair_points(other).sum()),
        stable_pairs=problem.caller(other),
    )


def _blocking(rest, pairs, most):
    """(how many there are, the foremost as BlockingPair); a pinned pair is not given up."""
    problem = rest.problem
    points = problem.pair_points(pairs)  # -1 where pinned
    free = points >= 0
    worst = [
        _given_up(pairs[free, side], points[free], room)
        for side, room in ((0, rest.wanted), (1, rest.capacity))
    ]
    count, found = 0, np.zeros((5, 0), np.int64)
    step = max(1, BLOCK // max(1, problem.shape[1]))
    others = problem.barring(pairs)
    for start in range(0, problem.shape[0], step):
        some = np.arange(start, min(start + step, problem.shape[0]))
        scores = others.scores(some)
        local, cols = np.nonzero((scores > worst[0][some, None]) & (scores > worst[1]))
        count += len(local)
        rows, value = some[local], scores[local, cols].astype(np.int64)
        gains = (value - np.maximum(worst[0][rows], 0), value - np.maximum(worst[1][cols], 0))
        found = np.hstack((found, (problem.mentee_order[rows], problem.mentor_order[cols], value, *gains)))
        found = found[:, np.lexsort((found[1], found[0], -np.minimum(found[3], found[4])))[:most]]
    return count, tuple(BlockingPair(*line) for line in found.T.tolist())


def _given_up(who, points, room):
    """Points each person would give up for someone better: of their worst pair, -1 while there is room."""
    worst = np.full(len(room), np.iinfo(np.int64).max)
    np.minimum.at(worst, who, points)
    worst[room > np.bincount(who, minlength=len(room))] = -1
    return worst


def stable(rest, tick=lambda: None):
    """Canonical pairs without a blocking pair: nobody who would rather have each other both could.

    Gale and Shapley: mentees ask mentors in falling order of points, a mentor keeps the best so far. Ties go to the
    earlier row, then column, so there is exactly one outcome. Lists are short; who has asked everybody on theirs
    gets a new one, of the mentors who would still take them.
    """
    rows, cols = np.flatnonzero(rest.wanted), np.flatnonzero(rest.capacity)
    if not len(rows) or not len(cols):
        return np.zeros((0, 2), np.int64)
    scan = Scan(rest, Weights(a=1, b=0), rows, cols, tick)
    missing, capacity = rest.wanted[rows].copy(), rest.capacity[cols]
    place_ptr = np.concatenate(([0], np.cumsum(np.minimum(capacity, len(rows)))))
    place_of = np.repeat(np.arange(len(cols)), np.diff(place_ptr))
    holder, held = np.full(len(place_of), len(rows)), np.full(len(place_of), -1.0)
    least, last = (
        np.full(len(cols), -1.0),
        np.full(len(cols), len(rows)),
    )  # points and row of a mentor's worst
    listed = np.zeros((len(rows), 0))
    where, asked = np.zeros((len(rows), 0), np.int64), np.zeros(len(rows), np.int64)
    open_rows = np.arange(len(rows))
    while True:
        open_rows = open_rows[missing[open_rows] > 0]
        spent = open_rows[asked[open_rows] >= listed.shape[1]]
        if len(spent):
            if not listed.shape[1]:
                width = min(LISTED, len(cols))
                listed, where = np.full((len(rows), width), -np.inf), np.zeros((len(rows), width), np.int64)
            kept = np.column_stack((holder, place_of))[holder < len(rows)]
            for some, scores, best in _lists(scan, spent, least, last, kept, listed.shape[1]):
                listed[some], where[some] = scores, best
            asked[spent] = 0
        points = listed[open_rows, asked[open_rows]]
        open_rows, points = open_rows[np.isfinite(points)], points[np.isfinite(points)]
        if not len(open_rows):
            break
        tick()
        col = where[open_rows, asked[open_rows]]
        asked[open_rows] += 1
        touched = distinct(col)
        places = spans(place_ptr, touched)
        everyone = np.concatenate((holder[places], open_rows))
        offered = np.concatenate((held[places], points))
        whose = np.concatenate((place_of[places], col))
        order = np.lexsort((everyone, -offered, whose))
        whose = whose[order]
        kept = np.arange(len(whose)) - np.searchsorted(whose, whose) < np.diff(place_ptr)[whose]
        before, after = holder[places], everyone[order[kept]]
        np.add.at(missing, before[before < len(rows)], 1)
        np.subtract.at(missing, after[after < len(rows)], 1)
        holder[places], held[places] = after, offered[order[kept]]
        ends = place_ptr[touched + 1] - 1
        least[touched], last[touched] = held[ends], holder[ends]
        open_rows = distinct(np.concatenate((open_rows, before[before < len(rows)])))
    taken = holder < len(rows)
    return np.column_stack((rows[holder[taken]], cols[place_of[taken]]))


def _lists(scan, spent, least, last, kept, width):
    """For blocks of rows: their best mentors who would take them, in the order to ask, -inf where there are none."""
    kept = Sparse.of(len(scan.rows), kept[:, 0], kept[:, 1], np.ones(len(kept), np.int64))
    wanted = np.zeros(len(scan.rows), bool)
    wanted[spent] = True
    for rows, block in scan.blocks(wanted):
        block[(block < least) | ((block == least) & (rows[:, None] >= last))] = -np.inf
        local, cols, _ones = kept.take(rows)
        block[local, cols] = -np.inf
        threshold = -np.partition(-block, width - 1, axis=1)[:, width - 1]
        local, cols = np.nonzero(block >= threshold[:, None])
        scores = block[local, cols]
        order = np.lexsort((cols, -scores, local))
        nth = np.arange(len(local)) - np.searchsorted(local[order], local[order])
        order, nth = order[nth < width], nth[nth < width]
        found, best = np.full((len(rows), width), -np.inf), np.zeros((len(rows), width), np.int64)
        found[local[order], nth], best[local[order], nth] = scores[order], cols[order]
        yield rows, found, best
