from collections import defaultdict

from odoo import api, fields, models

from .plain_rows import plain_rows
from .vocabulary import tenure_band


class MentoringParticipantFacts(models.Model):
    """What HR already knows about a participant; the only place where mentoring reads HR data (design D16)."""

    _inherit = "mentoring.participant"

    def _fill_from_hr(self, vals_list):
        """Complete new participants with the facts the caller did not give."""
        facts = self._hr_facts(self.sudo().employee_id)
        skills, languages = [], self.env["hr.skill"]._mentoring_language_type()
        speakers = defaultdict(self.sudo().browse)  # by what they speak: one write for all who speak the same
        for participant, vals in zip(self.sudo(), vals_list, strict=True):
            known = facts.get(participant.employee_id.id, {})
            filled = {
                name: known[name]
                for name in ("tz", "seniority", "tenure_band")
                if name not in vals and name in known
            }
            if "language_ids" not in vals:
                spoken = [skill for skill, kind, _level in known.get("skills", ()) if kind == languages.id]
                speakers[tuple(sorted(spoken))] += participant
            if filled:
                participant.write(filled)
            if participant.role == "mentor" and "skill_ids" not in vals:
                skills += [
                    {"participant_id": participant.id, "skill_id": skill, "level": level}
                    for skill, kind, level in known.get("skills", ())
                    if kind != languages.id
                ]
        for spoken, participants in speakers.items():
            if spoken:
                participants.write({"language_ids": list(spoken)})
        self.env["mentoring.participant.skill"].sudo().create(skills)

    @api.model
    def _hr_facts(self, employees):
        """{employee id: {"tz", "seniority", "tenure_band", "tenure_months", "skills": [(skill, type, level 1..3)]}}.

        `skills` holds the current skills with their level in thirds. Runs as superuser with a fixed list of
        fields; queries do not grow with the number of employees.
        """
        employees_sudo = employees.sudo().with_context(active_test=False)
        depth = self._reporting_depth(employees_sudo.company_id)
        first_day = self._first_days(employees_sudo)
        skills, today = self._hr_skills(employees_sudo), fields.Date.context_today(self)
        facts = {}
        for employee in employees_sudo:
            months = self._months_between(first_day.get(employee.id), today)
            facts[employee.id] = {
                "tz": employee.tz,
                "seniority": employee.job_id.mentoring_level or depth.get(employee.id, 0),
                "tenure_months": months,
                "skills": skills[employee.id],
            }
            if months is not None:
                facts[employee.id]["tenure_band"] = tenure_band(months / 12)
        return facts

    @api.model
    def _hr_skills(self, employees_sudo):
        """{employee id: [(skill, type, level 1..3)]} of the current skills, their level in thirds."""
        rows = (
            self.env["hr.employee.skill"]
            .sudo()
            .search_fetch(
                [
                    ("employee_id", "in", employees_sudo.ids),
                    "|",
                    ("valid_to", "=", False),
                    ("valid_to", ">=", fields.Date.context_today(self)),
                ],
                ["employee_id", "skill_id", "skill_type_id", "skill_level_id"],
                order="id",
            )
        )
        best = {}
        for row in rows:
            key = (row.employee_id.id, row.skill_id.id, row.skill_type_id.id)
            level = 1 + (row.level_progress > 33) + (row.level_progress > 66)
            best[key] = max(level, best.get(key, 0))
        skills = defaultdict(list)
        for (employee_id, skill_id, type_id), level in best.items():
            skills[employee_id].append((skill_id, type_id, level))
        return skills

    @api.model
    def _first_days(self, employees_sudo):
        """{employee id: first contract day, else first version day}."""
        rows = (
            self.env["hr.version"]
            .sudo()
            .with_context(active_test=False)
            ._read_group(
                [("employee_id", "in", employees_sudo.ids)],
                ["employee_id"],
                ["contract_date_start:min", "date_version:min"],
            )
        )
        return {employee.id: contract or version for employee, contract, version in rows}

    @staticmethod
    def _months_between(first, last):
        if not first:
            return None
        return max((last.year - first.year) * 12 + last.month - first.month - (last.day < first.day), 0)

    @api.model
    def _managers(self, companies):
        """{employee id: manager id} of everybody in these companies, in one query."""
        domain = [("company_id", "in", companies.ids), ("parent_id", "!=", False)]
        return dict(plain_rows(self.env["hr.employee"].sudo(), domain, ("id", "parent_id")))

    @api.model
    def _reporting_depth(self, companies):
        """{employee id: longest way down the reporting tree to somebody without reports}; cycles are cut."""
        managers = self._managers(companies)
        depth = defaultdict(int)
        for employee in managers:
            seen, steps = {employee}, 0
            while (employee := managers.get(employee)) and employee not in seen:
                steps += 1
                seen.add(employee)
                depth[employee] = max(depth[employee], steps)
        return dict(depth)
