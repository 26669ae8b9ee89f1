"""What is left to decide once pinned pairs are fixed, and what a unit of it is worth."""

from dataclasses import dataclass, replace

import numpy as np

from .problem import FLOAT32_EXACT, SCALE, Problem, largest_product
from .sparse import Sparse, ranges

MANY = 128  # features, from which on it is worth while to look for rare ones
RARE = (
    200  # a column of features that fewer than one in so many pairs share is quicker listed than multiplied
)


@dataclass(frozen=True, eq=False)
class Rest:
    """The free part of a problem, in canonical order; pinned pairs are forbidden in `problem`, their places taken."""

    problem: Problem
    pinned: np.ndarray  # (P, 2)
    capacity: np.ndarray  # (N,) places still free
    wanted: np.ndarray  # (M,) mentors still wanted
    fresh: np.ndarray  # (M,) bool: no pinned mentor yet
    load: np.ndarray  # (N,) pinned mentees

    @classmethod
    def of(cls, problem):
        pins = problem.pinned
        load = np.bincount(pins[:, 1], minlength=problem.shape[1])
        held = np.bincount(pins[:, 0], minlength=problem.shape[0])
        return cls(
            problem=thin(problem).barring(pins),
            pinned=pins,
            capacity=problem.capacity - load,
            wanted=problem.wanted - held,
            fresh=held == 0,
            load=load,
        )

    def cut(self, rows, cols):
        """Counts of some mentees and mentors only."""
        return replace(
            self,
            capacity=self.capacity[cols],
            wanted=self.wanted[rows],
            fresh=self.fresh[rows],
            load=self.load[cols],
        )

    def with_floor(self, floor):
        """Only pairs of at least `floor` points."""
        return replace(self, problem=replace(self.problem, minimum=max(floor, self.problem.minimum)))

    @property
    def is_simple(self):
        """Everybody wants at most one more mentor: an assignment problem proper."""
        return bool((self.wanted <= 1).all())


def thin(problem):
    """The same points, but what hardly any pair shares, such as a job somebody aims at, as single entries.

    A feature most mentors have alike ("another department") is a constant and a few exceptions. Blocks lose their
    meaning: for solving only, not for explaining.
    """
    rows, cols = problem.shape
    if problem.left.shape[1] < MANY or not rows or not cols:
        return problem
    usual = np.sort(problem.right[:: max(1, cols // 64)], axis=0)[min(cols, 64) // 2 - 1]  # any guess will do
    asked, unusual = problem.left != 0, problem.right != usual
    pairs = np.count_nonzero(asked, axis=0) * np.count_nonzero(unusual, axis=0)
    order = np.argsort(pairs, kind="stable")
    order = order[: np.searchsorted(np.cumsum(pairs[order]), 32 * (rows + cols), side="right")]
    rare = np.sort(order[pairs[order] * RARE < rows * cols])
    kept = np.setdiff1d(np.arange(len(pairs)), rare)
    column, mentee = np.nonzero(asked[:, rare].T)
    other, mentor = np.nonzero(unusual[:, rare].T)
    first = np.searchsorted(other, np.arange(len(rare) + 1))
    count = np.diff(first)[column]
    mentor = mentor[ranges(first[column], first[column + 1])]
    column, mentee = np.repeat(rare[column], count), np.repeat(mentee, count)
    more = problem.right[mentor, column] - usual[column]
    entries = Sparse.of(rows, mentee, mentor, np.rint(problem.left[mentee, column] * more).astype(np.int64))
    constant = problem.left[:, rare].astype(np.float64) @ usual[rare]
    kind = problem.left.dtype
    left = np.column_stack((problem.left[:, kept], constant)).astype(kind)
    right = np.column_stack((problem.right[:, kept], np.ones(cols))).astype(kind)
    largest = largest_product(left, right) + np.abs(entries.values).max(initial=0)
    if kind == np.float32 and largest >= FLOAT32_EXACT:
        return problem
    return replace(
        problem,
        left=left,
        right=right,
        blocks=(("points", 0, left.shape[1]),),
        bonus=(*problem.bonus, ("rare", entries)),
    )


@dataclass(frozen=True)
class Weights:
    """Value of a matching: a a point, b a mentee covered, less a * balance * q for a mentor's q-th mentee (from 0)."""

    a: int
    b: int
    balance: int = 0

    @classmethod
    def of(cls, rest, objective, balance):
        """One number in place of two: no sum of points outweighs the first of the two objectives."""
        most_pairs = int(min(rest.wanted.sum(), np.minimum(rest.capacity, len(rest.wanted)).sum()))
        if objective == "score_first":
            return cls(a=len(rest.wanted) + 1, b=1, balance=balance)
        swing = SCALE + balance * (int(rest.load.max(initial=0)) + len(rest.wanted))
        return cls(a=1, b=2 * swing * (most_pairs + 1) + 1, balance=balance)

    def of_gain(self, value):
        """Split a value into (mentees covered, points); exact for the weights of `of`."""
        if self.b > self.a:
            covered = (2 * value + self.b) // (2 * self.b)
            return int(covered), int((value - covered * self.b) // self.a)
        points = (value + self.a // 2) // self.a
        return int(value - points * self.a), int(points)
