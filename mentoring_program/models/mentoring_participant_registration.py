import re
from collections import Counter

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.sql import escape_psql

from .answers import Answers
from .vocabulary import REASON_CHARS

ROLES = ("mentor", "mentee")
WISHES = 5
MAX_CAPACITY = 100
MAX_SKILLS = 30
MAX_AVOIDED = 20
SKILL_CHARS = 200
AFTER_MAIL = re.compile(r"[\s,;]+")


class MentoringParticipantRegistration(models.Model):
    """What people do themselves in a program: register, answer, wish, pause, leave.

    Each method finds the user's own employee, reads an allow-list and stores as superuser.
    """

    _inherit = "mentoring.participant"

    is_listed = fields.Boolean(
        "Shown to mentees",
        groups="mentoring_program.group_mentoring_coordinator",
        help="Chosen by the mentor: mentees of the program see name, job and what they offer, and may ask for them.",
    )
    avoid_employee_ids = fields.Many2many(
        "hr.employee",
        "mentoring_participant_avoid_employee_rel",
        "participant_id",
        "employee_id",
        string="Never with (people)",
        groups="mentoring_program.group_mentoring_manager",
        help="Also people who do not take part yet; the exclusion holds from the moment they do.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        participants = super().create(vals_list)
        participants.sudo()._keep_away()
        return participants

    def _keep_away(self):
        """Exclusions named before these people took part hold from now on. For superuser code."""
        waiting = self.search(
            [("program_id", "in", self.program_id.ids), ("avoid_employee_ids", "in", self.employee_id.ids)]
        )
        waiting._apply_avoided()

    def _apply_avoided(self):
        for participant in self:
            others = self.search(
                [
                    ("program_id", "=", participant.program_id.id),
                    ("role", "!=", participant.role),
                    ("employee_id", "in", participant.avoid_employee_ids.ids),
                ]
            )
            if others - participant.avoid_ids:
                participant.avoid_ids = [Command.link(other.id) for other in others]

    # ------------------------------------------------------------
    # Who may
    # ------------------------------------------------------------

    @api.model
    def _own(self, program=None):
        """The user's participants (of one program), as superuser; their employee is active."""
        domain = [("user_id", "=", self.env.uid), ("employee_id.active", "=", True)]
        if program:
            domain.append(("program_id", "=", program.id))
        # sudo: the domain holds only the user's own entries
        return self.sudo().search(domain, order="role desc, id")

    def _verify_own(self):
        """Raise AccessError unless every participant is the user, with an active employee."""
        if any(not one.employee_id.active or one.user_id != self.env.user for one in self.sudo()):
            raise AccessError(self.env._("People answer for themselves only."))

    # ------------------------------------------------------------
    # Registering
    # ------------------------------------------------------------

    @api.model
    def _register_myself(self, program, values, finish=True):
        """Store the user's answers for one or both roles and return their participants. Raises FormError.

        values: roles, capacity, is_listed, mentor_skill and mentor_level, mentee_skill and mentee_level (lists side by
        side), topic, language, goal, goal_department, goal_job, wish_1…5 and wish_reason_1…5, avoid (mail addresses),
        about, privacy, privacy_version. With finish=False whatever can be read is kept, and nothing is required.
        """
        employee_sudo = program._verify_may_answer()
        own_sudo = self._own(program)
        answers = Answers(self.env, values)
        entry = self._read_registration(program, employee_sudo, own_sudo, answers, finish)
        answers.verify()
        kept_sudo = self.sudo()
        with self.env["mentoring.goal"]._repeat_on_collision():
            for role in entry["roles"]:
                one_sudo = own_sudo.filtered(lambda one, role=role: one.role == role)
                kept_sudo |= one_sudo._store_answers(program, employee_sudo, role, entry)
        (own_sudo - kept_sudo)._step_back()
        if finish:
            kept_sudo._finish_registration(program)
        return kept_sudo.sudo(False)

    def _read_registration(self, program, employee_sudo, own_sudo, answers, finish):
        """The answers as values to store; `shared` for both roles, the rest by role."""
        roles = answers.choices("roles", ROLES)
        if not roles:
            answers.refuse("roles", self.env._("Would you like to mentor, to be mentored, or both?"))
        if any(one.active_count and one.role not in roles for one in own_sudo):
            answers.refuse(
                "roles",
                self.env._(
                    "You have a running pair in the other role. Keep it ticked, or end that pair first."
                ),
            )
        shared = {
            "topic_ids": [
                Command.set(answers.records("topic", self.env["mentoring.topic"].sudo().search([])).ids)
            ],
            "language_ids": [Command.set(answers.records("language", self._language_choices()).ids)],
            "about": answers.text("about", REASON_CHARS) or False,
            "avoid_employee_ids": [Command.set(self._read_avoided(answers, employee_sudo).ids)],
            "is_self_registered": True,
        }
        if finish:
            self._read_consent(program, own_sudo, answers)
        return {
            "roles": roles,
            "shared": shared,
            "mentor": self._read_mentor(answers) if "mentor" in roles else None,
            "mentee": self._read_mentee(program, answers, finish) if "mentee" in roles else None,
        }

    def _read_mentor(self, answers):
        return {
            "values": {
                "capacity": answers.number(
                    "capacity",
                    0,
                    MAX_CAPACITY,
                    self.env._("How many mentees at the same time? A number from 0 to %s.", MAX_CAPACITY),
                ),
                "is_listed": answers.checked("is_listed"),
            },
            "skills": self._read_skills(answers, "mentor"),
        }

    def _read_mentee(self, program, answers, finish):
        goal = answers.text(
            "goal",
            REASON_CHARS,
            self.env._("What would you like to be different in six months? One sentence is enough.")
            if finish
            else None,
        )
        companies = [("company_id", "in", (False, program.company_id.id))]
        department = answers.record("goal_department", self.env["hr.department"].sudo().search(companies))
        job = answers.record("goal_job", self.env["hr.job"].sudo().search(companies))
        return {
            "values": {},
            "skills": self._read_skills(answers, "mentee"),
            "goal": {
                "name": goal,
                "target_department_id": department.id,
                "target_job_id": job.id,
            },
            "wishes": self._read_wishes_form(program, answers),
        }

    def _read_skills(self, answers, role):
        """{skill id: level}; the two lists of the form stand side by side."""
        names = answers.values.get(f"{role}_skill") or []
        levels = answers.values.get(f"{role}_level") or []
        names = [names] if isinstance(names, str) else names
        levels = [levels] if isinstance(levels, str) else levels
        known = {label.lower(): skill.id for label, skill in self._skill_labels().items()}
        chosen, unknown = {}, []
        for name, level in zip(names, [*levels, *["2"] * len(names)], strict=False):
            name = name.strip()[:SKILL_CHARS]
            if not name:
                continue
            if name.lower() not in known:
                unknown.append(name)
            elif level in ("1", "2", "3"):
                chosen[known[name.lower()]] = int(level)
            else:
                answers.refuse(f"{role}_skill", self.env._("Choose one of the three levels for %s.", name))
        if unknown:
            answers.refuse(
                f"{role}_skill",
                self.env._(
                    "We do not know these: %s. Choose from the list.", ", ".join(unknown[:MAX_SKILLS])
                ),
            )
        if len(chosen) > MAX_SKILLS:
            answers.refuse(f"{role}_skill", self.env._("That is many. Choose at most %s.", MAX_SKILLS))
        return chosen

    def _read_wishes_form(self, program, answers):
        """[(mentor id, rank, reason)]; ranks follow the order of the form."""
        listed_sudo = program._listed_mentors()
        wishes, seen = [], set()
        for number in range(1, WISHES + 1):
            mentor_sudo = answers.record(f"wish_{number}", listed_sudo)
            reason = answers.text(f"wish_reason_{number}", REASON_CHARS)
            if not mentor_sudo:
                continue
            if mentor_sudo in seen:
                answers.refuse(f"wish_{number}", self.env._("%s is on your list already.", mentor_sudo.name))
            seen.add(mentor_sudo)
            wishes.append((mentor_sudo.id, len(wishes) + 1, reason or False))
        return wishes

    def _read_avoided(self, answers, employee_sudo):
        """Colleagues by their work mail address; taking part or not is not said."""
        text = answers.text("avoid", REASON_CHARS).lower()
        mails = [mail for mail in AFTER_MAIL.split(text) if mail]
        if len(mails) > MAX_AVOIDED:
            answers.refuse("avoid", self.env._("Name at most %s people.", MAX_AVOIDED))
        people_sudo = self.env["hr.employee"].sudo()
        for mail in mails[:MAX_AVOIDED]:
            one_sudo = people_sudo.search(
                [
                    ("work_email", "=ilike", escape_psql(mail)),
                    ("company_id", "=", employee_sudo.company_id.id),
                ]
            )
            if not one_sudo:
                answers.refuse("avoid", self.env._("Nobody here has the address %s.", mail))
            people_sudo |= one_sudo - employee_sudo
        return people_sudo

    @api.model
    def _skill_choices(self):
        """Skills to offer or to learn; languages are asked apart. sudo: portal users read no catalogue of skills."""
        languages_sudo = self.env["hr.skill"].sudo()._mentoring_language_type()
        return (
            self.env["hr.skill"]
            .sudo()
            .search([("skill_type_id", "not in", languages_sudo.ids)], order="name")
        )

    @api.model
    def _skill_labels(self):
        """{label: skill}: the skill's name, with its type where two skills share the name."""
        skills_sudo = self._skill_choices()
        count = Counter(skill.name.strip().lower() for skill in skills_sudo)
        return {
            skill.name.strip()
            if count[skill.name.strip().lower()] == 1
            else f"{skill.name.strip()} ({skill.skill_type_id.name})": skill
            for skill in skills_sudo
        }

    @api.model
    def _language_choices(self):
        languages_sudo = self.env["hr.skill"].sudo()._mentoring_language_type()
        return self.env["hr.skill"].sudo().search([("skill_type_id", "in", languages_sudo.ids)], order="name")

    def _read_consent(self, program, own_sudo, answers):
        version = str(program.privacy_version)
        if own_sudo and all(one.privacy_version == program.privacy_version for one in own_sudo):
            return
        if answers.text("privacy_version", 20) != version:
            answers.refuse(
                "privacy",
                self.env._("This text has changed since you opened the page. Please read it again."),
            )
        elif not answers.checked("privacy"):
            answers.refuse("privacy", self.env._("Tick this once you have read who sees what."))

    # ------------------------------------------------------------
    # Storing, for superuser code
    # ------------------------------------------------------------

    def _store_answers(self, program, employee_sudo, role, entry):
        """Write one role's answers into `self` (empty: a new participant); returns the participant."""
        values = {**entry["shared"], **entry[role]["values"]}
        if self:
            before = self.avoid_employee_ids
            self.write(values)
            allowed = before - self.avoid_employee_ids
            self.avoid_ids -= self.avoid_ids.filtered(lambda one: one.employee_id in allowed)
            participant = self
        else:
            participant = self.create(
                {
                    **values,
                    "program_id": program.id,
                    "employee_id": employee_sudo.id,
                    "role": role,
                    "state": "invited",
                }
            )
        participant._apply_avoided()
        participant._store_skills(entry[role]["skills"])
        if role == "mentee":
            participant._store_goal(entry[role]["goal"])
            participant._store_wishes(entry[role]["wishes"])
        return participant

    def _store_skills(self, wanted):
        known = {line.skill_id.id: line for line in self.skill_ids}
        for skill_id, line in known.items():
            if skill_id not in wanted:
                line.unlink()
            elif line.level != wanted[skill_id]:
                line.level = wanted[skill_id]
        self.env["mentoring.participant.skill"].create(
            [
                {"participant_id": self.id, "skill_id": skill_id, "level": level}
                for skill_id, level in wanted.items()
                if skill_id not in known
            ]
        )

    def _first_goal(self):
        return self.goal_ids.filtered(lambda goal: goal.state == "open").sorted("id")[:1]

    def _store_goal(self, values):
        goal = self._first_goal()
        if goal:
            goal.write({**values, "name": values["name"] or goal.name})
        elif values["name"]:
            self.env["mentoring.goal"].create({**values, "participant_id": self.id})

    def _store_wishes(self, wanted):
        stored = [(wish.other_id.id, wish.rank, wish.reason) for wish in self.wish_ids.sorted("rank")]
        if stored == wanted:
            return
        self.wish_ids.unlink()
        self.env["mentoring.wish"].create(
            [
                {"participant_id": self.id, "other_id": other_id, "rank": rank, "reason": reason}
                for other_id, rank, reason in wanted
            ]
        )

    def _finish_registration(self, program):
        agreed = self.filtered(lambda one: one.privacy_version != program.privacy_version)
        agreed.write({"privacy_version": program.privacy_version})
        new = self.filtered(lambda one: one.state in ("invited", "left", "declined"))
        new._set_state("registered")
        new.write({"date_registered": fields.Datetime.now()})

    # ------------------------------------------------------------
    # Staying, pausing, leaving
    # ------------------------------------------------------------

    def _step_back(self):
        """Roles that the person no longer ticks; they hold no running pair. For superuser code."""
        self.filtered(lambda one: one.state == "invited")._set_state("declined")
        self.filtered(lambda one: one.state in ("registered", "waitlisted", "paused"))._leave(
            self.env._("Chose another role.")
        )

    def _pause(self):
        """No proposals for the user until they come back; running pairs go on."""
        self._verify_own()
        self.sudo().filtered(lambda one: one.state in ("registered", "waitlisted"))._set_state("paused")

    def _resume(self):
        self._verify_own()
        self.sudo().filtered(lambda one: one.state == "paused")._set_state("registered")

    def _withdraw(self, reason=None):
        """The user leaves: proposals go, running pairs end, places are free. `reason` is for the program's team."""
        self._verify_own()
        reason = (reason or "").strip() or self.env._("Left the program.")
        staying_sudo = self.sudo().filtered(lambda one: one.state not in ("left", "declined"))
        staying_sudo.filtered(lambda one: one.state == "invited")._set_state("declined", reason)
        staying_sudo.filtered(lambda one: one.state != "declined")._leave(reason)

    def _change_capacity(self, values):
        """A mentor's places, at any time; fewer than the running pairs means no new ones. Raises FormError."""
        self._verify_own()
        answers = Answers(self.env, values)
        capacity = self._read_mentor(answers)["values"]["capacity"]
        answers.verify()
        self.sudo().filtered(lambda one: one.role == "mentor").write({"capacity": capacity})

    # ------------------------------------------------------------
    # Extra questions
    # ------------------------------------------------------------

    def _has_open_questions(self):
        self.ensure_one()
        survey_sudo = self.sudo().program_id.survey_id
        answered_sudo = self.sudo().survey_input_ids.filtered(
            lambda answers: answers.survey_id == survey_sudo and answers.state == "done"
        )
        return bool(survey_sudo) and not answered_sudo

    @api.model
    def _questionnaire_url(self, program):
        """Where the user answers the program's extra questions; goes on with answers that are not finished."""
        program._verify_may_answer()
        own_sudo = self._own(program).filtered(lambda one: one.state not in ("left", "declined"))[:1]
        survey_sudo = program.sudo().survey_id
        if not own_sudo or not survey_sudo:
            raise UserError(self.env._("There are no further questions for you in %s.", program.name))
        begun_sudo = own_sudo.survey_input_ids.filtered(
            lambda answers: (
                answers.survey_id == survey_sudo
                and answers.state != "done"
                and answers.partner_id == self.env.user.partner_id
            )
        )[:1]
        if not begun_sudo:
            begun_sudo = survey_sudo._create_answer(user=self.env.user, participant_id=own_sudo.id)
        return f"/survey/{survey_sudo.access_token}/{begun_sudo.access_token}"
