import datetime

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import clean_context

from .answers import Answers
from .mentoring_session_log import LOGGABLE, MINUTES
from .words import day_in_words, to_utc


class MentoringSessionPlan(models.Model):
    """Booking, moving and calling off meetings, in both calendars (design A9)."""

    _inherit = "mentoring.session"

    @api.model
    def _plan(self, pairing, values):
        """Book the pair's next meeting, or move a planned one, in both calendars; returns the meeting.

        values: session_id (to move), date, time (wall clock of the user), minutes, submission_key. Raises FormError.
        """
        side = pairing._verify_partner(LOGGABLE)
        made_sudo = self._submitted(values.get("submission_key"))
        if made_sudo:
            return made_sudo.sudo(False)
        pairing_sudo = pairing.sudo()
        answers = Answers(self.env, values)
        tz = pairing_sudo._zone()
        planned_sudo = answers.record("session_id", pairing_sudo._planned())
        day = answers.date("date", self.env._("Which day suits you both?"))
        time = answers.time("time", self.env._("At what time?"))
        minutes = self._read_minutes(answers)
        self._verify_within(pairing_sudo, day, answers, "date")
        answers.verify()
        moment = to_utc(day, time, tz)
        if moment < fields.Datetime.now():
            answers.refuse("date", self.env._("This is over already. Choose a time to come."))
        answers.verify()
        stored = {"date": moment, "duration_minutes": minutes}
        if planned_sudo:
            planned_sudo.write(stored)
            session_sudo = planned_sudo
        else:
            stored.update(pairing_id=pairing_sudo.id, state="planned")
            session_sudo, _is_new = self._submit(values.get("submission_key"), stored)
        session_sudo._book()
        session_sudo._tell_partner(side, "moved" if planned_sudo else "booked")
        pairing_sudo._update_health()
        return session_sudo.sudo(False)

    def _book(self):
        """Put the meetings into both calendars: private, neutral, without agenda (design A9). For superuser code."""
        for session in self:
            times = {
                "start": session.date,
                "stop": session.date + datetime.timedelta(minutes=session.duration_minutes),
            }
            if session.calendar_event_id:
                session.calendar_event_id.with_context(**self._quiet()).write(times)
            else:
                event = (
                    self.env["calendar.event"]
                    .with_context({**clean_context(self.env.context), **self._quiet()})
                    .create({**session._event_values(), **times})
                )
                event.description = False  # core writes the contact details of both into it
                if session.program_id.setting != "onsite":
                    event._set_discuss_videocall_location()
                session.calendar_event_id = event

    def _follow_events(self, events):
        """Planned meetings of these calendar events take over their times. For superuser code."""
        for session in self.search([("calendar_event_id", "in", events.ids), ("state", "=", "planned")]):
            event = session.calendar_event_id
            minutes = round((event.stop - event.start).total_seconds() / 60)
            values = {"date": event.start, "duration_minutes": min(max(minutes, MINUTES[0]), MINUTES[1])}
            if any(session[name] != value for name, value in values.items()):
                session.write(values)

    @staticmethod
    def _quiet():
        """Our own mail tells the partner; core would send one per event and person."""
        return {"no_mail_to_attendees": True, "mail_create_nolog": True, "dont_notify": True}

    def _event_values(self):
        mentor, mentee = self.pairing_id.mentor_id, self.pairing_id.mentee_id
        users = mentor.user_id | mentee.user_id
        return {
            "name": self.env._("%(one)s and %(other)s", one=mentor.name, other=mentee.name),
            "user_id": mentor.user_id.id or mentee.user_id.id,
            "partner_ids": [Command.set(users.partner_id.ids)],
            "privacy": "private",
            "res_model_id": False,
            "res_id": False,
        }

    def _did_not_happen(self):
        """The user's planned meetings did not take place (or, still to come, will not)."""
        sides = {session.id: session.pairing_id._verify_partner(LOGGABLE) for session in self}
        over_sudo = self.sudo().filtered(lambda session: session.state in ("missed", "cancelled"))
        held_sudo = self.sudo().filtered(lambda session: session.state == "done")
        if held_sudo:
            raise UserError(
                self.env._(
                    "The meeting of %s is logged already.",
                    ", ".join(day_in_words(self.env, session.day) for session in held_sudo),
                )
            )
        planned_sudo = self.sudo() - over_sudo
        coming_sudo = planned_sudo.filtered(lambda session: session.date > fields.Datetime.now())
        coming_sudo._call_off("cancelled")
        for session_sudo in coming_sudo:
            session_sudo._tell_partner(sides[session_sudo.id], "cancelled")
        (planned_sudo - coming_sudo)._call_off("missed")
        planned_sudo.pairing_id._update_health()

    def _call_off(self, state):
        self.write({"state": state})
        self.calendar_event_id.with_context(**self._quiet()).write({"active": False})
