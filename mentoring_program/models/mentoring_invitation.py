from odoo import api, fields, models

COORDINATORS = "mentoring_program.group_mentoring_coordinator"

INVITED_ROLES = [("either", "Mentor or mentee"), ("mentor", "Mentor"), ("mentee", "Mentee")]

INVITATION_STATES = [
    ("queued", "Queued"),
    ("sent", "Sent"),
    ("failed", "Not delivered"),
    ("opened", "Opened the page"),
    ("registered", "Registered"),
    ("declined", "Not this time"),
]
# from here on the person has answered, or needs no further mail
ANSWERED = ("registered", "declined")
TAKING_PART = ("registered", "waitlisted", "paused", "done")


class MentoringInvitation(models.Model):
    """One employee asked to take part in one program, and how far that has come.

    Everything on it is set by the server: by the wizard that invites, the job that sends, and what the person does.
    """

    _name = "mentoring.invitation"
    _inherit = ["mentoring.guard.mixin", "mentoring.login.mixin"]
    _description = "Mentoring invitation"
    _order = "program_id, id"
    _check_company_auto = True

    program_id = fields.Many2one(
        "mentoring.program", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="program_id.company_id", store=True, index=True)
    # an invitation is nothing without its person: it goes with an employee whom HR deletes
    employee_id = fields.Many2one(
        "hr.employee", required=True, readonly=True, index=True, ondelete="cascade", check_company=True
    )
    name = fields.Char(related="employee_id.name", store=True, compute_sudo=True)
    user_id = fields.Many2one(
        related="employee_id.user_id", store=True, index="btree_not_null", compute_sudo=True
    )
    department_id = fields.Many2one(
        related="employee_id.department_id", store=True, index="btree_not_null", compute_sudo=True
    )
    role = fields.Selection(INVITED_ROLES, required=True, readonly=True, default="either")
    batch = fields.Char(readonly=True, help="Who was invited together, in the coordinator's words.")
    state = fields.Selection(
        INVITATION_STATES, required=True, readonly=True, default="queued", index=True, group_expand=True
    )
    is_handed_over = fields.Boolean(readonly=True, help="The mail is written and waits in the mail queue.")
    failure = fields.Char("What happened", readonly=True, help="Why the mail did not go out, and what helps.")
    date_sent = fields.Datetime("Sent", readonly=True)
    date_opened = fields.Datetime("Opened", readonly=True)
    date_answered = fields.Datetime("Answered", readonly=True)

    _once = models.Constraint(
        "UNIQUE (program_id, employee_id)", "This employee is invited to the program already."
    )
    _to_send = models.Index("(id) WHERE state = 'queued' AND is_handed_over IS NOT TRUE")

    @api.depends("program_id")
    def _compute_display_name(self):
        for invitation in self:
            invitation.display_name = self.env._("Invitation #%s", invitation.id or "")

    # ------------------------------------------------------------
    # What becomes of it
    # ------------------------------------------------------------

    def _note_sent(self):
        now = fields.Datetime.now()
        self.write({"date_sent": now, "failure": False})
        self.filtered(lambda one: one.state in ("queued", "failed")).write({"state": "sent"})

    def _note_failure(self, sentence):
        unanswered = self.filtered(lambda one: one.state in ("queued", "sent", "failed"))
        unanswered.write({"state": "failed", "failure": sentence, "is_handed_over": False})

    @api.model
    def _unopened(self, program_id):
        """The user's own invitation to this program, if they have not opened its page yet."""
        return self._mine(program_id).filtered(lambda one: one.state in ("queued", "sent", "failed"))[:1]

    @api.model
    def _mine(self, program_id):
        """The user's own invitations to this program, as superuser."""
        own_sudo = self.env.user._mentoring_own("mentoring_invitation_ids")
        return own_sudo.filtered(lambda one: one.program_id.id == program_id)

    @api.model
    def _note_opened(self, program_id):
        self._unopened(program_id).write({"state": "opened", "date_opened": fields.Datetime.now()})

    @api.model
    def _follow(self, participants):
        """What people did about taking part, written on their invitations; queries do not grow with them."""
        # sudo: invitations follow what people did, whoever wrote it down
        participants_sudo = participants.sudo().filtered("employee_id")
        yes, no = (
            participants_sudo.filtered(lambda one: one.state in TAKING_PART),
            participants_sudo.filtered(lambda one: one.state == "declined"),
        )
        for people, state in ((yes, "registered"), (no, "declined")):
            if not people:
                continue
            asked = {(one.program_id.id, one.employee_id.id) for one in people}
            invitations_sudo = self.sudo().search(
                [
                    ("program_id", "in", people.program_id.ids),
                    ("employee_id", "in", people.employee_id.ids),
                    ("state", "!=", "registered"),
                ]
            )
            invitations_sudo.filtered(
                lambda one, asked=asked: (one.program_id.id, one.employee_id.id) in asked
            ).write({"state": state, "date_answered": fields.Datetime.now(), "failure": False})

    @api.model
    def _decline(self, program):
        """The user says not this time; whoever is registered leaves by the way that is made for it."""
        # sudo: the domain holds only the user's own
        own_sudo = self.sudo().search(
            [
                ("program_id", "=", program.id),
                ("user_id", "=", self.env.uid),
                ("state", "not in", ANSWERED),
            ]
        )
        own_sudo.write({"state": "declined", "date_answered": fields.Datetime.now(), "failure": False})
        kept_sudo = self.env["mentoring.participant"]._own(program)
        kept_sudo.filtered(lambda one: one.state == "invited")._set_state("declined")

    # ------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------

    def action_send_again(self):
        """Put these into the queue once more, with a fresh link; who has answered is left in peace."""
        self.program_id._verify_coordinated()
        # sudo: invitations are written by checked methods alone
        again_sudo = self.sudo().filtered(lambda one: one.state not in ANSWERED)
        again_sudo._withdraw_mails()
        again_sudo.write({"state": "queued", "is_handed_over": False, "failure": False})
        self.env["mentoring.audit.event"]._record(again_sudo.program_id, "invite_again")
        self._start_sending()
        return True

    def action_send_failed_again(self):
        """The same for those whose mail did not go out."""
        return self.filtered(lambda one: one.state == "failed").action_send_again()

    def _withdraw_mails(self):
        """Mails of these invitations that have not gone out: another one takes their place."""
        # sudo: mails are the system's, and `self` was checked by the button
        waiting = [("mentoring_invitation_id", "in", self.ids), ("state", "in", ("outgoing", "exception"))]
        self.env["mail.mail"].sudo().search(waiting).unlink()
