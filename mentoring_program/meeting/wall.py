"""Between the clock on somebody's wall and UTC, where clocks change."""

import datetime
import zoneinfo

STEP = datetime.timedelta(days=1)
SECOND = datetime.timedelta(seconds=1)
UTC = datetime.timezone.utc


def local(moment, tz):
    """The wall clock of the zone at a naive UTC moment, as an aware datetime."""
    return moment.replace(tzinfo=UTC).astimezone(zoneinfo.ZoneInfo(tz))


def to_utc(day, time, tz):
    """The naive UTC moment of a wall clock time.

    An hour that the clocks skip is read as the one after it; of an hour that they show twice the one in standard
    time counts.
    """
    wall = datetime.datetime.combine(day, time, tzinfo=zoneinfo.ZoneInfo(tz))
    first, second = wall.replace(fold=0), wall.replace(fold=1)
    shown_twice = first.utcoffset() > second.utcoffset()
    return _naive(second if shown_twice and (first.dst() or not second.dst()) else first)


def shown_once(day, time, tz):
    """The naive UTC moment of a wall clock time; None for an hour that is skipped or shown twice, which calendar
    programs read as they like."""
    wall = datetime.datetime.combine(day, time, tzinfo=zoneinfo.ZoneInfo(tz))
    return _naive(wall) if wall.replace(fold=0).utcoffset() == wall.replace(fold=1).utcoffset() else None


def changes(start, stop, tz):
    """[(naive UTC moment, offset before, offset after)] of the zone's clock changes from `start` to `stop`."""
    found, before = [], start
    while before < stop:
        after = min(before + STEP, stop)
        if offset(before, tz) != offset(after, tz):
            found.append((_change(before, after, tz), offset(before, tz), offset(after, tz)))
        before = after
    return found


def _change(before, after, tz):
    """The first second with the new offset."""
    old = offset(before, tz)
    while after - before > SECOND:
        middle = before + (after - before) // 2 // SECOND * SECOND
        if offset(middle, tz) == old:
            before = middle
        else:
            after = middle
    return after


def offset(moment, tz):
    """How far the zone's clocks are ahead of UTC at a naive UTC moment."""
    return local(moment, tz).replace(tzinfo=None) - moment


def _naive(aware):
    return aware.astimezone(UTC).replace(tzinfo=None)
