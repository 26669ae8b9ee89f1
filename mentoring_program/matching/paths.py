"""An optimal matching changed by one unit at a time, along shortest paths over all allowed pairs.

Prices and the surplus that is left to mentees make every detour cost nothing or something, so a search (Dijkstra's)
meets few people: it reads scores of mentors and mentees near the change and nobody else's. Each step keeps matching
and prices optimal; so what comes out is the optimum of the changed problem, and its proof.
"""

from dataclasses import replace

import numpy as np

from .prices import NotOptimal
from .problem import SCALE
from .rest import Rest, Weights
from .result import Result
from .sparse import Sparse, distinct

FAR = 2**60
BATCH = 8  # mentors looked at together
TURNS = (
    8  # a search may look at a mentor again, but without prices that support the matching it would never end
)
SEARCHES = 64  # beyond so many, deciding everything anew is quicker


def stepwise(before, problem, result):
    """The optimum of `problem`, from a result that was optimal for `before`: fewer people, fewer allowed pairs.

    None where that is not possible: the result was no proven optimum of one objective, or too much changed.
    """
    proof = result.certificate
    if not result.optimal or proof.get("floor") or proof.get("next_tight") is not None:
        return None
    if len(problem.pinned) != len(before.pinned):
        return None
    rest, old = Rest.of(problem), Rest.of(before)
    weights = Weights.of(old, proof["objective"], proof["balance"])
    price, weights = _lexicographic(before, proof, weights)
    pairs = problem.unpinned(problem.canonical(result.pairs))
    left = (old.wanted > 0) & (rest.wanted == 0), (old.capacity > 0) & (rest.capacity == 0)
    points = rest.problem.pair_points(pairs)
    gone = (points < 0) | left[0][pairs[:, 0]] | left[1][pairs[:, 1]]
    if gone.sum() > SEARCHES:
        return None
    price[rest.capacity == 0] = weights.a * SCALE + weights.b
    lost = pairs[gone]
    rows, cols = distinct(lost[~left[0][lost[:, 0]], 0]), distinct(lost[~left[1][lost[:, 1]], 1])
    paths = Paths(rest, weights, pairs[~gone], points[~gone], price)
    paths.wanted[rows], paths.capacity[cols] = paths.held[rows], paths.load[cols]
    try:
        for col in cols.tolist():
            paths.fill_all(col)
        for row in rows.tolist():
            paths.place_all(row)
        paths.verify()
    except NotOptimal:
        return None
    return _result(problem, rest, paths, proof, weights)


def _lexicographic(problem, proof, weights):
    """(prices (N,), weights) at a bonus on coverage that no sum of points outweighs.

    The certificate's bonus may be smaller: then its Hall set shows that no larger one would cover more, and the
    prices of its mentors are what rises with it.
    """
    price = np.asarray(proof["prices"], np.int64)[problem.mentor_order]
    if proof["b"] >= weights.b:
        return price, replace(weights, b=proof["b"])
    named = np.isin(problem.mentor_order, proof["tight"])
    return price + np.where(named, weights.b - proof["b"], 0), weights


def _result(problem, rest, paths, proof, weights):
    together = np.concatenate((rest.pinned, paths.pairs))
    covered = distinct(together[:, 0])
    is_covered = np.zeros(problem.shape[0], bool)
    is_covered[covered] = True
    mentors = np.zeros(problem.shape[1], bool)
    if weights.b > weights.a and not is_covered[rest.wanted > 0].all():
        mentors = tight(paths.price, rest, weights)
    prices = np.empty(problem.shape[1], np.int64)
    prices[problem.mentor_order] = paths.price
    return Result(
        pairs=problem.caller(together),
        covered=len(covered),
        total=int(problem.pair_points(rest.pinned).sum() + paths.points.sum()),
        optimal=True,
        gap=0,
        certificate={
            **proof,
            "a": weights.a,
            "b": weights.b,
            "prices": prices.tolist(),
            "tight": sorted(problem.mentor_order[mentors].tolist()),
        },
    )


class Paths:
    """Free pairs with prices that support them, in canonical order.

    capacity, wanted: the places and wishes in play, all of `rest` to begin with; `fill` and `place` put in one more.
    """

    def __init__(self, rest, weights, pairs, points, price):
        self.rest, self.weights, self.price = rest, weights, price
        self.capacity, self.wanted = rest.capacity.copy(), rest.wanted.copy()
        self.row, self.col, self.points = pairs[:, 0], pairs[:, 1], points
        self.first = np.where(rest.fresh, weights.b, 0)
        self.step = weights.a * weights.balance
        self.turned = None

    @property
    def pairs(self):
        return np.column_stack((self.row, self.col))

    @property
    def held(self):
        return np.bincount(self.row, minlength=len(self.wanted))

    @property
    def load(self):
        return np.bincount(self.col, minlength=len(self.price))

    def _apply(self, gone, new):
        """Undo the edges `gone`, make the (row, col) pairs `new`."""
        keep = np.ones(len(self.row), bool)
        keep[gone] = False
        new = np.array(new, np.int64).reshape(-1, 2)
        added = self.rest.problem.pair_points(new)
        self.row = np.concatenate((self.row[keep], new[:, 0]))
        self.col = np.concatenate((self.col[keep], new[:, 1]))
        self.points = np.concatenate((self.points[keep], added))

    def _net(self):
        return self.weights.a * self.points - self.price[self.col]

    def _surplus(self, held):
        """(what each mentee has left of a pair, what one more mentor gains besides): FAR for who is not in play."""
        gain = np.where(held == 0, self.first, 0)
        surplus = np.where(held < self.wanted, -gain, FAR)
        np.minimum.at(surplus, self.row, self._net())
        return surplus, gain

    def _net_of(self, scores, price):
        return np.where(scores < 0, -FAR, self.weights.a * scores.astype(np.int64) - price)

    def place_all(self, row):
        """Put all wishes of `row` in play; the last that is in vain shows that the others are."""
        for held in range(self.wanted[row], self.rest.wanted[row]):
            self.place(row)
            if self.held[row] == held:
                break
        self.wanted[row] = self.rest.wanted[row]

    def fill_all(self, col):
        """Put all places of `col` in play; one that stays empty shows that the others do."""
        for load in range(self.capacity[col], self.rest.capacity[col]):
            self.fill(col)
            if self.load[col] == load:
                break
        self.capacity[col] = self.rest.capacity[col]

    def place(self, row):
        """One more mentor is wanted by `row`: given where that is worth its price, others moving along."""
        held, load = self.held, self.load
        surplus, gain = self._surplus(held)
        self.wanted[row] += 1
        net = self._net_of(self.rest.problem.scores(np.array([row]))[0], self.price)
        net[self.col[self.row == row]] = -FAR
        top = int(net.max(initial=-FAR))
        best, end = top + (int(self.first[row]) if held[row] == 0 else 0), None  # of staying without
        if best <= 0:
            return
        drop = np.where(held == 1, self.first, 0)
        reach, by = np.where(net > -FAR, top - net, FAR), np.full(len(net), row)
        cost, out = np.full(len(held), FAR), np.full(len(held), -1)
        cost[row], done = 0, np.zeros(len(net), bool)
        kept = self._net()
        for _turn in range(TURNS * len(reach)):
            some = _nearest(reach, done, best)
            if not len(some):
                break
            spare = some[load[some] < self.capacity[some]]
            if len(spare):
                total = reach[spare] + self.step * (self.rest.load + load)[spare] - self.price[spare]
                if total.min() < best:
                    best, end = int(total.min()), ("spare", int(spare[total.argmin()]))
            mask = np.zeros(len(net), bool)
            mask[some] = True
            edges = np.flatnonzero(mask[self.col])
            total = reach[self.col[edges]] + kept[edges] - surplus[self.row[edges]]
            edges, total = _cheapest(edges, self.row[edges], total, cost)
            if not len(edges):
                continue
            rows = self.row[edges]
            cost[rows], out[rows] = total, edges
            dropped = total + surplus[rows] + drop[rows]
            if dropped.min() < best:
                best, end = int(dropped.min()), ("drop", int(rows[dropped.argmin()]))
            net_of = self._net_of(self.rest.problem.scores(rows), self.price)
            self._hide_held(net_of, rows)
            block = (total + surplus[rows])[:, None] - net_of
            which = block.argmin(axis=0)
            least = block[which, np.arange(len(net))]
            better = (least < reach) & (least < best)
            reach[better], by[better], done[better] = least[better], rows[which[better]], False
        else:
            raise NotOptimal
        near = reach < best
        self.price[near] += best - reach[near]
        if end:
            self._enter(row, end, by, out)

    def _enter(self, row, end, by, out):
        kind, where = end
        gone, new = [], []
        if kind == "drop":
            gone.append(out[where])
            where = self.col[out[where]]
        while len(new) <= len(by):
            mover = by[where]
            new.append((mover, where))
            if mover == row:
                break
            gone.append(out[mover])
            where = self.col[out[mover]]
        self._apply(gone, new)

    def fill(self, col):
        """One more place of `col`: filled by who gains most, others moving up, or left empty and free of charge."""
        held, load = self.held, self.load
        surplus, gain = self._surplus(held)
        waits = held < self.wanted
        best, end = int(self.price[col] - self.step * (self.rest.load[col] + load[col])), None
        self.capacity[col] += 1
        if best <= 0:
            return
        self.turned = self.turned or _turned(self.rest.problem)
        reach, by = np.full(len(load), FAR), np.full(len(load), -1)
        reach[col], done = 0, np.zeros(len(load), bool)
        cost, to = np.full(len(held), FAR), np.full(len(held), -1)
        net = self._net()
        for _turn in range(TURNS * len(reach)):
            some = _nearest(reach, done, best)
            if not len(some):
                break
            block = self._net_of(self.turned.scores(some), self.price[some, None])
            self._hide_held(block, some, flip=True)
            block = reach[some, None] + surplus - block
            which = block.argmin(axis=0)
            least = block[which, np.arange(len(held))]
            better = np.flatnonzero((least < cost) & (least < best))
            cost[better], to[better] = least[better], some[which[better]]
            joins = better[waits[better]]
            if len(joins):
                total = cost[joins] - gain[joins] - surplus[joins]
                if total.min() < best:
                    best, end = int(total.min()), ("join", int(joins[total.argmin()]))
            mask = np.zeros(len(held), bool)
            mask[better] = True
            edges = np.flatnonzero(mask[self.row])
            total = cost[self.row[edges]] + net[edges] - surplus[self.row[edges]]
            edges, total = _cheapest(edges, self.col[edges], total, np.minimum(reach, best))
            cols = self.col[edges]
            reach[cols], by[cols], done[cols] = total, edges, False
            if len(cols):
                empty = total + self.price[cols] - self.step * (self.rest.load + load - 1)[cols]
                if empty.min() < best:
                    best, end = int(empty.min()), ("empty", int(cols[empty.argmin()]))
        else:
            raise NotOptimal
        near = reach < best
        self.price[near] -= best - reach[near]
        if end:
            self._move_up(col, end, by, to)

    def _move_up(self, col, end, by, to):
        kind, where = end
        gone, new = [], []
        if kind == "join":
            new.append((where, to[where]))
            where = to[where]
        while where != col and len(new) <= len(by):
            edge = by[where]
            gone.append(edge)
            new.append((self.row[edge], to[self.row[edge]]))
            where = to[self.row[edge]]
        self._apply(gone, new)

    def _hide_held(self, block, some, flip=False):
        """-FAR in `block` (one line for each of `some`, who are mentors when flipped) where a pair is made."""
        mine, other = (self.col, self.row) if flip else (self.row, self.col)
        place = np.full(len(self.price) if flip else len(self.wanted), -1)
        place[some] = np.arange(len(some))
        edges = np.flatnonzero(place[mine] >= 0)
        block[place[mine[edges]], other[edges]] = -FAR

    def verify(self):
        """Raise NotOptimal unless prices and pairs fit each other, as far as the pairs made can tell."""
        held, load = self.held, self.load
        floor = np.where(load > 0, self.step * (self.rest.load + load - 1), 0)
        spare = load < self.capacity
        top = self.step * (self.rest.load + load)
        least = np.where(held > 1, 0, -self.first)[self.row]
        if (
            (self.price < floor).any()
            or (self.price[spare] > top[spare]).any()
            or (self._net() < least).any()
            or (held > self.wanted).any()
            or (load > self.capacity).any()
            or (self.points < 0).any()
        ):
            raise NotOptimal


def _nearest(reach, done, best):
    """A few mentors not looked at yet, the nearest first, none farther than `best`; they are marked as done."""
    some = np.flatnonzero(~done & (reach < best))
    if len(some) > BATCH:
        some = np.sort(some[np.argpartition(reach[some], BATCH - 1)[:BATCH]])
    done[some] = True
    return some


def _cheapest(edges, keys, total, limit):
    """The cheapest edge of each key among those below the key's limit."""
    below = np.flatnonzero(total < limit[keys])
    order = below[np.lexsort((edges[below], total[below], keys[below]))]
    order = order[np.flatnonzero(np.diff(keys[order], prepend=-1))]
    return edges[order], total[order]


def _turned(problem):
    """The problem with mentees and mentors exchanged, good for `scores` only."""

    def across(entries):
        rows, cols, values = entries.triple()
        return Sparse.of(problem.shape[1], cols, rows, values)

    return replace(
        problem,
        mentee_keys=problem.mentor_keys,
        mentor_keys=problem.mentee_keys,
        table=None if problem.table is None else problem.table.T,
        left=problem.right,
        right=problem.left,
        bonus=tuple((key, across(entries)) for key, entries in problem.bonus),
        forbidden=across(problem.forbidden),
        mentee_masks=problem.mentor_masks,
        mentor_masks=problem.mentee_masks,
        gates=tuple(
            replace(gate, left=gate.right, right=gate.left, entries=across(gate.entries))
            for gate in problem.gates
        ),
    )


def tight(price, rest, weights):
    """Mentors of a Hall set, (N,) bool: those whose prices stand out because somebody without a mentor would pay them.

    There are fewer prices than the bonus on coverage has room for, so a gap as wide as points reach parts them.
    """
    dear = distinct(np.minimum(price[rest.capacity > 0], weights.b))
    ladder = np.concatenate(([0], dear, [weights.b]))
    gap = np.diff(ladder)
    return (price > ladder[gap.argmax()]) | (rest.capacity == 0)
