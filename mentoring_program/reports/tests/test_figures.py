import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .conftest import load

FLOOR = 5


def people(*sizes):
    """Groups of different people: {0: {1, 2}, 1: {3}, …}."""
    numbers = iter(range(1_000))
    return {index: {next(numbers) for _ in range(size)} for index, size in enumerate(sizes)}


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ((), set()),
        ((0, 0), set()),
        ((5, 6), set()),
        ((4,), {0}),
        ((4, 9, 7), {0, 2}),  # the 4 could be worked out, so the next smallest goes too
        ((4, 1, 9), {0, 1}),  # together they are 5
        ((2, 2, 9, 8), {0, 1, 3}),
        ((1, 5), {0, 1}),
        ((3, 0, 6, 6), {0, 2}),
    ],
)
def test_small_groups_and_what_gives_them_away_are_hidden(figures, sizes, expected):
    assert figures.hidden(people(*sizes), FLOOR) == expected


def test_the_same_two_people_in_every_month_stay_hidden(figures):
    assert figures.hidden({"May": {1, 2}, "June": {1, 2}}, FLOOR) == {"May", "June"}


@given(st.dictionaries(st.integers(0, 8), st.frozensets(st.integers(0, 15), max_size=10)))
def test_nothing_about_fewer_people_can_be_worked_out(groups):
    hidden = load("figures").hidden(groups, FLOOR)

    shown = [groups[key] for key in groups if key not in hidden and groups[key]]
    rest = frozenset().union(*(groups[key] for key in hidden))
    assert all(len(group) >= FLOOR for group in shown)
    assert len(rest) == 0 or len(rest) >= FLOOR or not shown


def test_histogram_counts_both_ends(figures):
    steps = figures.histogram([0, 9.99, 10, 99, 100])

    assert len(steps) == 10
    assert [count for _low, _high, count in steps] == [2, 1, 0, 0, 0, 0, 0, 0, 0, 2]


def test_months_have_no_gap(figures):
    days = [datetime.date(2026, 11, 30), datetime.datetime(2027, 2, 1, 12)]

    assert figures.months(days) == [
        datetime.date(2026, 11, 1),
        datetime.date(2026, 12, 1),
        datetime.date(2027, 1, 1),
        datetime.date(2027, 2, 1),
    ]
    assert figures.months(days, limit=2) == [datetime.date(2027, 1, 1), datetime.date(2027, 2, 1)]
    assert figures.months([]) == []


def test_what_does_not_fit_the_picture_is_summed_up(figures):
    rows = [("Sales", 5, 1), ("Legal", 2, 2), ("Stock", 1, 3)]

    assert figures.largest(rows, 3, "Other") == rows
    assert figures.largest(rows, 1, "Other") == [("Sales", 5, 1), ("Other", 3, 5)]


def test_mean_of_nothing_is_nothing(figures):
    assert figures.mean([]) is None
    assert figures.mean([1, 2, 2]) == 1.7
