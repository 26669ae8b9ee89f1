"""What a mentor should bring to serve the mentees of a shortage: keys and numbers, read off the criteria themselves."""

from collections import Counter
from dataclasses import dataclass

from . import criteria as kinds
from .encode import shares

SHOWN = 3  # values named for each criterion


@dataclass(frozen=True)
class Trait:
    """A value a mentor could have under a criterion, and whom it would serve.

    value:   as the kind has it: a department, a level, a language, a skill, ("department" | "job", id) for a goal
    mentees: how many of the mentees earn points by it, or pass where the criterion is required
    points:  what it earns on average, over all of them
    """

    criterion: int
    kind: str
    required: bool
    value: object
    mentees: int
    points: float


def missing_mentor(cohort, mentee_keys, most=SHOWN):
    """Traits of the mentor whom these mentees lack: of each criterion the best values, required criteria first.

    Wishes say nothing about a mentor nobody knows, and a criterion under which all values serve alike is left out.
    """
    chosen = set(mentee_keys)
    mentees = [person for person in cohort.mentees if person.key in chosen]
    people = (*cohort.mentees, *cohort.mentors)
    found = []
    if not mentees:
        return ()
    for criterion, share in shares(cohort):
        rule = kinds.rule_of(criterion, people)
        if rule.shape == "wished":
            continue
        look = _compared if rule.shape == "compared" else _shared
        traits = look(cohort, rule, criterion, share, mentees, people)
        traits = [trait for trait in traits if trait.mentees]
        if len({(trait.mentees, trait.points) for trait in traits}) == 1 and len(traits) > 1:
            continue
        order = (
            (lambda trait: (-trait.mentees, -trait.points, repr(trait.value)))
            if criterion.required
            else (lambda trait: (-trait.points, -trait.mentees, repr(trait.value)))
        )
        found.append((not criterion.required, -share, criterion.key, sorted(traits, key=order)[:most]))
    return tuple(trait for *_order, traits in sorted(found, key=lambda one: one[:-1]) for trait in traits)


def missing_mentors(cohort, explanation):
    """For each shortage of an explanation, in its order: the traits of the mentor whom its mentees lack."""
    return [missing_mentor(cohort, [cohort.mentees[i].key for i in group.mentees]) for group in explanation.hall]


def _compared(cohort, rule, criterion, share, mentees, people):
    asked = Counter(rule.mentee_value(person, criterion) for person in mentees)
    offered = {rule.mentor_value(person, criterion) for person in people} - {None}
    if (
        criterion.kind == "language"
    ):  # one language at a time: a mentor need not speak all that somebody speaks
        offered = {frozenset((language,)) for languages in offered for language in languages}
    for value in offered:
        served, points = 0, 0
        for mine, count in asked.items():
            fraction = 0 if mine is None else rule.fraction(mine, value, criterion, cohort.direction)
            points += count * round(fraction * share)
            if criterion.required:
                served += count * (
                    mine is None or bool(rule.passes(mine, value, criterion, cohort.direction))
                )
            else:
                served += count * (fraction > 0)
        shown = min(value) if criterion.kind == "language" else value
        yield Trait(criterion.key, criterion.kind, criterion.required, shown, served, points / len(mentees))


def _shared(_cohort, rule, criterion, share, mentees, people):
    if kinds.is_opposite(criterion):
        return
    asked = [rule.asks(person, criterion) for person in mentees]
    for item in sorted(set().union(*asked), key=repr):
        weights = [asks[item] / sum(asks.values()) for asks in asked if item in asks]
        yield Trait(
            criterion=criterion.key,
            kind=criterion.kind,
            required=criterion.required,
            value=item,
            mentees=len(weights),
            points=share * sum(weights) / len(mentees),
        )
