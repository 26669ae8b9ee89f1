from odoo import api, fields, models
from odoo.fields import Domain

from .mentoring_participant import COORDINATORS
from .vocabulary import ELIGIBLE

MANY_MENTORS = 30  # a board of more opens on one department
COLUMNS_OPEN = 50  # columns of the board that open by themselves; core stops at ten
CARDS_IN_COLUMN = 80


class MentoringParticipantBoard(models.Model):
    """The board of mentees by mentor: one column per mentor, *Unmatched* first, there and open even when empty.

    Core leaves out a column without a mentor when nobody is in it, folds it otherwise, opens ten columns and
    asks the database once for each; here two searches fill all of them.
    """

    _name = "mentoring.participant"
    _inherit = ["mentoring.participant", "mentoring.board.mixin"]

    _board_folded = {"state": ("left", "declined")}

    proposed_mentor_id = fields.Many2one(falsy_value_label="Unmatched")
    board_pairing_state = fields.Selection(
        related="board_pairing_id.state", groups=COORDINATORS, string="Pair"
    )
    first_goal = fields.Char("Goal", compute="_compute_first_goal", groups=COORDINATORS)

    @api.depends("goal_ids.name", "goal_ids.state")
    def _compute_first_goal(self):
        for participant in self:
            goals = participant.goal_ids.filtered(lambda goal: goal.state == "open") or participant.goal_ids
            participant.first_goal = goals[:1].name

    @api.model
    def _group_expand_proposed_mentor(self, mentors, domain):
        """Every mentor of the shown programs is a column; of many, those with free places and those in use.

        Of many, a board of one department has columns for the mentors of that department.
        """
        program_ids = [self.env.context.get("default_program_id")]
        if not program_ids[0]:
            program_ids = [program.id for (program,) in self._read_group(domain, ["program_id"])]
        taking_part = Domain("program_id", "in", program_ids) & Domain("role", "=", "mentor")
        taking_part &= Domain("state", "in", ELIGIBLE)
        everybody = self.search(taking_part)
        if len(everybody) > MANY_MENTORS:
            department = [one for one in Domain(domain).iter_conditions() if one.field_expr == "department_id"]
            everybody = everybody.filtered("free_places").filtered_domain(Domain.AND(department))
        return (everybody | mentors).sorted("name")

    @api.model
    @api.readonly
    def web_read_group(
        self, domain, groupby, aggregates=(), *args, auto_unfold=False, opening_info=None, **kwargs
    ):
        if not auto_unfold or list(groupby) != ["proposed_mentor_id"]:
            return super().web_read_group(
                domain,
                groupby,
                aggregates,
                *args,
                auto_unfold=auto_unfold,
                opening_info=opening_info,
                **kwargs,
            )
        specification = kwargs.pop("unfold_read_specification", None) or {}
        limit = kwargs.pop("unfold_read_default_limit", None) or CARDS_IN_COLUMN
        result = super().web_read_group(domain, groupby, aggregates, *args, **kwargs)
        groups = self._named_apart(self._with_unmatched_column(result["groups"], aggregates))
        opened = self._opened_columns(groups, opening_info or (), limit)
        for group, records in self._read_columns(domain, opened, specification):
            group["__records"] = records
        return {"groups": groups, "length": result["length"] + len(groups) - len(result["groups"])}

    @api.model
    def _with_unmatched_column(self, groups, aggregates):
        """The same columns, *Unmatched* first; an empty one lets a mentee be dragged back."""
        unmatched = [group for group in groups if not group["proposed_mentor_id"]]
        if not unmatched:
            unmatched = [
                {
                    "proposed_mentor_id": False,
                    "__extra_domain": [("proposed_mentor_id", "=", False)],
                    "__count": 0,
                    **{name: False for name in aggregates if name != "__count"},
                }
            ]
        return unmatched + [group for group in groups if group["proposed_mentor_id"]]

    @api.model
    def _named_apart(self, groups):
        """The same columns; on a board of several programs each title says which one."""
        mentors = self.browse(group["proposed_mentor_id"][0] for group in groups if group["proposed_mentor_id"])
        # sudo: the name of the program that a mentor on the board takes part in
        programs = {mentor.id: mentor.program_id.name for mentor in mentors.sudo()}
        if len(mentors.sudo().program_id) > 1:
            for group in groups:
                if group["proposed_mentor_id"]:
                    mentor, title = group["proposed_mentor_id"]
                    group["proposed_mentor_id"] = (mentor, f"{title} · {programs[mentor]}")
        return groups

    @api.model
    def _opened_columns(self, groups, opening_info, limit):
        """[(column, first card, number of cards)] of the open columns: as the screen says, else the first ones."""
        told = {info["value"]: info for info in opening_info}
        opened = []
        for group in groups:
            mentor = group["proposed_mentor_id"] and group["proposed_mentor_id"][0]
            info = told.get(mentor, {"folded": len(opened) >= COLUMNS_OPEN})
            if not info["folded"]:
                start = info.get("offset") or 0
                opened.append((group, start if start < group["__count"] else 0, info.get("limit") or limit))
        return opened

    @api.model
    def _read_columns(self, domain, opened, specification):
        """Yield (column, cards), read in two searches: without a mentor, and with one of the open mentors."""
        mentors = [group["proposed_mentor_id"][0] for group, *_cut in opened if group["proposed_mentor_id"]]
        cards = {mentor: self.browse() for mentor in (False, *mentors)}
        for group, start, limit in opened:
            if not group["proposed_mentor_id"]:
                unmatched = Domain(domain) & Domain("proposed_mentor_id", "=", False)
                cards[False] = self.search(unmatched, offset=start, limit=limit)
        matched = self.search(Domain(domain) & Domain("proposed_mentor_id", "in", mentors))
        cards.update(
            {mentor.id: mentees for mentor, mentees in matched.grouped("proposed_mentor_id").items()}
        )
        shown = {}
        for group, start, limit in opened:
            mentor = group["proposed_mentor_id"] and group["proposed_mentor_id"][0]
            shown[mentor] = cards[mentor][start : start + limit] if mentor else cards[False]
        everybody = self.browse().union(*shown.values())
        values = {row["id"]: row for row in everybody.web_read(specification)}
        for group, *_cut in opened:
            mentor = group["proposed_mentor_id"] and group["proposed_mentor_id"][0]
            yield group, [values[mentee.id] for mentee in shown[mentor]]
