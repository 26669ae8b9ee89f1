"""Invitations sent by servers that are killed, databases that are restarted and mail servers that are away."""

import time

from setup.stage import until

from .sink import Sink

PEOPLE = {"invitations": 500, "mail_down": 200, "mail_database": 250}
JOBS = ("ir_cron_send_invitations", "ir_cron_mail_scheduler_action")
INVITES = "invites you"  # in the subject; managers who have a login now are asked for decisions as well
SENDING_SECONDS = 240
ALONE_SECONDS = 60


class InvitationChecks:
    """For each check people of its own, none of whom has a login. Expects `stage`, `mia`, `intake` and `worker`.

    A mail counts as sent in the transaction that notes what the mail server said. So a person is written to twice
    when the kill falls between that word and the commit: once per kill at most, and never less than once. Odoo's mail
    queue counts no progress, so that it is put off until its next hour after three kills in a row.
    """

    def invitations(self):
        """kill -9 of server and jobs while 500 people are invited: nobody is lost, nobody is written to twice [R9]"""
        with Sink(INVITES) as sink:
            server = self._mail_server("invitations", sink)
            people, started = self._invite("invitations"), time.monotonic()
            kills = (
                (server.kill_workers, lambda: self._handed_over(people) >= 100),
                (server.kill, lambda: self._handed_over(people) >= 300),
                (server.kill_workers, lambda: len(sink.taken) >= 50),
                (server.kill, lambda: len(sink.taken) >= 200),
                (server.kill_workers, lambda: len(sink.taken) >= 400),
            )
            for kill, is_time in kills:
                until(is_time, SENDING_SECONDS, "the moment of a kill", every=0.01, nudge=self.stage.wake)
                kill()
            late = self._all_sent(people)
            told = self._one_mail_each(sink, people, len(kills))
            server.stop()
        return f"{len(kills)} kills, {told}, {time.monotonic() - started:.0f} s{late}"

    def mail_database(self):
        """PostgreSQL is restarted without a goodbye while people are invited [R9]"""
        with Sink(INVITES) as sink:
            server = self._mail_server("mail_database", sink)
            people = self._invite("mail_database")
            moments = (
                lambda: self._handed_over(people) >= 50,
                lambda: self._handed_over(people) >= 150,
                lambda: len(sink.taken) >= 50,
                lambda: len(sink.taken) >= 150,
            )
            for is_time in moments:
                until(is_time, SENDING_SECONDS, "the moment of a restart", every=0.01, nudge=self.stage.wake)
                self.stage.restart_postgres("immediate")
            late = self._all_sent(people)
            told = self._one_mail_each(sink, people, len(moments))
            server.stop()
        return f"{len(moments)} restarts of PostgreSQL, {told}{late}"

    def mail_down(self):
        """The mail server is away, comes back, hangs up in the middle, comes back: statuses are true [R10]"""
        sink = Sink(INVITES)
        server = self._mail_server("mail_down", sink)
        people = self._invite("mail_down")
        self._until_states(people, {"failed": len(people)})
        [program] = self.mia.press("mentoring.program", "read", [self.intake], ["failed_mail_count"])
        assert program["failed_mail_count"] == len(people), program
        sink.limit = len(people) // 2
        with sink:
            self._retry(people)
            until(sink.is_full, SENDING_SECONDS, "half of the mails", nudge=self.stage.wake)
            # whose mail broke with the connection is known to the next job, the others to the next sending
            broken = {"sent": sink.limit, "failed": len(people) - sink.limit}
            self._until_states(people, broken, nudge=self._run_jobs)
        sink.limit = None
        with sink:
            self._retry(people)
            self._all_sent(people)
            told = self._one_mail_each(sink, people, 0)
        server.stop()
        return f"{len(people)} not delivered, then {broken}, then {told}"

    # -- steps

    def _mail_server(self, name, sink):
        self.stage.sql(
            "UPDATE ir_cron SET active = true WHERE id IN (SELECT res_id FROM ir_model_data WHERE name IN %s)", JOBS
        )
        return self.stage.server(name, *self.worker, *sink.options)

    def _invite(self, check):
        """Press *Invite* for people who have no login yet; {employee id: address}."""
        before = sum(list(PEOPLE.values())[: list(PEOPLE).index(check)])
        rows = self.stage.sql(
            "SELECT id, work_email FROM hr_employee WHERE work_email LIKE %s ORDER BY id OFFSET %s LIMIT %s",
            "%@%",
            before,
            PEOPLE[check],
        )
        people = dict(rows)
        values = {
            "program_id": self.intake,
            "whom": "people",
            "employee_ids": [[6, 0, list(people)]],
            "batch": check,
        }
        [wizard] = self.mia.call("mentoring.invite", "create", [values])
        self.mia.press("mentoring.invite", "action_invite", [wizard])
        assert sum(self._states(people).values()) == len(people) == PEOPLE[check], self._states(people)
        return people

    def _retry(self, people):
        self.mia.press("mentoring.invitation", "action_send_failed_again", self._invitations(people))

    def _run_jobs(self):
        """As an hour later."""
        self.stage.sql(
            "UPDATE ir_cron SET nextcall = now() AT TIME ZONE 'UTC' - interval '1 minute'"
            " WHERE id IN (SELECT res_id FROM ir_model_data WHERE name IN %s)",
            JOBS,
        )
        self.stage.wake()

    def _invitations(self, people):
        rows = self.stage.sql(
            "SELECT id FROM mentoring_invitation WHERE program_id = %s AND employee_id IN %s",
            self.intake,
            tuple(people),
        )
        return [row[0] for row in rows]

    def _handed_over(self, people):
        [[count]] = self.stage.sql(
            "SELECT count(*) FROM mentoring_invitation WHERE program_id = %s AND employee_id IN %s AND is_handed_over",
            self.intake,
            tuple(people),
        )
        return count

    def _states(self, people):
        return dict(
            self.stage.sql(
                "SELECT state, count(*)::int FROM mentoring_invitation"
                " WHERE program_id = %s AND employee_id IN %s GROUP BY state",
                self.intake,
                tuple(people),
            )
        )

    def _until_states(self, people, wanted, nudge=None):
        until(
            lambda: self._states(people) == wanted,
            SENDING_SECONDS,
            f"{wanted}: {self._states(people)}",
            every=0.2,
            nudge=nudge or self.stage.wake,
        )

    def _all_sent(self, people):
        """Wait for it; words about whether it took the hourly job, which is not waited for here."""
        try:
            until(
                lambda: self._states(people) == {"sent": len(people)}, ALONE_SECONDS, "", nudge=self.stage.wake
            )
        except TimeoutError:
            left = len(people) - self._states(people).get("sent", 0)
            self._until_states(people, {"sent": len(people)}, nudge=self._run_jobs)
            return f"; {left} of them by the next hourly job"
        return ""

    def _one_mail_each(self, sink, people, breaks):
        """Nobody without a mail or a login, nobody with two logins, and at most one mail too many per break."""
        counts = [sink.taken[address.lower()] for address in people.values()]
        assert min(counts) == 1, f"{counts.count(0)} people were not written to"
        assert set(sink.taken) == {address.lower() for address in people.values()}, "a stranger was written to"
        twice = sum(counts) - len(counts)
        assert twice <= breaks, f"{twice} mails too many after {breaks} breaks"
        [[logins]] = self.stage.sql(
            "SELECT count(DISTINCT res_users.id) FROM res_users JOIN hr_employee ON hr_employee.user_id = res_users.id"
            " AND hr_employee.id IN %s JOIN res_partner ON res_partner.id = res_users.partner_id"
            " AND res_partner.id = hr_employee.work_contact_id",
            tuple(people),
        )
        [[same]] = self.stage.sql(
            "SELECT count(*) FROM res_users WHERE lower(login) IN %s",
            tuple(address.lower() for address in people.values()),
        )
        assert logins == same == len(people), (logins, same)
        return f"{len(people)} people, {sum(counts)} mails ({twice} twice), {logins} logins"
