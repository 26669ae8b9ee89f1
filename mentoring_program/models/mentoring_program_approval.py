from collections import defaultdict

from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models

from .plain_rows import plain_rows
from .words import date_in_words

DECIDE = "mentoring_program.mail_activity_type_decide"
FOLLOW_UP = "mentoring_program.mail_activity_type_follow_up"
REQUEST = "mentoring_program.mail_template_decide"
REMINDER = "mentoring_program.mail_template_decide_reminder"
REMIND_AFTER_WORKING_DAYS = 3


class MentoringProgramApproval(models.Model):
    """Asking those who decide: one activity per person and program, one mail per manager and run, one reminder.

    `_ask_deciders` compares what waits with what has been asked and changes the difference, so it may be called
    after anything that could matter: a run, a decision, a change of manager, every night.
    """

    _inherit = "mentoring.program"

    administrator_ids = fields.Many2many(
        "res.users",
        string="Mentoring administrators",
        compute="_compute_administrator_ids",
        compute_sudo=True,
        groups=fields.NO_ACCESS,
        help="Of the program's company; they decide where no coordinator can.",
    )

    def write(self, vals):
        result = super().write(vals)
        if {"coordinator_ids", "approval_policy", "active"} & vals.keys():
            self.sudo()._ask_deciders(by_mail=False)
        return result

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        # an activity subscribes its user, who would then receive what the team writes to each other
        if self.env.context.get("mentoring_without_followers"):
            return True
        return super().message_subscribe(partner_ids=partner_ids, subtype_ids=subtype_ids)

    @api.depends("company_id")
    def _compute_administrator_ids(self):
        users = self.env.ref("mentoring_program.group_mentoring_manager").sudo().all_user_ids
        users = users.filtered(lambda user: user.active and user.id != SUPERUSER_ID)
        for program in self:
            program.administrator_ids = users.filtered(
                lambda user, program=program: program.company_id in user.company_ids
            )

    # ------------------------------------------------------------
    # Activities
    # ------------------------------------------------------------

    def _ask_deciders(self, by_mail=True):
        """Bring activities in line with the proposals that wait; `by_mail`: tell managers who have not heard.

        Called by the server after checked steps; nobody's rights matter for who is asked.
        """
        if not self or self.env.context.get("mentoring_ask_later"):
            return
        if not self.env.ref(DECIDE, raise_if_not_found=False):
            return  # somebody deleted the type of activity: HR's own changes still go through
        programs_sudo = self.with_user(SUPERUSER_ID).with_context({})
        waiting = programs_sudo._waiting_by_decider()
        activities = programs_sudo._sync_activities(waiting)
        if by_mail:
            programs_sudo._mail_deciders(activities, waiting)

    def _waiting_by_decider(self):
        """{(program, user): proposals that wait for this user}."""
        Pairing = self.env["mentoring.pairing"]
        alike, late = self._proposals_by_turn()
        # one of each stands for all: whose turn it is depends on nothing else
        first = Pairing.browse(ids[0] for ids in alike.values())
        Pairing.browse(key for ids in alike.values() for key in ids).fetch(["date_decision_due", "run_id"])
        (first.mentor_id | first.mentee_id).fetch(["user_id"])
        (first.mentor_employee_id | first.mentee_employee_id).fetch(["parent_id"])
        waiting = defaultdict(list)
        for pairing, ids in zip(first, alike.values(), strict=True):
            for user in pairing._awaited_users():
                waiting[pairing.program_id, user] += ids
        for pairing in Pairing.browse(late):
            for user in pairing._late_users() - pairing._awaited_users():
                waiting[pairing.program_id, user].append(pairing.id)
        return defaultdict(Pairing.browse, {key: Pairing.browse(sorted(ids)) for key, ids in waiting.items()})

    def _proposals_by_turn(self):
        """({what decides whose turn it is: ids of proposals}, ids of those whose time limit has passed)."""
        rows = plain_rows(
            self.env["mentoring.pairing"],
            [("program_id", "in", self.filtered("active").ids), ("state", "=", "proposed")],
            (
                *("id", "program_id", "awaited_role", "date_decision_due", "mentor_id", "mentee_id"),
                *("mentor_employee_id", "mentee_employee_id"),
            ),
        )
        people = {key for row in rows for key in row[4:6]}
        users = self._column("mentoring.participant", people, "user_id")
        managers = self._column("hr.employee", {key for row in rows for key in row[6:8]}, "parent_id")
        deciders = {
            program.id: {*program.coordinator_ids.ids, *program.administrator_ids.ids} for program in self
        }
        alike, late, now = defaultdict(list), [], fields.Datetime.now()
        for key, program, role, due, mentor, mentee, mentor_employee, mentee_employee in rows:
            turn = {
                "mentor_manager": managers.get(mentor_employee),
                "mentee_manager": managers.get(mentee_employee),
                "coordinator": frozenset((users[mentor], users[mentee])) & deciders[program],
            }.get(role)
            alike[program, role, turn].append(key)
            if due and due < now:
                late.append(key)
        return alike, late

    def _column(self, model, ids, name):
        """{id: value} of one stored column."""
        records = self.env[model].with_context(active_test=False)
        return dict(plain_rows(records, [("id", "in", list(ids - {None}))], ("id", name)))

    def _open_activities(self, xml_id):
        """{(program, user): activities of this type}."""
        kind = self.env.ref(xml_id)
        activities = self.env["mail.activity"].search(
            [
                ("activity_type_id", "=", kind.id),
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
            ],
            order="id",
        )
        return activities.grouped(lambda activity: (self.browse(activity.res_id), activity.user_id))

    def _sync_activities(self, waiting):
        """Create, change and close activities; {(program, user): activity} of those that are open now."""
        existing = self._open_activities(DECIDE)
        surplus, values = self.env["mail.activity"], []
        for key, activities in existing.items():
            surplus |= activities[1:] if key in waiting else activities
        for (program, user), pairings in waiting.items():
            wanted = program._activity_values(user, pairings)
            if (program, user) not in existing:
                values.append(wanted)
                continue
            activity = existing[program, user][0]
            changed = {
                name: wanted[name] for name in ("summary", "date_deadline") if activity[name] != wanted[name]
            }
            if changed:
                activity.write(changed)
        surplus.unlink()
        created = self._create_activities(values)
        kept = {key: activities[0] for key, activities in existing.items() if key in waiting}
        return kept | {(self.browse(activity.res_id), activity.user_id): activity for activity in created}

    def _create_activities(self, values):
        """Without a mail of its own, without making the user a follower, and without a line in the chatter."""
        quiet = {"mail_activity_quick_update": True, "mentoring_without_followers": True}
        return self.env["mail.activity"].with_context(**quiet).create(values)

    def _activity_values(self, user, pairings):
        env = self.with_context(lang=user.lang).env
        if len(pairings) == 1:
            summary = env._("1 pairing to approve")
        else:
            summary = env._("%s pairings to approve", len(pairings))
        return {
            "activity_type_id": env.ref(DECIDE).id,
            "res_model_id": env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "user_id": user.id,
            "summary": summary,
            "note": Markup('<p><a href="%s">%s</a></p>')
            % (self._approvals_path(user), env._("Pairings to approve")),
            "date_deadline": min(pairings.mapped("date_decision_due")).date(),
            "automated": True,
        }

    @api.model
    def _approvals_path(self, user):
        return "/odoo/mentoring-approvals" if user._is_internal() else "/my/mentoring/approvals"

    # ------------------------------------------------------------
    # Mails
    # ------------------------------------------------------------

    def _mail_deciders(self, activities, waiting):
        """One mail per manager and run; proposals made by hand go with the first mail after them."""
        now = fields.Datetime.now()
        for (program, user), activity in activities.items():
            if user in program.coordinator_ids:
                continue  # works in the app, and has started the matching
            pairings = waiting[program, user]
            news = pairings.run_id.filtered(lambda run, user=user: user not in run.asked_user_ids)
            by_hand = pairings.filtered(lambda pairing: not pairing.run_id)
            if news or (by_hand and not activity.mentoring_date_mailed):
                program._mail_decider(REQUEST, user, pairings, news[:1])
                for run in news:
                    run.asked_user_ids |= user
                activity.write({"mentoring_date_mailed": now, "mentoring_date_reminded": False})
            elif not activity.mentoring_date_mailed:
                activity.mentoring_date_mailed = now

    def _mail_decider(self, template, user, pairings, run=None):
        if not user.partner_id.email:
            return
        lang = user.lang or self.company_id.partner_id.lang
        self._queue_mails(
            template,
            self,
            run=run,
            mentoring_partner_id=user.partner_id.id,
            mentoring_name=user.name,
            mentoring_lang=lang or "",
            mentoring_count=len(pairings),
            mentoring_when=self.with_context(lang=lang)._when_in_words(
                min(pairings.mapped("date_decision_due"))
            ),
            mentoring_link=self.get_base_url() + self._approvals_path(user),
        )

    def _when_in_words(self, due):
        if due < fields.Datetime.now():
            return self.env._("as soon as you can")
        return self.env._("by %s", date_in_words(self.env, due.date()))

    def _remind_deciders(self):
        """One reminder to managers who were asked by mail three working days ago and have not decided."""
        waiting = self._waiting_by_decider()
        for (program, user), activities in self._open_activities(DECIDE).items():
            activity = activities[0]
            if (
                (program, user) in waiting
                and activity.mentoring_date_mailed
                and not activity.mentoring_date_reminded
                and program._working_days_since(activity.mentoring_date_mailed) >= REMIND_AFTER_WORKING_DAYS
            ):
                activity.mentoring_date_reminded = fields.Datetime.now()
                program._mail_decider(REMINDER, user, waiting[program, user])

    def _working_days_since(self, moment):
        """Working days of the company after this day, today included."""
        calendar = self.company_id.resource_calendar_id
        count, day, today = 0, moment.date(), fields.Date.today()
        while day < today:
            day = fields.Date.add(day, days=1)
            count += calendar._works_on_date(day) if calendar.attendance_ids else day.weekday() < 5
        return count

    @api.model
    def _cron_follow_approvals(self):
        """Every day: late proposals, changed managers, mails for proposals made by hand, reminders."""
        asked = self.env["mail.activity"].sudo().search([("activity_type_id", "=", self.env.ref(DECIDE).id)])
        waiting = self.env["mentoring.pairing"].sudo().search([("state", "=", "proposed")])
        programs = (waiting.program_id | self.sudo().browse(asked.mapped("res_id"))).exists()
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(programs))
        for program in programs:
            program._ask_deciders()
            program.with_user(SUPERUSER_ID)._remind_deciders()
            if not cron._commit_progress(processed=1):
                break

    # ------------------------------------------------------------
    # News for the coordinators
    # ------------------------------------------------------------

    def _tell_coordinators(self, sentences):
        """Add sentences to the open follow-up activity of each coordinator of the program."""
        self.ensure_one()
        program = self.with_user(SUPERUSER_ID).with_context({})
        lines = Markup().join(Markup("<p>%s</p>") % sentence for sentence in sentences)
        existing = program._open_activities(FOLLOW_UP)
        values = []
        for user in program.coordinator_ids or program.administrator_ids:
            if (program, user) in existing:
                activity = existing[program, user][0]
                activity.note = (activity.note or Markup()) + lines
                continue
            values.append(
                {
                    "activity_type_id": self.env.ref(FOLLOW_UP).id,
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "res_id": program.id,
                    "user_id": user.id,
                    "summary": program.with_context(lang=user.lang).env._("People who need you"),
                    "note": lines,
                    "date_deadline": fields.Date.today(),
                    "automated": True,
                }
            )
        program._create_activities(values)
