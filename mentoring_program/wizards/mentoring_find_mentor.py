from odoo import api, fields, models

from ..matching import Infeasible
from ..models.vocabulary import ELIGIBLE
from ..models.words import day_in_words

SEARCH_FROM = 15  # mentors; fewer are found at a glance


class MentoringFindMentor(models.TransientModel):
    """*Why not ...?*: all mentors for one mentee, each with what it would cost or the rule that forbids it.

    Prices come from the program's last matching; without one, or on request, fit and rules come from the answers of
    today, without prices.
    """

    _name = "mentoring.find.mentor"
    _inherit = ["mentoring.filled.mixin"]
    _description = "Find a mentor"

    mentee_id = fields.Many2one("mentoring.participant", required=True, ondelete="cascade")
    run_id = fields.Many2one("mentoring.run", readonly=True, ondelete="cascade")
    is_from_today = fields.Boolean(help="Looks at the answers of today instead of those of the last matching.")
    part_of_name = fields.Char("Name", size=100)
    line_ids = fields.One2many("mentoring.find.mentor.line", "wizard_id", string="Mentors")
    summary = fields.Char(compute="_compute_summary")
    source = fields.Char(compute="_compute_summary")
    changed_sentence = fields.Char(related="run_id.changed_sentence", related_sudo=False)
    mentor_count = fields.Integer(compute="_compute_summary")
    can_search = fields.Boolean(compute="_compute_summary")

    def _fill(self):
        mentee, program = self.mentee_id, self.mentee_id.program_id
        program._verify_coordinated()
        self.line_ids.unlink()
        options = self._priced_options()
        if options is None:
            self.run_id = False
            options = mentee._mentor_options(self._looked_for())
        self.env["mentoring.find.mentor.line"].create([{"wizard_id": self.id, **values} for values in options])

    def _priced_options(self):
        """Lines with prices from the program's last matching; None where it cannot tell."""
        mentee = self.mentee_id
        run = mentee.program_id.run_ids._last_by_program().get(mentee.program_id)
        if self.is_from_today or not run or not run.optimal or mentee.active_count >= mentee.partners_wanted:
            return None
        try:
            options = mentee._priced_options(run, self._looked_for())
        except Infeasible:
            return None
        self.run_id = run
        return options

    def _looked_for(self):
        return (self.part_of_name or "").strip()

    @api.depends("line_ids.is_allowed", "run_id")
    @api.depends_context("lang")
    def _compute_summary(self):
        for wizard in self:
            wizard.mentor_count = self.env["mentoring.participant"].search_count(
                [
                    ("program_id", "=", wizard.mentee_id.program_id.id),
                    ("role", "=", "mentor"),
                    ("state", "in", ELIGIBLE),
                ]
            )
            wizard.can_search = wizard.mentor_count >= SEARCH_FROM or bool(wizard.part_of_name)
            wizard.summary = wizard._summary_in_words()
            wizard.source = wizard._source_in_words()

    def _source_in_words(self):
        if not self.line_ids:
            return False
        if self.run_id and self.mentee_id.program_id.can_fill_gap:
            return self.env._(
                "A place is free while people wait, so another mentor may even gain something. Fill the gap first to "
                "see what it costs against the best pairs."
            )
        if self.run_id:
            return self.env._(
                "What it costs is exact: the pairs of today against the best ones with this mentor, from the "
                "answers of the matching of %s.",
                day_in_words(self.env, self.run_id.date_start),
            )
        return self.env._("Fit and rules by the answers of today. What it costs the others is known after a matching.")

    def _summary_in_words(self):
        mentee, lines = self.mentee_id, self.line_ids
        if part := self._looked_for():
            return self._found_in_words(part)
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
        if self.mentor_count > len(lines):
            return self.env._(
                "%(shown)s of %(all)s mentors, those who suit %(mentee)s best first; at the end the rule that forbids.",
                shown=len(lines),
                all=self.mentor_count,
                mentee=mentee.name,
            )
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

    def _found_in_words(self, part):
        lines = self.line_ids
        words = {
            "part": part,
            "suitable": len(lines.filtered("is_allowed")),
            "all": len(lines),
            "mentee": self.mentee_id.name,
        }
        if not lines:
            return self.env._(
                "Nobody with “%(part)s” in their name is a mentor here. Empty the field to see all.", **words
            )
        return self.env._("“%(part)s”: %(suitable)s of %(all)s mentors suit %(mentee)s.", **words)

    def action_search(self):
        """The mentors whose name holds what was typed; all of them when it is empty."""
        self.ensure_one()
        self._fill()
        return self._action_show()

    def action_from_today(self):
        """The same list by the answers of today."""
        self.ensure_one()
        self.is_from_today = True
        self._fill()
        return self._action_show()

    def _action_show(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Find a mentor for %s", self.mentee_id.name),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }
