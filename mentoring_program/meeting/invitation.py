"""The text of an .ics file (RFC 5545, RFC 5546) that holds a whole series of meetings.

What Outlook and Google need to follow along: one UID for ever, a SEQUENCE that rises with every change, the same
organizer each time, wall clock times with their zone so that the hour stays when clocks change, single exceptions
under the day that the rule gives them, and CANCEL when nothing is left.
"""

import datetime
from dataclasses import dataclass

from .rhythm import days, rule
from .wall import changes, local, offset, shown_once

LINE_BYTES = 75
YEAR = datetime.timedelta(days=366)


@dataclass(frozen=True)
class Person:
    name: str
    email: str


@dataclass(frozen=True)
class Meeting:
    """One meeting of the series; day: the one the rule gives it, start: naive UTC."""

    day: datetime.date
    start: datetime.datetime
    minutes: int


@dataclass(frozen=True)
class Series:
    """cadence as in `rhythm.days`; first: a day of the rule; time: wall clock in tz; meetings: those that stand."""

    uid: str
    sequence: int
    cadence: str
    first: datetime.date
    time: datetime.time
    tz: str
    minutes: int
    meetings: tuple
    title: str
    text: str = ""
    place: str = ""
    url: str = ""


def invitation(series, organizer, attendee, accepted, now):
    """The .ics text for one attendee, and its method: REQUEST, or CANCEL when no meeting stands.

    accepted: whether the attendee agreed already, as whoever booked did. now: naive UTC, for the stamp.
    Only this attendee is named: the address of the other may be a private one.
    """
    meetings = sorted(series.meetings, key=lambda meeting: meeting.day)
    method = "REQUEST" if meetings else "CANCEL"
    lines = [
        "BEGIN:VCALENDAR",
        "PRODID:-//Mentoring//Meetings//EN",
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        f"METHOD:{method}",
        *_zone(series, meetings),
    ]
    for event in _events(series, meetings):
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_text(series.uid)}",
            f"SEQUENCE:{series.sequence}",
            f"DTSTAMP:{_stamp(now)}Z",
            *event,
            f"SUMMARY:{_text(series.title)}",
            *([f"DESCRIPTION:{_text(series.text)}"] if series.text else ()),
            *([f"LOCATION:{_text(series.place)}"] if series.place else ()),
            *([f"URL:{_plain(series.url)}"] if series.url else ()),
            f"STATUS:{'CONFIRMED' if meetings else 'CANCELLED'}",
            "CLASS:PRIVATE",
            "TRANSP:OPAQUE",
            f"ORGANIZER;CN={_quoted(organizer.name)}:mailto:{_plain(organizer.email)}",
            f"ATTENDEE;CN={_quoted(attendee.name)};ROLE=REQ-PARTICIPANT;"
            f"PARTSTAT={'ACCEPTED' if accepted else 'NEEDS-ACTION'};RSVP=FALSE:mailto:{_plain(attendee.email)}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines), method


def _events(series, meetings):
    """The time lines of the series' own event, then of each meeting that differs from its rule."""
    if not meetings:
        yield list(_times(series.first, series))
        return
    first, last = meetings[0].day, meetings[-1].day
    if series.cadence == "once":
        yield _span(meetings[0], series.tz)
        return
    # counted from the first day of all: a last Tuesday may look like a fourth one
    all_days = days(series.first, series.cadence, last, most=(last - series.first).days + 1)
    rule_days = [day for day in all_days if day >= first]
    kept = {meeting.day: meeting for meeting in meetings}
    if not kept.keys() <= set(rule_days):
        raise ValueError("a meeting on a day that the rule does not give")
    yield [
        *_times(first, series),
        f"RRULE:{rule(series.first, series.cadence, len(rule_days))}",
        *(_wall("EXDATE", day, series) for day in rule_days if day not in kept),
    ]
    for day in rule_days:
        meeting = kept.get(day)
        regular = (shown_once(day, series.time, series.tz), series.minutes)
        if meeting and (meeting.start, meeting.minutes) != regular:
            yield [_wall("RECURRENCE-ID", day, series), *_span(meeting, series.tz)]


def _times(day, series):
    start = datetime.datetime.combine(day, series.time)
    stop = start + datetime.timedelta(minutes=series.minutes)
    return _wall("DTSTART", start, series), _wall("DTEND", stop, series)


def _span(meeting, tz):
    stop = meeting.start + datetime.timedelta(minutes=meeting.minutes)
    return [_moment("DTSTART", meeting.start, tz), _moment("DTEND", stop, tz)]


def _wall(name, day, series):
    """A wall clock time; of a plain day, the one at which the series meets."""
    wall = day if isinstance(day, datetime.datetime) else datetime.datetime.combine(day, series.time)
    return f"{name}:{_stamp(wall)}Z" if series.tz == "UTC" else f"{name};TZID={series.tz}:{_stamp(wall)}"


def _moment(name, moment, tz):
    """A UTC moment on the wall clock; as UTC where calendars would read that clock differently."""
    wall = local(moment, tz).replace(tzinfo=None)
    if tz == "UTC" or shown_once(wall.date(), wall.time(), tz) != moment:
        return f"{name}:{_stamp(moment)}Z"
    return f"{name};TZID={tz}:{_stamp(wall)}"


def _zone(series, meetings):
    """The clock changes of the zone around the series, one by one: rules of the kind "last Sunday" do not exist
    for every zone."""
    if series.tz == "UTC":
        return []
    known = [meeting.start for meeting in meetings] or [datetime.datetime.combine(series.first, series.time)]
    start, stop = min(known) - YEAR, max(known) + YEAR
    first = offset(start, series.tz)
    rows = [(start, first, first), *changes(start, stop, series.tz)]
    lines = ["BEGIN:VTIMEZONE", f"TZID:{series.tz}"]
    for moment, before, after in rows:
        now = local(moment + datetime.timedelta(days=1), series.tz)  # when no hour is shown twice
        kind = "DAYLIGHT" if now.dst() else "STANDARD"
        lines += [
            f"BEGIN:{kind}",
            f"DTSTART:{_stamp(moment + before)}",
            f"RDATE:{_stamp(moment + before)}",
            f"TZOFFSETFROM:{_offset(before)}",
            f"TZOFFSETTO:{_offset(after)}",
            f"TZNAME:{_text(now.tzname() or series.tz)}",
            f"END:{kind}",
        ]
    return [*lines, "END:VTIMEZONE"]


def _offset(delta):
    minutes = round(delta.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"


def _stamp(moment):
    return moment.strftime("%Y%m%dT%H%M%S")


def _plain(text):
    """Without control characters, which would start a line of their own."""
    return "".join(character for character in str(text) if character >= " " and character != "\x7f")


def _quoted(text):
    return '"{}"'.format(_plain(text).replace('"', "'"))


def _text(text):
    escaped = str(text).replace("\r\n", "\n").replace("\r", "\n")
    for character in ("\\", ";", ","):
        escaped = escaped.replace(character, f"\\{character}")
    return "\\n".join(_plain(line) for line in escaped.split("\n"))


def _folded(line):
    """Lines of at most 75 bytes, never cut within a character."""
    parts, part, size = [], "", 0
    for character in line:
        width = len(character.encode())
        if size + width > LINE_BYTES:
            parts.append(part)
            part, size = " ", 1
        part, size = part + character, size + width
    return "\r\n".join([*parts, part])
