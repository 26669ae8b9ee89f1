from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .vocabulary import ELIGIBLE

REQUEST_DAYS = 7  # how long a place is held for the answer to a request or an offer
PLACE_DAYS = 5  # and for the answer of somebody on the waitlist
OPEN_REQUESTS = 2


class MentoringRequest(models.Model):
    """A place that is held while somebody answers: a mentee asked a mentor, or one is offered to a mentee.

    - request: from a mentee's shortlist; the mentor answers. Two open at most for each mentee (`slot`).
    - offer: a mentor offers; the mentee answers.
    - place: a place became free and is the waiting mentee's if they want it.

    Open requests hold a place of the mentor (`mentoring.participant.held_count`). Accepting makes a proposal, which
    the program's deciders judge like any other.
    """

    _name = "mentoring.request"
    _inherit = ["mentoring.guard.mixin", "mentoring.submission.mixin"]
    _description = "Request for a mentor, or offer to a mentee"
    _order = "id desc"
    _check_company_auto = True

    mentee_id = fields.Many2one("mentoring.participant", required=True, index=True, ondelete="cascade")
    mentor_id = fields.Many2one("mentoring.participant", required=True, index=True, ondelete="cascade")
    program_id = fields.Many2one(related="mentee_id.program_id", store=True, index=True)
    company_id = fields.Many2one(related="mentee_id.company_id", store=True, index=True)
    kind = fields.Selection(
        [("request", "The mentee asks"), ("offer", "The mentor offers"), ("place", "A place became free")],
        required=True,
        default="request",
    )
    state = fields.Selection(
        [
            ("open", "Waits for an answer"),
            ("accepted", "Accepted"),
            ("passed", "Passed"),
            ("expired", "No answer in time"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        default="open",
        index=True,
    )
    slot = fields.Integer(
        readonly=True, groups=fields.NO_ACCESS, help="Which of the mentee's two open requests this is."
    )
    message = fields.Text(groups=fields.NO_ACCESS, help="The mentee's sentence to the mentor; theirs alone.")
    date_expiry = fields.Datetime("Answer by", required=True)
    date_answered = fields.Datetime()
    pairing_id = fields.Many2one("mentoring.pairing", index="btree_not_null", ondelete="set null")

    _open_once = models.UniqueIndex(
        "(mentor_id, mentee_id) WHERE state = 'open'", "There is a request between these two already."
    )
    _two_at_a_time = models.UniqueIndex(
        "(mentee_id, slot) WHERE state = 'open' AND kind = 'request'", "Two mentors are asked already."
    )
    _one_place_at_a_time = models.UniqueIndex(
        "(mentee_id) WHERE state = 'open' AND kind = 'place'", "A place is held for this person already."
    )
    _submitted_once = models.UniqueIndex(
        "(create_uid, submission_key) WHERE submission_key IS NOT NULL", "This form was sent already."
    )
    _slot_range = models.Constraint(
        f"CHECK (kind <> 'request' OR slot BETWEEN 1 AND {OPEN_REQUESTS})", "Two requests at most are open."
    )
    _two_people = models.Constraint("CHECK (mentor_id <> mentee_id)", "A request takes two people.")

    def _compute_display_name(self):
        for request in self:
            request.display_name = self.env._("Request #%s", request.id or self.env._("new"))

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        for request in requests.sudo().filtered(lambda one: one.state == "open"):
            (request.mentor_id | request.mentee_id)._hold(+1)
        return requests

    # ------------------------------------------------------------
    # Whose it is
    # ------------------------------------------------------------

    @api.model
    def _own(self, request_id=None):
        """Requests in which the user is one of the two, as superuser; their employee is active."""
        own_sudo = self.env["mentoring.participant"]._own()
        domain = ["|", ("mentee_id", "in", own_sudo.ids), ("mentor_id", "in", own_sudo.ids)]
        if request_id:
            domain = ["&", ("id", "=", request_id), *domain]
        # sudo: the domain holds only what the user takes part in
        return self.sudo().search_fetch(domain)

    def _side(self):
        """ "mentor" or "mentee": the user's side; None for everybody else."""
        self.ensure_one()
        for side in ("mentor", "mentee"):
            employee_sudo = self.sudo()[f"{side}_id"].employee_id
            if employee_sudo.active and employee_sudo.user_id == self.env.user:
                return side
        return None

    def _asked_side(self):
        """Whose answer this waits for."""
        return "mentor" if self.sudo().kind == "request" else "mentee"

    def _verify_side(self, side):
        if self._side() != side:
            raise AccessError(self.env._("Only the person who was asked answers."))

    @api.model
    def _open_of(self, participants):
        people = participants.sudo()
        return self.sudo().search_fetch(
            [
                ("state", "=", "open"),
                "|",
                ("mentee_id", "in", people.ids),
                ("mentor_id", "in", people.ids),
            ]
        )

    # ------------------------------------------------------------
    # Holding and letting go
    # ------------------------------------------------------------

    @api.model
    def _hold_place(self, mentor_sudo, mentee_sudo, values, submission_key=None, days=REQUEST_DAYS):
        """Make a request that holds a place of this mentor; the same form sent again gives the first one.

        Raises UserError in kind words when the place is gone. For superuser code that has checked who asks.
        """
        if mentor_sudo.state not in ELIGIBLE or mentor_sudo.free_places < 1:
            raise UserError(self._no_place_in_words(mentor_sudo))
        if mentee_sudo.state not in ELIGIBLE or mentee_sudo.free_places < 1:
            raise UserError(self.env._("%s has found a mentor in the meantime.", mentee_sudo.name))
        if mentee_sudo.program_id._refusals(mentor_sudo, mentee_sudo):
            raise UserError(self._no_place_in_words(mentor_sudo))
        # made while the program's people chose in another way, or place and question at the same time
        if self._open_of(mentee_sudo).filtered(lambda one: one.mentor_id == mentor_sudo):
            raise UserError(
                self.env._(
                    "Something is open between %(mentor)s and %(mentee)s already. An answer to it settles this, too.",
                    mentor=mentor_sudo.name,
                    mentee=mentee_sudo.name,
                )
            )
        request, is_new = self._submit(
            submission_key,
            {
                **values,
                "mentor_id": mentor_sudo.id,
                "mentee_id": mentee_sudo.id,
                "date_expiry": fields.Datetime.add(fields.Datetime.now(), days=days),
            },
        )
        if is_new:
            self.env["mentoring.audit.event"]._record(request, f"{request.kind}_made", new_state="open")
        return request

    def _close(self, state):
        """End open requests of `self`: their places are free again. For superuser code."""
        now = fields.Datetime.now()
        for request in self.sudo().filtered(lambda one: one.state == "open"):
            request.write({"state": state, "date_answered": now})
            request.flush_recordset(["state"])
            (request.mentor_id | request.mentee_id)._hold(-1)
            self.env["mentoring.audit.event"]._record(
                request, f"{request.kind}_{state}", {request.id: "open"}, state
            )

    def _verify_open(self):
        request_sudo = self.sudo()
        if request_sudo.state == "open" and request_sudo.date_expiry > fields.Datetime.now():
            return
        if request_sudo.state in ("open", "expired"):
            raise UserError(self.env._("The time to answer is over. You do not need to do anything."))
        raise UserError(self.env._("This is settled already. You do not need to do anything."))

    def _no_place_in_words(self, mentor_sudo):
        return self.env._(
            "%s cannot take on another mentee at the moment. That says nothing about you.", mentor_sudo.name
        )
