"""What a calendar shows after reading an .ics text, as RFC 5545 says and by nothing but the text."""

import datetime

import vobject
from dateutil.rrule import rrulestr


def read(text):
    """{naive UTC start: minutes} that a calendar shows after reading this text, by its own zone and rule."""
    calendar = vobject.readOne(text)  # says so if the text is no calendar
    lines = text.replace("\r\n ", "").split("\r\n")
    zone = Zone(lines)
    shown = {}
    for event in calendar.vevent_list:
        moments = {name: zone.moment(event.contents[name][0]) for name in ("dtstart", "dtend")}
        minutes = (moments["dtend"][1] - moments["dtstart"][1]).total_seconds() / 60
        if "recurrence-id" in event.contents:
            wall, _moment = zone.moment(event.contents["recurrence-id"][0])
            assert wall in shown, "an exception of a meeting that is not there"
            shown[wall] = (moments["dtstart"][1], minutes)
            continue
        walls = [moments["dtstart"][0]]
        if "rrule" in event.contents:
            walls = rrulestr(event.rrule.value, dtstart=walls[0])
        skipped = {zone.moment(line)[0] for line in event.contents.get("exdate", ())}
        shown.update({wall: (zone.at(wall), minutes) for wall in walls if wall not in skipped})
    return dict(shown.values())


class Zone:
    """The VTIMEZONE of a text, read as RFC 5545 says, without looking into any database of zones."""

    def __init__(self, lines):
        self.rows, row = [], {}
        for line in lines:
            name, _colon, value = line.partition(":")
            if line in ("END:STANDARD", "END:DAYLIGHT"):
                onset = datetime.datetime.strptime(row["DTSTART"], "%Y%m%dT%H%M%S") - offset(row["TZOFFSETFROM"])
                self.rows.append((onset, offset(row["TZOFFSETTO"])))
                row = {}
            row[name] = value
        self.rows.sort()

    def at(self, wall):
        ends = [onset for onset, _offset in self.rows[1:]] + [datetime.datetime.max]
        moments = [
            wall - shift
            for (onset, shift), end in zip(self.rows, ends, strict=True)
            if onset <= wall - shift < end
        ]
        return moments[0] if len(moments) == 1 else None  # else an exception must say

    def moment(self, line):
        """(wall clock, naive UTC) of a line with a date."""
        value = line.value[0] if isinstance(line.value, list) else line.value
        wall = value.replace(tzinfo=None)
        return wall, wall if "X-VOBJ-ORIGINAL-TZID" not in line.params else self.at(wall)


def offset(text):
    minutes = int(text[1:3]) * 60 + int(text[3:5])
    return datetime.timedelta(minutes=-minutes if text[0] == "-" else minutes)
