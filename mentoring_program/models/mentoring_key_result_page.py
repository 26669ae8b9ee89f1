from odoo import api, fields, models


class MentoringKeyResultPage(models.Model):
    """A reading as a bar: how far it came, and how far it should be by now."""

    _inherit = "mentoring.key.result"

    expected = fields.Float(compute="_compute_expected", help="Share of the time that has gone by, 0 to 1.")
    attainment_percent = fields.Integer("Of the way", compute="_compute_bar")
    expected_percent = fields.Integer(compute="_compute_bar")
    now_sentence = fields.Char(compute="_compute_sentences")
    way_sentence = fields.Char(compute="_compute_sentences")

    @api.depends("objective_id", "program_id")
    def _compute_defaults(self):
        """A new reading goes the way that the program's last reading of this objective went."""
        for result in self:
            if result._origin:
                continue
            earlier = result.program_id._origin.key_result_ids.filtered(
                lambda other, result=result: other.objective_id == result.objective_id
            )
            earlier = earlier.sorted(lambda other: (other.date, other.id))[-1:]
            if earlier:
                result.metric = result.metric or earlier.metric
                result.baseline = result.baseline or earlier.baseline
                result.target = result.target or earlier.target
        super()._compute_defaults()

    @api.depends("date", "program_id.date_start", "objective_id.horizon_months")
    def _compute_expected(self):
        for result in self:
            start, months = result.program_id.date_start, result.objective_id.horizon_months or 12
            if not start or not result.date:
                result.expected = 0.0
                continue
            horizon = (fields.Date.add(start, months=months) - start).days
            result.expected = min(max((result.date - start).days / horizon, 0.0), 1.0)

    @api.depends("attainment", "expected")
    def _compute_bar(self):
        for result in self:
            result.attainment_percent = round(100 * min(max(result.attainment, 0.0), 1.0))
            result.expected_percent = round(100 * result.expected)

    @api.depends("value", "baseline", "target", "is_measured", "objective_id.unit")
    @api.depends_context("lang")
    def _compute_sentences(self):
        for result in self:
            unit = result.objective_id
            amount = unit._amount_in_words if unit else str
            result.now_sentence = (
                amount(result.value) if result.is_measured else self.env._("Not measured yet")
            )
            result.way_sentence = self.env._(
                "from %(baseline)s to %(target)s",
                baseline=amount(result.baseline),
                target=amount(result.target),
            )
