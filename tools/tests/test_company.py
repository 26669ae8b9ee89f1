"""The made-up company: its shape, and that a seed makes it again."""

from collections import Counter

import company
import pytest


def chain(people, person):
    """Managers of a person upwards, up to the first repetition."""
    seen = []
    while person is not None and person not in seen:
        seen.append(person)
        person = people[person]["manager"]
    return seen, person


@pytest.mark.parametrize("size", [10, 30, 100, 1000])
def test_has_the_asked_size_and_leavers_on_top(size):
    people = company.plan(size, 1)["people"]
    assert sum(not person["left"] for person in people) == size
    assert sum(person["left"] for person in people) == max(1, round(size * company.LEAVERS))


def test_same_seed_same_company_another_seed_another():
    assert company.plan(200, 7) == company.plan(200, 7)
    assert company.plan(200, 7) != company.plan(200, 8)
    made = company.plan(200, 7)
    assert company.registration(made, 7) == company.registration(made, 7)


def test_reporting_lines_have_several_levels_and_a_few_cycles():
    people = company.plan(1000, 1)["people"]
    lines = [chain(people, index) for index, person in enumerate(people) if not person["left"]]
    cycles = {frozenset(seen[seen.index(again) :]) for seen, again in lines if again is not None}
    assert 1 <= len(cycles) <= 3
    assert max(len(seen) for seen, again in lines if again is None) == 5


def test_departments_come_after_their_parent():
    departments = company.plan(1000, 1)["departments"]
    for position, department in enumerate(departments):
        assert department["parent"] is None or department["parent"] < position


def test_everybody_registers_once_with_seniors_as_mentors():
    made = company.plan(1000, 1)
    registered = company.registration(made, 1)
    mentors, mentees = registered["mentors"], registered["mentees"]
    assert (len(mentors), len(mentees)) == (400, 600)
    assert not set(mentors) & set(mentees)
    assert set(Counter(mentors.values())) == {1, 2, 3}

    def mean_level(group):
        return sum(made["people"][index]["level"] for index in group) / len(group)

    assert mean_level(mentors) > mean_level(mentees) + 1
