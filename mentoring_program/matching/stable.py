"""Deferred acceptance when both sides judge a pair by the same points."""

import numpy as np


def stable(rest):
    """Canonical pairs without a blocking pair: nobody who would rather have each other both could.

    Points are the same from both sides, so the best remaining pair of all is always kept: rounds of mutual
    favourites reach what proposals one by one would. Ties go to the earlier row, then column.
    """
    rows, cols = rest.problem.shape
    scores = rest.problem.scores(np.arange(rows))
    order = np.argsort(-scores, axis=None, kind="stable")
    order = order[: np.count_nonzero(scores >= 0)]
    wanted, capacity = rest.wanted.copy(), rest.capacity.copy()
    pairs = []
    for row, col in zip((order // max(1, cols)).tolist(), (order % max(1, cols)).tolist(), strict=True):
        if wanted[row] and capacity[col]:
            wanted[row] -= 1
            capacity[col] -= 1
            pairs.append((row, col))
    return np.array(pairs, np.int64).reshape(-1, 2)
