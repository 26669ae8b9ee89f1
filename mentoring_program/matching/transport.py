"""The exact optimum of a transportation problem on few pairs, with the prices that prove it.

The primal-dual method (Kuhn 1955, Ford and Fulkerson 1957), a batch of shortest paths at a time: one search from
everybody who still misses something (Dijkstra on reduced costs, Edmonds and Karp 1972, Tomizawa 1971), cut off at a
short distance, makes the shortest paths free of charge; a maximum flow (Dinic 1970) then uses as many of them as fit
side by side. Both run in scipy's compiled code. Where that crawls, costs are scaled (Gabow and Tarjan 1989): it is
solved in coarse units first, whose prices are a good start for finer ones. Whole numbers throughout; searches are
exact below 2**53.
"""

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

MANY = 2**30  # more than any flow
FINER = 8
WIDER = 16  # edges up to so many times the reach are kept at hand


class Transport:
    """Rows have `demand`, cols have `size`, as much in all; an edge carries up to `room` units worth `values` each.

    Edges are distinct and sorted by row and column, and a way for everything exists. At any time `flow` is part of a
    matching that `price` and `surplus` support: surplus + price >= value on edges with room, <= on edges in use.
    """

    def __init__(self, demand, size, rows, cols, values, room):
        self.demand, self.size = demand, size
        self.rows, self.cols, self.values, self.room = rows, cols, values, room
        self.flow = np.zeros(len(rows), np.int64)
        self.price = np.zeros(len(size), np.int64)
        self.surplus = np.zeros(len(demand), np.int64)

    def cells(self):
        return self.rows * np.int64(len(self.size)) + self.cols

    def start(self, price):
        """Nobody has anything yet, at these prices."""
        self.flow[:] = 0
        self.price = price.astype(np.int64)
        net = self.values - self.price[self.cols]
        self.surplus = np.maximum.reduceat(net, np.searchsorted(self.rows, np.arange(len(self.demand))))

    def resume(self, before):
        """Keep of the flow of a transport with fewer edges what is still best for everybody at its prices."""
        self.price, self.surplus = before.price.copy(), before.surplus.copy()
        self.flow[np.searchsorted(self.cells(), before.cells())] = before.flow
        net = self.values - self.price[self.cols]
        has_room = self.flow < self.room
        np.maximum.at(self.surplus, self.rows[has_room], net[has_room])
        self.flow[net < self.surplus[self.rows]] = 0

    def descend(self, unit, tick, least=1):
        """Finish from the present prices, in units of `unit` points at first, then smaller ones while above `least`.

        With a `least` above 1 only prices are of use, and they are good to about that.
        """
        values, price = self.values, self.price
        while unit > max(1, least):
            self.values = values // unit
            self.start(price // unit)
            tick()
            self.finish(FINER, tick)
            price = self.price * unit
            unit //= FINER
        self.values = values
        self.price = price
        if least == 1:
            self.start(price)
            self.finish(FINER, tick)

    def finish(self, reach, tick, most=None):
        """Send everything, searching `reach` far at first; False when `most` searches were not enough."""
        count, reach, drift, horizon = 0, max(1, int(reach)), 0, 0
        wanted, spare = self.missing()
        part = self._within(0)
        while True:
            tick()
            self._send(part, wanted, spare)
            while True:
                if not wanted.any():
                    return True
                tick()
                if count == most:
                    return False
                count += 1
                if drift + reach > horizon:
                    drift, horizon = 0, WIDER * reach
                    part = self._within(horizon)
                    tick()
                moved = self._move(self._search(part, wanted, reach), wanted.sum(), spare, reach)
                if moved is not None:
                    break
                reach *= 4  # nobody who could take anything is so near
            drift, reach = drift + moved, max(1, 2 * moved)

    def _within(self, horizon):
        """Edges in use or with so little slack: (index, row, column, value, room)."""
        slack = self.surplus[self.rows] + self.price[self.cols] - self.values
        some = np.flatnonzero((slack <= horizon) | (self.flow > 0))
        return some, self.rows[some], self.cols[some], self.values[some], self.room[some]

    def missing(self):
        """Units that rows and columns still miss."""
        sent = np.bincount(self.rows, self.flow, len(self.demand)).astype(np.int64)
        return self.demand - sent, self.size - np.bincount(self.cols, self.flow, len(self.size)).astype(
            np.int64
        )

    def _search(self, part, wanted, reach):
        """Distance of each row and column from those who miss something, inf beyond `reach`."""
        some, row, col, value, room = part
        slack, flow = self.surplus[row] + self.price[col] - value, self.flow[some]
        ahead = np.flatnonzero((slack <= reach) & (flow < room))
        back = np.flatnonzero((flow > 0) & (slack >= -reach))
        back = back[np.argsort(col[back], kind="stable")]
        rows = len(self.demand)
        tail = np.concatenate((row[ahead], rows + col[back]))
        head = np.concatenate((rows + col[ahead], row[back]))
        cost = np.concatenate((slack[ahead], -slack[back])).astype(np.float64)
        graph = _arcs(tail, head, cost, rows + len(self.size))
        return csgraph.dijkstra(graph, indices=np.flatnonzero(wanted), min_only=True, limit=float(reach))

    def _move(self, near, wanted, spare, reach):
        """Make shortest paths to enough spare columns free of charge by prices: the longest, None if none is near."""
        rows = len(self.demand)
        away = near[rows:]
        ends = np.flatnonzero((spare > 0) & (away <= reach))
        if not len(ends):
            return None
        ends = ends[np.argsort(away[ends], kind="stable")]
        enough = min(np.searchsorted(np.cumsum(spare[ends]), wanted), len(ends) - 1)
        reach = int(away[ends[enough]])
        change = (reach - np.minimum(near, reach)).astype(np.int64)
        self.surplus -= change[:rows]
        self.price += change[rows:]
        return reach

    def _send(self, part, wanted, spare):
        """As much flow as edges without slack can take; less is wanted and spare then."""
        some, row, col, value, room = part
        free = np.flatnonzero(self.surplus[row] + self.price[col] == value)
        some, row, col, room, flow = some[free], row[free], col[free], room[free], self.flow[some[free]]
        rows, cols = len(self.demand), len(self.size)
        source, sink = rows + cols, rows + cols + 1
        ahead, back = np.flatnonzero(flow < room), np.flatnonzero(flow > 0)
        back = back[np.argsort(col[back], kind="stable")]
        starts, ends = np.flatnonzero(wanted), np.flatnonzero(spare)
        tail = np.concatenate((row[ahead], rows + col[back], rows + ends, np.full(len(starts), source)))
        head = np.concatenate((rows + col[ahead], row[back], np.full(len(ends), sink), starts))
        most = np.concatenate((room[ahead] - flow[ahead], flow[back], spare[ends], wanted[starts]))
        order = np.argsort(tail, kind="stable")
        most = np.minimum(most, MANY).astype(np.int32)
        graph = _arcs(tail[order], head[order], most[order], sink + 1)
        found = csgraph.maximum_flow(graph, source, sink).flow
        tail = np.repeat(np.arange(sink + 1), np.diff(found.indptr))
        head, sent = found.indices, found.data
        ahead = (tail < rows) & (head >= rows) & (head < source) & (sent != 0)
        cells = row * np.int64(cols) + col
        where = np.searchsorted(cells, tail[ahead] * np.int64(cols) + head[ahead] - rows)
        self.flow[some[where]] += sent[ahead]
        np.subtract.at(wanted, row[where], sent[ahead])
        np.subtract.at(spare, col[where], sent[ahead])


def _arcs(tail, head, values, nodes):
    """A directed graph, of arcs sorted by tail."""
    ptr = np.searchsorted(tail, np.arange(nodes + 1)).astype(np.int32)
    return sparse.csr_array((values, head.astype(np.int32), ptr), shape=(nodes, nodes))
