from odoo import api, fields, models


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
    cost = fields.Char("Price")
    moves = fields.Char("Who moves")
    verdict = fields.Text("What it costs", compute="_compute_verdict")
    has_moves = fields.Boolean(help="Proposals of other mentees change along with it.")
    change = fields.Json(help="{mentee: [mentors]} of everybody whose proposals change.")

    _score_range = models.Constraint("CHECK (score >= 0 AND score <= 100)", "A fit lies between 0 and 100.")

    @api.depends("rule", "cost", "moves", "free_places")
    @api.depends_context("lang")
    def _compute_verdict(self):
        for line in self:
            if not line.is_allowed:
                line.verdict = line.rule
            elif line.moves:
                line.verdict = self.env._("%(cost)s: %(moves)s", cost=line.cost, moves=line.moves)
            elif line.cost:
                line.verdict = line.cost
            elif line.free_places == 1:
                line.verdict = self.env._("One place free")
            else:
                line.verdict = self.env._("%s places free", line.free_places)

    def action_propose_alone(self):
        """This pair only, on a place that is free: everybody else stays."""
        self.ensure_one()
        self.env["mentoring.pairing"]._propose_by_hand(self.mentor_id, self.wizard_id.mentee_id)
        return self._action_say(
            self.env._(
                "%(mentor)s is proposed for %(mentee)s. Everybody else stays.",
                mentor=self.mentor_id.name,
                mentee=self.wizard_id.mentee_id.name,
            )
        )

    def action_propose(self):
        """This pair with the moves that were shown."""
        self.ensure_one()
        mentee, mentor = self.wizard_id.mentee_id, self.mentor_id
        if self.has_moves:
            told = {int(key): others for key, others in (self.change or {}).items()}
            self.wizard_id.run_id._propose_forced(mentee, mentor, told)
            message = self.env._(
                "%(mentor)s is proposed for %(mentee)s. Along with it: %(moves)s.",
                mentor=mentor.name,
                mentee=mentee.name,
                moves=self.moves,
            )
        else:
            self.env["mentoring.pairing"]._propose_by_hand(mentor, mentee)
            message = self.env._("%(mentor)s is proposed for %(mentee)s.", mentor=mentor.name, mentee=mentee.name)
        return self._action_say(message)

    def _action_say(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.act_window_close", "infos": {"mentoring_reload": True}},
            },
        }
