from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_concurrency import ROUNDS, ConcurrencyCase


@tagged("-at_install", "post_install", "mentoring_concurrency")
class TestConcurrencyCycle(ConcurrencyCase):
    """Two people press the same button at once, or two different ones that exclude each other."""

    def _running(self, env, days=24):
        """A running pair, ana with ben, who last met so many days ago."""
        program = self._program(env, state="running")
        pairing = self._pair(
            self._enrol(program, "ana", "mentor"), self._enrol(program, "ben", "mentee"), "active"
        )
        start = fields.Date.today() - timedelta(days=60)
        pairing.write({"is_disclosed": True, "date_start": start, "date_end": start + timedelta(days=100)})
        env["mentoring.session"].create(
            {
                "pairing_id": pairing.id,
                "date": fields.Datetime.now() - timedelta(days=days),
                "state": "done",
                "duration_minutes": 60,
            }
        )
        pairing._update_health()
        env.flush_all()
        return pairing

    def _press(self, pairing_id, method, kind=None):
        """The button of the pair's line, as the list has it."""

        def press(env):
            lines = env["mentoring.attention"].search([("pairing_id", "=", pairing_id)])
            return getattr(lines, method)() and True

        return press

    def _each_round(self):
        for _round in range(ROUNDS):
            with self._committed() as env:
                yield self._running(env).id

    def test_two_nudges_at_once_are_one_word_to_each(self):
        for pairing_id in list(self._each_round()):
            nudge = self._press(pairing_id, "action_nudge")
            self.assertEqual(self._race(("mia", nudge), ("omar", nudge)), [True, True])
            with self._committed() as env:
                reminders = env["mentoring.reminder"].search([("pairing_id", "=", pairing_id)])
                self.assertEqual(len(reminders), 2)
                self.assertEqual(len(reminders.participant_id), 2)
                self.assertFalse(env["mentoring.attention"].search([("pairing_id", "=", pairing_id)]))

    def test_snoozing_twice_at_once_is_snoozing(self):
        for pairing_id in list(self._each_round()):
            snooze = self._press(pairing_id, "action_snooze")
            self.assertEqual(self._race(("mia", snooze), ("omar", snooze)), [True, True])

    def test_reminding_a_manager_twice_at_once_is_one_mail(self):
        for _round in range(ROUNDS):
            with self._committed() as env:
                program = self._program(env)
                pairing = self._pair(
                    self._enrol(program, "ana", "mentor"), self._enrol(program, "ben", "mentee")
                )
                pairing.date_decision_due = fields.Datetime.now() - timedelta(days=1)
                program_id, pairing_id = program.id, pairing.id
            remind = self._press(pairing_id, "action_remind_manager")
            self.assertEqual(self._race(("mia", remind), ("omar", remind)), [True, True])
            with self._committed() as env:
                mails = env["mail.mail"].search([("mentoring_program_id", "=", program_id)])
                boss = env["res.users"].browse(self.user_ids["boss_ben"]).partner_id
                self.assertEqual(len(mails.filtered(lambda mail: mail.recipient_ids == boss)), 1)  # noqa: B023

    def test_asking_twice_at_once_is_one_request(self):
        for pairing_id in list(self._each_round()):

            def ask(env, pairing_id=pairing_id):
                return env["mentoring.pairing"].browse(pairing_id)._ask_for_change({"choice": "rematch"})

            self.assertEqual(self._race(("ben", ask), ("ben", ask)), ["rematch", "rematch"])
            with self._committed() as env:
                requests = env["mentoring.change.request"].search([("pairing_id", "=", pairing_id)])
                self.assertEqual(requests.mapped("wish"), ["rematch"])

    def test_both_ending_at_once_end_it_once_and_each_hears_it_once(self):
        for pairing_id in list(self._each_round()):

            def end(env, pairing_id=pairing_id):
                return env["mentoring.pairing"].browse(pairing_id)._ask_for_change({"choice": "end"})

            self.assertEqual(self._race(("ana", end), ("ben", end)), ["end", "end"])
            with self._committed() as env:
                pairing = env["mentoring.pairing"].browse(pairing_id)
                self.assertEqual(pairing.state, "ended")
                self.assertEqual(len(self._events(env, pairing_id, "end")), 1)
                mails = env["mail.mail"].search([("mentoring_program_id", "=", pairing.program_id.id)])
                self.assertEqual(len(mails), 2)
                self._assert_places_respected(env)

    def test_finding_another_mentor_twice_at_once_is_one_end_and_one_proposal(self):
        for pairing_id in list(self._each_round()):
            with self._committed() as env:
                self._enrol(env["mentoring.pairing"].browse(pairing_id).program_id, "dora", "mentor")

            def propose(env, pairing_id=pairing_id):
                wizard = env["mentoring.rematch"].create({"pairing_id": pairing_id})
                if not wizard.line_ids:
                    raise UserError("nobody is left to propose")  # pylint: disable=translation-required
                return bool(wizard.line_ids[:1].action_propose())

            results = self._race(("mia", propose), ("omar", propose))
            self.assertEqual(len(self._refusals(results)), 1)
            with self._committed() as env:
                program = env["mentoring.pairing"].browse(pairing_id).program_id
                self.assertEqual(sorted(program.pairing_ids.mapped("state")), ["ended", "proposed"])
                self.assertEqual(len(self._events(env, pairing_id, "end")), 1)
                self._assert_places_respected(env)

    def test_extending_twice_at_once_gives_three_months(self):
        for pairing_id in list(self._each_round()):
            with self._committed() as env:
                pairing = env["mentoring.pairing"].browse(pairing_id)
                pairing.session_ids.date = fields.Datetime.now()
                pairing._update_health()
                env["mentoring.change.request"]._ask(pairing, pairing.mentee_id, "extend")
                expected = fields.Date.add(pairing.date_end, months=3)
            extend = self._press(pairing_id, "action_extend")

            def one(env, extend=extend):
                lines = env["mentoring.attention"].search([("pairing_id", "=", pairing_id)], limit=1)  # noqa: B023
                return extend(env) if lines else True

            self.assertEqual(self._race(("mia", one), ("omar", one)), [True, True])
            with self._committed() as env:
                self.assertEqual(env["mentoring.pairing"].browse(pairing_id).date_end, expected)

    def test_a_pulse_sent_twice_at_once_is_one(self):
        for pairing_id in list(self._each_round()):
            with self._committed() as env:
                env["mentoring.pairing"].browse(pairing_id).date_start = fields.Date.today() - timedelta(
                    days=31
                )

            def answer(env, pairing_id=pairing_id):
                pairing = env["mentoring.pairing"].browse(pairing_id)
                env["mentoring.pulse"]._answer(
                    pairing, "pulse", {"links": "4", "submission_key": f"p{pairing_id}"}
                )
                return True

            self.assertEqual(self._race(("ben", answer), ("ben", answer)), [True, True])
            with self._committed() as env:
                pulse = env["mentoring.pulse"].search([("pairing_id", "=", pairing_id)])
                self.assertEqual((len(pulse), pulse.answer_ids.mapped("value")), (1, [4]))

    def test_nobody_agrees_to_a_text_they_have_not_read(self):
        for pairing_id in list(self._each_round()):
            with self._committed() as env:
                env["mentoring.praise"].create(
                    {"pairing_id": pairing_id, "kind": "word", "body": "Read", "state": "asked"}
                )

            def change(env, pairing_id=pairing_id):
                env["mentoring.praise"]._say(
                    env["mentoring.pairing"].browse(pairing_id), {"praise": "Not read"}
                )
                return True

            def agree(env, pairing_id=pairing_id):
                pairing = env["mentoring.pairing"].browse(pairing_id)
                env["mentoring.praise"]._decide(pairing, {"kind": "word", "agree": "1", "version": "1"})
                return True

            self._race(("ana", change), ("ben", agree))
            with self._committed() as env:
                word = env["mentoring.praise"].search([("pairing_id", "=", pairing_id)])
                self.assertEqual((word.body, word.state), ("Not read", "asked"))
