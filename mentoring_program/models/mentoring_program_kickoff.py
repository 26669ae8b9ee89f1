import datetime

from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from .mentoring_program import COORDINATORS
from .vocabulary import ELIGIBLE
from .words import moment_in_words, zone_of

TEMPLATE = "mentoring_program.mail_template_kickoff"
SHOWN_CHAMPIONS = 5


class MentoringProgramKickoff(models.Model):
    """The event at which the people of a program see each other: in their calendars, and on the program's page."""

    _inherit = "mentoring.program"

    kickoff_event_id = fields.Many2one(
        "calendar.event",
        "Kick-off",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=COORDINATORS,
    )
    date_kickoff = fields.Datetime("Kick-off on", readonly=True, copy=False, groups=COORDINATORS)
    kickoff_place = fields.Char(readonly=True, copy=False, groups=COORDINATORS)

    def _book_kickoff(self, start, minutes, place):
        """Make or move the event, with everybody who is registered, and tell each of them by one mail."""
        self.ensure_one()
        self._verify_coordinated()
        if start <= fields.Datetime.now():
            raise UserError(self.env._("This is over already. Choose a day to come."))
        # sudo: behind the check above; guests of an event and its text are the server's (design A9)
        program_sudo = self.sudo()
        guests_sudo = program_sudo._kickoff_guests()
        if not guests_sudo:
            raise UserError(self.env._("Nobody is registered for %s yet. Invite people first.", self.name))
        program_sudo._write_kickoff_event(start, minutes, place, guests_sudo)
        program_sudo.write({"date_kickoff": start, "kickoff_place": place or False})
        self.env["mentoring.audit.event"]._record(self, "book_kickoff")
        # somebody with both roles hears once
        once = guests_sudo.grouped("employee_id").values()
        hear_sudo = guests_sudo.browse([people[:1].id for people in once]).filtered(lambda one: one._is_reachable())
        self._queue_mails(TEMPLATE, hear_sudo)
        self._start_mail_queue()
        return hear_sudo

    def _kickoff_guests(self):
        return self.participant_ids.filtered(
            lambda one: one.state in ELIGIBLE and one.employee_id.active
        )

    def _write_kickoff_event(self, start, minutes, place, guests):
        """A private event with a neutral name; those who come read it, everybody else sees a busy hour."""
        quiet = self.env["mentoring.series"]._quiet()
        host = self.coordinator_ids[:1] or self.env.user
        values = {
            "name": self.env._("Kick-off"),
            "start": start,
            "stop": start + datetime.timedelta(minutes=minutes),
            "location": place or False,
            "user_id": host.id,
            "partner_ids": [Command.set((guests.user_id | host).partner_id.ids)],
            "privacy": "private",
        }
        event = self.kickoff_event_id.with_context(**quiet)
        if event:
            event.write({**values, "active": True})
            return
        event = (
            self.env["calendar.event"]
            .with_context(**quiet)
            .create({**values, "res_model_id": False, "res_id": False})
        )
        event.description = False  # core writes the contact details of its guests into it
        if self.setting != "onsite":
            event._set_discuss_videocall_location()
        self.kickoff_event_id = event

    def action_open_kickoff(self):
        self.ensure_one()
        self._verify_coordinated()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Kick-off of %s", self.name),
            "res_model": "mentoring.kickoff",
            "view_mode": "form",
            "target": "new",
            "context": {"default_program_id": self.id},
        }

    def _portal_page(self):
        program_sudo = self.sudo()
        # sudo: people who agreed to be named here
        champions_sudo = program_sudo.env["mentoring.participant"].search_fetch(
            [
                ("program_id", "=", self.id),
                ("is_champion", "=", True),
                ("state", "in", ("registered", "waitlisted", "paused", "done")),
            ],
            ["name"],
        )
        names = list(dict.fromkeys(champions_sudo.mapped("name")))[:SHOWN_CHAMPIONS]
        coming = program_sudo.date_kickoff and program_sudo.date_kickoff > fields.Datetime.now()
        return {
            **super()._portal_page(),
            "champions": format_list(self.env, names) if names else "",
            "kickoff": program_sudo._kickoff_in_words(zone_of(self.env)) if coming else "",
        }

    def _kickoff_in_words(self, tz):
        """ "Tue 14 Oct, 14:00 · Room 5". For superuser code."""
        when = moment_in_words(self.env, self.date_kickoff, tz)
        return " · ".join(filter(None, (when, self.kickoff_place)))


class MentoringParticipantKickoff(models.Model):
    _inherit = "mentoring.participant"

    def _mail_kickoff(self):
        """When and where, in the person's zone. Called from the template, as superuser."""
        return self.program_id._kickoff_in_words(self.employee_id.tz or self.tz or "UTC")
