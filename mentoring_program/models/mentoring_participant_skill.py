from odoo import fields, models


class MentoringParticipantSkill(models.Model):
    """A skill that a mentor offers (level: how well) or a mentee wants (level: how important)."""

    _name = "mentoring.participant.skill"
    _inherit = ["mentoring.guard.mixin"]
    _description = "Skill offered or wanted"
    _order = "participant_id, level desc, id"
    _rec_name = "skill_id"

    _fixed_fields = frozenset({"participant_id"})

    participant_id = fields.Many2one("mentoring.participant", required=True, index=True, ondelete="cascade")
    program_id = fields.Many2one(related="participant_id.program_id", store=True, index=True)
    company_id = fields.Many2one(related="participant_id.company_id", store=True, index=True)
    skill_id = fields.Many2one("hr.skill", required=True, index=True, ondelete="cascade")
    level = fields.Integer(
        required=True, default=2, help="1 to 3: how well for a mentor, how important for a mentee."
    )

    _level_range = models.Constraint("CHECK (level BETWEEN 1 AND 3)", "A skill has a level from 1 to 3.")
    _once = models.Constraint("UNIQUE (participant_id, skill_id)", "This skill is listed already.")
