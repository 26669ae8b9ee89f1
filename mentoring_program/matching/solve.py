"""The decision: who is paired with whom."""

import numpy as np

from . import bound, dense, hall
from .errors import InvalidProblem
from .problem import Problem
from .rest import Rest, Weights
from .result import Result
from .stable import stable as stable_pairs

OBJECTIVES = ("coverage_first", "score_first")


def solve(
    problem: Problem,
    *,
    objective="coverage_first",
    stable=False,
    fair=False,
    balance=0,
    progress=None,
    should_stop=None,
) -> Result:
    """Pair as many mentees as possible, and among those pairings take one with most points.

    objective:   "score_first" swaps the two
    stable:      a matching without blocking pairs instead; its gap says what that costs against the optimum
    fair:        of the matchings that cover most, first those whose worst pair is best, then most points
    balance:     points it costs to make a pair a mentor's second one; twice that for the third, and so on
    progress:    called with a fraction 0..1, at least every second
    should_stop: called as often; when it answers true, the best matching so far comes back, with its gap
    Ties are settled by canonical order, which depends on keys and seed only.
    """
    if objective not in OBJECTIVES or (fair and objective == "score_first") or balance < 0:
        raise InvalidProblem("option", (objective, fair, balance))
    report, stopped = progress or (lambda fraction: None), should_stop or (lambda: False)
    report(0.0)
    rest = Rest.of(problem)
    weights = Weights.of(rest, objective, int(balance))
    proof = {
        "version": 1,
        "objective": objective,
        "a": weights.a,
        "b": weights.b,
        "balance": weights.balance,
        "floor": 0,
        "next_tight": None,
        "rounds": 1,
        "pairs_priced": int(np.prod(problem.shape)),
    }
    if stopped():
        return _result(
            problem, rest, stable_pairs(rest), weights, np.zeros(problem.shape[1], np.int64), proof
        )
    if fair:
        rest, proof["floor"], proof["next_tight"] = _raised(rest, stopped)
    pairs, price = dense.optimum(rest, weights)
    best = pairs
    if stable:
        pairs = stable_pairs(rest)
    report(1.0)
    return _result(problem, rest, pairs, weights, price, proof, best)


def _raised(rest, stopped):
    """The rest with the highest floor that costs no coverage, that floor, and the Hall set just above it."""
    floors = np.unique(rest.problem.scores(np.arange(rest.problem.shape[0])))
    floors = floors[floors >= 0].astype(np.int64)
    cover = Weights(a=0, b=1)
    target = _covered(rest, dense.optimum(rest, cover)[0])
    if target == (~rest.fresh).sum():
        return rest, 0, None
    low, high, tight = 0, len(floors), np.zeros(rest.problem.shape[1], bool)
    while high - low > 1 and not stopped():
        middle = (low + high) // 2
        raised = rest.with_floor(int(floors[middle]))
        pairs = dense.optimum(raised, cover)[0]
        if _covered(raised, pairs) == target:
            low = middle
        else:
            high, tight = middle, hall.closure(raised, pairs)[1]
    return rest.with_floor(int(floors[low])), int(floors[low]), tight


def _covered(rest, pairs):
    return int((~rest.fresh).sum() + len(np.unique(pairs[rest.fresh[pairs[:, 0]], 0])))


def _result(problem, rest, pairs, weights, price, proof, best=None):
    """Put pairs and proof in the caller's order, and state the gap the proof leaves.

    `best` is the matching whose closure proves the coverage, where it is not `pairs` itself.
    """
    best = pairs if best is None else best
    mentees, mentors, _proven = hall.closure(rest, best)
    most = bound.upper(rest, price, weights)
    worth = bound.value(rest, pairs, weights)
    missing = 0
    if proof["objective"] == "coverage_first":
        missing = hall.most_covered(rest, mentors) - _covered(rest, pairs)
        # of the pairings that cover as many as can be
        most -= weights.b * missing
    order = problem.mentor_order
    proof["prices"] = _in_caller_order(price, order)
    proof["tight"] = sorted(order[mentors].tolist())
    if proof["next_tight"] is not None:
        proof["next_tight"] = sorted(order[proof["next_tight"]].tolist())
    together = np.concatenate((rest.pinned, pairs))
    gap = max(0, (most - worth) // weights.a)
    return Result(
        pairs=problem.caller(together),
        covered=_covered(rest, pairs),
        total=int(problem.pair_points(together).sum()),
        optimal=most == worth and not missing,
        gap=gap,
        certificate=proof,
    )


def _in_caller_order(values, order):
    out = np.empty(len(order), np.int64)
    out[order] = values
    return out.tolist()
