"""Counting for reports. Pure: standard library only; everything comes in as plain values.

The one rule that matters here is `hidden`: which groups are too small to be shown.
"""

import datetime


def hidden(people, floor):
    """Keys of the groups whose figures must not be shown.

    people: {group: ids of the people behind its figures}; the groups split one whole whose total is shown.
    floor: fewest people that a shown group has.

    A group below the floor is hidden. Somebody who knows the total could subtract the visible groups from it,
    so the next smallest groups are hidden too until the hidden ones together reach the floor. Groups without
    people have nothing to hide.
    """
    filled = {key: frozenset(ids) for key, ids in people.items() if ids}
    kept_back = [key for key, ids in filled.items() if len(ids) < floor]
    visible = sorted((key for key in filled if key not in kept_back), key=lambda key: len(filled[key]))
    while kept_back and visible and len(frozenset().union(*(filled[key] for key in kept_back))) < floor:
        kept_back.append(visible.pop(0))
    return frozenset(kept_back)


def histogram(values, width=10, top=100):
    """[(from, to, count)] over 0 … top in steps of `width`; the last step includes `top`."""
    counts = [0] * (top // width)
    for value in values:
        counts[min(max(int(value // width), 0), len(counts) - 1)] += 1
    return [(index * width, (index + 1) * width, count) for index, count in enumerate(counts)]


def month_of(day):
    """First day of the month of a date or datetime."""
    return datetime.date(day.year, day.month, 1)


def months(days, limit=60):
    """Every month from the first to the last of these days, without a gap; the newest `limit` of them."""
    found = {month_of(day) for day in days}
    if not found:
        return []
    month, last, row = min(found), max(found), []
    while month <= last:
        row.append(month)
        month = (month + datetime.timedelta(days=31)).replace(day=1)
    return row[-limit:]


def largest(rows, limit, other):
    """The first `limit` rows of (label, *numbers), and the sum of the rest as one more row named `other`."""
    if len(rows) <= limit:
        return list(rows)
    rest = rows[limit:]
    return [*rows[:limit], (other, *(sum(column) for column in list(zip(*rest, strict=True))[1:]))]


def mean(values, digits=1):
    """Rounded average; None of nothing."""
    return round(sum(values) / len(values), digits) if values else None
