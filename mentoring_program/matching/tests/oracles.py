"""What is best, by methods that share nothing with the solver: scipy's dense assignment and a linear program.

Both take the arguments of Problem.from_matrix, whole points, and give (mentees covered, worth).
"""

import numpy as np
from scipy import sparse
from scipy.optimize import linear_sum_assignment, linprog


def dense(points, allowed, capacity, wanted, pinned=()):
    """Of mentees who want one mentor each: places written out one by one."""
    free_rows = np.asarray(wanted) > 0
    room = np.array(capacity)
    for row, col in pinned:
        free_rows[row] = False
        room[col] -= 1
    rows = np.flatnonzero(free_rows)
    cols = np.repeat(np.arange(len(room)), np.minimum(room, len(rows)))
    cover = 2.0 * (int(points.max(initial=0)) + 1) * (min(len(rows), len(cols)) + 1)
    worth = np.where(allowed, points + cover, 0.0)[np.ix_(rows, cols)]
    row, place = linear_sum_assignment(worth, maximize=True)
    used = worth[row, place] > 0
    total = int(points[rows[row[used]], cols[place[used]]].sum())
    return len(pinned) + int(used.sum()), total + sum(int(points[pair]) for pair in pinned)


def program(points, allowed, capacity, wanted, pinned=(), balance=0):
    """Of mentees who want any number, a mentor's q-th mentee costing balance * q (from 0): HiGHS, in two steps."""
    row, col = np.nonzero(allowed)
    mentees, mentors = points.shape
    size = len(row)
    owner = np.repeat(np.arange(mentors), np.minimum(capacity, mentees))
    nth = np.arange(len(owner)) - np.searchsorted(owner, owner)
    count = size + mentees + len(owner)
    if size == 0:
        return 0, 0

    def incidence(where, height, first, value=1.0):
        cells = (np.full(len(where), value), (where, first + np.arange(len(where))))
        return sparse.csr_array(cells, (height, count))

    every = np.arange(mentees)
    limits = [  # no more than wanted; covered only with a mentor; no more than the places taken
        (incidence(row, mentees, 0), np.asarray(wanted, float)),
        (incidence(row, mentees, 0, -1.0) + incidence(every, mentees, size), np.zeros(mentees)),
        (incidence(col, mentors, 0) - incidence(owner, mentors, size + mentees), np.zeros(mentors)),
    ]
    a_ub, b_ub = sparse.vstack([part for part, _limit in limits]), np.concatenate([x for _part, x in limits])
    low = np.zeros(count)
    fixed = set(map(tuple, pinned))
    low[:size] = [(r, c) in fixed for r, c in zip(row.tolist(), col.tolist(), strict=True)]
    bounds = np.column_stack((low, np.ones(count)))
    covered = np.concatenate((np.zeros(size), np.ones(mentees), np.zeros(len(owner))))
    first = linprog(-covered, a_ub, b_ub, bounds=bounds, method="highs-ds")
    most = round(-first.fun)
    value = np.concatenate((points[row, col], np.zeros(mentees), -balance * nth)).astype(float)
    second = linprog(-value, a_ub, b_ub, A_eq=covered[None, :], b_eq=[most], bounds=bounds, method="highs-ds")
    return most, round(-second.fun)


def fairest(points, allowed, capacity, wanted, pinned=()):
    """(covered, worst free pair, total): the highest floor that costs nobody a mentor, tried from the top."""
    most = dense(points, allowed, capacity, wanted, pinned)[0]
    if most == len(pinned):
        return most, None, dense(points, allowed, capacity, wanted, pinned)[1]
    fixed = np.zeros(points.shape, bool)
    for pair in pinned:
        fixed[pair] = True
    for floor in np.unique(points[allowed])[::-1]:
        covered, total = dense(points, allowed & ((points >= floor) | fixed), capacity, wanted, pinned)
        if covered == most:
            return most, int(floor), total
    raise AssertionError
