"""Times that suit two people. Intervals are (start, stop) in naive UTC; nothing is known about what fills them."""

import datetime

from .wall import local, to_utc

STEP_MINUTES = 30
PREFERRED_HOURS = (10, 14, 11)  # one offer each: a morning, an afternoon, another morning
APART = datetime.timedelta(hours=2)
OFFICE = (datetime.time(9), datetime.time(17))
WORKDAYS = range(5)


def office_hours(first, count, tz):
    """Nine to five, Monday to Friday, for `count` days from `first`: for people whose hours nobody entered."""
    found = []
    for number in range(count):
        day = first + datetime.timedelta(days=number)
        if day.weekday() in WORKDAYS:
            found.append(tuple(to_utc(day, time, tz) for time in OFFICE))
    return found


def merged(intervals):
    """The same times as sorted intervals that do not touch."""
    found = []
    for start, stop in sorted(intervals):
        if start >= stop:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], stop))
        else:
            found.append((start, stop))
    return found


def common(one, other):
    """What both contain."""
    return merged(
        (max(start, begin), min(stop, end)) for start, stop in merged(one) for begin, end in merged(other)
    )


def without(intervals, busy):
    """The intervals less what is busy."""
    free = merged(intervals)
    for begin, end in merged(busy):
        free = [
            part
            for start, stop in free
            for part in ((start, min(stop, begin)), (max(start, end), stop))
            if part[0] < part[1]
        ]
    return free


def suggest(free, minutes, tz, count=3):
    """Up to `count` starts within `free`, long enough for a meeting, in order.

    tz: whose wall clock shows round times. Different days come first, the earliest of them, each near another
    hour, so that the offers are a real choice; only then a second time on the same day.
    """
    by_day = {}
    for moment in _starts(merged(free), datetime.timedelta(minutes=minutes), tz):
        by_day.setdefault(local(moment, tz).date(), []).append(moment)
    chosen = []
    for number, day in enumerate(sorted(by_day)[:count]):
        chosen.append(_nearest(by_day[day], PREFERRED_HOURS[number % len(PREFERRED_HOURS)], tz))
    for moments in by_day.values():
        for moment in moments:
            if len(chosen) < count and all(abs(moment - other) >= APART for other in chosen):
                chosen.append(moment)
    return sorted(chosen)


def _starts(free, length, tz):
    step = datetime.timedelta(minutes=STEP_MINUTES)
    for start, stop in free:
        wall = local(start, tz)
        behind = datetime.timedelta(
            minutes=wall.minute % STEP_MINUTES, seconds=wall.second, microseconds=wall.microsecond
        )
        moment = start + (step - behind if behind else behind)
        while moment + length <= stop:
            yield moment
            moment += step


def _nearest(moments, hour, tz):
    def distance(moment):
        wall = local(moment, tz)
        return (abs(wall.hour * 60 + wall.minute - hour * 60), moment)

    return min(moments, key=distance)
