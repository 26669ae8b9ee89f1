"""Is a result what it says? Read again from the problem, sharing no code with `solve`.

Everything is worked out in int64 over all pairs, in blocks. Points come from float64 products, exact below
2**53.
"""

from dataclasses import dataclass

import numpy as np

_CELLS = 250_000  # pairs looked at together


@dataclass(frozen=True)
class Report:
    """feasible:       every hard rule holds and the stated numbers are true
    optimal:        the certificate proves that nothing better exists
    violations:     (word, keys...) for everything that is wrong
    blocking_pairs: pairs who would both rather have each other
    gap:            points between the total and the proven bound, for matchings that cover as many as can be
    covered_gap:    mentees between `covered` and the proven bound
    """

    feasible: bool
    optimal: bool
    violations: tuple
    blocking_pairs: int
    gap: int
    covered_gap: int


def check(problem, result):
    """Judge `result` against `problem` and against its own certificate."""
    proof = result.certificate
    violations = []
    problem = result.answered(problem)
    pairs = _canonical_pairs(problem, result.pairs, violations)
    points = _rules(problem, pairs, violations)
    covered, total = len(np.unique(pairs[:, 0])), int(points.sum())
    if (covered, total) != (result.covered, result.total):
        violations.append(("stated_numbers", covered, total))
    claims = _Claims(problem, proof, violations)
    facts = _pass_over_all_pairs(problem, pairs, points, claims)
    optimal, gap, covered_gap = _verdict(problem, pairs, covered, total, claims, facts)
    if (result.optimal and not optimal) or gap > result.gap or (result.optimal and result.gap):
        violations.append(("stated_gap", optimal, gap))
    optimal = optimal and not violations
    return Report(not violations, optimal, tuple(violations), facts.blocking, gap, covered_gap)


class _Claims:
    """What the certificate asserts, in canonical order; nonsense in it is replaced by the weakest claim."""

    def __init__(self, problem, proof, violations):
        cols = problem.shape[1]
        numbers = [proof.get(name, 0) for name in ("a", "b", "balance", "floor")]
        prices = np.asarray(proof.get("prices", ()))
        if any(not isinstance(number, int) or number < 0 for number in numbers) or numbers[0] < 1:
            violations.append(("certificate", "weights"))
            numbers = [1, 0, 0, 0]
        if prices.shape != (cols,) or (
            cols and (prices.dtype.kind != "i" or prices.min() < 0 or prices.max() > 2**52)
        ):
            violations.append(("certificate", "prices"))
            prices = np.zeros(cols, np.int64)
        self.a, self.b, self.balance, self.floor = numbers
        self.prices = prices.astype(np.int64)[problem.mentor_order]
        self.score_first = proof.get("objective") == "score_first"
        self.tight = self._mentors(problem, proof.get("tight"))
        self.next_tight = (
            None if proof.get("next_tight") is None else self._mentors(problem, proof["next_tight"])
        )

    @staticmethod
    def _mentors(problem, positions):
        return np.isin(problem.mentor_order, np.asarray(positions or [], dtype=np.int64))


class _Facts:
    """Sums gathered while passing over all pairs once."""

    def __init__(self):
        self.best_answers = 0  # what mentees gain at the stated prices
        self.free = 0  # mentees not covered by a pinned pair who want one
        self.outside = 0  # of these, who may go to a mentor outside the Hall set
        self.next_outside = 0  # the same with a floor just above the stated one
        self.blocking = 0


def _canonical_pairs(problem, pairs, violations):
    pairs = np.asarray(pairs)
    shape = np.array(problem.shape)
    if (
        pairs.ndim != 2
        or pairs.shape[1] != 2
        or pairs.dtype.kind != "i"
        or (pairs < 0).any()
        or (pairs >= shape).any()
    ):
        violations.append(("positions",))
        pairs = np.zeros((0, 2), np.int64)
    if [tuple(pair) for pair in pairs] != sorted(map(tuple, pairs)):
        violations.append(("not_sorted",))
    return np.column_stack(
        (np.argsort(problem.mentee_order)[pairs[:, 0]], np.argsort(problem.mentor_order)[pairs[:, 1]])
    )


def _rules(problem, pairs, violations):
    """Points of the pairs; every broken hard rule goes to `violations` with the keys it is about."""
    mentee, mentor = problem.mentee_keys[problem.mentee_order], problem.mentor_keys[problem.mentor_order]
    for word, names, places, count in (
        ("over_capacity", mentor, problem.capacity, np.bincount(pairs[:, 1], minlength=problem.shape[1])),
        ("over_wanted", mentee, problem.wanted, np.bincount(pairs[:, 0], minlength=problem.shape[0])),
    ):
        violations.extend((word, name) for name in names[count > places].tolist())
    kept = {tuple(pair) for pair in pairs.tolist()}
    if len(kept) < len(pairs):
        violations.append(("twice",))
    violations.extend(
        ("not_pinned", mentee[i].item(), mentor[j].item())
        for i, j in problem.pinned.tolist()
        if (i, j) not in kept
    )
    points = np.zeros(len(pairs), np.int64)
    step = max(1, _CELLS // max(1, problem.shape[1]))
    for start in range(0, len(pairs), step):
        part = pairs[start : start + step]
        values, allowed = _points_and_permission(problem, part[:, 0])
        here = np.arange(len(part))
        points[start : start + step] = values[here, part[:, 1]]
        refused = part[~allowed[here, part[:, 1]]]
        violations.extend(("forbidden", mentee[i].item(), mentor[j].item()) for i, j in refused)
    return points


def _points_and_permission(problem, rows):
    """Points (R, N) int64 and who may be paired (R, N) bool, from the problem's own arrays."""
    if problem.table is not None:
        points = problem.table[rows].astype(np.int64)
        allowed = points >= 0
        points = np.maximum(points, 0)
    else:
        product = problem.left[rows].astype(np.float64) @ problem.right.T.astype(np.float64)
        points = product.astype(np.int64)
        for _key, entries in problem.bonus:
            _scatter(points, entries, rows)
        allowed = np.ones(points.shape, bool)
    for mentee, mentor in zip(problem.mentee_masks.T, problem.mentor_masks.T, strict=True):
        allowed &= np.bitwise_and.outer(mentee[rows], mentor) != 0
    for gate in problem.gates:
        reached = (gate.left[rows].astype(np.float64) @ gate.right.T.astype(np.float64)).astype(np.int64)
        _scatter(reached, gate.entries, rows)
        allowed &= reached >= gate.least
    allowed &= points >= problem.minimum
    banned = np.zeros(points.shape, np.int64)
    _scatter(banned, problem.forbidden, rows)
    return points, allowed & (banned == 0)


def _scatter(block, entries, rows):
    for local, row in enumerate(rows):
        span = slice(entries.ptr[row], entries.ptr[row + 1])
        block[local, entries.cols[span]] += entries.values[span]


def _pass_over_all_pairs(problem, pairs, points, claims):
    facts = _Facts()
    rows, cols = problem.shape
    held = np.zeros(rows, np.int64)
    np.add.at(held, problem.pinned[:, 0], 1)
    load = np.zeros(cols, np.int64)
    np.add.at(load, problem.pinned[:, 1], 1)
    wanted, places = problem.wanted - held, problem.capacity - load
    fixed = set(map(tuple, problem.pinned.tolist()))
    is_free = np.array([tuple(pair) not in fixed for pair in pairs.tolist()], bool)
    worst_of = [
        _worst(pairs[is_free, side], points[is_free], room) for side, room in ((0, wanted), (1, places))
    ]
    step = max(1, _CELLS // max(1, cols))
    for start in range(0, rows, step):
        some = np.arange(start, min(start + step, rows))
        values, allowed = _points_and_permission(problem, some)
        here = (problem.pinned[:, 0] >= start) & (problem.pinned[:, 0] < start + step)
        allowed[problem.pinned[here, 0] - start, problem.pinned[here, 1]] = False
        mutual = allowed & (values > worst_of[0][some, None]) & (values > worst_of[1][None, :])
        mine = (pairs[:, 0] >= start) & (pairs[:, 0] < start + step)
        mutual[pairs[mine, 0] - start, pairs[mine, 1]] = False
        facts.blocking += int(mutual.sum())
        allowed &= values >= claims.floor
        fresh = (held[some] == 0) & (wanted[some] > 0)
        facts.free += int(fresh.sum())
        facts.outside += int((allowed[:, ~claims.tight].any(axis=1) & fresh).sum())
        if claims.next_tight is not None:
            above = allowed & (values > claims.floor)
            facts.next_outside += int((above[:, ~claims.next_tight].any(axis=1) & fresh).sum())
        net = np.where(allowed, claims.a * values - claims.prices, -(2**62))
        facts.best_answers += _best_answers(net, wanted[some], np.where(held[some] == 0, claims.b, 0))
    return facts


def _worst(who, points, room):
    """The points each person would give up for someone better: of their worst pair, -1 with room left."""
    worst = np.full(len(room), 2**62)
    np.minimum.at(worst, who, points)
    worst[room > np.bincount(who, minlength=len(room))] = -1
    worst[room <= 0] = 2**62
    return worst


def _best_answers(net, wanted, first):
    """Sum over mentees of the best they could do at the stated prices with up to `wanted` mentors."""
    gained = 0
    for depth in range(min(int(wanted.max(initial=0)), net.shape[1])):
        best = net.argmax(axis=1)
        reach = net[np.arange(len(net)), best] + (first if depth == 0 else 0)
        gained += int(np.maximum(reach, 0)[wanted > depth].sum())
        net[np.arange(len(net)), best] = -(2**62)
    return gained


def _verdict(problem, pairs, covered, total, claims, facts):
    """(optimal, gap, covered_gap) by weak duality.

    Whatever the prices: a * points + b * covered - burden of any matching is at most the sum of what mentees
    could gain and what places would be paid. Whatever the Hall set: at most its places, plus who may go
    elsewhere.
    """
    rows, cols = problem.shape
    pins = np.bincount(problem.pinned[:, 1], minlength=cols)
    held = np.zeros(rows, bool)
    held[problem.pinned[:, 0]] = True
    places = problem.capacity - pins
    paid = 0
    for price, room, taken in zip(claims.prices.tolist(), places.tolist(), pins.tolist(), strict=True):
        if claims.balance == 0:
            paid += price * room
        else:
            steps = (claims.a * claims.balance * (taken + nth) for nth in range(min(room, rows)))
            paid += sum(max(0, price - step) for step in steps)
    load = np.bincount(pairs[:, 1], minlength=cols)
    burden = claims.balance * int((load * (load - 1) // 2 - pins * (pins - 1) // 2).sum())
    pinned_points = 0
    for row, col in problem.pinned.tolist():
        pinned_points += int(_points_and_permission(problem, np.array([row]))[0][0, col])
    worth = claims.a * (total - pinned_points - burden) + claims.b * (covered - int(held.sum()))
    most_covered = int(held.sum()) + min(
        facts.free, int(np.minimum(places, rows)[claims.tight].sum()) + facts.outside
    )
    covered_gap = 0 if claims.score_first else most_covered - covered
    slack = paid + facts.best_answers - worth - claims.b * covered_gap
    is_proven = slack == 0 and covered_gap == 0
    if claims.score_first:
        is_proven = is_proven and claims.a > facts.free and claims.b == 1
    if claims.next_tight is not None:
        nearly = int(np.minimum(places, rows)[claims.next_tight].sum()) + facts.next_outside
        is_proven = is_proven and int(held.sum()) + nearly < covered
    elif claims.floor:
        is_proven = False
    return is_proven, max(0, -(-slack // claims.a)), covered_gap
