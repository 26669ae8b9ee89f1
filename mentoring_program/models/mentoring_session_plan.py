import datetime

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..meeting.wall import local, to_utc
from .answers import Answers
from .mentoring_series import PLACE_CHARS
from .mentoring_session_log import LOGGABLE
from .vocabulary import CADENCES
from .words import day_in_words, moment_in_words

RHYTHMS = ("once", *dict(CADENCES))


class MentoringSessionPlan(models.Model):
    """Booking, moving and calling off meetings, in both calendars (design A9)."""

    _inherit = "mentoring.session"

    @api.model
    def _plan(self, pairing, values):
        """Book the pair's next meeting or a series of them, or move a planned one; returns the (first) meeting.

        values: slot (UTC, as offered) or date and time (wall clock of the user), minutes, cadence (once, or the
        rhythm of a series), where ("place" or "video"), place; to move: session_id, scope ("one" or "following");
        submission_key. Raises FormError.
        """
        side = pairing._verify_partner(LOGGABLE)
        series_sudo = self.env["mentoring.series"]._submitted(values.get("submission_key"))
        if series_sudo:
            return series_sudo.session_ids[:1].sudo(False)
        pairing_sudo = pairing.sudo()
        answers = Answers(self.env, values)
        planned_sudo = answers.record("session_id", pairing_sudo._planned())
        plan = self._read_plan(pairing_sudo, planned_sudo, answers)
        answers.verify()
        if planned_sudo and planned_sudo._is_as_planned(plan):
            return planned_sudo.sudo(False)  # the same form again: calendars are not told twice
        pairing_sudo._take_turn()
        if planned_sudo:
            planned_sudo._move_to(plan, side)
            session_sudo = planned_sudo
        else:
            series_sudo, is_new = (
                self.env["mentoring.series"].sudo()._book(pairing_sudo, plan, values.get("submission_key"))
            )
            session_sudo = series_sudo.session_ids.sorted("date")[:1]
            if is_new:
                series_sudo._tell("booked", side, session_sudo)
        pairing_sudo._update_health()
        return session_sudo.sudo(False)

    def _read_plan(self, pairing_sudo, planned_sudo, answers):
        tz = pairing_sudo._zone()
        moment, field = self._read_moment(answers, tz)
        minutes = self._read_minutes(answers)
        if moment:
            self._verify_within(pairing_sudo, local(moment, tz).date(), answers, field)
            self._verify_free(pairing_sudo, planned_sudo, moment, minutes or 0, answers, field)
        return {
            "moment": moment,
            "minutes": minutes,
            "cadence": answers.choice("cadence", RHYTHMS) or "once",
            "place": self._read_place(pairing_sudo, planned_sudo, answers),
            "following": answers.choice("scope", ("one", "following")) == "following",
        }

    def _read_moment(self, answers, tz):
        """(UTC moment or None, field that was used)."""
        offer = answers.text("slot", 30)
        if offer and offer != "other":
            try:
                moment = datetime.datetime.fromisoformat(offer)
            except ValueError:
                moment = None
            if moment and not moment.tzinfo:
                self._verify_near(moment.date(), answers, "slot")
            if not moment or moment.tzinfo or answers.errors:
                answers.refuse("slot", self.env._("This time is gone. Choose another one."))
                return None, "slot"
            return moment, "slot"
        day = answers.date("date", self.env._("Which day suits you both?"))
        time = answers.time("time", self.env._("At what time?"))
        self._verify_near(day, answers, "date")
        known = day and time and not answers.errors
        return (to_utc(day, time, tz) if known else None), "date"

    def _read_place(self, pairing_sudo, planned_sudo, answers):
        setting = pairing_sudo.program_id.setting
        where = answers.choice("where", ("video", "place"))
        place = answers.text("place", PLACE_CHARS)
        if setting == "remote" or where == "video":
            return ""
        if not where and not place:
            return planned_sudo.series_id.place or ""
        if not place and setting != "onsite":
            answers.refuse("place", self.env._("Where do you meet? A room or a café is enough."))
        return place

    def _verify_free(self, pairing_sudo, planned_sudo, moment, minutes, answers, field):
        stop = moment + datetime.timedelta(minutes=minutes)
        if moment < fields.Datetime.now():
            answers.refuse(field, self.env._("This is over already. Choose a time to come."))
        for begin, end in pairing_sudo._taken_times(but=planned_sudo):
            if moment < end and begin < stop:
                answers.refuse(
                    field,
                    self.env._(
                        "You two already meet on %s. Choose another time, or move that meeting.",
                        moment_in_words(self.env, begin, pairing_sudo._zone()),
                    ),
                )

    def _is_as_planned(self, plan):
        """Whether moving this meeting so would change nothing. For superuser code."""
        series = self.series_id
        wanted = (plan["moment"], plan["minutes"])
        alone = series.cadence in (False, "once") or not plan["following"]
        regular = alone or (series._moment(self.series_day), series.duration_minutes) == wanted
        place = plan["place"] if series.cadence == "once" or not alone else series.place or ""
        return (self.date, self.duration_minutes) == wanted and regular and (series.place or "") == place

    def _move_to(self, plan, side):
        """Move this planned meeting, alone or with all that follow. For superuser code."""
        self.ensure_one()
        series = self.env["mentoring.series"]._of_session(self)
        alone = series.cadence == "once" or not plan["following"]
        changed = series
        if alone:
            series._move_one(self, plan["moment"], plan["minutes"])
        else:
            series = series._move_following(self, plan["moment"], plan["minutes"])
            changed = series | changed
        if series.cadence == "once" or not alone:
            series.place = plan["place"]
        series._put_in_calendars()
        changed._tell("moved", side, self)

    def _book(self):
        """Put planned meetings that were made without a form into both calendars. For superuser code."""
        for session in self:
            self.env["mentoring.series"]._of_session(session)._put_in_calendars()

    def _did_not_happen(self, values=None):
        """The user's planned meetings did not take place (or, still to come, will not).

        values: scope "following" for all that follow in the same series as well.
        """
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
        planned_sudo.pairing_id._take_turn()
        coming_sudo = planned_sudo.filtered(lambda session: session.date > fields.Datetime.now())
        (planned_sudo - coming_sudo)._call_off("missed")
        for session_sudo in coming_sudo:
            series_sudo = self.env["mentoring.series"].sudo()._of_session(session_sudo)
            with_it_sudo = session_sudo
            if (values or {}).get("scope") == "following":
                with_it_sudo |= session_sudo._following()
            with_it_sudo._call_off("cancelled")
            series_sudo._tell("cancelled", sides[session_sudo.id], session_sudo)
        planned_sudo.pairing_id._update_health()

    def _following(self):
        """The planned meetings after this one in its series. For superuser code."""
        self.ensure_one()
        return self.series_id.session_ids.filtered(
            lambda one: one.state == "planned" and one.date > self.date
        )

    def _call_off(self, state):
        self.write({"state": state})
        self.calendar_event_id.with_context(**self.env["mentoring.series"]._quiet()).write({"active": False})
        self.series_id._hand_room_over()

    # ------------------------------------------------------------
    # Changes in Odoo's own calendar, for superuser code
    # ------------------------------------------------------------

    def _of_events(self, events):
        return self.search([("calendar_event_id", "in", events.ids), ("state", "=", "planned")])

    def _follow_times(self):
        """Planned meetings take over the times of their events; the user may be one of the two, who moved it."""
        for session in self:
            event = session.calendar_event_id
            minutes = round((event.stop - event.start).total_seconds() / 60)
            moment, minutes = event.start, min(max(minutes, 1), 480)
            if (session.date, session.duration_minutes) != (moment, minutes):
                series = self.env["mentoring.series"]._of_session(session)
                series._move_one(session, moment, minutes)
                series._tell("moved", session.pairing_id._side(), session)

    def _follow_removal(self):
        """Meetings whose event somebody took out of the calendar are called off."""
        for session in self:
            series = self.env["mentoring.series"]._of_session(session)
            session._call_off("cancelled")
            series._tell("cancelled", session.pairing_id._side(), session)
