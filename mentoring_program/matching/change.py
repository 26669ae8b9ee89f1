"""What if: one pair forced, people gone, pairs declined."""

from dataclasses import dataclass, replace

import numpy as np

from .errors import Infeasible
from .solve import solve


@dataclass(frozen=True)
class Counterfactual:
    """The exact price of forcing one pair, caller's positions.

    covered_loss, points_loss: by how much the best matching with the pair lies below the best without
    moves: (mentee, mentors before, mentors after) for everybody who would change, empty where only losses
           were asked
    """

    mentee: int
    mentor: int
    covered_loss: int
    points_loss: int
    moves: tuple = ()


def counterfactual(problem, result, mentee, mentor=None):
    """What the matching would lose if `mentee` had to be paired with `mentor`, and who would move.

    Without `mentor`: a list for all allowed mentors, least loss first, without moves.
    Raises Infeasible when the pair is forbidden or leaves no room for the pinned ones.
    """
    proof = result.certificate
    base = problem.amended(**proof["changes"]) if "changes" in proof else problem
    if mentor is None:
        found = []
        for other in range(problem.shape[1]):
            try:
                found.append(replace(counterfactual(problem, result, mentee, other), moves=()))
            except Infeasible:
                continue
        return sorted(found, key=lambda item: (item.covered_loss, item.points_loss, item.mentor))
    forced = solve(
        base.amended(pinned=[(mentee, mentor)]),
        objective=proof["objective"],
        balance=proof["balance"],
        near=result,
    )
    return Counterfactual(
        mentee=int(mentee),
        mentor=int(mentor),
        moves=moved(result, forced),
        covered_loss=result.covered - forced.covered,
        points_loss=result.total - forced.total,
    )


def repair(problem, result, *, without=(), declined=(), keep=None, progress=None, should_stop=None):
    """A new result after people left or pairs were declined.

    without:  ("mentee" | "mentor", position) of who is gone; declined: pairs that must not come back
    keep:     pairs that stay as they are; all that survive when not given, () to decide everything anew
    The certificate carries the changes, so `check(problem, new)` judges it against the changed problem.
    """
    proof = result.certificate
    before = proof.get("changes") or {"without": [], "declined": []}
    change = {
        "without": [*before["without"], *([side, int(position)] for side, position in without)],
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
    new = solve(
        problem.amended(**change),
        objective=proof["objective"],
        balance=proof["balance"],
        progress=progress,
        should_stop=should_stop,
        near=result,
    )
    return replace(new, certificate={**new.certificate, "changes": change})


def moved(before, after):
    """(mentee, mentors before, mentors after) for every mentee whose mentors differ."""
    mentors = {}
    for k, result in enumerate((before, after)):
        for mentee, mentor in result.pairs.tolist():
            mentors.setdefault(mentee, ([], []))[k].append(mentor)
    return tuple(
        (mentee, tuple(old), tuple(new)) for mentee, (old, new) in sorted(mentors.items()) if old != new
    )
