"""Rough prices of a sparse market: bidders raise them until nearly everybody holds something.

All who hold nothing bid at once (Jacobi auction, Bertsekas 1988), each up to what makes the second choice as good,
plus `step`. Prices come out right within a few steps, which is all that is asked of them: what follows is exact.
"""

import itertools
from dataclasses import dataclass

import numpy as np

from .sparse import ranges, spans

PATIENCE = 100  # turns, in which those who wait should become fewer
PROGRESS = 0.8  # to this part of what they were


@dataclass(frozen=True, eq=False)
class Market:
    """Bidder b wants one of items[first[b]:last[b]], worth `values`, and gives up where that gains less than `least`.

    Item k has the places s with item_of[s] == k, together and in falling order of `reserve`, the least price of each.
    """

    first: np.ndarray
    last: np.ndarray
    items: np.ndarray
    values: np.ndarray
    least: np.ndarray
    item_of: np.ndarray
    reserve: np.ndarray
    item_count: int


def run(market, step, *, stop=0, tick=lambda: None):
    """(price of each item, bidder of each place or -1).

    Ends with at most `stop` waiting, or when bidding crawls as among equals.
    """
    values = market.values.astype(np.float64)
    place_ptr = np.searchsorted(market.item_of, np.arange(market.item_count + 1))
    size = np.diff(place_ptr)
    bid, owner = market.reserve.astype(np.float64), np.full(len(market.item_of), -1)
    price = np.full(market.item_count, np.inf)
    price[size > 0] = bid[place_ptr[1:][size > 0] - 1]
    waiting = np.flatnonzero(market.last > market.first)
    before = np.inf
    for turn in itertools.count():
        if len(waiting) <= stop:
            break
        tick()
        if turn % PATIENCE == 0:
            if len(waiting) > before * PROGRESS:
                break
            before = len(waiting)
        first, last = market.first[waiting], market.last[waiting]
        cells = ranges(first, last)
        item = market.items[cells]
        hits, bidder, offer = _offers(values[cells] - price[item], last - first, market.least[waiting])
        item, bidder = item[hits], waiting[bidder]
        offer += price[item] + step
        touched = np.flatnonzero(np.bincount(item, minlength=1))
        places = spans(place_ptr, touched)
        everyone = np.concatenate((owner[places], bidder))
        offer = np.concatenate((bid[places], offer))
        item = np.concatenate((market.item_of[places], item))
        order = np.lexsort((-offer, item))
        item = item[order]
        kept = np.arange(len(item)) - np.searchsorted(item, item) < size[item]
        bid[places], owner[places] = offer[order[kept]], everyone[order[kept]]
        price[touched] = bid[place_ptr[touched + 1] - 1]
        lost = everyone[order[~kept]]
        waiting = lost[lost >= 0]
    return price, owner


def _offers(net, span, least):
    """(cell, bidder, gain over the second choice) of everybody who rather bids than stays out."""
    start = np.cumsum(span) - span
    best = np.maximum.reduceat(net, start)
    hits = np.flatnonzero(net == np.repeat(best, span))
    bidder = np.searchsorted(start, hits, side="right") - 1
    hits = hits[np.flatnonzero(np.diff(bidder, prepend=-1))]
    net[hits] = -np.inf
    second = np.maximum(np.maximum.reduceat(net, start), least)
    goes = np.flatnonzero(best > least)
    return hits[goes], goes, best[goes] - second[goes]
