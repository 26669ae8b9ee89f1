from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from .vocabulary import APPROVAL_POLICIES, CADENCES, DIRECTIONS, ELIGIBLE

COORDINATORS = "mentoring_program.group_mentoring_coordinator"

TRANSITIONS = {
    "open_registration": (("draft",), "registration"),
    "match": (("registration", "matching"), "matching"),
    "start": (("registration", "matching"), "running"),
    "close": (("running",), "closed"),
    "cancel": (("draft", "registration", "matching", "running"), "cancelled"),
}


class MentoringProgram(models.Model):
    """One dated intake: who may take part, by which rules people are paired, and what it is for.

    Employees read its card: what it is, when, and who looks after it. The rules of the matching, the approval and
    the figures carry groups.
    """

    _name = "mentoring.program"
    _inherit = ["mentoring.guard.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Mentoring program"
    _order = "date_start desc, id desc"
    _check_company_auto = True

    _server_fields = frozenset({"state"})
    _fixed_fields = frozenset({"company_id"})
    _team_path = "coordinator_ids"
    _text_limits = {"description": 20_000, "sponsor_message": 5_000, "privacy_text": 20_000}

    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("registration", "Registration"),
            ("matching", "Matching"),
            ("running", "Running"),
            ("closed", "Closed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        index=True,
        tracking=True,
        group_expand=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    # design
    objective_id = fields.Many2one(
        "mentoring.objective", index="btree_not_null", ondelete="restrict", tracking=True
    )
    description = fields.Html(
        translate=True, sanitize=True, help="What participants read before they register."
    )
    mode = fields.Selection(
        [("cohort", "Cohort with fixed dates"), ("evergreen", "Always open")], required=True, default="cohort"
    )
    direction = fields.Selection(DIRECTIONS, required=True, default="traditional")
    setting = fields.Selection(
        [("onsite", "On site"), ("remote", "Remote"), ("hybrid", "Hybrid")], required=True, default="hybrid"
    )
    is_invitation_only = fields.Boolean("By invitation only", help="Only invited employees see the program.")
    date_registration_end = fields.Date("Registration until", tracking=True)
    date_start = fields.Date("Start", tracking=True)
    date_end = fields.Date("End", tracking=True)
    duration_months = fields.Integer(
        "Months per pair", default=6, help="In an always open program each pair ends after so many months."
    )
    is_open_to_me = fields.Boolean(
        compute="_compute_is_open_to_me",
        search="_search_is_open_to_me",
        help="Published, and meant for the reader: an employee of its company, or somebody who takes part.",
    )
    # people
    coordinator_ids = fields.Many2many(
        "res.users",
        "mentoring_program_coordinator_rel",
        "program_id",
        "user_id",
        string="Coordinators",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )
    sponsor_id = fields.Many2one(
        "hr.employee", check_company=True, index="btree_not_null", ondelete="set null"
    )
    sponsor_message = fields.Text(translate=True, help="The sponsor's own words, quoted in the invitation.")
    # meetings
    cadence = fields.Selection(CADENCES, required=True, default="biweekly")
    session_minutes = fields.Integer("Minutes per meeting", default=60)
    agenda_ids = fields.Many2many(
        "mentoring.agenda",
        string="Agendas",
        default=lambda self: self.env["mentoring.agenda"].search([]),
        groups=COORDINATORS,
    )
    # rules
    decision_days = fields.Integer("Days to decide", default=7, groups=COORDINATORS)
    approval_policy = fields.Selection(
        APPROVAL_POLICIES,
        required=True,
        default="mentee_manager",
        string="Who approves",
        groups=COORDINATORS,
    )
    participants_accept = fields.Boolean(
        "Participants accept", help="Mentor and mentee confirm before they start."
    )
    exclude_reporting_line = fields.Boolean(
        "Never within a reporting line", default=True, groups=COORDINATORS
    )
    exclude_past_partners = fields.Boolean("Never past partners again", default=True, groups=COORDINATORS)
    share_evenly = fields.Boolean(
        "Share mentees evenly",
        groups=COORDINATORS,
        help="A mentor's second and third mentee count a little less, so that others get one.",
    )
    minimum_score = fields.Float(
        "Lowest fit",
        default=0.0,
        groups=COORDINATORS,
        help="Pairs below this score are not proposed (0 to 100).",
    )
    minimum_tenure_months = fields.Integer("Mentor's tenure, months", default=0, groups=COORDINATORS)
    survey_id = fields.Many2one(
        "survey.survey",
        string="Extra questions",
        index="btree_not_null",
        ondelete="restrict",
        domain=[("survey_type", "=", "mentoring")],
        groups=COORDINATORS,
    )
    privacy_text = fields.Html(
        translate=True, help="Who sees what; participants agree to it when they register."
    )
    privacy_version = fields.Integer(default=1, readonly=True, copy=False)
    # children
    criterion_ids = fields.One2many(
        "mentoring.criterion", "program_id", string="Criteria", copy=True, groups=COORDINATORS
    )
    participant_ids = fields.One2many(
        "mentoring.participant", "program_id", string="Participants", groups=COORDINATORS
    )
    run_ids = fields.One2many("mentoring.run", "program_id", string="Runs", groups=COORDINATORS)
    pairing_ids = fields.One2many("mentoring.pairing", "program_id", string="Pairings", groups=COORDINATORS)
    key_result_ids = fields.One2many(
        "mentoring.key.result", "program_id", string="Key results", groups=COORDINATORS
    )
    # figures
    mentor_count = fields.Integer(compute="_compute_figures", groups=COORDINATORS)
    mentee_count = fields.Integer(compute="_compute_figures", groups=COORDINATORS)
    place_count = fields.Integer("Free places", compute="_compute_figures", groups=COORDINATORS)
    waiting_count = fields.Integer("Mentees waiting", compute="_compute_figures", groups=COORDINATORS)
    proposed_count = fields.Integer(compute="_compute_figures", groups=COORDINATORS)
    open_pairing_count = fields.Integer("Open pairings", compute="_compute_figures", groups=COORDINATORS)
    unannounced_count = fields.Integer("To announce", compute="_compute_figures", groups=COORDINATORS)
    last_run_id = fields.Many2one("mentoring.run", compute="_compute_last_run", groups=COORDINATORS)
    # Written by each start of a run, so that two starts at once collide on this row (security R1).
    run_counter = fields.Integer(copy=False, readonly=True, groups=fields.NO_ACCESS)

    _dates_in_order = models.Constraint(
        "CHECK (date_end IS NULL OR date_start IS NULL OR date_end >= date_start)",
        "A program cannot end before it starts.",
    )
    _registration_before_end = models.Constraint(
        "CHECK (date_registration_end IS NULL OR date_end IS NULL OR date_registration_end <= date_end)",
        "Registration cannot close after the program has ended.",
    )
    _session_minutes_range = models.Constraint(
        "CHECK (session_minutes BETWEEN 1 AND 480)", "A meeting takes between 1 and 480 minutes."
    )
    _decision_days_range = models.Constraint(
        "CHECK (decision_days BETWEEN 1 AND 90)", "Managers get between 1 and 90 days to decide."
    )
    _minimum_score_range = models.Constraint(
        "CHECK (minimum_score >= 0 AND minimum_score <= 100)", "The lowest fit lies between 0 and 100."
    )
    _minimum_tenure_range = models.Constraint(
        "CHECK (minimum_tenure_months BETWEEN 0 AND 600)",
        "The mentor's tenure lies between 0 and 600 months.",
    )
    _duration_range = models.Constraint(
        "CHECK (duration_months BETWEEN 1 AND 60)", "A pair lasts between 1 and 60 months."
    )

    # ------------------------------------------------------------
    # Figures
    # ------------------------------------------------------------

    @api.depends(
        "participant_ids.state",
        "participant_ids.capacity",
        "participant_ids.active_count",
        "pairing_ids.state",
    )
    def _compute_figures(self):
        people = {
            (program.id, role): (count, places, taken)
            for program, role, count, places, taken in self.env["mentoring.participant"]._read_group(
                [("program_id", "in", self.ids), ("state", "in", ELIGIBLE)],
                ["program_id", "role"],
                ["__count", "capacity:sum", "active_count:sum"],
            )
        }
        waiting = dict(
            self.env["mentoring.participant"]._read_group(
                Domain("program_id", "in", self.ids) & self._waiting_domain(), ["program_id"], ["__count"]
            )
        )
        pairs = {
            (program.id, state, announced): count
            for program, state, announced, count in self.env["mentoring.pairing"]._read_group(
                [("program_id", "in", self.ids)], ["program_id", "state", "is_disclosed"], ["__count"]
            )
        }
        for program in self:
            mentors, capacity, taken = people.get((program._origin.id, "mentor"), (0, 0, 0))
            program.mentor_count = mentors
            program.place_count = max((capacity or 0) - (taken or 0), 0)
            program.mentee_count = people.get((program._origin.id, "mentee"), (0, 0, 0))[0]
            program.waiting_count = waiting.get(program._origin, 0)

            def count(*states, announced=(True, False), program=program):
                return sum(
                    pairs.get((program._origin.id, state, flag), 0) for state in states for flag in announced
                )

            program.proposed_count = count("proposed")
            program.open_pairing_count = count("approved", "active", "paused")
            program.unannounced_count = count("approved", "active", announced=(False,))

    @api.model
    def _waiting_domain(self):
        """Mentees who are registered and have neither a partner nor a proposal."""
        return Domain(
            [
                ("role", "=", "mentee"),
                ("state", "in", ELIGIBLE),
                ("proposed_mentor_id", "=", False),
            ]
        )

    @api.depends("run_ids")
    def _compute_last_run(self):
        last = dict(
            self.env["mentoring.run"]._read_group(
                [("program_id", "in", self.ids), ("is_scenario", "=", False)], ["program_id"], ["id:max"]
            )
        )
        for program in self:
            program.last_run_id = last.get(program._origin, False)

    # ------------------------------------------------------------
    # Readers
    # ------------------------------------------------------------

    @api.depends("state", "is_invitation_only", "company_id", "participant_ids.employee_id")
    @api.depends_context("uid")
    def _compute_is_open_to_me(self):
        # sudo: the answer looks at participants whom the reader may not read
        shown = self.sudo().filtered_domain(self._search_is_open_to_me("in", [True]))
        for program in self:
            program.is_open_to_me = program in shown

    def _search_is_open_to_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        me = self.env.user._employees_at_work()
        takes_part = self.env["mentoring.participant"].sudo()._search([("employee_id", "in", me.ids)])
        invited = Domain("id", "in", takes_part.subselect("program_id"))
        eligible = Domain("is_invitation_only", "=", False) & Domain("company_id", "in", me.company_id.ids)
        return Domain("state", "!=", "draft") & (eligible | invited)

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        # what the team writes under a program is for the team, not for everybody who may read its card
        operation = "write" if message_operation == "read" else message_operation
        return super()._mail_get_operation_for_mail_message_operation(operation)

    def _message_post_after_hook(self, message, msg_values):
        # a file of the program is for all its readers, one in its thread for those who read the thread
        files_sudo = message.sudo().attachment_ids
        files_sudo.filtered(lambda file: file.res_model == self._name).write(
            {"res_model": message._name, "res_id": message.id}
        )
        return super()._message_post_after_hook(message, msg_values)

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Followers receive the team's messages, so only the team adds them (core lets every reader follow)."""
        self.check_access("write")
        return super().message_subscribe(partner_ids=partner_ids, subtype_ids=subtype_ids)

    # ------------------------------------------------------------
    # Making programs
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not self.env.su and not self._is_mentoring_manager():
                # a coordinator coordinates what they create
                vals["coordinator_ids"] = [*(vals.get("coordinator_ids") or []), Command.link(self.env.uid)]
        programs = super().create(vals_list)
        programs.filtered(lambda program: not program.criterion_ids)._copy_default_criteria()
        return programs

    def write(self, vals):
        if "approval_policy" in vals:
            self.filtered(lambda program: program.approval_policy != vals["approval_policy"])._verify_policy_free()
        result = super().write(vals)
        if "objective_id" in vals:
            self.filtered(
                lambda program: program.state == "draft" and not program.criterion_ids
            )._copy_default_criteria()
        if "privacy_text" in vals:
            for program in self:
                program.sudo().write({"privacy_version": program.privacy_version + 1})
        return result

    def _verify_policy_free(self):
        """Who approves is settled while proposals wait: a coordinator cannot make them theirs by changing it."""
        if not self.env.su and not self._is_mentoring_manager():
            waiting = self.filtered("proposed_count")
            if waiting:
                raise UserError(
                    self.env._(
                        "Proposals of %s wait for a decision. Who approves can change when they are decided or "
                        "withdrawn; a mentoring administrator can change it now.",
                        ", ".join(waiting.mapped("name")),
                    )
                )
        self.env["mentoring.audit.event"]._record(self.filtered("id"), "change_approval_policy")

    def copy_data(self, default=None):
        self._verify_coordinated()
        return [
            {**vals, "name": self.env._("%s (copy)", program.name)}
            for program, vals in zip(self, super().copy_data(default), strict=True)
        ]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_pairs(self):
        kept = self.filtered("pairing_ids")
        if kept:
            raise UserError(
                self.env._(
                    "%s has pairings. Cancel or archive it instead of deleting it.",
                    ", ".join(kept.mapped("name")),
                )
            )

    def _copy_default_criteria(self):
        for program in self:
            values = program.objective_id.sudo().criterion_ids.copy_data(
                {"objective_id": False, "program_id": program.id}
            )
            if values:
                self.env["mentoring.criterion"].create(values)

    # ------------------------------------------------------------
    # States
    # ------------------------------------------------------------

    def _is_mentoring_manager(self):
        return self.env.user.has_group("mentoring_program.group_mentoring_manager")

    def _verify_coordinated(self):
        """Raise unless the user coordinates each program (or manages mentoring for its company)."""
        if self.env.su:
            return
        if not self.env.user.has_group("mentoring_program.group_mentoring_coordinator"):
            raise AccessError(self.env._("Only mentoring coordinators can do this."))
        self.check_access("write")

    def _transition(self, action):
        """Move every program along TRANSITIONS, or none, naming those that cannot."""
        self._verify_coordinated()
        allowed, new_state = TRANSITIONS[action]
        refused = self.filtered(lambda program: program.state not in allowed)
        if refused:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                "\n".join(
                    self.env._(
                        "%(program)s is in state %(state)s, so this step is not possible.",
                        program=program.name,
                        state=labels[program.state],
                    )
                    for program in refused
                )
            )
        old_states = {program.id: program.state for program in self}
        changed = self.filtered(lambda program: program.state != new_state)
        changed.sudo().write({"state": new_state})
        self.env["mentoring.audit.event"]._record(changed, action, old_states, new_state)

    def action_open_registration(self):
        self._verify_coordinated()
        incomplete = self.filtered(
            lambda program: (
                not (
                    program.objective_id
                    and program.date_start
                    and (program.date_end or program.mode == "evergreen")
                )
            )
        )
        if incomplete:
            raise ValidationError(
                self.env._(
                    "Before registration opens, choose an objective, a start and an end for: %s.",
                    ", ".join(incomplete.mapped("name")),
                )
            )
        self._transition("open_registration")
        return True

    def action_start(self):
        """Run the program: approved pairs become active, and learn of each other if they have not yet."""
        self._transition("start")
        for program in self:
            program._announce()
            program.sudo().pairing_ids._activate_ready()
        return True

    def action_close(self):
        """End of the program: running pairs are completed, open proposals withdrawn."""
        self._transition("close")
        pairings_sudo = self.sudo().pairing_ids
        pairings_sudo.filtered(lambda pairing: pairing.state in ("active", "paused"))._move("complete")
        self._withdraw_undecided()
        return True

    def action_cancel(self):
        self._transition("cancel")
        reason = self.env._("The program was cancelled.")
        self.sudo().pairing_ids.filtered(lambda pairing: pairing.state in ("active", "paused"))._move(
            "end", reason
        )
        self._withdraw_undecided()
        return True

    def _withdraw_undecided(self):
        undecided_sudo = self.sudo().pairing_ids.filtered(
            lambda pairing: pairing.state in ("proposed", "approved")
        )
        undecided_sudo._move("decline", self.env._("The program has ended."))

    def _pair_dates(self):
        """(first day, last day) of a pair that becomes active today."""
        self.ensure_one()
        start = max(self.date_start or fields.Date.context_today(self), fields.Date.context_today(self))
        if self.mode == "evergreen":
            return start, fields.Date.add(start, months=self.duration_months)
        return start, max(self.date_end, start) if self.date_end else False

    # ------------------------------------------------------------
    # Screens
    # ------------------------------------------------------------

    def _action_children(self, xml_id, domain, **context):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(f"mentoring_program.{xml_id}")
        action["domain"] = [("program_id", "=", self.id), *domain]
        action["context"] = {"default_program_id": self.id, **context}
        return action

    def action_view_participants(self):
        return self._action_children("mentoring_participant_action", [])

    def action_view_mentors(self):
        return self._action_children(
            "mentoring_participant_action", [("role", "=", "mentor")], default_role="mentor"
        )

    def action_view_mentees(self):
        return self._action_children(
            "mentoring_participant_action", [("role", "=", "mentee")], default_role="mentee"
        )

    def action_view_pairings(self):
        return self._action_children("mentoring_pairing_action", [])

    def action_view_board(self):
        return self._action_children("mentoring_participant_action_board", [("role", "=", "mentee")])

    def action_view_runs(self):
        return self._action_children("mentoring_run_action", [])

    def action_download_workbook(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/mentoring/program/{self.id}/workbook",
            "target": "download",
        }
