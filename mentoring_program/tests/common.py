from contextlib import contextmanager

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase
from odoo.tools import mute_logger

QUIET = {
    "tracking_disable": True,
    "no_reset_password": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
}

# They tell an administrator which access was denied; in tests that is the point.
DENIALS = ("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.models")

COORDINATOR_GROUP = "mentoring_program.group_mentoring_coordinator"
ADMINISTRATOR_GROUP = "mentoring_program.group_mentoring_manager"


class MentoringCommon(TransactionCase):
    """One company with a running program, and one user per role that mentoring knows.

    Login = password = the word in `cls.users`; `cls.users[word]` is the user, `cls.people[word]` the employee.

    ==================  ====================================================================================
    coordinator         coordinates `program`
    other_coordinator   has the group, coordinates nothing here
    administrator       mentoring administrator of the company
    mentor, mentee      internal users, the active announced `pairing`
    portal_mentor, portal_mentee   portal users, the active announced `portal_pairing`
    waiting             internal mentee with the undisclosed `proposal` (mentor: `mentor`)
    mentee_manager      direct manager of mentee, portal_mentee and waiting
    mentor_manager      direct manager of mentor and portal_mentor
    director            manager of both managers
    uninvolved, portal_uninvolved   employees who take no part
    sponsor             sponsor of `program`
    hr_officer          hr.group_hr_user, no mentoring group
    system              base.group_system, no mentoring group and no employee
    foreign_coordinator, foreign_administrator   of `foreign_company`, with `foreign_program`
    ==================  ====================================================================================

    Both pairs have a held `meeting`, a `private_note` of the mentee, a `mentor_private_note`, a `shared_note` of the
    mentor, a `goal` with a step, unshared `feedback` of the mentee and `shared_feedback` of the mentor; the portal
    pair's are named `portal_…`.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users, cls.people = {}, {}
        # the demo story has people with such logins
        for user in cls.env["res.users"].search(
            [("login", "in", ("coordinator", "manager", "mentor", "mentee"))]
        ):
            user.login = f"demo_{user.login}"
        cls.company = cls.env.company
        cls.foreign_company = cls.env["res.company"].create({"name": "Another company"})
        cls._set_up_people()
        cls._set_up_program()
        cls._set_up_pairs()
        cls._set_up_meetings()

    # ------------------------------------------------------------
    # People
    # ------------------------------------------------------------

    @classmethod
    def _set_up_people(cls):
        portal, foreign = {"groups": "base.group_portal"}, {"company": cls.foreign_company}
        cls._hire_all(
            {
                "director": {},
                "mentee_manager": {"manager": "director"},
                "mentor_manager": {"manager": "director"},
                "mentor": {"manager": "mentor_manager"},
                "portal_mentor": {"manager": "mentor_manager", **portal},
                "mentee": {"manager": "mentee_manager"},
                "portal_mentee": {"manager": "mentee_manager", **portal},
                "waiting": {"manager": "mentee_manager"},
                "uninvolved": {"manager": "director"},
                "portal_uninvolved": {"manager": "director", **portal},
                "sponsor": {},
                "coordinator": {"groups": COORDINATOR_GROUP},
                "other_coordinator": {"groups": COORDINATOR_GROUP},
                "administrator": {"groups": ADMINISTRATOR_GROUP},
                "hr_officer": {"groups": "hr.group_hr_user"},
                "foreign_coordinator": {"groups": COORDINATOR_GROUP, **foreign},
                "foreign_administrator": {"groups": ADMINISTRATOR_GROUP, **foreign},
            }
        )
        cls.users["system"] = (
            cls.env["res.users"]
            .with_context(**QUIET)
            .create(cls._user_values("system", "base.group_system", cls.company))
        )

    @classmethod
    def _hire(cls, login, **how):
        """A new employee; `how` as in `_hire_all`."""
        cls._hire_all({login: how})
        return cls.people[login]

    @classmethod
    def _hire_all(cls, plan):
        """Employees with users for {login: {"manager": login, "groups": xml ids, "company": record, **values}}.

        `groups` is comma separated, by default an internal user; False for somebody without a login.
        """
        plan = {
            login: {"groups": "base.group_user", "company": cls.company, **how} for login, how in plan.items()
        }
        with_login = [login for login, how in plan.items() if how["groups"]]
        users = (
            cls.env["res.users"]
            .with_context(**QUIET)
            .create(
                [
                    cls._user_values(login, plan[login]["groups"], plan[login]["company"])
                    for login in with_login
                ]
            )
        )
        cls.users.update(zip(with_login, users, strict=True))
        employees = (
            cls.env["hr.employee"]
            .with_context(**QUIET)
            .create([cls._employee_values(login, **how) for login, how in plan.items()])
        )
        cls.people.update(zip(plan, employees, strict=True))
        for login, how in plan.items():
            if how.get("manager"):
                cls.people[login].parent_id = cls.people[how["manager"]]

    @classmethod
    def _user_values(cls, login, groups, company):
        return {
            "name": login.replace("_", " ").title(),
            "login": login,
            "password": login,
            "email": f"{login}@example.com",
            "tz": "Europe/Brussels",
            "company_id": company.id,
            "company_ids": [Command.set(company.ids)],
            "group_ids": [Command.set([cls.env.ref(group.strip()).id for group in groups.split(",")])],
        }

    @classmethod
    def _employee_values(cls, login, company, groups, manager=None, **vals):
        return {
            "name": login.replace("_", " ").title(),
            "company_id": company.id,
            "user_id": cls.users[login].id if groups else False,
            "tz": "Europe/Brussels",
            **vals,
        }

    def _become_portal(self, login):
        """The same person with a portal login instead of an internal one."""
        self.users[login].group_ids = [Command.set(self.env.ref("base.group_portal").ids)]

    def _as(self, login, record):
        """`record` as this person sees it."""
        return record.with_user(self.users[login])

    @contextmanager
    def _refused(self, error=AccessError, **about):
        """The block is refused; `about` names the case when it is not."""
        with self.subTest(**about), mute_logger(*DENIALS), self.assertRaises(error):
            yield

    # ------------------------------------------------------------
    # Program and participants
    # ------------------------------------------------------------

    @classmethod
    def _set_up_program(cls):
        cls.objective = cls.env["mentoring.objective"].create(
            {
                "name": "Grow leaders",
                "metric": "Posts filled from inside",
                "default_baseline": 40,
                "default_target": 60,
            }
        )
        cls.topics = cls.env["mentoring.topic"].create(
            [{"name": "Leading a team"}, {"name": "Giving feedback"}]
        )
        cls.program = cls._create_program()
        cls.foreign_program = cls._create_program(
            name="Program of another company",
            company_id=cls.foreign_company.id,
            coordinator_ids=[Command.set(cls.users["foreign_coordinator"].ids)],
            sponsor_id=False,
        )
        cls.mentor = cls._enrol("mentor", "mentor", capacity=2)
        cls.portal_mentor = cls._enrol("portal_mentor", "mentor")
        cls.mentee = cls._enrol("mentee", "mentee")
        cls.portal_mentee = cls._enrol("portal_mentee", "mentee")
        cls.waiting = cls._enrol("waiting", "mentee")
        cls.env["mentoring.wish"].create(
            {
                "participant_id": cls.waiting.id,
                "other_id": cls.mentor.id,
                "rank": 1,
                "reason": "Knows my field",
            }
        )

    @classmethod
    def _create_program(cls, **vals):
        """A running program with two criteria; `vals` override."""
        today = fields.Date.today()
        return cls.env["mentoring.program"].create(
            {
                "name": "Mentoring 2026",
                "objective_id": cls.objective.id,
                "company_id": cls.company.id,
                "state": "running",
                "date_registration_end": fields.Date.subtract(today, days=40),
                "date_start": fields.Date.subtract(today, days=30),
                "date_end": fields.Date.add(today, days=150),
                "coordinator_ids": [Command.set(cls.users["coordinator"].ids)],
                "sponsor_id": cls.people["sponsor"].id,
                "criterion_ids": [
                    Command.create({"kind": "topics", "weight": 5}),
                    Command.create({"kind": "department", "weight": 5, "relation": "different"}),
                ],
                **vals,
            }
        )

    @classmethod
    def _enrol(cls, login, role, program=None, **vals):
        """A registered participant of `program` (default: the running one) with both topics."""
        return cls.env["mentoring.participant"].create(
            {
                "program_id": (program or cls.program).id,
                "employee_id": cls.people[login].id,
                "role": role,
                "topic_ids": [Command.set(cls.topics.ids)],
                **vals,
            }
        )

    # ------------------------------------------------------------
    # Pairs and what happens in them
    # ------------------------------------------------------------

    @classmethod
    def _set_up_pairs(cls):
        cls.matching_run = cls.env["mentoring.run"].create(
            {"program_id": cls.program.id, "state": "done", "progress": 100}
        )
        cls.pairing = cls._pair(cls.mentor, cls.mentee)
        cls.portal_pairing = cls._pair(cls.portal_mentor, cls.portal_mentee)
        cls.proposal = cls._pair(
            cls.mentor, cls.waiting, state="proposed", announced=False, run_id=cls.matching_run.id
        )
        cls.key_result = cls.env["mentoring.key.result"].create(
            {"program_id": cls.program.id, "objective_id": cls.objective.id, "value": 45, "people_count": 12}
        )

    @classmethod
    def _pair(cls, mentor, mentee, state="active", announced=True, **vals):
        """A pairing in any state, made by the server as a run or an import makes it, with one reason and its event."""
        running = state in ("active", "paused")
        pairing = cls.env["mentoring.pairing"].create(
            {
                "program_id": mentor.program_id.id,
                "mentor_id": mentor.id,
                "mentee_id": mentee.id,
                "state": state,
                "is_disclosed": announced,
                "score": 50.0,
                "date_start": mentor.program_id.date_start if running else False,
                "date_end": mentor.program_id.date_end if running else False,
                **vals,
            }
        )
        criterion = mentor.program_id.criterion_ids.filtered(lambda criterion: criterion.kind == "topics")[:1]
        cls.env["mentoring.pairing.reason"].create(
            {
                "pairing_id": pairing.id,
                "criterion_id": criterion.id,
                "kind": "topics",
                "points": 50.0,
                "possible": 50.0,
                "evidence": cls.topics.ids,
            }
        )
        cls.env["mentoring.audit.event"]._record(pairing, "propose", new_state=state)
        if running and announced:
            cls._agree(pairing)
        return pairing

    @classmethod
    def _agree(cls, pairing):
        """Both have confirmed what they agree on, as most pairs that run have."""
        cls.env["mentoring.agreement"].create(
            [
                {"pairing_id": pairing.id, "participant_id": person.id, "version": 1, "text": "We meet"}
                for person in (pairing.mentor_id, pairing.mentee_id)
            ]
        )

    @classmethod
    def _set_up_meetings(cls):
        cls.meeting, cls.portal_meeting = cls._log_session(cls.pairing), cls._log_session(cls.portal_pairing)
        for prefix in ("", "portal_"):
            pairing, meeting = getattr(cls, f"{prefix}pairing"), getattr(cls, f"{prefix}meeting")
            mentor, mentee = pairing.mentor_id, pairing.mentee_id
            for name, record in {
                "private_note": cls._write_note(f"{prefix}mentee", pairing, "private"),
                "mentor_private_note": cls._write_note(f"{prefix}mentor", pairing, "private"),
                "shared_note": cls._write_note(f"{prefix}mentor", pairing, "shared"),
                "goal": cls._set_goal(mentee, pairing),
                "feedback": cls._give_feedback(meeting, mentee),
                "shared_feedback": cls._give_feedback(meeting, mentor, is_shared=True),
            }.items():
                setattr(cls, prefix + name, record)

    @classmethod
    def _log_session(cls, pairing, days_ago=7, state="done", **vals):
        return cls.env["mentoring.session"].create(
            {
                "pairing_id": pairing.id,
                "date": fields.Datetime.subtract(fields.Datetime.now(), days=days_ago),
                "duration_minutes": 60,
                "state": state,
                "topic_ids": [Command.set(cls.topics[:1].ids)],
                **vals,
            }
        )

    @classmethod
    def _write_note(cls, author, pairing, visibility, body="Something said between the two"):
        return cls.env["mentoring.note"].create(
            {
                "pairing_id": pairing.id,
                "author_user_id": cls.users[author].id,
                "visibility": visibility,
                "body": body,
            }
        )

    @classmethod
    def _set_goal(cls, mentee, pairing=None, **vals):
        """A goal of this mentee with one step."""
        goal = cls.env["mentoring.goal"].create(
            {
                "participant_id": mentee.id,
                "pairing_id": pairing.id if pairing else False,
                "name": "Lead my first project",
                **vals,
            }
        )
        cls.env["mentoring.goal.step"].create({"goal_id": goal.id, "name": "Ask for a project"})
        return goal

    @classmethod
    def _give_feedback(cls, session, author, is_shared=False, **vals):
        return cls.env["mentoring.feedback"].create(
            {
                "session_id": session.id,
                "author_id": author.id,
                "rating": 4,
                "fit": "good",
                "comment": "What they thought of the meeting",
                "is_shared": is_shared,
                **vals,
            }
        )
