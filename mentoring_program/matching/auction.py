"""An auction on a sparse graph: bidders raise prices until everybody holds what they want or gives up.

All who still want something bid at once (Bertsekas' Jacobi auction), each up to what makes the next choice as good,
plus `step`. The outcome is optimal within `step` for each unit; below 1 / units that is exact for whole values.
"""

import itertools
from dataclasses import dataclass

import numpy as np

from .sparse import spans

BIDS = 16  # of one bidder in one turn
PATIENCE = 100  # turns, in which the units wanted should fall
PROGRESS = 0.8  # to this part of what they were


@dataclass(frozen=True, eq=False)
class Market:
    """Bidder b wants `demand[b]` different items of items[ptr[b]:ptr[b + 1]], worth `values`, or rather `refuse[b]`.

    Item k has the places s with item_of[s] == k, together and in falling order of `reserve`, the least price of each.
    Either every demand is one, or every item has one place.
    """

    ptr: np.ndarray
    items: np.ndarray
    values: np.ndarray
    refuse: np.ndarray
    demand: np.ndarray
    item_of: np.ndarray
    reserve: np.ndarray
    item_count: int


def run(market, step, *, stop=0, tick=lambda: None):
    """(owner of each place or -1, price of each item, units each bidder still wants).

    Ends with at most `stop` units wanted, or when bidding crawls: among equals it goes up a step at a time.
    """
    values = market.values.astype(np.float64)
    place_ptr = np.searchsorted(market.item_of, np.arange(market.item_count + 1))
    size = np.diff(place_ptr)
    is_single = bool((market.demand <= 1).all())
    bid, owner = market.reserve.astype(np.float64), np.full(len(market.item_of), -1)
    price = np.full(market.item_count, np.inf)
    price[size > 0] = bid[place_ptr[1:][size > 0] - 1]
    missing = np.where(np.diff(market.ptr) > 0, market.demand, 0)
    waiting = np.flatnonzero(missing)
    before = np.inf
    for turn in itertools.count():
        left = len(waiting) if is_single else missing[waiting].sum()
        if left <= stop:
            break
        if turn % PATIENCE == 0:
            tick()
            if left > before * PROGRESS:
                break
            before = left
        cells, span = spans(market.ptr, waiting), market.ptr[waiting + 1] - market.ptr[waiting]
        item = market.items[cells]
        net = values[cells] - price[item]
        if is_single:
            hits, bidder, offer = _single_offers(net, span, market.refuse[waiting])
            missing[waiting] = 0
        else:  # items have one place each, and what is held already cannot be bought again
            net[owner[place_ptr[item]] == np.repeat(waiting, span)] = -np.inf
            hits, bidder, offer = _offers(
                net, span, market.refuse[waiting], np.minimum(missing[waiting], BIDS)
            )
            bids = np.bincount(bidder, minlength=len(waiting))
            missing[waiting] = np.where(bids > 0, missing[waiting] - bids, 0)
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
        lost = lost[lost >= 0]
        np.add.at(missing, lost, 1)
        waiting = lost if is_single else np.flatnonzero(missing)
    return owner, price, missing


def _single_offers(net, span, refuse):
    """(cell, bidder, gain over the second choice) of everybody who rather bids than stays out."""
    start = np.cumsum(span) - span
    best = np.maximum.reduceat(net, start)
    hits = np.flatnonzero(net == np.repeat(best, span))
    bidder = np.searchsorted(start, hits, side="right") - 1
    hits = hits[np.flatnonzero(np.diff(bidder, prepend=-1))]
    net[hits] = -np.inf
    second = np.maximum(np.maximum.reduceat(net, start), refuse)
    goes = np.flatnonzero(best > refuse)
    return hits[goes], goes, best[goes] - second[goes]


def _offers(net, span, refuse, units):
    """The same for up to `units` items each: every bid stops at the best item its bidder did not bid for."""
    start = np.cumsum(span) - span
    best = np.maximum.reduceat(net, start)
    chosen, whose, gains = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0)]
    for nth in range(int(units.max())):
        goes = (units > nth) & (best > refuse)
        hits = np.flatnonzero(net == np.repeat(np.where(goes, best, np.inf), span))
        bidder = np.searchsorted(start, hits, side="right") - 1
        first = np.flatnonzero(np.diff(bidder, prepend=-1))
        hits, bidder = hits[first], bidder[first]
        chosen.append(hits)
        whose.append(bidder)
        gains.append(best[bidder])
        net[hits] = -np.inf
        best = np.where(goes, np.maximum.reduceat(net, start), best)
    bidder = np.concatenate(whose)
    return np.concatenate(chosen), bidder, np.concatenate(gains) - np.maximum(best, refuse)[bidder]
