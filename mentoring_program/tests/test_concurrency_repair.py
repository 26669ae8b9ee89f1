from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_concurrency import ROUNDS, ConcurrencyCase


@tagged("-at_install", "post_install", "mentoring_concurrency")
class TestConcurrencyRepair(ConcurrencyCase):
    """What two coordinators do at once with proposals: one wins, the other reads why, nothing is half done."""

    def _matched(self, decline=False):
        """Ana has one place and all that Ben asks for, half of what Cem does. Ben is proposed, or was declined."""
        with self._committed() as env:
            topics = env["mentoring.topic"].search([], limit=3)
            program = self._program(env, policy="coordinator", exclude_past_partners=False)
            ana = self._enrol(program, "ana", "mentor", topic_ids=[Command.set(topics[:2].ids)])
            ben = self._enrol(program, "ben", "mentee", topic_ids=[Command.set(topics[:2].ids)])
            cem = self._enrol(program, "cem", "mentee", topic_ids=[Command.set(topics[1:].ids)])
            program.with_user(self.user_ids["mia"]).action_run_matching()
            if decline:
                ben.mentee_pairing_ids.with_user(self.user_ids["mia"]).action_decline("Same team")
            return program.id, ana.id, ben.id, cem.id

    def _proposed(self, env, program_id):
        pairings = env["mentoring.pairing"].search([("program_id", "=", program_id), ("state", "=", "proposed")])
        return [(one.mentee_id.id, one.mentor_id.id) for one in pairings]

    def test_a_gap_is_filled_once(self):
        for _round in range(ROUNDS):
            program_id, ana, _ben, cem = self._matched(decline=True)

            def fill(env, program_id=program_id):
                return bool(env["mentoring.program"].browse(program_id).action_fill_gap())

            results = self._race(("mia", fill), ("omar", fill))

            self.assertEqual(len(self._refusals(results)), 1, results)
            self.assertIn("No free place suits anybody who waits", self._refusals(results)[0])
            with self._committed() as env:
                self.assertEqual(self._proposed(env, program_id), [(cem, ana)])

    def test_of_two_who_apply_what_they_compared_one_wins(self):
        for _round in range(ROUNDS):
            program_id, ana, _ben, cem = self._matched(decline=True)
            compared = {}
            for login in ("mia", "omar"):
                with self._committed() as env:
                    program = env["mentoring.program"].with_user(self.user_ids[login]).browse(program_id)
                    compared[login] = program.action_reoptimise()["res_id"]

            def apply(login, compared=compared):
                return lambda env: bool(env["mentoring.run.comparison"].browse(compared[login]).action_publish())

            results = self._race(*((login, apply(login)) for login in compared))

            self.assertEqual(results.count(True), 1)
            told = self._refusals(results)[0]
            self.assertRegex(told, "(Mia|Omar) proposed other pairs at .* Nothing was changed now")
            with self._committed() as env:
                self.assertEqual(self._proposed(env, program_id), [(cem, ana)])
                published = env["mentoring.program"].browse(program_id).run_ids.filtered("is_published")
                self.assertEqual(len(published), 2)

    def test_of_two_who_force_a_pair_one_wins(self):
        for _round in range(ROUNDS):
            program_id, ana, ben, cem = self._matched()
            lines = {}
            for login in ("mia", "omar"):
                with self._committed() as env:
                    mentee = env["mentoring.participant"].with_user(self.user_ids[login]).browse(cem)
                    wizard = env["mentoring.find.mentor"].browse(mentee.action_why_not()["res_id"])
                    lines[login] = wizard.line_ids.filtered("has_moves").id

            def propose(login, lines=lines):
                return lambda env: bool(env["mentoring.find.mentor.line"].browse(lines[login]).action_propose())

            results = self._race(*((login, propose(login)) for login in lines))

            self.assertEqual(results.count(True), 1)
            self.assertIn("Somebody changed the proposals while you were looking", self._refusals(results)[0])
            with self._committed() as env:
                self.assertEqual(self._proposed(env, program_id), [(cem, ana)])
                self.assertFalse(env["mentoring.participant"].browse(ben).mentee_pairing_ids)

    def test_a_refusal_is_a_sentence_for_people(self):
        program_id, *_people = self._matched()
        [result] = self._race(("mia", lambda env: env["mentoring.program"].browse(program_id).action_fill_gap()))
        self.assertIsInstance(result, UserError)
