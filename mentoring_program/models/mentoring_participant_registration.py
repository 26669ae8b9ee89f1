import re
from collections import Counter

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError
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
    """What people do themselves to take part: choose a role, answer, wish, agree.

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

    # ------------------------------------------------------------
    # Who may
    # ------------------------------------------------------------

    @api.model
    def _own(self, program=None):
        """The user's participants (of one program), as superuser; their employee is active."""
        at_work_sudo = self.env.user._employees_at_work()
        own_sudo = self.env.user._mentoring_own("mentoring_participant_ids").filtered(
            lambda one: one.employee_id in at_work_sudo and (not program or one.program_id == program)
        )
        return own_sudo.sorted(lambda one: (one.role != "mentor", one.id))

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
            self.env._("One sentence is enough; your mentor begins with it.") if finish else None,
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
        known = {label.lower(): skill for label, skill in self._skill_labels().items()}
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
            answers.refuse(f"{role}_skill", self._unknown_skills_in_words(unknown[:MAX_SKILLS]))
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
        """{id: name} of the skills to offer or to learn, by name; languages are asked apart."""
        languages = self.env["hr.skill"]._mentoring_language_type().ids
        names = self.env["hr.skill"]._mentoring_names()
        return {
            key: names[key].strip()
            for key, kind in self.env["hr.skill"]._mentoring_kinds().items()
            if kind not in languages and key in names
        }

    @api.model
    def _skill_labels(self):
        """{label: skill id}: the skill's name, with its type where two skills share the name."""
        names, kinds = self._skill_choices(), self.env["hr.skill"]._mentoring_kinds()
        types = self.env["hr.skill.type"]._mentoring_names()
        count = Counter(name.lower() for name in names.values())
        return {
            name if count[name.lower()] == 1 else f"{name} ({types.get(kinds[key], '')})": key
            for key, name in names.items()
        }

    def _unknown_skills_in_words(self, names):
        """Two skills may share a name: whoever typed that name is asked which one."""
        labels = list(self._skill_labels())
        meant = [label for name in names for label in labels if label.lower().startswith(f"{name.lower()} (")]
        if meant:
            return self.env._("Which one do you mean: %s? Choose from the list.", ", ".join(meant))
        return self.env._("We do not know these: %s. Choose from the list.", ", ".join(names))

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
