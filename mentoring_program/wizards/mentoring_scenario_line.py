from odoo import fields, models


class MentoringScenarioLine(models.TransientModel):
    _name = "mentoring.scenario.line"
    _description = "Weight in a scenario"

    scenario_id = fields.Many2one("mentoring.scenario", required=True, index=True, ondelete="cascade")
    criterion_id = fields.Many2one("mentoring.criterion", required=True, ondelete="cascade")
    weight = fields.Float()

    _weight_range = models.Constraint(
        "CHECK (weight >= 0 AND weight <= 10)", "A weight lies between 0 and 10."
    )
