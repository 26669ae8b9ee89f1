import datetime
from collections import defaultdict

import pytz

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ..matching.encode import Person
from .mentoring_participant_holding import places_to_fill
from .plain_rows import int_array, plain_rows
from .vocabulary import OPEN_STATES


class MentoringParticipantRows(models.Model):
    """Participants as rows; queries do not grow with their number."""

    _inherit = "mentoring.participant"

    def _read_persons(self, has_questions=True):
        """{"mentor": [Person], "mentee": [Person]} in order of id. has_questions: a criterion compares answers."""
        skills, languages, topics = self._plain_skills(), self._plain_related("language_ids"), self._plain_topics()
        answers, targets = self._read_answers() if has_questions else {}, self._plain_targets()
        offsets, nothing = {None: None}, frozenset()
        rows = {"mentor": [], "mentee": []}
        for key, employee, role, *places, seniority, tenure, department, job, location, tz in self._plain(
            *("id", "employee_id", "role", "capacity", "partners_wanted", "active_count", "held_count"),
            *("free_places", "seniority", "tenure_band", "department_id", "job_id", "work_location_id", "tz"),
        ):
            if tz not in offsets:
                offsets[tz] = (_utc_offset_minutes(tz),)
            goal_department, goal_job = targets.get(key, (None, None))
            rows[role].append(
                Person(
                    key=key,
                    employee=employee or 0,
                    places=places_to_fill(role, *(number or 0 for number in places)),
                    seniority=seniority or 0,
                    tenure=tenure or 0,
                    department=department,
                    job=job,
                    location=location,
                    tz=offsets[tz],
                    languages=frozenset(languages.get(key, nothing)),
                    skills=skills.get(key, {}),
                    topics=frozenset(topics.get(key, nothing)),
                    answers=answers.get(key, {}),
                    goal_department=goal_department,
                    goal_job=goal_job,
                )
            )
        return rows

    def _plain(self, *names):
        """[(value of each column)] of these participants, in order of id."""
        model = self.env["mentoring.participant"].sudo().with_context(active_test=False)
        return plain_rows(model, [("id", "in", self.ids)], names)

    def _plain_skills(self):
        """{participant id: {skill id: level}}"""
        skills = defaultdict(dict)
        model = self.env["mentoring.participant.skill"].sudo()
        for key, skill, level in plain_rows(
            model, [("participant_id", "in", self.ids)], ("participant_id", "skill_id", "level"), order="level, id"
        ):
            skills[key][skill] = level
        return skills

    def _plain_related(self, name):
        """{participant id: [ids]} of a many2many field, in one query."""
        field = self._fields[name]
        self.env["mentoring.participant"].flush_model([name])
        found = defaultdict(list)
        for key, other in self.env.execute_query(
            SQL(
                "SELECT %(one)s, %(other)s FROM %(relation)s WHERE %(one)s = ANY(%(ids)s::int[])",
                one=SQL.identifier(field.column1),
                other=SQL.identifier(field.column2),
                relation=SQL.identifier(field.relation),
                ids=int_array(self.ids),
            )
        ):
            found[key].append(other)
        return found

    def _plain_topics(self):
        """{participant id: [topic ids]}; topics that were archived are not asked for any more."""
        active = dict(self.env["mentoring.topic"]._mentoring_choices())
        found = self._plain_related("topic_ids")
        return {key: [topic for topic in topics if topic in active] for key, topics in found.items()}

    def _plain_targets(self):
        """{participant id: (department id, job id)} of open goals to move; the newest goal counts."""
        rows = plain_rows(
            self.env["mentoring.goal"].sudo(),
            [
                ("participant_id", "in", self.ids),
                ("state", "=", "open"),
                "|",
                ("target_department_id", "!=", False),
                ("target_job_id", "!=", False),
            ],
            ("participant_id", "target_department_id", "target_job_id"),
        )
        return {key: targets for key, *targets in rows}

    def _read_answers(self):
        """{participant id: {question id: ("choice", answer ids) or ("number", value)}} of finished questionnaires."""
        lines = (
            self.env["survey.user_input.line"]
            .sudo()
            .search_fetch(
                [
                    ("user_input_id.participant_id", "in", self.ids),
                    ("user_input_id.state", "=", "done"),
                    ("skipped", "=", False),
                ],
                [
                    "user_input_id",
                    "question_id",
                    "answer_type",
                    "suggested_answer_id",
                    "value_scale",
                    "value_numerical_box",
                ],
                order="id",
            )
        )
        answers = defaultdict(dict)
        for line in lines:
            person, question = answers[line.user_input_id.participant_id.id], line.question_id.id
            if line.answer_type == "suggestion":
                earlier = person.get(question, ("choice", ()))[1]
                person[question] = ("choice", (*earlier, line.suggested_answer_id.id))
            elif line.answer_type == "scale":
                person[question] = ("number", line.value_scale)
            elif line.answer_type == "numerical_box":
                person[question] = ("number", line.value_numerical_box)
        return dict(answers)

    def _read_wishes(self):
        domain = [("participant_id", "in", self.ids), ("other_id", "in", self.ids)]
        return plain_rows(self.env["mentoring.wish"].sudo(), domain, ("participant_id", "other_id", "rank"))

    def _read_forbidden(self, program, pairs, pinned, people=None):
        """{rule word: [(mentee id, mentor id)]}; pinned pairs are not listed as open.

        pairs: as `mentoring.program._read_pairs` gives them; people: {id: (role, employee id)} of these participants.
        """
        ids = set(self.ids)
        forbidden = defaultdict(list)
        for mentee, mentor, state, _fixed in pairs:
            pair = (mentee, mentor)
            if not ids.issuperset(pair):
                continue
            if state == "declined":
                forbidden["declined"].append(pair)
            elif state in ("ended", "completed"):
                forbidden["ended"].append(pair)
            elif state in OPEN_STATES and pair not in pinned:
                forbidden["open_pair"].append(pair)
        passed = plain_rows(
            self.env["mentoring.request"].sudo(),
            [("program_id", "=", program.id), ("state", "=", "passed")],
            ("mentee_id", "mentor_id"),
        )
        forbidden["passed"] = [pair for pair in passed if ids.issuperset(pair) and pair not in pinned]
        if people is None:
            people = {key: (role, employee) for key, role, employee in self._plain("id", "role", "employee_id")}
        for one, others in self._plain_related("avoid_ids").items():
            for other in ids.intersection(others):
                if people[one][0] != people[other][0]:
                    forbidden["avoided"].append((one, other) if people[one][0] == "mentee" else (other, one))
        if program.exclude_past_partners:
            forbidden["past_partner"] = self._past_partners(program, people)
        return dict(forbidden)

    def _past_partners(self, program, people):
        """Pairs of these people, {id: (role, employee id)}, whose employees were partners in another program."""
        known = {"mentee": defaultdict(list), "mentor": defaultdict(list)}
        for key, (role, employee) in people.items():
            if employee:
                known[role][employee].append(key)
        past = plain_rows(
            self.env["mentoring.pairing"].sudo(),
            Domain("state", "in", ("completed", "ended", "active", "paused"))
            & Domain("program_id", "!=", program.id)
            & Domain("mentee_employee_id", "in", list(known["mentee"]))
            & Domain("mentor_employee_id", "in", list(known["mentor"])),
            ("mentee_employee_id", "mentor_employee_id"),
        )
        return [
            (mentee, mentor)
            for one, other in past
            for mentee in known["mentee"][one]
            for mentor in known["mentor"][other]
        ]

    def _mentors_too_new(self, program):
        """Ids of the mentors below the program's tenure; unknown tenure excludes nobody."""
        if not program.minimum_tenure_months:
            return set()
        mentors = self.sudo().filtered(lambda participant: participant.role == "mentor")
        facts = self._hr_facts(mentors.employee_id)
        months = {mentor.id: facts.get(mentor.employee_id.id, {}).get("tenure_months") for mentor in mentors}
        return {key for key, known in months.items() if known is not None and known < program.minimum_tenure_months}


def _utc_offset_minutes(name):
    """Minutes ahead of UTC today; summer time moves both people of most pairs alike."""
    offset = datetime.datetime.now(pytz.timezone(name)).utcoffset()
    return int(offset.total_seconds() // 60)
