"""Twelve zones in which clocks do what they like, and what is true there by another way of counting."""

import datetime
import zoneinfo

ZONES = (
    "Europe/Brussels",
    "Europe/London",
    "America/New_York",
    "America/St_Johns",
    "America/Santiago",
    "America/Sao_Paulo",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Chatham",
)
MINUTE = datetime.timedelta(minutes=1)
UTC = datetime.timezone.utc


def moments_showing(wall, tz):
    """Every naive UTC moment at which the clocks of the zone show `wall`, by looking at each candidate."""
    zone = zoneinfo.ZoneInfo(tz)
    found = []
    for quarter in range(-15 * 4, 15 * 4 + 1):
        moment = wall + datetime.timedelta(minutes=15 * quarter)
        if moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None) == wall:
            found.append(moment)
    return found


def true_moment(wall, tz):
    """The moment that people mean: in standard time if there are two, as much later as was skipped if there is none."""
    zone = zoneinfo.ZoneInfo(tz)
    found = moments_showing(wall, tz)
    if not found:
        before = wall
        while not moments_showing(before, tz):
            before -= MINUTE
        return moments_showing(before, tz)[0] + (wall - before)
    standard = [moment for moment in found if not moment.replace(tzinfo=UTC).astimezone(zone).dst()]
    return (standard or found)[-1]


def change_days(tz, year):
    """Local days of the year on which the offset changes."""
    zone = zoneinfo.ZoneInfo(tz)
    day, found = datetime.datetime(year, 1, 1), []
    while day.year == year:
        after = day + datetime.timedelta(days=1)
        if day.replace(tzinfo=zone).utcoffset() != after.replace(tzinfo=zone).utcoffset():
            found.append(day.date())
        day = after
    return found
