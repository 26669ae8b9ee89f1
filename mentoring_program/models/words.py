"""Days and hours as people say them, in their language and zone."""

from odoo import fields
from odoo.tools import format_date, format_datetime, format_time


def zone_of(env, *others):
    """Name of the user's time zone, else the first known of `others`, else UTC."""
    return next((name for name in (env.user.tz, *others) if name), "UTC")


def today_in(env, tz):
    return fields.Date.context_today(env.user.with_context(tz=tz))


def day_in_words(env, day):
    """ "Tue 14 Oct" for a date."""
    return format_date(env, day, date_format="EEE d MMM") if day else ""


def date_in_words(env, day):
    """ "14 October 2026" for a date."""
    return format_date(env, day, date_format="d MMMM y") if day else ""


def moment_in_words(env, moment, tz):
    """ "Tue 14 Oct, 14:00" for a UTC datetime, in the zone."""
    if not moment:
        return ""
    return f"{format_datetime(env, moment, tz=tz, dt_format='EEE d MMM')}, {hour_in_words(env, moment, tz)}"


def hour_in_words(env, moment, tz):
    return format_time(env, moment, tz=tz, time_format="short")
