from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import email_normalize, format_list

from .mentoring_invitation import COORDINATORS, TAKING_PART


class MentoringProgramInvitation(models.Model):
    """Whom a program can invite, and what became of those it has invited."""

    _inherit = "mentoring.program"

    invitation_ids = fields.One2many(
        "mentoring.invitation", "program_id", string="Invitations", groups=COORDINATORS
    )
    invitation_count = fields.Integer("Invited", compute="_compute_invitation_count", groups=COORDINATORS)
    can_invite = fields.Boolean(compute="_compute_can_invite", groups=COORDINATORS)

    @api.depends("invitation_ids")
    def _compute_invitation_count(self):
        counts = dict(
            self.env["mentoring.invitation"]._read_group(
                [("program_id", "in", self.ids)], ["program_id"], ["__count"]
            )
        )
        for program in self:
            program.invitation_count = counts.get(program._origin, 0)

    @api.depends("state", "mode", "date_registration_end")
    def _compute_can_invite(self):
        for program in self:
            program.can_invite = program._is_open_for_registration()

    def _search_is_open_to_me(self, operator, value):
        """Also whoever was invited, and for as long as the row stands: who said not this time may think again."""
        domain = super()._search_is_open_to_me(operator, value)
        if domain is NotImplemented:
            return domain
        # sudo: the user's own invitations, while they are with the company
        mine = [("user_id", "=", self.env.uid), ("employee_id.active", "=", True)]
        invited = self.env["mentoring.invitation"].sudo()._search(mine)
        return domain | (Domain("state", "!=", "draft") & Domain("id", "in", invited.subselect("program_id")))

    # ------------------------------------------------------------
    # Inviting
    # ------------------------------------------------------------

    def action_open_invite(self):
        """Choose whom to invite; nobody is written to before the button in that dialog."""
        self.ensure_one()
        self._verify_can_invite()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Invite to %s", self.name),
            "res_model": "mentoring.invite",
            "view_mode": "form",
            "target": "new",
            "context": {"default_program_id": self.id},
        }

    def action_view_invitations(self):
        return self._action_children("mentoring_invitation_action", [])

    def _verify_can_invite(self):
        self._verify_coordinated()
        for program in self:
            if program.state == "draft":
                raise UserError(
                    self.env._(
                        "Open the registration of %s first: the mail leads to its page, which nobody sees yet.",
                        program.name,
                    )
                )
            if not program._is_open_for_registration():
                raise UserError(
                    self.env._(
                        "Registration for %s is closed. Move its last day, then invite.", program.name
                    )
                )

    def _invite(self, employees, role, batch):
        """Queue an invitation for each of these employees who can get one; returns the new invitations.

        Who was invited at the same moment by somebody else is left out when the server repeats this.
        """
        self.ensure_one()
        self._verify_can_invite()
        verdicts = self._judge_invitees(employees)
        ready = [employee.id for employee in employees if verdicts[employee.id][0] == "ok"]
        # sudo: behind the check above; the rows are the server's
        invitations_sudo = self.env["mentoring.invitation"].sudo()
        with self.env["mentoring.submission.mixin"]._repeat_on_collision():
            invitations_sudo = invitations_sudo.create(
                [
                    {"program_id": self.id, "employee_id": employee_id, "role": role, "batch": batch}
                    for employee_id in ready
                ]
            )
        if invitations_sudo:
            self.env["mentoring.audit.event"]._record(self, "invite", reason=batch)
            invitations_sudo._start_sending()
        return invitations_sudo

    # ------------------------------------------------------------
    # Who can be invited
    # ------------------------------------------------------------

    def _judge_invitees(self, employees, again=False):
        """{employee id: (word, facts for its sentence)}; "ok" is somebody whom a mail will reach.

        again: their invitations exist already, and are about to be sent. Queries do not grow with the employees.
        """
        self.ensure_one()
        # sudo: addresses and logins of the employees of this program's company, for callers who coordinate it
        employees_sudo = employees.sudo().with_context(active_test=False)
        employees_sudo.fetch(["name", "active", "work_email", "user_id", "work_contact_id", "company_id"])
        asked = {} if again else self._asked_already(employees_sudo)
        same_address = self._employees_by_address(employees_sudo)
        owners = self._owners_of(employees_sudo, same_address)
        return {
            employee.id: self._judge_invitee(employee, asked, same_address, owners)
            for employee in employees_sudo
        }

    def _judge_invitee(self, employee, asked, same_address, owners):
        if not employee.active or employee.company_id != self.company_id:
            return "left", {}
        if employee.id in asked:
            return asked[employee.id], {}
        user = employee.user_id
        if user:
            if not user.active:
                return "archived_login", {"login": user.login}
            return ("ok", {}) if email_normalize(user.partner_id.email) else ("no_address", {})
        address = email_normalize(employee.work_email)
        if not address:
            return ("bad_address", {"address": employee.work_email}) if employee.work_email else ("no_address", {})
        others = same_address[address] - employee
        if others:
            return "same_address", {"address": address, "others": format_list(self.env, others.mapped("name"))}
        for owner in owners[address] | owners[employee.work_contact_id]:
            if not self._is_own_login(owner, employee):
                return "foreign_login", {"address": address, "owner": owner.name}
            if not owner.active:
                return "archived_login", {"login": owner.login}
        return "ok", {}

    def _is_own_login(self, user, employee):
        """Whether this login, not linked to the employee yet, is theirs: the same contact, and no way into a company
        that an internal user has not got."""
        return user.partner_id == employee.work_contact_id and (
            user.share or self.company_id in user.company_ids
        )

    def _asked_already(self, employees_sudo):
        """{employee id: "registered" or "invited"}."""
        mine = [("program_id", "=", self.id), ("employee_id", "in", employees_sudo.ids)]
        invited_sudo = self.env["mentoring.invitation"].sudo().search_fetch(mine, ["employee_id"])
        taking_part_sudo = (
            self.env["mentoring.participant"]
            .sudo()
            .search_fetch([*mine, ("state", "in", TAKING_PART)], ["employee_id"])
        )
        return {
            **{one.employee_id.id: "invited" for one in invited_sudo},
            **{one.employee_id.id: "registered" for one in taking_part_sudo},
        }

    def _employees_by_address(self, employees_sudo):
        """{address: everybody of the company with it}, for those who would get a login by it."""
        written = [one.work_email for one in employees_sudo if one.work_email and not one.user_id]
        found = defaultdict(employees_sudo.browse)
        same_sudo = employees_sudo.with_context(active_test=True).search_fetch(
            [
                ("company_id", "=", self.company_id.id),
                ("work_email", "in", [*{*written, *map(email_normalize, written)} - {False}]),
            ],
            ["work_email", "name"],
        )
        for employee in same_sudo | employees_sudo.filtered(lambda one: one.work_email and not one.user_id):
            found[email_normalize(employee.work_email)] |= employee
        return found

    def _owners_of(self, employees_sudo, same_address):
        """{address or contact: logins that have it}, archived ones among them."""
        addresses = list(filter(None, same_address))
        contacts = employees_sudo.filtered(lambda one: not one.user_id).work_contact_id
        users_sudo = (
            self.env["res.users"]
            .sudo()
            .with_context(active_test=False)
            .search(
                Domain("login", "in", addresses)
                | Domain("partner_id.email_normalized", "in", addresses)
                | Domain("partner_id", "in", contacts.ids)
            )
        )
        owners = defaultdict(users_sudo.browse)
        for user in users_sudo:
            for key in {user.login.lower(), user.partner_id.email_normalized, user.partner_id}:
                owners[key] |= user
        return owners

    @api.model
    def _invitee_problem_in_words(self, word, about):
        return {
            "left": self.env._("has left the company."),
            "no_address": self.env._("has no work address. Add one on the employee, or ask them in person."),
            "bad_address": self.env._(
                "has the address “%s”, which is not one. Correct it on the employee.", about.get("address")
            ),
            "same_address": self.env._(
                "shares the address %(address)s with %(others)s. Give each of them their own.",
                address=about.get("address"),
                others=about.get("others"),
            ),
            "archived_login": self.env._(
                "has the archived login %s. Ask your administrator to bring it back.", about.get("login")
            ),
            "foreign_login": self.env._(
                "has the address %(address)s, which belongs to the login of %(owner)s. Ask HR to link that login to "
                "the employee, or to correct the address.",
                address=about.get("address"),
                owner=about.get("owner"),
            ),
            "no_login": self.env._(
                "could not get a login (%s). Ask your administrator, then send it again.", about.get("message")
            ),
        }[word]
