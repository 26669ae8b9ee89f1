from collections import defaultdict
from dataclasses import replace

import numpy as np

from odoo import models
from odoo.exceptions import UserError

from ..matching import Infeasible, counterfactual, repair
from .plain_rows import plain_rows
from .vocabulary import ELIGIBLE, LIVE_STATES, OPEN_STATES


class MentoringRunNow(models.Model):
    """*Why not ...?*: what another mentor would cost, from what the run has stored and was decided since.

    Nobody's answers are read again. Pairs that are approved, pinned or being decided stay; declined and ended ones
    do not come back; people who do not take part any more are out.
    """

    _inherit = "mentoring.run"

    def _as_of_today(self, mentee):
        """(problem, its best matching today, {mentee position: [mentor positions]} as proposed or paired today).

        What is undecided about `mentee` is open. Infeasible when they were not part of this run, or when the stored
        places no longer hold the decided pairs.
        """
        problem, result = self._stored()
        row, col = _positions(problem.mentee_keys), _positions(problem.mentor_keys)
        if mentee.id not in row:
            raise Infeasible("unknown_key", [mentee.id])
        states = self._pairs_today(row, col)
        live = [pair for pair, (state, _fixed) in states.items() if state in LIVE_STATES]
        fixed = [
            pair
            for pair in live
            if states[pair][1] and (pair[0] != row[mentee.id] or states[pair][0] in OPEN_STATES)
        ]
        fixed = [
            pair
            for pair, points in zip(fixed, problem.pair_points(problem.canonical(fixed)).tolist(), strict=True)
            if points >= 0
        ]
        refused = [pair for pair, (state, _fixed) in states.items() if state not in LIVE_STATES]
        gone = self._gone_today(row, col)
        was_pinned = set(map(tuple, problem.caller(problem.pinned).tolist()))
        problem = replace(problem, pinned=problem.pinned[:0])
        best = set(map(tuple, result.pairs.tolist()))
        absent = {(side, position) for side, position in gone}
        if (
            was_pinned <= set(fixed) <= best
            and not best.intersection(refused)
            and not any(("mentee", i) in absent or ("mentor", j) in absent for i, j in best)
        ):
            # what the stored proof is about still stands: the best pairs are the same, fewer others are possible
            changes = {"without": gone, "declined": refused, "pinned": fixed}
            best = replace(result, certificate={**result.certificate, "changes": _plain(changes)})
        else:
            best = repair(problem, result, without=gone, declined=refused, keep=fixed)
        pairs = defaultdict(list)
        for mentee_row, mentor_col in live:
            pairs[mentee_row].append(mentor_col)
        return problem, best, dict(pairs)

    def _pairs_today(self, row, col):
        """{(mentee position, mentor position): (state, stays as it is)} of the program's pairs among these people."""
        return {
            (row[mentee], col[mentor]): (state, is_fixed or state in OPEN_STATES)
            for mentee, mentor, state, is_fixed in self.program_id._read_pairs()
            if mentee in row and mentor in col
        }

    def _gone_today(self, row, col):
        absent = plain_rows(
            self.env["mentoring.participant"].sudo(),
            [("program_id", "=", self.program_id.id), ("state", "not in", ELIGIBLE)],
            ("role", "id"),
        )
        places = {"mentee": row, "mentor": col}
        return [(role, places[role][key]) for role, key in absent if key in places[role]]

    def _prices(self, mentee):
        """{mentor id: {"score", "reason", "covered", "points", "change"}} of every mentor in this run who still takes
        part, cheapest first.

        reason: None, or the word of `matching.Counterfactual` that rules the pair out; then nothing else is known.
        covered, points: what the pairs of today lose when the two are put together and the rest is rearranged in the
        best way; negative where they gain. change: {mentee id: [mentor ids]} of everybody whose mentors differ.
        """
        problem, best, today = self._as_of_today(mentee)
        mentees, mentors = problem.mentee_keys.tolist(), problem.mentor_keys.tolist()
        pairs = [(i, j) for i, held in today.items() for j in held]
        points = int(np.maximum(problem.pair_points(problem.canonical(pairs)), 0).sum())
        arranged = _by_mentee(best.pairs.tolist())
        differs = {i for i in arranged.keys() | today.keys() if arranged.get(i) != today.get(i)}
        gone = {position for side, position in best.certificate["changes"]["without"] if side == "mentor"}
        found = {}
        for forced in counterfactual(problem, best, _positions(problem.mentee_keys)[mentee.id]):
            if forced.mentor in gone:
                continue
            option = {"score": forced.points / 10_000, "reason": forced.reason, "change": {}}
            if not forced.reason:
                after = {i: list(held) for i, _before, held in forced.moves}
                target = {i: after.get(i, arranged.get(i, [])) for i in sorted(differs | after.keys())}
                option.update(
                    covered=len(today) - (best.covered - forced.covered_loss),
                    points=(points - (best.total - forced.points_loss)) / 10_000,
                    change={
                        mentees[i]: [mentors[j] for j in held]
                        for i, held in target.items()
                        if set(held) != set(today.get(i, ()))
                    },
                )
            found[mentors[forced.mentor]] = option
        return found

    def _propose_forced(self, mentee, mentor, told):
        """Propose this pair with the moves it needs; refused when they are not the ones that were shown.

        told: {mentee id: [mentor ids]} as shown to the coordinator.
        """
        self.program_id._verify_coordinated()
        self.program_id._lock_runs()
        try:
            change = self._prices(mentee).get(mentor.id, {}).get("change")
        except Infeasible:
            change = None
        if change != told:
            raise UserError(
                self.env._(
                    "Somebody changed the proposals while you were looking, so nothing was changed now. "
                    "Open the list again to see what %(mentor)s for %(mentee)s means by now.",
                    mentor=mentor.name,
                    mentee=mentee.name,
                )
            )
        Participant = self.env["mentoring.participant"]
        wanted = {Participant.browse(key): Participant.browse(mentors) for key, mentors in change.items()}
        return self.env["mentoring.pairing"]._rearrange(wanted, pinned=(mentee, mentor), run=self)


def _positions(keys):
    return {key: position for position, key in enumerate(keys.tolist())}


def _by_mentee(pairs):
    held = defaultdict(list)
    for mentee, mentor in pairs:
        held[mentee].append(mentor)
    return dict(held)


def _plain(changes):
    return {name: [list(item) for item in items] for name, items in changes.items()}
