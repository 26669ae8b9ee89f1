import base64
import hashlib
import time
from collections import defaultdict

import numpy as np

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..matching import InvalidProblem, check, explain, pack, solve, unpack
from ..matching.explain import contributions
from ..matching.encode import Cohort, Criterion, Person, encode, evidence, refusals
from .vocabulary import LIVE_STATES, OPEN_STATES

ELIGIBLE = ("registered", "waitlisted")


class MentoringProgramCohort(models.Model):
    """Records to plain rows: the one way into the matching core."""

    _inherit = "mentoring.program"

    def _read_cohort(self, people=None):
        """Everything the solver may know about this program, as plain values; runs as superuser.

        people: participants to look at instead of everybody who takes part (one pair on the board, say).
        Approved and running pairs keep their places and are not part of the cohort; pinned proposals and those
        with a decision under way are part of it, fixed.
        """
        self.ensure_one()
        program = self.sudo()
        participants = people.sudo() if people is not None else self.env["mentoring.participant"].sudo().search(
            [("program_id", "=", program.id), ("state", "in", ELIGIBLE)], order="id"
        )
        pairings = self.env["mentoring.pairing"].sudo().search_fetch(
            [("program_id", "=", program.id)], ["mentor_id", "mentee_id", "state", "is_pinned"], order="id"
        )
        decided = pairings.filtered(lambda pairing: pairing.state == "proposed" and pairing.decision_ids)
        fixed = pairings.filtered(lambda pairing: pairing.state == "proposed" and pairing.is_pinned) | decided
        present = set(participants.ids)
        pinned = [
            (pairing.mentee_id.id, pairing.mentor_id.id)
            for pairing in fixed
            if pairing.mentee_id.id in present and pairing.mentor_id.id in present
        ]
        persons = participants._read_persons()
        mentees = [person for person in persons["mentee"] if person.places > 0]
        return Cohort(
            mentees=mentees,
            mentors=persons["mentor"],
            criteria=program._read_criteria(),
            direction=program.direction,
            wishes=participants._read_wishes(),
            forbidden=participants._read_forbidden(program, pairings, set(pinned)),
            managers=program.env["mentoring.participant"]._managers(program.company_id)
            if program.exclude_reporting_line
            else {},
            exclude_reporting_line=program.exclude_reporting_line,
            pinned=sorted(pinned),
            minimum=program.minimum_score,
            seed=program.id,
        )

    def _read_criteria(self):
        return [
            Criterion(
                key=criterion.id,
                kind=criterion.kind,
                weight=criterion.weight,
                required=criterion.requirement == "required",
                params=criterion._params(),
            )
            for criterion in self.criterion_ids
        ]

    def _score_pair(self, mentor, mentee):
        """({criterion id: integer points}, {criterion id: facts}) of one pair, allowed or not."""
        cohort = self._read_cohort(mentor | mentee)
        cohort = _with_room(cohort, mentor, mentee)
        problem = encode(cohort)
        points = contributions(problem, problem.canonical(np.zeros((1, 2), np.int64)))[0]
        return points, evidence(cohort, mentee.id, mentor.id)

    def _refusals(self, mentor, mentee, but=None):
        """The rules that forbid this pair, each as a sentence; empty when it is possible."""
        if mentor.program_id != mentee.program_id or mentor.role != "mentor" or mentee.role != "mentee":
            return [self.env._("They do not take part in the same program as mentor and mentee.")]
        if mentor.sudo().state not in ELIGIBLE or mentee.sudo().state not in ELIGIBLE:
            return [self.env._("One of them does not take part at the moment.")]
        words = []
        cohort = self._read_cohort(mentor | mentee)
        mentor_row = next(iter(cohort.mentors), None)
        full = mentor.sudo().free_places + (1 if but else 0) <= 0
        if mentor_row and full and (mentee.id, mentor.id) not in cohort.pinned:
            words.append(self.env._("%s has no free place.", mentor.name))
        found = refusals(_with_room(cohort, mentor, mentee, but), mentee.id, mentor.id)
        words += [self._refusal_in_words(word, mentor, mentee) for word in found if word != "no_places"]
        return words

    def _refusal_in_words(self, word, mentor, mentee):
        if isinstance(word, tuple) and word[0] == "required":
            criterion = self.env["mentoring.criterion"].sudo().browse(word[1])
            return self.env._("the program requires %s, which is not met.", criterion.display_name)
        return {
            "same_person": self.env._("it is the same person."),
            "reporting_line": self.env._("one reports to the other, directly or further up."),
            "avoided": self.env._("one of them asked not to be paired with the other."),
            "past_partner": self.env._("they were partners before."),
            "declined": self.env._("this pair was declined before."),
            "ended": self.env._("this pair was ended before."),
            "open_pair": self.env._("they are paired already."),
            "minimum": self.env._("the fit is below the program's lowest fit."),
            "tenure": self.env._("%s is not with the company long enough to be a mentor here.", mentor.name),
        }.get(word, self.env._("a rule of the program forbids it."))


def _with_room(cohort, mentor, mentee, but=None):
    """The same cohort with one free place on both sides and nothing fixed, to judge one pair by its rules alone."""
    from dataclasses import replace

    forbidden = dict(cohort.forbidden)
    if but:
        forbidden["open_pair"] = [pair for pair in forbidden.get("open_pair", ()) if pair != (mentee.id, mentor.id)]
    people = (mentor | mentee)._read_persons()
    return replace(
        cohort,
        mentees=[replace(person, places=1) for person in people["mentee"]],
        mentors=[replace(person, places=1) for person in people["mentor"]],
        pinned=(),
        forbidden=forbidden,
    )


class MentoringParticipantRows(models.Model):
    """Participants as rows; queries do not grow with their number."""

    _inherit = "mentoring.participant"

    def _read_persons(self):
        """{"mentor": [Person], "mentee": [Person]} in order of id."""
        participants = self.sudo()
        participants.fetch(
            ["employee_id", "role", "capacity", "partners_wanted", "active_count", "seniority", "tenure_band",
             "department_id", "job_id", "work_location_id", "tz", "topic_ids", "language_ids"]
        )
        skills = defaultdict(dict)
        for participant, skill, level in self.env["mentoring.participant.skill"].sudo()._read_group(
            [("participant_id", "in", participants.ids)], ["participant_id", "skill_id"], ["level:max"]
        ):
            skills[participant.id][skill.id] = level
        targets = {
            goal.participant_id.id: (goal.target_department_id.id, goal.target_job_id.id)
            for goal in self.env["mentoring.goal"].sudo().search_fetch(
                [("participant_id", "in", participants.ids), ("state", "=", "open"),
                 "|", ("target_department_id", "!=", False), ("target_job_id", "!=", False)],
                ["participant_id", "target_department_id", "target_job_id"], order="id",
            )
        }
        answers = participants._read_answers()
        offsets = {}
        rows = {"mentor": [], "mentee": []}
        for participant in participants.sorted("id"):
            wanted = participant.capacity if participant.role == "mentor" else participant.partners_wanted
            department, job = targets.get(participant.id, (None, None))
            tz = participant.tz
            if tz and tz not in offsets:
                offsets[tz] = _utc_offset_minutes(tz)
            rows[participant.role].append(
                Person(
                    key=participant.id,
                    employee=participant.employee_id.id or 0,
                    places=max(wanted - participant.active_count, 0),
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
        lines = self.env["survey.user_input.line"].sudo().search_fetch(
            [("user_input_id.participant_id", "in", self.ids), ("user_input_id.state", "=", "done"), ("skipped", "=", False)],
            ["user_input_id", "question_id", "answer_type", "suggested_answer_id", "value_scale", "value_numerical_box"],
            order="id",
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
        wishes = self.env["mentoring.wish"].sudo().search_fetch(
            [("participant_id", "in", self.ids), ("other_id", "in", self.ids)], ["participant_id", "other_id", "rank"], order="id"
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
        roles = {participant.id: participant.role for participant in self.sudo()}
        for one, other in self._avoided():
            if roles.get(one) != roles.get(other):
                forbidden["avoided"].append((one, other) if roles[one] == "mentee" else (other, one))
        if program.exclude_past_partners:
            forbidden["past_partner"] = self._past_partners(program)
        if program.minimum_tenure_months:
            forbidden["tenure"] = self._mentors_too_new(program)
        return dict(forbidden)

    def _avoided(self):
        """(participant id, participant id) for each exclusion among these people, in one query."""
        relation = self._fields["avoid_ids"].relation
        self.env["mentoring.participant"].flush_model(["avoid_ids"])
        self.env.cr.execute(
            f"SELECT participant_id, other_id FROM {relation} WHERE participant_id = ANY(%s) AND other_id = ANY(%s)",  # noqa: S608
            [self.ids, self.ids],
        )
        return self.env.cr.fetchall()

    def _past_partners(self, program):
        """Pairs of these people whose employees were partners in another program."""
        people = {"mentee": defaultdict(list), "mentor": defaultdict(list)}
        for participant in self.sudo():
            if participant.employee_id:
                people[participant.role][participant.employee_id.id].append(participant.id)
        past = self.env["mentoring.pairing"].sudo().search_fetch(
            Domain("state", "in", ("completed", "ended", "active", "paused"))
            & Domain("program_id", "!=", program.id)
            & Domain("mentee_employee_id", "in", list(people["mentee"]))
            & Domain("mentor_employee_id", "in", list(people["mentor"])),
            ["mentee_employee_id", "mentor_employee_id"],
            order="id",
        )
        return [
            (mentee, mentor)
            for pairing in past
            for mentee in people["mentee"][pairing.mentee_employee_id.id]
            for mentor in people["mentor"][pairing.mentor_employee_id.id]
        ]

    def _mentors_too_new(self, program):
        """Every pair with a mentor below the program's tenure; unknown tenure excludes nobody."""
        mentors = self.sudo().filtered(lambda participant: participant.role == "mentor")
        facts = self._hr_facts(mentors.employee_id)
        months = {mentor.id: facts.get(mentor.employee_id.id, {}).get("tenure_months") for mentor in mentors}
        new = [key for key, value in months.items() if value is not None and value < program.minimum_tenure_months]
        mentees = [participant.id for participant in self.sudo() if participant.role == "mentee"]
        return [(mentee, mentor) for mentor in new for mentee in mentees]


def _utc_offset_minutes(name):
    """Minutes ahead of UTC today; summer time moves both people of most pairs alike."""
    import datetime
    import zoneinfo

    offset = datetime.datetime.now(zoneinfo.ZoneInfo(name)).utcoffset()
    return int(offset.total_seconds() // 60)


class MentoringRunBridge(models.Model):
    """The run: cohort in, proposals out; the only file that speaks both languages."""

    _inherit = "mentoring.run"

    def _execute(self, cohort=None, report_progress=False):
        """Solve, prove and write proposals; a problem with the data ends as a failed run with its reason."""
        self.ensure_one()
        run = self.sudo()
        started = time.monotonic()
        run.write({"state": "running", "error": False})
        try:
            cohort = cohort or run.program_id._read_cohort()
            problem = encode(cohort)
            result = solve(problem, objective=run.objective, progress=run._progress_reporter() if report_progress else None)
            report = check(problem, result)
        except InvalidProblem as error:
            run._fail(run._error_in_words(error))
            return
        if not report.feasible:
            run._fail(self.env._("The result did not pass its independent check, so nothing was written."))
            return
        explanation = explain(problem, result)
        run.write(
            {
                "settings": run._settings(cohort),
                "fingerprint": _fingerprint(cohort),
                "problem_file": base64.b64encode(pack(problem, result)),
                "mentee_count": len(cohort.mentees),
                "place_count": sum(person.places for person in cohort.mentors),
                "covered_count": result.covered,
                "unmatched_count": len(cohort.mentees) - result.covered,
                "total_score": result.total / 10_000,
                "optimal": report.optimal,
                "gap": result.gap / 10_000,
                "blocking_pair_count": report.blocking_pairs,
            }
        )
        run._write_result(cohort, result, explanation)
        run.write(
            {
                "state": "done",
                "progress": 100,
                "date_end": fields.Datetime.now(),
                "duration_seconds": round(time.monotonic() - started, 3),
            }
        )
        # the next run's INSERT must find this one out of the index of runs under way
        run.flush_recordset()
        self.env["mentoring.audit.event"]._record(run.program_id, "run_done", run=run)

    def _progress_reporter(self):
        """A callback that stores progress at most once a second; commits, so only the cron hands it out."""
        last = 0.0

        def report(fraction):
            nonlocal last
            if time.monotonic() - last < 1:
                return
            last = time.monotonic()
            self.write({"progress": round(100 * fraction, 1), "date_heartbeat": fields.Datetime.now()})
            self.env["ir.cron"]._commit_progress()

        return report

    def _write_result(self, cohort, result, explanation):
        """Replace the undecided proposals of earlier runs by this result, and keep why nobody was found for whom."""
        program = self.program_id
        fixed = set(cohort.pinned)
        outdated = program.pairing_ids.filtered(
            lambda pairing: pairing.state == "proposed" and (pairing.mentee_id.id, pairing.mentor_id.id) not in fixed
        )
        self.env["mentoring.audit.event"]._record(outdated, "withdraw", {p.id: p.state for p in outdated}, run=self)
        outdated.unlink()
        mentees = [person.key for person in cohort.mentees]
        mentors = [person.key for person in cohort.mentors]
        pairs = [(mentees[i], mentors[j]) for i, j in result.pairs.tolist()]
        new = [(index, pair) for index, pair in enumerate(pairs) if pair not in fixed]
        contributions = explanation.contributions
        pairings = self.env["mentoring.pairing"].sudo().create(
            [
                {
                    "program_id": program.id,
                    "run_id": self.id,
                    "mentee_id": mentee,
                    "mentor_id": mentor,
                    "score": sum(contributions[index].values()) / 10_000,
                }
                for index, (mentee, mentor) in new
            ]
        )
        self.env["mentoring.pairing.reason"].sudo()._create_for(
            {pairing.id: contributions[index] for pairing, (index, _pair) in zip(pairings, new, strict=True)},
            {
                pairing.id: evidence(cohort, mentee, mentor)
                for pairing, (_index, (mentee, mentor)) in zip(pairings, new, strict=True)
            },
        )
        self.env["mentoring.audit.event"]._record(pairings, "propose", new_state="proposed", run=self)
        unmatched = {str(row.key): row.reason if isinstance(row.reason, str) else row.reason[0] for row in explanation.unmatched}
        self.result = {
            "pair_count": len(pairs),
            "unmatched": unmatched,
            "hall": _hall(explanation, mentees, mentors),
        }
        everybody = self.env["mentoring.participant"].sudo().browse(mentees)
        for participant in everybody:
            word = unmatched.get(str(participant.id))
            if participant.unmatched_reason != word:
                participant.unmatched_reason = word

    def _settings(self, cohort):
        return {
            "criteria": [
                {"id": c.key, "kind": c.kind, "weight": c.weight, "required": c.required, "params": dict(c.params)}
                for c in cohort.criteria
            ],
            "direction": cohort.direction,
            "exclude_reporting_line": cohort.exclude_reporting_line,
            "minimum": cohort.minimum,
            "seed": cohort.seed,
            "objective": self.objective,
        }

    def _still_stands(self, cohort):
        """Nothing changed since this run: same input, and its proposals are the program's undecided ones."""
        self.ensure_one()
        if self.state != "done" or self.fingerprint != _fingerprint(cohort):
            return False
        undecided = self.program_id.pairing_ids.filtered(lambda pairing: pairing.state == "proposed")
        return len(undecided) == (self.result or {}).get("pair_count")

    def action_verify(self):
        """Check the stored result against the stored input again, without trusting the solver that made it."""
        self.program_id._verify_coordinated()
        lines = []
        for run in self.sudo():
            if not run.problem_file:
                raise UserError(self.env._("%s has no result to check.", run.display_name))
            problem, result = unpack(base64.b64decode(run.problem_file))
            report = check(problem, result)
            if not report.feasible:
                raise UserError(self.env._("%s: the stored result breaks a rule.", run.display_name))
            lines.append(
                self.env._("%s: checked again, proved optimal.", run.display_name)
                if report.optimal
                else self.env._("%s: checked again; not proved optimal.", run.display_name)
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": "\n".join(lines), "sticky": False},
        }

    def _error_in_words(self, error):
        """What is wrong with the data and what to do, with names instead of keys."""
        people = [key for key in _flat(error.keys) if isinstance(key, int)]
        names = ", ".join(self.env["mentoring.participant"].sudo().browse(people).exists().mapped("name"))
        messages = {
            "weights": self.env._("All weights are zero. Give at least one criterion a weight above 0."),
            "pinned_over_capacity": self.env._("More pairs are pinned than there are places: %s.", names),
            "pinned_forbidden": self.env._("A pinned pair breaks a rule of the program: %s. Unpin it.", names),
        }
        return messages.get(error.reason) or self.env._(
            "The matching was refused (%(reason)s). %(names)s", reason=error.reason, names=names
        )


def _hall(explanation, mentees, mentors):
    """The sets of people who compete for too few places, in participant ids."""
    return [
        {
            "mentees": [mentees[i] for i in group.mentees],
            "mentors": [mentors[j] for j in group.mentors],
            "places": int(group.places),
            "missing": int(group.missing),
        }
        for group in explanation.hall
    ]


def _fingerprint(cohort):
    """The same people, answers and rules give the same 64 characters."""
    return hashlib.sha256(repr(cohort).encode()).hexdigest()


def _flat(keys):
    for key in keys:
        if isinstance(key, list | tuple):
            yield from _flat(key)
        else:
            yield key


__all__ = ["MentoringParticipantRows", "MentoringProgramCohort", "MentoringRunBridge", "LIVE_STATES"]
