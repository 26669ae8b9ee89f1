from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import html2plaintext, mute_logger

from .common import DENIALS, MentoringCommon
from .public_methods import PUBLIC_METHODS


@tagged("post_install", "-at_install", "mentoring_cycle")
class TestToday(MentoringCommon):
    """The day page: a line for each thing that needs a hand, in words, with the one button that suits it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.proposal.date_decision_due = fields.Datetime.now() + timedelta(days=3)

    def _lines(self, login="coordinator", **domain):
        lines = (
            self.env["mentoring.attention"]
            .with_user(self.users[login])
            .search([("program_id", "=", self.program.id)])
        )
        return lines.filtered(lambda line: all(line[name] == value for name, value in domain.items()))

    def _call(self, line, method):
        return getattr(line.with_user(self.users["coordinator"]), method)()

    def _message(self, action):
        return action["params"]["message"]

    def _silent(self, pairing, days):
        pairing.session_ids.unlink()
        pairing.date_start = fields.Date.today() - timedelta(days=days + 1)
        meeting = self._log_session(pairing, days_ago=days)
        pairing._update_health()
        return meeting

    # ------------------------------------------------------------
    # What is on it
    # ------------------------------------------------------------

    def test_a_quiet_day_has_no_line_and_says_so_in_figures(self):
        self.assertFalse(self._lines())
        (self.pairing | self.portal_pairing)._update_health()
        self.meeting.feedback_ids.unlink()
        mine = self.env["mentoring.attention"].with_user(self.users["coordinator"])
        words = html2plaintext(mine.get_empty_list_help("")).replace("*", "")
        self.assertIn("Nothing needs you today.", words)
        self.assertIn("2 pairs are on track; feedback closes for one of them on", words)

    def test_each_kind_has_a_sentence_and_the_button_that_suits(self):
        request = self.env["mentoring.change.request"]._ask(self.pairing, self.mentee, "rematch")
        expected = {"change": ("Mentee would like somebody else.", "find")}
        self.proposal.date_decision_due = fields.Datetime.now() - timedelta(days=2)
        expected["overdue"] = ("Mentee Manager was asked to decide by", "remind")
        self._silent(self.portal_pairing, 24)
        expected["at_risk"] = ("No meeting for 24 days; every two weeks agreed.", "nudge")
        self.env["mail.mail"].create(
            {
                "state": "exception",
                "mentoring_program_id": self.program.id,
                "subject": "x",
                "email_to": "a@example.com",
            }
        )
        expected["mails"] = ("One mail could not be delivered.", "retry")
        self._hire_all({"late": {}, "left_behind": {}})
        self._enrol("late", "mentee")
        expected["waiting"] = ("Number 2 in line for a mentor.", "place")
        self._enrol("left_behind", "mentee")._put_in_line(first=True)
        expected["lost"] = ("Lost a mentor and is first in line.", "place")

        lines = self._lines()

        self.assertEqual(
            lines.mapped("kind"),
            ["change", "lost", "overdue", "at_risk", "mails", "waiting"],
            "in this order",
        )
        for line in lines:
            sentence, button = expected[line.kind]
            self.assertTrue(line.sentence.startswith(sentence), f"{line.kind}: {line.sentence}")
            self.assertEqual(line.button, button)
        self.assertEqual(lines[0].request_id, request)
        self.assertEqual(lines[0].names, "Mentee with Mentor")

    def test_who_waits_in_two_programs_is_told_apart_by_their_names(self):
        second = self._create_program(name="Grow and Lead")
        self._hire_all({"late": {}, "later": {}})
        for login, program in (("late", self.program), ("late", second), ("later", second)):
            self._enrol(login, "mentee", program)._put_in_line()
        lines = self.env["mentoring.attention"].search([("kind", "=", "waiting")])
        late = {line.program_id: line.sentence for line in lines if line.names == "Late"}
        self.assertEqual(
            {program: sentence.partition(" · ")[0] for program, sentence in late.items()},
            {self.program: self.program.name, second: "Grow and Lead"},
        )
        self.assertNotIn("Grow and Lead", lines.filtered(lambda line: line.names == "Later").sentence)

    def test_stalled_and_never_met(self):
        self._silent(self.pairing, 40)
        self.assertEqual(self._lines().mapped("kind"), ["stalled"])
        self.pairing.session_ids.unlink()
        self.pairing.date_start = fields.Date.today() - timedelta(days=12)
        self.pairing._update_health()
        line = self._lines()
        self.assertEqual(
            (line.kind, line.sentence),
            ("unmet", "Not met in the first 12 days; every two weeks agreed."),
        )

    def test_a_pair_is_on_the_page_once(self):
        self._silent(self.pairing, 40)
        self.env["mentoring.change.request"]._ask(self.pairing, self.mentee, "talk")
        self.assertEqual(self._lines().mapped("kind"), ["change"])

    def test_kinds_are_grouped_in_the_order_in_which_they_ask(self):
        self._silent(self.pairing, 40)
        self.proposal.date_decision_due = fields.Datetime.now() - timedelta(days=2)
        self.env["mentoring.change.request"]._ask(self.portal_pairing, self.portal_mentee, "talk")
        mine = self.env["mentoring.attention"].with_user(self.users["coordinator"])
        groups = mine.web_read_group([("program_id", "=", self.program.id)], ["kind"], auto_unfold=True)[
            "groups"
        ]
        self.assertEqual([group["kind"] for group in groups], ["change", "stalled", "overdue"])

    def test_a_coordinator_in_the_pair_does_not_learn_who_asked(self):
        self.program.coordinator_ids |= self.users["mentor"]
        self.users["mentor"].group_ids += self.env.ref("mentoring_program.group_mentoring_coordinator")
        self.env["mentoring.change.request"]._ask(self.pairing, self.mentee, "rematch")
        self.assertTrue(self._lines())
        self.assertFalse(self._lines("mentor"))

    def test_queries_do_not_grow_with_the_lines(self):
        mine = self.env["mentoring.attention"].with_user(self.users["coordinator"])
        specification = {name: {} for name in ("kind", "names", "sentence", "since", "button")}

        def read():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            mine.web_search_read([("program_id", "=", self.program.id)], specification)
            return self.env.cr.sql_log_count - before

        def queries():
            read()  # what the server remembers between requests is warm
            return read()

        def fill(numbers):
            self._hire_all({f"{role}_{k}": {} for k in numbers for role in ("guide", "learner", "alone")})
            for k in numbers:
                pairing = self._pair(
                    self._enrol(f"guide_{k}", "mentor"), self._enrol(f"learner_{k}", "mentee")
                )
                self._silent(pairing, 24)
                self._enrol(f"alone_{k}", "mentee")

        fill(range(8))
        few = queries()
        fill(range(8, 24))
        self.assertEqual(len(self._lines()), 48)
        self.assertLessEqual(queries(), few)
        self.assertLess(few, 40)

    # ------------------------------------------------------------
    # What its buttons do
    # ------------------------------------------------------------

    def test_a_nudge_reminds_both_in_the_words_of_their_mail_and_hides_the_line_for_a_week(self):
        self._silent(self.pairing, 24)
        line = self._lines()
        message = self._message(self._call(line, "action_nudge"))
        self.assertIn("Mentee with Mentor", message)
        reminders = self.env["mentoring.reminder"].search([("pairing_id", "=", self.pairing.id)])
        self.assertEqual(reminders.participant_id, self.mentee | self.mentor)
        self.assertFalse(self._lines())
        self.env["mentoring.snooze"].search([]).date_until = fields.Date.today()
        self.assertEqual(self._lines(), line)
        self._call(line, "action_nudge")
        self.assertEqual(
            len(self.env["mentoring.reminder"].search([("pairing_id", "=", self.pairing.id)])), 2
        )

    def test_a_nudge_of_a_selection_passes_over_what_it_does_not_suit(self):
        self._silent(self.pairing, 24)
        self._silent(self.portal_pairing, 40)
        self.proposal.date_decision_due = fields.Datetime.now() - timedelta(days=2)
        self.assertIn("2 pairs", self._message(self._call(self._lines(), "action_nudge")))
        self.assertEqual(self._lines().mapped("kind"), ["overdue"])
        self.assertIn("Nobody to nudge", self._message(self._call(self._lines(), "action_nudge")))

    def test_snoozing_hides_a_line_from_the_whole_team_for_seven_days(self):
        self._silent(self.pairing, 24)
        self._call(self._lines(), "action_snooze")
        self.assertFalse(self._lines() | self._lines("administrator"))
        snooze = self.env["mentoring.snooze"].search([])
        self.assertEqual(snooze.date_until, fields.Date.today() + timedelta(days=7))

    def test_the_manager_is_reminded_by_one_mail(self):
        self.proposal.date_decision_due = fields.Datetime.now() - timedelta(days=2)
        message = self._message(self._call(self._lines(), "action_remind_manager"))
        self.assertEqual(message, "Reminded: Mentee Manager.")
        mails = self.env["mail.mail"].search([("mentoring_program_id", "=", self.program.id)])
        self.assertEqual(mails.recipient_ids, self.users["mentee_manager"].partner_id)
        self.assertFalse(self._lines())

    def test_another_mentor_is_found_with_the_price_and_both_hear_the_same(self):
        self._hire_all({"third": {}})
        third = self._enrol("third", "mentor")
        request = self.env["mentoring.change.request"]._ask(
            self.portal_pairing, self.portal_mentee, "rematch"
        )
        action = self._call(self._lines(), "action_find_another")
        wizard = self.env["mentoring.rematch"].with_user(self.users["coordinator"]).browse(action["res_id"])
        self.assertIn("Both hear the same sentence", wizard.summary)
        option = wizard.line_ids.filtered(lambda line: line.mentor_id == third)
        self.assertRegex(option.price, "nobody else moves")

        option.action_propose()

        self.assertEqual((self.portal_pairing.state, request.state), ("ended", "closed"))
        new = self.env["mentoring.pairing"].search(
            [("mentee_id", "=", self.portal_mentee.id), ("state", "=", "proposed")]
        )
        self.assertEqual((new.mentor_id, new.is_disclosed), (third, False))
        bodies = [
            html2plaintext(mail.body_html)
            for mail in self.env["mail.mail"].search(
                [("mentoring_program_id", "=", self.program.id)], order="id"
            )
        ]
        self.assertEqual(len(bodies), 2)
        self.assertTrue(
            all("has come to its end. That says nothing about either of you" in body for body in bodies)
        )
        again = self.env["mentoring.rematch"].with_user(self.users["coordinator"])
        with self.assertRaisesRegex(Exception, "over already"):
            again.create({"pairing_id": self.portal_pairing.id}).action_end_only()

    def test_ending_without_a_proposal_leads_to_the_list_with_prices(self):
        self._hire_all({"third": {}})
        third = self._enrol("third", "mentor")
        wizard = self.env["mentoring.rematch"].with_user(self.users["coordinator"])
        action = wizard.create({"pairing_id": self.portal_pairing.id}).action_end_only()
        self.assertEqual((self.portal_pairing.state, self.portal_mentee.is_first_in_line), ("ended", True))
        options = self.env[action["res_model"]].with_user(self.users["coordinator"]).browse(action["res_id"])
        allowed = options.line_ids.filtered("is_allowed").mentor_id
        self.assertIn(third, allowed)
        self.assertNotIn(self.portal_mentor, allowed, "not again in this program")

    def test_failed_mails_are_retried(self):
        mail = self.env["mail.mail"].create(
            {
                "state": "exception",
                "mentoring_program_id": self.program.id,
                "subject": "x",
                "email_to": "a@example.com",
            }
        )
        self._call(self._lines(), "action_retry")
        self.assertEqual(mail.state, "outgoing")

    def test_a_line_opens_the_pair_or_the_person(self):
        self._silent(self.pairing, 24)
        action = self._call(self._lines(), "action_open")
        self.assertEqual((action["res_model"], action["res_id"]), ("mentoring.pairing", self.pairing.id))
        self._call(self._lines(), "action_settle")
        self._call(self._lines(), "action_open_board")

    def test_writing_opens_the_composer_and_sends_one_mail_each_that_stands_on_no_record(self):
        people = self._as("coordinator", self.mentee | self.portal_mentee)
        action = people.action_write_to()
        context = {**action["context"], "mail_notify_force_send": False}
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.users["coordinator"])
            .with_context(**context)
            .create({"body": "<p>CNRY-words {{ 7 * 7 }}</p>", "subject": "Kick-off"})
        )
        before = self.env["mail.mail"].search([])
        composer._action_send_mail()
        mails = self.env["mail.mail"].search([]) - before
        self.assertEqual(len(mails), 2)
        self.assertEqual(
            mails.mapped("recipient_ids"), (self.users["mentee"] | self.users["portal_mentee"]).partner_id
        )
        for mail in mails:
            self.assertEqual(len(mail.recipient_ids), 1)
            self.assertEqual((mail.model, mail.res_id, mail.mentoring_program_id), (False, 0, self.program))
            self.assertIn("CNRY-words", mail.body_html)
            self.assertNotIn("49", mail.body_html)
        partner = self.users["mentee"].partner_id
        self.assertFalse(partner.message_ids.filtered(lambda message: "CNRY" in (message.body or "")))

    def test_nobody_outside_the_team_touches_a_line(self):
        self._silent(self.pairing, 24)
        line = self._lines()
        methods = set(PUBLIC_METHODS["mentoring.attention"]) - {"action_open_board"}
        self.assertGreater(len(methods), 8)
        with mute_logger(*DENIALS):
            for login in (
                "mentee",
                "portal_mentor",
                "other_coordinator",
                "foreign_administrator",
                "hr_officer",
                "system",
            ):
                for method in methods:
                    with self.subTest(login=login, method=method), self.assertRaises(AccessError):
                        getattr(line.with_user(self.users[login]), method)()
        self.assertEqual(self._lines(), line)

    # ------------------------------------------------------------
    # The weekly mail
    # ------------------------------------------------------------

    def test_the_digest_says_a_number_and_links(self):
        self._silent(self.pairing, 40)
        self.env["mentoring.program"]._cron_digest()
        mail = self.env["mail.mail"].search(
            [("recipient_ids", "in", self.users["coordinator"].partner_id.ids)]
        )
        text = html2plaintext(mail.body_html)
        self.assertIn("One line", text)
        self.assertIn("/odoo/mentoring-today", mail.body_html)
        for name in ("Mentee", "Stalled", "Mentoring 2026"):
            self.assertNotIn(name, text)
        mail.unlink()
        self.program.write({"sends_digest": False, "date_digest": False})
        self.env["mentoring.program"]._cron_digest()
        self.assertFalse(
            self.env["mail.mail"].search([("recipient_ids", "in", self.users["coordinator"].partner_id.ids)])
        )
