"""What is left to decide once pinned pairs are fixed, and what a unit of it is worth."""

from dataclasses import dataclass, replace

import numpy as np

from .problem import SCALE, Problem


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
        ones = np.ones(len(pins), np.int64)
        return cls(
            problem=replace(problem, forbidden=problem.forbidden.plus(pins[:, 0], pins[:, 1], ones)),
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
