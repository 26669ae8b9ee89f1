import logging

from psycopg2 import OperationalError

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import ConcurrencyError
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

LOST_PARTNER = "mentoring_program.mail_template_partner_left"
RECONCILED_AT_ONCE = 100


class MentoringLifeCycle(models.Model):
    """What becomes of a participant when HR changes the person: leaving, being deleted, moving to another company.

    HR's own step is never refused or delayed by mentoring: hooks on the HR models call `_follow_…` right away, and
    whatever they miss (a change in the database, an error) the nightly `_cron_reconcile_employees` finds.
    """

    _inherit = "mentoring.participant"

    @api.model
    def _present_domain(self):
        return Domain("state", "not in", ("left", "declined"))

    @api.model
    def _departed_domain(self):
        """Participants whose employee is archived or deleted."""
        gone = Domain("employee_id", "=", False) | Domain("employee_id.active", "=", False)
        return self._present_domain() & gone

    @api.model
    def _moved_domain(self, company):
        """Participants of this company's programs whose employee now belongs to another company."""
        takes_part = Domain("state", "in", ("invited", "registered", "waitlisted"))
        return (
            takes_part
            & Domain("company_id", "=", company.id)
            & Domain("employee_id.company_id", "!=", company.id)
        )

    # ------------------------------------------------------------
    # Hooks and the nightly job
    # ------------------------------------------------------------

    @api.model
    def _follow_departure(self, employees):
        """These employees go: their participations end. Never raises, so that HR's step is not held up."""
        people = self._as_server().search(self._present_domain() & Domain("employee_id", "in", employees.ids))
        people._without_holding_up_hr("_depart")

    @api.model
    def _follow_employees(self, employees):
        """These employees changed: end or flag what that concerns. Never raises."""
        server = self._as_server()
        mine = Domain("employee_id", "in", employees.ids)
        server.search(mine & server._departed_domain())._without_holding_up_hr("_depart")
        for company in server.search(mine & server._present_domain()).company_id:
            server.search(mine & server._moved_domain(company))._without_holding_up_hr("_flag_moved")

    @api.model
    def _cron_reconcile_employees(self):
        """Every day: what the hooks missed, a hundred people at a time."""
        server, cron = self._as_server(), self.env["ir.cron"]
        todo = [(server.search(server._departed_domain()), "_depart")]
        for company in server.search(server._present_domain()).company_id:
            todo.append((server.search(server._moved_domain(company)), "_flag_moved"))
        cron._commit_progress(remaining=sum(len(people) for people, _step in todo))
        for people, step in todo:
            for position in range(0, len(people), RECONCILED_AT_ONCE):
                some = people[position : position + RECONCILED_AT_ONCE]
                getattr(some, step)()
                if not cron._commit_progress(processed=len(some)):
                    return

    def _as_server(self):
        return self.with_user(SUPERUSER_ID).with_context(active_test=False)

    def _without_holding_up_hr(self, step):
        """Call the step on `self`; what goes wrong is logged and left to the nightly job."""
        if not self:
            return
        try:
            with self.env.cr.savepoint():
                getattr(self, step)()
        except (OperationalError, ConcurrencyError):
            raise  # the server repeats HR's request
        except Exception:  # noqa: BLE001 - HR's step goes first, whatever is wrong on our side
            _logger.exception("Mentoring could not follow a change of employees %s", self.employee_id.ids)

    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    def _depart(self):
        """The person is not with the company any more."""
        self._leave(self.env._("Departure"))

    def _flag_moved(self):
        """The person works elsewhere now: nothing new, proposals withdrawn; the coordinators decide on the rest."""
        self._set_state("paused", self.env._("Moved to another company"))
        pairings = self.mentor_pairing_ids | self.mentee_pairing_ids
        pairings.filtered(lambda pairing: pairing.state == "proposed")._move(
            "decline", self.env._("Moved to another company")
        )
        for program, people in self.grouped("program_id").items():
            program._tell_coordinators(person._moved_in_words() for person in people)

    def _moved_in_words(self):
        pairings = (self.mentor_pairing_ids | self.mentee_pairing_ids).filtered(
            lambda pairing: pairing.state in ("approved", "active", "paused")
        )
        if not pairings:
            return self.env._("%s moved to another company and is paused here.", self.name)
        return self.env._(
            "%(person)s moved to another company and is paused here. Decide whether this goes on: %(pairs)s.",
            person=self.name,
            pairs=", ".join(pairing._names() for pairing in pairings),
        )

    def _leave(self, reason):
        """Partners of those who leave hear it neutrally; mentees who lose their mentor stand first in line."""
        leaving = self.with_context(mentoring_leaving_ids=self.ids)
        result = super(MentoringLifeCycle, leaving)._leave(reason)
        for program, people in self.sudo().grouped("program_id").items():
            if program.state not in ("closed", "cancelled"):
                program._tell_coordinators(person._left_in_words() for person in people)
        return result

    def _left_in_words(self):
        waiting = self.mentor_pairing_ids.mentee_id.filtered("is_first_in_line")
        if not waiting:
            return self.env._("%s does not take part any more.", self.name)
        return self.env._(
            "%(person)s does not take part any more. First in line: %(mentees)s.",
            person=self.name,
            mentees=", ".join(waiting.mapped("name")),
        )


class MentoringPairing(models.Model):
    _inherit = "mentoring.pairing"

    def _move(self, action, reason=None, run=None):
        """When a pair that both knew of comes to nothing or ends early, whoever did not decide it hears so."""
        told = self.sudo().filtered("is_disclosed") if action in ("decline", "end") else self.browse()
        result = super()._move(action, reason, run)
        for pairing in told:
            if pairing.program_id.state not in ("closed", "cancelled"):
                pairing._tell_partners_of_end()
        if action in ("approve", "decline"):
            self.sudo().program_id._ask_deciders()
        return result

    def _tell_partners_of_end(self):
        """Mail to the two, but not to those who leave or ended it themselves; a mentee left behind stands first."""
        leaving = self.env.context.get("mentoring_leaving_ids", ())
        for person, partner in ((self.mentee_id, self.mentor_id), (self.mentor_id, self.mentee_id)):
            if (
                person.id in leaving
                or person.employee_id.user_id == self.env.user
                or not person.employee_id.active
            ):
                continue
            if person.role == "mentee" and not person.active_count:
                person._put_in_line(first=True)
            if person._is_reachable():
                self.program_id._queue_mails(LOST_PARTNER, person, mentoring_partner_name=partner.name)
