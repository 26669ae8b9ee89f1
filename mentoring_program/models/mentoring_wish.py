from odoo import fields, models


class MentoringWish(models.Model):
    """Somebody a participant would like to be paired with: 1 is the first choice."""

    _name = "mentoring.wish"
    _inherit = ["mentoring.guard.mixin"]
    _description = "Mentoring wish"
    _order = "participant_id, rank, id"
    _check_company_auto = True

    _fixed_fields = frozenset({"participant_id"})

    participant_id = fields.Many2one("mentoring.participant", required=True, index=True, ondelete="cascade")
    other_id = fields.Many2one(
        "mentoring.participant",
        string="Wished partner",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    program_id = fields.Many2one(related="participant_id.program_id", store=True, index=True)
    company_id = fields.Many2one(related="participant_id.company_id", store=True, index=True)
    rank = fields.Integer(required=True, default=1)
    reason = fields.Text()

    _rank_range = models.Constraint("CHECK (rank BETWEEN 1 AND 5)", "A wish has a rank from 1 to 5.")
    _once = models.Constraint(
        "UNIQUE (participant_id, other_id)", "This person is on the list of wishes already."
    )
    _not_oneself = models.Constraint("CHECK (participant_id <> other_id)", "Nobody can wish for themselves.")
