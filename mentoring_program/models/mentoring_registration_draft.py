from odoo import api, fields, models
from odoo.exceptions import UserError

from .mentoring_guard_mixin import CONTROL_CHARACTERS
from .mentoring_quality import QUALITY_FIELDS
from .vocabulary import REASON_CHARS
from .words import moment_in_words, zone_of

KEPT_DAYS = 30
LIST_LENGTH = 60
REVISION_MAX = 2**31 - 1
# What the registration form asks; consent is given at the end, never kept.
DRAFT_FIELDS = frozenset(
    {
        "about",
        "avoid",
        "capacity",
        "goal",
        "goal_department",
        "goal_job",
        "is_listed",
        "language",
        "mentee_level",
        "mentee_skill",
        "mentor_level",
        "mentor_skill",
        "roles",
        "topic",
        "tz",
        *QUALITY_FIELDS,
        *(f"{name}_{number}" for name in ("wish", "wish_reason") for number in range(1, 6)),
    }
)


class MentoringRegistrationDraft(models.Model):
    """What somebody has typed into the registration form and not sent yet, so that another device can go on.

    Read by nobody but its owner, through the page; forgotten once they register, or after a month.
    """

    _name = "mentoring.registration.draft"
    _inherit = ["mentoring.guard.mixin", "mentoring.submission.mixin"]
    _description = "Registration that is being typed"
    _order = "id"

    program_id = fields.Many2one("mentoring.program", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="program_id.company_id", store=True, index=True)
    user_id = fields.Many2one("res.users", required=True, index=True, ondelete="cascade")
    answers = fields.Json(help="Empty once the form was sent or cleared.")
    date_kept = fields.Datetime(required=True, default=fields.Datetime.now)
    revision = fields.Integer(
        readonly=True, help="Counts up on the open page; a request that comes late changes nothing."
    )

    _one_per_person = models.Constraint(
        "UNIQUE (program_id, user_id)", "There is one draft for each person and program."
    )
    _revision_range = models.Constraint(
        f"CHECK (revision BETWEEN 0 AND {REVISION_MAX})", "A revision counts up from 0."
    )

    def _compute_display_name(self):
        for draft in self:
            draft.display_name = self.env._("Draft #%s", draft.id or self.env._("new"))

    @api.model
    def _own_draft(self, program):
        """The user's draft in this program, as superuser."""
        # sudo: the domain holds only the user's own
        return self.sudo().search_fetch([("program_id", "=", program.id), ("user_id", "=", self.env.uid)])

    @api.model
    def _keep(self, program, values):
        """Keep what the form holds now. values: the form's fields, submission_key of the page, revision.

        A page whose form was sent keeps nothing any more, and of two requests of one page the later one stays.
        """
        program._verify_may_answer()
        key, revision = self._clean_key(values.get("submission_key")), _whole(values.get("revision"))
        if not key or revision is None:
            raise UserError(self.env._("Open the page again, then go on."))
        draft_sudo = self._own_draft(program)
        stored = {
            "answers": {name: _bounded(values[name]) for name in sorted(DRAFT_FIELDS & values.keys())},
            "submission_key": key,
            "revision": revision,
            "date_kept": fields.Datetime.now(),
        }
        if not draft_sudo:
            with self._repeat_on_collision():
                self.sudo().create({**stored, "program_id": program.id, "user_id": self.env.uid})
        elif draft_sudo.submission_key != key or draft_sudo.revision < revision:
            draft_sudo.write(stored)

    @api.model
    def _forget(self, program, values=None):
        """The form was sent, or its owner starts over: nothing is left, and its page keeps nothing any more."""
        draft_sudo = self._own_draft(program)
        key = self._clean_key((values or {}).get("submission_key"))
        closed = {"answers": False, "submission_key": key or False, "revision": REVISION_MAX}
        if draft_sudo:
            draft_sudo.write(closed)
        elif key:
            with self._repeat_on_collision():
                self.sudo().create({**closed, "program_id": program.id, "user_id": self.env.uid})

    @api.model
    def _resume(self, program):
        """(the form's values, when they were kept in words, and in milliseconds) or ({}, "", 0)."""
        draft_sudo = self._own_draft(program)
        if not draft_sudo.answers:
            return {}, "", 0
        when = moment_in_words(self.env, draft_sudo.date_kept, zone_of(self.env))
        return dict(draft_sudo.answers), when, int(draft_sudo.date_kept.timestamp() * 1000)

    @api.autovacuum
    def _gc_drafts(self):
        oldest = fields.Datetime.subtract(fields.Datetime.now(), days=KEPT_DAYS)
        self.sudo().search([("date_kept", "<", oldest)], limit=10_000).unlink()


def _whole(text):
    try:
        number = int(str(text)[:12])
    except ValueError:
        return None
    return number if 0 <= number < REVISION_MAX else None


def _bounded(value):
    """Text, or a list of texts, as JSON in the database can hold it."""
    if isinstance(value, list | tuple):
        return [_bounded(one) for one in value[:LIST_LENGTH] if not isinstance(one, list | tuple)]
    text = CONTROL_CHARACTERS.sub("", str(value))[:REASON_CHARS]
    return text.encode(errors="ignore").decode()
