import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from unittest.mock import patch

from odoo import SUPERUSER_ID, Command, api, fields
from odoo.exceptions import UserError
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import tagged
from odoo.tests.common import BaseCase, get_db_name
from odoo.tools import mute_logger

from ..models import mentoring_program_matching

QUIET = {
    "tracking_disable": True,
    "no_reset_password": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
}
ROUNDS = 3
PROGRAM = "Race of the concurrency test"
LOGIN = "race_of_the_concurrency_test_"
COORDINATOR = "mentoring_program.group_mentoring_coordinator"
ADMINISTRATOR = "mentoring_program.group_mentoring_manager"


class ConcurrencyCase(BaseCase):
    """Real transactions side by side, repeated by the server's own `retrying` as any request is.

    Both sides of a race take their snapshot before either acts, so the overlap does not depend on timing. The people
    and programs are committed, and removed at the end.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        cls._remove_everything()
        cls.addClassCleanup(cls._remove_everything)
        cls.user_ids, cls.employee_ids = {}, {}
        with cls._committed() as env:
            cls.company_id = env.company.id
            cls._hire(env, "boss_ben", "boss_cem", "ana", "ben", "cem", "dora")
            cls._hire(env, "mia", "omar", group=COORDINATOR)
            cls._hire(env, "ada", group=ADMINISTRATOR)
            cls._employee(env, "ben").parent_id = cls._employee(env, "boss_ben")
            cls._employee(env, "cem").parent_id = cls._employee(env, "boss_cem")

    def setUp(self):
        super().setUp()
        # the runner's main thread holds the registry's lock, as long as tests run; core's test mode does the same
        self.enterContext(patch.object(Registry, "_lock", DummyRLock()))
        # the server waits up to two seconds before it repeats a request; the order stays random
        waits = patch("odoo.service.model.time.sleep", lambda seconds: threading.Event().wait(seconds / 50))
        self.enterContext(waits)
        self.enterContext(mute_logger("odoo.sql_db", "odoo.service.model"))

    # ------------------------------------------------------------
    # People and programs
    # ------------------------------------------------------------

    @classmethod
    @contextmanager
    def _committed(cls):
        with cls.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, QUIET)

    @classmethod
    def _hire(cls, env, *logins, group="base.group_user"):
        users = env["res.users"].create(
            [
                {
                    "name": login.replace("_", " ").title(),
                    "login": f"{LOGIN}{login}",
                    "email": f"{login}@race.example.com",
                    "tz": "Europe/Brussels",
                    "group_ids": [Command.set(env.ref(group).ids)],
                }
                for login in logins
            ]
        )
        employees = env["hr.employee"].create(
            [{"name": user.name, "user_id": user.id, "company_id": env.company.id} for user in users]
        )
        cls.user_ids.update(zip(logins, users.ids, strict=True))
        cls.employee_ids.update(zip(logins, employees.ids, strict=True))

    @classmethod
    def _employee(cls, env, login):
        return env["hr.employee"].browse(cls.employee_ids[login])

    def _program(self, env, policy="mentee_manager", state="matching", **vals):
        today = fields.Date.today()
        return env["mentoring.program"].create(
            {
                "name": PROGRAM,
                "objective_id": env["mentoring.objective"].search([], limit=1).id,
                "state": state,
                "approval_policy": policy,
                "date_start": today,
                "date_end": fields.Date.add(today, days=100),
                "coordinator_ids": [Command.set([self.user_ids["mia"], self.user_ids["omar"]])],
                "criterion_ids": [Command.create({"kind": "topics", "weight": 5})],
                **vals,
            }
        )

    def _enrol(self, program, login, role, **vals):
        return program.env["mentoring.participant"].create(
            {"program_id": program.id, "employee_id": self.employee_ids[login], "role": role, **vals}
        )

    def _pair(self, mentor, mentee, state="proposed"):
        return mentor.env["mentoring.pairing"].create(
            {
                "program_id": mentor.program_id.id,
                "mentor_id": mentor.id,
                "mentee_id": mentee.id,
                "state": state,
            }
        )

    @classmethod
    def _remove_everything(cls):
        """Also what a test run that was killed has left."""
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
            programs = env["mentoring.program"].search([("name", "=", PROGRAM)])
            env["mail.mail"].search([("mentoring_program_id", "in", programs.ids)]).unlink()
            events = env["mentoring.audit.event"].with_context(mentoring_retention=True)
            events.search([("program_id", "in", programs.ids)]).unlink()
            # pairs that were decided are never deleted by the application itself
            cr.execute("DELETE FROM mentoring_pairing WHERE program_id = ANY(%s)", (programs.ids,))
            env.invalidate_all()
            programs.unlink()
            users = env["res.users"].search([("login", "=like", f"{LOGIN}%")])
            employees = env["hr.employee"].search([("user_id", "in", users.ids)])
            partners = users.partner_id | employees.work_contact_id
            employees.unlink()
            users.unlink()
            partners.unlink()

    # ------------------------------------------------------------
    # Racing
    # ------------------------------------------------------------

    def _race(self, *sides):
        """Run `(login, call)` side by side, each as one request; the results, a UserError standing for a refusal."""
        start = threading.Barrier(len(sides), timeout=20)

        def request(login, call):
            with self.registry.cursor() as cr:
                env = api.Environment(cr, self.user_ids.get(login, SUPERUSER_ID), {})
                env.transaction.default_env = env
                cr.execute("SELECT 1")  # takes the snapshot
                start.wait()
                try:
                    return retrying(lambda: call(env), env)
                except UserError as refusal:
                    return refusal

        with ThreadPoolExecutor(max_workers=len(sides)) as executor:
            return [
                future.result(timeout=40) for future in [executor.submit(request, *side) for side in sides]
            ]

    def _approve(self, *pairing_ids):
        return lambda env: env["mentoring.pairing"].browse(pairing_ids).action_approve()

    def _decline(self, *pairing_ids):
        return lambda env: env["mentoring.pairing"].browse(pairing_ids).action_decline("Other priority first")

    def _refusals(self, results):
        return [str(result) for result in results if isinstance(result, UserError)]

    def _events(self, env, pairing_id, *actions):
        return env["mentoring.audit.event"].search(
            [("model", "=", "mentoring.pairing"), ("res_id", "=", pairing_id), ("action", "in", actions)]
        )

    def _assert_places_respected(self, env):
        """Asked of the database without the ORM: counters equal open pairs, nobody is over their places."""
        env.cr.execute(
            """
            SELECT person.id, person.active_count, count(pairing.id), person.seat_limit
              FROM mentoring_participant person
              JOIN mentoring_program program ON program.id = person.program_id AND program.name->>'en_US' = %s
         LEFT JOIN mentoring_pairing pairing
                ON person.id IN (pairing.mentor_id, pairing.mentee_id)
               AND pairing.state IN ('approved', 'active', 'paused')
          GROUP BY person.id
            HAVING person.active_count <> count(pairing.id)
                OR count(pairing.id) > CASE person.role WHEN 'mentor' THEN person.capacity
                                                        ELSE person.partners_wanted END
            """,
            (PROGRAM,),
        )
        self.assertEqual(env.cr.fetchall(), [])


@tagged("-at_install", "post_install", "mentoring_concurrency")
class TestConcurrency(ConcurrencyCase):
    """What two people do at once with proposals, places and runs."""

    # ------------------------------------------------------------
    # Places (R4, D9)
    # ------------------------------------------------------------

    def test_the_last_place_is_given_to_exactly_one_of_two(self):
        for _round in range(ROUNDS):
            with self._committed() as env:
                program = self._program(env)
                mentor = self._enrol(program, "ana", "mentor")
                first = self._pair(mentor, self._enrol(program, "ben", "mentee")).id
                second = self._pair(mentor, self._enrol(program, "cem", "mentee")).id
            results = self._race(("boss_ben", self._approve(first)), ("boss_cem", self._approve(second)))
            with self._committed() as env:
                states = env["mentoring.pairing"].browse([first, second]).mapped("state")
                self.assertCountEqual(states, ["approved", "proposed"])
                self._assert_places_respected(env)
            [refusal] = self._refusals(results)
            self.assertIn("Ana's last place was taken a moment ago", refusal)
            self.assertIn("It is still here", refusal)

    def test_two_coordinators_with_overlapping_selections_never_exceed_the_places(self):
        for _round in range(ROUNDS):
            with self._committed() as env:
                program = self._program(env, policy="coordinator")
                mentor = self._enrol(program, "ana", "mentor", capacity=2)
                mentees = [self._enrol(program, login, "mentee") for login in ("ben", "cem", "dora")]
                one, two, three = (self._pair(mentor, mentee).id for mentee in mentees)
            results = self._race(("mia", self._approve(one, two)), ("omar", self._approve(three, two)))
            with self._committed() as env:
                states = env["mentoring.pairing"].browse([one, two, three]).mapped("state")
                self.assertEqual(states.count("approved"), 2)
                self._assert_places_respected(env)
            self.assertEqual(len(self._refusals(results)), 1)

    def test_a_wish_for_one_mentor_is_met_once(self):
        for _round in range(ROUNDS):
            with self._committed() as env:
                program = self._program(env, policy="coordinator")
                mentee = self._enrol(program, "ben", "mentee")
                first = self._pair(self._enrol(program, "ana", "mentor"), mentee).id
                second = self._pair(self._enrol(program, "dora", "mentor"), mentee).id
            results = self._race(("mia", self._approve(first)), ("omar", self._approve(second)))
            with self._committed() as env:
                self._assert_places_respected(env)
            [refusal] = self._refusals(results)
            self.assertIn("Ben has a mentor already", refusal)

    # ------------------------------------------------------------
    # One decision (R3)
    # ------------------------------------------------------------

    def _one_proposal(self, **vals):
        with self._committed() as env:
            program = self._program(env, **vals)
            pairing = self._pair(self._enrol(program, "ana", "mentor"), self._enrol(program, "ben", "mentee"))
            return program.id, pairing.id

    def test_approving_and_declining_at_once_is_one_decision(self):
        for _round in range(2 * ROUNDS):
            _program_id, pairing_id = self._one_proposal(policy="coordinator")
            results = self._race(("mia", self._approve(pairing_id)), ("omar", self._decline(pairing_id)))
            with self._committed() as env:
                pairing = env["mentoring.pairing"].browse(pairing_id)
                self.assertIn(pairing.state, ("approved", "declined"))
                self.assertEqual(len(pairing.decision_ids), 1)
                event = self._events(env, pairing_id, "approve", "decline")
                self.assertEqual(len(event), 1)
                self.assertEqual(event.new_state, pairing.state)
                winner = event.user_id.name
                self._assert_places_respected(env)
            [refusal] = self._refusals(results)
            self.assertRegex(
                refusal,
                rf"Ben with Ana: {winner} already (approved|declined) this pair at .* Nothing more to do\.",
            )

    def test_two_approvals_at_once_are_one_decision(self):
        for _round in range(ROUNDS):
            _program_id, pairing_id = self._one_proposal(policy="coordinator")
            results = self._race(
                ("mia", self._approve(pairing_id)),
                ("omar", self._approve(pairing_id)),
                ("ada", self._approve(pairing_id)),
            )
            with self._committed() as env:
                pairing = env["mentoring.pairing"].browse(pairing_id)
                self.assertEqual((pairing.state, len(pairing.decision_ids)), ("approved", 1))
                self.assertEqual(len(self._events(env, pairing_id, "approve")), 1)
                self._assert_places_respected(env)
            refusals = self._refusals(results)
            self.assertEqual(len(refusals), 2)
            for refusal in refusals:
                self.assertIn("already approved this pair at", refusal)

    def test_the_same_press_twice_is_one_decision(self):
        _program_id, pairing_id = self._one_proposal()
        results = self._race(("boss_ben", self._approve(pairing_id)), ("boss_ben", self._approve(pairing_id)))
        with self._committed() as env:
            self.assertEqual(len(env["mentoring.pairing"].browse(pairing_id).decision_ids), 1)
        [refusal] = self._refusals(results)
        self.assertIn("you approved this pair at", refusal)

    def test_a_coordinator_who_saw_the_approval_takes_the_pair_back(self):
        _program_id, pairing_id = self._one_proposal(policy="coordinator")
        self.assertEqual(self._race(("mia", self._approve(pairing_id))), [True])
        self.assertEqual(self._race(("omar", self._decline(pairing_id))), [True])

    # ------------------------------------------------------------
    # Choosing for oneself
    # ------------------------------------------------------------

    def _shortlist(self, *logins, mentors=("ana",)):
        """A program in which these mentees choose among these mentors; ids by login."""
        with self._committed() as env:
            # the same people are paired in the programs of other tests
            program = self._program(
                env, matching_mode="shortlist", state="running", exclude_past_partners=False
            )
            people = {login: self._enrol(program, login, "mentor") for login in mentors}
            people |= {login: self._enrol(program, login, "mentee") for login in logins}
            env["mentoring.suggestion"].create(
                [
                    {"mentee_id": people[login].id, "mentor_id": people[mentor].id}
                    for login in logins
                    for mentor in mentors
                ]
            )
            return program.id, {login: one.id for login, one in people.items()}

    def _ask(self, program_id, mentor_id, key=""):
        def ask(env):
            program = env["mentoring.program"].browse(program_id)
            values = {"mentor_id": str(mentor_id), "message": "May I?", "submission_key": key}
            return env["mentoring.request"]._ask(program, values).id

        return ask

    def _requests(self, env, program_id):
        return env["mentoring.request"].search([("program_id", "=", program_id)])

    def test_the_last_place_is_held_for_exactly_one_of_two_who_ask(self):
        for _round in range(ROUNDS):
            program_id, ids = self._shortlist("ben", "cem")
            results = self._race(
                ("ben", self._ask(program_id, ids["ana"])), ("cem", self._ask(program_id, ids["ana"]))
            )
            with self._committed() as env:
                self.assertEqual(self._requests(env, program_id).mapped("state"), ["open"])
                mentor = env["mentoring.participant"].browse(ids["ana"])
                self.assertEqual((mentor.held_count, mentor.free_places), (1, 0))
            self.assertEqual(len(self._refusals(results)), 1)

    def test_three_questions_at_once_are_two_requests(self):
        for _round in range(ROUNDS):
            mentors = ("ana", "cem", "dora")
            program_id, ids = self._shortlist("ben", mentors=mentors)
            results = self._race(*(("ben", self._ask(program_id, ids[mentor])) for mentor in mentors))
            with self._committed() as env:
                requests = self._requests(env, program_id)
                self.assertEqual(sorted(requests.mapped("slot")), [1, 2])
                self.assertEqual(env["mentoring.participant"].browse(ids["ben"]).held_count, 2)
            self.assertEqual(len(self._refusals(results)), 1)

    def test_the_same_question_sent_twice_is_one_request(self):
        program_id, ids = self._shortlist("ben")
        results = self._race(*[("ben", self._ask(program_id, ids["ana"], "form"))] * 2)
        self.assertEqual(len(set(results)), 1)
        with self._committed() as env:
            self.assertEqual(len(self._requests(env, program_id)), 1)
            self.assertEqual(env["mentoring.participant"].browse(ids["ana"]).held_count, 1)

    def test_yes_and_a_withdrawal_at_once_are_one_answer(self):
        for _round in range(ROUNDS):
            program_id, ids = self._shortlist("ben")
            [request_id] = self._race(("ben", self._ask(program_id, ids["ana"])))
            results = self._race(
                ("ana", lambda env, key=request_id: bool(env["mentoring.request"].browse(key)._accept())),
                ("ben", lambda env, key=request_id: env["mentoring.request"].browse(key)._withdraw()),
            )
            with self._committed() as env:
                request = env["mentoring.request"].browse(request_id)
                self.assertIn(request.state, ("accepted", "withdrawn"))
                self.assertEqual(bool(request.pairing_id), request.state == "accepted")
                self.assertEqual(request.mentor_id.held_count, 0)
            self.assertEqual(len(self._refusals(results)), 1)

    def test_two_mentors_who_say_yes_at_once_make_one_proposal(self):
        for _round in range(ROUNDS):
            program_id, ids = self._shortlist("ben", mentors=("ana", "dora"))
            asked = [self._race(("ben", self._ask(program_id, ids[login])))[0] for login in ("ana", "dora")]
            self._race(
                *(
                    (login, lambda env, key=key: bool(env["mentoring.request"].browse(key)._accept()))
                    for login, key in zip(("ana", "dora"), asked, strict=True)
                )
            )
            with self._committed() as env:
                requests = env["mentoring.request"].browse(asked)
                self.assertEqual(len(requests.pairing_id), 1)
                self.assertCountEqual(requests.mapped("state"), ["accepted", "withdrawn"])
                people = env["mentoring.participant"].browse(list(ids.values()))
                self.assertEqual(set(people.mapped("held_count")), {0})

    # ------------------------------------------------------------
    # Others at once
    # ------------------------------------------------------------

    def test_a_mentor_who_departs_while_a_pair_is_approved_has_no_pair(self):
        for _round in range(ROUNDS):
            _program_id, pairing_id = self._one_proposal()
            employee_id = self.employee_ids["ana"]

            def archive(env, employee_id=employee_id):
                env["hr.employee"].browse(employee_id).with_context(no_wizard=True).action_archive()

            self._race(("boss_ben", self._approve(pairing_id)), ("hr", archive))
            with self._committed() as env:
                pairing = env["mentoring.pairing"].browse(pairing_id)
                self.assertEqual((pairing.mentor_id.state, pairing.state), ("left", "declined"))
                self._assert_places_respected(env)
                env["hr.employee"].browse(employee_id).action_unarchive()

    def test_pressing_announce_twice_at_once_tells_everybody_once(self):
        for _round in range(ROUNDS):
            with self._committed() as env:
                program = self._program(env)
                self._pair(
                    self._enrol(program, "ana", "mentor"),
                    self._enrol(program, "ben", "mentee"),
                    state="approved",
                )
                self._enrol(program, "cem", "mentee")
                program_id = program.id

            def announce(env, program_id=program_id):
                return env["mentoring.program"].browse(program_id).action_announce()

            self.assertEqual(self._race(("mia", announce), ("omar", announce)), [True, True])
            with self._committed() as env:
                mails = env["mail.mail"].search([("mentoring_program_id", "=", program_id)])
                self.assertCountEqual(
                    mails.recipient_ids.mapped("email"),
                    [f"{login}@race.example.com" for login in ("ana", "ben", "cem")],
                )
                self.assertEqual(len(mails), 3)

    def test_both_partners_accepting_at_once_starts_the_pair_once(self):
        for _round in range(ROUNDS):
            with self._committed() as env:
                program = self._program(env, policy="coordinator", state="running", participants_accept=True)
                pairing_id = self._pair(
                    self._enrol(program, "ana", "mentor"), self._enrol(program, "ben", "mentee")
                ).id
                env["mentoring.pairing"].browse(pairing_id).action_approve()

            def accept(env, pairing_id=pairing_id):
                env["mentoring.pairing"].browse(pairing_id)._accept()
                return True

            self.assertEqual(self._race(("ana", accept), ("ben", accept)), [True, True])
            with self._committed() as env:
                self.assertEqual(env["mentoring.pairing"].browse(pairing_id).state, "active")
                self.assertEqual(len(self._events(env, pairing_id, "activate")), 1)

    def test_decisions_of_different_managers_do_not_lose_an_activity(self):
        for _round in range(ROUNDS):
            with self._committed() as env:
                program = self._program(env, policy="both_managers")
                program_id = program.id
                env["hr.employee"].browse(self.employee_ids["ana"]).parent_id = self.employee_ids["ada"]
                mentor = self._enrol(program, "ana", "mentor", capacity=2)
                first = self._pair(mentor, self._enrol(program, "ben", "mentee")).id
                second = self._pair(mentor, self._enrol(program, "cem", "mentee")).id
            results = self._race(("boss_ben", self._approve(first)), ("boss_cem", self._approve(second)))
            self.assertEqual(results, [True, True])
            with self._committed() as env:
                program = env["mentoring.program"].browse(program_id)
                program._ask_deciders()
                activity = program.activity_ids
                self.assertEqual(activity.user_id.id, self.user_ids["ada"])
                self.assertEqual((len(activity), activity.summary), (1, "2 pairings to approve"))

    # ------------------------------------------------------------
    # Matching (R1, R2)
    # ------------------------------------------------------------

    def _open_program(self):
        with self._committed() as env:
            program = self._program(env, state="registration", exclude_past_partners=False)
            self._enrol(program, "ana", "mentor")
            self._enrol(program, "ben", "mentee")
            return program.id

    def _start(self, program_id):
        return lambda env: env["mentoring.program"].browse(program_id).action_run_matching()["res_id"]

    def test_two_starts_at_once_are_one_run(self):
        for _round in range(ROUNDS):
            program_id = self._open_program()
            results = self._race(*((login, self._start(program_id)) for login in ("mia", "omar", "ada")))
            with self._committed() as env:
                program = env["mentoring.program"].browse(program_id)
                self.assertEqual(set(results), set(program.run_ids.ids))
                self.assertEqual((len(program.run_ids), program.run_ids.state), (1, "done"))
                self.assertEqual(len(program.pairing_ids), 1)

    def test_a_start_while_a_run_is_in_the_queue_shows_that_run(self):
        with patch.object(mentoring_program_matching, "INLINE_PAIRS", 0):
            program_id = self._open_program()
            results = self._race(*((login, self._start(program_id)) for login in ("mia", "omar")))
            with self._committed() as env:
                run = env["mentoring.program"].browse(program_id).run_ids
                self.assertEqual((len(run), run.state), (1, "queued"))
                self.assertEqual(set(results), {run.id})

    def _queued_run(self):
        with patch.object(mentoring_program_matching, "INLINE_PAIRS", 0):
            program_id = self._open_program()
            [run_id] = self._race(("mia", self._start(program_id)))

        def process(env):
            env["mentoring.run"].browse(run_id).action_process()
            return True

        return program_id, run_id, process

    def test_the_cron_and_the_button_do_a_queued_run_once(self):
        def cron(env):
            env["mentoring.run"]._cron_process_runs()
            return True

        for _round in range(ROUNDS):
            program_id, run_id, process = self._queued_run()
            results = self._race(("mia", process), ("the scheduler", cron))
            with self._committed() as env:
                program = env["mentoring.program"].browse(program_id)
                self.assertEqual((program.run_ids.id, program.run_ids.state), (run_id, "done"))
                self.assertEqual(program.pairing_ids.mapped("state"), ["proposed"])
            self.assertLessEqual(len(self._refusals(results)), 1)

    def test_a_cron_that_looked_before_the_button_was_done_leaves_the_run_alone(self):
        program_id, run_id, process = self._queued_run()

        def late_cron(env):
            for _attempt in range(200):
                with self._committed() as now:
                    if now["mentoring.run"].browse(run_id).state == "done":
                        break
                threading.Event().wait(0.05)
            env["mentoring.run"]._cron_process_runs()
            return True

        results = self._race(("mia", process), ("the scheduler", late_cron))
        self.assertEqual(results, [True, True])
        with self._committed() as env:
            program = env["mentoring.program"].browse(program_id)
            self.assertEqual((program.run_ids.state, program.run_ids.error), ("done", False))
            self.assertEqual(program.pairing_ids.mapped("state"), ["proposed"])

    def test_two_buttons_do_a_queued_run_once(self):
        for _round in range(ROUNDS):
            program_id, run_id, process = self._queued_run()
            results = self._race(("mia", process), ("omar", process))
            with self._committed() as env:
                program = env["mentoring.program"].browse(program_id)
                self.assertEqual((len(program.run_ids), program.run_ids.state), (1, "done"))
                self.assertEqual(program.pairing_ids.mapped("state"), ["proposed"])
                done = env["mentoring.audit.event"].search(
                    [("program_id", "=", program_id), ("action", "=", "run_done"), ("run_id", "=", run_id)]
                )
                self.assertEqual(len(done), 1)
            [refusal] = self._refusals(results)
            self.assertIn("not in the queue any more", refusal)

    def test_cancelling_while_the_proposals_are_written_takes_them_back_and_does_not_wait(self):
        program_id, run_id, _process = self._queued_run()
        Run = self.registry["mentoring.run"]
        refresh = Run._refresh_participants

        def cancel_first(run):
            with self._committed() as env:
                env.cr.execute("SET LOCAL lock_timeout = '3s'")
                env["mentoring.run"].browse(run_id).with_user(self.user_ids["mia"]).action_cancel()
            refresh(run)

        with patch.object(Run, "_refresh_participants", cancel_first):
            self._race(("the scheduler", lambda env: self._until_written(env, run_id)))
        with self._committed() as env:
            program = env["mentoring.program"].browse(program_id)
            self.assertEqual(program.run_ids.state, "cancelled")
            self.assertFalse(program.pairing_ids)
            env["mentoring.run"]._cron_process_runs()
            self.assertFalse(env["mentoring.run"].browse(run_id)._folder().exists(), "nothing is left on disk")

    def _until_written(self, env, run_id):
        """Passes of the cron until the solver's result was written, or was taken back."""
        run = env["mentoring.run"].browse(run_id)
        for _pass in range(20):
            env["mentoring.run"]._cron_process_runs()
            env.invalidate_all()
            if run.state not in ("queued", "running"):
                return
