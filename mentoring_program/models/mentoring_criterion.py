from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..matching.criteria import KINDS

KIND_LABELS = [
    ("skills", "Skills wanted and offered"),
    ("topics", "Shared topics"),
    ("survey", "Answers to a question"),
    ("seniority_gap", "Seniority gap"),
    ("tenure_gap", "Tenure gap"),
    ("department", "Department"),
    ("location", "Site"),
    ("timezone", "Working hours in common"),
    ("language", "Shared language"),
    ("mentee_wish", "The mentee's wish"),
    ("mentor_wish", "The mentor's wish"),
    ("transition", "Goal: move to a department or job"),
]


class MentoringCriterion(models.Model):
    """One thing that makes a pair fit, with its weight: the kind is code, its use is this record.

    Belongs to a program, or to an objective as a default for the programs made from it.
    """

    _name = "mentoring.criterion"
    _inherit = ["mentoring.guard.mixin"]
    _description = "Matching criterion"
    _order = "sequence, id"
    _check_company_auto = True

    _fixed_fields = frozenset({"program_id", "objective_id"})

    program_id = fields.Many2one("mentoring.program", index="btree_not_null", ondelete="cascade")
    objective_id = fields.Many2one("mentoring.objective", index="btree_not_null", ondelete="cascade")
    company_id = fields.Many2one(related="program_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KIND_LABELS, required=True)
    weight = fields.Float(
        default=5.0, required=True, help="0 to 10; shares of the sum of all weights make the score."
    )
    requirement = fields.Selection(
        [("preferred", "Preferred"), ("required", "Required")],
        default="preferred",
        required=True,
        help="Required: a pair that misses it is never proposed. Unknown answers exclude nobody.",
    )
    # parameters by kind
    gap_min = fields.Integer(
        "Smallest gap", default=1, help="Levels or tenure bands the mentor is ahead, at least."
    )
    gap_ideal = fields.Integer("Best gap", default=2, help="From this gap on the pair gets all points.")
    relation = fields.Selection([("same", "Same"), ("different", "Different")], default="same")
    question_id = fields.Many2one(
        "survey.question",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('survey_id.survey_type', '=', 'mentoring'), "
        "('question_type', 'in', ('simple_choice', 'multiple_choice', 'scale', 'numerical_box'))]",
    )
    overlap_hours = fields.Float(
        "Hours in common", default=3.0, help="Least shared working hours when required."
    )
    share = fields.Float(
        "Share of the score", compute="_compute_share", help="This weight, in percent of all weights."
    )

    _owner = models.Constraint(
        "CHECK (num_nonnulls(program_id, objective_id) = 1)",
        "A criterion belongs to a program or to an objective.",
    )
    _weight_range = models.Constraint(
        "CHECK (weight >= 0 AND weight <= 10)", "A weight lies between 0 and 10."
    )
    _gap_range = models.Constraint(
        "CHECK (gap_min BETWEEN 0 AND 20 AND gap_ideal BETWEEN gap_min AND 40)",
        "The smallest gap lies between 0 and 20, and the best gap is not below it.",
    )
    _overlap_range = models.Constraint(
        "CHECK (overlap_hours >= 0 AND overlap_hours <= 8)", "Hours in common lie between 0 and 8."
    )
    _sequence_range = models.Constraint(
        "CHECK (sequence BETWEEN -1000000 AND 1000000)", "The sequence is out of range."
    )

    @api.constrains("kind")
    def _check_kind_is_known(self):
        unknown = self.filtered(lambda criterion: criterion.kind not in KINDS)
        if unknown:
            raise ValidationError(self.env._("Unknown criterion: %s", ", ".join(unknown.mapped("kind"))))

    @api.constrains("kind", "question_id")
    def _check_question(self):
        if any(criterion.kind == "survey" and not criterion.question_id for criterion in self):
            raise ValidationError(self.env._("Choose the question whose answers are compared."))

    @api.depends("weight", "program_id.criterion_ids.weight", "objective_id.criterion_ids.weight")
    def _compute_share(self):
        for criterion in self:
            siblings = criterion.program_id.criterion_ids or criterion.objective_id.criterion_ids
            total = sum(siblings.mapped("weight"))
            criterion.share = 100 * criterion.weight / total if total else 0.0

    @api.depends("kind", "question_id.title")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for criterion in self:
            name = labels.get(criterion.kind, "")
            question = criterion.sudo().question_id
            criterion.display_name = f"{name}: {question.title}" if question else name

    def _params(self):
        """What `matching.criteria` reads for this kind, as plain values."""
        self.ensure_one()
        if self.kind in ("seniority_gap", "tenure_gap"):
            return {"gap_min": self.gap_min, "gap_ideal": self.gap_ideal}
        if self.kind in ("department", "location"):
            return {"relation": self.relation}
        if self.kind == "timezone":
            return {"hours": self.overlap_hours}
        if self.kind == "survey":
            question = self.sudo().question_id
            low, high = (0, 10)
            if question.question_type == "scale":
                low, high = question.scale_min, question.scale_max
            elif question.question_type == "numerical_box":
                low, high = question.validation_min_float_value, question.validation_max_float_value
            return {
                "relation": self.relation,
                "question": question.id,
                "low": low,
                "high": max(high, low + 1),
            }
        return {}
