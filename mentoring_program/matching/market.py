"""The exact optimum without ever holding all pairs: find prices, solve on promising pairs, prove with all of them.

Prices make a small graph enough: at about the right prices an optimal partner is among the best few by score minus
price. Whether it was is not assumed but checked, by pricing every pair; pairs that would gain are added (column
generation, Dantzig and Wolfe 1960). People who are the same to everybody else are one row or column; where few
kinds are left, or bidding crawls and the cohort is not huge, all pairs are in the graph from the start.
"""

import numpy as np

from . import alike, bound
from .clock import Stopped
from .graph import Graph, Sides
from .problem import SCALE
from .rough import SoFar
from .sample import first_prices
from .scan import Scan
from .sparse import distinct

SHORT, LISTED = 12, 32  # pairs listed for each place wanted, at first prices and at good ones
FEW = 200_000  # pairs of kinds of people that are all taken
SOME, WRITTEN_OUT = 2_000_000, 30_000_000  # the same where bidding crawls, and where prices go astray twice
AGAIN = 4_000  # points by which bids rise from prices of almost the same problem
SEARCHES = 150  # more of them mean that prices were far off
LOW, LOWER = 4, 16  # steps that bids start below prices: of mentors who are full, and who have places to fill


def optimum(rest, weights, clock, start=None):
    """Pairs (K, 2) of greatest value in canonical order, and prices (N,) that prove it.

    start: (N,) prices known to be about right, where there are any.
    """
    mentees, mentors = np.flatnonzero(rest.wanted), np.flatnonzero(rest.capacity)
    price = np.full(
        len(rest.capacity), weights.a * SCALE + weights.b
    )  # more than anybody would pay for no place
    price[mentors] = 0
    if not len(mentees) or not len(mentors):
        return np.zeros((0, 2), np.int64), price
    market = _Market(rest, weights, mentees, mentors, clock)
    try:
        used, paid = market.solve(None if start is None else start[mentors])
    except Stopped:
        used, paid, most = market.so_far()
        price[mentors] = paid
        clock.so_far = SoFar(
            rest, weights, np.column_stack((mentees[used[:, 0]], mentors[used[:, 1]])), price, most
        )
        raise
    price[mentors] = paid
    return np.column_stack((mentees[used[:, 0]], mentors[used[:, 1]])), price


class _Market:
    """Mentees bid for places of mentors; a pair is worth its score, and a bonus where it covers somebody."""

    def __init__(self, rest, weights, mentees, mentors, clock):
        self.rest, self.weights, self.mentees, self.mentors = rest, weights, mentees, mentors
        self.tick, self.transport, self.held = clock.tick, None, np.zeros((0, 2), np.int64)
        self.known = (
            np.zeros(len(mentors), np.int64),
            None,
        )  # prices, and the most any matching is worth by them

    def solve(self, price):
        """(pairs (K, 2) of positions in `mentees` and `mentors`, price of each mentor); price: a guess, or None."""
        self.wanted, self.capacity = self.rest.wanted[self.mentees], self.rest.capacity[self.mentors]
        self.capacity = np.minimum(self.capacity, self.wanted.sum() + 1)  # one that stays empty is free
        self.groups = groups = alike.groups(self.rest, self.weights, self.mentees, self.mentors)
        self.tick()
        self.kinds = (int(groups[0].max()) + 1) * (int(groups[1].max()) + 1)
        if self.kinds > FEW:
            self.groups = np.arange(len(self.wanted)), np.arange(len(self.capacity))
            self._open()
            if self._promising(price):
                return self._read()
            self.groups = groups
        self._open()
        self._everything()
        return self._read()

    def so_far(self):
        """(pairs in hand, prices, what any matching is worth at most by them or None)."""
        if self.transport and self.transport.flow.sum() > len(self.held):
            self.held = self._read()[0]
        return self.held, *self.known

    def _read(self):
        groups, transport = self.groups, self.transport
        rows, cols = len(self.sides.demand), len(self.sides.size)
        # nothing else holds up unwanted places
        paid = np.maximum(transport.price[:cols] - transport.price[cols], 0)
        real = (transport.rows < rows) & (transport.cols < cols) & (transport.flow > 0)
        used = np.column_stack((transport.rows[real], transport.cols[real], transport.flow[real]))
        return alike.dealt(*groups, self.wanted, self.capacity, used), paid[groups[1]]

    def _open(self):
        """Rows and columns of the market: the first of every group, with the units of all."""
        self.transport, groups = None, self.groups
        first = [np.unique(group, return_index=True)[1] for group in groups]
        demand = np.bincount(groups[0], self.wanted).astype(np.int64)
        rows, cols = self.mentees[first[0]], self.mentors[first[1]]
        bonus, several = np.where(self.rest.fresh[rows], self.weights.b, 0), self.wanted[first[0]] > 1
        self.sides = Sides(
            demand=demand,
            size=np.bincount(groups[1], self.capacity).astype(np.int64),
            several=several,
            first=bonus,
            load=self.rest.load[cols],
            slope=self.weights.a * self.weights.balance,
        )
        self.bonus = np.where(several, 0, bonus)
        self.scan = Scan(self.rest, self.weights, rows, cols, self.tick)
        self.each = max(1.0, demand.sum() / len(rows))

    def _everything(self):
        """All pairs, solved in coarse units first."""
        graph = Graph(self.sides, *self._valued(*self.scan.everything()))
        self.tick()
        self.transport = graph.transport()
        self.tick()
        self.transport.descend(max(1, self.weights.a * SCALE // 8), self.tick)

    def _promising(self, price):
        """Few pairs, more of them until no other would gain; False where prices do not settle."""
        step, rounds, is_easy = float(self.weights.a * AGAIN), ((LISTED, 0.5, LOW),), True
        size, has_free = self.sides.size, False
        if price is None:
            price, spread = first_prices(self.rest, self.weights, self.scan.rows, self.scan.cols)
            is_plenty = size.sum() > self.wanted.sum()
            step = max(1.0, spread / 16)
            rounds = (SHORT, 1, LOWER if is_plenty else LOW), (LISTED, 0.5, LOW)
            self.tick()
        for count, part, low in rounds:
            graph, limit = self._best(price, count)
            before, price = price, price - low * part * step
            start = price - np.where(has_free, LOWER - low, 0) * part * step
            price, self.held, is_settled = graph.bid(price, start, part * step, self.tick)
            has_free = np.bincount(self.held[:, 1], minlength=len(size)) < size
            if not is_settled:
                if self.kinds <= SOME:
                    return False
                price, is_easy = self._fed(graph, price).settle(before, part * step, self.tick), False
        graph = self._fed(graph, price)
        self.tick()
        self.bound, self.history, self.seen = limit, [before], np.zeros(len(limit), np.int64)
        self.transport = transport = graph.transport()
        start = np.concatenate((price, [0, 0])).astype(np.int64)
        cols, astray = len(size), 0
        transport.start(start)
        if not is_easy:
            transport.descend(int(step), self.tick)
        while True:
            if not transport.finish(step / 2, self.tick, SEARCHES):
                transport.price = start
                transport.descend(int(step), self.tick)
            price = transport.price[:cols] - transport.price[cols]
            surplus = transport.surplus[: len(limit)] + transport.price[cols]
            more = self._missed(graph, price, surplus)
            if not len(more[0]):
                return True
            astray += len(more[0]) > LISTED // 2 * len(limit)
            if self.kinds <= (0, SOME, WRITTEN_OUT)[min(astray, 2)]:
                return False
            graph, start = graph.plus(*self._valued(*more)), transport.price
            self.tick()
            more = graph.transport()
            more.resume(transport)
            self.transport = transport = more

    def _fed(self, graph, price):
        """The graph, and callers for columns that nearly nobody listed: without, they would have to be free."""
        calls = 2 * self.sides.size + 4
        few = np.flatnonzero(np.bincount(graph.cols, minlength=len(calls)) < calls)
        if not len(few):
            return graph
        found = self.scan.callers(few, graph.level(price) - self.bonus, int(calls[few].max()))
        return graph.plus(*self._valued(*found))

    def _missed(self, graph, price, surplus):
        """New pairs that would gain at these prices, all or the best `LISTED` and some of a row.

        A pair not listed was worth at most `bound` when its row was last looked at, and gained what its column's
        price has `eased` since. So few rows need all columns, and the others only the few columns that eased most.
        """
        eased = np.max([self.history[k] - price for k in distinct(self.seen)], axis=0)
        slack = np.sort(surplus - self.bound)
        order = np.sort(eased)[::-1]
        least = np.append(
            order, -np.inf
        )  # with k columns looked at by all, the others eased by no more than this
        work = np.arange(len(least)) * len(slack) + np.searchsorted(slack, least, side="left") * len(order)
        count = int(np.argmin(work[:-1])) if len(order) else 0
        limit = least[count]
        doubtful = self.bound + limit > surplus
        high = surplus - self.bonus
        most = LISTED + int(self.sides.demand.max())  # what a row holds already may well beat its last choice
        found, crowded = self.scan.better(price, high, doubtful, most)
        few = np.flatnonzero(eased > limit)
        if len(few):
            (rows, cols, scores), _crowded = self.scan.narrowed(few).better(price[few], high, ~doubtful, most)
            found = tuple(np.concatenate(both) for both in zip(found, (rows, few[cols], scores), strict=True))
        self.bound[doubtful], self.seen[doubtful] = surplus[doubtful], len(self.history)
        self.bound[crowded] = np.inf
        self.history.append(price)
        gain = surplus.astype(np.float64)
        np.maximum.at(gain, found[0], found[2] + self.bonus[found[0]] - price[found[1]])
        self._know(price, gain)
        return graph.without_known(*found)

    def _best(self, price, count):
        edges, limit = self.scan.best(price, int(count * self.each))
        graph, limit = Graph(self.sides, *self._valued(*edges)), limit + self.bonus
        self._know(price, np.maximum(graph.level(price), limit))
        return graph, limit

    def _know(self, price, gain):
        """Rows gain no more than `gain` at these prices, by all there is to choose from: so nothing is worth more."""
        if self.sides.several.any():
            return
        price = np.maximum(price, 0).astype(np.int64)
        most = int(np.maximum(gain, 0) @ self.sides.demand)
        rest = self.rest.cut(self.mentees, self.mentors)
        most += bound.paid(rest, price, self.weights)
        if self.known[1] is None or most < self.known[1]:
            self.known = price, most

    def _valued(self, rows, cols, scores):
        return rows, cols, scores + self.bonus[rows]
