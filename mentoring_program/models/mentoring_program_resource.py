from odoo import fields, models

from .mentoring_program import COORDINATORS


class MentoringProgramResource(models.Model):
    """What people read on the pages of a program and of their pair, by role."""

    _inherit = "mentoring.program"

    resource_ids = fields.Many2many(
        "mentoring.resource",
        "mentoring_program_resource_rel",
        "program_id",
        "resource_id",
        string="Handbooks",
        default=lambda self: self.env["mentoring.resource"].search([("program_id", "=", False)]),
        domain=[("program_id", "=", False)],
        groups=COORDINATORS,
    )
    own_resource_ids = fields.One2many(
        "mentoring.resource", "program_id", string="Only in this program", groups=COORDINATORS
    )

    def _resources_for(self, roles):
        """What people with these roles read, as plain values in their language; without a role, everything."""
        return [one for one in self._resources() if not roles or one["role"] in ("both", *roles)]

    def _portal_page(self):
        roles = (
            self.env["mentoring.participant"]
            ._own(self)
            .filtered(lambda one: one.state in ("registered", "waitlisted", "paused", "done"))
        )
        return {**super()._portal_page(), "resources": self._resources_for(roles.mapped("role"))}


class MentoringPairingResource(models.Model):
    _inherit = "mentoring.pairing"

    def _portal_page(self):
        page = super()._portal_page()
        return {**page, "resources": self.program_id._resources_for([page["side"]])}
