"""Days and hours as people say them, in their language and zone."""

import re

from odoo import fields
from odoo.tools import babel_locale_parse, format_date, format_datetime, format_time, get_lang

WEEKDAY = re.compile(r"[Ec]+")


def zone_of(env, *others):
    """Name of the user's time zone, else the first known of `others`, else UTC."""
    return next((name for name in (env.user.tz, *others) if name), "UTC")


def today_in(env, tz):
    return fields.Date.context_today(env.user.with_context(tz=tz))


def day_in_words(env, day):
    """ "Tue 14 Oct" for a date; elsewhere the month in full, whose short form would end in a point."""
    return format_date(env, day, date_format=_day_format(env)) if day else ""


def long_day_in_words(env, day):
    """ "Tuesday, 14 October" for a date."""
    english = "EEEE, d MMMM"
    local = WEEKDAY.sub("EEEE", _day_format(env))
    return format_date(env, day, date_format=english if _is_english(env) else local) if day else ""


def date_in_words(env, day):
    """ "14 October 2026" for a date."""
    return format_date(env, day, date_format="d MMMM y" if _is_english(env) else "long") if day else ""


def month_in_words(env, day):
    """ "October 2026" for a date."""
    return format_date(env, day, date_format=_pattern(env, "yMMMM", "MMMM y")) if day else ""


def short_month_in_words(env, day):
    """ "Oct 2026" for a date."""
    return format_date(env, day, date_format=_pattern(env, "yMMM", "MMM y")) if day else ""


def moment_in_words(env, moment, tz):
    """ "Tue 14 Oct, 14:00" for a UTC datetime, in the zone."""
    if not moment:
        return ""
    day = format_datetime(env, moment, tz=tz, dt_format=_day_format(env))
    return str(_locale(env).datetime_formats["medium"]).format(hour_in_words(env, moment, tz), day)


def hour_in_words(env, moment, tz):
    return format_time(env, moment, tz=tz, time_format="short")


def _locale(env):
    return babel_locale_parse(get_lang(env).code)


def _is_english(env):
    """English has the same order of day and month everywhere here, whatever the country."""
    return _locale(env).language == "en"


def _pattern(env, skeleton, otherwise):
    """How the reader's language writes these parts of a date."""
    pattern = _locale(env).datetime_skeletons.get(skeleton)
    return pattern.pattern if pattern else otherwise


def _day_format(env):
    if _is_english(env):
        return "EEE d MMM"
    day, full = _pattern(env, "MMMd", "d MMM"), _pattern(env, "MMMMd", "d MMMM")
    return _pattern(env, "MMMEd", "E d MMM").replace(day, full)
