import re
from datetime import timedelta

from odoo import Command, fields, http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..hooks import uninstall_hook
from .common import ADMINISTRATOR_GROUP, COORDINATOR_GROUP, DENIALS, MentoringCommon

# Catalogues without people in them, which all companies share.
SHARED_MODELS = {"mentoring.agenda", "mentoring.objective", "mentoring.topic"}
# One of each kind who is not of the program's team.
OUTSIDERS = (
    "mentee",
    "portal_mentor",
    "mentee_manager",
    "hr_officer",
    "system",
    "other_coordinator",
    "foreign_administrator",
)


@tagged("post_install", "-at_install", "mentoring_security")
class TestFoundations(MentoringCommon):
    """What holds for every model, access line, action and page; new ones are held to it from their first day."""

    def _models(self):
        return [
            model
            for model in self.env.values()
            if model._name.startswith("mentoring.") and not model._abstract
        ]

    def _access_lines(self):
        ours = self.env["ir.model.data"].search(
            [("module", "=", "mentoring_program"), ("model", "=", "ir.model.access")]
        )
        return self.env["ir.model.access"].browse(ours.mapped("res_id"))

    def test_people_without_a_mentoring_group_only_read(self):
        """Every change of theirs passes a checked method; the exception is a dialog of their own (D1)."""
        open_to_all = self.env.ref("base.group_user") | self.env.ref("base.group_portal")
        open_to_all |= self.env.ref("base.group_public")
        dialogs = set()
        for line in self._access_lines():
            self.assertTrue(line.group_id, line.name)
            if line.group_id in open_to_all and (line.perm_write or line.perm_create or line.perm_unlink):
                self.assertTrue(self.env[line.model_id.model]._transient, line.name)
                self.assertEqual(line.group_id, self.env.ref("base.group_user"), line.name)
                dialogs.add(line.model_id.model)
        self.assertEqual(dialogs, {"mentoring.decline", "mentoring.feedback.wizard"})

    def test_every_model_has_an_access_line_and_a_wall_that_binds_everybody(self):
        lines = self._access_lines().model_id.mapped("model")
        rules = self.env["ir.rule"].search([("groups", "=", False)])
        for model in self._models():
            with self.subTest(model=model._name):
                self.assertIn(model._name, lines)
                walls = rules.filtered(lambda rule: rule.model_id.model == model._name)  # noqa: B023
                wall = "create_uid" if model._transient else "company_ids"
                if model._name not in SHARED_MODELS:
                    self.assertTrue(any(wall in rule.domain_force for rule in walls))

    def test_every_record_carries_its_company(self):
        for model in self._models():
            if model._transient or model._name in SHARED_MODELS:
                continue
            with self.subTest(model=model._name):
                self.assertTrue(model._fields["company_id"].store)
                self.assertTrue(model._fields["company_id"].index)

    def test_no_record_can_be_opened_by_a_link_alone(self):
        for model in self._models():
            with self.subTest(model=model._name):
                self.assertNotIn("access_token", model._fields)
                self.assertNotIn("access_url", model._fields)

    def test_only_the_program_has_a_thread(self):
        """Whoever reads a record reads its thread, so what people write and answer has none (D4)."""
        threads = {model._name for model in self._models() if "message_ids" in model._fields}

        self.assertEqual(threads, {"mentoring.program"})

    def test_children_are_not_created_inside_somebody_elses_rights(self):
        for model in self._models():
            if model._transient or model._name == "mentoring.audit.event":
                continue
            with self.subTest(model=model._name):
                self.assertFalse(model._allow_sudo_commands)

    def test_every_action_and_job_has_groups(self):
        """An action without groups runs for a portal user who guesses its number, a job's action too (D2, E1, E2)."""
        of_ours = [("model_id.model", "=like", "mentoring.%")]
        actions = self.env["ir.actions.server"].with_context(active_test=False).search(of_ours)
        jobs = self.env["ir.cron"].with_context(active_test=False).search(of_ours)
        self.assertTrue(actions)
        self.assertTrue(jobs)
        for action in actions:
            self.assertTrue(action.group_ids, action.name)
        for job in jobs:
            self.assertEqual(job.group_ids, self.env.ref("base.group_system"), job.name)

    def test_every_page_asks_for_a_login_and_changes_only_by_post(self):
        installed = set(self.env["ir.module.module"].search([("state", "=", "installed")]).mapped("name"))
        pages = 0
        for url, endpoint in http._generate_routing_rules(sorted(installed), nodb_only=False):
            if not url.startswith(("/my/mentoring", "/mentoring")):
                continue
            pages += 1
            routing = endpoint.routing
            with self.subTest(url=url, methods=routing.get("methods")):
                self.assertEqual(routing["auth"], "user")
                self.assertEqual(routing["type"], "http")
                self.assertIsNot(routing.get("csrf"), False)
                self.assertIs(routing.get("sitemap"), False)
                # a function: the page of a program notes the first visit of an invited person, once
                reads = routing.get("readonly") is True or callable(routing.get("readonly"))
                self.assertEqual(routing.get("methods"), ["GET"] if reads else ["POST"])
        self.assertGreater(pages, 5)

    def test_the_administrator_group_belongs_to_the_system_administrator(self):
        """Somebody can open the app after its installation; nobody else is added."""
        administrators = self.env.ref(ADMINISTRATOR_GROUP)
        self.assertIn(self.env.ref("base.user_admin"), administrators.all_user_ids)
        self.assertIn(self.env.ref(COORDINATOR_GROUP), administrators.implied_ids)
        self.assertNotIn(administrators, self.env.ref("base.group_system").all_implied_ids)
        self.assertNotIn(administrators, self.env.ref("hr.group_hr_manager").all_implied_ids)

    def test_uninstalling_leaves_no_settings_behind(self):
        settings = self.env["ir.config_parameter"]
        settings.set_param("mentoring_program.some_switch", "on")
        kept = self.env["ir.filters"].create(
            {"name": "Mine", "model_id": "mentoring.pairing", "domain": "[]"}
        )

        uninstall_hook(self.env)

        self.assertFalse(settings.get_param("mentoring_program.some_switch"))
        self.assertFalse(kept.exists())


@tagged("post_install", "-at_install", "mentoring_security")
class TestActions(MentoringCommon):
    """Buttons, server actions and jobs do their work for those they are meant for, however they are called."""

    def _run(self, action, login, records):
        context = {"active_model": records._name, "active_ids": records.ids, "active_id": records.id}
        server = action.ir_actions_server_id if action._name == "ir.cron" else action
        return server.with_user(self.users[login]).with_context(**context).run()

    def test_matching_starts_for_the_coordinator_of_the_program_alone(self):
        action = self.env.ref("mentoring_program.action_server_run_matching")
        runs = self.env["mentoring.run"].search_count([])
        for login in self.users.keys() - {"coordinator", "administrator"}:
            with self._refused(login=login):
                self._run(action, login, self.program)
        self.assertEqual(self.env["mentoring.run"].search_count([]), runs)

        self._run(action, "coordinator", self.program)

        self.assertGreater(self.env["mentoring.run"].search_count([]), runs)

    def test_jobs_run_for_the_system_alone(self):
        jobs = self.env["ir.cron"].search([("model_id.model", "=like", "mentoring.%")])
        for job in jobs:
            for login in ("portal_mentee", "mentee", "coordinator", "administrator", "hr_officer"):
                with self._refused(job=job.name, login=login):
                    self._run(job, login, self.env[job.model_id.model])

    def test_buttons_of_a_program_work_for_its_team_alone(self):
        steps = (
            "open_registration",
            "announce",
            "start",
            "close",
            "cancel",
            "run_matching",
            "preview_matching",
        )
        for login in OUTSIDERS:
            for step in steps:
                with self._refused(login=login, step=step):
                    getattr(self._as(login, self.program), f"action_{step}")()
        self.assertEqual(self.program.state, "running")

    def test_buttons_of_a_pairing_work_for_the_team_alone(self):
        for login in OUTSIDERS:
            for step in ("pause", "end", "complete", "pin"):
                with self._refused(login=login, step=step):
                    getattr(self._as(login, self.pairing), f"action_{step}")()
        self.assertEqual(self.pairing.state, "active")

    def test_buttons_of_a_participant_work_for_the_team_alone(self):
        for login in OUTSIDERS:
            for step in ("pause", "resume", "leave", "why_not"):
                with self._refused(login=login, step=step):
                    getattr(self._as(login, self.mentee), f"action_{step}")()
        self.assertEqual(self.mentee.state, "registered")

    def test_buttons_of_a_run_work_for_the_team_alone(self):
        queued = self.env["mentoring.run"].create({"program_id": self.program.id})
        for login in OUTSIDERS:
            for step in ("process", "cancel", "verify"):
                with self._refused(login=login, step=step):
                    getattr(self._as(login, queued), f"action_{step}")()
        self.assertEqual(queued.state, "queued")

    def test_nobody_decides_but_those_whose_turn_it_is(self):
        deciders = {"mentee_manager"}
        for login in self.users.keys() - deciders:
            pairing = self._as(login, self.proposal)
            with self._refused(UserError, login=login):
                pairing.action_approve()
        self.assertEqual(self.proposal.state, "proposed")
        self.assertFalse(self.proposal.decision_ids)

        self._as("mentee_manager", self.proposal).action_approve()

        self.assertNotEqual(self.proposal.state, "proposed")

    def test_a_dialog_belongs_to_who_opened_it(self):
        mine = (
            self.env["mentoring.decline"]
            .with_user(self.users["mentee_manager"])
            .create({"pairing_ids": [Command.set(self.proposal.ids)]})
        )
        with self._refused():
            self._as("mentor_manager", mine).read(["reason_kind"])
        self.assertFalse(self._as("administrator", mine).search([("id", "=", mine.id)]))
        with self._refused():
            self._as("mentor_manager", mine).action_decline()
        self.assertEqual(self.proposal.state, "proposed")

    def test_a_dialog_gives_no_rights_over_what_it_names(self):
        """An ordinary employee names any pairing in a dialog, and gets nowhere with it."""
        with self._refused(UserError):
            dialog = (
                self.env["mentoring.decline"]
                .with_user(self.users["uninvolved"])
                .create({"pairing_ids": [Command.set(self.proposal.ids)], "reason_kind": "workload"})
            )
            dialog.action_decline()
        self.assertEqual(self.proposal.state, "proposed")


@tagged("post_install", "-at_install", "mentoring_security")
class TestServerFields(MentoringCommon):
    """State, counters and authorship come from the server, whatever a caller sends (D8)."""

    def _writers(self):
        """(record, login) of everybody who may change a record of a model."""
        records = (
            self.program,
            self.program.criterion_ids[0],
            self.mentor,
            self.pairing,
            self.key_result,
            self.env["mentoring.wish"].search([("participant_id", "=", self.waiting.id)]),
        )
        for record in records:
            for login in ("coordinator", "administrator"):
                self.assertTrue(self._as(login, record).has_access("write"))
                yield self._as(login, record)

    def _server_fields(self, model):
        return [name for name in model._fields if model._is_server_field(name)]

    def test_server_fields_are_named(self):
        """The most precious of them, so that a change of a field's attributes cannot open one unnoticed."""
        precious = {
            "mentoring.program": {"state", "run_counter"},
            "mentoring.participant": {
                "active_count",
                "seat_limit",
                "company_id",
                "is_self_registered",
                "name",
            },
            "mentoring.pairing": {
                "state",
                "company_id",
                "score",
                "run_id",
                "is_disclosed",
                "health",
                "awaited_role",
                "mentor_employee_id",
                "mentee_employee_id",
                "session_count",
            },
            "mentoring.run": {"state", "result", "optimal", "settings", "problem_file", "user_id"},
            "mentoring.session": {"state", "company_id", "logged_by_mentor", "submission_key"},
            "mentoring.note": {"author_user_id", "company_id", "submission_key"},
            "mentoring.feedback": {"author_id", "company_id", "submission_key"},
            "mentoring.criterion": {"company_id"},
            "mentoring.key.result": {"company_id"},
            "mentoring.pairing.decision": {"role", "decision", "user_id", "date", "is_escalated"},
            "mentoring.audit.event": {"user_id", "action", "reason"},
        }
        for model, names in precious.items():
            if model == "mentoring.audit.event":
                continue  # has no changes at all
            self.assertLessEqual(names, set(self._server_fields(self.env[model])), model)

    def test_a_server_field_cannot_be_changed(self):
        for record in self._writers():
            for name in self._server_fields(record):
                if name == "proposed_mentor_id":
                    continue  # `write` makes a proposal of it
                value = record._fields[name].convert_to_write(record.sudo()[name], record)
                with self._refused(model=record._name, field=name, login=record.env.user.login):
                    record.write({name: value})

    def test_a_mentor_is_given_by_a_proposal_only(self):
        """Outsiders cannot make one by writing the field that the board drags."""
        mentor, mentee = self._newcomers()
        for login in ("other_coordinator", "mentee_manager", "mentee", "foreign_administrator"):
            with self._refused(login=login):
                self._as(login, mentee).write({"proposed_mentor_id": mentor.id})
        self.assertFalse(mentee.mentee_pairing_ids)

        self._as("coordinator", mentee).write({"proposed_mentor_id": mentor.id})

        self.assertEqual(mentee.mentee_pairing_ids.state, "proposed")

    def test_a_server_field_cannot_be_given_at_the_start(self):
        for record in self._writers():
            for name in self._server_fields(record):
                value = record._fields[name].convert_to_write(record.sudo()[name], record)
                with self._refused(model=record._name, field=name, login=record.env.user.login):
                    record.create({"employee_id": self.people["uninvolved"].id, name: value})

    def test_a_context_does_not_set_a_server_field(self):
        program = (
            self.env["mentoring.program"]
            .with_user(self.users["coordinator"])
            .with_context(default_state="running", default_privacy_version=9)
            .create({"name": "New", "objective_id": self.objective.id})
        )
        self.assertEqual(program.state, "draft")
        self.assertEqual(program.privacy_version, 1)

    def test_a_saved_default_does_not_set_a_server_field(self):
        """Any employee saves defaults for themselves, and core applies them in superuser mode, too."""
        coordinator = self.users["coordinator"]
        defaults = self.env["ir.default"].with_user(coordinator)
        defaults.set("mentoring.pairing", "state", "active", user_id=True)
        defaults.set("mentoring.pairing", "is_disclosed", True, user_id=True)
        mentor, mentee = self._newcomers()
        values = {"program_id": self.program.id, "mentor_id": mentor.id, "mentee_id": mentee.id}

        by_hand = self.env["mentoring.pairing"].with_user(coordinator).create(values)

        self.assertEqual(by_hand.state, "proposed")
        self.assertFalse(by_hand.is_disclosed)
        by_hand.sudo().unlink()
        by_server = self.env["mentoring.pairing"].with_user(coordinator).sudo().create(values)
        self.assertEqual(by_server.state, "proposed")
        self.assertFalse(by_server.is_disclosed)

    def _newcomers(self):
        self._hire_all({"newcomer_mentor": {}, "newcomer": {}})
        return self._enrol("newcomer_mentor", "mentor"), self._enrol("newcomer", "mentee")

    def test_a_coordinator_adds_people_as_invited_or_registered_only(self):
        self._hire("newcomer")
        values = {"program_id": self.program.id, "employee_id": self.people["newcomer"].id, "role": "mentee"}
        participants = self.env["mentoring.participant"].with_user(self.users["coordinator"])
        for state in ("waitlisted", "paused", "left", "declined"):
            with self._refused(state=state):
                participants.create({**values, "state": state})

        newcomer = participants.with_context(default_state="left").create(values)

        self.assertEqual(newcomer.state, "registered")
        self.assertFalse(newcomer.is_self_registered)

    def test_what_a_record_is_about_never_changes(self):
        elsewhere = self._create_program(name="Not theirs", coordinator_ids=[Command.clear()])
        moves = (
            (self.program, {"company_id": self.foreign_company.id}),
            (self.program.criterion_ids[0], {"program_id": elsewhere.id}),
            (self.mentee, {"program_id": elsewhere.id}),
            (self.mentee, {"employee_id": self.people["uninvolved"].id}),
            (self.mentee, {"role": "mentor"}),
            (self.pairing, {"mentor_id": self.portal_mentor.id}),
            (self.pairing, {"mentee_id": self.waiting.id}),
            (self.key_result, {"program_id": elsewhere.id}),
        )
        for record, change in moves:
            for login in ("coordinator", "administrator"):
                with self._refused(model=record._name, change=change, login=login):
                    self._as(login, record).write(change)

    def test_answers_given_in_person_are_the_persons_own(self):
        self.mentee.is_self_registered = True
        for change in (
            {"topic_ids": [Command.clear()]},
            {"about": "Rewritten"},
            {"partners_wanted": 3},
            {"wish_ids": [Command.create({"other_id": self.portal_mentor.id})]},
        ):
            with self._refused(change=change):
                self._as("coordinator", self.mentee).write(change)

        self._as("coordinator", self.mentee).write({"seniority": 4})

        self.assertEqual(self.mentee.seniority, 4)


@tagged("post_install", "-at_install", "mentoring_security")
class TestTraces(MentoringCommon):
    """Notes belong to their authors, and decisions leave a trace that nobody changes."""

    def test_only_the_author_reads_a_private_note(self):
        notes = self.env["mentoring.note"]
        readers = {
            login
            for login, user in self.users.items()
            if notes.with_user(user).search_count([("id", "=", self.private_note.id)])
        }

        self.assertEqual(readers, {"mentee"})

    def test_a_file_at_a_private_note_is_as_private(self):
        file = self.env["ir.attachment"].create(
            {"name": "x.txt", "raw": b"CNRY", "res_model": "mentoring.note", "res_id": self.private_note.id}
        )
        for login in ("mentor", "coordinator", "administrator", "system", "hr_officer"):
            with self._refused(login=login):
                self._as(login, file).read(["raw"])
        self.assertEqual(self._as("mentee", file).read(["raw"])[0]["raw"], b"CNRY")

    def test_every_decision_leaves_a_trace_even_when_tracking_is_off(self):
        events = self.env["mentoring.audit.event"]
        before = events.search([])
        manager = self._as("mentee_manager", self.proposal)

        manager.with_context(tracking_disable=True, mail_notrack=True).action_approve()

        event = events.search([]) - before
        event = event.filtered(lambda one: one.action == "approve")
        self.assertEqual(event.user_id, self.users["mentee_manager"])
        self.assertEqual((event.model, event.res_id), ("mentoring.pairing", self.proposal.id))
        self.assertEqual((event.old_state, event.program_id), ("proposed", self.program))

    def test_nobody_changes_or_deletes_a_trace(self):
        event = self.env["mentoring.audit.event"].search([], limit=1)
        for login in ("coordinator", "administrator", "system", "portal_mentee"):
            as_somebody = self._as(login, event)
            with self._refused(login=login, by="write"):
                as_somebody.write({"reason": "Rewritten"})
            with self._refused(login=login, by="unlink"):
                as_somebody.with_context(mentoring_retention=True).unlink()
            with self._refused(login=login, by="create"):
                as_somebody.create({"model": "x", "res_id": 1, "action": "approve"})
        with self.assertRaises(AccessError):
            event.sudo().write({"reason": "Rewritten"})
        with self.assertRaises(AccessError):
            event.sudo().unlink()

    def test_the_thread_of_a_program_is_for_its_team(self):
        message = self._as("coordinator", self.program).message_post(body="Anna leaves for her health")
        for login in ("mentee", "portal_mentee", "uninvolved", "sponsor", "mentee_manager"):
            with self.subTest(login=login), mute_logger(*DENIALS):
                self.assertFalse(self._as(login, message).search([("id", "=", message.id)]))
                with self.assertRaises(AccessError):
                    self._as(login, message).read(["body"])
        self.assertTrue(self._as("administrator", message).search([("id", "=", message.id)]))

    def test_a_file_in_the_thread_of_a_program_is_for_its_team(self):
        message = self._as("coordinator", self.program).message_post(
            body="All answers", attachments=[("answers.csv", b"CNRY")]
        )
        file = message.attachment_ids
        self.assertEqual(self._as("administrator", file).raw, b"CNRY")
        for login in ("mentee", "uninvolved", "mentee_manager", "foreign_administrator"):
            with self._refused(login=login):
                self._as(login, file).read(["name", "raw"])
            of_program = [("res_model", "=", "mentoring.program"), ("res_id", "=", self.program.id)]
            self.assertFalse(self._as(login, file).search(of_program))

    def test_readers_of_a_program_cannot_follow_it(self):
        for login in ("mentee", "portal_mentee", "uninvolved"):
            with self._refused(login=login):
                self._as(login, self.program).message_subscribe(partner_ids=self.users[login].partner_id.ids)

    def test_somebody_elses_task_on_a_program_is_not_listed(self):
        task = self.program.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.users["mentee_manager"].id, summary="Decide on Anna"
        )
        for login in ("mentee", "uninvolved", "mentor_manager"):
            with self.subTest(login=login):
                self.assertFalse(self._as(login, task).search([("id", "=", task.id)]))
        self.assertTrue(self._as("mentee_manager", task).search([("id", "=", task.id)]))


@tagged("post_install", "-at_install", "mentoring_security")
class TestWhoKnowsOfAProposal(MentoringCommon):
    """Nobody learns of a proposal before it is their turn to decide on it, or it is announced to them."""

    PEOPLE = ("waiting", "mentor", "mentee_manager", "mentor_manager", "director", "uninvolved")

    def _knows(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return {
            login
            for login in self.PEOPLE
            if self._as(login, self.proposal).search([("id", "=", self.proposal.id)])
        }

    def test_with_the_mentees_manager_deciding(self):
        self.assertEqual(self._knows(), {"mentee_manager"})

    def test_with_the_coordinator_deciding(self):
        self.program.approval_policy = "coordinator"
        self.assertEqual(self._knows(), set())

    def test_with_both_managers_deciding_one_after_the_other(self):
        self.program.approval_policy = "both_managers"
        self.assertEqual(self._knows(), {"mentee_manager"})

        self._as("mentee_manager", self.proposal).action_approve()

        self.assertEqual(self._knows(), {"mentee_manager", "mentor_manager"})
        self.assertEqual(self.proposal.state, "proposed")

    def test_a_declined_proposal_is_forgotten(self):
        self._as("mentee_manager", self.proposal).action_decline("Too much at the moment")
        self.assertEqual(self._knows(), set())

    def test_after_the_time_limit_the_managers_manager_knows_too(self):
        self.proposal.date_decision_due = fields.Datetime.now() - timedelta(minutes=1)
        self.assertEqual(self._knows(), {"mentee_manager", "director"})

        self._as("director", self.proposal).action_approve()

        self.assertIn(self.proposal.state, ("approved", "active"))

    def test_with_the_people_once_it_is_announced(self):
        self.proposal.is_disclosed = True
        self.assertEqual(self._knows(), {"waiting", "mentor", "mentee_manager"})

    def test_a_manager_does_not_read_about_themselves(self):
        """The manager of the mentee is the mentor: the coordinator decides, and they learn of it with the mentee."""
        boss = self._enrol("mentee_manager", "mentor")
        self.proposal.unlink()
        self.proposal = self._pair(boss, self.waiting, state="proposed", announced=False)
        self.assertEqual(self._knows(), set())
        self.assertEqual(self.proposal.awaited_role, "coordinator")
        with self._refused(UserError):
            self._as("mentee_manager", self.proposal).action_approve()

    def test_a_new_manager_takes_over_at_once(self):
        self.people["waiting"].parent_id = self.people["uninvolved"]
        self.assertEqual(self._knows(), {"uninvolved"})

    def test_a_manager_who_left_knows_and_decides_nothing(self):
        self.people["mentee_manager"].resource_id.active = False
        self.assertEqual(self._knows(), set())
        self.assertEqual(self.proposal.awaited_role, "coordinator")

    def test_a_manager_without_access_to_the_company_is_not_asked(self):
        self.people["waiting"].parent_id = self.people["foreign_coordinator"]
        self.assertEqual(self.proposal.awaited_role, "coordinator")

    def test_a_portal_manager_searches_for_what_they_decide(self):
        self._become_portal("mentee_manager")
        found = (
            self.env["mentoring.pairing"]
            .with_user(self.users["mentee_manager"])
            .search([("can_approve", "=", True)])
        )
        self.assertEqual(found, self.proposal)
        self.assertTrue(found.can_approve)

    def test_a_coordinator_in_the_pair_does_not_decide_on_it(self):
        self.program.approval_policy = "coordinator"
        self.proposal.unlink()
        coordinator = self._enrol("coordinator", "mentor")
        self.proposal = self._pair(coordinator, self.waiting, state="proposed", announced=False)
        with self.assertRaises(UserError):
            self._as("coordinator", self.proposal).action_approve()
        self.assertEqual(self.proposal.state, "proposed")


@tagged("post_install", "-at_install", "mentoring_security")
class TestOtherApplications(MentoringCommon):
    """Mentoring gives nothing away on the records of other applications."""

    def test_hr_sees_who_takes_part_and_no_more(self):
        mentee = self.people["mentee"].with_user(self.users["hr_officer"])
        self.assertTrue(mentee.is_mentee)
        for name in (
            "mentoring_participant_ids",
            "mentor_pairing_ids",
            "mentee_pairing_ids",
            "mentoring_goal_ids",
            "mentee_pairing_count",
            "is_mentee_waiting",
        ):
            with self._refused(field=name):
                mentee.read([name])
            with self._refused(field=name, by="search"):
                mentee.search([(name, "!=", False)])

    def test_colleagues_see_who_takes_part_on_the_public_profile(self):
        profile = (
            self.env["hr.employee.public"]
            .with_user(self.users["uninvolved"])
            .browse(self.people["mentor"].id)
        )
        self.assertTrue(profile.is_mentor)
        self.assertFalse(profile.is_mentee)

    def test_survey_officers_do_not_read_answers_of_participants(self):
        survey = self.env["survey.survey"].create({"title": "About you", "survey_type": "mentoring"})
        answers = survey._create_answer(user=self.users["mentee"])
        answers.participant_id = self.mentee
        for login, group in (
            ("uninvolved", "survey.group_survey_user"),
            ("sponsor", "survey.group_survey_manager"),
        ):
            self.users[login].group_ids += self.env.ref(group)
        readers = {login for login in self.users if self._as(login, answers).has_access("read")}
        self.assertEqual(readers, {"coordinator", "administrator"})

    def test_mentoring_groups_do_not_edit_mails_with_code_in_them(self):
        """Code in a template runs on the server, and could read what its author may not."""
        templates = self.env["mail.template"].search([("model", "=like", "mentoring.%")])
        self.assertTrue(templates)
        for login in ("coordinator", "administrator"):
            self.assertFalse(self.users[login].has_group("mail.group_mail_template_editor"))
            self.assertFalse(templates.with_user(self.users[login])._filtered_access("write"))
            with self._refused(login=login):
                self.env["mail.template"].with_user(self.users[login]).create(
                    {
                        "name": "Mine",
                        "model_id": self.env["ir.model"]._get_id("mentoring.participant"),
                        "subject": "{{ object.env['mentoring.note'].sudo().search([]).mapped('body') }}",
                    }
                )

    def test_a_questionnaire_of_another_company_stays_there(self):
        survey = self.env["survey.survey"].create(
            {"title": "About you", "survey_type": "mentoring", "user_id": False}
        )
        self.program.survey_id = survey
        self.assertTrue(self._as("coordinator", survey).has_access("write"))
        self.assertTrue(self._as("administrator", survey).has_access("write"))
        self.assertTrue(self._as("other_coordinator", survey).has_access("read"))
        self.assertFalse(self._as("other_coordinator", survey).has_access("write"))
        self.assertFalse(self._as("foreign_coordinator", survey).has_access("read"))
        self.assertFalse(self._as("foreign_administrator", survey).has_access("read"))


@tagged("post_install", "-at_install", "mentoring_security")
class TestPages(HttpCase, MentoringCommon):
    """Every page of ours, found in the routing map, asks who is there; none changes anything by a link (D3)."""

    def _pages(self):
        """(url with numbers filled in, methods) of every route of ours."""
        installed = set(self.env["ir.module.module"].search([("state", "=", "installed")]).mapped("name"))
        for url, endpoint in http._generate_routing_rules(sorted(installed), nodb_only=False):
            if url.startswith(("/my/mentoring", "/mentoring")):
                for part, filled in ((r"<int:\w+>", "1"), (r"<string:\w+>", "mentor"), (r"<any\((\w+).*?>", r"\1")):
                    url = re.sub(part, filled, url)
                yield url, endpoint.routing["methods"]

    def test_somebody_without_a_login_is_sent_to_the_login(self):
        self.authenticate(None, None)
        for url, methods in self._pages():
            if methods == ["GET"]:
                with self.subTest(url=url):
                    answer = self.url_open(url, allow_redirects=False)
                    self.assertEqual(answer.status_code, 303)
                    self.assertIn("/web/login", answer.headers["Location"])

    def test_a_form_needs_the_token_of_the_session(self):
        self.authenticate("mentee", "mentee")
        for url, methods in self._pages():
            if methods == ["POST"]:
                with self.subTest(url=url), mute_logger("odoo.http"):
                    self.assertEqual(self.url_open(url, data={"csrf_token": "forged"}).status_code, 400)

    def test_a_link_changes_nothing(self):
        self.authenticate("mentee", "mentee")
        reading = {url for url, methods in self._pages() if methods == ["GET"]}
        for url, methods in self._pages():
            if methods == ["POST"] and url not in reading:
                with self.subTest(url=url), mute_logger("odoo.http"):
                    self.assertEqual(self.url_open(url).status_code, 405)
