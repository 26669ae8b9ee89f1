"""What prices promise: no matching is worth more (Lagrangian duality)."""

import numpy as np

from .hall import BLOCK
from .sparse import distinct


def value(rest, pairs, weights):
    """Worth of the free pairs, in the weights' units."""
    points = int(rest.problem.pair_points(pairs).sum())
    covered = len(distinct(pairs[rest.fresh[pairs[:, 0]], 0]))
    load = np.bincount(pairs[:, 1], minlength=len(rest.capacity))
    burden = int((load * rest.load + load * (load - 1) // 2).sum()) * weights.balance
    return weights.a * (points - burden) + weights.b * covered


def upper(rest, price, weights, tick=lambda: None):
    """The most any matching can be worth: each mentee picks what is best for them at `price`, each place is paid."""
    rows, cols = rest.problem.shape
    total = paid(rest, price, weights)
    step = max(1, BLOCK // max(1, cols))
    for start in range(0, rows, step):
        tick()
        some = np.arange(start, min(start + step, rows))
        scores = rest.problem.scores(some)
        net = np.where(scores < 0, -np.inf, weights.a * scores.astype(np.float64) - price)
        total += _choices(net, rest.wanted[some], np.where(rest.fresh[some], weights.b, 0))
    return total


def _choices(net, wanted, first):
    """Sum of what the mentees of a block gain when each takes up to `wanted` mentors, the first with a bonus."""
    depth = int(min(wanted.max(initial=0), net.shape[1]))
    if depth == 0:
        return 0
    best = -np.sort(-net, axis=1)[:, :depth] if depth > 1 else net.max(axis=1, keepdims=True)
    best[:, 0] += first
    best = np.maximum(best, 0)
    best[np.arange(depth)[None, :] >= wanted[:, None]] = 0
    return int(best.astype(np.int64).sum())


def paid(rest, price, weights):
    """What all places would be paid at most, of those whose cost the price covers."""
    step = weights.a * weights.balance
    if step == 0:
        return sum(map(int.__mul__, price.tolist(), rest.capacity.tolist()))  # capacities may be huge
    count = np.minimum(
        rest.capacity, np.where(price > rest.load * step, (price - 1) // step - rest.load + 1, 0)
    )
    return int((count * price - step * (count * rest.load + count * (count - 1) // 2)).sum())
