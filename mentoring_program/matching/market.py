"""The exact optimum without ever holding all pairs: find prices, solve on promising pairs, prove with all of them.

Prices make a small graph enough: at about the right prices an optimal partner is among the best few by score minus
price. Whether it was is not assumed but checked, by pricing every pair; pairs that would gain are added.
"""

import numpy as np

from .graph import Graph, Sides
from .prices import NotOptimal
from .problem import SCALE
from .scan import Scan
from .sparse import distinct

DISCOVERY = ((12, 40_000), (12, 10_000))  # pairs listed for each place wanted, points by which bids rise
LISTED = 32
AGAIN = 2_000  # points prices may move when pairs were added


def optimum(rest, weights, tick=lambda: None, start=None):
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
    wanted, first = rest.wanted[mentees], np.where(rest.fresh[mentees], weights.b, 0)
    capacity = rest.capacity[mentors]
    slope = weights.a * weights.balance
    is_simple = bool((wanted <= 1).all())
    flip = is_simple and not slope and capacity.sum() < len(mentees)
    none = np.zeros(len(mentors), np.int64)
    if flip:
        sides = Sides(demand=capacity, size=wanted, load=np.zeros_like(wanted), outside=none)
        rows, cols, row_bonus, col_bonus = mentors, mentees, none, first
    else:
        outside = np.zeros_like(first) if is_simple else -first
        sides = Sides(demand=wanted, size=capacity, load=rest.load[mentors], outside=outside, slope=slope)
        rows, cols, row_bonus, col_bonus = mentees, mentors, first + outside, none
    scan = Scan(rest, weights, rows, cols, flip, tick)
    market = _Market(scan, sides, row_bonus, col_bonus, weights.a, tick)
    used, paid, surplus = market.solve(None if flip or start is None else start[mentors])
    price[mentors] = surplus if flip else paid
    pairs = np.column_stack((rows[market.graph.rows[used]], cols[market.graph.cols[used]]))
    return pairs[:, ::-1] if flip else pairs, price


class _Market:
    """Rows bid for places in columns; a pair is worth its score and both bonuses."""

    def __init__(self, scan, sides, row_bonus, col_bonus, unit, tick):
        self.scan, self.sides, self.unit, self.tick = scan, sides, unit, tick
        self.row_bonus, self.col_bonus = row_bonus, col_bonus

    def solve(self, price):
        """(used edges of `graph`, price of each column, surplus of each row), from a guess of prices or none."""
        units = max(1, int(self.sides.demand.sum()))
        each = max(1.0, units / len(self.sides.demand))
        spread = self.unit * AGAIN
        if price is None:
            price, spread = self.scan.average() + self.col_bonus, self.unit * DISCOVERY[-1][1]
            for count, step in DISCOVERY:
                graph, _bound = self._best(price, int(count * each))
                _used, price, _missing = graph.bid(self.unit * step, stop=units // 100, tick=self.tick)
                price = np.rint(price)
        self.graph, bound = self._best(price, int(LISTED * each))
        self.bound, self.history, self.seen = bound, [price], np.zeros(len(bound), np.int64)
        for _round in range(1000):
            used, price, surplus = self.graph.optimum(price, spread, self.tick)
            more = self._missed(price, surplus)
            if not len(more[0]):
                return used, price, surplus
            self.graph = self.graph.plus(*self._valued(*more))
            spread = self.unit * AGAIN
        raise NotOptimal

    def _missed(self, price, surplus):
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
        low, high = price - self.col_bonus, surplus - self.row_bonus
        most = LISTED + int(self.sides.demand.max())  # what a row holds already may well beat its last choice
        found, crowded = self.scan.better(low, high, doubtful, most)
        few = np.flatnonzero(eased > limit)
        if len(few):
            part = self.scan.narrowed(few)
            (rows, cols, scores), _crowded = part.better(low[few], high, ~doubtful, most)
            self.scan.priced += part.priced
            found = tuple(np.concatenate(both) for both in zip(found, (rows, few[cols], scores), strict=True))
        self.bound[doubtful], self.seen[doubtful] = surplus[doubtful], len(self.history)
        self.bound[crowded] = np.inf
        self.history.append(price)
        return self.graph.without_known(*found)

    def _best(self, price, count):
        edges, bound = self.scan.best(price - self.col_bonus, count)
        return Graph(self.sides, *self._valued(*edges)), bound + self.row_bonus

    def _valued(self, rows, cols, scores):
        return rows, cols, scores + self.row_bonus[rows] + self.col_bonus[cols]
