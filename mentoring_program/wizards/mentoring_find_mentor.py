from odoo import api, fields, models


class MentoringFindMentor(models.TransientModel):
    """All mentors of the program for one mentee: fit, or the rule that forbids it; one click proposes."""

    _name = "mentoring.find.mentor"
    _description = "Find a mentor"

    mentee_id = fields.Many2one("mentoring.participant", required=True, ondelete="cascade")
    line_ids = fields.One2many("mentoring.find.mentor.line", "wizard_id", string="Mentors")
    summary = fields.Char(compute="_compute_summary")

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

    @api.depends("line_ids.is_allowed")
    @api.depends_context("lang")
    def _compute_summary(self):
        for wizard in self:
            wizard.summary = wizard._summary_in_words()

    def _summary_in_words(self):
        mentee, lines = self.mentee_id, self.line_ids
        if not lines:
            taken = mentee.proposed_mentor_id
            if taken:
                return self.env._(
                    "%(mentee)s already has a mentor, %(mentor)s. Decline or end that pair first.",
                    mentee=mentee.name,
                    mentor=taken.name,
                )
            return self.env._("There is no mentor in this program yet. Register mentors first.")
        suitable = len(lines.filtered("is_allowed"))
        if not suitable:
            return self.env._(
                "None of the %(all)s mentors is possible for %(mentee)s now. The list says why, the closest first.",
                all=len(lines),
                mentee=mentee.name,
            )
        return self.env._(
            "%(suitable)s of %(all)s mentors suit %(mentee)s. The others stand at the end, with the rule.",
            suitable=suitable,
            all=len(lines),
            mentee=mentee.name,
        )
