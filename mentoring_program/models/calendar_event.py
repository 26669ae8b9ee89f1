from odoo import models


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    def write(self, vals):
        """Planned mentoring meetings follow their event when somebody moves it or takes it out of the calendar.

        The two hear of it by our mail, with the series for their calendars outside; not by one of core's as well.
        """
        moves = {"start", "stop", "duration"} & vals.keys()
        goes = vals.get("active") is False
        sessions_sudo = self._mentoring_planned() if moves or goes else self.env["mentoring.session"]
        events = self.with_context(skip_attendee_notification=True) if sessions_sudo else self
        result = super(CalendarEvent, events).write(vals)
        if goes:
            sessions_sudo._follow_removal()
        elif sessions_sudo:
            sessions_sudo._follow_times()
        return result

    def unlink(self):
        sessions_sudo = self._mentoring_planned()
        if sessions_sudo:
            self.check_access("unlink")  # core asks later; the two would have heard of it by then
            sessions_sudo._follow_removal()
        return super().unlink()

    def _create_videocall_channel(self):
        """The meetings of a mentoring series share one room, whichever of their links somebody follows."""
        # sudo: asks which events were booked together
        series_sudo = self.env["mentoring.session"].sudo().search([("calendar_event_id", "in", self.ids)]).series_id
        events_sudo = series_sudo.session_ids.with_context(active_test=False).calendar_event_id
        room_sudo = events_sudo.videocall_channel_id[:1]
        if room_sudo:
            self.videocall_channel_id = room_sudo
            return None
        return super()._create_videocall_channel()

    def _mentoring_planned(self):
        """The planned meetings behind these events, unless the change comes from them."""
        # sudo: attendees change the event, participants hold no right to write sessions
        sessions_sudo = self.env["mentoring.session"].sudo()
        return sessions_sudo if self.env.context.get("mentoring_quiet") else sessions_sudo._of_events(self)
