from odoo import api, models


class MentoringProgramInvitationPortal(models.Model):
    """A program's page for somebody who was asked to take part."""

    _inherit = "mentoring.program"

    def _portal_page(self):
        return {**super()._portal_page(), "invitation": self._portal_invitation()}

    def _portal_invitation(self):
        """{"role", "can_decline", "declined"} of the user's own invitation; empty for whoever was not invited."""
        own_sudo = self.env["mentoring.invitation"]._mine(self.id)[:1]
        if not own_sudo or own_sudo.state == "registered":
            return {}
        return {
            "role": own_sudo.role,
            "inviter": self.sudo().sponsor_id.name or own_sudo._mail_coordinators(),
            "declined": own_sudo.state == "declined",
        }

    def _sample_invitation(self, role):
        """The same for somebody who would be invited with this role."""
        sample_sudo = self.env["mentoring.invitation"].sudo().new({"program_id": self.id, "role": role})
        return {"role": role, "inviter": sample_sudo._mail_inviter(), "declined": False}

    @api.model
    def _declined_by_me(self):
        own_sudo = self.env.user._mentoring_own("mentoring_invitation_ids")
        return own_sudo.filtered(lambda one: one.state == "declined").program_id


class MentoringParticipant(models.Model):
    _inherit = "mentoring.participant"

    @api.model
    def _steps_of_programs(self, open_programs, own_sudo):
        """Who said not this time is not asked by the home page again; the program stays in its list."""
        declined = self.env["mentoring.program"]._declined_by_me().ids
        asked = [card for card in open_programs if card["id"] not in declined]
        return super()._steps_of_programs(asked, own_sudo)
