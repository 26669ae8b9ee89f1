from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .words import today_in, zone_of

JOINABLE_DAYS = 60  # how far back a meeting that the partner logged is offered for the own side
RECENT = 3


class MentoringPairingPortal(models.Model):
    """A pairing as its two people handle it; found by the user of the participant, portal or internal alike."""

    _inherit = "mentoring.pairing"

    # ------------------------------------------------------------
    # Access
    # ------------------------------------------------------------

    @api.model
    def _own_announced(self, pairing_id=None):
        """The user's announced pairings (or the one with this id), as superuser; the user's employee is active."""
        domain = self._own_domain() & fields.Domain(
            [("is_disclosed", "=", True), ("state", "not in", ("proposed", "declined"))]
        )
        if pairing_id:
            domain &= fields.Domain("id", "=", pairing_id)
        # sudo: the domain holds only pairings in which the user is one of the two
        pairings_sudo = self.sudo().search_fetch(domain, order="id")
        people_sudo = pairings_sudo.mentor_id | pairings_sudo.mentee_id
        people_sudo.fetch()
        people_sudo.employee_id.fetch()
        return pairings_sudo.filtered(lambda pairing: pairing._side())

    def _side(self):
        """ "mentor" or "mentee": the user's side of this pairing; None for everybody else."""
        self.ensure_one()
        pairing_sudo = self.sudo()
        for side in ("mentor", "mentee"):
            employee_sudo = pairing_sudo[f"{side}_employee_id"]
            if employee_sudo.active and employee_sudo.user_id == self.env.user:
                return side
        return None

    def _verify_partner(self, states=None):
        """The user's side; raises AccessError for anybody but the two, UserError outside of `states`."""
        self.ensure_one()
        side = self._side() if self.sudo().is_disclosed else None
        if not side:
            raise AccessError(self.env._("Only the two people of a pair can do this."))
        if states and self.sudo().state not in states:
            raise UserError(self._not_now_in_words(side))
        return side

    def _not_now_in_words(self, side):
        partner_sudo = self.sudo()[f"{other_side(side)}_id"]
        partner = partner_sudo.name if partner_sudo.employee_id else self._partner_names(side)[1]
        if self.sudo().state in ("proposed", "approved"):
            return self.env._("You and %s have not started yet.", partner)
        return self.env._("Your time with %s has come to its end.", partner)

    def _zone(self):
        """The user's time zone, else the one of their registration."""
        side = self._side()
        return zone_of(self.env, self.sudo()[f"{side}_id"].tz if side else None)

    # ------------------------------------------------------------
    # What the two decide themselves
    # ------------------------------------------------------------

    def _pause_together(self):
        self._verify_partner()
        if self.sudo().state == "active":
            self._move("pause", self.env._("Paused by one of the two."))

    def _resume_together(self):
        self._verify_partner()
        if self.sudo().state == "paused":
            self._move("resume")

    def _end_without_fault(self, reason=None):
        """The user ends the pair; `reason` is read by the program's team only."""
        self._verify_partner()
        if self.sudo().state in ("active", "paused"):
            self._move("end", (reason or "").strip() or self.env._("Ended by one of the two."))
        elif self.sudo().state == "approved":
            self._move("decline", (reason or "").strip() or self.env._("Not accepted by one of the two."))

    # ------------------------------------------------------------
    # Goals and meetings, for superuser code
    # ------------------------------------------------------------

    def _goals_of(self, side):
        """The mentee's goals: all of them to the mentee, those of this pair to the mentor."""
        self.ensure_one()
        goals = self.mentee_id.goal_ids
        return goals if side == "mentee" else goals.filtered(lambda goal: goal.pairing_id == self)

    def _planned(self):
        """Planned meetings, the next one first."""
        return self.env["mentoring.session"].search_fetch(
            [("pairing_id", "in", self.ids), ("state", "=", "planned")], order="date, id", limit=100
        )

    def _meetings_to_log(self):
        """Planned meetings up to today, and what only the partner logged lately; oldest first."""
        self.ensure_one()
        side, now = self._side(), fields.Datetime.now()
        since = fields.Datetime.subtract(now, days=JOINABLE_DAYS)
        return self.env["mentoring.session"].search_fetch(
            [
                ("pairing_id", "=", self.id),
                ("date", ">=", since),
                "|",
                "&",
                ("state", "=", "planned"),
                ("day", "<=", today_in(self.env, self._zone())),
                "&",
                "&",
                ("state", "=", "done"),
                (f"logged_by_{side}", "=", False),
                (f"logged_by_{other_side(side)}", "=", True),
            ],
            order="date, id",
            limit=20,
        )

    def _shown_meetings(self):
        """What a summary of these pairs shows of their meetings, in two queries however many they are.

        Returns (coming, over, latest): {pairing id: its next planned meeting}, {pairing id: the first planned one that
        is over}, and the last held meetings of all, a few of each, the latest first.
        """
        self.env["mentoring.session"].flush_model(["pairing_id", "state", "date"])
        now = fields.Datetime.now()
        rows = self.env.execute_query(
            SQL(
                """SELECT shown.id
                     FROM unnest(%(ids)s::int[]) AS pair(id)
               CROSS JOIN LATERAL (
                       (SELECT id FROM mentoring_session
                         WHERE pairing_id = pair.id AND state = 'done'
                      ORDER BY date DESC, id DESC LIMIT %(recent)s)
                     UNION ALL
                       (SELECT DISTINCT ON (date > %(now)s) id FROM mentoring_session
                         WHERE pairing_id = pair.id AND state = 'planned'
                      ORDER BY date > %(now)s, date, id)) AS shown""",
                ids=self.ids,
                recent=RECENT,
                now=now,
            )
        )
        coming, over = {}, {}
        sessions = self.env["mentoring.session"].browse([row[0] for row in rows])
        held = sessions.filtered(lambda session: session.state == "done")
        for session in sessions - held:
            (coming if session.date > now else over)[session.pairing_id.id] = session
        return coming, over, held.sorted(lambda session: (session.date, session.id), reverse=True)


def other_side(side):
    return "mentee" if side == "mentor" else "mentor"
