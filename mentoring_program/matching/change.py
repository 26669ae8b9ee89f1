"""What if: one pair forced, people gone, pairs declined."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import linear_sum_assignment

from .errors import Infeasible
from .exchange import Exchange
from .paths import stepwise
from .problem import SCALE
from .rest import Rest
from .solve import solve


@dataclass(frozen=True)
class Counterfactual:
    """The exact price of forcing one pair, caller's positions.

    points: of the pair itself
    reason: None, or the word that rules it out: "forbidden" (by a rule), "no_places" (one of the two has none to
            give), "pinned" (one of the two has only pinned pairs); the losses are None then
    covered_loss, points_loss: by how much the best matching with the pair lies below the one there is; both 0 for
            a pair that it has
    moves: (mentee, mentors before, mentors after) for everybody who would change in one such matching
    """

    mentee: int
    mentor: int
    points: int
    reason: str | None
    covered_loss: int | None
    points_loss: int | None
    moves: tuple = ()


def counterfactual(problem, result, mentee, mentor=None):
    """What the matching would lose if `mentee` had to be paired with `mentor`, and who would move.

    Without `mentor`: a list for all mentors, least loss first, at its end those who are ruled out, best points first.
    Exact, as if solved again with the pair pinned, also for mentees who want several mentors. Points are what is
    maximised: with `balance` less what uneven places cost; of a `fair` result all other pairs keep to its floor.
    Raises Infeasible when the one pair asked for is ruled out.
    """
    base, reference = _reference(problem, result)
    exchange = Exchange.of(base, reference)
    missing = result.covered - reference.covered, result.total - reference.total
    found = _forced(base, exchange, int(mentee), missing)
    if mentor is None:
        return sorted(found, key=_rank)
    asked = found[int(mentor)]
    if asked.reason:
        raise Infeasible(asked.reason, [(base.mentee_keys[mentee].item(), base.mentor_keys[mentor].item())])
    return asked


def _rank(item):
    if item.reason:
        return (True, -item.points, 0, item.mentor)
    return (False, item.covered_loss, item.points_loss, item.mentor)


def _reference(problem, result):
    """The problem with the result's changes, and the result itself where it is an optimum, else one."""
    proof = result.certificate
    base = result.answered(problem)
    if result.optimal:
        return base, result
    return base, solve(base, objective=proof["objective"], balance=proof["balance"])


def _forced(base, exchange, mentee, missing):
    """A Counterfactual for every mentor, in the caller's order of them."""
    row = int(np.flatnonzero(base.mentee_order == mentee)[0])
    rest, cols = exchange.rest, np.arange(base.shape[1])
    ways, after, _outside, after_outside = exchange.to_mentee(row)
    movers = exchange.movers(after).tolist()
    pairs = np.column_stack((np.full_like(cols, row), cols))
    allowed = base.pair_points(pairs)
    shown = np.maximum(base.points(np.array([row]))[0], 0)
    present = np.isin(cols, exchange.mentors_of(row)) | np.isin(
        cols, base.pinned[base.pinned[:, 0] == row, 1]
    )
    before, after = _Before(base, exchange), after.tolist()
    found = [None] * len(cols)
    for col, position in enumerate(base.mentor_order.tolist()):
        reason, losses, moves = None, (0, 0), ()
        if present[col]:
            pass
        elif allowed[col] < 0:
            reason = "forbidden"
        elif not base.capacity[col] or not base.wanted[row]:
            reason = "no_places"
        elif not rest.capacity[col] or not rest.wanted[row]:
            reason = "pinned"
        else:
            losses = exchange.weights.of_gain(int(ways[col] - exchange.weights.a * allowed[col]))
            moves = before.named(exchange.moves(row, col, after, after_outside, movers))
        found[position] = Counterfactual(
            mentee=mentee,
            mentor=position,
            points=int(shown[col]),
            reason=reason,
            covered_loss=None if reason else losses[0] + missing[0],
            points_loss=None if reason else losses[1] + missing[1],
            moves=moves,
        )
    return found


class _Before:
    """Mentors of everybody before a change, and changes in the caller's positions."""

    def __init__(self, problem, exchange):
        self.mentee_names, self.mentor_names = problem.mentee_order.tolist(), problem.mentor_order.tolist()
        self.mentors, self.known = {}, {}
        for row, col in np.concatenate((problem.pinned, exchange.pairs)).tolist():
            self.mentors.setdefault(row, []).append(col)

    def named(self, changes):
        """Canonical {row: (left, joined)} as sorted (mentee, mentors before, mentors after)."""
        return tuple(sorted(filter(None, (self._move(row, *change) for row, change in changes.items()))))

    def _move(self, row, left, joined):
        key = (row, *left, -1, *joined)
        if key not in self.known:  # paths to different mentors end alike
            old = self.mentors.get(row, [])
            new = [col for col in old if col not in left] + [col for col in joined if col not in left]
            move = (self.mentee_names[row], self._names(old), self._names(new))
            self.known[key] = move if move[1] != move[2] else None
        return self.known[key]

    def _names(self, cols):
        return tuple(sorted(self.mentor_names[col] for col in cols))


def repair(problem, result, *, without=(), declined=(), keep=None, first=(), progress=None, should_stop=None):
    """A new result after people left or pairs were declined.

    without:  ("mentee" | "mentor", position) of who is gone; declined: pairs that must not come back
    keep:     pairs that stay as they are; all that survive when not given, () for the optimum of what is left
    first:    mentees who come before others without a mentor where places do not suffice for all; {mentee: rank} where
              some of them go before the rest, the higher rank first
    The certificate carries the changes, so `check(problem, new)` judges it against the changed problem. Whoever is
    passed over for the sake of `first` counts as absent there, and is named under "later".
    """
    proof = result.certificate
    before = proof.get("changes") or {"without": [], "declined": []}
    later = [["mentee", position] for position in proof.get("later", ())]
    change = {
        "without": [
            *(one for one in before["without"] if list(one) not in later),
            *([side, int(position)] for side, position in without),
        ],
        "declined": [*before["declined"], *np.asarray(declined, np.int64).reshape(-1, 2).tolist()],
    }
    if keep is None:
        gone = set(map(tuple, change["without"]))
        refused = set(map(tuple, change["declined"]))
        keep = [
            (i, j)
            for i, j in result.pairs.tolist()
            if (i, j) not in refused and ("mentee", i) not in gone and ("mentor", j) not in gone
        ]
    change["pinned"] = np.asarray(keep, np.int64).reshape(-1, 2).tolist()
    base = problem.amended(**change)
    if not change["pinned"] and not first:
        new = stepwise(problem.amended(**before), base, result)
        if new:
            return replace(new, certificate={**new.certificate, "changes": change})
    late = _passed_over(base, first)
    if late:
        change["without"] = [*change["without"], *(["mentee", position] for position in late)]
        base = problem.amended(**change)
    new = solve(
        base,
        objective=proof["objective"],
        balance=proof["balance"],
        fair=bool(proof["floor"]) and not change["pinned"],
        progress=progress,
        should_stop=should_stop,
        near=result,
    )
    return replace(new, certificate={**new.certificate, "changes": change, "later": late})


def _passed_over(problem, first):
    """Mentees, caller's positions, who stay without a mentor when as many as possible of `first` are to have one.

    With ranks: as many as possible of the highest, then of the next.

    Nobody's place is taken: the number of mentees covered is the same as without `first`.
    """
    if not len(first):
        return []
    rest = Rest.of(problem)
    rows = np.flatnonzero(rest.fresh & (rest.wanted > 0))
    cols = np.repeat(np.arange(problem.shape[1]), np.minimum(rest.capacity, len(rows)))
    scores = rest.problem.scores(rows)[:, cols].astype(np.float64)
    some, open_cols = (scores >= 0).any(axis=1), (scores >= 0).any(axis=0)
    rows, scores = rows[some], scores[np.ix_(some, open_cols)]
    ranks = first if isinstance(first, dict) else dict.fromkeys(first, 1)
    rank = np.array([ranks.get(position, 0) for position in problem.mentee_order[rows].tolist()])
    if not rank.any():
        return []
    # the best set of mentees that can be covered together is also a largest one (a transversal matroid)
    bonus = (SCALE + 1) * (min(scores.shape) + 1) * (1.0 + rank)
    worth = np.where(scores < 0, 0, scores + bonus[:, None])
    row, place = linear_sum_assignment(worth, maximize=True)
    passed = rank < rank.max()
    passed[row[worth[row, place] > 0]] = False
    return sorted(problem.mentee_order[rows[passed]].tolist())
