from odoo import api, fields, models


class MentoringFindMentor(models.TransientModel):
    """All mentors of the program for one mentee: fit, or the rule that forbids it; one click proposes."""

    _name = "mentoring.find.mentor"
    _description = "Find a mentor"

    mentee_id = fields.Many2one("mentoring.participant", required=True, ondelete="cascade")
    line_ids = fields.One2many("mentoring.find.mentor.line", "wizard_id", string="Mentors")

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        for wizard in wizards:
            wizard._fill()
        return wizards

    def _fill(self):
        self.mentee_id.program_id._verify_coordinated()
        self.env["mentoring.find.mentor.line"].create(
            [{"wizard_id": self.id, **values} for values in self.mentee_id._mentor_options()]
        )
