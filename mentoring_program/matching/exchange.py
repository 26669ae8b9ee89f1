"""Who makes room for whom: the cheapest exchanges that one more pair, one more place or one less sets off.

A matching is a flow from nobody through mentees and mentors back to nobody. Whatever one unit of change costs is a
shortest path in what is left of it (its residual graph): a mentee leaves one mentor for another, somebody is left
without, somebody who waited gets in. Mentees are passed through, so the graph has the mentors and NOBODY as nodes.
Costs are whole numbers in the weights' units; a matching that is not optimal has circles that gain, and is refused.
"""

import numpy as np

from .hall import BLOCK
from .prices import NotOptimal
from .rest import Rest, Weights

FAR = 2**60  # no path; sums of a few of these stay within 64 bits
NO_MOVE = 2**30  # points lost where nobody can move
NOBODY, TARGET, NOWHERE = -1, -2, -3  # where a path may go besides to a mentor


class Exchange:
    """The residual graph of a matching, each arc the cheapest mentee for it. Canonical positions.

    move[l, k]: points lost when a mentee of k moves to l; leave[k]: cost of emptying a place of k for good;
    enter[l]: cost of filling a place of l with nobody's help, or of not filling it.
    """

    def __init__(self, rest, pairs, weights):
        self.rest, self.weights = rest, weights
        rows, cols = rest.problem.shape
        self.pairs = pairs[np.lexsort((pairs[:, 0], pairs[:, 1]))]
        self.points = rest.problem.pair_points(self.pairs)
        self.open = rest.problem.barring(self.pairs)  # pairs that could be made
        self.held = np.bincount(pairs[:, 0], minlength=rows)
        self.load = np.bincount(pairs[:, 1], minlength=cols)
        first = np.where(rest.fresh, weights.b, 0)
        self.gain = np.where(self.held == 0, first, 0)  # of one more mentor, besides the points
        self.drop = np.where(self.held == 1, first, 0)  # the loss of one
        self.waits = self.held < rest.wanted
        self._build()

    @classmethod
    def of(cls, problem, result):
        """Of an optimal result of `problem`, its changes made. With a floor (`fair`) nobody moves below it."""
        proof = result.certificate
        rest = Rest.of(problem)
        weights = Weights.of(rest, proof["objective"], proof["balance"])
        free = problem.unpinned(problem.canonical(result.pairs))
        return cls(rest.with_floor(proof.get("floor", 0)), free, weights)

    def _build(self):
        rest, weights = self.rest, self.weights
        rows, cols = rest.problem.shape
        step = weights.a * weights.balance
        full = rest.load + self.load
        self.move = np.full((cols, cols), NO_MOVE, np.int32)
        self.leave = np.where(self.load < rest.capacity, step * full, FAR)
        out = weights.a * self.points + self.drop[self.pairs[:, 0]]
        np.minimum.at(self.leave, self.pairs[:, 1], out)
        self.enter = np.where(self.load > 0, -step * (full - 1), FAR)
        self.waiting = np.flatnonzero(self.waits)
        self.by = np.full(cols, NOBODY)  # who of the waiting enters best
        for start, scores in self._blocks(self.waiting):
            some = self.waiting[start : start + len(scores)]
            cost = np.where(scores < 0, FAR, -weights.a * scores - self.gain[some, None])
            best = cost.argmin(axis=0)
            cost = cost[best, np.arange(cols)]
            better = cost < self.enter
            self.enter[better], self.by[better] = cost[better], some[best[better]]
        holders = self.pairs[:, 0]
        for start, scores in self._blocks(holders):
            here = slice(start, start + len(scores))
            mentor = self.pairs[here, 1]
            lost = np.where(scores < 0, NO_MOVE, self.points[here, None] - scores)
            ends = np.flatnonzero(np.diff(mentor, prepend=-1))
            least = np.minimum.reduceat(lost, ends, axis=0)
            name = mentor[ends]
            self.move[:, name] = np.minimum(self.move[:, name], least.T)

    def _blocks(self, rows):
        """(position, whole scores (R, N)) of rows; -1 where a mentor is not allowed or has the mentee already."""
        step = max(1, BLOCK // max(1, self.open.shape[1]))
        for start in range(0, len(rows), step):
            yield start, self.open.scores(rows[start : start + step]).astype(np.int64)

    def mentors_of(self, row):
        return self.pairs[self.pairs[:, 0] == row, 1]

    def to_mentee(self, row):
        """Cheapest way for each mentor's place to become one that `row` fills: (cost (N,), next (N,), next of NOBODY).

        What follows a forced pair: whoever is put out moves on, until a place is reached that `row` gives up, or
        that nobody needs.
        """
        cost = np.full(len(self.load), FAR)
        after = np.full(len(cost), NOWHERE)
        mine = self.pairs[:, 0] == row
        cost[self.pairs[mine, 1]], after[self.pairs[mine, 1]] = self.weights.a * self.points[mine], TARGET
        outside = -int(self.gain[row]) if self.waits[row] else FAR
        return self._settle(cost, after, outside, TARGET if self.waits[row] else NOWHERE)

    def to_nobody(self):
        """Cheapest way to do without one place of each mentor: (cost (N,), next (N,))."""
        cost, after = np.full(len(self.load), FAR), np.full(len(self.load), NOWHERE)
        return self._settle(cost, after, 0, TARGET)[:2]

    def _settle(self, cost, after, outside, after_outside):
        """Label-correcting shortest paths to the target, all improved mentors at once."""
        frontier = np.flatnonzero(cost < FAR)
        for _round in range(2 * len(cost) + 3):
            before = cost.copy()
            if len(frontier):
                entering = self.enter[frontier] + cost[frontier]
                best = int(entering.argmin())
                if entering[best] < outside:
                    outside, after_outside = int(entering[best]), int(frontier[best])
                step = max(1, BLOCK // len(cost))
                for start in range(0, len(frontier), step):
                    some = frontier[start : start + step]
                    block = self.move[some] * np.int64(self.weights.a) + before[some, None]
                    block[self.move[some] >= NO_MOVE] = FAR
                    best = block.argmin(axis=0)
                    least = block[best, np.arange(len(cost))]
                    better = least < cost
                    cost[better], after[better] = least[better], some[best[better]]
            if outside < FAR // 2:
                better = self.leave + outside < cost
                cost[better], after[better] = self.leave[better] + outside, NOBODY
            frontier = np.flatnonzero(cost < before)
            if not len(frontier):
                return cost, after, outside, after_outside
        raise NotOptimal

    def from_nobody(self):
        """What it costs to bring one more mentee to each mentor: (N,); below 0 where that gains."""
        cost, frontier = self.enter.copy(), np.flatnonzero(self.enter < FAR)
        for _round in range(2 * len(cost) + 3):
            before = cost.copy()
            step = max(1, BLOCK // max(1, len(cost)))
            for start in range(0, len(frontier), step):
                some = frontier[start : start + step]
                lost = self.move[:, some]
                block = lost * np.int64(self.weights.a) + before[None, some]
                block[lost >= NO_MOVE] = FAR
                cost = np.minimum(cost, block.min(axis=1))
            frontier = np.flatnonzero(cost < before)
            if not len(frontier):
                return cost
        raise NotOptimal

    def movers(self, after):
        """Who leaves each mentor k for `after[k]`: the row, or NOBODY where a place stays empty instead."""
        row, col = self.pairs[:, 0], self.pairs[:, 1]
        to = after[col]
        cost = np.full(len(row), FAR)
        moves = np.flatnonzero(to >= 0)
        points = self.open.pair_points(np.column_stack((row[moves], to[moves])))
        cost[moves] = np.where(points < 0, FAR, self.weights.a * (self.points[moves] - points))
        drops = np.flatnonzero(to == NOBODY)
        cost[drops] = self.weights.a * self.points[drops] + self.drop[row[drops]]
        order = np.lexsort((row, cost, col))
        order = order[np.flatnonzero(np.diff(col[order], prepend=-1))]
        found = np.full(len(self.load), NOBODY)
        found[col[order]] = row[order]
        step = self.weights.a * self.weights.balance
        spare = (after == NOBODY) & (self.load < self.rest.capacity)
        least = np.full(len(self.load), FAR)
        least[col[order]] = cost[order]
        found[spare & (step * (self.rest.load + self.load) <= least)] = NOBODY
        return found

    def moves(self, row, mentor, after, after_outside, movers):
        """{row: (mentors left, mentors joined)} when `row` is put with `mentor` and the others follow the path.

        after, movers: lists, as `to_mentee` and `movers` give them.
        """
        changes = {row: ([], [mentor])}
        while after[mentor] != TARGET:
            mover, to = movers[mentor], after[mentor]
            if mover != NOBODY:
                changes.setdefault(mover, ([], []))[0].append(mentor)
            if to == NOBODY:
                if after_outside == TARGET:
                    return changes
                mover, to = int(self.by[after_outside]), after_outside
            if mover != NOBODY:
                changes.setdefault(mover, ([], []))[1].append(to)
            mentor = to
        changes[row][0].append(mentor)
        return changes
