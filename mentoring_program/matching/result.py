"""What a run decided, with everything needed to prove it again."""

from dataclasses import dataclass

import numpy as np

from . import store
from .errors import InvalidProblem
from .problem import Problem


@dataclass(frozen=True, eq=False)
class Result:
    """A matching and its proof.

    pairs:       (K, 2) positions (mentee, mentor) in the caller's order, sorted
    covered:     mentees with at least one mentor
    total:       points of all pairs
    optimal:     nothing better exists, by the certificate
    gap:         the best total is at most so many points higher; 0 when optimal
    certificate: JSON-able: weights, one price for each mentor, and the mentors of the Hall set (caller's
                 positions)
    """

    pairs: np.ndarray
    covered: int
    total: int
    optimal: bool
    gap: int
    certificate: dict

    def answered(self, problem):
        """`problem` as this result answers it: after the changes that it was repaired for."""
        changes = self.certificate.get("changes")
        return problem.amended(**changes) if changes else problem

    def to_bytes(self):
        meta = {
            "covered": self.covered,
            "total": self.total,
            "optimal": self.optimal,
            "gap": self.gap,
            "certificate": self.certificate,
        }
        return store.dump("result", meta, {"pairs": self.pairs})

    @classmethod
    def from_bytes(cls, problem, data):
        """Read `to_bytes` back; raises InvalidProblem when the bytes cannot belong to `problem`."""
        meta, arrays = store.load("result", data)
        try:
            pairs = arrays["pairs"].reshape(-1, 2)
            result = cls(
                pairs=pairs,
                covered=int(meta["covered"]),
                total=int(meta["total"]),
                optimal=bool(meta["optimal"]),
                gap=int(meta["gap"]),
                certificate=dict(meta["certificate"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidProblem("bytes") from error
        if ((pairs < 0) | (pairs >= np.array(problem.shape))).any():
            raise InvalidProblem("other_problem")
        return result


def unpack(data):
    """A problem and a result from what `pack` wrote."""
    files = store.unzipped(data)
    if set(files) != {"problem.bin", "result.bin"}:
        raise InvalidProblem("bytes", sorted(files))
    problem = Problem.from_bytes(files["problem.bin"])
    return problem, Result.from_bytes(problem, files["result.bin"])


def keyed_pairs(data):
    """[(mentee key, mentor key)] of what `pack` wrote, without building the problem."""
    files = store.unzipped(data)
    try:
        _meta, known = store.load("problem", files["problem.bin"], only=("mentee_keys", "mentor_keys"))
        _meta, found = store.load("result", files["result.bin"], only=("pairs",))
        rows, cols = found["pairs"].reshape(-1, 2).T
        return list(
            zip(known["mentee_keys"][rows].tolist(), known["mentor_keys"][cols].tolist(), strict=True)
        )
    except (KeyError, IndexError, ValueError) as error:
        raise InvalidProblem("bytes") from error
