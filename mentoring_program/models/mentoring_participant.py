from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.base.models.res_partner import _tz_get

from .vocabulary import ELIGIBLE, OPEN_STATES, ROLES, SENIORITY_MAX

COORDINATORS = "mentoring_program.group_mentoring_coordinator"

# What a participant answered; a coordinator changes it only where HR entered it (security 5.4, row 4a).
ANSWER_FIELDS = frozenset(
    {
        "about",
        "avoid_employee_ids",
        "avoid_ids",
        "goal_ids",
        "is_listed",
        "language_ids",
        "partners_wanted",
        "skill_ids",
        "survey_input_ids",
        "topic_ids",
        "wish_ids",
    }
)


class MentoringParticipant(models.Model):
    """An employee's entry in a program with a role: what they offer or want, and how many places they have.

    Names and roles are readable by partners and managers; everything else carries groups, and participants
    see their own answers through the portal's checked methods.
    """

    _name = "mentoring.participant"
    _inherit = ["mentoring.guard.mixin", "mentoring.login.mixin"]
    _description = "Mentoring participant"
    _order = "program_id, role, name, id"
    _check_company_auto = True

    _fixed_fields = frozenset({"program_id", "employee_id", "role"})
    _team_path = "program_id.coordinator_ids"
    _server_fields = frozenset(
        {
            "active_count",
            "seat_limit",
            "company_id",
            "is_self_registered",
            "date_registered",
            "privacy_version",
            # follows from the pairings; `write` turns a change into a proposal
            "proposed_mentor_id",
        }
    )

    program_id = fields.Many2one("mentoring.program", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="program_id.company_id", store=True, index=True)
    # Set null when HR deletes the person: HR is never blocked by mentoring, the name is replaced (security 5.3).
    employee_id = fields.Many2one(
        "hr.employee", index="btree_not_null", ondelete="set null", check_company=True
    )
    name = fields.Char(compute="_compute_name", store=True, precompute=True)
    user_id = fields.Many2one(
        related="employee_id.user_id",
        store=True,
        index="btree_not_null",
        compute_sudo=True,
        groups=COORDINATORS,
    )
    department_id = fields.Many2one(
        related="employee_id.department_id",
        store=True,
        index="btree_not_null",
        compute_sudo=True,
        groups=COORDINATORS,
    )
    job_id = fields.Many2one(
        related="employee_id.job_id",
        store=True,
        index="btree_not_null",
        compute_sudo=True,
        groups=COORDINATORS,
    )
    work_location_id = fields.Many2one(
        related="employee_id.work_location_id",
        store=True,
        index="btree_not_null",
        compute_sudo=True,
        groups=COORDINATORS,
        string="Site",
    )
    role = fields.Selection(ROLES, required=True, index=True)
    state = fields.Selection(
        [
            ("invited", "Invited"),
            ("registered", "Registered"),
            ("waitlisted", "On the waitlist"),
            ("paused", "Paused"),
            ("done", "Completed"),
            ("left", "Left"),
            ("declined", "Not taking part"),
        ],
        required=True,
        default="registered",
        index=True,
    )
    # places
    capacity = fields.Integer(
        default=1,
        groups=COORDINATORS,
        help="Mentees this mentor takes at the same time; 0 or fewer than now means no new ones.",
    )
    partners_wanted = fields.Integer("Mentors wanted", default=1, groups=COORDINATORS)
    active_count = fields.Integer("Open pairs", readonly=True, copy=False, groups=COORDINATORS)
    seat_limit = fields.Integer(
        compute="_compute_seat_limit",
        store=True,
        precompute=True,
        groups=COORDINATORS,
        help="No more open pairs than this.",
    )
    free_places = fields.Integer(compute="_compute_free_places", groups=COORDINATORS, store=True)
    # answers
    skill_ids = fields.One2many(
        "mentoring.participant.skill", "participant_id", string="Skills", groups=COORDINATORS
    )
    topic_ids = fields.Many2many("mentoring.topic", string="Topics", groups=COORDINATORS)
    language_ids = fields.Many2many(
        "hr.skill",
        "mentoring_participant_language_rel",
        "participant_id",
        "skill_id",
        string="Languages",
        groups=COORDINATORS,
        domain=lambda self: [("skill_type_id", "in", self.env["hr.skill"]._mentoring_language_type().ids)],
    )
    wish_ids = fields.One2many("mentoring.wish", "participant_id", string="Wishes", groups=COORDINATORS)
    avoid_ids = fields.Many2many(
        "mentoring.participant",
        "mentoring_participant_avoid_rel",
        "participant_id",
        "other_id",
        string="Never with",
        groups="mentoring_program.group_mentoring_manager",
    )
    has_avoid = fields.Boolean(
        "Has exclusions", compute="_compute_has_avoid", groups=COORDINATORS, compute_sudo=True
    )
    goal_ids = fields.One2many("mentoring.goal", "participant_id", string="Goals", groups=COORDINATORS)
    tz = fields.Selection(_tz_get, string="Time zone", groups=COORDINATORS)
    seniority = fields.Integer(
        groups=COORDINATORS, help="Level used by the seniority criterion; proposed from HR data."
    )
    tenure_band = fields.Integer(
        groups=COORDINATORS, help="0: under 1 year, 1: from 1, 2: from 2, 3: from 5, 4: from 10, 5: from 20."
    )
    about = fields.Text("About me", groups=COORDINATORS, help="Experience and style, shown to the partner.")
    survey_input_ids = fields.One2many(
        "survey.user_input", "participant_id", string="Extra answers", groups=COORDINATORS
    )
    # registration
    is_self_registered = fields.Boolean(
        "Own answers",
        readonly=True,
        copy=False,
        groups=COORDINATORS,
        help="Filled in by the person, not by HR.",
    )
    date_registered = fields.Datetime(readonly=True, copy=False, groups=COORDINATORS)
    privacy_version = fields.Integer(readonly=True, copy=False, groups=COORDINATORS)
    # pairings
    mentor_pairing_ids = fields.One2many(
        "mentoring.pairing", "mentor_id", string="Pairings as mentor", groups=COORDINATORS
    )
    mentee_pairing_ids = fields.One2many(
        "mentoring.pairing", "mentee_id", string="Pairings as mentee", groups=COORDINATORS
    )
    proposed_mentor_id = fields.Many2one(
        "mentoring.participant",
        compute="_compute_proposed_mentor_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        group_expand="_group_expand_proposed_mentor",
        groups=COORDINATORS,
        string="Mentor",
        help="The mentor of the newest open proposal or pair. Changing it makes a proposal by hand.",
    )
    board_pairing_id = fields.Many2one(
        "mentoring.pairing",
        compute="_compute_proposed_mentor_id",
        store=True,
        index="btree_not_null",
        groups=COORDINATORS,
        string="Shown pairing",
    )
    board_score = fields.Float(related="board_pairing_id.score", groups=COORDINATORS, string="Fit")
    board_reason = fields.Char(
        related="board_pairing_id.first_reason", groups=COORDINATORS, string="Strongest reason"
    )
    unmatched_reason = fields.Char(
        groups=COORDINATORS, readonly=True, copy=False, help="Machine word of the last run."
    )
    unmatched_sentence = fields.Char(compute="_compute_unmatched_sentence", groups=COORDINATORS)

    _once = models.Constraint(
        "UNIQUE (program_id, employee_id, role)",
        "This employee already takes part in the program with this role.",
    )
    _capacity_range = models.Constraint(
        "CHECK (capacity BETWEEN 0 AND 1000)", "A mentor has between 0 and 1000 places."
    )
    _partners_range = models.Constraint(
        "CHECK (partners_wanted BETWEEN 1 AND 20)", "A mentee has 1 to 20 mentors."
    )
    _active_within_seats = models.Constraint(
        "CHECK (active_count >= 0 AND active_count <= seat_limit)", "There is no free place left."
    )
    _seniority_range = models.Constraint(
        f"CHECK (seniority BETWEEN 0 AND {SENIORITY_MAX})", f"Seniority lies between 0 and {SENIORITY_MAX}."
    )
    _tenure_range = models.Constraint(
        "CHECK (tenure_band BETWEEN 0 AND 5)", "The tenure band lies between 0 and 5."
    )
    _waiting = models.Index("(program_id, role, state)")

    # ------------------------------------------------------------
    # Computed
    # ------------------------------------------------------------

    @api.depends("employee_id.name")
    def _compute_name(self):
        for participant in self:
            if participant.employee_id:
                participant.name = participant.sudo().employee_id.name
            elif not participant._origin:
                participant.name = False
            else:  # deleted by HR: history stays without a name
                participant.name = self.env._("Former participant %s", participant._origin.id)

    @api.depends("name", "role", "free_places")
    @api.depends_context("mentoring_show_places")
    def _compute_display_name(self):
        show_places = self.env.context.get("mentoring_show_places") and self.env.user.has_group(COORDINATORS)
        for participant in self:
            if show_places and participant.role == "mentor":
                participant.display_name = self.env._(
                    "%(name)s · %(free)s of %(capacity)s free",
                    name=participant.name,
                    free=participant.free_places,
                    capacity=participant.capacity,
                )
            else:
                participant.display_name = participant.name

    @api.depends("role", "capacity", "partners_wanted", "active_count")
    def _compute_seat_limit(self):
        for participant in self:
            participant.seat_limit = max(participant._places(), participant.active_count)

    def _places(self):
        """How many open pairs this person asked for."""
        return self.capacity if self.role == "mentor" else self.partners_wanted

    @api.depends(
        "role",
        "capacity",
        "partners_wanted",
        "active_count",
        "mentor_pairing_ids.state",
        "mentee_pairing_ids.state",
    )
    def _compute_free_places(self):
        for participant in self:
            pairings = (
                participant.mentor_pairing_ids
                if participant.role == "mentor"
                else participant.mentee_pairing_ids
            )
            proposed = len(pairings.filtered(lambda pairing: pairing.state == "proposed"))
            participant.free_places = max(participant._places() - participant.active_count - proposed, 0)

    @api.depends("avoid_ids")
    def _compute_has_avoid(self):
        for participant in self:
            participant.has_avoid = bool(participant.avoid_ids)

    @api.depends("mentee_pairing_ids.state", "mentee_pairing_ids.mentor_id")
    def _compute_proposed_mentor_id(self):
        for participant in self:
            live = participant.mentee_pairing_ids.filtered(
                lambda pairing: pairing.state in ("proposed", *OPEN_STATES)
            )
            shown = (live.filtered(lambda pairing: pairing.state == "proposed") or live).sorted("id")[-1:]
            participant.board_pairing_id = shown
            participant.proposed_mentor_id = shown.mentor_id

    @api.depends("unmatched_reason", "proposed_mentor_id")
    def _compute_unmatched_sentence(self):
        for participant in self:
            sentence = False
            if participant.role == "mentee" and not participant.proposed_mentor_id:
                sentence = self._unmatched_in_words(participant.unmatched_reason)
            participant.unmatched_sentence = sentence

    @api.model
    def _unmatched_in_words(self, word):
        return {
            "no_allowed_mentor": self.env._("No mentor passes the program's rules for this person."),
            "no_free_place": self.env._("Every suitable mentor is full."),
            "hall": self.env._("More people ask for the same mentors than there are places."),
            "points": self.env._("A pair with this person would cost the others more than it gives."),
            "not_optimal": self.env._("The matching was stopped early: another one might find somebody."),
        }.get(word, self.env._("Not part of a matching yet."))

    # ------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [{"state": "registered", **vals} for vals in vals_list]
        for vals in vals_list:
            if not self.env.su and vals["state"] not in ("invited", "registered"):
                raise AccessError(self.env._("A participant is added as invited or registered."))
            if not vals.get("employee_id"):
                raise ValidationError(self.env._("Choose the employee who takes part."))
        participants = super().create(vals_list)
        participants._fill_from_hr(vals_list)
        participants.filtered(lambda participant: participant.state == "registered").sudo().write(
            {"date_registered": fields.Datetime.now()}
        )
        return participants

    def write(self, vals):
        if not self.env.su:
            if "state" in vals and any(participant.state != vals["state"] for participant in self):
                raise AccessError(self.env._("Change the state of a participant with the buttons."))
            if ANSWER_FIELDS & vals.keys():
                own = self.filtered("is_self_registered")
                if own:
                    raise AccessError(
                        self.env._(
                            "%s answered in person: only they can change it.", ", ".join(own.mapped("name"))
                        )
                    )
        if "proposed_mentor_id" in vals and not self.env.su:
            # dragging on the board is a proposal by hand; the field itself follows from the pairings
            mentor = self.browse(vals["proposed_mentor_id"])
            vals = {name: value for name, value in vals.items() if name != "proposed_mentor_id"}
            for mentee in self:
                self.env["mentoring.pairing"]._propose_by_hand(mentor, mentee)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_paired(self):
        paired = self.filtered(
            lambda participant: participant.mentor_pairing_ids or participant.mentee_pairing_ids
        )
        if paired:
            raise UserError(
                self.env._(
                    "%s has pairings in this program. Let them leave the program instead.",
                    ", ".join(paired.mapped("name")),
                )
            )

    def _set_state(self, state, reason=None):
        """The one place where a participant's state changes; audited."""
        old_states = {participant.id: participant.state for participant in self}
        self.sudo().write({"state": state})
        self.env["mentoring.audit.event"]._record(self, f"participant_{state}", old_states, state, reason)

    def _verify_coordinated(self):
        if not self.env.su:
            self.program_id._verify_coordinated()

    def _verify_state(self, allowed):
        refused = self.filtered(lambda participant: participant.state not in allowed)
        if refused:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                "\n".join(
                    self.env._(
                        "%(participant)s is in state %(state)s, so this step is not possible.",
                        participant=participant.name,
                        state=labels[participant.state],
                    )
                    for participant in refused
                )
            )

    def action_pause(self):
        self._verify_coordinated()
        self._verify_state(ELIGIBLE)
        self._set_state("paused")
        return True

    def action_resume(self):
        """Back from a pause, or for another round; somebody who was invited or has left registers in person."""
        self._verify_coordinated()
        self._verify_state(("paused", "done"))
        self._come_back()
        return True

    def action_leave(self):
        """No-fault exit: proposals go, running pairs end, the places are free again."""
        self._verify_coordinated()
        self._verify_state(("invited", "registered", "waitlisted", "paused", "done"))
        self._leave(self.env._("Left the program."))
        return True

    def _leave(self, reason):
        participants_sudo = self.sudo()
        pairings_sudo = participants_sudo.mentor_pairing_ids | participants_sudo.mentee_pairing_ids
        pairings_sudo.filtered(lambda pairing: pairing.state in ("proposed", "approved"))._move(
            "decline", reason
        )
        pairings_sudo.filtered(lambda pairing: pairing.state in ("active", "paused"))._move("end", reason)
        self._set_state("left", reason)

    def action_why_not(self):
        """The list of mentors for this mentee: fit, rule that forbids, and a button that proposes."""
        self.ensure_one()
        self._verify_coordinated()
        return self.env["mentoring.find.mentor"].create({"mentee_id": self.id})._action_show()
