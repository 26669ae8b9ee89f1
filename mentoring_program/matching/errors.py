"""What the core refuses, as typed exceptions that carry a machine word and the keys it is about."""


class InvalidProblem(ValueError):
    """The input contradicts itself or the format; `reason` is a word, `keys` says who it is about."""

    def __init__(self, reason, keys=()):
        self.reason = reason
        self.keys = tuple(keys)
        super().__init__(f"{reason}: {self.keys!r}" if self.keys else reason)


class Infeasible(InvalidProblem):
    """Nothing is wrong with the data, but no matching satisfies what was fixed by hand."""
