from dataclasses import replace

import numpy as np

from odoo import models

from ..matching.encode import Cohort, Criterion, encode, evidence_by_pair, refusals
from ..matching.explain import contributions
from .plain_rows import plain_rows
from .reading import read_lines
from .vocabulary import ELIGIBLE, LIVE_STATES


class MentoringProgramCohort(models.Model):
    """Records to plain rows: the one way into the matching core."""

    _inherit = "mentoring.program"

    def _read_cohort(self, people=None):
        """Everything the solver may know about this program, as plain values; runs as superuser.

        people: participants to look at instead of everybody who takes part (one pair on the board, say).
        Approved and running pairs keep their places and are not part of the cohort; pinned proposals and those
        with a decision under way are part of it, fixed.
        """
        self.ensure_one()
        program = self.sudo()
        participants = (
            people.sudo()
            if people is not None
            else self.env["mentoring.participant"]
            .sudo()
            .search([("program_id", "=", program.id), ("state", "in", ELIGIBLE)], order="id")
        )
        pairs = program._read_pairs()
        present = set(participants.ids)
        pinned = [
            (mentee, mentor)
            for mentee, mentor, _state, is_fixed in pairs
            if is_fixed and mentee in present and mentor in present
        ]
        criteria = program._read_criteria()
        persons = participants._read_persons(any(criterion.kind == "survey" for criterion in criteria))
        known = {one.key: (role, one.employee) for role, group in persons.items() for one in group}
        mentees = [person for person in persons["mentee"] if person.places > 0 or people is not None]
        forbidden = participants._read_forbidden(program, pairs, set(pinned), known)
        mentors, too_new = persons["mentor"], participants._mentors_too_new(program)
        if people is None:
            mentors = [person for person in mentors if person.key not in too_new]
        else:
            # a few people looked at by name: the rule is named as well
            forbidden["tenure"] = [(mentee.key, mentor) for mentee in mentees for mentor in too_new]
        return Cohort(
            mentees=mentees,
            mentors=mentors,
            criteria=criteria,
            direction=program.direction,
            wishes=participants._read_wishes(),
            forbidden=forbidden,
            managers=program.env["mentoring.participant"]._managers(program.company_id)
            if program.exclude_reporting_line
            else {},
            exclude_reporting_line=program.exclude_reporting_line,
            pinned=sorted(pinned),
            minimum=program.minimum_score,
            seed=program.id,
        )

    def _read_pairs(self):
        """[(mentee id, mentor id, state, whether it is a proposal that stays)] of this program, oldest first.

        Proposals stay that were pinned, or that somebody decided.
        """
        self.ensure_one()
        mine = [("program_id", "=", self.id)]
        pairs = plain_rows(
            self.env["mentoring.pairing"].sudo(), mine, ("id", "mentee_id", "mentor_id", "state", "is_pinned")
        )
        decided = set()
        if any(state == "proposed" for _key, _mentee, _mentor, state, _is_pinned in pairs):
            decisions = plain_rows(self.env["mentoring.pairing.decision"].sudo(), mine, ("pairing_id",))
            decided = {pairing for (pairing,) in decisions}
        return [
            (mentee, mentor, state, state == "proposed" and (bool(is_pinned) or key in decided))
            for key, mentee, mentor, state, is_pinned in pairs
        ]

    def _count_eligible(self):
        """{role: how many take part}, without reading them."""
        self.ensure_one()
        counts = (
            self.env["mentoring.participant"]
            .sudo()
            ._read_group([("program_id", "=", self.id), ("state", "in", ELIGIBLE)], ["role"], ["__count"])
        )
        return {"mentor": 0, "mentee": 0, **dict(counts)}

    def _count_departments(self):
        """How many departments those who take part come from."""
        self.ensure_one()
        domain = [("program_id", "=", self.id), ("state", "in", ELIGIBLE)]
        [[count]] = (
            self.env["mentoring.participant"]
            .sudo()
            ._read_group(domain, [], ["department_id:count_distinct"])
        )
        return count

    def _read_criteria(self):
        read_lines(self, "criterion_ids")
        return [
            Criterion(
                key=criterion.id,
                kind=criterion.kind,
                weight=criterion.weight,
                required=criterion.requirement == "required",
                params=criterion._params(),
            )
            for criterion in self.criterion_ids
        ]

    def _score_pairs(self, pairs):
        """[({criterion id: integer points}, {criterion id: facts})] of [(mentor, mentee)], allowed or not.

        One reading and one encoding for all of them; empty where no criterion has a weight.
        """
        self.ensure_one()
        people = self.env["mentoring.participant"].union(*(mentor | mentee for mentor, mentee in pairs))
        cohort = everybody_free(self._read_cohort(people))
        if not sum(criterion.weight for criterion in cohort.criteria):
            return [({}, {}) for _pair in pairs]
        problem = encode(cohort)
        row = {person.key: k for k, person in enumerate(cohort.mentees)}
        col = {person.key: k for k, person in enumerate(cohort.mentors)}
        positions = np.array([(row[mentee.id], col[mentor.id]) for mentor, mentee in pairs], np.int64)
        keys = [(mentee.id, mentor.id) for mentor, mentee in pairs]
        facts = evidence_by_pair(cohort, keys)
        points = contributions(problem, problem.canonical(positions))
        return [(parts, facts[pair]) for pair, parts in zip(keys, points, strict=True)]

    def _refusals(self, mentor, mentee, but=None):
        """The rules that forbid this pair, each as a sentence; empty when it is possible."""
        if mentor.program_id != mentee.program_id or mentor.role != "mentor" or mentee.role != "mentee":
            return [self.env._("They do not take part in the same program as mentor and mentee.")]
        if mentor.sudo().state not in ELIGIBLE or mentee.sudo().state not in ELIGIBLE:
            return [self.env._("One of them does not take part at the moment.")]
        words = []
        cohort = everybody_free(self._read_cohort(mentor | mentee))
        if but:
            known = cohort.forbidden.get("open_pair", ())
            cohort.forbidden["open_pair"] = [pair for pair in known if pair != (mentee.id, mentor.id)]
        taken = mentor.sudo().mentor_pairing_ids.filtered(
            lambda pairing: pairing.state in LIVE_STATES and pairing != but
        )
        if len(taken) + mentor.sudo().held_count >= mentor.sudo().capacity:
            words.append(self.env._("%s has no free place.", mentor.name))
        found = refusals(cohort, mentee.id, mentor.id)
        words += [self._refusal_in_words(word, mentor, mentee) for word in found]
        return words

    def _refusal_in_words(self, word, mentor, mentee):
        if isinstance(word, tuple) and word[0] == "required":
            criterion = self.env["mentoring.criterion"].sudo().browse(word[1])
            return self.env._("the program requires %s, which is not met.", criterion.display_name)
        return {
            "same_person": self.env._("it is the same person."),
            "reporting_line": self.env._("one reports to the other, directly or further up."),
            "avoided": self.env._("one of them asked not to be paired with the other."),
            "past_partner": self.env._("they were partners before."),
            "declined": self.env._("this pair was declined before."),
            "ended": self.env._("this pair was ended before."),
            "passed": self.env._("one of them passed when asked."),
            "open_pair": self.env._("they are paired already."),
            "minimum": self.env._("the fit is below the program's lowest fit."),
            "tenure": self.env._("%s is not with the company long enough to be a mentor here.", mentor.name),
        }.get(word, self.env._("a rule of the program forbids it."))


def everybody_free(cohort):
    """The same cohort with a free place on every side and nothing fixed, to judge pairs by rules and fit alone."""
    return replace(
        cohort,
        mentees=[replace(person, places=1) for person in cohort.mentees],
        mentors=[replace(person, places=1) for person in cohort.mentors],
        pinned=(),
    )
