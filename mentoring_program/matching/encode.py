"""From people, criteria and rules to a `Problem`: nothing here looks at pairs one by one."""

import hashlib
import itertools
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, is_dataclass, replace
from fractions import Fraction
from functools import cached_property

import numpy as np

from . import criteria as kinds
from .errors import InvalidProblem
from .problem import SCALE, Problem
from .sparse import spans

DIRECTIONS = ("traditional", "reverse", "peer")
MASK_BITS = 62  # of an int64, leaving its sign alone


@dataclass(frozen=True)
class Person:
    """One registration. `places`: a mentor's free capacity, or how many partners a mentee still wants."""

    key: int
    employee: int  # 0 when gone
    places: int
    seniority: int | None = None
    tenure: int | None = None  # band 0..5
    department: int | None = None
    job: int | None = None
    location: int | None = None
    tz: tuple[int, ...] | None = None  # (minutes from UTC,) at the program's start
    languages: frozenset[int] = frozenset()
    skills: Mapping[int, int] = field(default_factory=dict)  # skill -> level 1..3
    topics: frozenset[int] = frozenset()
    answers: Mapping[int, tuple] = field(
        default_factory=dict
    )  # question -> ("choice", ids) or ("number", value)
    goal_department: int | None = None
    goal_job: int | None = None


@dataclass(frozen=True)
class Criterion:
    """One use of a kind. A required one excludes pairs that earn nothing by it, whatever its weight."""

    key: int
    kind: str
    weight: float  # 0..10
    required: bool = False
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Cohort:
    """Everything a run knows. wishes: (by key, other key, rank 1..5), of both sides."""

    mentees: Sequence[Person]
    mentors: Sequence[Person]
    criteria: Sequence[Criterion]
    direction: str = "traditional"  # reverse turns gaps round, peer ignores them
    wishes: Sequence[tuple[int, int, int]] = ()
    forbidden: Mapping[str, Sequence[tuple[int, int]]] = field(
        default_factory=dict
    )  # word -> (mentee, mentor) keys
    managers: Mapping[int, int] = field(
        default_factory=dict
    )  # employee -> manager's employee; may hold cycles
    exclude_reporting_line: bool = True
    pinned: Sequence[tuple[int, int]] = ()
    minimum: float = 0  # score 0..100
    seed: int = 0

    @property
    def shape(self):
        """(mentees, mentors), as of the problem that `encode` makes of it."""
        return len(self.mentees), len(self.mentors)

    @cached_property
    def data(self):
        """As bytes: the same people, answers and rules give the same, in whatever order sets were filled."""
        return json.dumps(self, default=_plain, sort_keys=True).encode()

    def fingerprint(self):
        """64 characters that stand for `data`."""
        return hashlib.sha256(self.data).hexdigest()


def _plain(value):
    """What json cannot write by itself: dataclasses as dictionaries, sets in order."""
    return vars(value) if is_dataclass(value) else sorted(value)


def encode(cohort):
    """The problem of a cohort: keys are `Person.key`, blocks and wish bonuses are keyed by `Criterion.key`.

    Raises InvalidProblem for unknown kinds, weights that are all zero, numbers that are not finite, unknown
    keys.
    """
    _verify(cohort)
    sides = _Sides(cohort)
    features, gates, masks, blocks, bonus = [], [], [], {}, {}
    width = 0
    for criterion, share in shares(cohort):
        part = _PARTS[kinds.rule_of(criterion, sides.people).shape](sides, criterion, share)
        if part.entries is not None:
            bonus[criterion.key] = part.entries
        elif share:
            features.append((part.left, part.right))
            blocks[criterion.key] = slice(width, width + part.left.shape[1])
            width += part.left.shape[1]
        if part.masks:
            masks.append(part.masks)
        if part.gate:
            gates.append(part.gate)
    rows, cols = len(cohort.mentees), len(cohort.mentors)
    return Problem.from_features(
        np.hstack([np.zeros((rows, 0), np.int32), *(left for left, _right in features)]),
        np.hstack([np.zeros((cols, 0), np.int32), *(right for _left, right in features)]),
        np.array([person.places for person in cohort.mentors], np.int64),
        np.array([person.places for person in cohort.mentees], np.int64),
        bonus=bonus,
        forbidden=sides.forbidden(),
        mentee_masks=np.column_stack([mentee for mentee, _mentor in masks]) if masks else None,
        mentor_masks=np.column_stack([mentor for _mentee, mentor in masks]) if masks else None,
        gates=gates,
        pinned=sides.pinned(),
        minimum=round(cohort.minimum * SCALE / 100),
        blocks=blocks,
        mentee_keys=np.array([person.key for person in cohort.mentees], np.int64),
        mentor_keys=np.array([person.key for person in cohort.mentors], np.int64),
        seed=cohort.seed,
    )


def refusals(cohort, mentee_key, mentor_key):
    """Every rule word that keeps the pair apart; empty when it is allowed.

    "same_person", "reporting_line", the words of `Cohort.forbidden`, ("required", criterion key), "minimum",
    "no_places".
    """
    mentee, mentor = _pair(cohort, mentee_key, mentor_key)
    words = []
    if mentee.employee and mentee.employee == mentor.employee:
        words.append("same_person")
    elif cohort.exclude_reporting_line and (
        mentee.employee in _chain(cohort, mentor.employee)
        or mentor.employee in _chain(cohort, mentee.employee)
    ):
        words.append("reporting_line")
    words.extend(
        word
        for word in sorted(cohort.forbidden)
        if any(tuple(pair) == (mentee_key, mentor_key) for pair in cohort.forbidden[word])
    )
    small = _around(cohort, mentee, mentor)
    for criterion in _used(cohort):
        if criterion.required and _score(replace(small, criteria=(replace(criterion, weight=1.0),))) < 0:
            words.append(("required", criterion.key))
    relaxed = replace(
        small, criteria=tuple(replace(criterion, required=False) for criterion in cohort.criteria)
    )
    if _score(replace(relaxed, minimum=cohort.minimum)) < 0:
        words.append("minimum")
    if not mentee.places or not mentor.places:
        words.append("no_places")
    return tuple(words)


def evidence(cohort, mentee_key, mentor_key):
    """{criterion key: the shared facts behind its points}; see `criteria.KINDS` for the shape of each kind."""
    return evidence_by_pair(cohort, [(mentee_key, mentor_key)])[mentee_key, mentor_key]


def evidence_by_pair(cohort, pairs):
    """{(mentee key, mentor key): as `evidence` says it}."""
    mentees = {person.key: person for person in cohort.mentees}
    mentors = {person.key: person for person in cohort.mentors}
    ranks, used = {}, _used(cohort)
    for by, other, rank in cohort.wishes:
        ranks[by, other] = min(rank, ranks.get((by, other), rank))
    unknown = [key for i, j in pairs for key, side in ((i, mentees), (j, mentors)) if key not in side]
    if unknown:
        raise InvalidProblem("unknown_key", unknown)
    return {(i, j): _facts(used, ranks, mentees[i], mentors[j]) for i, j in pairs}


def _facts(used, ranks, mentee, mentor):
    facts = {}
    for criterion in used:
        rule = kinds.rule_of(criterion, (mentee, mentor))
        if rule.shape == "wished":
            wish = (mentee.key, mentor.key) if rule.side == "mentee" else (mentor.key, mentee.key)
            found = (ranks[wish],) if wish in ranks else ()
        elif rule.shape == "shared":
            asks, offers = rule.asks(mentee, criterion), rule.offers(mentor, criterion)
            if kinds.is_opposite(criterion):
                offers = {item: 1 for item in asks if item not in offers} if offers else {}
            found = rule.facts(asks.keys() & offers.keys(), asks, offers)
        else:
            values = rule.mentee_value(mentee, criterion), rule.mentor_value(mentor, criterion)
            found = () if None in values else rule.facts(*values)
        if found:
            facts[criterion.key] = found
    return facts


def shares(cohort):
    """(criterion, its most points): SCALE split by weight, largest remainders first, as whole numbers.

    A skill's points are a multiple of its level, so skills get multiples of three and leave the rest to the
    others.
    """
    used = _used(cohort)
    weights = [Fraction(criterion.weight) for criterion in used]
    total = sum(weights)
    if not total:
        raise InvalidProblem("no_weight", [criterion.key for criterion in cohort.criteria])
    grains = [kinds.SKILL_LEVELS if criterion.kind == "skills" else 1 for criterion in used]
    exact = [SCALE * weight / total for weight in weights]
    whole = [int(share // grain) * grain for share, grain in zip(exact, grains, strict=True)]
    by_need = sorted(
        (k for k in range(len(used)) if weights[k]), key=lambda k: (whole[k] - exact[k], used[k].key)
    )
    while True:
        left = SCALE - sum(whole)
        takers = [k for k in by_need if grains[k] <= left]
        if not takers:
            return list(zip(used, whole, strict=True))
        for k in takers:
            if grains[k] <= SCALE - sum(whole):
                whole[k] += grains[k]


@dataclass
class _Part:
    """What one criterion adds to the problem."""

    left: np.ndarray | None = None
    right: np.ndarray | None = None
    entries: tuple | None = None
    masks: tuple | None = None
    gate: tuple | None = None


class _Sides:
    """A cohort with its people's positions."""

    def __init__(self, cohort):
        self.cohort = cohort
        self.mentees, self.mentors = cohort.mentees, cohort.mentors
        self.people = (*cohort.mentees, *cohort.mentors)
        self.row = {person.key: k for k, person in enumerate(cohort.mentees)}
        self.col = {person.key: k for k, person in enumerate(cohort.mentors)}

    def forbidden(self):
        """Positions of same person, reporting line up and down, and every forbidden pair that is present."""
        pairs = [
            (self.row[mentee], self.col[mentor])
            for listed in self.cohort.forbidden.values()
            for mentee, mentor in listed
            if mentee in self.row and mentor in self.col
        ]
        listed = np.array(pairs, np.int64).reshape(-1, 2).T
        managers = self.cohort.managers if self.cohort.exclude_reporting_line else {}
        down = _above(self.mentees, self.mentors, managers)
        up = _above(self.mentors, self.mentees, managers)[::-1]
        return np.hstack((listed, down, up))

    def pinned(self):
        unknown = [pair for pair in self.cohort.pinned if pair[0] not in self.row or pair[1] not in self.col]
        if unknown:
            raise InvalidProblem("unknown_key", map(tuple, unknown))
        return [(self.row[mentee], self.col[mentor]) for mentee, mentor in self.cohort.pinned]

    def wishes(self, side):
        """{(row, col): rank} of the wishes one side made about people who are here."""
        found = {}
        for by, other, rank in self.cohort.wishes:
            mentee, mentor = (by, other) if side == "mentee" else (other, by)
            if mentee in self.row and mentor in self.col:
                cell = self.row[mentee], self.col[mentor]
                found[cell] = min(rank, found.get(cell, rank))
        return found


def _compared_part(sides, criterion, share):
    """Two values and a table: one column for each distinct value of the side that has fewer."""
    rule = kinds.rule_of(criterion, sides.people)
    left, mentee_values = _classes(rule.mentee_value(person, criterion) for person in sides.mentees)
    right, mentor_values = _classes(rule.mentor_value(person, criterion) for person in sides.mentors)
    shape = len(mentee_values), len(mentor_values)
    direction = sides.cohort.direction

    def table(function, unknown):
        return np.array(
            [
                unknown if a is None or b is None else function(a, b, criterion, direction)
                for a in mentee_values
                for b in mentor_values
            ]
        ).reshape(shape)

    part = _Part()
    if share:
        points = np.rint(table(rule.fraction, 0.0) * share).astype(np.int32)
        part.left, part.right = _factors(points, left, right)
    if criterion.required:
        passes = table(rule.passes, True).astype(bool)
        if not passes.all():
            part.masks = _class_masks(passes, left, right)
            if part.masks is None:
                part.gate = (*_factors(passes.astype(np.int32), left, right), 1)
    return part


def _classes(values):
    """Position of each value among the distinct ones, and these."""
    seen = {}
    index = np.array([seen.setdefault(value, len(seen)) for value in values], np.int64)
    return index, list(seen)


def _factors(table, left, right):
    """Features whose product is table[left[i], right[j]]; equal lines of the table share a column."""
    if table.size == 0:
        return np.zeros((len(left), 0), np.int32), np.zeros((len(right), 0), np.int32)
    lines, line_of = np.unique(table, axis=0, return_inverse=True)
    columns, column_of = np.unique(table, axis=1, return_inverse=True)
    if len(lines) <= columns.shape[1]:
        one_hot, useful = np.eye(len(lines), dtype=np.int32)[line_of.reshape(-1)[left]], lines.any(axis=1)
        return one_hot[:, useful], lines[useful].T[right]
    one_hot, useful = (
        np.eye(columns.shape[1], dtype=np.int32)[column_of.reshape(-1)[right]],
        columns.any(axis=0),
    )
    return columns[:, useful][left], one_hot[:, useful]


def _class_masks(passes, left, right):
    """Bit masks that share a bit exactly where the table passes, or None where an int64 has too few bits."""
    lines, line_of = np.unique(passes, axis=0, return_inverse=True)
    if len(lines) <= MASK_BITS:
        bits = 1 << np.arange(len(lines), dtype=np.int64)
        return bits[line_of.reshape(-1)[left]], (bits @ lines.astype(np.int64))[right]
    columns, column_of = np.unique(passes, axis=1, return_inverse=True)
    if columns.shape[1] <= MASK_BITS:
        bits = 1 << np.arange(columns.shape[1], dtype=np.int64)
        return (columns.astype(np.int64) @ bits)[left], bits[column_of.reshape(-1)[right]]
    return None


def _shared_part(sides, criterion, share):
    """Items asked and offered: one column for each item on both sides."""
    rule = kinds.rule_of(criterion, sides.people)
    asked = [dict(rule.asks(person, criterion)) for person in sides.mentees]
    offered = [dict(rule.offers(person, criterion)) for person in sides.mentors]
    opposite = kinds.is_opposite(criterion)
    on_offer = set().union(*offered)
    items = sorted({item for asks in asked for item in asks if opposite or item in on_offer})
    index = {item: k for k, item in enumerate(items)}
    levels = _matrix(offered, index)
    if opposite:
        levels = 1 - levels
        levels[[not offers for offers in offered]] = 0
    part = _Part()
    if share:
        split = [_split(share // rule.levels, asks) for asks in asked]
        part.left, part.right = _matrix(split, index), levels
    if criterion.required:
        silent = [rule.silent(person, criterion) for person in sides.mentors]
        left, right = _shared_gate(asked, index, levels, silent)
        if left.shape[1] <= MASK_BITS:
            bits = 1 << np.arange(left.shape[1], dtype=np.int64)
            part.masks = left @ bits, right @ bits
        else:
            part.gate = (left, right, 1)
    return part


def _shared_gate(asked, index, levels, silent):
    """0/1 columns: an item asked and offered, a family asked about which the mentor is silent, or nothing asked."""
    families = sorted({kinds.family(item) for asks in asked for item in asks}, key=str)
    wants = _matrix([dict.fromkeys(asks, 1) for asks in asked], index)
    wants_family = [[any(kinds.family(item) == name for item in asks) for name in families] for asks in asked]
    is_silent = [[name in names for name in families] for names in silent]
    rows, cols, width = len(asked), len(silent), len(families)
    nothing = np.array([not asks for asks in asked], np.int32).reshape(rows, 1)
    left = np.hstack((wants, np.array(wants_family, np.int32).reshape(rows, width), nothing))
    right = np.hstack(
        (
            np.minimum(levels, 1),
            np.array(is_silent, np.int32).reshape(cols, width),
            np.ones((cols, 1), np.int32),
        )
    )
    return left, right


def _matrix(maps, index):
    """One line for each map: its numbers in the columns of their items."""
    matrix = np.zeros((len(maps), len(index)), np.int32)
    cells = [
        (k, index[item], value)
        for k, values in enumerate(maps)
        for item, value in values.items()
        if item in index
    ]
    if cells:
        rows, cols, values = np.array(cells, np.int64).T
        matrix[rows, cols] = values
    return matrix


def _split(units, asks):
    """Whole units shared out by importance, largest remainders first."""
    total = sum(asks.values())
    parts = {item: units * importance // total for item, importance in asks.items()}
    missing = units - sum(parts.values())
    for item in sorted(asks, key=lambda item: (-(units * asks[item] % total), item))[:missing]:
        parts[item] += 1
    return parts


def _wished_part(sides, criterion, share):
    """Wishes are few: single entries."""
    side = kinds.rule_of(criterion, sides.people).side
    wishes = sides.wishes(side)
    cells = np.array(list(wishes), np.int64).reshape(-1, 2).T
    points = np.array([round(kinds.WISH_FRACTIONS[rank] * share) for rank in wishes.values()], np.int64)
    part = _Part(entries=(*cells, points))
    if criterion.required:
        made = np.ones(len(sides.mentees if side == "mentee" else sides.mentors), np.int32)
        made[cells[0 if side == "mentee" else 1]] = 0  # whoever wished for nobody may have anybody
        ones = np.ones(len(sides.mentors if side == "mentee" else sides.mentees), np.int32)
        left, right = (made, ones) if side == "mentee" else (ones, made)
        part.gate = (left[:, None], right[:, None], 1, (*cells, np.ones(len(points), np.int64)))
    return part


_PARTS = {"compared": _compared_part, "shared": _shared_part, "wished": _wished_part}


def _verify(cohort):
    """Refuse what no run can mean, with keys."""
    if cohort.direction not in DIRECTIONS:
        raise InvalidProblem("direction", (cohort.direction,))
    if not 0 <= cohort.minimum <= 100:
        raise InvalidProblem("minimum", (cohort.minimum,))
    unknown = [criterion.key for criterion in cohort.criteria if criterion.kind not in kinds.KINDS]
    if unknown:
        raise InvalidProblem("unknown_kind", unknown)
    keys = [criterion.key for criterion in cohort.criteria]
    if len(set(keys)) < len(keys):
        raise InvalidProblem("duplicate_key", sorted({key for key in keys if keys.count(key) > 1}))
    wrong = [
        criterion.key
        for criterion in cohort.criteria
        if not 0 <= criterion.weight < 1e9
        or not all(
            math.isfinite(value) for value in criterion.params.values() if isinstance(value, (int, float))
        )
    ]
    if wrong:
        raise InvalidProblem("weight", wrong)
    ranks = [(by, other) for by, other, rank in cohort.wishes if rank not in kinds.WISH_FRACTIONS]
    if ranks:
        raise InvalidProblem("wish_rank", ranks)
    people = [person.key for person in (*cohort.mentees, *cohort.mentors) if not _is_sound(person)]
    if people:
        raise InvalidProblem("person", people)


def _is_sound(person):
    numbers = (
        answer[1] for answer in person.answers.values() if answer[0] == "number" and answer[1] is not None
    )
    levels = range(1, kinds.SKILL_LEVELS + 1)
    return (
        person.places >= 0
        and all(map(math.isfinite, numbers))
        and all(level in levels for level in person.skills.values())
    )


def _used(cohort):
    return [one for one in cohort.criteria if cohort.direction != "peer" or one.kind not in kinds.GAPS]


def _above(people, others, managers):
    """(2, K) positions (person, other) where the other is the same employee, or anybody above in the reporting line.

    All go up a level at a time. A second pointer at half the speed (Floyd) meets the first once it is in a circle and
    has seen all of it.
    """
    ids = [[person.employee for person in side] for side in (people, others)]
    staff = np.unique(np.array([*ids[0], *ids[1], *managers.keys(), *managers.values()], np.int64))
    up = np.full(len(staff), -1)
    up[np.searchsorted(staff, list(managers.keys()))] = np.searchsorted(staff, list(managers.values()))
    up[staff == 0] = -1  # nobody
    where = np.searchsorted(staff, np.array(ids[1], np.int64))
    by_employee = np.argsort(where, kind="stable")
    ptr = np.searchsorted(where[by_employee], np.arange(len(staff) + 1))
    fast = np.searchsorted(staff, np.array(ids[0], np.int64))
    who, slow, found = np.arange(len(fast)), fast, [np.zeros((2, 0), np.int64)]
    for level in itertools.count():
        goes = (fast >= 0) & (staff[fast] != 0)
        if level:
            goes &= fast != slow
        who, fast, slow = who[goes], fast[goes], slow[goes]
        if not len(who):
            return np.hstack(found)
        count = ptr[fast + 1] - ptr[fast]
        found.append(np.stack((np.repeat(who, count), by_employee[spans(ptr, fast)])))
        fast = up[fast]
        if level % 2:
            slow = up[slow]


def _chain(cohort, employee):
    """Everybody above an employee; a circle in the reporting line ends where it began."""
    above, visited = cohort.managers.get(employee), set()
    while above and above not in visited:
        visited.add(above)
        above = cohort.managers.get(above)
    return visited - {employee}


def _pair(cohort, mentee_key, mentor_key):
    mentee = next((person for person in cohort.mentees if person.key == mentee_key), None)
    mentor = next((person for person in cohort.mentors if person.key == mentor_key), None)
    if mentee is None or mentor is None:
        raise InvalidProblem("unknown_key", ((mentee_key, mentor_key),))
    return mentee, mentor


def _around(cohort, mentee, mentor):
    """The cohort cut down to a pair (put first) and the people it wished for, every rule between people lifted."""
    named = {other for by, other, _rank in cohort.wishes if by in (mentee.key, mentor.key)}
    return replace(
        cohort,
        mentees=[
            mentee,
            *(person for person in cohort.mentees if person.key in named and person is not mentee),
        ],
        mentors=[
            mentor,
            *(person for person in cohort.mentors if person.key in named and person is not mentor),
        ],
        forbidden={},
        managers={},
        pinned=(),
        minimum=0,
    )


def _score(cohort):
    """Points of the first mentee with the first mentor, -1 when a criterion or the minimum keeps them apart."""
    lifted = [replace(person, employee=0) for person in cohort.mentees]
    problem = encode(replace(cohort, mentees=lifted))
    return int(problem.pair_points(problem.canonical([(0, 0)]))[0])
