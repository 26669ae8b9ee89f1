"""The exact optimum of a problem small enough to write out: scipy's assignment solver on places one by one."""

import numpy as np
from scipy import optimize

from . import prices
from .problem import SCALE


def optimum(rest, weights):
    """Pairs (K, 2) of greatest value in canonical order, and prices (N,) that prove it; for one mentor each."""
    rows, cols = np.flatnonzero(rest.wanted), np.flatnonzero(rest.capacity)
    values = value_matrix(rest, weights, rows)[:, cols]
    used, paid = assigned(values, rest.cut(rows, cols), weights)
    price = np.full(
        len(rest.capacity), weights.a * SCALE + weights.b
    )  # more than anybody would pay for no place
    price[cols] = paid
    row, col = np.nonzero(used)
    return np.column_stack((rows[row], cols[col])), price


def assigned(values, rest, weights):
    """(who is with whom (M, N) bool, least prices (N,) that prove it); all have places and want one, values as below.

    A cell of value 0 stands for "stays unmatched".
    """
    count = np.minimum(rest.capacity, len(values))
    mentor = np.repeat(np.arange(len(count)), count)
    nth = np.arange(len(mentor)) - np.repeat(np.cumsum(count) - count, count) + rest.load[mentor]
    first = np.where(rest.fresh, weights.b, 0)
    worth = np.maximum(values[:, mentor] + first[:, None] - weights.a * weights.balance * nth, 0)
    row, place = optimize.linear_sum_assignment(worth, maximize=True)
    taken = worth[row, place] > 0
    used = np.zeros(values.shape, bool)
    used[row[taken], mentor[place[taken]]] = True
    return used, prices.lowest(values, used, rest, weights)


def value_matrix(rest, weights, rows):
    """a * points of the rows with everybody, -inf where not allowed."""
    scores = rest.problem.scores(rows).astype(np.float64)
    return np.where(scores < 0, -np.inf, weights.a * scores)
