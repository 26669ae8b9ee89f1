from odoo import api, fields, models

from .vocabulary import ELIGIBLE


class MentoringParticipantChanged(models.Model):
    """Whose answers changed after a run, told without reading anybody's answers again.

    Counted in starts of runs instead of seconds: two clocks, or one second, never decide what came first.
    """

    _inherit = "mentoring.participant"

    runs_before_change = fields.Integer(
        compute="_compute_runs_before_change",
        store=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="How often the program's matching had been started when something it looks at last changed.",
    )

    @api.depends(
        "capacity",
        "partners_wanted",
        "seniority",
        "tenure_band",
        "department_id",
        "job_id",
        "work_location_id",
        "tz",
        "topic_ids",
        "language_ids",
        "avoid_ids",
        "skill_ids.skill_id",
        "skill_ids.level",
        "wish_ids.other_id",
        "wish_ids.rank",
        "goal_ids.state",
        "goal_ids.target_department_id",
        "goal_ids.target_job_id",
        "survey_input_ids.state",
    )
    def _compute_runs_before_change(self):
        for participant in self:
            participant.runs_before_change = participant.program_id.run_counter

    def _set_state(self, state, reason=None):
        taking_part = self.filtered(lambda person: person.state in ELIGIBLE)
        result = super()._set_state(state, reason)
        crossed = self - taking_part if state in ELIGIBLE else taking_part
        crossed.sudo()._compute_runs_before_change()
        return result
