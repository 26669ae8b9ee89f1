"""The exact optimum of a problem small enough to write out: scipy's assignment solver on places one by one."""

import numpy as np
from scipy import optimize, sparse

from . import prices as dual


def optimum(rest, weights):
    """Pairs (K, 2) of greatest value in canonical order, and the least prices that prove it (N,)."""
    values = value_matrix(rest, weights)
    used = (_assignment if rest.is_simple else _flow)(values, rest, weights)
    return np.argwhere(used), dual.lowest(values, used, rest, weights)


def value_matrix(rest, weights):
    """a * points for the whole problem, -inf where not allowed."""
    scores = rest.problem.scores(np.arange(rest.problem.shape[0])).astype(np.float64)
    return np.where(scores < 0, -np.inf, weights.a * scores)


def _places(rest, weights):
    """One (mentor, cost) for each place that could be used."""
    count = np.minimum(rest.capacity, (rest.wanted > 0).sum())
    mentor = np.repeat(np.arange(len(count)), count)
    nth = np.arange(len(mentor)) - np.repeat(np.cumsum(count) - count, count) + rest.load[mentor]
    return mentor, weights.a * weights.balance * nth


def _assignment(values, rest, weights):
    """Everybody wants at most one: linear_sum_assignment, a cell of value 0 standing for "stays unmatched"."""
    used = np.zeros(values.shape, bool)
    rows = np.flatnonzero(rest.wanted)
    mentor, cost = _places(rest, weights)
    first = np.where(rest.fresh, weights.b, 0)[rows]
    worth = np.maximum(values[np.ix_(rows, mentor)] + first[:, None] - cost, 0)
    row, place = optimize.linear_sum_assignment(worth, maximize=True)
    taken = worth[row, place] > 0
    used[rows[row[taken]], mentor[place[taken]]] = True
    return used


def _flow(values, rest, weights, start=16):
    """Several mentors each: a network flow on promising pairs, more of them until prices say no other pair helps."""
    rows, cols = values.shape
    kept = np.isfinite(values) & (rest.wanted > 0)[:, None] & (rest.capacity > 0)[None, :]
    possible = kept.copy()
    if cols > start:
        order = np.argsort(np.where(kept, -values, np.inf), axis=1, kind="stable")[:, :start]
        kept = np.zeros_like(kept)
        np.put_along_axis(kept, order, True, axis=1)
        kept &= possible
    while True:
        used = _flow_on(kept, values, rest, weights)
        price = dual.lowest(np.where(kept, values, -np.inf), used, rest, weights)
        better = possible & ~kept & (_regret(values, used, price, rest, weights) > 0)
        if not better.any():
            return used
        kept |= better


def _regret(values, used, price, rest, weights):
    """How much every pair would add at these prices: (M, N)."""
    held = used.sum(axis=1)
    first = np.where(rest.fresh, weights.b, 0)
    surplus = np.where(held == 0, -first, np.where(held < rest.wanted, 0, np.inf)).astype(np.float64)
    worst = np.where(used, values - price, np.inf).min(axis=1, initial=np.inf)
    return values - price - np.minimum(surplus, worst)[:, None]


def _flow_on(kept, values, rest, weights):
    """The optimal flow on the kept pairs, as a linear program whose vertices are whole numbers."""
    pair_row, pair_col = np.nonzero(kept)
    mentor, cost = _places(rest, weights)
    fresh = np.flatnonzero(rest.fresh & (rest.wanted > 0))
    rows, cols = values.shape
    k, s, f = len(pair_row), len(mentor), len(fresh)
    if k == 0:
        return np.zeros(values.shape, bool)
    one = np.ones
    matrix = sparse.bmat(
        [
            [sparse.csr_array((one(k), (pair_row, np.arange(k))), (rows, k)), None, None],
            [
                sparse.csr_array((one(k), (pair_col, np.arange(k))), (cols, k)),
                sparse.csr_array((-one(s), (mentor, np.arange(s))), (cols, s)),
                None,
            ],
            [
                sparse.csr_array((-one(k), (pair_row, np.arange(k))), (rows, k)),
                sparse.csr_array((rows, s)),
                sparse.csr_array((one(f), (fresh, np.arange(f))), (rows, f)),
            ],
        ]
    )
    answer = optimize.linprog(
        np.concatenate((-values[kept], cost, np.full(f, -weights.b))),
        A_ub=matrix,
        bounds=(0, 1),
        method="highs-ds",
        b_ub=np.concatenate((rest.wanted, np.zeros(cols), np.zeros(rows))),
    )
    used = np.zeros(values.shape, bool)
    used[pair_row, pair_col] = answer.x[:k] > 0.5
    return used
