"""A few entries of a large matrix, kept by row."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Sparse:
    """Entries sorted by row, one for each (row, column): row r holds cols[ptr[r]:ptr[r + 1]]."""

    ptr: np.ndarray
    cols: np.ndarray
    values: np.ndarray

    @classmethod
    def of(cls, row_count, rows, cols, values):
        """From coordinates in any order; values of one cell add up."""
        rows, cols, values = (np.asarray(part, np.int64) for part in (rows, cols, values))
        width = int(cols.max(initial=0)) + 1
        cells, where = np.unique(rows * width + cols, return_inverse=True)
        added = np.zeros(len(cells), np.int64)
        np.add.at(added, where, values)
        ptr = np.zeros(row_count + 1, np.int64)
        np.cumsum(np.bincount(cells // width, minlength=row_count), out=ptr[1:])
        return cls(ptr, cells % width, added)

    def triple(self):
        return np.repeat(np.arange(len(self.ptr) - 1), np.diff(self.ptr)), self.cols, self.values

    def plus(self, rows, cols, values):
        mine = self.triple()
        return Sparse.of(
            len(self.ptr) - 1,
            *(np.concatenate(both) for both in zip(mine, (rows, cols, values), strict=True)),
        )

    def take(self, rows):
        """Entries of the chosen rows, as (index into `rows`, column, value)."""
        first, counts = self.ptr[rows], self.ptr[rows + 1] - self.ptr[rows]
        local = np.repeat(np.arange(len(rows)), counts)
        where = np.arange(len(local)) + np.repeat(first - (np.cumsum(counts) - counts), counts)
        return local, self.cols[where], self.values[where]

    def at(self, rows, cols):
        """The value of each cell, 0 where there is no entry."""
        width = int(max(self.cols.max(initial=0), cols.max(initial=0))) + 1
        mine, _cols, values = self.triple()
        cells, asked = mine * width + self.cols, rows * width + cols
        where = np.minimum(np.searchsorted(cells, asked), max(0, len(cells) - 1))
        return (
            np.where(cells[where] == asked, values[where], 0)
            if len(cells)
            else np.zeros(len(asked), np.int64)
        )

    def add_to(self, block, rows):
        """Add the entries of `rows` to a dense block of them."""
        local, cols, values = self.take(rows)
        block[local, cols] += values


def spans(ptr, which):
    """Every position in the spans ptr[k]:ptr[k + 1] of the chosen k."""
    return ranges(ptr[which], ptr[which + 1])


def ranges(first, last):
    """Every position in first[k]:last[k], for each k in turn."""
    span = last - first
    return np.repeat(first - (np.cumsum(span) - span), span) + np.arange(span.sum())


def distinct(values):
    """The distinct numbers, sorted; np.unique hashes, which is slow on numbers that are nearly in order."""
    values = np.sort(values)
    return values[np.flatnonzero(np.diff(values, prepend=values[:1] - 1))]
