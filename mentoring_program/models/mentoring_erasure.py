from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError

from .words import date_in_words

ADMINISTRATORS = "mentoring_program.group_mentoring_manager"
ASKED = "mentoring_program.mail_template_erasure_asked"


class MentoringErasure(models.Model):
    """Somebody asks for their mentoring data to be erased; a mentoring administrator looks at it and does it.

    asked -> done | withdrawn. What is erased stands in `my_data.PERSONAL`; what stays is counts, dates and ratings
    that nobody can connect with the person.
    """

    _name = "mentoring.erasure"
    _inherit = ["mentoring.guard.mixin"]
    _description = "Erasure request"
    _order = "id desc"

    employee_id = fields.Many2one("hr.employee", readonly=True, index="btree_not_null", ondelete="set null")
    user_id = fields.Many2one("res.users", readonly=True, index="btree_not_null", ondelete="set null")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    name = fields.Char("Person", required=True, readonly=True, help="Reduced to a letter once it is done.")
    state = fields.Selection(
        [("asked", "Asked for"), ("done", "Erased"), ("withdrawn", "Withdrawn")],
        required=True,
        readonly=True,
        default="asked",
        index=True,
    )
    date_asked = fields.Datetime("Asked for on", required=True, readonly=True, default=fields.Datetime.now)
    date_done = fields.Datetime("Closed on", readonly=True)
    done_by_id = fields.Many2one(
        "res.users", "Erased by", readonly=True, index="btree_not_null", ondelete="set null"
    )
    found = fields.Text("What is found", compute="_compute_found")

    _one_open = models.UniqueIndex(
        "(employee_id) WHERE state = 'asked'", "This person has asked for it already."
    )

    def _compute_display_name(self):
        for request in self:
            request.display_name = self.env._("Erasure request #%s", request.id or self.env._("new"))

    @api.depends("state")
    def _compute_found(self):
        for request in self:
            counts = request._people_sudo()._counts_of_data() if request.state == "asked" else ()
            request.found = "\n".join(
                self.env._("%(kind)s: %(count)s", kind=part["title"], count=part["count"]) for part in counts
            )

    def _people_sudo(self):
        # sudo: every participation of the person who asked, in whatever program
        people_sudo = self.env["mentoring.participant"].sudo().with_context(active_test=False)
        return people_sudo.search([("employee_id", "in", self.sudo().employee_id.ids)])

    # ------------------------------------------------------------
    # The person
    # ------------------------------------------------------------

    @api.model
    def _mine(self):
        """The user's open request, as superuser."""
        # sudo: the domain holds only the user's own request
        return self.sudo().search([("user_id", "=", self.env.uid), ("state", "=", "asked")], limit=1)

    @api.model
    def _ask(self):
        """The user asks for everything about them to be erased; asking twice is asking once."""
        existing_sudo = self._mine()
        people_sudo = self.env["mentoring.participant"]._my_entries()
        if existing_sudo:
            return existing_sudo.sudo(False)
        if not people_sudo:
            raise UserError(self.env._("Mentoring keeps nothing about you."))
        last_sudo = people_sudo[-1]
        with self.env["mentoring.submission.mixin"]._repeat_on_collision():
            request_sudo = self.sudo().create(
                {
                    "employee_id": last_sudo.employee_id.id,
                    "user_id": self.env.uid,
                    "company_id": last_sudo.company_id.id,
                    "name": last_sudo.name,
                }
            )
        self.env["mentoring.audit.event"]._record(last_sudo, "erasure_asked")
        last_sudo.program_id._queue_mails(ASKED, request_sudo)
        last_sudo.program_id._start_mail_queue()
        return request_sudo.sudo(False)

    @api.model
    def _withdraw_mine(self):
        self._mine().write({"state": "withdrawn", "date_done": fields.Datetime.now()})

    # ------------------------------------------------------------
    # The administrator
    # ------------------------------------------------------------

    def _verify_administrator(self):
        """Raise unless the user administers mentoring in the companies of these requests."""
        if self.env.su:
            return
        self.check_access("read")
        if not self.env.user.has_group(ADMINISTRATORS):
            raise AccessError(self.env._("Only a mentoring administrator erases data."))

    def action_erase(self):
        """Erase what these people left; whoever still takes part leaves first."""
        self._verify_administrator()
        for request_sudo in self.sudo():
            if request_sudo.state != "asked":
                raise UserError(
                    self.env._("%s is closed already. Nothing more to do.", request_sudo.display_name)
                )
            request_sudo.with_user(SUPERUSER_ID)._people_sudo()._anonymise()
            request_sudo.write(
                {
                    "state": "done",
                    "date_done": fields.Datetime.now(),
                    "done_by_id": self.env.uid,
                    "employee_id": False,
                    "user_id": False,
                    "name": _masked(request_sudo.name),
                }
            )
        return True

    def _mail_administrators(self):
        """Partner ids of the mentoring administrators of the company, for the mail template."""
        group = self.env.ref(ADMINISTRATORS)
        users = group.all_user_ids.filtered(
            lambda user: user.active and self.company_id in user.company_ids and user.partner_id.email
        )
        return ",".join(map(str, users.partner_id.ids))

    def _mail_day(self):
        return date_in_words(self.env, self.date_asked.date())

    def _mail_link(self):
        return f"{self.get_base_url()}/odoo/action-mentoring_program.mentoring_erasure_action/{self.id}"


def _masked(name):
    return f"{name[:1]}…"
