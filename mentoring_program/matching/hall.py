"""Why nobody else can be covered: the Hall closure of the uncovered mentees."""

import numpy as np

from .sparse import distinct, spans

BLOCK = 1_000_000  # cells looked at together


def closure(rest, pairs, tick=lambda: None):
    """Everybody the uncovered mentees could displace, as (mentees (M,) bool, mentors (N,) bool, proven bool).

    Follows alternating paths over all allowed pairs. Proven means no free place was met, and nobody who
    holds two places: then the closure's mentors have fewer places than its mentees need, and no more mentees
    can be covered.
    """
    rows, cols = rest.problem.shape
    held = np.bincount(pairs[:, 0], minlength=rows)
    load = np.bincount(pairs[:, 1], minlength=cols)
    mentees = rest.fresh & (held == 0) & (rest.wanted > 0)
    mentors = np.zeros(cols, bool)
    frontier = np.flatnonzero(mentees)
    while len(frontier):
        reached = _reached(rest, frontier, mentors, tick)
        mentors |= reached
        displaced = pairs[reached[pairs[:, 1]], 0]
        frontier = distinct(displaced[~mentees[displaced]])
        mentees[frontier] = True
    is_single = bool((rest.fresh & (held <= 1))[mentees].all())
    return mentees, mentors, is_single and bool((load >= rest.capacity)[mentors].all())


def _reached(rest, rows, known, tick=lambda: None):
    """Mentors not `known` who are allowed for any of the rows."""
    reached = np.zeros(len(known), bool)
    step = max(1, BLOCK // max(1, len(known)))
    for start in range(0, len(rows), step):
        tick()
        reached |= (rest.problem.scores(rows[start : start + step]) >= 0).any(axis=0)
        if (reached | known).all():
            break
    return reached & ~known


def most_covered(rest, mentors, tick=lambda: None):
    """No matching covers more: who can only go to `mentors` shares their places, the others might all be covered."""
    outside, step = 0, max(1, BLOCK // max(1, len(mentors)))
    open_rows = np.flatnonzero(rest.fresh & (rest.wanted > 0))
    usable = np.flatnonzero(~mentors & (rest.capacity > 0))
    for start in range(0, len(open_rows) if len(usable) else 0, step):
        tick()
        outside += int(
            (rest.problem.scores(open_rows[start : start + step])[:, usable] >= 0).any(axis=1).sum()
        )
    places = int(np.minimum(rest.capacity, len(open_rows))[mentors].sum())
    return int((~rest.fresh).sum()) + min(len(open_rows), places + outside)


def components(rest, pairs, uncovered):
    """The closure split into shortages that have nothing to do with each other.

    Gives ([(mentees, mentors)], {uncovered mentee: index}). Starts from one uncovered mentee at a time; a search
    that touches mentors of earlier shortages joins them, because it would have displaced the same people.
    """
    cols = rest.problem.shape[1]
    closed = rest.capacity <= 0
    label = np.full(cols, -1)
    holders = np.argsort(pairs[:, 1], kind="stable")
    first = np.searchsorted(pairs[holders, 1], np.arange(cols + 1))
    groups, found = {}, {}
    step = max(1, BLOCK // max(1, cols))
    for begin in range(0, len(uncovered), step):
        some = uncovered[begin : begin + step]
        for start, reached in zip(some.tolist(), (rest.problem.scores(some) >= 0) & ~closed, strict=True):
            joined = set(label[reached].tolist())
            mentees, mentors = [start], []
            fresh = np.flatnonzero(reached & (label < 0))
            while len(fresh):
                label[fresh] = -2  # seen, and not named yet
                mentors.extend(fresh.tolist())
                frontier = distinct(pairs[holders[spans(first, fresh)], 0])
                mentees.extend(frontier.tolist())
                near = _reached(rest, frontier, closed | (label == -2))
                joined.update(label[near].tolist())
                fresh = np.flatnonzero(near & (label == -1))
            joined -= {-1, -2}
            name = min(joined, default=start)
            for other in joined:
                old_mentees, old_mentors = groups.pop(other)
                mentees, mentors = old_mentees + mentees, old_mentors + mentors
            label[mentors] = name
            groups[name], found[start] = (mentees, mentors), name
    names = sorted(groups)
    index = {name: k for k, name in enumerate(names)}
    where = {mentee: index[name] for name in names for mentee in groups[name][0]}
    sets = [(np.array(groups[name][0]), np.array(groups[name][1])) for name in names]
    return sets, {start: where[start] for start in found}
