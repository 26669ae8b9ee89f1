from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain

from .mentoring_pairing_pulse import CLOSING_DAYS, pulse_wave

FEEDBACK_AFTER_DAYS = (1, 4)  # two reminders, then silence
LOG_AFTER_DAYS = (1, 4)
MEETING_BEFORE_DAYS = (-1,)
PEOPLE_AT_ONCE = 200


class MentoringParticipantReminding(models.Model):
    """The one way in which people are reminded: everything that reminds calls `_remind`, one job sends."""

    _inherit = "mentoring.participant"

    def _remind(self, kind, pairing=None, session=None, date_due=None):
        """Put a reminder in the queue of each of these people and return those that wait now.

        kind: key of `mentoring_reminder.KINDS`. Nobody is reminded twice at once of the same, nor twice on one day,
        nor of what they stopped. For superuser code and checked methods.
        """
        reminders = self.env["mentoring.reminder"].sudo()
        pairing_id, session_id = (pairing.id if pairing else False), (session.id if session else False)
        date_due = date_due or fields.Date.context_today(self)
        known = reminders.search(
            Domain("participant_id", "in", self.ids)
            & Domain("kind", "=", kind)
            & Domain("pairing_id", "=", pairing_id)
            & (
                Domain("state", "in", ("waiting", "stopped"))
                | Domain([("state", "=", "sent"), ("date_due", "=", date_due)])
            )
        )
        stopped = known.filtered(lambda one: one.state == "stopped").participant_id
        same = known.filtered(lambda one: one.session_id.id == session_id)
        waiting = same.filtered(lambda one: one.state == "waiting")
        told = same.filtered(lambda one: one.state == "sent").participant_id
        values = [
            {
                "participant_id": person.id,
                "kind": kind,
                "pairing_id": pairing_id,
                "session_id": session_id,
                "date_due": date_due,
            }
            for person in self.sudo() - stopped - told - waiting.participant_id
            # without a login nobody could put it off or stop it
            if person._is_reachable() and person._has_login()
        ]
        with reminders._repeat_on_collision():
            return waiting | reminders.create(values)

    # ------------------------------------------------------------
    # The job
    # ------------------------------------------------------------

    @api.model
    def _cron_remind(self):
        """Every day: find what people are to be reminded of, and send what waits, person by person."""
        server = self.with_user(SUPERUSER_ID)
        if not self.env.context.get("mentoring_send_only"):
            server._collect_reminders()
        cron = self.env["ir.cron"]
        while server.env["mentoring.reminder"]._send_waiting(PEOPLE_AT_ONCE):
            if not cron._commit_progress(processed=PEOPLE_AT_ONCE, remaining=PEOPLE_AT_ONCE):
                return

    @api.model
    def _send_reminders_soon(self):
        # sudo: only wakes the job that runs every day anyway
        self.env.ref("mentoring_program.ir_cron_remind").sudo()._trigger()

    @api.model
    def _collect_reminders(self):
        """Queue what the calendar asks for today; a day that was missed is not made up for."""
        self._collect_of_meetings("planned", MEETING_BEFORE_DAYS, "meeting")
        self._collect_of_meetings("done", FEEDBACK_AFTER_DAYS, "feedback")
        self._collect_of_meetings("planned", LOG_AFTER_DAYS, "log")
        self._collect_nudges()
        self._collect_pulses()

    @api.model
    def _collect_of_meetings(self, state, days, kind):
        today = fields.Date.context_today(self)
        meetings = self.env["mentoring.session"].search(
            [
                ("state", "=", state),
                ("day", "in", [fields.Date.subtract(today, days=number) for number in days]),
                ("pairing_id.state", "in", ("active", "paused") if state == "done" else ("active",)),
                ("pairing_id.is_disclosed", "=", True),
            ]
        )
        for meeting in meetings:
            pairing = meeting.pairing_id
            people = pairing.mentor_id | pairing.mentee_id
            if kind == "feedback":
                people -= meeting.feedback_ids.author_id
            people._remind(kind, pairing, meeting)

    @api.model
    def _collect_nudges(self):
        """A word to pairs that turned "at risk" or "stalled", once for each time it turns."""
        pairings = self.env["mentoring.pairing"].search(
            [
                ("state", "=", "active"),
                ("is_disclosed", "=", True),
                ("health", "in", ("at_risk", "stalled")),
                ("date_next_session", "=", False),
            ]
        )
        told = {
            (reminder.participant_id, reminder.pairing_id): reminder
            for reminder in self.env["mentoring.reminder"].search(
                [("pairing_id", "in", pairings.ids), ("kind", "=", "nudge"), ("state", "!=", "void")],
                order="id",
            )
        }
        for pairing in pairings:
            for person in pairing.mentor_id | pairing.mentee_id:
                last = told.get((person, pairing))
                met = pairing.date_last_session or fields.Datetime.to_datetime(pairing.date_start)
                if not last or last.create_date < met:
                    person._remind("nudge", pairing)

    @api.model
    def _collect_pulses(self):
        """One word when a pulse opens, and one when a pair is over and may look back."""
        today = fields.Date.context_today(self)
        running = self.env["mentoring.pairing"].search(
            [("state", "=", "active"), ("is_disclosed", "=", True), ("date_start", "<", today)]
        )
        for pairing in running.filtered(lambda one: pulse_wave((today - one.date_start).days - 1) is None):
            for side in ("mentor", "mentee"):
                if pairing._asks_now(side, "pulse") is not None:
                    pairing[f"{side}_id"]._remind("pulse", pairing)
        over = self.env["mentoring.pairing"].search(
            [
                ("state", "in", ("completed", "ended")),
                ("is_disclosed", "=", True),
                ("date_end", ">=", fields.Date.subtract(today, days=CLOSING_DAYS)),
            ]
        )
        told = self.env["mentoring.reminder"].search(
            [("pairing_id", "in", over.ids), ("kind", "=", "closing")]
        )
        for pairing in over - told.pairing_id:
            for side in ("mentor", "mentee"):
                if pairing._asks_now(side, "closing") is not None:
                    pairing[f"{side}_id"]._remind("closing", pairing)

    # ------------------------------------------------------------
    # In the mail
    # ------------------------------------------------------------

    def _mail_reminders_subject(self):
        first = self.env["mentoring.reminder"].browse(self.env.context.get("mentoring_reminder_ids", ()))[:1]
        return first._subject() if first else self.program_id.name

    def _mail_reminders(self):
        """[{"sentence", "button", "link", "more"}] of the reminders in the context; for the template."""
        ids = self.env.context.get("mentoring_reminder_ids", ())
        return [
            {
                "sentence": reminder._sentence(),
                "button": reminder._button(),
                "link": self._mail_link(reminder._path()),
                "more": self._mail_link(f"/my/mentoring/reminders#reminder_{reminder.id}"),
            }
            for reminder in self.env["mentoring.reminder"].browse(ids)
        ]
