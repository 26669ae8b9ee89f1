from odoo import api, fields, models


class MentoringKeyResult(models.Model):
    """One reading of what a program is measured by: from where, to where, and where it stands."""

    _name = "mentoring.key.result"
    _inherit = ["mentoring.guard.mixin"]
    _description = "Key result"
    _order = "program_id, metric, date desc, id desc"
    _rec_name = "metric"
    _check_company_auto = True

    _fixed_fields = frozenset({"program_id"})
    _server_fields = frozenset({"company_id"})
    _fixed_fields = frozenset({"program_id"})

    program_id = fields.Many2one("mentoring.program", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="program_id.company_id", store=True, index=True)
    objective_id = fields.Many2one("mentoring.objective", required=True, index=True, ondelete="restrict")
    metric = fields.Char(
        required=True, compute="_compute_defaults", store=True, readonly=False, precompute=True
    )
    baseline = fields.Float(compute="_compute_defaults", store=True, readonly=False, precompute=True)
    target = fields.Float(compute="_compute_defaults", store=True, readonly=False, precompute=True)
    value = fields.Float(aggregator="avg")
    is_measured = fields.Boolean("Measured", default=True)
    attainment = fields.Float(
        compute="_compute_attainment", store=True, help="Share of the way from baseline to target."
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    source = fields.Char(help="Where the reading comes from.")
    people_count = fields.Integer("People behind it")
    on_track = fields.Selection(
        [("on_track", "On track"), ("behind", "Behind"), ("unmeasured", "Not measured yet")],
        compute="_compute_on_track",
    )

    _numbers_finite = models.Constraint(
        "CHECK (baseline BETWEEN -1000000000 AND 1000000000 AND target BETWEEN -1000000000 AND 1000000000"
        " AND value BETWEEN -1000000000 AND 1000000000)",
        "Baseline, target and value must be ordinary numbers.",
    )
    _attainment_finite = models.Constraint(
        "CHECK (attainment >= -1000 AND attainment <= 1000)", "The attainment must be an ordinary number."
    )
    _people_range = models.Constraint(
        "CHECK (people_count BETWEEN 0 AND 10000000)", "People cannot be negative."
    )

    @api.depends("objective_id")
    def _compute_defaults(self):
        for result in self:
            objective = result.objective_id
            result.metric = result.metric or objective.metric
            result.baseline = result.baseline or objective.default_baseline
            result.target = result.target or objective.default_target

    @api.depends("baseline", "target", "value", "is_measured")
    def _compute_attainment(self):
        for result in self:
            way = result.target - result.baseline
            share = (result.value - result.baseline) / way if way and result.is_measured else 0.0
            result.attainment = min(max(share, -1000.0), 1000.0)

    @api.depends("attainment", "is_measured", "date", "program_id.date_start", "objective_id.horizon_months")
    def _compute_on_track(self):
        for result in self:
            start, months = result.program_id.date_start, result.objective_id.horizon_months
            if not result.is_measured or not start:
                result.on_track = "unmeasured"
                continue
            horizon = (fields.Date.add(start, months=months or 12) - start).days
            gone = min(max((result.date - start).days / horizon, 0.0), 1.0)
            result.on_track = "on_track" if result.attainment >= gone else "behind"
