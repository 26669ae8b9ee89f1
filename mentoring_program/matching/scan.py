"""Passes over all pairs, a block of mentees at a time: the only place where every pair is looked at while solving.

Rows and columns here are those of the market: mentees who want someone and mentors who have a place. One pass costs
little more than the matrix product in it; nothing of size mentees x mentors is kept.
"""

import copy

import numpy as np

from .problem import FLOAT32_EXACT, SCALE
from .sparse import Sparse

CELLS = 1_000_000  # of a block
GRAIN = 16  # random digits below this spread the choice among equals


class Scan:
    """Scores of a `Rest`, times weights.a, cut down to the mentees `rows` and mentors `cols`."""

    def __init__(self, rest, weights, rows, cols, tick):
        problem = rest.problem
        self.problem, self.tick = problem, tick
        self.a, self.minimum, self.table = weights.a, problem.minimum, problem.table
        in_float32 = (
            weights.a == 1 and weights.b + 2 * SCALE < FLOAT32_EXACT and problem.left.dtype == np.float32
        )
        self.kind = np.float32 if in_float32 else np.float64
        self.rows = rows
        self.left = problem.left[rows].astype(self.kind, copy=False)
        grains = np.random.default_rng(0)  # fixed: candidates may not depend on anything but the problem
        self.left_grain, self.right_grain = (
            grains.integers(0, GRAIN, (len(side), 2)).astype(self.kind) for side in (rows, cols)
        )
        self._sort_by_mask(problem.mentee_masks[rows])
        self._see(cols, problem.right[cols].astype(self.kind, copy=False), problem.mentor_masks[cols])

    def narrowed(self, cols):
        """The same rows with some of the columns."""
        part = copy.copy(self)
        part.right_grain = self.right_grain[cols]
        part._see(self.cols[cols], self.right[cols], self.mentor_masks[cols])
        return part

    def _see(self, cols, right, masks):
        """Look at these columns."""
        self.cols, self.right, self.mentor_masks, self.walls = cols, right, masks, {}
        self.bonus = [self._cut(entries) for _key, entries in self.problem.bonus]
        self.forbidden = self._cut(self.problem.forbidden)
        self.gates = [
            (gate.left[self.rows], gate.right[cols], self._cut(gate.entries), gate.least)
            for gate in self.problem.gates
        ]

    def _cut(self, entries):
        """A problem's sparse entries in the market's rows and columns."""
        place = []
        rows, cols, values = entries.triple()
        for index, market in ((rows, self.rows), (cols, self.cols)):
            where = np.full(max(index.max(initial=-1), market.max(initial=-1)) + 1, -1)
            where[market] = np.arange(len(market))
            place.append(where[index])
        inside = (place[0] >= 0) & (place[1] >= 0)
        return Sparse.of(len(self.rows), place[0][inside], place[1][inside], values[inside])

    def _sort_by_mask(self, mentee_masks):
        """Mentees with equal masks stand together, so that a block needs few mask rows."""
        self.mask_rows, self.mask_of = np.unique(mentee_masks, axis=0, return_inverse=True)
        self.mask_of = self.mask_of.reshape(-1)
        self.order = np.argsort(self.mask_of, kind="stable")

    def _wall(self, index):
        """0 where a mentee of mask class `index` may go, -inf elsewhere; None when that is everywhere."""
        if index not in self.walls:
            if len(self.walls) > 2000:
                self.walls.clear()
            may = ((self.mask_rows[index] & self.mentor_masks) != 0).all(axis=1)
            self.walls[index] = None if may.all() else np.where(may, 0, -np.inf).astype(self.kind)
        return self.walls[index]

    def blocks(self, wanted=None, grained=False):
        """(rows, scores (R, N)) of all rows or of those where `wanted`; -inf where a pair is not allowed."""
        order = self.order if wanted is None else self.order[wanted[self.order]]
        left, right = self.left, self.right
        if grained:
            left, right = np.hstack((left, self.left_grain)), np.hstack((right, self.right_grain))
        right = np.ascontiguousarray(right.T)
        step = max(16, CELLS // max(1, len(self.cols)))
        buffer = np.empty((min(step, len(order)), len(self.cols)), self.kind)
        for start in range(0, len(order), step):
            self.tick()
            rows = order[start : start + step]
            block = buffer[: len(rows)]
            if self.table is None:
                np.matmul(left[rows], right, out=block)
            else:
                block[:] = self.table[np.ix_(self.rows[rows], self.cols)]
                block[block < 0] = -np.inf
                if grained:
                    block += self.left_grain[rows] @ right[-2:]
            for entries in self.bonus:
                entries.add_to(block, rows)
            if self.minimum:
                block[block < self.minimum] = -np.inf
            self._apply_rules(block, rows)
            if self.a != 1:
                block *= self.a
            yield rows, block

    def _apply_rules(self, block, rows):
        classes = self.mask_of[rows]
        edges = np.flatnonzero(np.diff(classes)) + 1
        for first, last in zip((0, *edges), (*edges, len(rows)), strict=True):
            wall = self._wall(classes[first])
            if wall is not None:
                block[first:last] += wall
        for left, right, entries, least in self.gates:
            passed = left[rows] @ right.T
            entries.add_to(passed, rows)
            block[passed < least] = -np.inf
        local, cols, _ones = self.forbidden.take(rows)
        block[local, cols] = -np.inf

    def best(self, price, count):
        """About `count` best pairs of every row at these prices, as (rows, cols, values), and what no other exceeds.

        Equal scores are told apart by a few random points, else everybody would list the same mentors.
        """
        cols = len(self.cols)
        count = min(count, cols)
        per = max(1, cols // (8 * count))
        groups = cols // per
        spread = price.astype(self.kind)
        found, bound = [np.zeros((3, 0), np.int64)], np.full(len(self.rows), -np.inf)
        for rows, block in self.blocks(grained=True):
            block -= spread
            tops = block[:, : per * groups].reshape(len(rows), per, groups).max(axis=1)
            if groups * per < cols:
                np.maximum(tops[:, 0], block[:, groups * per :].max(axis=1), out=tops[:, 0])
            least = np.partition(tops, groups - count, axis=1)[:, groups - count]
            least = np.maximum(least, np.finfo(self.kind).min)
            cells = np.flatnonzero(block >= least[:, None])
            local, where = np.divmod(cells, cols)
            value = block.ravel()[cells]
            crowd = np.bincount(local, minlength=len(rows))
            if crowd.max(initial=0) > 3 * count:  # more equals than the grain could part: any of them will do
                nth = np.arange(len(local)) - np.repeat(np.cumsum(crowd) - crowd, crowd)
                spare = nth >= 3 * count
                np.maximum.at(least, local[spare], value[spare])
                local, where, value = local[~spare], where[~spare], value[~spare]
            bound[rows] = least
            grain = (self.left_grain[rows[local]] * self.right_grain[where]).sum(axis=1).astype(np.int64)
            exact = np.rint(value.astype(np.float64) + price[where]).astype(np.int64) - self.a * grain
            keep = exact >= self.a * self.minimum
            found.append(np.stack((rows[local[keep]], where[keep], exact[keep])))
        return tuple(np.concatenate(found, axis=1)), bound

    def callers(self, few, level, count):
        """The `count` rows to whom each of the columns `few` is worth most above `level`: (rows, cols, values)."""
        found = [np.zeros((3, 0), np.int64)]
        step = max(1, 4 * CELLS // max(1, len(self.rows)))
        for start in range(0, len(few), step):
            some = few[start : start + step]
            scores = np.empty((len(some), len(self.rows)), self.kind)
            for rows, block in self.narrowed(some).blocks():
                scores[:, rows] = block.T
            most = min(count, len(self.rows)) - 1
            top = np.argpartition(level.astype(self.kind) - scores, most, axis=1)[:, : most + 1].reshape(-1)
            col = np.repeat(np.arange(len(some)), most + 1)
            value = scores[col, top]
            keep = np.isfinite(value)
            found.append(np.stack((top[keep], some[col[keep]], np.rint(value[keep]).astype(np.int64))))
        return tuple(np.concatenate(found, axis=1))

    def everything(self):
        """All allowed pairs: (rows, cols, values)."""
        found = [np.zeros((3, 0), np.int64)]
        for rows, block in self.blocks():
            local, where = np.nonzero(np.isfinite(block))
            found.append(np.stack((rows[local], where, np.rint(block[local, where]).astype(np.int64))))
        return tuple(np.concatenate(found, axis=1))

    def better(self, price, surplus, wanted, most):
        """Pairs that would gain at these prices, at most `most` for a row: (rows, cols, values), and rows with more."""
        found, crowded = [np.zeros((3, 0), np.int64)], [np.zeros(0, np.int64)]
        limit = surplus.astype(self.kind)  # rounding can only add a pair that gains nothing
        limit = np.nextafter(limit, -np.inf) if self.kind == np.float64 else limit
        exact = price.astype(self.kind)
        for rows, block in self.blocks(wanted):
            block -= exact
            cells = np.flatnonzero(block > limit[rows, None])
            if len(cells) == 0:
                continue
            local, where = np.divmod(cells, len(self.cols))
            crowd = np.bincount(local, minlength=len(rows))
            many = np.flatnonzero(crowd > 2 * most)
            if len(many):  # sorting only those that may be taken
                least = limit[rows]
                least[many] = np.partition(block[many], -most, axis=1)[:, -most]
                keep = block.ravel()[cells] >= least[local]
                local, where, cells = local[keep], where[keep], cells[keep]
            value = np.rint(block.ravel()[cells].astype(np.float64) + price[where]).astype(np.int64)
            gain = value - price[where] - surplus[rows[local]]
            order = np.lexsort((-gain, local))
            nth = np.arange(len(order)) - np.searchsorted(local, local)
            crowded.append(rows[crowd > most])
            order = order[nth < most]
            order = order[gain[order] > 0]
            found.append(np.stack((rows[local[order]], where[order], value[order])))
        return tuple(np.concatenate(found, axis=1)), np.concatenate(crowded)
