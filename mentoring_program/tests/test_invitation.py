from contextlib import suppress
from smtplib import SMTPServerDisconnected
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import html2plaintext, mute_logger

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from .common import DENIALS, MentoringCommon

SENDING = "odoo.addons.mentoring_program.models.mentoring_invitation_sending"


class InvitationCommon(MentoringCommon):
    """A program whose registration is open; ana, ben and cem have a work address and no login, ida has a login."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.department = cls.env["hr.department"].create({"name": "Workshop", "company_id": cls.company.id})
        cls._hire_all(
            {
                name: {
                    "groups": False,
                    "work_email": f"{name}@work.example.com",
                    "department_id": cls.department.id,
                }
                for name in ("ana", "ben", "cem")
            }
        )
        cls._hire_all({"ida": {"department_id": cls.department.id}})
        today = fields.Date.today()
        cls.intake = cls._create_program(
            name="Next intake",
            state="registration",
            sponsor_message="I would like you to have that, too.",
            date_registration_end=fields.Date.add(today, days=20),
            date_start=fields.Date.add(today, days=30),
        )

    def _invite(self, *logins, role="either", by="coordinator"):
        people = self.env["hr.employee"].union(*(self.people[login] for login in logins))
        return self._as(by, self.intake)._invite(people, role, "First round")

    def _run_job(self):
        """The job as the server runs it, its transactions within the test's own."""
        with self.enter_registry_test_mode():
            self.env.ref("mentoring_program.ir_cron_send_invitations").method_direct_trigger()
        self.env.invalidate_all()

    def _mails(self):
        return self.env["mail.mail"].search([("mentoring_invitation_id", "!=", False)], order="id")

    def _deliver(self, *refused):
        """Send what is in the mail queue; to the addresses in `refused` the server says no."""
        delivered = []

        def send_email(server, message, *args, **kwargs):
            if any(address in message["To"] for address in refused):
                raise AssertionError(IrMail_Server.NO_VALID_RECIPIENT)
            delivered.append(message["To"])
            return message["Message-Id"]

        with (
            patch.object(IrMail_Server, "_disable_send", lambda *_args: False),
            patch.object(IrMail_Server, "_connect__", lambda *_args, **_kw: None),
            patch.object(IrMail_Server, "send_email", send_email),
        ):
            self._mails().filtered(lambda mail: mail.state == "outgoing").send()
        return delivered

    def _wizard(self, login="coordinator", **values):
        wizard = Form(
            self.env["mentoring.invite"]
            .with_user(self.users[login])
            .with_context(default_program_id=self.intake.id)
        )
        for name, value in values.items():
            wizard[name] = value
        return wizard

    def _plain(self, text):
        return " ".join(html2plaintext(text).replace("*", "").split())


@tagged("post_install", "-at_install", "mentoring_invitation")
class TestInvite(InvitationCommon):
    """Whom the dialog would invite, and who is told why not."""

    def test_a_department_is_invited_by_name(self):
        wizard = self._wizard(whom="department", role="mentor", department_ids=self.department)
        self.assertEqual(wizard.invitee_count, 4)
        self.assertEqual(wizard.headline, "4 people will be invited")
        self.assertFalse(wizard.problems)
        self.assertFalse(self.intake.invitation_ids)

        wizard.save().action_invite()

        self.assertEqual(sorted(self.intake.invitation_ids.mapped("name")), ["Ana", "Ben", "Cem", "Ida"])
        self.assertEqual(set(self.intake.invitation_ids.mapped("role")), {"mentor"})
        self.assertEqual(set(self.intake.invitation_ids.mapped("state")), {"queued"})
        self.assertFalse(self._mails(), "mails are written by the job")

    def test_who_cannot_be_invited_is_named_with_what_helps(self):
        contact = self.env["res.partner"].create({"name": "A customer", "email": "cem@work.example.com"})
        self.env["res.users"].with_context(no_reset_password=True).create(
            {"login": "cem@work.example.com", "partner_id": contact.id, "group_ids": [Command.set([])]}
        )
        self.people["ana"].work_email = False
        self.people["ben"].work_email = "no address"
        self.users["ida"].active = False
        self._hire_all(
            {
                name: {"groups": False, "work_email": "office@work.example.com", "department_id": self.department.id}
                for name in ("jon", "kim")
            }
        )
        wizard = self._wizard(whom="department", department_ids=self.department)
        told = self._plain(wizard.problems)
        for sentence in (
            "Ana has no work address.",
            "Ben has the address “no address”, which is not one.",
            "Cem has the address cem@work.example.com, which belongs to the login of A customer. Ask HR",
            "Ida has the archived login ida.",
            "Jon shares the address office@work.example.com with Kim.",
            "Kim shares the address office@work.example.com with Jon.",
        ):
            self.assertIn(sentence, told)
        self.assertEqual(wizard.invitee_count, 0)
        with self.assertRaises(UserError):
            wizard.save().action_invite()

    def test_a_pasted_list_finds_people_and_names_strangers(self):
        wizard = self._wizard(
            whom="addresses",
            addresses='"Ana";ANA@work.example.com\nben@work.example.com, nobody@example.com',
        )
        self.assertEqual(wizard.invitee_count, 2)
        self.assertIn("nobody@example.com is nobody's work address here.", self._plain(wizard.problems))

    def test_a_rule_is_read_as_data(self):
        wizard = self._wizard(
            whom="domain", employee_domain=f"[('department_id', '=', {self.department.id})]"
        )
        self.assertEqual(wizard.invitee_count, 4)
        with self.assertRaises(UserError):
            self._wizard(whom="domain", employee_domain="[('id', '=', uid)]")

    def test_people_ticked_in_a_list_are_meant(self):
        ticked = self.people["ana"] | self.people["ida"]
        wizard = (
            self.env["mentoring.invite"]
            .with_user(self.users["coordinator"])
            .with_context(active_model="hr.employee", active_ids=ticked.ids)
            .create({"program_id": self.intake.id})
        )
        self.assertEqual(sorted(wizard.invitee_ids.mapped("name")), ["Ana", "Ida"])

    def test_nobody_is_invited_twice(self):
        self._invite("ana", "ben")
        self._enrol("cem", "mentor", self.intake)
        wizard = self._wizard(whom="department", department_ids=self.department)
        self.assertEqual(wizard.invitee_count, 1)
        self.assertEqual(wizard.asked_sentence, "Take part already: 1 · Invited already: 2")
        self.assertEqual(len(self._invite("ana", "ben", "cem", "ida")), 1)

    def test_people_of_another_company_are_not_chosen(self):
        stranger = self._hire("stranger", groups=False, company=self.foreign_company)
        wizard = self._wizard(whom="domain", employee_domain=f"[('id', 'in', {(stranger | self.people['ana']).ids})]")
        self.assertEqual(wizard.invitee_count, 1)
        self.assertFalse(self._as("coordinator", self.intake)._invite(stranger, "either", ""))

    def test_only_the_team_invites_while_registration_is_open(self):
        for login in ("uninvolved", "other_coordinator", "hr_officer", "sponsor"):
            with self._refused(login=login):
                self._as(login, self.intake)._invite(self.people["ana"], "either", "")
        with mute_logger(*DENIALS), self.assertRaises(AccessError):
            self._as("mentee", self.intake).action_open_invite()
        self.intake.date_registration_end = fields.Date.subtract(fields.Date.today(), days=1)
        with self.assertRaises(UserError):
            self._as("coordinator", self.intake).action_open_invite()
        draft = self._create_program(name="Draft", state="draft")
        with self.assertRaises(UserError):
            self._as("coordinator", draft).action_open_invite()

    def test_questions_to_the_database_do_not_grow_with_the_people(self):
        self._hire_all(
            {f"guest_{k:02}": {"groups": False, "work_email": f"guest_{k:02}@example.com"} for k in range(40)}
        )
        guests = self.env["hr.employee"].union(*(self.people[f"guest_{k:02}"] for k in range(40)))

        def cost(people):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            verdicts = self._as("coordinator", self.intake)._judge_invitees(people)
            self.assertEqual({word for word, _about in verdicts.values()}, {"ok"})
            return self.env.cr.sql_log_count - before

        cost(guests[:2])
        self.assertEqual(cost(guests[:3]), cost(guests))


@tagged("post_install", "-at_install", "mentoring_invitation")
class TestInvitationSending(InvitationCommon):
    """From the queue to the mail server, whatever happens on the way."""

    def test_a_mail_carries_names_days_and_a_link(self):
        self._invite("ana", role="mentor")
        self._run_job()
        mail = self._mails()
        text = self._plain(mail.body_html)
        self.assertEqual(mail.subject, "Sponsor invites you: Next intake")
        self.assertIn("Sponsor, who sponsors Next intake, would like you to take part, as a mentor.", text)
        self.assertIn("Five minutes now; you can pause or leave whenever you like, and nobody will ask why.", text)
        self.assertIn("I would like you to have that, too.", text)
        self.assertIn("/web/signup?", mail.body_html)
        self.assertEqual(mail.recipient_ids, self.people["ana"].work_contact_id)
        self.assertFalse(mail.model, "a mail on a document is read by whoever reads the document")

    def test_an_employee_without_a_login_gets_a_portal_login_on_their_own_contact(self):
        contact = self.people["ana"].work_contact_id
        self._invite("ana")
        self._run_job()
        user = self.people["ana"].user_id
        self.assertTrue(user._is_portal())
        self.assertEqual((user.login, user.partner_id), ("ana@work.example.com", contact))
        self.assertFalse(user.partner_id.parent_id, "colleagues must not find each other by a common company")
        self.assertEqual(user.company_ids, self.company)
        self.assertEqual(self.people["ana"].tz, "Europe/Brussels")

    def test_a_login_that_exists_is_used(self):
        portal = (
            self.env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "login": "ana@work.example.com",
                    "partner_id": self.people["ana"].work_contact_id.id,
                    "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
                }
            )
        )
        self._invite("ana", "ida")
        before = self.env["res.users"].search_count([])
        self._run_job()
        self.assertEqual(self.env["res.users"].search_count([]), before)
        self.assertEqual(self.people["ana"].user_id, portal)

    def test_who_has_a_way_in_gets_the_plain_link(self):
        self.env["res.users.log"].with_user(self.users["portal_uninvolved"]).sudo().create({})
        self._invite("ida", "portal_uninvolved")
        self._run_job()
        for login in ("ida", "portal_uninvolved"):
            mail = self._mails().filtered(lambda one, login=login: self.users[login].partner_id in one.recipient_ids)
            self.assertIn(f"/my/mentoring/programs/{self.intake.id}", mail.body_html)
            self.assertNotIn("/web/signup", mail.body_html, login)

    def test_the_list_follows_the_mail(self):
        invitations = self._invite("ana", "ben", "cem")
        self._run_job()
        self.assertEqual(set(invitations.mapped("state")), {"queued"})
        self.assertEqual(len(self._deliver("ben@work.example.com")), 2)
        state = {one.name: one.state for one in invitations}
        self.assertEqual(state, {"Ana": "sent", "Ben": "failed", "Cem": "sent"})
        failed = invitations.filtered(lambda one: one.name == "Ben")
        self.assertIn("The address was refused.", failed.failure)

        self._as("coordinator", failed).action_send_failed_again()
        self._run_job()
        self.assertEqual(len(self._deliver()), 1)
        self.assertEqual(set(invitations.mapped("state")), {"sent"})
        self.assertFalse(failed.failure)

    def test_a_mail_server_that_is_down_loses_nobody(self):
        invitations = self._invite("ana", "ben")
        self._run_job()
        with (
            patch.object(IrMail_Server, "_connect__", side_effect=ConnectionRefusedError("refused")),
            mute_logger("odoo.addons.mail.models.mail_mail"),
        ):
            self._mails().send()
        self.assertEqual(set(invitations.mapped("state")), {"failed"})
        self.assertIn("The mail server did not take it.", invitations[0].failure)
        self.assertEqual(self.intake.failed_mail_count, 2)

        self._as("coordinator", self.intake).action_retry_mails()
        self.assertEqual(set(invitations.mapped("state")), {"queued"})
        self.assertEqual(len(self._deliver()), 2)
        self.assertEqual(set(invitations.mapped("state")), {"sent"})

    def test_a_failure_in_the_middle_of_a_batch_sends_each_mail_once(self):
        invitations = self._invite("ana", "ben", "cem")
        queue_mails = type(self.intake)._queue_mails
        calls = []

        def stumble(program, xml_id, records, **kwargs):
            mails = queue_mails(program, xml_id, records, **kwargs)
            calls.append(records)
            if len(calls) == 1 or "Ben" in records.mapped("name"):
                raise RuntimeError("The machine stops here")
            return mails

        with patch.object(type(self.intake), "_queue_mails", stumble), mute_logger(SENDING):
            self._run_job()
        state = {one.name: (one.state, one.is_handed_over) for one in invitations}
        self.assertEqual(
            state, {"Ana": ("queued", True), "Ben": ("failed", False), "Cem": ("queued", True)}
        )
        self._as("coordinator", invitations).action_send_failed_again()
        self._run_job()
        self._run_job()
        self.assertEqual(len(self._mails()), 3)
        self.assertEqual(len(self._mails().recipient_ids), 3)

    def test_what_a_killed_job_did_not_commit_is_done_by_the_next_one(self):
        invitations = self._invite("ana", "ben", "cem")
        with (
            patch(f"{SENDING}.BATCH", 2),
            self.assertRaises(ZeroDivisionError),
            self.env.cr.savepoint(),
        ):
            invitations[:2]._hand_over()
            self.assertEqual(len(self._mails()), 2)
            raise ZeroDivisionError
        self.assertFalse(self._mails())
        self.assertFalse(self.people["ana"].user_id)
        with patch(f"{SENDING}.BATCH", 2):
            self._run_job()
        self.assertEqual(len(self._mails()), 3)
        self.assertEqual(self._mails().mentoring_invitation_id, invitations)

    def test_one_login_that_cannot_be_made_stops_nobody_else(self):
        invitations = self._invite("ana", "ben")
        users = type(self.env["res.users"])
        copy_data = users.copy_data

        def refuse(template, default=None):
            if default and str(default.get("login")).startswith("ana"):
                raise UserError("No more logins in your plan")  # pylint: disable=translation-required
            return copy_data(template, default)

        with patch.object(users, "copy_data", refuse):
            self._run_job()
        self.assertEqual(invitations.mapped("is_handed_over"), [False, True])
        self.assertIn("No more logins in your plan", invitations[0].failure)

    def test_two_people_with_one_contact_get_a_login_each(self):
        self.people["ben"].work_contact_id = self.people["ana"].work_contact_id
        self.people["ben"].work_email = "ben@work.example.com"
        self.people["ana"].work_email = "ana@work.example.com"
        self._invite("ana", "ben", "cem")
        self._run_job()
        people = self.people["ana"] | self.people["ben"] | self.people["cem"]
        self.assertEqual(len(people.user_id), 3)
        self.assertEqual(self._mails().recipient_ids, people.user_id.partner_id)

    def test_a_mail_that_broke_with_its_connection_is_known_and_sent_again(self):
        invitations = self._invite("ana", "ben", "cem")
        self._run_job()
        broken, deleted = self._mails()[0], self._mails()[1]
        with (
            patch.object(IrMail_Server, "_disable_send", lambda *_args: False),
            patch.object(IrMail_Server, "_connect__", lambda *_args, **_kw: None),
            patch.object(IrMail_Server, "send_email", side_effect=SMTPServerDisconnected("gone")),
            mute_logger("odoo.addons.mail.models.mail_mail"),
            suppress(SMTPServerDisconnected),  # the queue goes on, and commits what it has written
        ):
            broken.send()
        self.assertEqual(broken.state, "exception", "as core leaves it")
        deleted.unlink()
        self._run_job()
        self.assertEqual(invitations.mapped("state"), ["failed", "failed", "queued"])

        self._as("coordinator", invitations).action_send_failed_again()
        self._run_job()
        self.assertEqual(len(self._deliver()), 3)
        self.assertEqual(set(invitations.mapped("state")), {"sent"})

    def test_a_new_login_is_noted_on_the_contact(self):
        self._invite("ana", "ben")
        self._run_job()
        for login in ("ana", "ben"):
            notes = self.people[login].work_contact_id.message_ids.mapped("body")
            self.assertEqual(sum("Portal Access Granted" in note for note in notes), 1, login)

    def test_a_person_more_costs_few_questions_to_the_database(self):
        self._hire_all(
            {f"guest_{k:02}": {"groups": False, "work_email": f"guest_{k:02}@example.com"} for k in range(24)}
        )
        invitations = self._invite(*(f"guest_{k:02}" for k in range(24)))

        def cost(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._hand_over()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        cost(invitations[:2])
        few, many = cost(invitations[2:4]), cost(invitations[4:])
        # what is left is core's: each employee is linked to their login by a write of their own
        self.assertLess((many - few) / 18, 20)
        self.assertEqual(set(invitations.mapped("is_handed_over")), {True})

    def test_facts_are_looked_at_again_when_the_mail_is_written(self):
        invitations = self._invite("ana", "ben")
        self.people["ana"].active = False
        self._run_job()
        self.assertEqual(invitations.mapped("state"), ["failed", "queued"])
        self.assertIn("left the company", invitations[0].failure)

    def test_nobody_is_written_to_once_registration_is_closed(self):
        invitations = self._invite("ana")
        self.intake.date_registration_end = fields.Date.subtract(fields.Date.today(), days=2)
        self._run_job()
        self.assertEqual(invitations.state, "failed")
        self.assertFalse(self._mails())

    def test_who_answered_is_not_written_to_again(self):
        invitations = self._invite("ana", "ben")
        self._enrol("ana", "mentee", self.intake)
        self.assertEqual(invitations.mapped("state"), ["registered", "queued"])
        self._as("coordinator", invitations).action_send_again()
        self.assertEqual(invitations.mapped("state"), ["registered", "queued"])

    def test_only_the_team_sends_again(self):
        invitations = self._invite("ana")
        for login in ("uninvolved", "other_coordinator", "hr_officer"):
            with self._refused(login=login):
                self._as(login, invitations).action_send_again()

    def test_by_invitation_means_the_invited_see_it(self):
        self.intake.is_invitation_only = True
        programs = self.env["mentoring.program"]
        self.assertFalse(self._as("ida", programs).search([("id", "=", self.intake.id)]))
        self._invite("ida")
        self.assertTrue(self._as("ida", programs).search([("id", "=", self.intake.id)]))
        self.assertFalse(self._as("uninvolved", programs).search([("id", "=", self.intake.id)]))
