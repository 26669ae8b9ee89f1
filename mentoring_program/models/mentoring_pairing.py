from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError

from .vocabulary import HEALTH, LIVE_STATES, OPEN_STATES, PAIRING_STATES, PAIRING_TRANSITIONS

COORDINATORS = "mentoring_program.group_mentoring_coordinator"


class MentoringPairing(models.Model):
    """One mentor with one mentee, from proposal to the end.

    States and moves (`vocabulary.PAIRING_TRANSITIONS`, applied only by `_move`):

    - proposed: by a run or by hand; nobody outside the deciders knows.
    - approved: every decider of the program's policy agreed; occupies a place of both people.
    - active: the program runs (and both accepted, where the program asks them).
    - paused, completed, ended, declined.

    Participants and managers read names, state and dates; score, health and run carry groups.
    """

    _name = "mentoring.pairing"
    _inherit = ["mentoring.guard.mixin"]
    _description = "Mentoring pairing"
    # not by score: who may not read a field may not sort by it either
    _order = "program_id, id desc"
    _check_company_auto = True

    _fixed_fields = frozenset({"program_id", "mentor_id", "mentee_id"})
    _team_path = "program_id.coordinator_ids"
    _server_fields = frozenset(
        {
            "state",
            "company_id",
            "score",
            "run_id",
            "health",
            "is_disclosed",
            "date_announced",
            "date_mentor_accepted",
            "date_mentee_accepted",
            "decline_reason",
            "end_reason",
        }
    )

    program_id = fields.Many2one("mentoring.program", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="program_id.company_id", store=True, index=True)
    mentor_id = fields.Many2one(
        "mentoring.participant",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('program_id', '=', program_id), ('role', '=', 'mentor')]",
    )
    mentee_id = fields.Many2one(
        "mentoring.participant",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('program_id', '=', program_id), ('role', '=', 'mentee')]",
    )
    mentor_employee_id = fields.Many2one(
        related="mentor_id.employee_id",
        store=True,
        index="btree_not_null",
        string="Mentor (employee)",
        compute_sudo=True,
    )
    mentee_employee_id = fields.Many2one(
        related="mentee_id.employee_id",
        store=True,
        index="btree_not_null",
        string="Mentee (employee)",
        compute_sudo=True,
    )
    mentor_department_id = fields.Many2one(
        related="mentor_id.department_id",
        store=True,
        string="Mentor's department",
        compute_sudo=True,
        groups=COORDINATORS,
    )
    mentee_department_id = fields.Many2one(
        related="mentee_id.department_id",
        store=True,
        string="Mentee's department",
        compute_sudo=True,
        groups=COORDINATORS,
    )
    state = fields.Selection(
        PAIRING_STATES,
        required=True,
        default="proposed",
        index=True,
        readonly=True,
        copy=False,
        group_expand=True,
    )
    # proposal
    run_id = fields.Many2one(
        "mentoring.run", index="btree_not_null", ondelete="set null", groups=COORDINATORS, readonly=True
    )
    score = fields.Float(
        digits=(7, 4), groups=COORDINATORS, readonly=True, aggregator="avg", help="Fit, out of 100."
    )
    reason_ids = fields.One2many(
        "mentoring.pairing.reason", "pairing_id", string="Reasons", groups=COORDINATORS
    )
    first_reason = fields.Char(compute="_compute_first_reason", groups=COORDINATORS)
    more_reasons = fields.Integer(compute="_compute_first_reason", groups=COORDINATORS)
    is_pinned = fields.Boolean("Pinned", groups=COORDINATORS, help="The next run keeps this pair.")
    # decision
    decision_ids = fields.One2many(
        "mentoring.pairing.decision", "pairing_id", string="Decisions", groups=COORDINATORS
    )
    awaited_decision = fields.Selection(
        [
            ("coordinator", "Coordinator"),
            ("mentee_manager", "Mentee's manager"),
            ("mentor_manager", "Mentor's manager"),
        ],
        compute="_compute_awaited",
        store=True,
        groups=COORDINATORS,
        help="Whose agreement the program's policy asks for next.",
    )
    awaited_role = fields.Selection(
        [
            ("coordinator", "Coordinator"),
            ("mentee_manager", "Mentee's manager"),
            ("mentor_manager", "Mentor's manager"),
        ],
        compute="_compute_awaited",
        store=True,
        index=True,
        groups=COORDINATORS,
        help="Who gives it: the coordinator where a manager is missing or takes part in the pair.",
    )
    date_decision_due = fields.Datetime("Decide by", copy=False, readonly=True)
    waits_for = fields.Char(compute="_compute_waits_for", groups=COORDINATORS)
    can_approve = fields.Boolean(compute="_compute_can_decide", search="_search_can_approve")
    can_decline = fields.Boolean(compute="_compute_can_decide", search="_search_can_decline")
    decline_reason = fields.Text(readonly=True, copy=False, groups=COORDINATORS)
    # announcement
    is_disclosed = fields.Boolean("Announced", readonly=True, copy=False, index=True)
    date_announced = fields.Datetime(readonly=True, copy=False, groups=COORDINATORS)
    date_mentor_accepted = fields.Datetime(readonly=True, copy=False, groups=COORDINATORS)
    date_mentee_accepted = fields.Datetime(readonly=True, copy=False, groups=COORDINATORS)
    # relationship
    date_start = fields.Date()
    date_end = fields.Date()
    end_reason = fields.Text(readonly=True, copy=False, groups=COORDINATORS)
    session_ids = fields.One2many("mentoring.session", "pairing_id", string="Meetings", groups=COORDINATORS)
    goal_ids = fields.One2many("mentoring.goal", "pairing_id", string="Goals", groups=COORDINATORS)
    session_count = fields.Integer(
        "Meetings held", compute="_compute_sessions", store=True, groups=COORDINATORS
    )
    session_minutes = fields.Integer(
        "Minutes together", compute="_compute_sessions", store=True, groups=COORDINATORS
    )
    date_last_session = fields.Datetime(
        "Last meeting", compute="_compute_sessions", store=True, groups=COORDINATORS
    )
    date_next_session = fields.Datetime(
        "Next meeting", compute="_compute_sessions", store=True, groups=COORDINATORS
    )
    health = fields.Selection(
        HEALTH, required=True, default="none", readonly=True, copy=False, groups=COORDINATORS, index=True
    )

    _live_pair_once = models.UniqueIndex(
        "(mentor_id, mentee_id) WHERE state IN ('proposed', 'approved', 'active', 'paused')",
        "These two are paired already.",
    )
    _two_people = models.Constraint("CHECK (mentor_id <> mentee_id)", "A pair needs two people.")
    _score_range = models.Constraint("CHECK (score >= 0 AND score <= 100)", "A score lies between 0 and 100.")
    _dates_in_order = models.Constraint(
        "CHECK (date_end IS NULL OR date_start IS NULL OR date_end >= date_start)",
        "A pair cannot end before it starts.",
    )
    _board = models.Index("(program_id, state)")

    # ------------------------------------------------------------
    # Computed
    # ------------------------------------------------------------

    @api.depends("mentor_id", "mentee_id")
    def _compute_display_name(self):
        # Neutral on purpose: display names are readable by everybody (security D5, E6).
        for pairing in self:
            pairing.display_name = self.env._("Pairing #%s", pairing.id or self.env._("new"))

    @api.depends("reason_ids.points")
    def _compute_first_reason(self):
        # one loop over the reasons of all pairs: a slice of them would make its sentence alone, with queries of its own
        strongest, counts = {}, Counter()
        for reason in self.reason_ids.filtered("points").sorted(lambda reason: (-reason.points, reason.id)):
            strongest.setdefault(reason.pairing_id, reason)
            counts[reason.pairing_id] += 1
        for pairing in self:
            pairing.first_reason = strongest[pairing].sentence if pairing in strongest else False
            pairing.more_reasons = max(counts[pairing] - 1, 0)

    @api.depends("session_ids.state", "session_ids.date", "session_ids.duration_minutes")
    def _compute_sessions(self):
        rows = (
            self.env["mentoring.session"]
            .sudo()
            ._read_group(
                [("pairing_id", "in", self.ids), ("state", "in", ("done", "planned"))],
                ["pairing_id", "state"],
                ["__count", "duration_minutes:sum", "date:max", "date:min"],
            )
        )
        figures = {(pairing.id, state): values for pairing, state, *values in rows}
        for pairing in self:
            count, minutes, last, _first = figures.get((pairing._origin.id, "done"), (0, 0, False, False))
            pairing.session_count = count
            pairing.session_minutes = minutes or 0
            pairing.date_last_session = last
            pairing.date_next_session = figures.get((pairing._origin.id, "planned"), (0, 0, False, False))[3]

    # ------------------------------------------------------------
    # Making pairings
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        pairings = super().create(vals_list)
        pairings._verify_people()
        for pairing in pairings.filtered(
            lambda pairing: pairing.state == "proposed" and not pairing.date_decision_due
        ):
            pairing.sudo().date_decision_due = fields.Datetime.add(
                fields.Datetime.now(), days=pairing.sudo().program_id.decision_days
            )
        if not self.env.su:
            for pairing in pairings:
                self._verify_allowed(pairing.mentor_id, pairing.mentee_id, but=pairing)
            pairings._score_by_hand()
        pairings.filtered(lambda pairing: pairing.state in OPEN_STATES)._count_open(+1)
        return pairings

    @api.constrains("mentor_id", "mentee_id", "program_id")
    def _verify_people(self):
        wrong = self.sudo().filtered(
            lambda pairing: (
                pairing.mentor_id.role != "mentor"
                or pairing.mentee_id.role != "mentee"
                or pairing.mentor_id.program_id != pairing.program_id
                or pairing.mentee_id.program_id != pairing.program_id
                or (
                    pairing.mentor_id.employee_id
                    and pairing.mentor_id.employee_id == pairing.mentee_id.employee_id
                )
            )
        )
        if wrong:
            raise UserError(
                "\n".join(
                    self.env._(
                        "%(mentor)s and %(mentee)s cannot be a pair: it takes a mentor and another person as mentee, "
                        "both of the same program.",
                        mentor=pairing.mentor_id.name,
                        mentee=pairing.mentee_id.name,
                    )
                    for pairing in wrong
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        kept = self.filtered(lambda pairing: pairing.state not in ("proposed", "declined"))
        if kept:
            raise UserError(self.env._("Only proposals can be deleted. End a running pair instead."))

    @api.model
    def _propose_by_hand(self, mentor, mentee):
        """A proposal made on the board: withdraws the mentee's open proposal, scores the new one, pins it.

        `mentor` may be empty: then the proposal is only withdrawn. Raises UserError with the rule that forbids it.
        """
        mentor, mentee = mentor.with_env(self.env), mentee.with_env(self.env)
        mentee.program_id._verify_coordinated()
        former_sudo = mentee.sudo().mentee_pairing_ids.filtered(lambda pairing: pairing.state == "proposed")
        if mentor and mentor in former_sudo.mentor_id:
            return former_sudo.filtered(lambda pairing: pairing.mentor_id == mentor)[:1].sudo(False)
        open_sudo = mentee.sudo().mentee_pairing_ids.filtered(lambda pairing: pairing.state in OPEN_STATES)
        if not former_sudo and open_sudo and len(open_sudo) >= mentee.sudo().partners_wanted:
            raise UserError(
                self.env._(
                    "%(mentee)s already has a mentor, %(mentor)s. Decline or end that pair first.",
                    mentee=mentee.name,
                    mentor=", ".join(open_sudo.mentor_id.mapped("name")),
                )
            )
        return self._rearrange({mentee: mentor}, pinned=(mentee, mentor))

    @api.model
    def _rearrange(self, wanted, pinned, run=None):
        """Make the undecided proposals of some mentees as `wanted` says; all of it, or nothing with the rule named.

        wanted: {mentee: mentors}; pinned: the (mentee, mentor) that somebody chose by hand; run: whose stored input
        the other pairs come from. Callers have checked the coordinator.
        """
        Event = self.env["mentoring.audit.event"]
        pairs = [(mentee, mentor) for mentee, mentors in wanted.items() for mentor in mentors]
        live_sudo = self.sudo().search(
            [("mentee_id", "in", [mentee.id for mentee in wanted]), ("state", "in", LIVE_STATES)]
        )
        asked = {(mentee.id, mentor.id) for mentee, mentor in pairs}
        stays = live_sudo.filtered(lambda one: (one.mentee_id.id, one.mentor_id.id) in asked)
        goes = (live_sudo - stays).filtered(lambda one: one.state == "proposed")
        Event._record(goes, "withdraw", {one.id: one.state for one in goes})
        goes.unlink()
        there = {(one.mentee_id.id, one.mentor_id.id) for one in stays}
        made_sudo = self.sudo().browse()
        for mentee, mentor in pairs:
            if (mentee.id, mentor.id) in there:
                continue
            self._verify_allowed(mentor, mentee)
            by_hand = (mentee, mentor) == pinned
            made_sudo += self.sudo().create(
                {
                    "program_id": mentee.program_id.id,
                    "mentor_id": mentor.id,
                    "mentee_id": mentee.id,
                    "is_pinned": by_hand,
                    "run_id": False if by_hand or not run else run.id,
                }
            )
        made_sudo._score_by_hand()
        Event._record(made_sudo, "propose", new_state="proposed")
        return made_sudo.sudo(False)

    @api.model
    def _verify_allowed(self, mentor, mentee, but=None):
        """Raise UserError that names the rule when this pair is not possible in its program."""
        refusals = mentee.program_id.sudo()._refusals(mentor, mentee, but=but)
        if refusals:
            raise UserError(
                self.env._(
                    "%(mentor)s and %(mentee)s cannot be paired in this program: %(rules)s "
                    "Choose Find a mentor on %(mentee)s to see who else suits.",
                    mentor=mentor.name,
                    mentee=mentee.name,
                    rules=" ".join(refusals),
                )
            )

    def _score_by_hand(self):
        """Compute score and reasons of pairs that no run made, by the same engine."""
        for program, pairings in self.sudo().grouped("program_id").items():
            scored = program._score_pairs([(pairing.mentor_id, pairing.mentee_id) for pairing in pairings])
            pairings.reason_ids.unlink()
            for pairing, (points, _facts) in zip(pairings, scored, strict=True):
                pairing.score = sum(points.values()) / 10_000
            self.env["mentoring.pairing.reason"].sudo()._insert(pairings.ids, scored, program._read_criteria())

    # ------------------------------------------------------------
    # The one way a state changes
    # ------------------------------------------------------------

    def _move(self, action, reason=None, run=None):
        """Move every pairing of `self` along the transition table; counters and audit in the same transaction.

        Callers have checked who may do this. Raises UserError that names every pairing in a wrong state.
        """
        allowed, new_state = PAIRING_TRANSITIONS[action]
        wrong = self.sudo().filtered(lambda pairing: pairing.state not in allowed)
        if wrong:
            raise UserError("\n".join(pairing._wrong_state_in_words() for pairing in wrong))
        if not self:
            return
        old_states = {pairing.id: pairing.state for pairing in self}
        before_sudo = self.sudo().filtered(lambda pairing: pairing.state in OPEN_STATES)
        values = {"state": new_state}
        if action == "decline":
            values["decline_reason"] = reason
        if action in ("end", "complete"):
            values.update(end_reason=reason, date_end=fields.Date.context_today(self))
        for pairing in self.sudo():
            late = values.get("date_end") and pairing.date_start and pairing.date_start > values["date_end"]
            pairing.write({**values, "date_end": pairing.date_start} if late else values)
        if new_state in OPEN_STATES:
            (self.sudo() - before_sudo)._count_open(+1)
        else:
            before_sudo._count_open(-1)
        if action == "complete":
            self.sudo().mentee_id._complete_round()
        self.env["mentoring.audit.event"]._record(self, action, old_states, new_state, reason, run)
        self.sudo()._update_health()

    def _count_open(self, delta):
        """Add to the counters of both people; the update of the row is what makes a second approval collide (D9)."""
        for pairing in self.sudo():
            for participant in pairing.mentor_id | pairing.mentee_id:
                participant.active_count += delta
        self.sudo().flush_model(["state"])
        (self.sudo().mentor_id | self.sudo().mentee_id).flush_recordset(["active_count", "seat_limit"])

    def _names(self):
        """ "Ben Okafor with Ana Diaz", for messages to people who may see both."""
        self.ensure_one()
        pairing_sudo = self.sudo()
        return self.env._(
            "%(mentee)s with %(mentor)s",
            mentee=pairing_sudo.mentee_id.name,
            mentor=pairing_sudo.mentor_id.name,
        )
