from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import html2plaintext, mute_logger

from .common import MentoringCommon


@tagged("mentoring_announcement")
class TestAnnouncement(MentoringCommon):
    """A program in matching after a run: ben with ana (approved), cem with gwen (proposed), dora and ida not placed.

    ben has a portal login, ana no login but a work address, jon (a mentor without a mentee) neither.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._hire_all(
            {
                "ana": {"groups": False, "work_email": "ana@work.example.com"},
                "gwen": {},
                "jon": {"groups": False, "work_email": False},
                "ben": {"groups": "base.group_portal"},
                "cem": {},
                "dora": {},
                "ida": {},
            }
        )
        cls.intake = cls._create_program(
            name="Next intake",
            state="matching",
            date_start=fields.Date.add(fields.Date.today(), days=10),
            participants_accept=False,
        )
        for login in ("ana", "gwen", "jon"):
            setattr(cls, login, cls._enrol(login, "mentor", cls.intake))
        for login in ("ben", "cem", "dora", "ida"):
            setattr(cls, login, cls._enrol(login, "mentee", cls.intake))
        cls.dora.unmatched_reason = "no_free_place"
        cls.intake_run = cls.env["mentoring.run"].create({"program_id": cls.intake.id, "state": "done"})
        cls.approved = cls._pair(
            cls.ana, cls.ben, state="approved", announced=False, run_id=cls.intake_run.id
        )
        cls.undecided = cls._pair(
            cls.gwen, cls.cem, state="proposed", announced=False, run_id=cls.intake_run.id
        )

    def _announce(self):
        self._as("coordinator", self.intake).action_announce()

    def _mails(self):
        return self.env["mail.mail"].search([("mentoring_program_id", "=", self.intake.id)], order="id")

    def _mail_to(self, login):
        partner = self.users[login].partner_id if login in self.users else self.env["res.partner"]
        address = self.people[login].work_email
        return self._mails().filtered(
            lambda mail: (
                partner in mail.recipient_ids if partner else address and address in (mail.email_to or "")
            )
        )

    def _text(self, login):
        mail = self._mail_to(login)
        self.assertEqual(len(mail), 1, login)
        return self._plain(f"{mail.subject} {html2plaintext(mail.body_html)}")

    def _plain(self, text):
        return " ".join(text.replace("*", "").split())

    def _wizard(self):
        action = self._as("coordinator", self.intake).action_open_announcement()
        return self.env["mentoring.announce"].with_user(self.users["coordinator"]).browse(action["res_id"])

    # ------------------------------------------------------------
    # Before
    # ------------------------------------------------------------

    def test_nobody_learns_of_a_pair_before_it_is_announced(self):
        for pairing in (self.approved, self.undecided):
            for login in ("ben", "cem", "gwen", "uninvolved"):
                self.assertFalse(
                    self._as(login, self.env["mentoring.pairing"]).search([("id", "=", pairing.id)]), login
                )
                with self.assertRaises(AccessError):
                    self._as(login, pairing).read(["state"])
        self.assertFalse(self._mails())

    def test_the_preview_shows_the_three_messages_as_real_people_get_them(self):
        wizard = self._wizard()
        self.assertEqual((wizard.pair_count, wizard.mentor_count, wizard.mentee_count), (1, 1, 1))
        self.assertEqual((wizard.waiting_count, wizard.undecided_count), (3, 1))
        self.assertEqual((wizard.mentor_example, wizard.mentee_example), ("Ana", "Ben"))
        self.assertEqual(wizard.mentee_subject, "Your mentor in Next intake")
        self.assertIn("Ana", html2plaintext(wizard.mentee_body))
        self.assertIn("Ben", html2plaintext(wizard.mentor_body))
        self.assertIn("We have not found you a mentor yet.", html2plaintext(wizard.waiting_body))
        self.assertEqual(wizard.unreachable, "Jon")
        self.assertFalse(self._mails())

    def test_the_preview_is_what_is_sent(self):
        wizard = self._wizard()
        previewed = self._plain(html2plaintext(wizard.mentee_body)).split(" [1] http")[0]
        wizard.action_announce()
        self.assertIn(f"{wizard.mentee_subject} {previewed}", self._text("ben"))

    def test_only_coordinators_of_the_program_announce(self):
        for login in ("other_coordinator", "foreign_coordinator", "mentor_manager", "ben", "hr_officer"):
            with self.assertRaises(AccessError):
                self._as(login, self.intake).action_announce()
            with self.assertRaises(AccessError):
                self._as(login, self.intake).action_open_announcement()
            with self.assertRaises(AccessError):
                self.env["mentoring.announce"].with_user(self.users[login]).create(
                    {"program_id": self.intake.id}
                ).read(["mentee_body"])
        self.assertFalse(self.approved.is_disclosed)

    # ------------------------------------------------------------
    # Announcing
    # ------------------------------------------------------------

    def test_both_partners_hear_at_once(self):
        self._announce()
        self.assertTrue(self.approved.is_disclosed)
        self.assertIn("Your mentor is Ana.", self._text("ben"))
        self.assertIn("Your mentee is Ben.", self._text("ana"))
        self.assertEqual(self._mail_to("ben").create_date, self._mail_to("ana").create_date)
        self.assertTrue(self._as("ben", self.approved).read(["state"]))

    def test_somebody_without_a_login_hears_at_the_work_address_and_gets_no_link(self):
        self._announce()
        self.assertIn("ana@work.example.com", self._mail_to("ana").email_to)
        self.assertNotIn("/my/mentoring", self._mail_to("ana").body_html)
        self.assertIn("/my/mentoring", self._mail_to("ben").body_html)

    def test_whoever_announces_puts_no_address_of_their_own_into_the_mails(self):
        forged = {"mentoring_link": "https://evil.example.com", "mentoring_is_sample": True}
        self._as("coordinator", self.intake).with_context(**forged).action_announce()
        self.assertNotIn("evil.example.com", "".join(self._mails().mapped("body_html")))
        self.assertNotIn("/my/mentoring", self._mail_to("ana").body_html)

    def test_who_is_asked_whether_it_suits_them_can_say_so_without_a_login_of_before(self):
        self._announce()
        self.assertFalse(self.people["ana"].user_id, "nothing was asked, so no login is made")
        for pairing in self.approved:
            pairing.is_disclosed = False
        self.intake.participants_accept = True
        self._mails().unlink()
        self._announce()
        self.assertTrue(self.people["ana"].user_id._is_portal())
        mail = self._mails().filtered(lambda one: self.people["ana"].work_contact_id in one.recipient_ids)
        self.assertIn("/web/signup?", mail.body_html)
        self.assertIn("whether this suits you", mail.body_html)

    def test_undecided_people_hear_nothing_yet(self):
        self._announce()
        self.assertFalse(self._mail_to("cem") or self._mail_to("gwen"))
        self.assertFalse(self.undecided.is_disclosed)

    def test_people_without_a_partner_hear_the_same_day_why_and_what_next(self):
        self._announce()
        self.assertIn("The mentors who would suit you have no free place.", self._text("dora"))
        # cem, who registered before her, has a proposal that waits for a decision
        self.assertIn("You are first in line", self._text("dora"))
        self.assertIn("You are number 2 in line", self._text("ida"))
        self.assertEqual(self.cem.waiting_position, 1, "and keeps his place should it come to nothing")
        self.assertIn("There were not enough free places", self._text("ida"))
        self.assertEqual((self.dora | self.ida).mapped("state"), ["waitlisted", "waitlisted"])
        self.assertEqual(self.cem.state, "registered")

    def test_a_mentor_without_a_mentee_hears_that_the_offer_stands(self):
        self._hire("kim")
        self._enrol("kim", "mentor", self.intake)
        self._announce()
        self.assertIn("We have not found you a mentee yet.", self._text("kim"))
        self.assertIn("Your offer stands", self._text("kim"))

    def test_nobody_hears_twice_when_the_button_is_pressed_twice(self):
        self._announce()
        mails = self._mails()
        self._announce()
        self.assertEqual(self._mails(), mails)
        with self.assertRaisesRegex(UserError, "1 proposals still wait"):
            self._as("coordinator", self.intake).action_open_announcement()

    def test_a_later_announcement_tells_only_the_news(self):
        self._announce()
        before = self._mails()
        self.intake.approval_policy = "coordinator"
        self._as("coordinator", self.undecided).action_approve()
        self._announce()
        news = self._mails() - before
        self.assertEqual(news, self._mail_to("cem") | self._mail_to("gwen"))

    def test_a_mentor_of_two_gets_one_mail_with_both_names(self):
        self.ana.capacity = 2
        self._pair(self.ana, self.dora, state="approved", announced=False)
        self._announce()
        text = self._text("ana")
        self.assertIn("Your mentees are", text)
        self.assertIn("Ben", text)
        self.assertIn("Dora", text)

    def test_the_mails_carry_names_days_and_a_link_only(self):
        self.env["mentoring.goal"].create({"participant_id": self.ben.id, "name": "CNRY goal"})
        self.ben.about = "CNRY about"
        self._announce()
        for login in ("ben", "ana", "dora"):
            text = self._text(login)
            for canary in ("CNRY", "50", "Leading a team", "score", "no_free_place"):
                self.assertNotIn(canary, text)

    def test_names_are_shown_and_never_evaluated_or_rendered(self):
        payload = "{{ 7*7 }}<b>Ana</b><t t-out='7*7'/>${7*7}"
        self.people["ana"].name = payload
        self.intake.name = "Intake {{ 7*7 }} <script>alert(1)</script>"
        self._announce()
        mail = self._mail_to("ben")
        self.assertIn(payload, html2plaintext(mail.body_html))
        self.assertIn("{{ 7*7 }}", mail.subject)
        self.assertNotIn("49", f"{mail.subject} {html2plaintext(mail.body_html)}")
        self.assertNotIn("<script", mail.body_html)
        self.assertNotIn("<b>Ana</b>", mail.body_html)

    def test_nobody_reads_the_mails_through_a_record(self):
        self._announce()
        messages = self._mails().mail_message_id
        for login in (
            "ben",
            "gwen",
            "mentee_manager",
            "mentor_manager",
            "uninvolved",
            "hr_officer",
            "other_coordinator",
        ):
            readable = self._as(login, messages)._filtered_access("read")
            self.assertEqual(readable, self._mail_to(login).mail_message_id, login)
        self.assertFalse(set(messages.mapped("model")) - {False})
        self.assertNotIn(messages, self.intake.message_ids)

    def test_the_people_accept_where_the_program_asks_them(self):
        self.intake.write({"participants_accept": True, "approval_policy": "coordinator"})
        self._as("coordinator", self.undecided).action_approve()
        self.assertTrue(self.undecided.is_disclosed)
        self.assertIn("Please say on your page whether this suits you", self._text("cem"))
        self.assertIn("Please say on your page whether this suits you", self._text("gwen"))

    def test_starting_the_program_tells_those_who_have_not_heard(self):
        self._as("coordinator", self.intake).action_start()
        self.assertEqual(self.approved.state, "active")
        self.assertIn("Your mentor is Ana.", self._text("ben"))
        self.assertTrue(self._mail_to("dora"))

    def test_a_program_that_starts_without_a_matching_tells_nobody_that_they_wait(self):
        fresh = self._create_program(name="Always open", state="registration", mode="evergreen")
        self._enrol("uninvolved", "mentee", fresh)
        self._as("coordinator", fresh).action_start()
        self.assertFalse(self.env["mail.mail"].search([("mentoring_program_id", "=", fresh.id)]))

    def test_a_pair_of_a_running_program_starts_on_the_day_it_hears_of_it(self):
        self.intake.write(
            {
                "state": "running",
                "approval_policy": "coordinator",
                "date_start": fields.Date.subtract(fields.Date.today(), days=60),
            }
        )
        self._as("coordinator", self.undecided).action_approve()
        self.undecided.date_start = fields.Date.subtract(fields.Date.today(), days=30)
        self.undecided._update_health()
        self.assertEqual((self.undecided.state, self.undecided.health), ("active", "none"))
        self._announce()
        self.assertEqual(self.undecided.date_start, fields.Date.today())

    def test_the_audit_says_who_announced(self):
        self._announce()
        event = self.env["mentoring.audit.event"].search(
            [
                ("model", "=", "mentoring.pairing"),
                ("res_id", "=", self.approved.id),
                ("action", "=", "announce"),
            ]
        )
        self.assertEqual(event.user_id, self.users["coordinator"])

    # ------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------

    def test_nothing_is_sent_inside_the_transaction(self):
        with patch.object(
            type(self.env["ir.mail_server"]), "_connect__", side_effect=AssertionError("sent at once")
        ):
            self._announce()
        self.assertEqual(set(self._mails().mapped("state")), {"outgoing"})

    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_a_mail_server_that_is_down_is_counted_and_retried(self):
        self._announce()
        refused = patch.object(
            type(self.env["ir.mail_server"]), "_connect__", side_effect=ConnectionRefusedError("no listener")
        )
        with refused, self.enter_registry_test_mode():
            self._mails().send()
        as_coordinator = self._as("coordinator", self.intake)
        self.assertEqual(as_coordinator.failed_mail_count, len(self._mails()))
        self.assertTrue(self.approved.is_disclosed)
        with self.assertRaises(AccessError):
            self._as("other_coordinator", self.intake).action_retry_mails()
        as_coordinator.action_retry_mails()
        as_coordinator.invalidate_recordset(["failed_mail_count"])
        self.assertEqual(as_coordinator.failed_mail_count, 0)
        self.assertEqual(set(self._mails().mapped("state")), {"outgoing"})

    def test_a_template_that_was_deleted_holds_nothing_up(self):
        self.env.ref("mentoring_program.mail_template_announce_waiting").unlink()
        self._announce()
        self.assertTrue(self._mail_to("ben"))
        self.assertFalse(self._mail_to("dora"))
        self.assertEqual(self.dora.state, "waitlisted")

    def test_mails_speak_the_readers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self.env.ref("mentoring_program.mail_template_announce_mentee")
        template.with_context(lang="fr_FR").subject = "Votre mentor : {{ object.program_id.name }}"
        self.users["ben"].lang = "fr_FR"
        self._announce()
        self.assertEqual(self._mail_to("ben").subject, "Votre mentor : Next intake")

    def test_announcing_many_takes_few_queries_more_per_person(self):
        mentors = [f"many_mentor_{number}" for number in range(20)]
        mentees = [f"many_mentee_{number}" for number in range(20)]
        self._hire_all(
            dict.fromkeys([*mentors, *mentees], {"groups": False, "work_email": "person@example.com"})
        )
        crowd = self._create_program(
            name="Crowd", state="matching", coordinator_ids=[Command.set(self.users["coordinator"].ids)]
        )
        for mentor, mentee in zip(mentors, mentees, strict=True):
            self._pair(
                self._enrol(mentor, "mentor", crowd),
                self._enrol(mentee, "mentee", crowd),
                state="approved",
                announced=False,
            )
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._as("coordinator", crowd).action_announce()
        # 40 mails: a mail.mail with its mail.message takes about 10 queries; the rest is shared
        self.assertLess(self.env.cr.sql_log_count - before, 40 * 15 + 150)
