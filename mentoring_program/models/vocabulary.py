"""Words and limits that several files share; no environment, no records (compare ``rating_data`` in Odoo's rating)."""

ROLES = [("mentor", "Mentor"), ("mentee", "Mentee")]

# States in which a participant is placed by a matching, or chosen.
ELIGIBLE = ("registered", "waitlisted")

# States of a program in which its people are placed, or choose.
PLACING = ("registration", "matching", "running")

CADENCES = [("weekly", "Every week"), ("biweekly", "Every two weeks"), ("monthly", "Every month")]
CADENCE_DAYS = {"weekly": 7, "biweekly": 14, "monthly": 30}

DIRECTIONS = [
    ("traditional", "Senior mentors junior"),
    ("reverse", "Junior mentors senior"),
    ("peer", "Among peers"),
]
APPROVAL_POLICIES = [
    ("coordinator", "The coordinator"),
    ("mentee_manager", "The mentee's manager"),
    ("both_managers", "Both managers, the mentee's first"),
]
MATCHING_MODES = [
    ("coordinator", "The program team, by matching"),
    ("shortlist", "Mentees choose from a shortlist"),
    ("mentor_offers", "Mentors offer to mentees who wait"),
]

PAIRING_STATES = [
    ("proposed", "Proposed"),
    ("approved", "Approved"),
    ("active", "Active"),
    ("paused", "Paused"),
    ("completed", "Completed"),
    ("ended", "Ended"),
    ("declined", "Declined"),
]
# States in which a pairing occupies a place of both people, counted in `active_count`.
OPEN_STATES = ("approved", "active", "paused")
# States in which the same two people cannot be paired a second time.
LIVE_STATES = ("proposed", *OPEN_STATES)

PAIRING_TRANSITIONS = {
    "approve": (("proposed",), "approved"),
    "activate": (("approved",), "active"),
    "decline": (("proposed", "approved"), "declined"),
    "pause": (("active",), "paused"),
    "resume": (("paused",), "active"),
    "end": (("active", "paused"), "ended"),
    "complete": (("active", "paused"), "completed"),
}

HEALTH = [("none", "Not followed"), ("on_track", "On track"), ("at_risk", "At risk"), ("stalled", "Stalled")]

# A pair is at risk, then stalled, after this many cadences without a held meeting …
AT_RISK_CADENCES = 1.5
STALLED_CADENCES = 2.5
# … and, before its first meeting, after this many days without one booked or held.
AT_RISK_DAYS_UNBOOKED = 10
STALLED_DAYS_UNMET = 21

SENIORITY_MAX = 100
TENURE_BANDS = (1, 2, 5, 10, 20)  # years; the band is the number of bounds reached, 0 to 5

INLINE_PAIRS = 200_000  # mentees x mentors up to which a run finishes inside the button (design A5)

REASON_CHARS = 2_000
NOTE_CHARS = 20_000

SMALL_GROUP = 5  # figures about fewer people are not shown


def health(today, date_start, last_met, next_booked, cadence, absent_days=0):
    """The word for a running pair, from counts alone.

    today, date_start: dates; last_met, next_booked: date or None; cadence: key of CADENCE_DAYS; absent_days: days
    since they met on which one of the two was away, which do not count.
    A meeting booked within one cadence holds the word at "at_risk".
    """
    days = CADENCE_DAYS[cadence]
    if last_met:
        idle = (today - last_met).days - absent_days
        stalled, at_risk = idle >= STALLED_CADENCES * days, idle >= AT_RISK_CADENCES * days
    else:
        idle = (today - date_start).days - absent_days
        stalled = idle >= STALLED_DAYS_UNMET
        at_risk = stalled or (idle >= AT_RISK_DAYS_UNBOOKED and not next_booked)
    if stalled and next_booked and (next_booked - today).days <= days:
        return "at_risk"
    if stalled:
        return "stalled"
    return "at_risk" if at_risk else "on_track"


def tenure_band(years):
    """Coarse band 0..5 for a number of years with the company (kept instead of the date: privacy)."""
    return sum(years >= bound for bound in TENURE_BANDS)
