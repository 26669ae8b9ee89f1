from odoo import models
from odoo.tools import format_list

SHOWN_NAMES = 2


class ResUsers(models.Model):
    _inherit = "res.users"

    def _some_names(self):
        """ "Lena Koch", "Lena Koch and Omar Haddad", or "Lena Koch, Omar Haddad and 3 more"."""
        names = self.sudo().mapped("name")
        if len(names) > SHOWN_NAMES:
            names = [*names[:SHOWN_NAMES], self.env._("%s more", len(names) - SHOWN_NAMES)]
        return format_list(self.env, names)

    def _get_activity_groups(self):
        """Somebody who only decides lands on their pairings, not on a program they cannot work in."""
        groups = super()._get_activity_groups()
        if self.env["mentoring.program"].has_access("write"):
            return groups
        for group in groups:
            if group.get("model") == "mentoring.program":
                group.update(
                    name=self.env._("Pairings to approve"),
                    model="mentoring.pairing",
                    domain=[("can_approve", "=", True)],
                    view_type="list",
                )
        return groups

    def write(self, vals):
        result = super().write(vals)
        if "active" in vals:
            self._employees_of_all_companies_sudo()._mentoring_follow({"user_id"})
            self._coordinated_programs_sudo()._ask_deciders(by_mail=False)
        return result

    def unlink(self):
        programs_sudo = self._coordinated_programs_sudo()
        result = super().unlink()
        programs_sudo._ask_deciders(by_mail=False)
        return result

    def _deactivate_portal_user(self, **post):
        """Somebody closes their own account, and leaves mentoring by it."""
        self._employees_of_all_companies_sudo()._mentoring_follow_departure()
        return super()._deactivate_portal_user(**post)

    def _coordinated_programs_sudo(self):
        # sudo: as below
        return self.env["mentoring.program"].sudo().search([("coordinator_ids", "in", self.ids)])

    def _employees_of_all_companies_sudo(self):
        # sudo: what HR or the person changes has its consequences in mentoring, whoever changes it
        employees_sudo = self.env["hr.employee"].sudo().with_context(active_test=False)
        return employees_sudo.search([("user_id", "in", self.ids)])
