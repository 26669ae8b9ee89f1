from odoo import api, fields, models
from odoo.exceptions import UserError

NOW_PAIRS = 1_000_000  # up to which *Run now* solves in the request


class MentoringRun(models.Model):
    """One execution of the solver with its inputs frozen: what went in, what came out, and the proof.

    queued -> running -> done | failed | stale | cancelled. Small problems run inside the button (`_execute`), larger
    ones in a process that the cron attends to (`_process`); both end in `_finish`. `problem_file` holds exactly
    what the solver got and gave, so that anybody can check the certificate again (`action_verify`,
    `tools/verify.py`).
    """

    _name = "mentoring.run"
    _inherit = ["mentoring.guard.mixin"]
    _description = "Matching run"
    _order = "id desc"
    _check_company_auto = True

    program_id = fields.Many2one(
        "mentoring.program", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="program_id.company_id", store=True, index=True)
    state = fields.Selection(
        [
            ("queued", "Queued"),
            ("running", "Running"),
            ("done", "Done"),
            ("failed", "Failed"),
            ("stale", "Stale"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="queued",
        index=True,
    )
    progress = fields.Float(readonly=True, help="0 to 100")
    objective = fields.Selection(
        [("coverage_first", "Most people, then best fit"), ("score_first", "Best fit, then most people")],
        required=True,
        default="coverage_first",
    )
    seed = fields.Integer(readonly=True, help="Settles ties; the same people and seed give the same pairs.")
    settings = fields.Json(readonly=True)
    fingerprint = fields.Char(readonly=True, help="Of everything the solver was given.")
    user_id = fields.Many2one(
        "res.users",
        "Started by",
        default=lambda self: self.env.user,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    date_start = fields.Datetime(readonly=True, default=fields.Datetime.now)
    date_heartbeat = fields.Datetime(readonly=True)
    date_end = fields.Datetime(readonly=True)
    # result
    mentee_count = fields.Integer("Mentees", readonly=True)
    mentor_count = fields.Integer("Mentors", readonly=True)
    place_count = fields.Integer("Places", readonly=True)
    covered_count = fields.Integer("With a mentor", readonly=True)
    unmatched_count = fields.Integer("Without a mentor", readonly=True)
    total_score = fields.Float(digits=(16, 4), readonly=True, help="Sum of the scores of all pairs.")
    mean_score = fields.Float("Mean fit", compute="_compute_mean_score", digits=(7, 1))
    optimal = fields.Boolean("Proved optimal", readonly=True)
    gap = fields.Float(
        digits=(16, 4), readonly=True, help="How much more score another matching could have, at most."
    )
    blocking_pair_count = fields.Integer("Pairs who would both rather have each other", readonly=True)
    duration_seconds = fields.Float(readonly=True)
    result = fields.Json(readonly=True)
    problem_file = fields.Binary(readonly=True, attachment=True)
    error = fields.Text(readonly=True)
    pairing_ids = fields.One2many("mentoring.pairing", "run_id", string="Pairings", readonly=True)
    outcome = fields.Char(compute="_compute_outcome")

    _one_under_way = models.UniqueIndex(
        "(program_id) WHERE state IN ('queued', 'running')",
        "A matching of this program is under way already.",
    )
    _progress_range = models.Constraint(
        "CHECK (progress >= 0 AND progress <= 100)", "Progress lies between 0 and 100."
    )
    _counts_range = models.Constraint(
        "CHECK (covered_count >= 0 AND unmatched_count >= 0 AND blocking_pair_count >= 0 AND mentor_count >= 0)",
        "Counts cannot be negative.",
    )
    _figures_finite = models.Constraint(
        "CHECK (total_score >= 0 AND total_score <= 1000000000000 AND gap >= 0 AND gap <= 1000000000000"
        " AND duration_seconds >= 0 AND duration_seconds <= 1000000000)",
        "Figures of a run must be ordinary numbers.",
    )

    # ------------------------------------------------------------
    # In words
    # ------------------------------------------------------------

    @api.depends("program_id", "date_start")
    def _compute_display_name(self):
        for run in self:
            run.display_name = self.env._("Run #%s", run.id or self.env._("new"))

    @api.depends("total_score", "result")
    def _compute_mean_score(self):
        for run in self:
            pairs = (run.result or {}).get("pair_count", 0)
            run.mean_score = run.total_score / pairs if pairs else 0.0

    @api.depends("state", "covered_count", "mentee_count", "optimal", "duration_seconds", "gap")
    @api.depends_context("lang")
    def _compute_outcome(self):
        for run in self:
            run.outcome = run._outcome_in_words()

    def _outcome_in_words(self):
        if self.state == "failed":
            return self.env._("This matching was not finished.")
        if self.state == "stale":
            return self.env._("Answers changed while this ran, so nothing was proposed.")
        if self.state in ("queued", "running"):
            return self._started_in_words()
        if self.state != "done":
            return dict(self._fields["state"]._description_selection(self.env))[self.state]
        if not self.mentee_count:
            return self.env._("Nobody is waiting for a mentor.")
        covered = self.env._(
            "%(covered)s of %(all)s mentees have a mentor.", covered=self.covered_count, all=self.mentee_count
        )
        if not self.optimal:
            return self.env._(
                "%(covered)s The fit is not proved to be the best: up to %(gap)s points more are possible.",
                covered=covered,
                gap=round(self.gap, 2),
            )
        return self.env._(
            "%(covered)s No other matching covers more people, or fits better: proved in %(seconds)s s.",
            covered=covered,
            seconds=round(self.duration_seconds, 2),
        )

    def _started_in_words(self):
        moment = self.env["mentoring.pairing"]._moment_in_words(self.create_date or fields.Datetime.now())
        if not self.user_id:
            return self.env._("%(run)s started %(when)s.", run=self.display_name, when=moment)
        return self.env._(
            "%(run)s started by %(name)s %(when)s.",
            run=self.display_name,
            name=self.user_id.name,
            when=moment,
        )

    # ------------------------------------------------------------
    # Executing
    # ------------------------------------------------------------

    def action_process(self):
        """Execute queued runs now; returns the action that shows them."""
        self.program_id._verify_coordinated()
        waiting = self.sudo().filtered(lambda run: run.state == "queued")
        if not waiting:
            raise UserError(self.env._("This run is not in the queue any more."))
        for run in waiting:
            if run._count_pairs() > NOW_PAIRS:  # more than a request has time for
                self.env.ref("mentoring_program.ir_cron_process_runs")._trigger()
            else:
                run._execute()
        return self._action_show()

    def _count_pairs(self):
        """How many pairs a matching of everybody who takes part looks at, at most; takes one query."""
        counts = self.program_id._count_eligible()
        return counts["mentor"] * counts["mentee"]

    def action_cancel(self):
        self.program_id._verify_coordinated()
        under_way = self.sudo().filtered(lambda run: run.state in ("queued", "running"))
        under_way.write({"state": "cancelled", "phase": False, "date_end": fields.Datetime.now()})
        under_way.flush_recordset()
        if under_way:  # a solver may be at work on it
            self.env.ref("mentoring_program.ir_cron_process_runs")._trigger()
        return True

    def action_run_again(self):
        return self.program_id.action_run_matching()

    def action_send_for_approval(self):
        """Show the proposals; they wait for the deciders of the program's policy from the moment they are made."""
        return self.program_id.action_view_pairings()

    def action_view_unmatched(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("mentoring_program.mentoring_participant_action")
        action["domain"] = [
            (
                "id",
                "in",
                list((self.result or {}).get("unmatched", {}))
                and [int(key) for key in self.result["unmatched"]],
            )
        ]
        return action

    def _action_show(self):
        action = self.env["ir.actions.actions"]._for_xml_id("mentoring_program.mentoring_run_action")
        if len(self) == 1:
            action.update(res_id=self.id, view_mode="form", views=[(False, "form")])
        else:
            action["domain"] = [("id", "in", self.ids)]
        return action

    def _fail(self, error, state="failed"):
        self.write({"state": state, "error": error, "phase": False, "date_end": fields.Datetime.now()})
        self.flush_recordset()
