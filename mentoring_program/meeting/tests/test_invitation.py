import dataclasses
import datetime

import pytest
import vobject

from mentoring_program.meeting.invitation import Meeting, Person, Series, invitation
from mentoring_program.meeting.rhythm import days
from mentoring_program.meeting.wall import to_utc

from .reading import read
from .zones import ZONES, change_days, true_moment

NOW = datetime.datetime(2026, 11, 25, 10)
COMPANY, ANA = Person("The company", "office@example.com"), Person("Ana Diaz", "ana@example.com")


def make(tz="Europe/Brussels", cadence="weekly", first=datetime.date(2026, 3, 3), hour=9, count=8, **changes):
    time = datetime.time(hour, 30)
    meetings = tuple(
        Meeting(day, to_utc(day, time, tz), 60)
        for day in days(first, cadence, datetime.date(2030, 1, 1), most=count)
    )
    series = Series(
        uid="u@mentoring",
        sequence=0,
        cadence=cadence,
        first=first,
        time=time,
        tz=tz,
        minutes=60,
        meetings=meetings,
        title="Ana Diaz and Ben Okafor",
    )
    return dataclasses.replace(series, **changes)


def write(series, accepted=True):
    return invitation(series, COMPANY, ANA, accepted, NOW)


def truth(series):
    return {meeting.start: meeting.minutes for meeting in series.meetings}


@pytest.mark.parametrize("tz", ZONES)
@pytest.mark.parametrize("cadence", ("once", "weekly", "biweekly", "monthly"))
@pytest.mark.parametrize("hour", (2, 9))
def test_calendars_show_the_true_times_over_both_changes(tz, cadence, hour):
    changed = change_days(tz, 2026) or [datetime.date(2026, 3, 29)]
    for day in changed:
        first = day - datetime.timedelta(days=14)
        series = make(tz, cadence, first, hour, count=5)

        text, method = write(series)

        assert method == "REQUEST"
        assert read(text) == truth(series)
        walls = [datetime.datetime.combine(meeting.day, series.time) for meeting in series.meetings]
        assert [meeting.start for meeting in series.meetings] == [true_moment(wall, tz) for wall in walls]


def test_a_moved_and_a_missing_meeting_leave_the_rest_alone():
    series = make()
    meetings = list(series.meetings)
    meetings[2] = dataclasses.replace(meetings[2], start=meetings[2].start + datetime.timedelta(hours=26))
    meetings[5] = dataclasses.replace(meetings[5], minutes=30)
    changed = dataclasses.replace(series, meetings=(*meetings[1:4], *meetings[5:7]), sequence=3)

    text, _method = write(changed)

    assert read(text) == truth(changed)
    assert len(truth(changed)) == 5
    assert {event.uid.value for event in vobject.readOne(text).vevent_list} == {"u@mentoring"}
    assert {event.sequence.value for event in vobject.readOne(text).vevent_list} == {"3"}


def test_a_last_weekday_keeps_its_rule_when_the_first_meetings_are_gone():
    series = make(cadence="monthly", first=datetime.date(2026, 3, 31), count=5)
    rest = dataclasses.replace(series, meetings=series.meetings[1:])

    assert read(write(rest)[0]) == truth(rest)


def test_without_a_meeting_left_it_cancels():
    text, method = write(make(meetings=(), sequence=4))

    event = vobject.readOne(text).vevent
    assert (method, event.status.value, event.sequence.value) == ("CANCEL", "CANCELLED", "4")
    assert "METHOD:CANCEL" in text


def test_one_person_is_named_the_other_one_is_not():
    text, _method = write(make(), accepted=False)

    event = vobject.readOne(text).vevent
    assert [line.value for line in event.attendee_list] == ["mailto:ana@example.com"]
    assert event.attendee.params["PARTSTAT"] == ["NEEDS-ACTION"]
    assert event.organizer.value == "mailto:office@example.com"
    assert event.contents["class"][0].value == "PRIVATE"


@pytest.mark.parametrize("name", ('Ana "A" Diaz', "Ana;Diaz,Jr", "Ana\r\nATTENDEE:mailto:x@y", "Ünïcödé 🎉 עברית" * 9))
def test_names_are_text_whatever_they_hold(name):
    series = make(title=f"{name} and Ben", text="One\nTwo; three, four\\")

    text, _method = invitation(series, COMPANY, Person(name, "ana@example.com"), True, NOW)

    event = vobject.readOne(text).vevent
    assert len(event.attendee_list) == 1
    assert event.summary.value.replace("\n", "") == series.title.replace("\r\n", "")
    assert event.description.value == series.text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_a_meeting_that_the_rule_does_not_know_is_refused():
    series = make()
    stray = dataclasses.replace(series.meetings[0], day=datetime.date(2026, 3, 4))

    with pytest.raises(ValueError, match="rule does not give"):
        write(dataclasses.replace(series, meetings=(stray, *series.meetings[1:])))
