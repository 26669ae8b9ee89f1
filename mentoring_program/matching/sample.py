"""First prices of a market, from a small part of it that is solved exactly."""

from dataclasses import replace

import numpy as np
from scipy import optimize

from . import prices
from .rest import Rest

PEOPLE = 400  # of the sample


def first_prices(rest, weights, rows, cols):
    """(price of each of `cols`, how far scores spread around their mean).

    So many mentees and as large a part of the places are drawn and solved as written out; what everybody in the sample
    gains then says what each mentor, drawn or not, could ask.
    """
    dice = np.random.default_rng(0)  # fixed: the outcome may not depend on anything but the problem
    wanted, capacity = rest.wanted[rows], np.minimum(rest.capacity[cols], len(rows))
    few = np.sort(dice.permutation(len(rows))[:PEOPLE])
    places = np.repeat(np.arange(len(cols)), capacity)
    part = max(1, round(len(places) * len(few) / len(rows)))
    mentor, count = np.unique(dice.permutation(places)[:part], return_counts=True)
    scores = rest.problem.scores(rows[few])[:, cols].astype(np.float64)
    spread = weights.a * float(np.std(scores[scores >= 0])) if (scores >= 0).any() else 0.0
    values = np.where(scores < 0, -np.inf, weights.a * scores)
    place = np.repeat(np.arange(len(mentor)), count)
    worth = np.maximum(values[:, mentor[place]] + weights.b, 0)
    row, taken = optimize.linear_sum_assignment(worth, maximize=True)
    good = worth[row, taken] > 0
    used = np.zeros((len(few), len(mentor)), bool)
    used[row[good], place[taken[good]]] = True
    ones = np.ones(len(few), np.int64)
    small = Rest(None, None, capacity=count, wanted=ones, fresh=ones > 0, load=np.zeros_like(count))
    price = prices.lowest(values[:, mentor], used, small, replace(weights, balance=0))
    gain = (values[:, mentor] - price).max(axis=1)
    is_short = len(places) < wanted.sum()
    gain[~used.any(axis=1)] = (
        -weights.b if is_short else np.inf
    )  # where places are plenty it is the draw's fault
    price = (values - gain[:, None]).max(axis=0)
    return np.rint(np.where(np.isfinite(price), np.maximum(price, 0), 0)), spread
