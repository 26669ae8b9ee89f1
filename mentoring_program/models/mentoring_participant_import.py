import re
from collections import defaultdict

from odoo import Command, api, models

from .vocabulary import REASON_CHARS

WISHES = 5


class MentoringParticipantImport(models.Model):
    """Participants from a file: one line per person and role, with skills, wishes and a goal in one cell each.

    Program and employee are names or e-mails; skills are "Negotiation: 3, Coaching", wishes are people in order.
    A line that says what the program knows already is refused.
    """

    _name = "mentoring.participant"
    _inherit = ["mentoring.participant", "mentoring.import.mixin"]

    _import_texts = frozenset(
        {"program_id", "employee_id", "skill_ids", "topic_ids", "language_ids", "wish_ids", "goal_ids"}
    )
    _import_ranges = {
        "capacity": (0, 1000),
        "partners_wanted": (1, 20),
        "seniority": (0, 100),
        "tenure_band": (0, 5),
    }

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Import Template for Participants"),
                "template": "/mentoring_program/static/csv/mentoring_participants.csv",
            }
        ]

    def _import_check(self, rows, messages):
        super()._import_check(rows, messages)
        self._import_programs(rows, messages)
        self._import_who(rows, messages)
        self._import_twice(rows, messages)
        languages = self.env["hr.skill"]._mentoring_language_type()
        names = {
            "skill_ids": self._import_names("hr.skill", []),
            "topic_ids": self._import_names("mentoring.topic", []),
            "language_ids": self._import_names("hr.skill", [("skill_type_id", "in", languages.ids)]),
        }
        partners = self._import_partners(rows)
        for row in rows:
            self._import_state(row, messages)
            self._import_lists(row, names, messages)
            row.skills = self._import_skills(row, names["skill_ids"], messages)
            row.wishes = self._import_wishes(row, partners, messages)
            row.goal = self._import_goal(row, messages)

    def _import_who(self, rows, messages):
        """Set `employee_id`, among the people of the program's company."""
        people = {}
        roles = dict(self._fields["role"]._description_selection(self.env)).values()
        for row in rows:
            program = self.env["mentoring.program"].browse(row.values.get("program_id") or [])
            word = row.texts.get("employee_id")
            if program and program.company_id not in people:
                people[program.company_id] = self._import_people(program.company_id)
            row.people = people.get(program.company_id)
            if word and program:
                employee = self._import_employee(row, word, row.people, messages)
                row.values["employee_id"] = employee.id if employee else False
            if not word and not row.values.get("employee_id") and not row.record_id:
                self._import_error(messages, row, self.env._("Say who this line is about."))
            if not row.values.get("role") and not row.record_id:
                self._import_error(messages, row, self.env._("Say the role: %s.", ", ".join(roles)))

    def _import_twice(self, rows, messages):
        programs = [row.values.get("program_id") for row in rows if row.values.get("program_id")]
        known = {
            (program.id, employee.id, role)
            for program, employee, role in self.env["mentoring.participant"]._read_group(
                [("program_id", "in", programs)], ["program_id", "employee_id", "role"]
            )
        }

        def key(row):
            values = row.values
            mark = values.get("program_id"), values.get("employee_id"), values.get("role")
            return mark if all(mark) and not row.record_id else None

        roles = dict(self._fields["role"]._description_selection(self.env))

        def text(row, twice):
            names = {
                "name": self.env["hr.employee"].browse(row.values["employee_id"]).name,
                "role": roles[row.values["role"]],
            }
            if twice:
                return self.env._("%(name)s is in this file twice as %(role)s.", **names)
            return self.env._("%(name)s takes part already as %(role)s.", **names)

        self._import_duplicates(rows, key, known, messages, text)

    def _import_state(self, row, messages):
        if row.values.get("state", "registered") not in ("registered", "invited") and not row.record_id:
            text = self.env._("A participant is added as invited or registered.")
            self._import_error(messages, row, text)
        if row.record_id and (
            row.texts.get("skill_ids") or row.texts.get("wish_ids") or row.texts.get("goal_ids")
        ):
            text = self.env._(
                "Skills, wishes and goals come with new participants only; change them on the form."
            )
            self._import_error(messages, row, text)

    # ------------------------------------------------------------
    # Skills, wishes, goal
    # ------------------------------------------------------------

    def _import_names(self, model, domain):
        """{lower-case name: ids}"""
        names = defaultdict(list)
        for record in self.env[model].search_fetch(domain, ["name"]):
            names[record.name.strip().lower()].append(record.id)
        return names

    def _import_one(self, row, field, names, name, messages):
        """The one id of this name; None, and a message, when there is none or several."""
        found = names.get(name.lower(), ())
        if len(found) == 1:
            return found[0]
        values = {"name": name, "field": self._fields[field]._description_string(self.env)}
        text = (
            self.env._("%(field)s: several are called %(name)s.", **values)
            if found
            else self.env._("%(field)s: there is no %(name)s.", **values)
        )
        return self._import_error(messages, row, text)

    def _import_lists(self, row, names, messages):
        """Set topics and languages from names between commas."""
        for field in ("topic_ids", "language_ids"):
            parts = _parts(row.texts.get(field))
            if parts:
                found = [self._import_one(row, field, names[field], name, messages) for name in parts]
                row.values[field] = [Command.set(list(filter(None, found)))]

    def _import_skills(self, row, names, messages):
        """{skill: level} of "Negotiation: 3, Coaching"."""
        levels = {}
        for part in _parts(row.texts.get("skill_ids")):
            name, level = re.fullmatch(r"(.*?)\s*(?::\s*(\S*))?", part).groups()
            skill = self._import_one(row, "skill_ids", names, name, messages)
            if level not in (None, "1", "2", "3"):
                text = self.env._("The level of %s is 1, 2 or 3.", name)
                self._import_error(messages, row, text)
            elif skill:
                levels[skill] = int(level or 2)
        return levels

    def _import_partners(self, rows):
        """Who can be wished for: {(program, role): employees} in the program and in this file."""
        programs = list({row.values["program_id"] for row in rows if row.values.get("program_id")})
        partners = defaultdict(set)
        for program, role, employee in self.env["mentoring.participant"]._read_group(
            [("program_id", "in", programs)], ["program_id", "role", "employee_id"]
        ):
            partners[program.id, role].add(employee.id)
        for row in rows:
            partners[row.values.get("program_id"), row.values.get("role")].add(row.values.get("employee_id"))
        return partners

    def _import_wishes(self, row, partners, messages):
        """Employees in the order of the wishes."""
        words = _parts(row.texts.get("wish_ids"))
        program, role = row.values.get("program_id"), row.values.get("role")
        if not words or not program or not role:
            return []
        if len(words) > WISHES:
            self._import_error(messages, row, self.env._("At most %s wishes.", WISHES))
        wished = []
        other = "mentee" if role == "mentor" else "mentor"
        for word in words:
            employee = self._import_employee(row, word, row.people, messages)
            if not employee:
                continue
            if employee.id not in partners[program, other] or employee.id == row.values.get("employee_id"):
                role_name = dict(self._fields["role"]._description_selection(self.env))[other]
                text = self.env._(
                    "%(name)s is no %(role)s of this program.", name=employee.name, role=role_name
                )
                self._import_error(messages, row, text)
            elif employee.id not in wished:
                wished.append(employee.id)
        return wished

    def _import_goal(self, row, messages):
        goal = row.texts.get("goal_ids")
        if goal and row.values.get("role") == "mentor":
            self._import_error(messages, row, self.env._("Only mentees have goals here."))
        if goal and len(goal) > REASON_CHARS:
            self._import_error(messages, row, self.env._("The goal has at most %s characters.", REASON_CHARS))
        return goal

    def _import_write(self, rows):
        participants = super()._import_write(rows)
        skilled = [(one, row.skills) for one, row in zip(participants, rows, strict=True) if row.skills]
        self.browse(
            [one.id for one, _levels in skilled]
        ).skill_ids.unlink()  # what HR knows gives way to the file
        self.env["mentoring.participant.skill"].create(
            [
                {"participant_id": one.id, "skill_id": skill, "level": level}
                for one, levels in skilled
                for skill, level in levels.items()
            ]
        )
        # sudo: coordinators enter goals for others here only, and these participants are their own
        self.env["mentoring.goal"].sudo().create(
            [
                {"participant_id": one.id, "name": row.goal}
                for one, row in zip(participants, rows, strict=True)
                if row.goal
            ]
        )
        return participants

    def _import_after(self, records, rows):
        """Wishes name people of the same file, so they come when everybody is there."""
        super()._import_after(records, rows)
        wishing = [(one, row.wishes) for one, row in zip(records, rows, strict=True) if row.wishes]
        everybody = {
            (one.program_id.id, one.employee_id.id, one.role): one.id
            for one in self.search([("program_id", "in", records.program_id.ids)])
        }
        values = []
        for one, wished in wishing:
            other = "mentee" if one.role == "mentor" else "mentor"
            for rank, employee in enumerate(wished, 1):
                target = everybody[one.program_id.id, employee, other]
                values.append({"participant_id": one.id, "other_id": target, "rank": rank})
        self.env["mentoring.wish"].create(values)


def _parts(text):
    """The pieces between commas or semicolons, without empty ones."""
    return [part for part in map(str.strip, re.split("[;,]", text or "")) if part]
