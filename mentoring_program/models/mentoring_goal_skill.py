from odoo import Command, models
from odoo.exceptions import AccessError, UserError

from .answers import Answers
from .reading import read_lines


class MentoringGoalSkill(models.Model):
    """A goal that is reached may be worth a line in the employee's record, if the mentee wants it there."""

    _inherit = "mentoring.goal"

    def _skills_to_offer(self):
        """Skills of this reached goal that the mentee's record does not hold in any level. For superuser code."""
        self.ensure_one()
        if self.state != "reached":
            return self.skill_ids.browse()
        current = self.employee_id.current_employee_skill_ids.skill_id
        levels, kinds = self.env["hr.skill.level"]._mentoring_levels(), self.env["hr.skill"]._mentoring_kinds()
        return (self.skill_ids - current).filtered(lambda skill: kinds.get(skill.id) in levels)

    def _add_skill(self, pairing, values):
        """Write a skill of the user's reached goal into their own employee record. Raises FormError.

        values: goal_id, skill_id, level_id. HR sees the skill and its level, not the goal.
        """
        if pairing._verify_partner() != "mentee":
            raise AccessError(self.env._("Only the person whose record it is can add to it."))
        answers = Answers(self.env, values)
        goal_sudo = answers.record(
            "goal_id", pairing.sudo()._goals_of("mentee"), self.env._("Choose the goal first.")
        )
        skill_sudo = answers.record(
            "skill_id", goal_sudo.skill_ids, self.env._("Choose a skill of this goal.")
        )
        level_sudo = answers.record(
            "level_id",
            skill_sudo.skill_type_id.skill_level_ids,
            self.env._("How well do you know it now? Choose a level."),
        )
        answers.verify()
        if goal_sudo.state != "reached":
            raise UserError(self.env._("Once the goal is reached, its skills can be added to your record."))
        goal_sudo._take_turn()
        if skill_sudo not in goal_sudo._skills_to_offer():
            return  # the same form again
        # sudo: the person's own record, one skill that they chose, with a level of its type
        goal_sudo.employee_id.write(
            {
                "employee_skill_ids": [
                    Command.create(
                        {
                            "skill_id": skill_sudo.id,
                            "skill_type_id": skill_sudo.skill_type_id.id,
                            "skill_level_id": level_sudo.id,
                        }
                    )
                ]
            }
        )


class MentoringPairingGoalPage(models.Model):
    _inherit = "mentoring.pairing"

    def _portal_goal_options(self):
        """What a goal can be linked to, as plain values: topics, and skills that the two named."""
        self._verify_partner()
        pairing_sudo = self.sudo()
        people_sudo = pairing_sudo.mentor_id | pairing_sudo.mentee_id
        read_lines(people_sudo, "skill_ids")
        named = set(people_sudo.skill_ids.skill_id.ids)
        skills = [(key, name) for key, name in self.env["hr.skill"]._mentoring_names().items() if key in named]
        return {
            "topics": [{"id": key, "name": name} for key, name in self.env["mentoring.topic"]._mentoring_choices()],
            "skills": [{"id": key, "name": name} for key, name in sorted(skills, key=lambda one: one[1])],
        }

    def _portal_goal_links(self, goal_sudo, side):
        """Topics and skills of a goal, and what can be added to the record of the user."""
        offered_sudo = goal_sudo._skills_to_offer() if side == "mentee" else goal_sudo.skill_ids.browse()
        topics, skills = self.env["mentoring.topic"], self.env["hr.skill"]
        kinds = self.env["hr.skill"]._mentoring_kinds()
        levels = self.env["hr.skill.level"]._mentoring_levels()
        topic_ids = goal_sudo.with_context(active_test=False).topic_ids.ids
        return {
            "measure": goal_sudo.measure or "",
            "topics": topics._mentoring_named(topic_ids),
            "topic_ids": topic_ids,
            "skills": skills._mentoring_named(goal_sudo.skill_ids.ids),
            "skill_ids": goal_sudo.skill_ids.ids,
            "offers": [
                {
                    "id": skill.id,
                    "name": skills._mentoring_named(skill.ids)[0],
                    "levels": [{"id": key, "name": name} for key, name in levels[kinds[skill.id]]],
                }
                for skill in offered_sudo
            ],
        }
