from odoo import api, fields, models
from odoo.fields import Domain

from .words import date_in_words

KINDS = [
    ("meeting", "Tomorrow's meeting"),
    ("nudge", "Not met for a while"),
    ("log", "Did it happen?"),
    ("feedback", "How was it?"),
    ("pulse", "How is it going?"),
    ("closing", "Looking back"),
]
MAILS_A_WEEK = 2
LATER_DAYS = 7
REMINDERS = "mentoring_program.mail_template_reminders"


class MentoringReminder(models.Model):
    """Something that somebody is to be reminded of, until it is done, stopped, or was said often enough.

    Made by `mentoring.participant._remind` alone, sent by `_send_waiting` alone: one mail a day to a person with all
    that waits, and two a week at most, whatever role or program it is about. The word on the day before a meeting is
    no nudge: it goes out in any case, and a mail with nothing else is none of the two.
    """

    _name = "mentoring.reminder"
    _inherit = ["mentoring.guard.mixin", "mentoring.submission.mixin"]
    _description = "Mentoring reminder"
    _order = "date_due, id"

    _server_fields = frozenset(
        {
            "participant_id",
            "company_id",
            "kind",
            "pairing_id",
            "session_id",
            "state",
            "date_due",
            "submission_key",
        }
    )

    participant_id = fields.Many2one("mentoring.participant", required=True, index=True, ondelete="cascade")
    program_id = fields.Many2one(related="participant_id.program_id", store=True, index=True)
    company_id = fields.Many2one(related="participant_id.company_id", store=True, index=True)
    employee_id = fields.Many2one(
        related="participant_id.employee_id", store=True, index=True, compute_sudo=True
    )
    kind = fields.Selection(KINDS, required=True)
    pairing_id = fields.Many2one("mentoring.pairing", index="btree_not_null", ondelete="cascade")
    session_id = fields.Many2one("mentoring.session", index="btree_not_null", ondelete="cascade")
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("sent", "Sent"),
            ("stopped", "Stopped by the person"),
            ("void", "Not needed any more"),
        ],
        required=True,
        default="waiting",
        index=True,
    )
    date_due = fields.Date("Not before", required=True, default=fields.Date.context_today)
    date_sent = fields.Datetime(readonly=True)

    _waits_once = models.UniqueIndex(
        "(participant_id, kind, COALESCE(pairing_id, 0), COALESCE(session_id, 0)) WHERE state = 'waiting'",
        "This reminder waits already.",
    )

    def _compute_display_name(self):
        for reminder in self:
            reminder.display_name = self.env._("Reminder #%s", reminder.id or self.env._("new"))

    # ------------------------------------------------------------
    # Sending; for superuser code
    # ------------------------------------------------------------

    @api.model
    def _send_waiting(self, at_once=200):
        """Send what is due to as many people; True when more people wait."""
        today = fields.Date.context_today(self)
        due = self.search(
            [("state", "=", "waiting"), ("date_due", "<=", today), ("employee_id", "!=", False)]
        )
        due.filtered(lambda reminder: not reminder._is_needed()).state = "void"
        due = due.filtered(lambda reminder: reminder.state == "waiting")
        recent = self._mail_days(due.employee_id, today)
        people = [
            reminders._may_go(recent.get(employee.id, {}), today)
            for employee, reminders in due.grouped("employee_id").items()
        ]
        people = list(filter(None, people))
        for reminders in people[:at_once]:
            reminders._send_together()
        return len(people) > at_once

    def _may_go(self, mail_days, today):
        """Those of one person's due reminders that go out today, by the answer of `_mail_days` about them."""
        nudging = [kinds for kinds in mail_days.values() if kinds - {"meeting"}]
        if today not in mail_days and len(nudging) < MAILS_A_WEEK:
            return self
        return self.filtered(lambda reminder: reminder.kind == "meeting")

    @api.model
    def _mail_days(self, employees, today):
        """{employee id: {day of this week: kinds of reminders they had a mail with}}."""
        since = fields.Date.subtract(today, days=6)
        days = {}
        for reminder in self.search_fetch(
            [("employee_id", "in", employees.ids), ("date_sent", ">=", since)],
            ["employee_id", "date_sent", "kind"],
        ):
            own = days.setdefault(reminder.employee_id.id, {})
            own.setdefault(reminder.date_sent.date(), set()).add(reminder.kind)
        return days

    def _send_together(self):
        """One mail with all of `self`, which belong to one person."""
        person = self[:1].participant_id
        if person._is_reachable():
            self.program_id[:1]._queue_mails(REMINDERS, person, mentoring_reminder_ids=self.ids)
        self.write({"state": "sent", "date_sent": fields.Datetime.now()})

    def _is_needed(self):
        """Whether what this reminds of is still to be done."""
        person, pairing, session = self.participant_id, self.pairing_id, self.session_id
        if person.state in ("left", "declined") or not person.employee_id.active:
            return False
        if self.kind == "meeting":
            coming = session.state == "planned" and session.date > fields.Datetime.now()
            return coming and pairing.state == "active"
        if self.kind == "nudge":
            met = pairing.health == "on_track"
            return pairing.state == "active" and not pairing.date_next_session and not met
        if self.kind == "log":
            return session.state == "planned" and pairing.state == "active"
        if self.kind == "feedback":
            return session.state == "done" and not session._feedback_of(person.role)
        if self.kind in ("pulse", "closing"):
            return pairing._asks_now(person.role, self.kind) is not None
        return True

    # ------------------------------------------------------------
    # What the person does
    # ------------------------------------------------------------

    @api.model
    def _own_reminders(self, reminder_id=None):
        """The user's reminders that still mean something, as superuser, the newest first."""
        # sudo: the domain holds only the user's own
        domain = Domain("participant_id", "in", self.env["mentoring.participant"]._own().ids)
        domain &= Domain("state", "in", ("waiting", "sent"))
        if reminder_id:
            domain &= Domain("id", "=", reminder_id)
        return self.sudo().search_fetch(domain, order="id desc", limit=30)

    def _later(self):
        """Again in a week; `self` are the user's own, as superuser."""
        for reminder in self:
            participant = reminder.participant_id
            reminder.filtered(lambda one: one.state == "waiting").state = "void"
            participant._remind(
                reminder.kind,
                reminder.pairing_id,
                reminder.session_id,
                date_due=fields.Date.add(fields.Date.context_today(self), days=LATER_DAYS),
            )

    def _stop(self):
        """Never again of this kind in this pair; `self` are the user's own, as superuser."""
        for reminder in self:
            alike = self.search(
                [
                    ("participant_id", "=", reminder.participant_id.id),
                    ("kind", "=", reminder.kind),
                    ("pairing_id", "=", reminder.pairing_id.id),
                    ("state", "in", ("waiting", "sent")),
                ]
            )
            (alike | reminder).state = "stopped"

    def _portal_rows(self):
        """What the page shows, each matter once: the newest of it."""
        matters = {}
        for reminder in self:
            matters.setdefault((reminder.kind, reminder.pairing_id, reminder.session_id), reminder)
        return [
            {
                "id": reminder.id,
                "sentence": reminder._sentence(),
                "url": reminder._path(),
                "program": reminder.program_id.name,
                "waits": reminder.state == "waiting"
                and reminder.date_due > fields.Date.context_today(reminder),
                "due": date_in_words(self.env, reminder.date_due),
            }
            for reminder in matters.values()
            if reminder._is_needed()
        ]
