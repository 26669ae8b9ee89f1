"""How well people suit each other, whatever is free; a bridge to the core for lists and cards."""

from dataclasses import replace

import numpy as np

from ..matching import SCALE
from ..matching.encode import encode, evidence
from ..matching.explain import contributions
from .mentoring_program_cohort import everybody_free


class Fit:
    """Points and facts of the pairs that a cohort's rules allow.

    cohort: of everybody to look at, as `mentoring.program._read_cohort` gives it.
    """

    def __init__(self, cohort):
        self.cohort = everybody_free(cohort)
        self.problem = encode(self.cohort)
        self.mentees = {person.key: i for i, person in enumerate(self.cohort.mentees)}
        self.mentors = {person.key: j for j, person in enumerate(self.cohort.mentors)}

    def of(self, mentee):
        """{mentor key: points, 0 to 100} of this mentee's allowed mentors."""
        keys = list(self.mentors)
        if not keys:
            return {}
        caller = np.array([(self.mentees[mentee], self.mentors[key]) for key in keys], np.int64)
        canonical = self.problem.canonical(caller)
        scores = self.problem.scores(canonical[:1, 0])[0][canonical[:, 1]]
        return {
            key: 100 * int(score) / SCALE
            for key, score in zip(keys, scores.tolist(), strict=True)
            if score >= 0
        }

    def narrowed(self, mentees):
        """The cohort with these of its mentees alone."""
        known = {person.key for person in mentees} | set(self.mentors)
        wishes = [wish for wish in self.cohort.wishes if known.issuperset(wish[:2])]
        return replace(self.cohort, mentees=mentees, wishes=wishes)

    def reasons(self, mentee, mentor):
        """({criterion key: points in millionths}, {criterion key: facts}) of one pair."""
        caller = np.array([(self.mentees[mentee], self.mentors[mentor])], np.int64)
        [parts] = contributions(self.problem, self.problem.canonical(caller))
        return parts, evidence(self.cohort, mentee, mentor)
