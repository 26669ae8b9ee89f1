import logging

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from ..matching.shortlist import places
from .mentoring_request import PLACE_DAYS
from .mentoring_request_asking import CHOOSING, MAIL_OFFERED

_logger = logging.getLogger(__name__)

AT_ONCE = 50


class MentoringRequestPlaces(models.Model):
    """Time passes: requests without an answer end, shortlists fill up, free places are offered to those who wait.

    A place that is free in a running program is held for the person in line whom it fits best, five days, then for
    the next one.
    """

    _inherit = "mentoring.request"

    @api.model
    def _look_for_free_places(self, programs):
        """Have the job below look soon, where people choose or wait."""
        if programs.sudo().filtered(lambda one: one.state in CHOOSING):
            cron_sudo = self.env.ref("mentoring_program.ir_cron_follow_requests", raise_if_not_found=False)
            if cron_sudo:
                # sudo: only wakes the job that runs every hour anyway
                cron_sudo.sudo()._trigger()

    @api.model
    def _cron_follow_requests(self):
        """Every hour, and soon after something changed: one program after the other."""
        server, cron = self.with_user(SUPERUSER_ID), self.env["ir.cron"]
        overdue = server.search([("state", "=", "open"), ("date_expiry", "<=", fields.Datetime.now())])
        programs = server.env["mentoring.program"].search([("state", "in", CHOOSING)])
        cron._commit_progress(remaining=len(overdue) + len(programs))
        for position in range(0, len(overdue), AT_ONCE):
            some = overdue[position : position + AT_ONCE]
            some._expire()
            if not cron._commit_progress(processed=len(some)):
                return
        for program in programs:
            program._fill_shortlists()
            program._offer_free_places()
            if not cron._commit_progress(processed=1):
                return

    def _expire(self):
        """Nobody answered in time: the place goes on, and whoever asked hears it as neutrally as a pass."""
        overdue = self.filtered(lambda one: one.state == "open")
        overdue._close("expired")
        overdue._go_on()


class MentoringProgramPlaces(models.Model):
    _inherit = "mentoring.program"

    offers_free_places = fields.Boolean(
        "Offer free places to the waitlist",
        default=True,
        groups="mentoring_program.group_mentoring_coordinator",
        help="While the program runs and its team proposes, a place that becomes free is held five days for the "
        "person in line whom it fits best, then for the next one.",
    )

    def _offer_free_places(self):
        """Hold each free place for the waiting mentee whom it fits best; returns the new requests.

        Those who lost a mentor go first, then most points, then the longest wait. For superuser code.
        """
        self.ensure_one()
        requests = self.env["mentoring.request"]
        if self.state != "running" or not self.offers_free_places or self.matching_mode != "coordinator":
            return requests
        waiting = self._waiting_mentees().filtered(lambda one: not one.held_count)
        mentors = self._free_mentors()
        fit = waiting and mentors and self._fit(waiting | mentors)
        if not fit:
            return requests
        line = {
            one.id: (one.is_first_in_line, str(one.date_registered or one.create_date)) for one in waiting
        }
        fits = {(key, mentor): value for key in line for mentor, value in fit.of(key).items()}
        for mentor_id, mentee_id in places(fits, {one.id: one.free_places for one in mentors}, line):
            mentor, mentee = waiting.browse(mentor_id), waiting.browse(mentee_id)
            try:
                request = requests._hold_place(mentor, mentee, {"kind": "place"}, days=PLACE_DAYS)
            except UserError:
                # a rule that looks at more than the two; somebody else may take the place next time
                _logger.info("Mentoring: no place of participant %s for participant %s", mentor_id, mentee_id)
                continue
            request._tell(mentee, MAIL_OFFERED)
            requests |= request
        return requests

    def _transition(self, action):
        """A program that ends keeps nobody waiting for an answer."""
        super()._transition(action)
        if action in ("close", "cancel"):
            self.env["mentoring.request"]._open_of(self.sudo().participant_ids)._close("withdrawn")
