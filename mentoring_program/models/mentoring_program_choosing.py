from collections import Counter, defaultdict

from odoo import fields, models
from odoo.fields import Domain

from ..matching import InvalidProblem
from ..matching.shortlist import LEAST, SIZE, following, shares, shortlists
from .fit import Fit
from .mentoring_program import COORDINATORS
from .mentoring_request_asking import CHOOSING
from .reading import read_lines
from .vocabulary import ELIGIBLE, MATCHING_MODES


class MentoringProgramChoosing(models.Model):
    """Programs in which people choose for themselves, and who is shown to whom there."""

    _inherit = "mentoring.program"

    matching_mode = fields.Selection(
        MATCHING_MODES,
        string="Who proposes pairs",
        required=True,
        default="coordinator",
        groups=COORDINATORS,
        help="Whoever proposes, the pair is approved as the program says; a matching places those who are left.",
    )

    joins_while_running = fields.Boolean(
        "People may join while it runs",
        groups=COORDINATORS,
        help="Whoever registers later waits in line, and is offered a place as soon as one is free.",
    )
    request_count = fields.Integer(
        "Requests that wait for an answer", compute="_compute_request_count", groups=COORDINATORS
    )

    def _compute_request_count(self):
        counts = dict(
            self.env["mentoring.request"]._read_group(
                [("program_id", "in", self.ids), ("state", "=", "open")], ["program_id"], ["__count"]
            )
        )
        for program in self:
            program.request_count = counts.get(program._origin, 0)

    def action_view_requests(self):
        return self._action_children("mentoring_request_action", [])

    # ------------------------------------------------------------
    # Who is free
    # ------------------------------------------------------------

    def _free_mentors(self):
        """Mentors with a place that is neither taken nor held, as superuser."""
        return (
            self.env["mentoring.participant"]
            .sudo()
            .search(
                [
                    ("program_id", "in", self.ids),
                    ("role", "=", "mentor"),
                    ("state", "in", ELIGIBLE),
                    ("free_places", ">", 0),
                ],
                order="id",
            )
        )

    def _waiting_mentees(self):
        """Mentees with neither a partner nor a proposal, who take part, as superuser."""
        return (
            self.env["mentoring.participant"]
            .sudo()
            .search_fetch(
                Domain("program_id", "in", self.ids)
                & self.env["mentoring.participant"]._line_domain()
                & Domain("free_places", ">", 0),
                order="id",
            )
        )

    def _fit(self, people):
        """How these mentors and mentees suit each other by the program's rules; None where it has no criteria."""
        self.ensure_one()
        people_sudo = people.sudo()
        cohort = self.sudo()._read_cohort(people_sudo)
        cohort.forbidden["not_again"] = self._not_again(people_sudo)
        try:
            return Fit(cohort)
        except InvalidProblem:
            return None

    def _not_again(self, people_sudo):
        """[(mentee id, mentor id)] of those who passed on each other, or gave no answer in time."""
        closed_sudo = (
            self.env["mentoring.request"]
            .sudo()
            .search(
                [
                    ("mentee_id", "in", people_sudo.ids),
                    ("mentor_id", "in", people_sudo.ids),
                    ("state", "in", ("passed", "expired")),
                ]
            )
        )
        return [(one.mentee_id.id, one.mentor_id.id) for one in closed_sudo]

    # ------------------------------------------------------------
    # Shortlists
    # ------------------------------------------------------------

    def _fill_shortlists(self, mentees=None):
        """Bring the lists of these mentees (of all who choose) up to what suits; nobody's list is shuffled.

        Who has none yet gets one in a matching of its own, in which each mentor stands on lists in proportion to
        free places; gaps are filled one by one within the same proportion. For superuser code.
        """
        self.ensure_one()
        if self.sudo().matching_mode != "shortlist" or self.state not in CHOOSING:
            return
        choosing_sudo, mentors_sudo = self._waiting_mentees(), self._free_mentors()
        wanted_sudo = choosing_sudo if mentees is None else choosing_sudo & mentees.sudo()
        listed = self._listed(choosing_sudo, mentors_sudo)
        short_sudo = wanted_sudo.filtered(lambda one: len(listed[one.id]) < LEAST)
        fit = short_sudo and mentors_sudo and self._fit(short_sudo | mentors_sudo)
        if not fit:
            return
        shown = Counter(mentor for mentors in listed.values() for mentor in mentors)
        most = shares({one.id: one.free_places for one in mentors_sudo}, len(choosing_sudo))
        prices = {one.id: one.choice_price for one in mentors_sudo}
        new = defaultdict(list)
        listless = [one for one in fit.cohort.mentees if not listed[one.key]]
        if len(listless) > 1:
            left = {key: max(most[key] - shown[key], 0) for key in most}
            together, prices = shortlists(fit.narrowed(listless), left)
            self._keep_prices(mentors_sudo, prices)
            for mentee, mentors in together.items():
                new[mentee] += mentors
                shown.update(mentors)
        for mentee in short_sudo.ids:
            known = {*listed[mentee], *new[mentee]}
            if len(known) < LEAST:
                fits = {key: value for key, value in fit.of(mentee).items() if key not in known}
                more = following(fits, prices, shown, most, len(known), SIZE)
                new[mentee] += more
                shown.update(more)
        self._store_shortlists(listed, new)

    def _listed(self, mentees_sudo, mentors_sudo):
        """{mentee id: ids of listed mentors who are free}; entries of others go, they are nobody's choice now."""
        rows_sudo = self.env["mentoring.suggestion"].sudo().search([("mentee_id", "in", mentees_sudo.ids)])
        stale_sudo = rows_sudo.filtered(lambda row: row.mentor_id not in mentors_sudo)
        listed = defaultdict(list)
        for row in rows_sudo - stale_sudo:
            listed[row.mentee_id.id].append(row.mentor_id.id)
        stale_sudo.unlink()
        return listed

    def _store_shortlists(self, listed, new):
        self.env["mentoring.suggestion"].sudo().create(
            [
                {"mentee_id": mentee, "mentor_id": mentor, "sequence": place}
                for mentee, mentors in new.items()
                for place, mentor in enumerate(mentors, start=len(listed[mentee]) + 1)
            ]
        )

    @staticmethod
    def _keep_prices(mentors_sudo, prices):
        for mentor in mentors_sudo:
            price = max(0.0, min(prices.get(mentor.id, 0.0), 100.0))
            if mentor.choice_price != price:
                mentor.choice_price = price


class MentoringParticipant(models.Model):
    _inherit = "mentoring.participant"

    suggestion_ids = fields.One2many(
        "mentoring.suggestion", "mentee_id", string="Shortlist", groups=COORDINATORS
    )

    def _suggested_mentors(self):
        """Mentors on this mentee's shortlist who have a place, in its order, as superuser."""
        self.ensure_one()
        read_lines(self.sudo(), "suggestion_ids")
        return self.sudo().suggestion_ids.mentor_id.filtered(
            lambda mentor: mentor.state in ELIGIBLE and mentor.free_places > 0
        )

    def _finish_registration(self, program):
        """Whoever joins a program in which mentees choose has a shortlist at once."""
        super()._finish_registration(program)
        program._fill_shortlists(self.filtered(lambda one: one.role == "mentee"))
        self.env["mentoring.request"]._look_for_free_places(program)
