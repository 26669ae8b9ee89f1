import datetime
import uuid

from odoo import api, fields, models

from ..meeting.rhythm import days
from ..meeting.wall import local, to_utc
from .vocabulary import CADENCES

MOST = 60  # meetings of one series: a year of weeks, and some
OPEN_ENDED_DAYS = 183  # how far ahead a pair without a last day books
PLACE_CHARS = 200
URL_CHARS = 500


class MentoringSeries(models.Model):
    """What a pair booked in one go: one meeting or a rhythm, and what their calendars know it by.

    The meetings are calendar events of their own, not a recurrence of core. Core makes the events of a recurrence
    anew when it changes, so that the log would lose them; it moves with the organizer's zone instead of the pair's;
    and a single meeting that the two moved would leave its series. For Outlook and Google the series is one event
    with a rule all the same: see `mentoring_series_mail.py`.
    """

    _name = "mentoring.series"
    _inherit = ["mentoring.guard.mixin", "mentoring.submission.mixin"]
    _description = "Series of mentoring meetings"
    _order = "id desc"

    _server_fields = frozenset({"company_id", "submission_key", "uid", "sequence"})
    _text_limits = {"place": PLACE_CHARS, "join_url": URL_CHARS}

    pairing_id = fields.Many2one("mentoring.pairing", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="pairing_id.company_id", store=True, index=True)
    cadence = fields.Selection([("once", "Once"), *CADENCES], required=True, default="once")
    day_first = fields.Date("First day", required=True)
    minute_of_day = fields.Integer(required=True, help="Wall clock of the first minute, in the time zone.")
    tz = fields.Char("Time zone", required=True, help="The hour on its clocks stays when they change.")
    duration_minutes = fields.Integer("Minutes", required=True)
    place = fields.Char(help="Empty for a video call.")
    join_url = fields.Char("Video link")
    uid = fields.Char(
        required=True,
        copy=False,
        default=lambda self: f"{uuid.uuid4().hex}@mentoring",
        groups=fields.NO_ACCESS,
        help="Name of the series in calendars outside; never changes.",
    )
    sequence = fields.Integer(
        copy=False, groups=fields.NO_ACCESS, help="Number of the last change that calendars were told."
    )
    # stored: calendars refuse a change that comes from another organizer
    organizer_name = fields.Char(groups=fields.NO_ACCESS)
    organizer_email = fields.Char(groups=fields.NO_ACCESS)
    session_ids = fields.One2many(
        "mentoring.session", "series_id", string="Meetings", groups=fields.NO_ACCESS
    )

    _minute_range = models.Constraint(
        "CHECK (minute_of_day BETWEEN 0 AND 1439)", "A day has 1440 minutes."
    )
    _duration_range = models.Constraint(
        "CHECK (duration_minutes BETWEEN 1 AND 480)", "A meeting takes between 1 and 480 minutes."
    )
    _sequence_range = models.Constraint(
        "CHECK (sequence BETWEEN 0 AND 1000000)", "The number of changes is out of range."
    )
    _uid_once = models.Constraint("UNIQUE (uid)", "Calendars know another series by this name.")
    _submitted_once = models.UniqueIndex(
        "(create_uid, submission_key) WHERE submission_key IS NOT NULL", "This form was sent already."
    )

    def _compute_display_name(self):
        for series in self:
            series.display_name = self.env._("Series #%s", series.id or self.env._("new"))

    # ------------------------------------------------------------
    # The pattern; for superuser code, as everything below
    # ------------------------------------------------------------

    @api.model
    def _pattern(self, moment, minutes, tz):
        """Values of a series that starts at this UTC moment, on the wall clock of the zone."""
        wall = local(moment, tz)
        return {
            "day_first": wall.date(),
            "minute_of_day": wall.hour * 60 + wall.minute,
            "duration_minutes": minutes,
        }

    def _time(self):
        return datetime.time(*divmod(self.minute_of_day, 60))

    def _moment(self, day):
        """UTC moment of the meeting that the rule gives this day."""
        return to_utc(day, self._time(), self.tz)

    def _days(self, first=None, most=MOST):
        """The days of the rule, counted from its first, until the pair's time together ends."""
        self.ensure_one()
        found = days(self.day_first, self.cadence, self.pairing_id._last_day(), MOST)
        return [day for day in found if not first or day >= first][:most]

    # ------------------------------------------------------------
    # Booking
    # ------------------------------------------------------------

    @api.model
    def _book(self, pairing, plan, submission_key):
        """(series, True) booked as planned, or (the series that this form made before, False).

        plan: {"moment" (UTC), "minutes", "cadence", "place"}. Days on which the two meet already are left out.
        """
        tz = pairing._pair_zone()
        series, is_new = self._submit(
            submission_key,
            {
                "pairing_id": pairing.id,
                "cadence": plan["cadence"],
                "tz": tz,
                "place": plan["place"],
                **self._pattern(plan["moment"], plan["minutes"], tz),
                **self._organizer(pairing.program_id),
            },
        )
        if is_new:
            taken = pairing._taken_times()
            length = datetime.timedelta(minutes=plan["minutes"])
            starts = {day: series._moment(day) for day in series._days() or [series.day_first]}
            self.env["mentoring.session"].create(
                [
                    {
                        "pairing_id": pairing.id,
                        "series_id": series.id,
                        "series_day": day,
                        "date": start,
                        "duration_minutes": plan["minutes"],
                    }
                    for day, start in starts.items()
                    if not any(start < end and begin < start + length for begin, end in taken)
                ]
            )
            series._put_in_calendars()
        return series, is_new

    @api.model
    def _organizer(self, program):
        """Who invites, as calendars show it: the company, so that no answer reaches a person who did not ask."""
        sender = program.company_id.partner_id.filtered("email") or program._mail_sender().filtered("email")
        host = self.get_base_url().partition("//")[2].partition("/")[0].partition(":")[0]
        return {
            "organizer_name": sender.name or program.company_id.name,
            "organizer_email": sender.email_normalized or f"no-reply@{host}",
        }

    @api.model
    def _of_session(self, session):
        """The series of a meeting; one of its own for a meeting that was made without."""
        if not session.series_id:
            tz = session.pairing_id._pair_zone()
            session.series_id = self.create(
                {
                    "pairing_id": session.pairing_id.id,
                    "tz": tz,
                    "join_url": session.calendar_event_id.videocall_location,
                    **self._pattern(session.date, session.duration_minutes, tz),
                    **self._organizer(session.program_id),
                }
            )
            session.series_day = session.series_id.day_first
        return session.series_id

    # ------------------------------------------------------------
    # Moving
    # ------------------------------------------------------------

    def _move_one(self, session, moment, minutes):
        """Move one meeting; a series of one moves with it, in any other it becomes the exception of its day."""
        session.write({"date": moment, "duration_minutes": minutes})
        if self.cadence == "once":
            self.write(self._pattern(moment, minutes, self.tz))
            session.series_day = self.day_first

    def _move_following(self, session, moment, minutes):
        """Move this meeting and all that follow to a new rule, which keeps its rhythm; returns the series they are in.

        Meetings before it that are still to come stay as they are, so those that follow become a series of their
        own. What would lie behind the pair's last day is called off.
        """
        series = self._part_from(session)
        former = series._days(session.series_day)
        followers = {one.series_day: one for one in series.session_ids if one.series_day in former}
        (series.session_ids - self._joined(followers.values())).series_day = False
        series.write(series._pattern(moment, minutes, series.tz))
        coming = dict(zip(former, series._days(most=len(former)), strict=False))
        for day, one in followers.items():
            one.series_day = coming.get(day)
            if one.state == "planned" and one.series_day:
                one.write({"date": series._moment(one.series_day), "duration_minutes": minutes})
        over = self._joined(one for one in followers.values() if not one.series_day)
        over.filtered(lambda one: one.state == "planned")._call_off("cancelled")
        return series

    def _joined(self, sessions):
        return self.env["mentoring.session"].concat(*sessions)

    def _part_from(self, session):
        """The series from this meeting on: itself, or a new one when others before it are still to come."""
        before = self.session_ids.filtered(
            lambda one: one.state == "planned" and one.series_day and one.series_day < session.series_day
        )
        if not before:
            return self
        after = self.session_ids.filtered(
            lambda one: one.series_day and one.series_day >= session.series_day
        )
        values = {name: self[name] for name in ("cadence", "minute_of_day", "tz", "duration_minutes", "place")}
        part = self.create(
            {
                **values,
                "pairing_id": self.pairing_id.id,
                "day_first": session.series_day,
                "join_url": self.join_url,
                "organizer_name": self.organizer_name,
                "organizer_email": self.organizer_email,
            }
        )
        after.series_id = part
        return part
