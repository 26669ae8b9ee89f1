from odoo import Command, api, fields, models

from .answers import Answers
from .vocabulary import REASON_CHARS
from .words import today_in

STEP_CHARS = 200


class MentoringGoal(models.Model):
    """What a mentee wants to reach; its pairing changes with the mentor, the goal stays theirs."""

    _name = "mentoring.goal"
    _inherit = ["mentoring.guard.mixin", "mentoring.submission.mixin"]
    _description = "Mentoring goal"
    _order = "participant_id, state, date_due, id"
    _check_company_auto = True

    _server_fields = frozenset({"company_id", "submission_key"})

    participant_id = fields.Many2one(
        "mentoring.participant", string="Mentee", required=True, index=True, ondelete="cascade"
    )
    pairing_id = fields.Many2one("mentoring.pairing", index="btree_not_null", ondelete="set null")
    employee_id = fields.Many2one(
        related="participant_id.employee_id", store=True, index="btree_not_null", compute_sudo=True
    )
    program_id = fields.Many2one(related="participant_id.program_id", store=True, index=True)
    company_id = fields.Many2one(related="participant_id.company_id", store=True, index=True)
    name = fields.Char(required=True)
    state = fields.Selection(
        [("open", "Open"), ("reached", "Reached"), ("dropped", "Dropped")],
        required=True,
        default="open",
        index=True,
    )
    progress = fields.Integer(default=0, help="0 to 100")
    date_due = fields.Date()
    # the two of the pair read the rest through the portal; the program's team reads name and progress only
    step_ids = fields.One2many("mentoring.goal.step", "goal_id", string="Steps", groups=fields.NO_ACCESS)
    measure = fields.Char("How both notice", groups=fields.NO_ACCESS)
    topic_ids = fields.Many2many("mentoring.topic", string="Topics", groups=fields.NO_ACCESS)
    skill_ids = fields.Many2many("hr.skill", string="Skills", groups=fields.NO_ACCESS)
    target_department_id = fields.Many2one(
        "hr.department",
        string="Move to department",
        index="btree_not_null",
        ondelete="set null",
        groups=fields.NO_ACCESS,
    )
    target_job_id = fields.Many2one(
        "hr.job", string="Move to job", index="btree_not_null", ondelete="set null", groups=fields.NO_ACCESS
    )

    _progress_range = models.Constraint(
        "CHECK (progress BETWEEN 0 AND 100)", "Progress lies between 0 and 100."
    )
    _submitted_once = models.UniqueIndex(
        "(create_uid, submission_key) WHERE submission_key IS NOT NULL", "This form was sent already."
    )

    def _compute_display_name(self):
        for goal in self:
            goal.display_name = self.env._("Goal #%s", goal.id or self.env._("new"))

    @api.model
    def _save_goal(self, pairing, values):
        """Add a goal to the user's pair, or change one of its goals; returns it. Raises FormError.

        values: goal_id (to change), name, measure, progress, date_due, state, new_step, steps_shown and step (ids
        shown and ticked), links_shown with goal_topic and goal_skill (ids), submission_key. A field that is missing
        stays as it is.
        """
        side = pairing._verify_partner()
        made_sudo = self._submitted(values.get("submission_key"))
        if made_sudo:
            return made_sudo.sudo(False)
        pairing_sudo = pairing.sudo()
        answers = Answers(self.env, values)
        goal_sudo = answers.record("goal_id", pairing_sudo._goals_of(side))
        stored = {**self._read_goal(answers, goal_sudo), **self._read_links(answers, goal_sudo, pairing_sudo)}
        new_step = answers.text("new_step", STEP_CHARS)
        shown_sudo = answers.records("steps_shown", goal_sudo.step_ids)
        done_sudo = answers.records("step", goal_sudo.step_ids)
        answers.verify()
        if goal_sudo:
            goal_sudo.write(stored)
        else:
            stored.update(participant_id=pairing_sudo.mentee_id.id, pairing_id=pairing_sudo.id)
            goal_sudo, _is_new = self._submit(values.get("submission_key"), stored)
        done_sudo.write({"is_done": True})
        (shown_sudo - done_sudo).write({"is_done": False})
        if new_step:
            self.env["mentoring.goal.step"]._submit(
                values.get("submission_key"), {"goal_id": goal_sudo.id, "name": new_step}
            )
        return goal_sudo.sudo(False)

    def _read_goal(self, answers, goal_sudo):
        stored = {}
        if not goal_sudo or answers.given("name"):
            stored["name"] = answers.text(
                "name",
                REASON_CHARS,
                self.env._("What would you like to be different? One sentence is enough."),
            )
        if answers.given("progress"):
            stored["progress"] = answers.number(
                "progress", 0, 100, self.env._("How far are you? A whole number from 0 to 100.")
            )
        if answers.given("date_due"):
            stored["date_due"] = answers.date("date_due", self.env._("Until when? Choose a day."))
            self._verify_due(answers, stored["date_due"], goal_sudo)
        if answers.given("state"):
            stored["state"] = answers.choice("state", ("open", "reached", "dropped"))
            if stored["state"] == "reached":
                stored["progress"] = 100
        return stored

    def _read_links(self, answers, goal_sudo, pairing_sudo):
        """Measure, topics and skills; those that the two named at registration can be linked, and what is linked."""
        stored = {}
        if "measure" in answers.values:
            stored["measure"] = answers.text("measure", REASON_CHARS) or False
        if answers.given("links_shown"):
            topics_sudo = self.env["mentoring.topic"].sudo().search([]) | goal_sudo.topic_ids
            people_sudo = pairing_sudo.mentor_id | pairing_sudo.mentee_id
            skills_sudo = people_sudo.skill_ids.skill_id | goal_sudo.skill_ids
            stored["topic_ids"] = [Command.set(answers.records("goal_topic", topics_sudo).ids)]
            stored["skill_ids"] = [Command.set(answers.records("goal_skill", skills_sudo).ids)]
        return stored

    def _verify_due(self, answers, day, goal_sudo):
        today = today_in(self.env, self.env.user.tz or "UTC")
        if day and day != goal_sudo.date_due and not today <= day <= fields.Date.add(today, years=10):
            answers.refuse("date_due", self.env._("Choose a day to come, within ten years."))
