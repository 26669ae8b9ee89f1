"""The assignment problem: who may be paired with whom, for how many points, and how many places there are.

Everything is an integer. Rows (mentees) and columns (mentors) are kept in a canonical order, a hash of the
run's seed and an immutable key, so that neither reading order nor thread count decides who wins a tie.
Callers speak of positions in their own order; `Problem.mentee_order` and `mentor_order` translate.
"""

import hashlib
from dataclasses import dataclass, replace

import numpy as np

from . import store
from .errors import Infeasible, InvalidProblem
from .sparse import Sparse

SCALE = 1_000_000  # points of a perfect pair; a score shown to people is points / 10,000
FLOAT32_EXACT = 2**24  # every integer up to here is a float32, whatever the order of summation


@dataclass(frozen=True, eq=False)
class Gate:
    """A pair passes when left . right + entries reaches `least`."""

    left: np.ndarray  # (M, D)
    right: np.ndarray  # (N, D)
    entries: Sparse
    least: int


@dataclass(frozen=True, eq=False)
class Problem:
    """Frozen. Keys are in the caller's order, every other array in canonical order.

    `mentee_order[r]` is the caller's position of canonical row r. Points of a pair are `table` where given,
    else `left . right + bonus`; it is allowed when the table is not negative, no sparse list forbids it,
    every mask column shares a bit, every gate is passed and its points reach `minimum`.
    """

    mentee_keys: np.ndarray
    mentor_keys: np.ndarray
    mentee_order: np.ndarray
    mentor_order: np.ndarray
    capacity: np.ndarray
    wanted: np.ndarray
    pinned: np.ndarray  # (P, 2)
    table: np.ndarray | None  # (M, N) int32, -1 where not allowed
    left: np.ndarray  # (M, D) float32, or float64 where products outgrow it
    right: np.ndarray  # (N, D)
    blocks: tuple  # (key, first column, end column), a partition of the columns
    bonus: tuple  # (key, Sparse)
    forbidden: Sparse
    mentee_masks: np.ndarray  # (M, G) int64
    mentor_masks: np.ndarray  # (N, G) int64
    gates: tuple  # of Gate
    minimum: int
    seed: int

    @property
    def shape(self):
        return len(self.mentee_keys), len(self.mentor_keys)

    @classmethod
    def from_matrix(
        cls, points, allowed, capacity, wanted=None, pinned=(), mentee_keys=None, mentor_keys=None, seed=0
    ):
        """A problem written out in full.

        points (M, N): integers 0..SCALE, or floats 0..1; allowed (M, N) bool, or None for everybody;
        capacity (N,) and wanted (M,): integers >= 0; pinned: (mentee position, mentor position) pairs.
        """
        points = np.asarray(points)
        if points.ndim != 2:
            raise InvalidProblem("shape", ("points", points.shape))
        edge = _Edge(points.shape, mentee_keys, mentor_keys, seed)
        allowed = np.ones(points.shape, bool) if allowed is None else np.asarray(allowed)
        if allowed.shape != points.shape:
            raise InvalidProblem("shape", ("allowed", allowed.shape))
        if allowed.dtype != bool:
            raise InvalidProblem("type", ("allowed", str(allowed.dtype)))
        whole = _whole_points(points, edge)
        table = np.where(allowed, whole, -1).astype(np.int32)
        return edge.problem(
            capacity,
            wanted,
            pinned,
            table=table[np.ix_(edge.mentee_order, edge.mentor_order)],
            left=np.zeros((points.shape[0], 0), np.float32),
            right=np.zeros((points.shape[1], 0), np.float32),
        )

    @classmethod
    def from_features(
        cls,
        mentee_features,
        mentor_features,
        capacity,
        wanted=None,
        *,
        bonus=None,
        forbidden=None,
        mentee_masks=None,
        mentor_masks=None,
        required=(),
        gates=(),
        pinned=(),
        minimum=0,
        blocks=None,
        mentee_keys=None,
        mentor_keys=None,
        seed=0,
    ):
        """A problem whose points are a product of features, never written out.

        points[i, j] = mentee_features[i] . mentor_features[j] + bonus, integers 0..SCALE.
        bonus:     (rows, cols, points), or {criterion key: that}; entries of one pair add up
        forbidden: (rows, cols)
        masks:     (M,) or (M, G) int64; allowed when every column shares a bit
        required:  (block key, least points) pairs
        gates:     (left (M, G), right (N, G), least, entries or None); allowed when left . right + entries
                   >= least
        minimum:   least points of an allowed pair
        blocks:    {criterion key: slice of columns}, so that `explain` can split the points
        """
        left, right = _features(mentee_features, "mentee"), _features(mentor_features, "mentor")
        if left.shape[1] != right.shape[1]:
            raise InvalidProblem("shape", ("features", left.shape, right.shape))
        edge = _Edge((len(left), len(right)), mentee_keys, mentor_keys, seed)
        if isinstance(bonus, dict):
            bonus = tuple((key, edge.entries(entries)) for key, entries in bonus.items())
        else:
            bonus = () if bonus is None else (("bonus", edge.entries(bonus)),)
        rows, cols = ((), ()) if forbidden is None else forbidden
        left, right = left[edge.mentee_order], right[edge.mentor_order]
        blocks = _partition(blocks, left.shape[1])
        left, right = _checked_range(left, right, bonus, edge)
        masks = edge.masks(mentee_masks, mentor_masks)
        made = [edge.gate(*gate) for gate in gates]
        for key, least in required:
            made.append(_required_gate(key, least, left, right, blocks, bonus))
        if not 0 <= minimum <= SCALE:
            raise InvalidProblem("minimum", (minimum,))
        return edge.problem(
            capacity,
            wanted,
            pinned,
            left=left,
            right=right,
            blocks=blocks,
            bonus=bonus,
            forbidden=edge.entries((rows, cols, np.ones(len(rows), np.int64))),
            mentee_masks=masks[0],
            mentor_masks=masks[1],
            gates=tuple(made),
            minimum=int(minimum),
        )

    def points(self, rows):
        """Points of the canonical `rows` with everybody, allowed or not: (R, N), exact integers in a float array."""
        if self.table is not None:
            return self.table[rows].astype(np.float32)
        block = self.left[rows] @ self.right.T
        for _key, entries in self.bonus:
            entries.add_to(block, rows)
        return block

    def scores(self, rows):
        """Points of the canonical `rows`, -1 where the pair is not allowed."""
        block = self.points(rows)
        if self.minimum > 0:
            block[block < self.minimum] = -1
        for column in range(self.mentee_masks.shape[1]):
            block[(self.mentee_masks[rows, column, None] & self.mentor_masks[None, :, column]) == 0] = -1
        for gate in self.gates:
            passed = gate.left[rows] @ gate.right.T
            gate.entries.add_to(passed, rows)
            block[passed < gate.least] = -1
        local, cols, _ones = self.forbidden.take(rows)
        block[local, cols] = -1
        return block

    def pair_points(self, pairs):
        """Points of canonical (mentee, mentor) pairs, -1 where not allowed: (K,) int64."""
        rows, cols = pairs[:, 0], pairs[:, 1]
        if self.table is not None:
            points = self.table[rows, cols].astype(np.int64)
        else:
            points = dots(self.left, self.right, rows, cols)
            for _key, entries in self.bonus:
                points += entries.at(rows, cols)
        allowed = (points >= self.minimum) & (self.forbidden.at(rows, cols) == 0)
        allowed &= ((self.mentee_masks[rows] & self.mentor_masks[cols]) != 0).all(axis=1)
        for gate in self.gates:
            allowed &= dots(gate.left, gate.right, rows, cols) + gate.entries.at(rows, cols) >= gate.least
        return np.where(allowed, points, -1)

    def canonical(self, pairs):
        """The caller's pairs as canonical ones."""
        pairs = np.asarray(pairs, dtype=np.int64).reshape(-1, 2)
        return np.column_stack(
            (_inverse(self.mentee_order)[pairs[:, 0]], _inverse(self.mentor_order)[pairs[:, 1]])
        )

    def caller(self, pairs):
        """Canonical pairs as the caller's, sorted."""
        out = np.column_stack((self.mentee_order[pairs[:, 0]], self.mentor_order[pairs[:, 1]]))
        return out[np.lexsort((out[:, 1], out[:, 0]))]

    def amended(self, *, without=(), declined=(), pinned=()):
        """The same problem after people left, pairs were declined, or pairs were fixed.

        without: ("mentee" | "mentor", caller's position); declined, pinned: caller's pairs. A pin that was
        there before stays, unless its people left or it was declined.
        """
        gone = {"mentee": [], "mentor": []}
        for side, position in without:
            if side not in gone or not 0 <= position < self.shape[side == "mentor"]:
                raise InvalidProblem("without", ((side, position),))
            gone[side].append(position)
        gone_rows = np.isin(self.mentee_order, gone["mentee"])
        gone_cols = np.isin(self.mentor_order, gone["mentor"])
        declined = self.canonical(_positions(declined, self.shape, "declined"))
        pins = np.concatenate((self.pinned, self.canonical(_positions(pinned, self.shape, "pinned"))))
        pins = np.unique(pins, axis=0)
        lost = gone_rows[pins[:, 0]] | gone_cols[pins[:, 1]]
        lost |= np.isin(self._flat(pins), self._flat(declined))
        changed = replace(
            self,
            wanted=np.where(gone_rows, 0, self.wanted),
            capacity=np.where(gone_cols, 0, self.capacity),
            forbidden=self.forbidden.plus(declined[:, 0], declined[:, 1], np.ones(len(declined), np.int64)),
            pinned=pins[~lost],
        )
        changed._verify_pins()
        return changed

    def barring(self, pairs):
        """The same problem with these canonical pairs forbidden."""
        ones = np.ones(len(pairs), np.int64)
        return replace(self, forbidden=self.forbidden.plus(pairs[:, 0], pairs[:, 1], ones))

    def unpinned(self, pairs):
        """Those of the canonical pairs that are not pinned."""
        return pairs[~np.isin(self._flat(pairs), self._flat(self.pinned))]

    def _flat(self, pairs):
        return pairs[:, 0] * max(1, self.shape[1]) + pairs[:, 1]

    def _verify_pins(self):
        """Raise, naming everybody at once, when the pinned pairs cannot all be kept."""
        keys = [
            (self.mentee_keys[self.mentee_order[i]].item(), self.mentor_keys[self.mentor_order[j]].item())
            for i, j in self.pinned
        ]
        refused = [key for key, points in zip(keys, self.pair_points(self.pinned), strict=True) if points < 0]
        if refused:
            raise Infeasible("pinned_forbidden", refused)
        for word, side, room in (
            ("pinned_over_wanted", 0, self.wanted),
            ("pinned_over_capacity", 1, self.capacity),
        ):
            over = np.bincount(self.pinned[:, side], minlength=len(room)) > room
            if over.any():
                order, names = ((self.mentee_order, self.mentee_keys), (self.mentor_order, self.mentor_keys))[
                    side
                ]
                raise Infeasible(word, sorted(names[order[over]].tolist()))

    def to_bytes(self):
        """The whole problem as a zip of plain arrays; the same problem gives the same bytes."""
        meta = {
            "blocks": self.blocks,
            "minimum": self.minimum,
            "seed": self.seed,
            "bonus": [key for key, _entries in self.bonus],
            "least": [gate.least for gate in self.gates],
        }
        arrays = {name: getattr(self, name) for name in _PLAIN if getattr(self, name) is not None}
        sparse = {"forbidden": self.forbidden}
        sparse.update({f"bonus{k}": entries for k, (_key, entries) in enumerate(self.bonus)})
        for k, gate in enumerate(self.gates):
            arrays[f"gate{k}_left"], arrays[f"gate{k}_right"] = gate.left, gate.right
            sparse[f"gate{k}"] = gate.entries
        for name, entries in sparse.items():
            arrays[f"{name}_rows"], arrays[f"{name}_cols"], arrays[f"{name}_values"] = entries.triple()
        return store.dump("problem", meta, arrays)

    @classmethod
    def from_bytes(cls, data):
        """Read `to_bytes` back; raises InvalidProblem on anything else."""
        meta, arrays = store.load("problem", data)
        try:
            rows = len(arrays["mentee_keys"])

            def sparse(name):
                return Sparse.of(rows, *(arrays[f"{name}_{part}"] for part in ("rows", "cols", "values")))

            plain = {name: arrays.get(name) for name in _PLAIN}
            to_float = _exact_float(arrays["left"], arrays["right"])
            plain["left"], plain["right"] = to_float(arrays["left"]), to_float(arrays["right"])
            if plain["table"] is not None:
                plain["table"] = plain["table"].astype(np.int32)
            gates = tuple(
                Gate(
                    arrays[f"gate{k}_left"].astype(np.float32),
                    arrays[f"gate{k}_right"].astype(np.float32),
                    sparse(f"gate{k}"),
                    least,
                )
                for k, least in enumerate(meta["least"])
            )
            problem = cls(
                **plain,
                gates=gates,
                forbidden=sparse("forbidden"),
                minimum=meta["minimum"],
                seed=meta["seed"],
                blocks=tuple(tuple(block) for block in meta["blocks"]),
                bonus=tuple((key, sparse(f"bonus{k}")) for k, key in enumerate(meta["bonus"])),
            )
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise InvalidProblem("bytes") from error
        problem._verify_pins()
        return problem


def dots(left, right, rows, cols):
    """left[rows] . right[cols], one product for each pair, as whole numbers."""
    step = 100_000  # pairs at a time, for their features are copied
    parts = [
        np.einsum("kd,kd->k", left[rows[k : k + step]], right[cols[k : k + step]])
        for k in range(0, len(rows), step)
    ]
    return np.concatenate([np.zeros(0), *parts]).astype(np.int64)


_PLAIN = (
    "mentee_keys",
    "mentor_keys",
    "mentee_order",
    "mentor_order",
    "capacity",
    "wanted",
    "pinned",
    "table",
    "left",
    "right",
    "mentee_masks",
    "mentor_masks",
)


class _Edge:
    """The caller's side of a problem: keys, canonical order, and the checks every constructor shares."""

    def __init__(self, shape, mentee_keys, mentor_keys, seed):
        self.shape = shape
        self.seed = seed
        self.mentee_keys = _keys(mentee_keys, shape[0], "mentee")
        self.mentor_keys = _keys(mentor_keys, shape[1], "mentor")
        self.mentee_order = _canonical_order(self.mentee_keys, seed)
        self.mentor_order = _canonical_order(self.mentor_keys, seed + 1)

    def named(self, pairs):
        return [(self.mentee_keys[i].item(), self.mentor_keys[j].item()) for i, j in pairs]

    def entries(self, triple):
        """A caller's (rows, cols, values) as a canonical Sparse."""
        rows, cols, values = (np.asarray(part) for part in triple)
        if not (rows.shape == cols.shape == values.shape) or rows.ndim != 1:
            raise InvalidProblem("shape", ("entries", rows.shape, cols.shape, values.shape))
        pairs = _positions(np.column_stack((rows, cols)), self.shape, "entries")
        values = _integers(values, "entries")
        return Sparse.of(
            self.shape[0],
            _inverse(self.mentee_order)[pairs[:, 0]],
            _inverse(self.mentor_order)[pairs[:, 1]],
            values,
        )

    def masks(self, mentee, mentor):
        if (mentee is None) != (mentor is None):
            raise InvalidProblem("shape", ("masks",))
        sides = []
        for masks, order in ((mentee, self.mentee_order), (mentor, self.mentor_order)):
            masks = np.zeros((len(order), 0), np.int64) if masks is None else np.asarray(masks)
            masks = masks[:, None] if masks.ndim == 1 else masks
            if masks.ndim != 2 or len(masks) != len(order) or masks.dtype.kind not in "iu":
                raise InvalidProblem("shape", ("masks", masks.shape))
            sides.append(masks.astype(np.int64)[order])
        if sides[0].shape[1] != sides[1].shape[1]:
            raise InvalidProblem("shape", ("masks",))
        return sides

    def gate(self, left, right, least, entries=None):
        left, right = _features(left, "gate"), _features(right, "gate")
        if (len(left), len(right)) != self.shape or left.shape[1] != right.shape[1]:
            raise InvalidProblem("shape", ("gate", left.shape, right.shape))
        if largest_product(left, right) >= FLOAT32_EXACT:
            raise InvalidProblem("range", ("gate",))
        entries = self.entries(((), (), ()) if entries is None else entries)
        left, right = left.astype(np.float32), right.astype(np.float32)
        return Gate(left[self.mentee_order], right[self.mentor_order], entries, int(least))

    def problem(self, capacity, wanted, pinned, **arrays):
        rows, cols = self.shape
        capacity = _counts(capacity, cols, self.mentor_keys, "capacity")
        wanted = _counts(
            np.ones(rows, np.int64) if wanted is None else wanted, rows, self.mentee_keys, "wanted"
        )
        pinned = _positions(pinned, self.shape, "pinned")
        empty = Sparse.of(rows, *np.zeros((3, 0), np.int64))
        defaults = {
            "table": None,
            "blocks": (("points", 0, 0),),
            "bonus": (),
            "forbidden": empty,
            "gates": (),
            "minimum": 0,
            "mentee_masks": np.zeros((rows, 0), np.int64),
            "mentor_masks": np.zeros((cols, 0), np.int64),
        }
        problem = Problem(
            mentee_keys=self.mentee_keys,
            mentor_keys=self.mentor_keys,
            mentee_order=self.mentee_order,
            mentor_order=self.mentor_order,
            capacity=capacity[self.mentor_order],
            wanted=wanted[self.mentee_order],
            pinned=np.zeros((0, 2), np.int64),
            seed=self.seed,
            **{**defaults, **arrays},
        )
        if len(pinned):
            problem = replace(problem, pinned=np.unique(problem.canonical(pinned), axis=0))
            problem._verify_pins()
        return problem


def _keys(keys, count, side):
    keys = np.arange(count) if keys is None else np.asarray(keys)
    if keys.size == 0:
        keys = keys.astype(np.int64).reshape(-1)
    if keys.shape != (count,) or keys.dtype.kind not in "iuU":
        raise InvalidProblem("keys", (side, keys.shape, str(keys.dtype)))
    keys = keys if keys.dtype.kind == "U" else keys.astype(np.int64)
    distinct, times = np.unique(keys, return_counts=True)
    if len(distinct) < count:
        raise InvalidProblem("duplicate_key", distinct[times > 1].tolist())
    return keys


def _canonical_order(keys, seed):
    """Positions sorted by a hash of (seed, key): nobody gains from being read first."""
    salt = int.from_bytes(hashlib.blake2b(str(int(seed)).encode(), digest_size=8).digest(), "big")
    if keys.dtype.kind == "U":
        digests = (
            hashlib.blake2b(f"{salt}/{key}".encode("utf-8", "surrogatepass"), digest_size=8) for key in keys
        )
        codes = np.array([int.from_bytes(digest.digest(), "big") for digest in digests], np.uint64)
    else:
        codes = keys.astype(np.uint64) ^ np.uint64(salt)
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):  # splitmix64
            codes = (codes ^ (codes >> np.uint64(shift))) * np.uint64(factor)
        codes ^= codes >> np.uint64(31)
    return np.lexsort((keys, codes))


def _inverse(order):
    inverse = np.empty(len(order), np.int64)
    inverse[order] = np.arange(len(order))
    return inverse


def _integers(values, what):
    """An array as int64, refusing what is not a whole finite number."""
    values = np.asarray(values)
    if values.size == 0:
        return values.astype(np.int64)
    if values.dtype.kind == "f" and (not np.isfinite(values).all() or (values != np.rint(values)).any()):
        raise InvalidProblem("not_whole", (what,))
    if values.dtype.kind not in "iufb":
        raise InvalidProblem("type", (what, str(values.dtype)))
    return values.astype(np.int64)


def _counts(values, count, keys, what):
    values = np.asarray(values)
    if values.shape != (count,):
        raise InvalidProblem("shape", (what, values.shape))
    values = _integers(values, what)
    if (values < 0).any():
        raise InvalidProblem(f"negative_{what}", keys[values < 0].tolist())
    return values


def _positions(pairs, shape, what):
    pairs = np.asarray(pairs)
    if pairs.size == 0:
        return np.zeros((0, 2), np.int64)
    if pairs.ndim != 2 or pairs.shape[1] != 2:
        raise InvalidProblem("shape", (what, pairs.shape))
    pairs = _integers(pairs, what)
    wrong = ((pairs < 0) | (pairs >= np.array(shape))).any(axis=1)
    if wrong.any():
        raise InvalidProblem("position", (what, *map(tuple, pairs[wrong].tolist())))
    return pairs


def _whole_points(points, edge):
    """points (M, N) as integers 0..SCALE: floats are fractions, integers are points already."""
    if points.size == 0:
        return points.astype(np.int64)
    if points.dtype.kind == "f":
        wrong = ~((points >= 0) & (points <= 1))  # catches NaN
        scaled = np.rint(np.where(wrong, 0, points) * SCALE)
    elif points.dtype.kind in "iu":
        wrong, scaled = (points < 0) | (points > SCALE), points
    else:
        raise InvalidProblem("type", ("points", str(points.dtype)))
    if wrong.any():
        raise InvalidProblem("points", edge.named(np.argwhere(wrong)[:20]))
    return scaled.astype(np.int64)


def _features(features, side):
    features = np.asarray(features)
    if features.ndim != 2:
        raise InvalidProblem("shape", (side, features.shape))
    return _integers(features, side).reshape(features.shape)


def _partition(blocks, columns):
    """Blocks as sorted (key, start, stop), with whatever columns nobody claims under the word "other"."""
    if blocks is None:
        return (("points", 0, columns),)
    if any(not isinstance(key, (int, str)) for key in blocks):
        raise InvalidProblem("keys", ("blocks",))
    named = sorted(
        ((key, *where.indices(columns)[:2]) for key, where in blocks.items()), key=lambda block: block[1:]
    )
    filled, reached = [], 0
    for key, start, stop in (*named, (None, columns, columns)):
        if start < reached:
            raise InvalidProblem("blocks_overlap", (key,))
        if start > reached:
            filled.append(("other", reached, start))
        reached = max(stop, start)
        if key is not None:
            filled.append((key, start, reached))
    return tuple(filled)


def largest_product(left, right):
    """A bound on |left . right| over all pairs that costs no pair; tight for one-hot and share-coded columns."""
    if 0 in left.shape or 0 in right.shape:
        return 0
    left, right = np.abs(left).astype(np.float64), np.abs(right).astype(np.float64)
    return min((left @ right.max(axis=0)).max(), (right @ left.max(axis=0)).max())


def _exact_float(left, right):
    kind = np.float32 if largest_product(left, right) < FLOAT32_EXACT else np.float64
    return lambda features: features.astype(kind)


def _checked_range(left, right, bonus, edge):
    """Features as floats whose products are exact, once all points are known to lie in 0..SCALE."""
    most = largest_product(left, right)
    if most >= 2**53:
        raise InvalidProblem("range", ("features",))
    extra = sum(int(entries.values.max(initial=0)) for _key, entries in bonus)
    positive = all(
        part.min(initial=0) >= 0 for part in (left, right, *(entries.values for _key, entries in bonus))
    )
    to_float = _exact_float(left, right)
    exact_left, exact_right = to_float(left), to_float(right)
    if not positive or most + extra > SCALE:  # the cheap bound does not settle it: look at every pair
        step = max(1, 4_000_000 // max(1, len(right)))
        for start in range(0, len(left), step):
            rows = np.arange(start, min(start + step, len(left)))
            block = exact_left[rows] @ exact_right.T
            for _key, entries in bonus:
                entries.add_to(block, rows)
            wrong = np.argwhere((block < 0) | (block > SCALE))[:20]
            if len(wrong):
                named = edge.named([(edge.mentee_order[start + i], edge.mentor_order[j]) for i, j in wrong])
                raise InvalidProblem("points", named)
    return exact_left, exact_right


def _required_gate(key, least, left, right, blocks, bonus):
    spans = [(start, stop) for name, start, stop in blocks if name == key]
    extra = [entries for name, entries in bonus if name == key]
    if not spans and not extra:
        raise InvalidProblem("unknown_block", (key,))
    start, stop = spans[0] if spans else (0, 0)
    entries = extra[0] if extra else Sparse.of(len(left), *np.zeros((3, 0), np.int64))
    return Gate(left[:, start:stop], right[:, start:stop], entries, int(least))
