import ast

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import email_normalize, email_split

from ..models.mentoring_invitation import INVITED_ROLES
from ..models.vocabulary import PLACING
from ..models.words import date_in_words

MAX_ADDRESSES = 5_000
SHOWN_PROBLEMS = 200


class MentoringInvite(models.TransientModel):
    """Shows who will be invited, who cannot be and why, before anything is sent; invites by the program's method."""

    _name = "mentoring.invite"
    _description = "Invite to a program"

    program_id = fields.Many2one(
        "mentoring.program",
        required=True,
        ondelete="cascade",
        domain=[("state", "in", PLACING)],
    )
    role = fields.Selection(INVITED_ROLES, required=True, default="either", string="Asked to be")
    batch = fields.Char("Name of this round", default=lambda self: self._default_batch())
    whom = fields.Selection(
        [
            ("department", "Departments"),
            ("people", "People I choose"),
            ("domain", "Everybody to whom a rule applies"),
            ("addresses", "A list of addresses"),
        ],
        required=True,
        default="department",
        string="Invite",
    )
    department_ids = fields.Many2many(
        "hr.department", "mentoring_invite_department_rel", "invite_id", "department_id", string="Departments"
    )
    employee_ids = fields.Many2many(
        "hr.employee.public", "mentoring_invite_employee_rel", "invite_id", "employee_id", string="People"
    )
    employee_domain = fields.Char("Rule", default="[]")
    addresses = fields.Text(
        help="Work addresses, one per line or as they come from a spreadsheet; everything else in it is ignored."
    )
    invitee_ids = fields.Many2many("hr.employee.public", string="Will be invited", compute="_compute_audience")
    invitee_count = fields.Integer(compute="_compute_audience")
    headline = fields.Char(compute="_compute_audience")
    asked_sentence = fields.Char(compute="_compute_audience")
    problems = fields.Html(compute="_compute_audience", sanitize=False)

    def _default_batch(self):
        return self.env._("Invited on %s", date_in_words(self.env, fields.Date.context_today(self)))

    @api.model
    def default_get(self, field_names):
        """People ticked in a list of employees are the ones who are meant."""
        values = super().default_get(field_names)
        context = self.env.context
        if context.get("active_model") in ("hr.employee", "hr.employee.public") and context.get("active_ids"):
            values.update(whom="people", employee_ids=[fields.Command.set(context["active_ids"])])
        return values

    # ------------------------------------------------------------
    # Who
    # ------------------------------------------------------------

    @api.depends(
        "program_id", "role", "whom", "department_ids", "employee_ids", "employee_domain", "addresses"
    )
    def _compute_audience(self):
        for wizard in self:
            if not wizard.program_id:
                wizard.update(
                    {
                        "invitee_ids": False,
                        "invitee_count": 0,
                        "headline": self.env._("Choose a program whose registration is open"),
                        "asked_sentence": False,
                        "problems": False,
                    }
                )
                continue
            people, unknown = wizard._chosen()
            verdicts = wizard.program_id._judge_invitees(self.env["hr.employee"].browse(people.ids))
            ready = people.filtered(lambda one, verdicts=verdicts: verdicts[one.id][0] == "ok")
            wizard.invitee_ids = ready
            wizard.invitee_count = len(ready)
            wizard.headline = wizard._headline_in_words(len(ready))
            wizard.asked_sentence = wizard._asked_in_words(verdicts)
            wizard.problems = wizard._problems_in_words(people, verdicts, unknown)

    def _chosen(self):
        """(the employees who are meant, as the user may see them; addresses that nobody has)."""
        self.program_id._verify_coordinated()
        people = self.env["hr.employee.public"]
        company = Domain("company_id", "=", self.program_id.company_id.id) & Domain("active", "=", True)
        if self.whom == "department":
            below = Domain("department_id", "child_of", self.department_ids._origin.ids)
            return people.search(company & below) if self.department_ids else people, []
        if self.whom == "people":
            return people.search(company & Domain("id", "in", self.employee_ids._origin.ids)), []
        if self.whom == "domain":
            return people.search(company & self._read_rule()), []
        return self._employees_with(company)

    def _read_rule(self):
        """The rule as a domain; read as data, never executed."""
        try:
            return Domain(ast.literal_eval(self.employee_domain or "[]"))
        except (ValueError, SyntaxError, TypeError) as error:
            raise UserError(
                self.env._("The rule cannot be read. Build it with the lines, without formulas.")
            ) from error

    def _employees_with(self, company):
        """(employees with one of the addresses, addresses that nobody has)."""
        addresses = {email_normalize(address) for address in email_split(self.addresses or "")} - {False}
        if len(addresses) > MAX_ADDRESSES:
            raise UserError(self.env._("At most %s addresses at once.", MAX_ADDRESSES))
        people = self.env["hr.employee.public"]
        if addresses:
            # addresses are stored as HR wrote them
            people = people.search(company & Domain("work_email", "!=", False)).filtered(
                lambda one: email_normalize(one.work_email) in addresses
            )
        known = {email_normalize(one.work_email) for one in people}
        return people, sorted(addresses - known)

    # ------------------------------------------------------------
    # Words
    # ------------------------------------------------------------

    def _headline_in_words(self, count):
        if not count:
            return self.env._("Nobody chosen yet who can be invited")
        if count == 1:
            return self.env._("One person will be invited")
        return self.env._("%s people will be invited", count)

    def _asked_in_words(self, verdicts):
        words = [word for word, _about in verdicts.values()]
        parts = []
        if words.count("registered"):
            parts.append(self.env._("Take part already: %s", words.count("registered")))
        if words.count("invited"):
            parts.append(self.env._("Invited already: %s", words.count("invited")))
        return " · ".join(parts)

    def _problems_in_words(self, people, verdicts, unknown):
        """Everybody who cannot be invited by name, each with what helps; plain text in a list."""
        lines = [
            Markup("<b>%s</b> %s") % (one.name, self.program_id._invitee_problem_in_words(*verdicts[one.id]))
            for one in people
            if verdicts[one.id][0] not in ("ok", "registered", "invited")
        ]
        stranger = self.env._("is nobody's work address here.")
        lines += [Markup("<b>%s</b> %s") % (address, stranger) for address in unknown]
        if not lines:
            return False
        more = len(lines) - SHOWN_PROBLEMS
        if more > 0:
            lines = [*lines[:SHOWN_PROBLEMS], self.env._("and %s more", more)]
        items = Markup().join(Markup("<li>%s</li>") % line for line in lines)
        return Markup("<ul class='mb-0 ps-3'>%s</ul>") % items

    # ------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------

    def action_invite(self):
        self.ensure_one()
        people, _unknown = self._chosen()
        invited = self.program_id._invite(self.env["hr.employee"].browse(people.ids), self.role, self.batch)
        if not invited:
            raise UserError(self.env._("Nobody is chosen who can be invited. The list says why."))
        return self.program_id.action_view_invitations()
