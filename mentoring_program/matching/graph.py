"""Candidate pairs of a market, the best matching on them, and the prices that prove it.

The two sides are rows, who bid, and cols, who have places: mentees and mentors, or the other way round where places
are short (the scarcer side bids). A pair is worth `values`; whoever stays alone is worth nothing.
"""

from dataclasses import dataclass

import numpy as np
from scipy import optimize, sparse
from scipy.sparse import csgraph

from . import auction
from .prices import NotOptimal
from .sparse import distinct, spans

SEARCHES = 100  # shortest paths worth searching one by one, besides one for each 20 places
FAR = np.iinfo(np.int64).max // 4


@dataclass(frozen=True, eq=False)
class Sides:
    """demand: places each row wants; size: rows each column takes, of which `load` are pinned there already.

    slope: what each further row of a column costs more than the one before; outside: what a row's first place is
    worth less than nothing when it stays alone (only where rows want several, else values contain it).
    """

    demand: np.ndarray
    size: np.ndarray
    load: np.ndarray
    outside: np.ndarray
    slope: int = 0


class Graph:
    """Distinct candidate pairs, sorted by row and column."""

    def __init__(self, sides, rows, cols, values):
        self.sides = sides
        width = max(1, len(sides.size))
        cells, where = np.unique(rows * width + cols, return_index=True)
        self.rows, self.cols, self.values = cells // width, cells % width, values[where].astype(np.int64)
        self.ptr = np.searchsorted(self.rows, np.arange(len(sides.demand) + 1))

    def plus(self, rows, cols, values):
        both = zip((self.rows, self.cols, self.values), (rows, cols, values), strict=True)
        return Graph(self.sides, *(np.concatenate(pair) for pair in both))

    def without_known(self, rows, cols, values):
        """The given pairs that are not in the graph yet."""
        width = max(1, len(self.sides.size))
        cells, asked = self.rows * width + self.cols, rows * width + cols
        new = cells[np.minimum(np.searchsorted(cells, asked), len(cells) - 1)] != asked
        return rows[new], cols[new], values[new]

    def places(self):
        """(column, cost) of each place that could be used and one to spare, a column's dearest first."""
        count = np.minimum(self.sides.size, 1 + np.bincount(self.cols, minlength=len(self.sides.size)))
        col = np.repeat(np.arange(len(count)), count)
        left = np.repeat(np.cumsum(count), count) - np.arange(len(col)) - 1
        return col, self.sides.slope * (self.sides.load[col] + left)

    def bid(self, step, start=None, stop=0, tick=lambda: None):
        """(used (E,) bool, price of each column, places still wanted by each row) after an auction.

        No place goes for less than its column's `start`.
        """
        col, cost = self.places()
        market = auction.Market(
            ptr=self.ptr,
            items=self.cols,
            values=self.values,
            refuse=np.zeros(len(self.sides.demand), np.int64),
            demand=self.sides.demand,
            item_of=col,
            reserve=cost if start is None else np.maximum(cost, start[col]),
            item_count=len(self.sides.size),
        )
        owner, price, missing = auction.run(market, step, stop=stop, tick=tick)
        width = max(1, len(self.sides.size))
        taken = np.flatnonzero(owner >= 0)
        used = np.zeros(len(self.rows), bool)
        used[np.searchsorted(self.rows * width + self.cols, owner[taken] * width + col[taken])] = True
        return used, np.where(np.isfinite(price), price, 0), missing

    def optimum(self, start, spread, tick=lambda: None):
        """The best matching on the graph, as (used (E,) bool, price (cols,), surplus (rows,)), whole numbers.

        start: (cols,) a guess of prices, good to about `spread`. Bidding from there in ever smaller steps is quick
        but leaves holes, places that cost something and nobody took, and bidders without a place. Shortest paths
        close both; where they are too many, everything is done again by augmenting paths in compiled code.
        """
        if (self.sides.outside < 0).any():
            used = self._flow()
            return used, *self.prices(used)
        units, places = int(self.sides.demand.sum()), int(self.sides.size.sum())
        last = 1 / (1 + units)
        start = np.where(self.sides.size > np.bincount(self.cols, minlength=len(start)), 0, start)
        # with places to spare a price that starts too high is worse than one too low, with none it is the reverse
        margin = 4 if places > units * 1.02 else 0.5
        try:
            if self.sides.slope:
                used, start, missing = self.bid(last, tick=tick)
                if missing.any():
                    raise NotOptimal
                return used, *self.prices(used, np.ceil(start).astype(np.int64) - 2)
            for step in (spread / 5, spread / 100, last):
                start, spread = start - margin * spread, step
                stop = 0 if step == last else units // 200
                used, start, missing = self.bid(step, np.maximum(start, 0), stop, tick=tick)
            return self._closed(used, np.ceil(start).astype(np.int64) - 2, missing, tick)
        except (
            NotOptimal
        ):  # bidding crawls among equals, and bids are floats; compiled augmenting paths know neither
            used = self._assignment()
            return used, *self.prices(used)

    def _closed(self, used, low, missing, tick):
        """The optimum near an auction's outcome: everybody left over placed, every hole filled or free of charge."""
        price, surplus = self.prices(used, low, self.sides.demand - missing, holes=True)
        holes = self._holes(used, price)
        if missing.sum() + holes.sum() > SEARCHES + self.sides.demand.sum() // 20:
            raise NotOptimal
        paths = _Paths(self, used, price, surplus)
        for row in np.repeat(np.arange(len(missing)), missing).tolist():
            tick()
            paths.place(row)
        holes = self._holes(paths.used, paths.price)
        if not holes.any():
            return paths.used, *self._settled(paths.used, paths.price)
        turned, order = self._turned()
        back = _Paths(turned, paths.used[order], paths.surplus, paths.price)
        for col in np.repeat(np.arange(len(holes)), holes).tolist():
            tick()
            back.place(col)
        used = np.zeros_like(used)
        used[order] = back.used
        return used, *self._settled(used, back.surplus)

    def _holes(self, used, price):
        """How many places of each column cost something and are empty."""
        size = np.minimum(self.sides.size, 1 + np.bincount(self.cols, minlength=len(price)))
        return np.where(price > 0, size - np.bincount(self.cols[used], minlength=len(price)), 0)

    def _turned(self):
        """The graph seen from the other side, and where its edges are in this one."""
        sides = self.sides
        order = np.lexsort((self.rows, self.cols))
        none = np.zeros_like(sides.size)
        turned = Sides(demand=sides.size, size=sides.demand, load=np.zeros_like(sides.demand), outside=none)
        return Graph(turned, self.cols, self.rows, self.values), order

    def _settled(self, used, price):
        """(price, surplus) once they are seen to support the matching on every edge; raises NotOptimal if not."""
        held = np.bincount(self.rows[used], minlength=len(self.sides.demand))
        load = np.bincount(self.cols[used], minlength=len(price))
        net = self.values - price[self.cols]
        surplus = np.where(held < self.sides.demand, 0, FAR)
        np.minimum.at(surplus, self.rows[used], net[used])
        surplus[self.sides.demand == 0] = 0
        is_sound = (
            (surplus >= 0).all()
            and (price >= 0).all()
            and (price[load < self.sides.size] == 0).all()
            and (net[~used] <= surplus[self.rows[~used]]).all()
        )
        if not is_sound:
            raise NotOptimal
        return price, surplus

    def prices(self, used, start=None, demand=None, holes=False):
        """(price (cols,), surplus (rows,)) int64: the least prices from `start` up that support the matching.

        Start at zero (None) for the gain of one more place, anywhere below supporting prices for a quick proof.
        With `demand` rows want no more than that; with `holes` empty places may cost something. Raises NotOptimal
        when there are none.
        """
        sides = self.sides
        demand = sides.demand if demand is None else demand
        held = np.bincount(self.rows[used], minlength=len(demand))
        load = np.bincount(self.cols[used], minlength=len(sides.size))
        floor = np.where(load > 0, sides.slope * (sides.load + load - 1), 0)
        most = np.where((load < sides.size) & (not holes), sides.slope * (sides.load + load), FAR)
        least = np.where(held > 1, 0, np.where(held == 1, sides.outside, -FAR))
        surplus = np.where(held >= demand, FAR, np.where(held == 0, sides.outside, 0))
        active = demand > 0
        kept = np.flatnonzero(used)
        kept_ptr = np.searchsorted(self.rows[kept], np.arange(len(held) + 1))
        holders = kept[np.argsort(self.cols[kept], kind="stable")]
        holder_ptr = np.searchsorted(self.cols[holders], np.arange(len(load) + 1))
        price = floor if start is None else np.minimum(np.maximum(floor, start), most)
        np.minimum.at(surplus, self.rows[kept], self.values[kept] - price[self.cols[kept]])
        touched = np.flatnonzero(active)
        if (surplus[touched] < least[touched]).any():
            raise NotOptimal
        for _turn in range(2 * len(load) + 2):
            cells = spans(self.ptr, touched)
            cells = cells[~used[cells]]
            asked = self.values[cells] - surplus[self.rows[cells]]
            higher = asked > price[self.cols[cells]]
            cells, asked = cells[higher], asked[higher]
            if len(cells) == 0:
                return price, surplus
            before = price.copy()
            np.maximum.at(price, self.cols[cells], asked)
            raised = np.flatnonzero(price > before)
            if (price[raised] > most[raised]).any():
                raise NotOptimal
            edges = holders[spans(holder_ptr, raised)]
            touched = distinct(self.rows[edges])
            edges = kept[spans(kept_ptr, touched)]
            np.minimum.at(surplus, self.rows[edges], self.values[edges] - price[self.cols[edges]])
            if (surplus[touched] < least[touched]).any():
                raise NotOptimal
        raise NotOptimal

    def _assignment(self):
        """The optimum by shortest augmenting paths in compiled code, for markets where bidding crawls."""
        col, cost = self.places()
        count = np.bincount(col, minlength=len(self.sides.size))
        demand = np.minimum(self.sides.demand, np.diff(self.ptr))
        unit_of = np.repeat(np.arange(len(demand)), demand)
        edge, place = _times(
            np.arange(len(self.rows)), count[self.cols], (np.cumsum(count) - count)[self.cols]
        )
        again, unit = _times(edge, demand[self.rows[edge]], (np.cumsum(demand) - demand)[self.rows[edge]])
        place = np.repeat(place, demand[self.rows[edge]])
        worth = self.values[again] - cost[place]
        good = worth > 0
        place, unit, worth = place[good], unit[good], worth[good]
        dearest, units = int(worth.max(initial=0)) + 1, len(unit_of)
        paid = np.concatenate((dearest - worth, np.full(units, dearest))).astype(np.float64)
        where = np.concatenate((unit, np.arange(units))), np.concatenate((place, len(col) + np.arange(units)))
        matrix = sparse.csr_array((paid, where), shape=(units, len(col) + units))
        unit, place = csgraph.min_weight_full_bipartite_matching(matrix)
        real = place < len(col)
        width = max(1, len(self.sides.size))
        return np.isin(self.rows * width + self.cols, unit_of[unit[real]] * width + col[place[real]])

    def _flow(self):
        """The optimum when some rows want several: a linear program whose vertices are whole. (E,) bool"""
        sides, size = self.sides, len(self.rows)
        col, cost = self.places()
        fresh = np.flatnonzero(sides.outside < 0)
        rows, cols = len(sides.demand), len(sides.size)
        if size == 0:
            return np.zeros(0, bool)

        def incidence(where, count, sign=1.0):
            return sparse.csr_array(
                (np.full(len(where), sign), (where, np.arange(len(where)))), (count, len(where))
            )

        answer = optimize.linprog(
            np.concatenate((-self.values, cost, sides.outside[fresh])),
            A_ub=sparse.block_array(
                [
                    [incidence(self.rows, rows), None, None],
                    [incidence(self.cols, cols), incidence(col, cols, -1.0), None],
                    [incidence(self.rows, rows, -1.0), None, incidence(fresh, rows)],
                ]
            ),
            b_ub=np.concatenate((sides.demand, np.zeros(cols + rows))),
            bounds=(0, 1),
            method="highs-ds",
        )
        return answer.x[:size] > 0.5


class _Paths:
    """A matching with exact prices, and searches that change it by one unit at the least cost."""

    def __init__(self, graph, used, price, surplus):
        self.graph, self.used, self.price, self.surplus = graph, used.copy(), price.copy(), surplus.copy()
        size = graph.sides.size
        # the edge that holds each place of a column, -1 for none
        room = np.minimum(size, 1 + np.bincount(graph.cols, minlength=len(size)))
        self.ptr = np.concatenate(([0], np.cumsum(room)))
        self.held = np.full(self.ptr[-1], -1)
        kept = np.flatnonzero(used)
        kept = kept[np.argsort(graph.cols[kept], kind="stable")]
        first = np.searchsorted(graph.cols[kept], graph.cols[kept])
        self.held[self.ptr[graph.cols[kept]] + np.arange(len(kept)) - first] = kept

    def place(self, row):
        """Give `row` one more place where that is worth its price, moving others along a shortest path."""
        graph, price, surplus = self.graph, self.price, self.surplus
        mine = np.arange(graph.ptr[row], graph.ptr[row + 1])
        mine = mine[~self.used[mine]]
        most = int((graph.values[mine] - price[graph.cols[mine]]).max(initial=0))
        surplus[row] = min(int(surplus[row]), most) if most > 0 else 0
        best, end = most, None  # staying without costs what it could gain
        reach = np.full(len(price), FAR)  # cost of a place in each column
        cost = np.full(len(surplus), FAR)  # cost of putting out each row
        by_edge, out_edge = np.full(len(price), -1), np.full(len(surplus), -1)
        cost[row], frontier = 0, np.array([row])
        saved, surplus[row] = surplus[row], most
        while len(frontier):
            cells = spans(graph.ptr, frontier)
            cells = cells[~self.used[cells]]
            rows, cols = graph.rows[cells], graph.cols[cells]
            total = cost[rows] + price[cols] + surplus[rows] - graph.values[cells]
            cells, total = _least(cells, cols, total, np.minimum(reach, best))
            cols = graph.cols[cells]
            reach[cols], by_edge[cols] = total, cells
            slots = spans(self.ptr, cols)
            edges = self.held[slots]
            free = np.flatnonzero(edges < 0)
            if len(free):
                col = np.searchsorted(self.ptr, slots[free], side="right") - 1
                nearest = col[np.argmin(reach[col])]
                if reach[nearest] < best:
                    best, end = int(reach[nearest]), ("free", int(nearest))
            edges = edges[edges >= 0]
            rows, cols = graph.rows[edges], graph.cols[edges]
            total = reach[cols] + graph.values[edges] - price[cols] - surplus[rows]
            edges, total = _least(edges, rows, total, np.minimum(cost, best))
            frontier = graph.rows[edges]
            cost[frontier], out_edge[frontier] = total, edges
            if len(frontier):
                drop = total + surplus[frontier]
                nearest = int(np.argmin(drop))
                if drop[nearest] < best:
                    best, end = int(drop[nearest]), ("drop", int(frontier[nearest]))
        near = cost < best
        surplus[near] -= best - cost[near]
        surplus[row] = min(int(saved), most - best)
        near = reach < best
        price[near] += best - reach[near]
        if end:
            self._shift(row, end, by_edge, out_edge)

    def _shift(self, row, end, by_edge, out_edge):
        """Move everybody along the path that ends at `end`."""
        kind, where = end
        if kind == "free":
            col, old = where, -1
        else:
            old = int(out_edge[where])
            self.used[old] = False
            col = int(self.graph.cols[old])
        while True:
            edge = int(by_edge[col])
            slots = slice(self.ptr[col], self.ptr[col + 1])
            self.held[self.ptr[col] + np.flatnonzero(self.held[slots] == old)[0]] = edge
            self.used[edge] = True
            mover = int(self.graph.rows[edge])
            if mover == row:
                return
            old = int(out_edge[mover])
            self.used[old] = False
            col = int(self.graph.cols[old])


def _least(cells, keys, total, limit):
    """The cheapest cell of each key among those below the key's limit."""
    below = np.flatnonzero(total < limit[keys])
    order = below[np.lexsort((total[below], keys[below]))]
    order = order[np.flatnonzero(np.diff(keys[order], prepend=-1))]
    return cells[order], total[order]


def _times(edge, count, first):
    """Each edge repeated `count` times, numbered from `first`."""
    repeated = np.repeat(edge, count)
    return repeated, np.arange(len(repeated)) + np.repeat(first - (np.cumsum(count) - count), count)
