from odoo import api, fields, models
from odoo.fields import Domain

from .mentoring_participant_board import MANY_MENTORS
from .mentoring_program import COORDINATORS
from .vocabulary import ELIGIBLE


class MentoringProgramPage(models.Model):
    """What the pages of a program say in sentences."""

    _name = "mentoring.program"
    _inherit = ["mentoring.program", "mentoring.board.mixin"]

    _board_folded = {"state": ("closed", "cancelled")}

    objective_sentence = fields.Char(compute="_compute_objective_sentence", groups=COORDINATORS)
    current_key_result_ids = fields.Many2many(
        "mentoring.key.result",
        string="Where it stands",
        compute="_compute_current_key_results",
        groups=COORDINATORS,
    )
    template_ids = fields.Many2many(
        "mentoring.objective", string="Templates", compute="_compute_template_ids", groups=COORDINATORS
    )
    last_run_outcome = fields.Char(compute="_compute_last_run_outcome", groups=COORDINATORS)
    is_last_run_optimal = fields.Boolean(compute="_compute_last_run_outcome", groups=COORDINATORS)
    next_step = fields.Char(compute="_compute_next_step", groups=COORDINATORS)

    @api.depends("objective_id", "date_start", "key_result_ids.baseline", "key_result_ids.target")
    @api.depends_context("lang")
    def _compute_objective_sentence(self):
        for program in self:
            objective = program.objective_id
            reading = program.key_result_ids.filtered(
                lambda result, objective=objective: result.objective_id == objective
            )[:1]
            program.objective_sentence = objective and objective._sentence_until(
                reading.baseline if reading else objective.default_baseline,
                reading.target if reading else objective.default_target,
                program.date_start and fields.Date.add(program.date_start, months=objective.horizon_months),
            )

    @api.depends("key_result_ids.date", "key_result_ids.metric")
    def _compute_current_key_results(self):
        """The last reading of each metric."""
        for program in self:
            latest = {}
            for result in program.key_result_ids.sorted(
                lambda result: (result.date or fields.Date.today(), result.id)
            ):
                latest[result.metric] = result.id
            program.current_key_result_ids = list(latest.values())

    @api.depends("objective_id")
    def _compute_template_ids(self):
        """All objectives, while the program has none."""
        templates = self.env["mentoring.objective"].search([])
        for program in self:
            program.template_ids = False if program.objective_id else templates

    @api.depends("run_ids.state")
    @api.depends_context("lang")
    def _compute_last_run_outcome(self):
        for program in self:
            program.last_run_outcome = program.last_run_id.outcome
            program.is_last_run_optimal = program.last_run_id.optimal

    @api.depends(
        "state", "mentee_count", "mentor_count", "waiting_count", "proposed_count", "unannounced_count"
    )
    @api.depends_context("lang")
    def _compute_next_step(self):
        for program in self:
            program.next_step = program._next_step_in_words()

    def _next_step_in_words(self):
        """One short line for the card: the fact that asks for somebody's hand, else how many take part."""
        if self.state == "draft":
            return self.env._("Not open yet") if self.objective_id else self.env._("Choose what it is for")
        if self.state in ("closed", "cancelled"):
            return False
        if self.unannounced_count > 1:
            return self.env._("%s pairs to announce", self.unannounced_count)
        if self.unannounced_count:
            return self.env._("One pair to announce")
        if self.proposed_count > 1:
            return self.env._("%s proposals wait for a decision", self.proposed_count)
        if self.proposed_count:
            return self.env._("One proposal waits for a decision")
        if self.waiting_count > 1:
            return self.env._("%s mentees wait for a mentor", self.waiting_count)
        if self.waiting_count:
            return self.env._("One mentee waits for a mentor")
        if not self.mentee_count and not self.mentor_count:
            return self.env._("Nobody has registered yet")
        return False

    @api.model
    def action_open_board(self):
        """The menu's board: of the program that is matched now, else of the one that people join or that runs."""
        self._verify_coordinated()
        domain = [("state", "in", ("matching", "registration", "running"))]
        if not self._is_mentoring_manager():
            domain.append(("coordinator_ids", "in", self.env.uid))
        order = {"matching": 0, "registration": 1, "running": 2}
        program = self.search(domain).sorted(lambda program: order[program.state])[:1]
        action = self.env["ir.actions.actions"]._for_xml_id(
            "mentoring_program.mentoring_participant_action_board"
        )
        action["context"] = {
            "mentoring_show_places": True,
            "search_default_program_id": program.id,
            **program._board_context(),
        }
        return action

    def action_view_board(self):
        """Mentees by mentor of this program, places in the titles of the columns."""
        taking_part = [("role", "=", "mentee"), ("state", "in", ELIGIBLE)]
        return self._action_children(
            "mentoring_participant_action_board",
            taking_part,
            default_role="mentee",
            mentoring_show_places=True,
            **self._board_context(),
        )

    def _board_context(self):
        """A board of many mentors opens on the department where most mentees wait, and says so."""
        Participant = self.env["mentoring.participant"]
        taking_part = Domain("program_id", "=", self.id) & Domain("state", "in", ELIGIBLE)
        count = Participant.search_count(taking_part & Domain("role", "=", "mentor"))
        if count <= MANY_MENTORS:
            return {}
        mentees = taking_part & Domain("role", "=", "mentee") & Domain("department_id", "!=", False)
        waiting = mentees & Domain("proposed_mentor_id", "=", False)
        for some in (waiting, mentees):
            groups = Participant._read_group(some, ["department_id"], ["__count"])
            if groups:
                break
        else:
            return {}
        department = max(groups, key=lambda group: (group[1], -group[0].id))[0]
        return {
            "search_default_department_id": department.id,
            "mentoring_board_notice": self.env._(
                "%(count)s mentors take part. You see the mentees of %(department)s, their mentors, and the mentors "
                "of %(department)s with free places. Find a mentor looks at everybody; take the department out of "
                "the search to see more.",
                count=count,
                department=department.name,
            ),
        }
