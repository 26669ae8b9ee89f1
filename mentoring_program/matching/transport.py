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
        wanted, spare = self.missing()
        self._send(wanted, spare)
        wanted, spare = self.missing()
        count, reach = 0, max(1, int(reach))
        while wanted.any():
            tick()
            if count == most:
                return False
            count += 1
            near = self._search(wanted, reach)
            moved = self._move(near, wanted.sum(), spare, reach)
            if moved is None:  # nobody who could take anything is so near
                reach *= FINER
                continue
            self._send(wanted, spare, near)
            wanted, spare = self.missing()
            if moved * 2 > reach:
                reach *= 2
        return True

    def missing(self):
        """Units that rows and columns still miss."""
        sent = np.bincount(self.rows, self.flow, len(self.demand)).astype(np.int64)
        held = np.bincount(self.cols, self.flow, len(self.size)).astype(np.int64)
        return self.demand - sent, self.size - held

    def _slack(self):
        return self.surplus[self.rows] + self.price[self.cols] - self.values

    def _search(self, wanted, reach):
        """Distance of each row and column from those who miss something, inf beyond `reach`."""
        rows, nodes = len(self.demand), len(self.demand) + len(self.size)
        slack = self._slack()
        ahead = np.flatnonzero((slack <= reach) & (self.flow < self.room))
        back = np.flatnonzero((self.flow > 0) & (slack >= -reach))
        cost = np.concatenate((slack[ahead], -slack[back])).astype(np.float64)
        tail = np.concatenate((self.rows[ahead], rows + self.cols[back]))
        head = np.concatenate((rows + self.cols[ahead], self.rows[back]))
        graph = sparse.csr_array((cost, (tail, head)), shape=(nodes, nodes))
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

    def _send(self, wanted, spare, near=None):
        """As much flow as edges without slack can take; only through rows and columns that are `near`."""
        rows, cols = len(self.demand), len(self.size)
        free = self._slack() == 0
        if near is not None:
            near = np.isfinite(near)
            free &= near[self.rows] & near[rows + self.cols]
        free = np.flatnonzero(free)
        ahead, back = free[self.flow[free] < self.room[free]], free[self.flow[free] > 0]
        starts, ends = np.flatnonzero(wanted), np.flatnonzero(spare)
        source, sink = rows + cols, rows + cols + 1
        room = (self.room[ahead] - self.flow[ahead], self.flow[back], wanted[starts], spare[ends])
        tail = (self.rows[ahead], rows + self.cols[back], np.full(len(starts), source), rows + ends)
        head = (rows + self.cols[ahead], self.rows[back], starts, np.full(len(ends), sink))
        graph = sparse.csr_array(
            (
                np.minimum(np.concatenate(room), MANY).astype(np.int32),
                (np.concatenate(tail), np.concatenate(head)),
            ),
            shape=(sink + 1, sink + 1),
        )
        found = csgraph.maximum_flow(graph, source, sink).flow.tocoo()
        tail, head = found.coords
        ahead = (tail < rows) & (head >= rows) & (head < source) & (found.data != 0)
        cells = self.rows[free] * np.int64(cols) + self.cols[free]
        where = np.searchsorted(cells, tail[ahead] * np.int64(cols) + head[ahead] - rows)
        self.flow[free[where]] += found.data[ahead]
