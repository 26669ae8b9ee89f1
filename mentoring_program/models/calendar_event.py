from odoo import models


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    def write(self, vals):
        """Planned mentoring meetings follow their event when somebody moves it in the calendar."""
        result = super().write(vals)
        if {"start", "stop", "duration"} & vals.keys():
            # sudo: attendees move the meeting, participants hold no right to write sessions
            self.env["mentoring.session"].sudo()._follow_events(self)
        return result
