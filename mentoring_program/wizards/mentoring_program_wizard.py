from odoo import Command, api, fields, models
from odoo.tools import format_list

from ..models.mentoring_program_eligible import EVERYBODY
from ..models.vocabulary import APPROVAL_POLICIES, CADENCES, DIRECTIONS, MATCHING_MODES

# What a kind of program starts with; everything can be changed, before and after.
KINDS = {
    "cohort": {},
    "evergreen": {"mode": "evergreen", "months": 6, "approval_policy": "coordinator"},
    "onboarding": {
        "mode": "evergreen",
        "months": 3,
        "cadence": "weekly",
        "session_minutes": 45,
        "approval_policy": "coordinator",
    },
    "reverse": {"direction": "reverse", "cadence": "monthly", "participants_accept": True},
    "high_potential": {
        "is_invitation_only": True,
        "months": 12,
        "cadence": "monthly",
        "session_minutes": 90,
        "approval_policy": "both_managers",
    },
    "diversity": {"months": 9, "participants_accept": True},
    "peer": {
        "direction": "peer",
        "months": 4,
        "approval_policy": "coordinator",
        "participants_accept": True,
    },
}
STANDARD = {
    "mode": "cohort",
    "matching_mode": "coordinator",
    "direction": "traditional",
    "months": 6,
    "cadence": "biweekly",
    "session_minutes": 60,
    "approval_policy": "mentee_manager",
    "participants_accept": False,
    "is_invitation_only": False,
}
WITHOUT_SENIORITY = ("seniority_gap", "tenure_gap")  # among peers nobody is ahead


class MentoringProgramWizard(models.TransientModel):
    """A program from a template: an objective, a kind, and what follows from the two; creates a draft."""

    _name = "mentoring.program.wizard"
    _description = "New program from a template"

    objective_id = fields.Many2one("mentoring.objective", required=True, ondelete="cascade", string="For")
    kind = fields.Selection(
        [
            ("cohort", "Cohort"),
            ("evergreen", "Always open"),
            ("onboarding", "Onboarding"),
            ("reverse", "Reverse"),
            ("high_potential", "High potential"),
            ("diversity", "Diversity"),
            ("peer", "Among peers"),
        ],
        required=True,
        default="cohort",
    )
    kind_sentence = fields.Char(compute="_compute_kind_sentence")
    # objective
    name = fields.Char(required=True, compute="_compute_name", store=True, readonly=False, precompute=True)
    baseline = fields.Float(compute="_compute_target", store=True, readonly=False, precompute=True)
    target = fields.Float(compute="_compute_target", store=True, readonly=False, precompute=True)
    objective_sentence = fields.Char(compute="_compute_objective_sentence")
    # dates
    mode = fields.Selection(
        [("cohort", "Fixed dates"), ("evergreen", "Always open")],
        compute="_compute_settings",
        store=True,
        readonly=False,
        precompute=True,
    )
    months = fields.Integer(
        compute="_compute_settings", store=True, readonly=False, precompute=True
    )
    date_start = fields.Date("Starts on", required=True, default=lambda self: self._default_start())
    date_registration_end = fields.Date(
        "Registration until", compute="_compute_dates", store=True, readonly=False, precompute=True
    )
    date_end = fields.Date("Ends on", compute="_compute_dates", store=True, readonly=False, precompute=True)
    # people
    employee_domain = fields.Char("Who may join", default=EVERYBODY)
    is_invitation_only = fields.Boolean(
        "By invitation only", compute="_compute_settings", store=True, readonly=False, precompute=True
    )
    sponsor_id = fields.Many2one("hr.employee", ondelete="cascade")
    sponsor_message = fields.Text()
    # how it works
    matching_mode = fields.Selection(
        MATCHING_MODES,
        "Who proposes pairs",
        compute="_compute_settings",
        store=True,
        readonly=False,
        precompute=True,
    )
    matching_mode_sentence = fields.Char(compute="_compute_matching_mode_sentence")
    direction = fields.Selection(
        DIRECTIONS, compute="_compute_settings", store=True, readonly=False, precompute=True
    )
    cadence = fields.Selection(
        CADENCES, "They meet", compute="_compute_settings", store=True, readonly=False, precompute=True
    )
    session_minutes = fields.Integer(
        "Minutes per meeting", compute="_compute_settings", store=True, readonly=False, precompute=True
    )
    approval_policy = fields.Selection(
        APPROVAL_POLICIES,
        string="Who approves",
        compute="_compute_settings",
        store=True,
        readonly=False,
        precompute=True,
    )
    participants_accept = fields.Boolean(
        compute="_compute_settings", store=True, readonly=False, precompute=True
    )
    agenda_ids = fields.Many2many(
        "mentoring.agenda",
        "mentoring_program_wizard_agenda_rel",
        "wizard_id",
        "agenda_id",
        string="Agendas",
        default=lambda self: self.env["mentoring.agenda"].search([]),
    )
    resource_ids = fields.Many2many(
        "mentoring.resource",
        "mentoring_program_wizard_resource_rel",
        "wizard_id",
        "resource_id",
        string="Handbooks",
        default=lambda self: self.env["mentoring.resource"].search([("program_id", "=", False)]),
        domain=[("program_id", "=", False)],
    )
    criteria_sentence = fields.Char(compute="_compute_criteria_sentence")

    _months_range = models.Constraint("CHECK (months BETWEEN 1 AND 60)", "A pair lasts between 1 and 60 months.")
    _minutes_range = models.Constraint(
        "CHECK (session_minutes BETWEEN 1 AND 480)", "A meeting takes between 1 and 480 minutes."
    )
    _numbers_finite = models.Constraint(
        "CHECK (baseline BETWEEN -1000000000 AND 1000000000 AND target BETWEEN -1000000000 AND 1000000000)",
        "Baseline and target must be ordinary numbers.",
    )

    def _default_start(self):
        return fields.Date.add(fields.Date.start_of(fields.Date.context_today(self), "month"), months=2)

    # ------------------------------------------------------------
    # What follows from objective and kind
    # ------------------------------------------------------------

    @api.depends("kind")
    def _compute_kind_sentence(self):
        sentences = {
            "cohort": self.env._("One intake with fixed dates: everybody is matched and starts together."),
            "evergreen": self.env._("People join whenever they like; each pair has its own six months."),
            "onboarding": self.env._("Newcomers get somebody for their first three months, every week."),
            "reverse": self.env._("Younger colleagues teach senior ones: technology, trends, another view."),
            "high_potential": self.env._("Invited people only, with a year and a senior mentor."),
            "diversity": self.env._("More voices on the way up; nine months, and both sides say yes first."),
            "peer": self.env._("People at the same level learn from each other; nobody is ahead."),
        }
        for wizard in self:
            wizard.kind_sentence = sentences.get(wizard.kind)

    @api.depends("kind")
    def _compute_settings(self):
        for wizard in self:
            wizard.update({**STANDARD, **KINDS[wizard.kind or "cohort"]})

    @api.depends("matching_mode")
    @api.depends_context("lang")
    def _compute_matching_mode_sentence(self):
        sentences = {
            "coordinator": self.env._("A matching proposes all pairs; you look at them before anybody is asked."),
            "shortlist": self.env._("Each mentee sees three to five mentors who suit, and asks one of them."),
            "mentor_offers": self.env._("Mentors see who waits and suits, and offer themselves; the mentee decides."),
        }
        for wizard in self:
            wizard.matching_mode_sentence = sentences.get(wizard.matching_mode)

    @api.depends("objective_id", "date_start")
    def _compute_name(self):
        for wizard in self:
            start = wizard.date_start or wizard._default_start()
            wizard.name = self.env._(
                "%(objective)s %(year)s", objective=wizard.objective_id.name or "", year=start.year
            )

    @api.depends("objective_id")
    def _compute_target(self):
        for wizard in self:
            wizard.baseline = wizard.objective_id.default_baseline
            wizard.target = wizard.objective_id.default_target

    @api.depends("date_start", "months", "mode")
    def _compute_dates(self):
        for wizard in self:
            start, fixed = wizard.date_start, wizard.mode == "cohort"
            wizard.date_registration_end = start and fixed and fields.Date.subtract(start, days=15)
            wizard.date_end = (
                start and fixed and fields.Date.subtract(fields.Date.add(start, months=wizard.months), days=1)
            )

    @api.depends("objective_id", "baseline", "target", "date_start")
    @api.depends_context("lang")
    def _compute_objective_sentence(self):
        for wizard in self:
            objective = wizard.objective_id
            horizon = fields.Date.add(
                wizard.date_start or wizard._default_start(), months=objective.horizon_months or 12
            )
            wizard.objective_sentence = objective and objective._sentence_until(
                wizard.baseline, wizard.target, horizon
            )

    @api.depends("objective_id", "kind")
    def _compute_criteria_sentence(self):
        for wizard in self:
            criteria = wizard._criteria().filtered("weight").sorted(lambda one: (-one.weight, one.id))
            labels = dict(criteria._fields["kind"]._description_selection(self.env))
            wizard.criteria_sentence = format_list(self.env, [labels[one.kind] for one in criteria])

    def _criteria(self):
        without = WITHOUT_SENIORITY if self.direction == "peer" else ()
        return self.objective_id.criterion_ids.filtered(lambda one: one.kind not in without)

    # ------------------------------------------------------------
    # Button
    # ------------------------------------------------------------

    def action_create(self):
        """A draft with its key result, made with the user's own rights; opens it."""
        self.ensure_one()
        program = self.env["mentoring.program"].create(self._program_values())
        surplus = program.criterion_ids.filtered(
            lambda one: program.direction == "peer" and one.kind in WITHOUT_SENIORITY
        )
        surplus.unlink()
        self.env["mentoring.key.result"].create(
            {
                "program_id": program.id,
                "objective_id": self.objective_id.id,
                "baseline": self.baseline,
                "target": self.target,
                "value": self.baseline,
                "is_measured": False,
            }
        )
        return program._action_form()

    def _program_values(self):
        same = (
            "name",
            "mode",
            "matching_mode",
            "direction",
            "date_registration_end",
            "date_start",
            "date_end",
            "employee_domain",
            "is_invitation_only",
            "sponsor_message",
            "cadence",
            "session_minutes",
            "approval_policy",
            "participants_accept",
        )
        return {
            **{name: self[name] for name in same},
            "objective_id": self.objective_id.id,
            "sponsor_id": self.sponsor_id.id,
            "duration_months": self.months,
            "agenda_ids": [Command.set(self.agenda_ids.ids)],
            "resource_ids": [Command.set(self.resource_ids.ids)],
        }
