import datetime

from odoo import Command, models
from odoo.tools.misc import clean_context


class MentoringSeriesCalendar(models.Model):
    """The meetings of a series in both people's Odoo calendars (design A9): private, neutral, without agenda."""

    _inherit = "mentoring.series"

    def _put_in_calendars(self):
        """Make the events of planned meetings, or bring them up to date. For superuser code."""
        for series in self:
            planned = series.session_ids.filtered(lambda one: one.state == "planned").sorted("date")
            fresh = planned.filtered(lambda one: not one.calendar_event_id)
            for session in planned - fresh:
                session.calendar_event_id.with_context(**self._quiet()).write(
                    {**series._times(session), **series._where()}
                )
            events = (
                self.env["calendar.event"]
                .with_context({**clean_context(self.env.context), **self._quiet()})
                .create(
                    [
                        {**series._event_values(), **series._times(session), **series._where()}
                        for session in fresh
                    ]
                )
            )
            for session, event in zip(fresh, events, strict=True):
                session.calendar_event_id = event
            series._open_video_room()

    @staticmethod
    def _quiet():
        """Our own mail tells the two; core would send one per event and person."""
        return {
            "no_mail_to_attendees": True,
            "skip_attendee_notification": True,
            "skip_contact_description": True,
            "mail_create_nolog": True,
            "dont_notify": True,
            "mentoring_quiet": True,
        }

    @staticmethod
    def _times(session):
        stop = session.date + datetime.timedelta(minutes=session.duration_minutes)
        return {"start": session.date, "stop": stop}

    def _event_values(self):
        mentor, mentee = self.pairing_id.mentor_id, self.pairing_id.mentee_id
        users = mentor.user_id | mentee.user_id
        return {
            "name": self._title(),
            "user_id": mentor.user_id.id or mentee.user_id.id,
            "partner_ids": [Command.set(users.partner_id.ids)],
            "privacy": "private",
            "res_model_id": False,
            "res_id": False,
        }

    def _title(self):
        return self.env._(
            "%(one)s and %(other)s", one=self.pairing_id.mentor_id.name, other=self.pairing_id.mentee_id.name
        )

    def _where(self):
        if self._is_in_person():
            return {"location": self.place or False, "videocall_location": False}
        return {"location": False, **({"videocall_location": self._own_link()} if self._own_link() else {})}

    def _own_link(self):
        """The mentor's own video room, if they have one and the two do not meet in person."""
        return not self._is_in_person() and self.pairing_id.mentor_id.meeting_url

    def _is_in_person(self):
        return bool(self.place) or self.pairing_id.program_id.setting == "onsite"

    def _open_video_room(self):
        """One link for the whole series: the mentor's own, or that of a room of Odoo, which opens when somebody comes.

        Core gives each event a link of its own; all of them lead to the same room, see `calendar_event.py`.
        """
        if self._is_in_person() or self._own_link():
            self.join_url = self._own_link()
            return
        planned = self.session_ids.filtered(lambda one: one.state == "planned").sorted("date")
        events = planned.calendar_event_id.with_context(**self._quiet())
        for event in events.filtered(lambda one: one.videocall_source != "discuss"):
            event._set_discuss_videocall_location()
        if events and not self._room_token():
            self.join_url = events[0].videocall_location

    def _room_token(self):
        """What core finds the room of Odoo by; empty for any other link."""
        url, route = self.join_url or "", self.env["calendar.event"].DISCUSS_ROUTE
        return url.rpartition("/")[2] if route in url else ""

    def _hand_room_over(self):
        """The link outlives the meeting that it was made for: another event of the series takes over its token."""
        events = self.env["calendar.event"].with_context(active_test=False, **self._quiet())
        for series in self:
            token = series._room_token()
            holder = token and events.search([("access_token", "=", token)], limit=1)
            heir = series.session_ids.filtered(lambda one: one.state == "planned").calendar_event_id[:1]
            if token and heir and not (holder and holder.active):
                spare, room = heir.access_token, holder.videocall_channel_id
                holder.write({"access_token": spare})
                heir.with_context(**self._quiet()).write(
                    {"access_token": token, "videocall_channel_id": (heir.videocall_channel_id or room).id}
                )
