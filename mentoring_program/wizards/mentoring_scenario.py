from odoo import Command, api, fields, models


class MentoringScenario(models.TransientModel):
    """Asks for other weights, rules or places, and runs the matching with them without proposing anything."""

    _name = "mentoring.scenario"
    _description = "Try a scenario"

    program_id = fields.Many2one("mentoring.program", required=True, ondelete="cascade")
    line_ids = fields.One2many("mentoring.scenario.line", "scenario_id", string="Weights")
    minimum_score = fields.Float("Lowest fit")
    extra_places = fields.Integer(
        "More places per mentor", help="To see what another place with everybody would change."
    )
    department_ids = fields.Many2many(
        "hr.department",
        "mentoring_scenario_department_rel",
        "scenario_id",
        "department_id",
        string="In departments",
        help="With their mentors only, those of the departments below included.",
    )
    mentor_ids = fields.Many2many(
        "mentoring.participant",
        "mentoring_scenario_mentor_rel",
        "scenario_id",
        "participant_id",
        string="With mentors",
        domain="[('program_id', '=', program_id), ('role', '=', 'mentor')]",
        help="With these mentors only.",
    )
    within_line = fields.Boolean("Allow pairs within a reporting line")
    share_evenly = fields.Boolean("Share mentees evenly")
    raise_weakest = fields.Boolean("Raise the weakest pair first")

    _minimum_range = models.Constraint(
        "CHECK (minimum_score >= 0 AND minimum_score <= 100)", "The lowest fit lies between 0 and 100."
    )
    _places_range = models.Constraint(
        "CHECK (extra_places BETWEEN -100 AND 100)", "Between 100 places fewer and 100 more."
    )

    @api.model
    def default_get(self, field_names):
        values = super().default_get(field_names)
        program = self.env["mentoring.program"].browse(values.get("program_id"))
        if program:
            values["minimum_score"] = program.minimum_score
            values["share_evenly"] = program.share_evenly
            values["line_ids"] = [
                Command.create({"criterion_id": criterion.id, "weight": criterion.weight})
                for criterion in program.criterion_ids
            ]
        return values

    def action_try(self):
        """Start the scenario and show it beside the program's last run."""
        self.ensure_one()
        self.program_id._verify_coordinated()
        run = self.program_id._start_scenario(self._changes())
        last = self.program_id.run_ids.filtered(lambda other: other.is_published and other.state == "done")[
            :1
        ]
        if run.state != "done" or not last:
            return run._action_show()
        return last._action_compare(run)

    def _changes(self):
        """What differs from the program, as `mentoring.run.scenario` holds it."""
        changes = {
            "weights": {
                str(line.criterion_id.id): line.weight
                for line in self.line_ids
                if line.weight != line.criterion_id.weight
            },
            "minimum": self.minimum_score,
            "extra_places": self.extra_places,
            "places_in": self.department_ids.ids if self.extra_places else [],
            "places_with": self.mentor_ids.ids if self.extra_places else [],
            "within_line": self.within_line,
            "share_evenly": self.share_evenly,
            "raise_weakest": self.raise_weakest,
        }
        program = self.program_id
        same = {
            "weights": {},
            "minimum": program.minimum_score,
            "extra_places": 0,
            "places_in": [],
            "places_with": [],
            "within_line": False,
            "share_evenly": program.share_evenly,
            "raise_weakest": False,
        }
        return {key: value for key, value in changes.items() if value != same[key]}
