"""Shortlists: full where they can be, nobody on everybody's, the dear ones further down."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentoring_program.matching import Cohort, Criterion, Person
from mentoring_program.matching.shortlist import LEAST, SIZE, following, places, shares, shortlists


def cohort(wanted, offered, free, forbidden=()):
    """Mentees 1… want these skills, mentors 101… offer those and have so many free places."""
    return Cohort(
        mentees=[
            Person(key=i, employee=i, places=1, skills=dict.fromkeys(skills, 2))
            for i, skills in enumerate(wanted, start=1)
        ],
        mentors=[
            Person(key=100 + j, employee=100 + j, places=count, skills=dict.fromkeys(skills, 3))
            for j, (skills, count) in enumerate(zip(offered, free, strict=True), start=1)
        ],
        criteria=[Criterion(key=1, kind="skills", weight=10)],
        forbidden={"declined": list(forbidden)},
        seed=7,
    )


def listed(lists):
    return Counter(mentor for mentors in lists.values() for mentor in mentors)


def made(people):
    most = shares({mentor.key: mentor.places for mentor in people.mentors}, len(people.mentees))
    return *shortlists(people, most), most


def test_the_mentor_whom_everybody_would_like_is_not_shown_to_everybody():
    people = cohort([{1, 2}] * 20, [{1, 2}] + [{2}] * 9, [1] * 10)
    lists, _prices, most = made(people)
    shown = listed(lists)
    assert all(len(mentors) == SIZE for mentors in lists.values())
    assert shown[101] == most[101] == 10, "half of the mentees, as ten mentors share twenty lists of five"
    assert set(shown.values()) == {10}


def test_who_has_twice_the_places_is_shown_twice_as_often():
    people = cohort([{1}] * 12, [{1}] * 10, [2] * 2 + [1] * 8)
    lists, _prices, most = made(people)
    shown = listed(lists)
    assert (most[101], most[103]) == (12, 6) or most[101] == 2 * most[103]
    assert shown[101] <= most[101]
    assert shown[103] <= most[103]


def test_who_suits_more_people_than_they_have_places_costs_more_and_stands_further_down():
    people = cohort([{1, 2}] * 12, [{1, 2}] + [{1}] * 5 + [set()] * 6, [1] * 12)
    lists, prices, _most = made(people)
    assert prices[101] > prices[112], "everybody would like the first, nobody the last"
    assert prices[101] <= 100
    for mentors in lists.values():
        assert len(mentors) == len(set(mentors))


def test_one_mentor_for_all_is_shown_to_all_and_none_to_none():
    lists, _prices, most = made(cohort([{1}] * 3, [{1}], [1]))
    assert lists == {1: (101,), 2: (101,), 3: (101,)}
    assert most == {101: 3}
    assert shares({}, 3) == {}
    assert made(cohort([{1}], [{1}], [0]))[0] == {1: ()}
    assert made(cohort([], [{1}], [1]))[0] == {}


def test_forbidden_pairs_are_on_no_list():
    lists, _prices, _most = made(cohort([{1}] * 2, [{1}] * 3, [1] * 3, forbidden=[(1, 101)]))
    assert 101 not in lists[1]
    assert set(lists[1]) == {102, 103}


@settings(max_examples=60, deadline=None)
@given(
    wanted=st.lists(st.sets(st.integers(1, 4), max_size=3), min_size=1, max_size=12),
    offered=st.lists(
        st.tuples(st.sets(st.integers(1, 4), max_size=3), st.integers(0, 3)), min_size=1, max_size=9
    ),
)
def test_nobody_is_shown_beyond_their_share_whoever_takes_part(wanted, offered):
    people = cohort(wanted, [skills for skills, _free in offered], [free for _skills, free in offered])
    lists, prices, most = made(people)
    shown = listed(lists)
    assert all(shown[key] <= most[key] for key in most)
    assert all(0 <= price <= 100 for price in prices.values())
    assert all(len(mentors) <= SIZE for mentors in lists.values())
    free = {key for key in most if most[key]}
    assert all(set(mentors) <= free for mentors in lists.values())
    if len(free) > SIZE and len({most[key] for key in free}) == 1 and len(wanted) > SIZE:
        assert max(shown.values()) < len(wanted), "no mentor on everybody's list"


def test_the_next_ones_are_the_best_by_points_minus_price_within_their_shares():
    fits = {101: 90, 102: 80, 103: 70, 104: 60}
    shown, most = {101: 4, 102: 1}, dict.fromkeys(fits, 4)
    assert following(fits, {}, shown, most, have=2) == (102, 103, 104), "the first one's share is used"
    assert following(fits, {102: 50}, shown, most, have=2) == (103, 104, 102)
    assert following(fits, {}, shown, most, have=SIZE) == ()


def test_beyond_the_shares_only_to_reach_the_least():
    fits = {101: 90, 102: 80, 103: 70}
    shown, most = {101: 6, 102: 5, 103: 4}, dict.fromkeys(fits, 4)
    assert following(fits, {}, shown, most, have=1) == (103, 102)
    assert following(fits, {}, shown, most, have=LEAST) == ()
    assert following({101: 50}, {}, {}, {}, have=0) == (), "without a place nobody is shown"


def test_a_place_goes_to_whom_it_fits_best_then_to_the_longest_wait():
    line = {1: (False, "2026-01-03"), 2: (False, "2026-01-02"), 3: (False, "2026-01-01")}
    fits = {(1, 101): 60, (2, 101): 80, (3, 101): 80}
    assert places(fits, {101: 1}, line) == [(101, 3)]
    assert places(fits, {101: 2}, line) == [(101, 3), (101, 2)]
    line[1] = (True, "2026-01-03")
    assert places(fits, {101: 1}, line) == [(101, 1)], "who lost a mentor goes first"


def test_nobody_is_offered_two_places():
    line = {1: (False, "a"), 2: (False, "b")}
    fits = {(1, 101): 90, (1, 102): 95, (2, 101): 10}
    assert places(fits, {101: 1, 102: 1}, line) == [(102, 1), (101, 2)]
    assert places({}, {101: 1}, line) == []


@pytest.mark.parametrize("mentees", [1, 7, 50])
def test_shares_leave_room_for_full_lists(mentees):
    free = {101: 1, 102: 3, 103: 2, 104: 0, 105: 1, 106: 1, 107: 5}
    most = shares(free, mentees)
    assert most[104] == 0
    assert all(most[key] <= mentees for key in most)
    assert most[107] >= most[102] >= most[103] >= most[101]
