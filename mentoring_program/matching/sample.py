"""First prices of a market, from a small part of it that is solved exactly."""

from dataclasses import replace

import numpy as np

from . import dense
from .rest import Rest

PEOPLE = 400  # of the sample, at most
PART = 4  # one mentee in so many


def first_prices(rest, weights, rows, cols):
    """(price of each of `cols`, how far scores spread around their mean).

    Some mentees and as large a part of the places are drawn and solved as written out; what everybody in the sample
    gains then says what each mentor, drawn or not, could ask.
    """
    dice = np.random.default_rng(0)  # fixed: the outcome may not depend on anything but the problem
    wanted, capacity = rest.wanted[rows], np.minimum(rest.capacity[cols], len(rows))
    few = np.sort(dice.permutation(len(rows))[: min(PEOPLE, 100 + len(rows) // PART)])
    places = np.repeat(np.arange(len(cols)), capacity)
    part = max(1, round(len(places) * len(few) / len(rows)))
    mentor, count = np.unique(dice.permutation(places)[:part], return_counts=True)
    values = dense.value_matrix(rest, weights, rows[few])[:, cols]
    known = values[:64][np.isfinite(values[:64])]
    ones = np.ones(len(few), np.int64)
    small = Rest(None, None, capacity=count, wanted=ones, fresh=ones > 0, load=np.zeros_like(count))
    used, price = dense.assigned(values[:, mentor], small, replace(weights, balance=0))
    gain = (values[:, mentor] - price).max(axis=1)
    is_short = len(places) < wanted.sum()
    gain[~used.any(axis=1)] = (
        -weights.b if is_short else np.inf
    )  # where places are plenty it is the draw's fault
    price = (values - gain[:, None]).max(axis=0)
    spread = float(np.std(known)) if len(known) else 0.0
    return np.rint(np.where(np.isfinite(price), np.maximum(price, 0), 0)), spread
