from odoo import fields, models


class MentoringSuggestion(models.Model):
    """A mentor on a mentee's shortlist. Which ones, `matching.shortlist` decides; the mentee sees card and reasons."""

    _name = "mentoring.suggestion"
    _inherit = ["mentoring.guard.mixin"]
    _description = "Mentor on a shortlist"
    _order = "mentee_id, sequence, id"
    _check_company_auto = True

    mentee_id = fields.Many2one("mentoring.participant", required=True, index=True, ondelete="cascade")
    mentor_id = fields.Many2one("mentoring.participant", required=True, index=True, ondelete="cascade")
    program_id = fields.Many2one(related="mentee_id.program_id", store=True, index=True)
    company_id = fields.Many2one(related="mentee_id.company_id", store=True, index=True)
    sequence = fields.Integer(required=True, readonly=True, default=10)

    _once = models.Constraint(
        "UNIQUE (mentee_id, mentor_id)", "This mentor is on the mentee's shortlist already."
    )
    _two_people = models.Constraint("CHECK (mentor_id <> mentee_id)", "A suggestion is about two people.")

    def _compute_display_name(self):
        for suggestion in self:
            suggestion.display_name = self.env._("Suggestion #%s", suggestion.id or self.env._("new"))
