from odoo import models


class ResourceResource(models.Model):
    _inherit = "resource.resource"

    def write(self, vals):
        """Archiving a person's resource archives the employee without a call to the employee's own `write`."""
        result = super().write(vals)
        if "active" in vals:
            # sudo: what HR changes has its consequences in mentoring, whoever changes it
            employees_sudo = self.env["hr.employee"].sudo().with_context(active_test=False)
            employees_sudo.search([("resource_id", "in", self.ids)])._mentoring_follow({"active"})
        return result
