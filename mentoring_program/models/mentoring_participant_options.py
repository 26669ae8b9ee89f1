import numpy as np

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..matching import SCALE, InvalidProblem
from ..matching.encode import encode, refusals
from .mentoring_program_cohort import everybody_free
from .vocabulary import ELIGIBLE

# What a person reads of a list; the rest is counted.
MOST_POSSIBLE, MOST_RULED_OUT, NAMED_MOVES = 60, 20, 3


class MentoringParticipantOptions(models.Model):
    """Who else suits a mentee: every mentor of the program with the fit, or the rule that forbids the pair."""

    _inherit = "mentoring.participant"

    def _mentor_options(self, part_of_name=None):
        """Values of `mentoring.find.mentor.line` for each mentor of this mentee's program, or those of this name.

        Best fit first, then those who suit but are full, then those whom a rule forbids.

        The cohort is read and encoded once; neither queries nor encodings grow with the number of mentors,
        except that the words for those whom a rule forbids are looked up one by one, in memory.
        """
        self.ensure_one()
        self.program_id._verify_coordinated()
        domain = Domain([("program_id", "=", self.program_id.id), ("role", "=", "mentor"), ("state", "in", ELIGIBLE)])
        mentors = self.search_fetch(domain & _with_name(part_of_name), ["name", "free_places"])
        if self.active_count >= self.partners_wanted or not mentors:
            return []
        cohort = everybody_free(self.program_id._read_cohort(mentors | self))
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
                "rule": _sentences(rules) or False,
            }
            options.append((bool(rules), bool(words), -option["score"], mentor.id, option))
        return [option for *_order, option in sorted(options, key=lambda row: row[:-1])]

    def _priced_options(self, run, part_of_name=None):
        """Values of `mentoring.find.mentor.line` from what the run has stored: cheapest first, ruled out at the end.

        Of all mentors, or of those who have this part of a name; the first ones of either kind.

        Raises Infeasible when they were not part of it, or too much was decided since.
        """
        self.ensure_one()
        self.program_id._verify_coordinated()
        prices = run.sudo()._prices(self)
        if part_of_name:
            found = set(self.search(Domain("id", "in", list(prices)) & _with_name(part_of_name))._ids)
            prices = {key: price for key, price in prices.items() if key in found}
        possible = [key for key, price in prices.items() if not price["reason"]][:MOST_POSSIBLE]
        ruled_out = [key for key, price in prices.items() if price["reason"]][:MOST_RULED_OUT]
        rules = self._rules_in_words({key: prices[key]["reason"] for key in ruled_out})
        named = {key for price in prices.values() for key in _people_of(price["change"])}
        present = self.proposed_mentor_id.id
        names = {person.id: person.name for person in self.browse(sorted(named | set(possible)))}
        options = []
        for key in possible + ruled_out:
            price = prices[key]
            others = {one: held for one, held in price["change"].items() if one != self.id}
            options.append(
                {
                    "mentor_id": key,
                    "score": min(price["score"], 100),
                    "is_allowed": not price["reason"],
                    "is_present": key == present,
                    "rule": rules.get(key),
                    "cost": self._cost_in_words(price) if not price["reason"] else False,
                    "moves": self._moves_in_words(others, names) or False,
                    "change": price["change"],
                    "has_moves": bool(others),
                }
            )
        return options

    def _rules_in_words(self, reasons):
        """{mentor id: the rule that keeps this mentee from them} for {mentor id: word of the solver}."""
        forbidden = self.browse(key for key, word in reasons.items() if word == "forbidden")
        cohort = everybody_free(self.program_id._read_cohort(forbidden | self)) if forbidden else None
        sentences = {}
        for mentor in self.browse(reasons):
            if mentor in forbidden:
                words = refusals(cohort, self.id, mentor.id)
                rules = [self.program_id._refusal_in_words(word, mentor, self) for word in words]
                rules = rules or [self.env._("by the answers of that matching it was not possible.")]
            elif not mentor.capacity:
                rules = [self.env._("%s offers no place at the moment.", mentor.name)]
            else:
                rules = [self.env._("Every place of %s is taken by a pair that is decided.", mentor.name)]
            sentences[mentor.id] = _sentences(rules)
        return sentences

    def _cost_in_words(self, price):
        covered, points = price["covered"], round(price["points"], 1)
        if covered == 1:
            return self.env._("One mentee fewer has a mentor")
        if covered > 1:
            return self.env._("%s mentees fewer have a mentor", covered)
        if covered == -1:
            return self.env._("One mentee more has a mentor")
        if covered < -1:
            return self.env._("%s mentees more have a mentor", -covered)
        if points > 0:
            return self.env._("%s points of fit", f"{points:g}")
        if points < 0:
            return self.env._("%s points of fit more", f"{-points:g}")
        return self.env._("Nothing")

    def _moves_in_words(self, change, names):
        """ "Cem moves to Dora, Noor waits again" for {mentee id: [mentor ids]}, the first few by name."""
        sentences = []
        for key, mentors in list(change.items())[:NAMED_MOVES]:
            words = {"mentee": names[key], "mentor": self.env._(" and ").join(names[mentor] for mentor in mentors)}
            if mentors:
                sentences.append(self.env._("%(mentee)s moves to %(mentor)s", **words))
            else:
                sentences.append(self.env._("%(mentee)s has no mentor then", **words))
        if len(change) == NAMED_MOVES + 1:
            sentences.append(self.env._("one person more moves"))
        elif len(change) > NAMED_MOVES:
            sentences.append(self.env._("%s people more move", len(change) - NAMED_MOVES))
        return ", ".join(sentences)

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


def _with_name(part):
    return Domain("name", "ilike", part) if part else Domain.TRUE


def _people_of(change):
    for key, others in change.items():
        yield key
        yield from others


def _sentences(rules):
    return " ".join(rule[:1].upper() + rule[1:] for rule in rules)
