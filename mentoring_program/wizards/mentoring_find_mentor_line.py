from odoo import fields, models


class MentoringFindMentorLine(models.TransientModel):
    _name = "mentoring.find.mentor.line"
    _description = "Possible mentor"
    _order = "is_allowed desc, score desc, id"

    wizard_id = fields.Many2one("mentoring.find.mentor", required=True, index=True, ondelete="cascade")
    mentor_id = fields.Many2one("mentoring.participant", required=True, ondelete="cascade")
    free_places = fields.Integer(related="mentor_id.free_places")
    score = fields.Float("Fit", digits=(7, 1))
    is_allowed = fields.Boolean()
    rule = fields.Char("Why not")

    def action_propose(self):
        self.ensure_one()
        self.env["mentoring.pairing"]._propose_by_hand(self.mentor_id, self.wizard_id.mentee_id)
        return {"type": "ir.actions.act_window_close"}
