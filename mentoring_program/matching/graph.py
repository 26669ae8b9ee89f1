"""Candidate pairs of a market, and the transportation problem they make.

Rows are mentees, or groups of equal ones; cols are mentors. Beside the pairs there is the choice to stay alone: a
column that takes whoever finds nobody, and a row that fills places nobody takes. So supply and demand are equal, and
unmatched people and empty places follow the same rules as pairs.
"""

from dataclasses import dataclass

import numpy as np

from . import auction
from .transport import MANY, Transport

PATIENT = 32  # bids of one step that a bidder goes along with
LEFT_OVER = 8  # nearly everybody: all but one in so many


@dataclass(frozen=True, eq=False)
class Sides:
    """demand: mentors each row wants; size: rows each column takes, of which `load` are pinned there already.

    several: rows that are one person who wants several, of whom a mentor can be only one; their first mentor brings a
    bonus of `first`, while in other rows pairs contain it. slope: what each further row of a column costs more than the
    one before.
    """

    demand: np.ndarray
    size: np.ndarray
    several: np.ndarray
    first: np.ndarray
    load: np.ndarray
    slope: int = 0


class Graph:
    """Distinct candidate pairs, sorted by row and column."""

    def __init__(self, sides, rows, cols, values):
        self.sides = sides
        width = np.int64(max(1, len(sides.size)))
        cells = rows * width + cols
        order = np.argsort(cells, kind="stable")
        cells = cells[order]
        order = order[np.flatnonzero(np.diff(cells, prepend=-1))]
        self.rows, self.cols, self.values = rows[order], cols[order], values[order].astype(np.int64)
        self.ptr = np.searchsorted(self.rows, np.arange(len(sides.demand) + 1))

    def plus(self, rows, cols, values):
        both = zip((self.rows, self.cols, self.values), (rows, cols, values), strict=True)
        return Graph(self.sides, *(np.concatenate(pair) for pair in both))

    def without_known(self, rows, cols, values):
        """The given pairs that are not in the graph yet."""
        width = np.int64(max(1, len(self.sides.size)))
        cells, asked = self.rows * width + self.cols, rows * width + cols
        if not len(cells):
            return rows, cols, values
        new = cells[np.minimum(np.searchsorted(cells, asked), len(cells) - 1)] != asked
        return rows[new], cols[new], values[new]

    def level(self, price):
        """The most each row gains at these prices by its pairs, or by staying alone."""
        best = np.zeros(len(self.sides.demand))
        np.maximum.at(best, self.rows, self.values - price[self.cols])
        return best

    def bid(self, price, start, step, tick):
        """(price of each column, pairs, whether nearly everybody found one) after an auction that begins at `start`.

        Prices need not be exact: whoever wants several bids as so many people, and whoever would end up far below what
        `price` promised gives up, for where places are short bids would rise and rise.
        """
        sides = self.sides
        count = np.minimum(sides.size, 1 + np.bincount(self.cols, minlength=len(sides.size)))
        col = np.repeat(np.arange(len(count)), count)
        dearest = np.repeat(np.cumsum(count), count) - np.arange(len(col)) - 1
        cost = sides.slope * (sides.load[col] + dearest)
        unit = np.repeat(np.arange(len(sides.demand)), sides.demand)
        worth = self.values + np.where(sides.several, sides.first, 0)[self.rows]
        promised = np.zeros(len(sides.demand))
        np.maximum.at(promised, self.rows, worth - price[self.cols])
        market = auction.Market(
            first=self.ptr[unit],
            last=self.ptr[unit + 1],
            items=self.cols,
            values=worth,
            least=np.maximum(promised - PATIENT * step, 0)[unit],
            item_of=col,
            reserve=np.maximum(cost, start[col]),
            item_count=len(sides.size),
        )
        most = min(len(unit), int(count.sum()))
        found, owner = auction.run(market, step, stop=len(unit) // 100, tick=tick)
        taken = owner >= 0
        pairs = np.unique(np.column_stack((unit[owner[taken]], col[taken])), axis=0)
        is_settled = (most - np.count_nonzero(taken)) * LEFT_OVER <= most
        return np.rint(np.where(np.isfinite(found), found, start)), pairs, is_settled

    def settle(self, price, step, tick):
        """The same as `bid` where bidding crawls: prices within a step of exact ones, for whoever does not give up."""
        transport = self.transport(np.maximum(self.level(price) - PATIENT * step, 0).astype(np.int64))
        transport.start(np.concatenate((price, [0, 0])))
        transport.descend(int(4 * step), tick, least=int(step / 2))
        return np.maximum(transport.price[: len(price)] - transport.price[len(price)], 0).astype(np.float64)

    def transport(self, alone=0):
        """The transportation problem; cols from len(size) on take those who stay alone, rows from len(demand) on fill
        places.

        With a slope, places cost what their number says: the k-th filler saves the k-th dearest place of every column.
        """
        sides = self.sides
        rows, cols = len(sides.demand), len(sides.size)
        several = np.flatnonzero(sides.several)
        units = int(sides.demand.sum())
        size = np.minimum(sides.size, units + 1)
        fillers = max(1, int(size.max(initial=0))) if sides.slope else 1
        edges = [(self.rows, self.cols, self.values, np.where(sides.several, 1, MANY)[self.rows])]
        every, may_stay = np.arange(rows), np.where(sides.several, sides.demand - 1, MANY)
        edges.append((every, np.full(rows, cols), np.zeros(rows, np.int64) + alone, may_stay))
        edges.append((several, np.full(len(several), cols + 1), -sides.first[several], np.ones_like(several)))
        saved = np.ones(fillers, np.int64)
        for nth in range(fillers):
            has = np.flatnonzero(size > nth)
            value = sides.slope * (sides.load + size - 1 - nth)[has]
            saved[nth] += len(has) if sides.slope else int(size.sum())
            edges.append(
                (np.full(len(has), rows + nth), has, value, np.full(len(has), 1 if sides.slope else MANY))
            )
        filler = rows + np.arange(fillers)
        edges.append((filler, np.full(fillers, cols), np.zeros_like(filler), np.full(fillers, MANY)))
        edges.append(([rows], [cols + 1], [0], [MANY]))
        saved[0] += len(several) + 1
        demand = np.concatenate((sides.demand, saved))
        nobody = demand.sum() - size.sum() - len(several) - 1
        row, col, value, room = (np.concatenate(part).astype(np.int64) for part in zip(*edges, strict=True))
        order = np.argsort(row * np.int64(cols + 2) + col, kind="stable")
        order = order[room[order] > 0]
        size = np.concatenate((size, [nobody, len(several) + 1]))
        return Transport(demand, size, row[order], col[order], value[order], room[order])
