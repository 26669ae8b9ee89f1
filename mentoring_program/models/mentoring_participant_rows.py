import datetime
from collections import defaultdict

import pytz

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ..matching.encode import Person
from .vocabulary import OPEN_STATES


class MentoringParticipantRows(models.Model):
    """Participants as rows; queries do not grow with their number."""

    _inherit = "mentoring.participant"

    def _read_persons(self):
        """{"mentor": [Person], "mentee": [Person]} in order of id."""
        participants = self.sudo()
        participants.fetch(
            [
                "employee_id",
                "role",
                "capacity",
                "partners_wanted",
                "active_count",
                "held_count",
                "free_places",
                "seniority",
                "tenure_band",
                "department_id",
                "job_id",
                "work_location_id",
                "tz",
                "topic_ids",
                "language_ids",
            ]
        )
        skills = defaultdict(dict)
        for participant, skill, level in (
            self.env["mentoring.participant.skill"]
            .sudo()
            ._read_group(
                [("participant_id", "in", participants.ids)], ["participant_id", "skill_id"], ["level:max"]
            )
        ):
            skills[participant.id][skill.id] = level
        targets = {
            goal.participant_id.id: (goal.target_department_id.id, goal.target_job_id.id)
            for goal in self.env["mentoring.goal"]
            .sudo()
            .search_fetch(
                [
                    ("participant_id", "in", participants.ids),
                    ("state", "=", "open"),
                    "|",
                    ("target_department_id", "!=", False),
                    ("target_job_id", "!=", False),
                ],
                ["participant_id", "target_department_id", "target_job_id"],
                order="id",
            )
        }
        answers = participants._read_answers()
        offsets = {}
        rows = {"mentor": [], "mentee": []}
        for participant in participants.sorted("id"):
            department, job = targets.get(participant.id, (None, None))
            tz = participant.tz
            if tz and tz not in offsets:
                offsets[tz] = _utc_offset_minutes(tz)
            rows[participant.role].append(
                Person(
                    key=participant.id,
                    employee=participant.employee_id.id or 0,
                    places=participant._places_for_matching(),
                    seniority=participant.seniority,
                    tenure=participant.tenure_band,
                    department=participant.department_id.id or None,
                    job=participant.job_id.id or None,
                    location=participant.work_location_id.id or None,
                    tz=(offsets[tz],) if tz else None,
                    languages=frozenset(participant.language_ids.ids),
                    skills=skills.get(participant.id, {}),
                    topics=frozenset(participant.topic_ids.ids),
                    answers=answers.get(participant.id, {}),
                    goal_department=department or None,
                    goal_job=job or None,
                )
            )
        return rows

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
        wishes = (
            self.env["mentoring.wish"]
            .sudo()
            .search_fetch(
                [("participant_id", "in", self.ids), ("other_id", "in", self.ids)],
                ["participant_id", "other_id", "rank"],
                order="id",
            )
        )
        return [(wish.participant_id.id, wish.other_id.id, wish.rank) for wish in wishes]

    def _read_forbidden(self, program, pairings, pinned):
        """{rule word: [(mentee id, mentor id)]}; pinned pairs are not listed as open."""
        ids = set(self.ids)
        forbidden = defaultdict(list)
        for pairing in pairings:
            pair = (pairing.mentee_id.id, pairing.mentor_id.id)
            if not ids.issuperset(pair):
                continue
            if pairing.state == "declined":
                forbidden["declined"].append(pair)
            elif pairing.state in ("ended", "completed"):
                forbidden["ended"].append(pair)
            elif pairing.state in OPEN_STATES and pair not in pinned:
                forbidden["open_pair"].append(pair)
        passed = self.env["mentoring.request"].sudo().search(
            [("program_id", "=", program.id), ("state", "=", "passed")]
        )
        forbidden["passed"] = [
            pair
            for one in passed
            if ids.issuperset(pair := (one.mentee_id.id, one.mentor_id.id)) and pair not in pinned
        ]
        roles = {participant.id: participant.role for participant in self.sudo()}
        for one, other in self._avoided():
            if roles.get(one) != roles.get(other):
                forbidden["avoided"].append((one, other) if roles[one] == "mentee" else (other, one))
        if program.exclude_past_partners:
            forbidden["past_partner"] = self._past_partners(program)
        return dict(forbidden)

    def _avoided(self):
        """(participant id, participant id) for each exclusion among these people, in one query."""
        field = self._fields["avoid_ids"]
        self.env["mentoring.participant"].flush_model(["avoid_ids"])
        return self.env.execute_query(
            SQL(
                "SELECT %(one)s, %(other)s FROM %(relation)s WHERE %(one)s = ANY(%(ids)s) AND %(other)s = ANY(%(ids)s)",
                one=SQL.identifier(field.column1),
                other=SQL.identifier(field.column2),
                relation=SQL.identifier(field.relation),
                ids=self.ids,
            )
        )

    def _past_partners(self, program):
        """Pairs of these people whose employees were partners in another program."""
        people = {"mentee": defaultdict(list), "mentor": defaultdict(list)}
        for participant in self.sudo():
            if participant.employee_id:
                people[participant.role][participant.employee_id.id].append(participant.id)
        past = (
            self.env["mentoring.pairing"]
            .sudo()
            .search_fetch(
                Domain("state", "in", ("completed", "ended", "active", "paused"))
                & Domain("program_id", "!=", program.id)
                & Domain("mentee_employee_id", "in", list(people["mentee"]))
                & Domain("mentor_employee_id", "in", list(people["mentor"])),
                ["mentee_employee_id", "mentor_employee_id"],
                order="id",
            )
        )
        return [
            (mentee, mentor)
            for pairing in past
            for mentee in people["mentee"][pairing.mentee_employee_id.id]
            for mentor in people["mentor"][pairing.mentor_employee_id.id]
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
