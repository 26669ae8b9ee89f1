from dataclasses import replace

import numpy as np

from odoo import api, fields, models

from ..matching import repair, solve
from ..matching.encode import encode
from .vocabulary import PLACING


class MentoringRunRepair(models.Model):
    """Repair: a run that keeps every pair that can stay, and only fills the places that are free.

    Scenario `{"keep": True}`. Where the places do not suffice, whoever lost a mentor goes before the waitlist, and the
    waitlist before everybody else; nobody's turn costs a place, and then the best fit decides.
    """

    _inherit = "mentoring.run"

    is_current = fields.Boolean(compute="_compute_is_current", help="Its pairs are the ones proposed last.")
    can_fill_gap = fields.Boolean(related="program_id.can_fill_gap")

    @api.depends("state", "is_published", "program_id.run_ids", "program_id.state")
    def _compute_is_current(self):
        last = self._last_by_program()
        for run in self:
            is_open = run.program_id.state in PLACING
            run.is_current = is_open and bool(run._origin) and run._origin == last.get(run.program_id)

    def action_fill_gap(self):
        return self.program_id.action_fill_gap()

    def action_reoptimise(self):
        return self.program_id.action_reoptimise()

    def _read_cohort(self):
        cohort = super()._read_cohort()
        return self._keeping(cohort) if (self.scenario or {}).get("keep") else cohort

    def _keeping(self, cohort):
        """The cohort with today's proposals fixed, and the places of those who go first."""
        if not (cohort.mentees and cohort.mentors and sum(one.weight for one in cohort.criteria)):
            return cohort
        cohort = replace(cohort, pinned=self._pairs_to_keep(cohort))
        people = self.env["mentoring.participant"].sudo().browse(person.key for person in cohort.mentees)
        ranks = {
            position: 2 if person.is_first_in_line else 1
            for position, person in enumerate(people)
            if person.is_first_in_line or person.state == "waitlisted"
        }
        if not ranks:
            return cohort
        problem = encode(cohort)
        fixed = problem.caller(problem.pinned)
        found = repair(problem, solve(problem, **self._solver_options()), keep=fixed, first=ranks).pairs.tolist()
        return replace(cohort, pinned=sorted((cohort.mentees[i].key, cohort.mentors[j].key) for i, j in found))

    def _pairs_to_keep(self, cohort):
        """Today's proposals that still pass the rules and find a place; pairs fixed by hand before all others."""
        row = {person.key: k for k, person in enumerate(cohort.mentees)}
        col = {person.key: k for k, person in enumerate(cohort.mentors)}
        wanted = [person.places for person in cohort.mentees]
        places = [person.places for person in cohort.mentors]
        fixed = set(cohort.pinned)
        pairs = fixed | {(one, other) for one, other, state, _ in self.program_id._read_pairs() if state == "proposed"}
        pairs = sorted(pair for pair in pairs if pair[0] in row and pair[1] in col)
        problem = encode(replace(cohort, pinned=()))
        positions = np.array([(row[i], col[j]) for i, j in pairs], np.int64).reshape(-1, 2)
        points = problem.pair_points(problem.canonical(positions)).tolist()
        keep, by_fit = [], sorted(zip(pairs, points, strict=True), key=lambda one: (one[0] not in fixed, -one[1]))
        for pair, score in by_fit:
            i, j = row[pair[0]], col[pair[1]]
            if pair in fixed or (score >= 0 and wanted[i] and places[j]):
                wanted[i], places[j] = max(wanted[i] - 1, 0), max(places[j] - 1, 0)
                keep.append(pair)
        return sorted(keep)

    def _outcome_in_words(self):
        if self.state != "done" or not (self.scenario or {}).get("keep") or not self.mentee_count:
            return super()._outcome_in_words()
        new = (self.result or {}).get("new", 0)
        words = {"new": new, "covered": self.covered_count, "all": self.mentee_count}
        if new == 1:
            return self.env._(
                "The gap is filled for one mentee; all other pairs stayed. "
                "%(covered)s of %(all)s mentees have a mentor.",
                **words,
            )
        return self.env._(
            "The gaps are filled for %(new)s mentees; all other pairs stayed. "
            "%(covered)s of %(all)s mentees have a mentor.",
            **words,
        )
