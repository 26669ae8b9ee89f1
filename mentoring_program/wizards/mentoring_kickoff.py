import datetime

from odoo import api, fields, models


class MentoringKickoff(models.TransientModel):
    """When and where the people of a program meet; books by the program's method."""

    _name = "mentoring.kickoff"
    _description = "Book the kick-off"

    program_id = fields.Many2one("mentoring.program", required=True, ondelete="cascade")
    start = fields.Datetime(required=True, default=lambda self: self._default_start())
    minutes = fields.Integer(required=True, default=60)
    place = fields.Char(help="A room, or the address of a call; empty: a video link by Odoo.")
    audience = fields.Char(compute="_compute_audience")

    _minutes_range = models.Constraint(
        "CHECK (minutes BETWEEN 15 AND 1440)", "A kick-off takes between 15 and 1440 minutes."
    )

    def _default_start(self):
        program = self.env["mentoring.program"].browse(self.env.context.get("default_program_id"))
        day = max(program.date_start or fields.Date.today(), fields.Date.add(fields.Date.today(), days=7))
        return datetime.datetime.combine(day, datetime.time(9))

    @api.depends("program_id")
    def _compute_audience(self):
        for wizard in self:
            wizard.program_id._verify_coordinated()
            # sudo: counts guests of a program that the user coordinates
            guests = wizard.program_id.sudo()._kickoff_guests().employee_id
            wizard.audience = self.env._(
                "Registered so far: %s. Each gets one mail, and the event in the calendar of their login.",
                len(guests),
            )

    def action_book(self):
        self.ensure_one()
        self.program_id._book_kickoff(self.start, self.minutes, self.place)
        return {"type": "ir.actions.act_window_close"}
