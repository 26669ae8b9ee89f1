import datetime

import pytest
from dateutil.rrule import rrulestr

from mentoring_program.meeting.rhythm import days, rule

FAR = datetime.date(2028, 12, 31)


@pytest.mark.parametrize("cadence", ("weekly", "biweekly", "monthly"))
@pytest.mark.parametrize("offset", range(0, 62, 3))
def test_the_rule_gives_the_same_days(cadence, offset):
    first = datetime.date(2026, 1, 1) + datetime.timedelta(days=offset)

    found = days(first, cadence, FAR, most=20)

    start = datetime.datetime.combine(first, datetime.time(9))
    assert [moment.date() for moment in rrulestr(rule(first, cadence, 20), dtstart=start)] == found


def test_a_fifth_tuesday_is_the_last_one_of_each_month():
    found = days(datetime.date(2026, 3, 31), "monthly", FAR, most=4)

    assert [day.isoformat() for day in found] == ["2026-03-31", "2026-04-28", "2026-05-26", "2026-06-30"]


def test_nothing_lies_behind_the_end_and_never_more_than_asked():
    first = datetime.date(2026, 1, 6)

    assert days(first, "weekly", datetime.date(2026, 1, 20), most=60)[-1] == datetime.date(2026, 1, 20)
    assert len(days(first, "weekly", FAR, most=3)) == 3
    assert days(first, "once", first, most=60) == [first]
    assert days(first, "weekly", datetime.date(2026, 1, 5), most=60) == []
