import datetime

from odoo import fields, models

from ..meeting.slots import common, office_hours, suggest, without
from ..meeting.wall import UTC, local, to_utc
from .mentoring_series import OPEN_ENDED_DAYS
from .reading import read_lines
from .words import moment_in_words

DAYS_AHEAD = 14
DAYS_BEFORE = 4  # how much earlier than planned a meeting is offered when it is moved
MIDNIGHT = datetime.time()


class MentoringPairingOffers(models.Model):
    """Times that suit both: within the working hours of each, free of what Odoo knows. For superuser code.

    Only whether somebody is free is looked at; what they do instead is never read and never shown.
    """

    _inherit = "mentoring.pairing"

    def _pair_zone(self):
        """The zone on whose clocks the pair's hour stays: the mentee's, else the mentor's."""
        self.ensure_one()
        return self.mentee_id.tz or self.mentor_id.tz or "UTC"

    def _last_day(self):
        """The last day of their time together; some months from now where none is set."""
        self.ensure_one()
        last = self.date_end or self.program_id.date_end
        return last or fields.Date.add(fields.Date.today(), days=OPEN_ENDED_DAYS)

    def _taken_times(self, but=None):
        """[(start, stop)] of the pair's planned meetings, in UTC."""
        planned = self._planned() - (but or self.env["mentoring.session"])
        return [
            (one.date, one.date + datetime.timedelta(minutes=one.duration_minutes)) for one in planned
        ]

    def _offers(self, minutes, tz, but=None):
        """[{"value", "when"}] for up to three times, in order and in words of the zone. but: a meeting to be moved."""
        self.ensure_one()
        free = self._free_times(but)
        return [
            {"value": start.isoformat(), "when": moment_in_words(self.env, start, tz)}
            for start in suggest(free, minutes, tz)
        ]

    def _free_times(self, but=None):
        """UTC intervals of two weeks, from tomorrow on, in which both work and neither is busy.

        A meeting to be moved stays near its day. Days on which the two meet already are left out.
        """
        tz = self._pair_zone()
        tomorrow = fields.Date.add(local(fields.Datetime.now(), tz).date(), days=1)
        near = fields.Date.subtract(but.day, days=DAYS_BEFORE) if but else tomorrow
        first = max(tomorrow, near, self.date_start or tomorrow)
        last = min(fields.Date.add(first, days=DAYS_AHEAD), fields.Date.add(self._last_day(), days=1))
        if first >= last:
            return []
        start, stop = to_utc(first, MIDNIGHT, tz), to_utc(last, MIDNIGHT, tz)
        hours = (self.mentor_id | self.mentee_id)._working_hours(start, stop)
        partners = (self.mentor_id.user_id | self.mentee_id.user_id).partner_id
        busy = partners._busy_times(start, stop, tz, but.calendar_event_id if but else None)
        # the hour it has now is no news
        now = [(but.date, fields.Datetime.add(but.date, minutes=but.duration_minutes))] if but else []
        both = common(hours[self.mentor_id], hours[self.mentee_id])
        return without(both, [*busy, *now, *self._taken_days(tz, but)])

    def _taken_days(self, tz, but=None):
        """[(start, stop)] of whole days on which the two meet, in UTC."""
        days = {local(start, tz).date() for start, _stop in self._taken_times(but)}
        return [(to_utc(day, MIDNIGHT, tz), to_utc(fields.Date.add(day, days=1), MIDNIGHT, tz)) for day in days]


class MentoringParticipantHours(models.Model):
    _inherit = "mentoring.participant"

    def _working_hours(self, start, stop):
        """{person: UTC intervals in which they work, time off left out; office hours where nobody entered any}."""
        hours = {}
        for calendar, people in self.grouped(lambda one: one.employee_id.resource_calendar_id).items():
            if not calendar or calendar.flexible_hours:
                hours.update((person, person._office_hours(start, stop)) for person in people)
                continue
            work = calendar._work_intervals_batch(
                start.replace(tzinfo=UTC),
                stop.replace(tzinfo=UTC),
                resources=people.employee_id.resource_id,
            )
            for person in people:
                hours[person] = [
                    tuple(at.astimezone(UTC).replace(tzinfo=None) for at in part[:2])
                    for part in work[person.employee_id.resource_id.id]
                ]
        return hours

    def _office_hours(self, start, stop):
        tz = self.tz or "UTC"
        return office_hours(local(start, tz).date(), (stop - start).days + 1, tz)


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _busy_times(self, start, stop, tz, but=None):
        """UTC intervals in which any of these people is busy in their Odoo calendar. For superuser code."""
        events = (
            self.env["calendar.event"]
            .with_context(active_test=False)
            .search_fetch(
                [
                    ("active", "=", True),
                    ("partner_ids", "in", self.ids),
                    ("show_as", "=", "busy"),
                    ("start", "<", fields.Datetime.add(stop, days=1)),
                    ("stop", ">", fields.Datetime.subtract(start, days=1)),
                    ("id", "not in", but.ids if but else []),
                ]
            )
        )
        read_lines(events, "attendee_ids")
        busy = []
        for event in events:
            declined = event.attendee_ids.filtered(lambda one: one.state == "declined").partner_id
            if not (event.partner_ids & self) - declined:
                continue
            if event.allday:
                after = fields.Date.add(event.stop_date, days=1)
                busy.append((to_utc(event.start_date, MIDNIGHT, tz), to_utc(after, MIDNIGHT, tz)))
            else:
                busy.append((event.start, event.stop))
        return busy
