import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from mentoring_program.meeting.slots import STEP_MINUTES, common, merged, office_hours, suggest, without
from mentoring_program.meeting.wall import local

MONDAY = datetime.datetime(2026, 11, 30)
GRAIN = datetime.timedelta(minutes=5)
GRAINS = st.integers(0, 12 * 24 * 2)  # two days
INTERVALS = st.lists(st.tuples(GRAINS, GRAINS), max_size=6).map(
    lambda pairs: [tuple(MONDAY + number * GRAIN for number in pair) for pair in pairs]
)
QUICK = settings(max_examples=80, deadline=None)  # the machine may be busy


def inside(moment, intervals):
    return any(start <= moment < stop for start, stop in intervals)


@QUICK
@given(INTERVALS, INTERVALS, INTERVALS, st.integers(3, 48))
def test_an_offer_lies_in_both_peoples_hours_and_clashes_with_nothing(one, other, busy, grains):
    offers = suggest(without(common(one, other), busy), 5 * grains, "Europe/Brussels")

    assert len(offers) <= 3
    assert offers == sorted(set(offers))
    for start in offers:
        for moment in (start + number * GRAIN for number in range(grains)):
            assert inside(moment, one)
            assert inside(moment, other)
            assert not inside(moment, busy)


@QUICK
@given(INTERVALS, INTERVALS)
def test_counting_grains_gives_the_same_intervals(one, other):
    def grains(intervals):
        return {start + number * GRAIN for start, stop in intervals for number in range((stop - start) // GRAIN)}

    assert grains(merged(one)) == grains(one)
    assert grains(common(one, other)) == grains(one) & grains(other)
    assert grains(without(one, other)) == grains(one) - grains(other)


@QUICK
@given(INTERVALS, st.integers(15, 120), st.sampled_from(("Europe/Brussels", "Asia/Kathmandu", "America/St_Johns")))
def test_where_there_is_room_there_is_an_offer_at_a_round_time(free, minutes, tz):
    offers = suggest(free, minutes, tz)

    room = datetime.timedelta(minutes=minutes + STEP_MINUTES)
    if any(stop - start >= room for start, stop in merged(free)):
        assert offers
    assert all(local(start, tz).minute in (0, 30) for start in offers)


def test_three_days_before_three_times_of_one_day_and_a_choice_of_hours():
    hours = office_hours(MONDAY.date(), 14, "Europe/Brussels")

    offers = [local(start, "Europe/Brussels").strftime("%a %H:%M") for start in suggest(hours, 60, "Europe/Brussels")]

    assert offers == ["Mon 10:00", "Tue 14:00", "Wed 11:00"]
    one_day = suggest(hours[:1], 60, "Europe/Brussels")
    assert len(one_day) == 3
    gaps = [later - earlier for earlier, later in zip(one_day, one_day[1:], strict=False)]
    assert min(gaps) >= datetime.timedelta(hours=2)


def test_people_far_apart_meet_where_their_days_touch():
    brussels = office_hours(MONDAY.date(), 5, "Europe/Brussels")
    new_york = office_hours(MONDAY.date(), 5, "America/New_York")
    auckland = office_hours(MONDAY.date(), 5, "Pacific/Auckland")

    offers = suggest(common(brussels, new_york), 60, "Europe/Brussels")

    assert {local(start, "Europe/Brussels").hour for start in offers} == {15}
    assert suggest(common(brussels, auckland), 60, "Europe/Brussels") == []


def test_office_hours_leave_weekends_out_and_follow_the_clock():
    hours = office_hours(datetime.date(2026, 3, 27), 4, "Europe/Brussels")

    assert hours == [
        (datetime.datetime(2026, 3, 27, 8), datetime.datetime(2026, 3, 27, 16)),
        (datetime.datetime(2026, 3, 30, 7), datetime.datetime(2026, 3, 30, 15)),
    ]
