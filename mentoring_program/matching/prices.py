"""Dual prices of a matching: what one more place of each mentor would bring.

`lowest` starts from a matching and iterates a shortest-path recursion to its fixed point
(Bellman-Ford, all mentors at once). A mentee's surplus is what is left of a pair's value after the mentor's
price. Values are integers held in float64, exact below 2**53; -inf marks a pair that is not allowed.
"""

import numpy as np


class NotOptimal(Exception):
    """No prices support the matching: a better one exists."""


def lowest(values, used, rest, weights):
    """The least prices that support the matching: the gain of one more place. (N,) int64."""
    held, load = used.sum(axis=1), used.sum(axis=0)
    first = np.where(rest.fresh, weights.b, 0)
    idle = values.copy()
    idle[used] = -np.inf
    idle[rest.wanted == 0] = -np.inf
    ceiling = np.where(held == 0, -first, np.where(held < rest.wanted, 0, np.inf)).astype(np.float64)
    step = weights.a * weights.balance
    floor = np.where(load > 0, step * (rest.load + load - 1), 0).astype(np.float64)
    spare = np.where(load < rest.capacity, step * (rest.load + load), np.inf)
    kept_row, kept_col = np.nonzero(used)
    prices = floor
    for _round in range(len(floor) + 2):
        surplus = ceiling.copy()
        np.minimum.at(surplus, kept_row, values[kept_row, kept_col] - prices[kept_col])
        surplus[rest.wanted == 0] = 0
        raised = np.maximum(floor, (idle - surplus[:, None]).max(axis=0, initial=-np.inf))
        if (raised > spare).any() or (surplus[held > 0] < np.where(held > 1, 0, -first)[held > 0]).any():
            raise NotOptimal
        if (raised == prices).all():
            return prices.astype(np.int64)
        prices = raised
    raise NotOptimal
