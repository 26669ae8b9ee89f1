from odoo import api, fields, models

from .reading import read_lines
from .words import date_in_words


class MentoringParticipantPortal(models.Model):
    """What the registration page offers and shows, as plain values."""

    _inherit = "mentoring.participant"

    @api.model
    def _portal_options(self, program):
        """Everything that can be chosen on the registration page; callers have checked access to the program."""
        company_id = program.sudo().company_id.id

        def choices(pairs):
            return [{"id": str(key), "name": name} for key, name in pairs]

        return {
            "skills": list(self._skill_labels()),
            "languages": choices(self._language_names().items()),
            "topics": choices(self.env["mentoring.topic"]._mentoring_choices()),
            # names of departments and jobs, which every colleague may know
            "departments": choices(self.env["hr.department"]._mentoring_choices(company_id)),
            "jobs": choices(self.env["hr.job"]._mentoring_choices(company_id)),
            "mentors": program._portal_mentors(),
        }

    @api.model
    def _language_names(self):
        """{id: name} of the languages to choose from, by name."""
        languages = self.env["hr.skill"]._mentoring_language_type().ids
        names, kinds = self.env["hr.skill"]._mentoring_names(), self.env["hr.skill"]._mentoring_kinds()
        return {key: names[key] for key, kind in kinds.items() if kind in languages and key in names}

    @api.model
    def _portal_answers(self, program):
        """The user's answers as the form's values; what HR knows of them where they have not answered yet."""
        own_sudo = self._own(program)
        read_lines(own_sudo, "skill_ids", "wish_ids")
        mentor_sudo = own_sudo.filtered(lambda one: one.role == "mentor")
        mentee_sudo = own_sudo.filtered(lambda one: one.role == "mentee")
        known = self._known_by_hr(program)
        first_sudo = own_sudo[:1]
        goal_sudo = mentee_sudo._first_goal() if mentee_sudo else self.env["mentoring.goal"].sudo()
        labels = {skill: label for label, skill in self._skill_labels().items()}
        offered = (
            {line.skill_id.id: line.level for line in mentor_sudo.skill_ids}
            if mentor_sudo
            else known["skills"]
        )
        wanted = {line.skill_id.id: line.level for line in mentee_sudo.skill_ids}
        languages = [str(key) for key in (first_sudo.language_ids.ids if own_sudo else known["languages"])]
        values = {
            "roles": [one.role for one in own_sudo if one.state not in ("left", "declined")],
            "capacity": str(mentor_sudo.capacity) if mentor_sudo else "1",
            "is_listed": "1" if mentor_sudo.is_listed else "",
            "mentor_skill": [labels.get(skill, "") for skill in offered],
            "mentor_level": [str(level) for level in offered.values()],
            "mentee_skill": [labels.get(skill, "") for skill in wanted],
            "mentee_level": [str(level) for level in wanted.values()],
            "topic": [str(key) for key in first_sudo.with_context(active_test=False).topic_ids.ids],
            "language": languages,
            "goal": goal_sudo.name or "",
            "goal_department": str(goal_sudo.target_department_id.id or ""),
            "goal_job": str(goal_sudo.target_job_id.id or ""),
            "avoid": "\n".join(filter(None, own_sudo.avoid_employee_ids.mapped("work_email"))),
            "about": first_sudo.about or "",
        }
        for number, wish in enumerate(mentee_sudo.wish_ids.sorted("rank"), start=1):
            values[f"wish_{number}"] = str(wish.other_id.id)
            values[f"wish_reason_{number}"] = wish.reason or ""
        return values

    def _known_by_hr(self, program):
        """{"skills": {skill id: level}, "languages": [ids]} from the user's employee record."""
        employee_sudo = program._own_employee()
        languages = self.env["hr.skill"]._mentoring_language_type()
        rows = self._hr_skills(employee_sudo)[employee_sudo.id]
        return {
            "skills": {skill: level for skill, kind, level in rows if kind not in languages.ids},
            "languages": [skill for skill, kind, _level in rows if kind in languages.ids],
        }

    def _post(self):
        """(job, department) of a person of one's own pair or choice, as plain words. For superuser code."""
        self.ensure_one()
        job = self.env["hr.job"]._mentoring_names().get(self.job_id.id)
        return (
            job or self.employee_id.current_version_id.job_title or "",
            self.env["hr.department"]._mentoring_names().get(self.department_id.id, ""),
        )

    def _portal_entries(self):
        """Where the user stands in each role of a program, for the program's page."""
        return [
            {
                "role": one.role,
                "state": one.state,
                "capacity": one.capacity,
                "has_pair": bool(one.active_count),
                "since": date_in_words(self.env, one.date_registered and one.date_registered.date()),
                "agreed_version": one.privacy_version,
                "choose_url": one._choose_url(),
            }
            for one in self.sudo()
        ]

    def _waiting_in_words(self):
        """Where somebody without a partner stands, told to themselves: before the announcement, and after it."""
        self.ensure_one()
        participant_sudo = self.sudo()
        if participant_sudo.state == "done":
            return self.env._(
                "You have completed your time together. If you would like another mentor in this program, say so; "
                "until then we propose nobody to you."
            )
        if participant_sudo.date_told_waiting:
            return f"{participant_sudo._waiting_reason_in_words()} {participant_sudo._waiting_next_step_in_words()}"
        start = participant_sudo.program_id.date_start
        if start and start > fields.Date.context_today(self):
            return self.env._(
                "You are in. Everybody hears on the same day who their partner is, before %s. "
                "You do not need to do anything.",
                date_in_words(self.env, start),
            )
        return self.env._(
            "You are in. We write as soon as we have found somebody; you do not need to do anything."
        )
