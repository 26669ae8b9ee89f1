import ast

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import ormcache

from .mentoring_catalogue import forget_kept

EVERYBODY = "[]"
# what a change of makes anew what is kept in memory of programs
KEPT = frozenset({"employee_domain", "company_id", "active", "agenda_ids", "resource_ids"})


class MentoringProgramEligible(models.Model):
    """Who may join: a rule about employees, read as data. Whoever is invited or takes part is never kept out by it."""

    _inherit = "mentoring.program"

    employee_domain = fields.Char(
        "Who may join",
        default=EVERYBODY,
        groups="mentoring_program.group_mentoring_coordinator",
        help="Employees of the company to whom this applies see the program, and may register.",
    )

    # no constraint: those run as superuser, and a rule may only ask what its author may ask

    @api.model_create_multi
    def create(self, vals_list):
        programs = super().create(vals_list)
        forget_kept(self.env)
        programs._verify_rules()
        return programs

    def write(self, vals):
        result = super().write(vals)
        if not KEPT.isdisjoint(vals):
            forget_kept(self.env)
        if "employee_domain" in vals:
            self._verify_rules()
        return result

    def unlink(self):
        result = super().unlink()
        forget_kept(self.env)
        return result

    def _verify_rules(self):
        # sudo: the rules as they are stored, cleaned; each is tried with the rights of whoever wrote it
        for rule in set(self.sudo().mapped("employee_domain")):
            self._verify_rule(rule)

    @api.model
    def _verify_rule(self, text):
        """Refuse what cannot be read, and fields that whoever writes it may not ask about."""
        rule = self._parse_rule(text)
        try:
            self.env["hr.employee.public"].search_count(rule, limit=1)
        except (ValueError, TypeError) as error:
            raise ValidationError(
                self.env._("The rule “%s” cannot be applied to employees. Build it with the lines.", text)
            ) from error

    @api.model
    def _parse_rule(self, text):
        try:
            return Domain(ast.literal_eval(text or EVERYBODY))
        except (ValueError, SyntaxError, TypeError) as error:
            raise ValidationError(
                self.env._("The rule cannot be read. Build it with the lines, without formulas.")
            ) from error

    def _search_is_open_to_me(self, operator, value):
        domain = super()._search_is_open_to_me(operator, value)
        closed = domain is not NotImplemented and self._closed_to_me()
        return domain & (Domain("id", "not in", closed) | self._asked_me()) if closed else domain

    @api.model
    def _asked_me(self):
        """Programs in which the user takes part or to which they are invited."""
        mine = [("user_id", "=", self.env.uid), ("employee_id.active", "=", True)]
        # sudo: the user's own rows
        takes_part = self.env["mentoring.participant"].sudo()._search(mine)
        invited = self.env["mentoring.invitation"].sudo()._search(mine)
        return Domain("id", "in", takes_part.subselect("program_id")) | Domain(
            "id", "in", invited.subselect("program_id")
        )

    @api.model
    def _closed_to_me(self):
        """Ids of the programs whose rule does not apply to the user; one question per different rule."""
        me = self.env.user._employees_at_work()
        # sudo: portal users read no employees; the rule was checked when it was written
        people_sudo = self.env["hr.employee.public"].sudo()
        closed = []
        for text, company_id, program_ids in self._ruled():
            if company_id not in me.company_id.ids:
                continue
            if not people_sudo.search_count(self._parse_rule(text) & Domain("id", "in", me.ids), limit=1):
                closed += program_ids
        return closed

    @api.model
    @ormcache()
    def _ruled(self):
        """((rule, company id, program ids), …) of all programs that not everybody may join; the same for everybody."""
        ruled = self.sudo().with_context({}).search_fetch(
            [("employee_domain", "not in", (False, EVERYBODY))], ["employee_domain", "company_id"]
        )
        groups = ruled.grouped(lambda program: (program.employee_domain, program.company_id.id))
        return tuple((*key, tuple(programs.ids)) for key, programs in groups.items())
