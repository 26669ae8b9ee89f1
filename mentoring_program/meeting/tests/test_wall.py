import datetime

import pytest

from mentoring_program.meeting.wall import changes, local, shown_once, to_utc

from .zones import ZONES, change_days, moments_showing, true_moment

HOURS = [datetime.time(hour, minute) for hour in (0, 1, 2, 3, 9, 14, 23) for minute in (0, 15, 30)]


@pytest.mark.parametrize("tz", ZONES)
def test_every_hour_around_both_changes_is_the_true_one(tz):
    days = change_days(tz, 2026) or [datetime.date(2026, 3, 29)]

    week = datetime.timedelta(days=7)
    for day in [*days, *(day + week for day in days)]:
        for time in HOURS:
            wall = datetime.datetime.combine(day, time)

            assert to_utc(day, time, tz) == true_moment(wall, tz), (tz, wall)
            once = moments_showing(wall, tz)
            assert shown_once(day, time, tz) == (once[0] if len(once) == 1 else None)


def test_a_day_that_never_was_is_the_one_after():
    moment = to_utc(datetime.date(2011, 12, 30), datetime.time(10), "Pacific/Apia")

    assert local(moment, "Pacific/Apia").replace(tzinfo=None) == datetime.datetime(2011, 12, 31, 10)


def test_an_hour_shown_twice_counts_in_standard_time():
    day, time = datetime.date(2026, 10, 25), datetime.time(2, 30)

    assert to_utc(day, time, "Europe/Brussels") == datetime.datetime(2026, 10, 25, 1, 30)
    assert shown_once(day, time, "Europe/Brussels") is None


def test_a_skipped_hour_is_the_one_after_it():
    day, time = datetime.date(2026, 3, 29), datetime.time(2, 30)
    moment = to_utc(day, time, "Europe/Brussels")

    assert shown_once(day, time, "Europe/Brussels") is None
    assert not moments_showing(datetime.datetime(2026, 3, 29, 2, 30), "Europe/Brussels")
    assert local(moment, "Europe/Brussels").replace(tzinfo=None) == datetime.datetime(2026, 3, 29, 3, 30)


def test_changes_are_found_to_the_second():
    found = changes(datetime.datetime(2026, 1, 1), datetime.datetime(2027, 1, 1), "Australia/Lord_Howe")

    half, eleven = datetime.timedelta(hours=10, minutes=30), datetime.timedelta(hours=11)
    assert found == [
        (datetime.datetime(2026, 4, 4, 15, 0), eleven, half),
        (datetime.datetime(2026, 10, 3, 15, 30), half, eleven),
    ]
