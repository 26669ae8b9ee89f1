from odoo import api, fields, models

from .vocabulary import NOTE_CHARS


class MentoringSession(models.Model):
    """One meeting of a pair, planned or held. Its hours count once, whoever logs it."""

    _name = "mentoring.session"
    _inherit = ["mentoring.guard.mixin", "mentoring.submission.mixin"]
    _description = "Mentoring session"
    _order = "date desc, id desc"
    _check_company_auto = True

    _server_fields = frozenset(
        {"state", "company_id", "logged_by_mentor", "logged_by_mentee", "submission_key"}
    )
    _text_limits = {"agenda": NOTE_CHARS}

    pairing_id = fields.Many2one("mentoring.pairing", required=True, index=True, ondelete="cascade")
    program_id = fields.Many2one(related="pairing_id.program_id", store=True, index=True)
    company_id = fields.Many2one(related="pairing_id.company_id", store=True, index=True)
    date = fields.Datetime(required=True)
    day = fields.Date(
        compute="_compute_day",
        store=True,
        precompute=True,
        help="Day of the meeting in the mentee's time zone.",
    )
    duration_minutes = fields.Integer("Minutes", required=True, default=60)
    state = fields.Selection(
        [("planned", "Planned"), ("done", "Held"), ("cancelled", "Cancelled"), ("missed", "Did not happen")],
        required=True,
        default="planned",
        index=True,
        readonly=True,
    )
    agenda = fields.Text()
    topic_ids = fields.Many2many("mentoring.topic", string="Topics")
    calendar_event_id = fields.Many2one(
        "calendar.event", index="btree_not_null", ondelete="set null", copy=False
    )
    series_id = fields.Many2one(
        "mentoring.series",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        groups=fields.NO_ACCESS,
        help="What it was booked with.",
    )
    series_day = fields.Date(
        copy=False, groups=fields.NO_ACCESS, help="The day that the rule of its series gives it, wherever it moves."
    )
    feedback_ids = fields.One2many("mentoring.feedback", "session_id")
    note_ids = fields.One2many("mentoring.note", "session_id", string="Notes")
    logged_by_mentor = fields.Boolean(readonly=True, copy=False)
    logged_by_mentee = fields.Boolean(readonly=True, copy=False)

    _duration_range = models.Constraint(
        "CHECK (duration_minutes BETWEEN 1 AND 480)", "A meeting takes between 1 and 480 minutes."
    )
    _held_once_a_day = models.UniqueIndex(
        "(pairing_id, day) WHERE state = 'done'", "That day's meeting is logged already."
    )
    _submitted_once = models.UniqueIndex(
        "(create_uid, submission_key) WHERE submission_key IS NOT NULL", "This form was sent already."
    )
    _by_pairing = models.Index("(pairing_id, state, date)")

    # Not on the zone: a mentee who moves does not move past meetings to another day.
    @api.depends("date")
    def _compute_day(self):
        for session in self.sudo():
            tz = session.pairing_id.mentee_id.tz or "UTC"
            session.day = (
                session.date
                and fields.Datetime.context_timestamp(session.with_context(tz=tz), session.date).date()
            )

    @api.depends("date")
    @api.depends_context("uid", "lang", "mentoring_own_meetings")
    def _compute_display_name(self):
        """Neutral, because everybody may read a name; "Fri 20 Nov with Noor Haddad" to the two in their own forms."""
        own = self._own() if self.env.context.get("mentoring_own_meetings") else self.browse()
        for session in self:
            if session in own:
                session.display_name = session._name_for_partner()
            else:
                session.display_name = self.env._("Meeting #%s", session.id or self.env._("new"))
