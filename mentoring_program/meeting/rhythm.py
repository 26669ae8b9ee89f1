"""Days on which a pair meets, and the same as a rule that calendars follow."""

import datetime

WEEKS = {"weekly": 1, "biweekly": 2}
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LAST = 5  # a fifth Tuesday is the last one: not every month has five


def days(first, cadence, last, most):
    """The days from `first` to `last`, at most `most` of them.

    cadence: "once", "weekly", "biweekly" (every second week) or "monthly" (the same weekday of the same week of
    the month, because a date would fall on weekends).
    """
    if cadence == "once":
        return [first]
    found, number = [], 0
    while len(found) < most:
        day = _nth(first, cadence, number)
        if day > last:
            break
        found.append(day)
        number += 1
    return found


def rule(first, cadence, count):
    """The recurrence rule (RFC 5545) of `count` days from `first` on."""
    weekday = WEEKDAYS[first.weekday()]
    if cadence == "monthly":
        week = _week(first)
        return f"FREQ=MONTHLY;BYDAY={-1 if week == LAST else week}{weekday};COUNT={count}"
    return f"FREQ=WEEKLY;INTERVAL={WEEKS[cadence]};BYDAY={weekday};COUNT={count}"


def _nth(first, cadence, number):
    if cadence in WEEKS:
        return first + datetime.timedelta(weeks=WEEKS[cadence] * number)
    months = first.year * 12 + first.month - 1 + number
    start = datetime.date(months // 12, months % 12 + 1, 1)
    ahead = (first.weekday() - start.weekday()) % 7
    day = start + datetime.timedelta(days=ahead, weeks=_week(first) - 1)
    return day if day.month == start.month else day - datetime.timedelta(weeks=1)


def _week(day):
    """1 to 5: how many of this weekday the month has had, this one included."""
    return (day.day - 1) // 7 + 1
