"""The decision: who is paired with whom."""

from dataclasses import replace

import numpy as np

from . import bound, dense, hall, market, rough
from .clock import Clock, Stopped
from .errors import InvalidProblem
from .problem import SCALE, Problem
from .rest import Rest, Weights
from .result import Result
from .sparse import distinct
from .stable import stable as stable_pairs

OBJECTIVES = ("coverage_first", "score_first")
BONUS = 4  # of covering one more mentee, in perfect pairs, to begin with
SMALL = 500_000  # cells of mentees x places that are quickest written out


def solve(
    problem: Problem,
    *,
    objective="coverage_first",
    stable=False,
    fair=False,
    balance=0,
    progress=None,
    should_stop=None,
    near=None,
) -> Result:
    """Pair as many mentees as possible, and among those pairings take one with most points.

    objective:   "score_first" swaps the two
    stable:      a matching without blocking pairs instead; its gap says what that costs against the optimum
    fair:        of the matchings that cover most, first those whose worst pair is best, then most points
    balance:     points it costs to make a pair a mentor's second one; twice that for the third, and so on
    progress:    called with a fraction 0..1, at least every second
    should_stop: called as often; when it answers true, the best matching so far comes back, with its gap
    near:        a result of almost the same problem, whose prices save some work
    Ties are settled by canonical order, which depends on keys and seed only.
    """
    if objective not in OBJECTIVES or (fair and objective == "score_first") or balance < 0:
        raise InvalidProblem("option", (objective, fair, balance))
    clock = Clock(progress, should_stop)
    rest = Rest.of(problem)
    weights = Weights.of(rest, objective, int(balance))
    proof = {"version": 1, "objective": objective, "balance": weights.balance, "floor": 0, "next_tight": None}
    settled = None
    try:
        clock.tick()
        raised = rest
        if fair:
            raised, proof["floor"], proof["next_tight"] = _raised(rest, weights, clock)
        settled = stable_pairs(raised, clock.tick) if stable else None
        best, price, weights = _optimum(raised, weights, clock, near)
        tight = hall.closure(raised, best, clock.tick)[1]
        most, most_covered = bound.value(raised, best, weights), _covered(raised, best)
        pairs = best if settled is None else settled
    except Stopped:
        proof.update(floor=0, next_tight=None)
        pairs, price, weights, most, tight, most_covered = rough.outcome(rest, weights, clock.so_far)
        pairs = pairs if settled is None else settled
    missing = most_covered - _covered(rest, pairs) if objective == "coverage_first" else 0
    most -= weights.b * missing  # of the pairings that cover as many as can be
    worth = bound.value(rest, pairs, weights)
    order = problem.mentor_order
    proof.update(a=weights.a, b=weights.b, prices=_in_caller_order(price, order), tight=_named(order, tight))
    if fair and proof["next_tight"] is not None:
        proof["next_tight"] = _named(order, proof["next_tight"])
    together = np.concatenate((rest.pinned, pairs))
    result = Result(
        pairs=problem.caller(together),
        covered=_covered(rest, pairs),
        total=int(problem.pair_points(together).sum()),
        optimal=most == worth and not missing,
        gap=max(0, -((worth - most) // weights.a)),  # rounded up
        certificate=proof,
    )
    clock.done()
    return result


def _optimum(rest, weights, clock, near=None):
    """Best pairs, the prices that prove it, and the weights they are in.

    A market is solved for a bonus on coverage that is only a few times what a pair can be worth: numbers stay small,
    and if a Hall set shows that nobody else can be covered, the same matching is best for any larger bonus.
    """
    mentees = np.count_nonzero(rest.wanted)
    places = int(np.minimum(rest.capacity, mentees).sum())
    if rest.is_simple and mentees * places <= SMALL:
        return *dense.optimum(rest, weights), weights
    if weights.b <= weights.a:  # score first
        return *market.optimum(rest, weights, clock), weights
    bonus = BONUS * (SCALE + weights.balance)
    while bonus < weights.b:
        trial = replace(weights, b=bonus)
        start = None
        if near and near.certificate["b"] == bonus:
            start = np.asarray(near.certificate["prices"], np.int64)[rest.problem.mentor_order]
        pairs, price = market.optimum(rest, trial, clock, start)
        clock.so_far = rough.SoFar(rest, trial, pairs, price, is_best=True)
        if hall.closure(rest, pairs, clock.tick)[2]:
            return pairs, price, trial
        bonus *= 4
    return *market.optimum(rest, weights, clock), weights


def _raised(rest, weights, clock):
    """The rest with the highest floor that costs no coverage, that floor, and the Hall set just above it."""
    pairs = _optimum(rest, weights, clock)[0]
    target = _covered(rest, pairs)
    needed = target - int((~rest.fresh).sum())
    if needed == 0:
        return rest, 0, None
    rows = np.flatnonzero(rest.fresh & (rest.wanted > 0))
    cols = rest.capacity > 0
    step = max(1, hall.BLOCK // len(cols))
    best = [rest.problem.scores(rows[k : k + step])[:, cols].max(axis=1) for k in range(0, len(rows), step)]
    low = int(rest.problem.pair_points(pairs).min())
    high = int(np.sort(np.concatenate(best))[-needed]) + 1  # so many mentees have no better mentor
    tight = ~cols
    while high - low > 1:
        middle = (low + high) // 2
        raised = rest.with_floor(middle)
        pairs = _optimum(raised, weights, clock)[0]
        if _covered(raised, pairs) == target:
            low = int(rest.problem.pair_points(pairs).min())
        else:
            high, tight = middle, hall.closure(raised, pairs, clock.tick)[1]
    return rest.with_floor(low), low, tight


def _covered(rest, pairs):
    return int((~rest.fresh).sum() + len(distinct(pairs[rest.fresh[pairs[:, 0]], 0])))


def _in_caller_order(values, order):
    out = np.empty(len(order), np.int64)
    out[order] = values
    return out.tolist()


def _named(order, chosen):
    return sorted(order[chosen].tolist())
