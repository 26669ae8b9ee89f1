from odoo import fields, models


class MentoringFindMentorLine(models.TransientModel):
    _name = "mentoring.find.mentor.line"
    _description = "Possible mentor"
    _order = "wizard_id, id"  # in the order in which they suit

    wizard_id = fields.Many2one("mentoring.find.mentor", required=True, index=True, ondelete="cascade")
    mentor_id = fields.Many2one("mentoring.participant", required=True, ondelete="cascade")
    # with the reader's rights: a line may name any mentor, also one of a program that is not theirs
    mentor_name = fields.Char("Name", related="mentor_id.name", related_sudo=False)
    department_id = fields.Many2one(related="mentor_id.department_id", related_sudo=False)
    free_places = fields.Integer(related="mentor_id.free_places", related_sudo=False)
    score = fields.Float("Fit", digits=(7, 1))
    is_allowed = fields.Boolean()
    is_present = fields.Boolean("Proposed now")
    rule = fields.Char("Why not")

    _score_range = models.Constraint("CHECK (score >= 0 AND score <= 100)", "A fit lies between 0 and 100.")

    def action_propose(self):
        self.ensure_one()
        mentee = self.wizard_id.mentee_id
        self.env["mentoring.pairing"]._propose_by_hand(self.mentor_id, mentee)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(mentor)s is proposed for %(mentee)s.", mentor=self.mentor_id.name, mentee=mentee.name
                ),
                "next": {"type": "ir.actions.act_window_close", "infos": {"mentoring_reload": True}},
            },
        }
