"""People who are the same to everybody else: who answers alike is one row, or one column, with many units."""

import numpy as np

from .sparse import distinct


def groups(rest, weights, rows, cols):
    """(group of each of `rows`, group of each of `cols`), numbered by their first member.

    Mentees who want several, and mentors whose places cost differently, stand alone.
    """
    several = rest.wanted[rows] > 1
    mentees = _classes(
        rest.problem, 0, rows, [rest.fresh[rows], np.where(several, 1 + np.arange(len(rows)), 0)]
    )
    if weights.balance or several.any():
        return mentees, np.arange(len(cols))
    return mentees, _classes(rest.problem, 1, cols, [])


def _classes(problem, side, some, facts):
    """The class of each of `some`: equal in features, masks, gates, table and single entries."""
    entries = [
        problem.forbidden,
        *(part for _key, part in problem.bonus),
        *(gate.entries for gate in problem.gates),
    ]
    dense = [(problem.left, problem.right)[side], (problem.mentee_masks, problem.mentor_masks)[side]]
    dense += [(gate.left, gate.right)[side] for gate in problem.gates]
    if problem.table is not None:
        dense.append((problem.table, problem.table.T)[side])
    singled = np.zeros(problem.shape[side], np.int64)
    for part in entries:  # whoever is named in a list is one of a kind
        mine = distinct(part.triple()[side])
        singled[mine] = 1 + mine
    found = _numbered(np.column_stack((singled[some], *facts)))
    for array in dense:
        if array.shape[1] and found.max(initial=0) + 1 < len(found):
            found = _numbered(np.column_stack((found, _numbered(array[some]))))
    return found


def _numbered(table):
    """Each row's class, equal exactly where the rows are; classes are numbered in order of appearance."""
    factors = np.random.default_rng(0).integers(1, 2**20, table.shape[1])
    hashed = table.astype(np.int64) @ factors
    _distinct, first, where = np.unique(hashed, return_index=True, return_inverse=True)
    twice = np.flatnonzero(first[where] != np.arange(len(where)))
    if (table[twice] != table[first[where[twice]]]).any():  # two different rows met by chance
        _rows, first, where = np.unique(table, axis=0, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[where.reshape(-1)]


def dealt(mentee_group, mentor_group, wanted, capacity, used):
    """Pairs (K, 2) of people for `used` (mentee group, mentor group, units): in canonical order within each group."""
    mentee = _line(mentee_group, wanted, used[:, 0], used[:, 2])
    mentor = _line(mentor_group, capacity, used[:, 1], used[:, 2])
    return np.column_stack((mentee, mentor))


def _line(group, units, asked, count):
    """The people who serve each unit asked of their groups, one by one until their units are used up."""
    person = np.repeat(np.arange(len(group)), units)
    person = person[np.argsort(group[person], kind="stable")]
    start = np.searchsorted(group[person], np.arange(int(group.max(initial=0)) + 2))
    whose = np.repeat(asked, count)
    order = np.argsort(whose, kind="stable")
    nth = np.arange(len(whose)) - np.searchsorted(whose[order], whose[order])
    out = np.empty(len(whose), np.int64)
    out[order] = person[start[whose[order]] + nth]
    return out
