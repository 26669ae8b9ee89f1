import datetime

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..meeting.wall import to_utc
from .answers import Answers
from .words import date_in_words, today_in

NOON = datetime.time(12)
LOGGABLE = ("active", "paused")
MINUTES = (1, 480)
SHOWN_TO_RATE = 50
NEAR = 5  # years around today in which meetings can lie


class MentoringSessionLog(models.Model):
    """What the two people of a pair do with their meetings: plan, move, call off, log, say how it was.

    Each method checks that the user is one of the two, reads an allow-list and stores as superuser.
    """

    _inherit = "mentoring.session"

    # ------------------------------------------------------------
    # Logging
    # ------------------------------------------------------------

    @api.model
    def _log(self, pairing, values):
        """Store that the user's pair met, and return the meeting. Hours count once, whoever logs.

        values: when (id of a meeting, "today" or "other"), day (ISO date for "other"), minutes (or "other" and
        minutes_other), topic (ids), rating, fit, comment, is_shared, note, visibility, item and items_shown (action
        items ticked and shown), item_name, item_owner, item_due (a new one), submission_key.
        A meeting that the partner logged keeps its minutes and gets the user's side; the user's own is corrected.
        Raises FormError.
        """
        side = pairing._verify_partner(LOGGABLE)
        made_sudo = self._submitted(values.get("submission_key"))
        if made_sudo:
            return made_sudo.sudo(False)
        pairing_sudo = pairing.sudo()
        answers = Answers(self.env, values)
        day, chosen_sudo = self._read_day(pairing_sudo, answers)
        entry = {"minutes": self._read_minutes(answers)}
        entry["topics"] = answers.records("topic", self.env["mentoring.topic"].sudo().search([]))
        feedback = self.env["mentoring.feedback"]._read(answers) if answers.given("rating") else None
        if not feedback and answers.given("fit"):
            answers.refuse("rating", self.env._("Choose one of the five faces as well."))
        note = self.env["mentoring.note"]._read(answers)
        items = self.env["mentoring.action.item"]
        item, ticks = items._read(pairing, answers), items._read_ticks(pairing_sudo, answers)
        answers.verify()
        with self._repeat_on_collision():
            session_sudo = self._store_log(pairing_sudo, side, day, chosen_sudo, entry, values)
        if note:
            self.env["mentoring.note"]._store(pairing_sudo, note, values, session_sudo)
        if feedback:
            session_sudo._store_feedback(side, feedback, values)
        items._store_ticks(*ticks)
        if item:
            items._store(pairing_sudo, item, values, session_sudo)
        pairing_sudo._update_health()
        return session_sudo.sudo(False)

    def _read_day(self, pairing_sudo, answers):
        """(day, the planned or logged meeting chosen, possibly empty)."""
        chosen_sudo = pairing_sudo._meetings_to_log()
        when = answers.text("when", 20)
        chosen_sudo = chosen_sudo.filtered(lambda session: str(session.id) == when)
        if chosen_sudo:
            return chosen_sudo.day, chosen_sudo
        today = today_in(self.env, pairing_sudo._zone())
        if when == "other" or (not when and answers.given("day")):
            day = answers.date("day", self.env._("Which day was it?"))
        elif when in ("", "today"):
            day = today
        else:
            day = None
            answers.refuse("when", self.env._("Choose the day of your meeting."))
        if day and day > today:
            answers.refuse(
                "day", self.env._("This day is still to come. Log the meeting when it has happened.")
            )
        self._verify_within(pairing_sudo, day, answers, "day")
        return day, chosen_sudo

    def _verify_near(self, day, answers, field):
        today = fields.Date.today()
        if day and not fields.Date.subtract(today, years=NEAR) <= day <= fields.Date.add(today, years=NEAR):
            answers.refuse(field, self.env._("That is far away. Choose a day nearer to today."))

    def _verify_within(self, pairing_sudo, day, answers, field):
        first, last = pairing_sudo.date_start, pairing_sudo.date_end
        self._verify_near(day, answers, field)
        if day and first and day < first:
            answers.refuse(
                field,
                self.env._(
                    "You two started on %s. Choose that day or a later one.", date_in_words(self.env, first)
                ),
            )
        if day and last and day > last:
            answers.refuse(
                field,
                self.env._(
                    "Your time together ends on %s. Choose an earlier day.", date_in_words(self.env, last)
                ),
            )

    def _read_minutes(self, answers):
        field = "minutes_other" if answers.text("minutes", 20) == "other" else "minutes"
        return answers.number(
            field, *MINUTES, self.env._("How long was it? A whole number of minutes, from 1 to 480.")
        )

    def _store_log(self, pairing_sudo, side, day, chosen_sudo, entry, values):
        held_sudo = self.sudo().search(
            [("pairing_id", "=", pairing_sudo.id), ("day", "=", day), ("state", "=", "done")], limit=1
        )
        if held_sudo:
            (chosen_sudo - held_sudo).filtered(lambda s: s.state == "planned")._call_off("cancelled")
            held_sudo._join(side, entry)
            return held_sudo
        planned_sudo = chosen_sudo or self.sudo().search(
            [("pairing_id", "=", pairing_sudo.id), ("day", "=", day), ("state", "=", "planned")], limit=1
        )
        stored = {
            "state": "done",
            "duration_minutes": entry["minutes"],
            "topic_ids": [Command.set(entry["topics"].ids)],
            f"logged_by_{side}": True,
        }
        if planned_sudo:
            planned_sudo.write(stored)
            return planned_sudo
        moment = to_utc(day, NOON, pairing_sudo.mentee_id.tz or "UTC")
        session_sudo, _is_new = self._submit(
            values.get("submission_key"), {**stored, "pairing_id": pairing_sudo.id, "date": moment}
        )
        return session_sudo

    def _join(self, side, entry):
        """Add the user's side to a held meeting; who logged it alone may correct the minutes."""
        self.ensure_one()
        other = "mentee" if side == "mentor" else "mentor"
        values = {
            f"logged_by_{side}": True,
            "topic_ids": [Command.link(topic.id) for topic in entry["topics"]],
        }
        if self[f"logged_by_{side}"] and not self[f"logged_by_{other}"]:
            values["duration_minutes"] = entry["minutes"]
        same = self.duration_minutes == values.get("duration_minutes", self.duration_minutes)
        # nothing is written for the same form again: forms sent at once would block each other on this row
        if not (same and self[f"logged_by_{side}"] and entry["topics"] <= self.topic_ids):
            self.write(values)

    # ------------------------------------------------------------
    # Feedback
    # ------------------------------------------------------------

    def _give_feedback(self, values):
        """Store how the user found this held meeting; the first answer stands. Raises FormError.

        values: rating (1 to 5), fit, comment, is_shared, submission_key.
        """
        self.ensure_one()
        side = self.pairing_id._verify_partner()
        if self.sudo().state != "done":
            raise UserError(self.env._("Log the meeting first; then say how it was."))
        answers = Answers(self.env, values)
        feedback = self.env["mentoring.feedback"]._read(answers)
        answers.verify()
        earlier_sudo = self.sudo()._feedback_of(side)
        if earlier_sudo and earlier_sudo != earlier_sudo._submitted(values.get("submission_key")):
            raise UserError(self.env._("You already said how this meeting was. Your first answer stands."))
        return self.sudo()._store_feedback(side, feedback, values).sudo(False)

    def _feedback_of(self, side):
        """What the mentor or the mentee said about this meeting, if they did. For superuser code."""
        return self.feedback_ids.filtered(lambda one: one.author_id == self.pairing_id[f"{side}_id"])

    @api.model
    def _to_rate(self):
        """Held meetings of the user's own pairs that they have said nothing about yet, the latest first."""
        pairings_sudo = self.env["mentoring.pairing"]._own_announced()
        held_sudo = self.sudo().search(
            [("pairing_id", "in", pairings_sudo.ids), ("state", "=", "done")], limit=SHOWN_TO_RATE
        )
        return held_sudo.filtered(lambda one: not one._feedback_of(one.pairing_id._side())).sudo(False)

    def _store_feedback(self, side, feedback, values):
        earlier_sudo = self._feedback_of(side)
        if earlier_sudo:
            return earlier_sudo
        stored = {**feedback, "session_id": self.id, "author_id": self.pairing_id[f"{side}_id"].id}
        if not self._asks_fit():
            stored["fit"] = False
        feedback_sudo, _is_new = self.env["mentoring.feedback"]._submit(values.get("submission_key"), stored)
        return feedback_sudo

    def _asks_fit(self):
        """Whether this is the pair's first held meeting, after which both say if they fit. For superuser code."""
        self.ensure_one()
        first = self.search(
            [("pairing_id", "=", self.pairing_id.id), ("state", "=", "done")], order="date, id", limit=1
        )
        return self == first
