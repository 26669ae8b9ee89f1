from dataclasses import replace

import numpy as np

from odoo import models
from odoo.exceptions import UserError

from ..matching import SCALE, InvalidProblem
from ..matching.encode import encode, refusals
from .mentoring_program_cohort import ELIGIBLE


class MentoringParticipantOptions(models.Model):
    """Who else suits a mentee: every mentor of the program with the fit, or the rule that forbids the pair."""

    _inherit = "mentoring.participant"

    def _mentor_options(self):
        """Values of `mentoring.find.mentor.line` for each mentor of this mentee's program.

        Best fit first, then those who suit but are full, then those whom a rule forbids.

        The cohort is read and encoded once; neither queries nor encodings grow with the number of mentors,
        except that the words for those whom a rule forbids are looked up one by one, in memory.
        """
        self.ensure_one()
        self.program_id._verify_coordinated()
        mentors = self.search(
            [("program_id", "=", self.program_id.id), ("role", "=", "mentor"), ("state", "in", ELIGIBLE)]
        )
        cohort = _everybody_free(self.program_id._read_cohort(mentors | self))
        if not cohort.mentees:
            return []
        scores, allowed = self._scores_of_mentors(cohort)
        present = self.proposed_mentor_id
        options = []
        for mentor in mentors:
            words = [] if allowed[mentor.id] else refusals(cohort, self.id, mentor.id)
            rules = [self.program_id._refusal_in_words(word, mentor, self) for word in words]
            if not mentor.free_places and mentor != present:
                rules.append(self.env._("%s has no free place.", mentor.name))
            option = {
                "mentor_id": mentor.id,
                "score": scores[mentor.id],
                "is_allowed": not rules,
                "is_present": mentor == present,
                "rule": " ".join(rule[:1].upper() + rule[1:] for rule in rules) or False,
            }
            options.append((bool(rules), bool(words), -option["score"], mentor.id, option))
        return [option for *_order, option in sorted(options, key=lambda row: row[:-1])]

    def _scores_of_mentors(self, cohort):
        """({mentor id: score 0-100 by the criteria alone}, {mentor id: no rule forbids the pair})."""
        try:
            problem = encode(cohort)
        except InvalidProblem as error:
            raise UserError(self.env["mentoring.run"]._error_in_words(error)) from error
        row = np.zeros(1, np.int64)
        keys = problem.mentor_keys[problem.mentor_order].tolist()
        points, scores = problem.points(row)[0], problem.scores(row)[0]
        return (
            {key: 100 * float(value) / SCALE for key, value in zip(keys, points, strict=True)},
            {key: bool(value >= 0) for key, value in zip(keys, scores, strict=True)},
        )


def _everybody_free(cohort):
    """The same people with a free place each and nothing fixed, to judge pairs by their rules and fit alone."""
    return replace(
        cohort,
        mentees=[replace(person, places=1) for person in cohort.mentees],
        mentors=[replace(person, places=1) for person in cohort.mentors],
        pinned=(),
    )
