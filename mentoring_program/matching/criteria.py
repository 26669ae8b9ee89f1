"""The kinds of criteria: what fraction of its points a pair earns, and on which facts.

A kind is code, its use is a record; `KINDS` is the only list of them. Three shapes cover all:

Compared  one value on each side, any function of the two (written once for each distinct couple of values)
Shared    the mentee asks for weighted items, the mentor offers them at levels
Wished    one person named another, at a rank

`fraction` says 0..1, or None where one side's data is missing: missing data earns nothing and excludes
nobody.
"""

from dataclasses import dataclass

WISH_FRACTIONS = {1: 1.0, 2: 0.8, 3: 0.6, 4: 0.4, 5: 0.2}
SKILL_LEVELS = 3
WORKING_DAY_MINUTES = 8 * 60
DAY_MINUTES = 24 * 60


@dataclass(frozen=True)
class Compared:
    """mentee_value, mentor_value: (person, criterion) -> hashable or None; fraction: (a, b, criterion,
    direction) -> 0..1

    Evidence: (mentee's value, mentor's value), for languages the shared ones.
    """

    mentee_value: object
    mentor_value: object
    fraction: object
    passes: object
    facts: object

    shape = "compared"


@dataclass(frozen=True)
class Shared:
    """asks: {item: importance}; offers: {item: level}; silent: item families the person gave no data on.

    `family` of an item is its first element when it is a tuple, else None. Evidence: what both have.
    """

    asks: object
    offers: object
    silent: object
    facts: object
    levels: int = 1

    shape = "shared"


@dataclass(frozen=True)
class Wished:
    """side: whose wish it is. Evidence: (rank,)."""

    side: str

    shape = "wished"


def _gap_fraction(mentee, mentor, criterion, direction):
    gap = mentor - mentee if direction != "reverse" else mentee - mentor
    least = _number(criterion, "gap_min", 0)
    ideal = max(_number(criterion, "gap_ideal", 1), least)
    if gap < least:
        return 0.0
    if gap >= ideal:
        return 1.0
    return (gap - least) / (ideal - least)


def _gap_passes(mentee, mentor, criterion, direction):
    gap = mentor - mentee if direction != "reverse" else mentee - mentor
    return gap >= _number(criterion, "gap_min", 0)


def _same_fraction(mentee, mentor, criterion, _direction):
    return float((mentee == mentor) == (criterion.params.get("relation", "same") == "same"))


def _overlap_minutes(mentee, mentor):
    """Shared time of two 9-17 working days, `tz` being minutes from UTC; days wrap around."""
    apart = abs(mentee - mentor) % DAY_MINUTES
    return max(0, WORKING_DAY_MINUTES - min(apart, DAY_MINUTES - apart))


def _timezone_fraction(mentee, mentor, _criterion, _direction):
    return _overlap_minutes(mentee, mentor) / WORKING_DAY_MINUTES


def _timezone_passes(mentee, mentor, criterion, _direction):
    return _overlap_minutes(mentee, mentor) >= max(1, _number(criterion, "hours", 0) * 60)


def _language_fraction(mentee, mentor, _criterion, _direction):
    return float(bool(mentee & mentor))


def _number_fraction(mentee, mentor, criterion, _direction):
    span = _number(criterion, "high", 0) - _number(criterion, "low", 0)
    apart = abs(mentee - mentor)
    close = max(0.0, 1 - apart / span) if span > 0 else float(apart == 0)
    return close if criterion.params.get("relation", "same") == "same" else 1 - close


def _number(criterion, name, default):
    value = criterion.params.get(name)
    return default if value is None else value


def _earns(fraction):
    return lambda *args: fraction(*args) > 0


def _attribute(name):
    return lambda person, _criterion: getattr(person, name)


def _both(mentee, mentor):
    return (mentee, mentor)


def _compare(value, fraction, passes=None, facts=_both):
    return Compared(value, value, fraction, passes or _earns(fraction), facts)


def _answer(person, criterion, sort):
    answer = person.answers.get(criterion.params.get("question"))
    return answer[1] if answer is not None and answer[0] == sort else None


def _choices(person, criterion):
    return dict.fromkeys(_answer(person, criterion, "choice") or (), 1)


def _everything_if(is_empty):
    """Whoever gave no data at all is silent on the one family there is."""
    return lambda person, criterion: frozenset((None,)) if is_empty(person, criterion) else frozenset()


def _targets(person, _criterion):
    return {
        (name, value): 1
        for name, value in (("department", person.goal_department), ("job", person.goal_job))
        if value is not None
    }


def _posts(person, _criterion):
    return {
        (name, value): 1
        for name, value in (("department", person.department), ("job", person.job))
        if value is not None
    }


def _no_post(person, _criterion):
    return frozenset(name for name in ("department", "job") if getattr(person, name) is None)


def _ids(shared, _asks, _offers):
    return tuple(sorted(shared))


_CHOICE = Shared(
    asks=_choices,
    offers=_choices,
    silent=_everything_if(lambda person, criterion: not _choices(person, criterion)),
    facts=_ids,
)
_ANSWER_NUMBER = _compare(lambda person, criterion: _answer(person, criterion, "number"), _number_fraction)

# kind: how it is worked out. Evidence, JSON-able, is what the last column says.
KINDS = {
    # ((skill, importance 1..3, level 1..3), ...)
    "skills": Shared(
        asks=lambda person, _criterion: person.skills,
        offers=lambda person, _criterion: person.skills,
        silent=_everything_if(lambda person, _criterion: not person.skills),
        facts=lambda shared, asks, offers: tuple(
            (skill, asks[skill], offers[skill]) for skill in sorted(shared)
        ),
        levels=SKILL_LEVELS,
    ),
    # (topic, ...)
    "topics": Shared(
        asks=lambda person, _criterion: dict.fromkeys(person.topics, 1),
        offers=lambda person, _criterion: dict.fromkeys(person.topics, 1),
        silent=_everything_if(lambda person, _criterion: not person.topics),
        facts=_ids,
    ),
    # choice: (shared answer, ...), or what only the mentee chose for relation "different"; number:
    # (mentee's, mentor's)
    "survey": None,
    # (mentee's level, mentor's level)
    "seniority_gap": _compare(_attribute("seniority"), _gap_fraction, _gap_passes),
    # (mentee's band, mentor's band)
    "tenure_gap": _compare(_attribute("tenure"), _gap_fraction, _gap_passes),
    # (mentee's, mentor's)
    "department": _compare(_attribute("department"), _same_fraction),
    # (mentee's, mentor's)
    "location": _compare(_attribute("location"), _same_fraction),
    # (minutes both work,)
    "timezone": _compare(
        lambda person, _criterion: person.tz[0] if person.tz else None,
        _timezone_fraction,
        _timezone_passes,
        facts=lambda mentee, mentor: (_overlap_minutes(mentee, mentor),),
    ),
    # (language, ...)
    "language": _compare(
        lambda person, _criterion: frozenset(person.languages) or None,
        _language_fraction,
        facts=lambda mentee, mentor: tuple(sorted(mentee & mentor)),
    ),
    # (rank,)
    "mentee_wish": Wished("mentee"),
    # (rank,)
    "mentor_wish": Wished("mentor"),
    # (("department" | "job", id), ...)
    "transition": Shared(asks=_targets, offers=_posts, silent=_no_post, facts=_ids),
}
GAPS = frozenset(("seniority_gap", "tenure_gap"))


def rule_of(criterion, people):
    """The shape that works a criterion out; a survey question's depends on how people answered it."""
    if criterion.kind != "survey":
        return KINDS[criterion.kind]
    is_number = any(_answer(person, criterion, "number") is not None for person in people)
    return _ANSWER_NUMBER if is_number else _CHOICE


def family(item):
    return item[0] if isinstance(item, tuple) else None


def is_opposite(criterion):
    """A shared-items criterion that rewards what the mentor does not have in common."""
    return criterion.kind == "survey" and criterion.params.get("relation", "same") == "different"
