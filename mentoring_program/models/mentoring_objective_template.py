from odoo import api, fields, models

from .words import month_in_words


class MentoringObjectiveTemplate(models.Model):
    """An objective as the template of a program: its example target in words, and a program made from it."""

    _inherit = "mentoring.objective"

    target_sentence = fields.Char("Example target", compute="_compute_target_sentence")

    @api.depends("metric", "unit", "default_baseline", "default_target", "horizon_months")
    @api.depends_context("lang")
    def _compute_target_sentence(self):
        for objective in self:
            objective.target_sentence = self.env._(
                "%(metric)s from %(baseline)s to %(target)s within %(months)s months",
                metric=objective.metric,
                baseline=objective._amount_in_words(objective.default_baseline),
                target=objective._amount_in_words(objective.default_target),
                months=objective.horizon_months,
            )

    def _amount_in_words(self, value):
        """ "20 %" or "4.3 stars": the number as people write it, with this objective's unit."""
        self.ensure_one()
        number = f"{value:.2f}".rstrip("0").rstrip(".")
        return {
            # the space does not break, so that a number and its unit stay on one line
            "percent": self.env._("%s\u00a0%%", number),
            "weeks": self.env._("%s\u00a0weeks", number),
            "rating": self.env._("%s\u00a0stars", number),
        }.get(self.unit, number)

    def _sentence_until(self, baseline, target, end):
        """ "Keep more people. Yearly turnover from 20 % to 15 % by June 2027.", the end being optional."""
        self.ensure_one()
        words = {
            "name": self.name,
            "metric": self.metric,
            "baseline": self._amount_in_words(baseline),
            "target": self._amount_in_words(target),
        }
        if not end:
            return self.env._("%(name)s. %(metric)s from %(baseline)s to %(target)s.", **words)
        month = month_in_words(self.env, end)
        return self.env._(
            "%(name)s. %(metric)s from %(baseline)s to %(target)s by %(month)s.", month=month, **words
        )

    def action_design_program(self):
        """Ask what else is needed for a program with this objective; nothing is stored before the button there."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New program: %s", self.name),
            "res_model": "mentoring.program.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_objective_id": self.id},
        }

    def action_choose_for_program(self):
        """Give this objective to the program whose page shows the cards (its id comes with the context)."""
        self.ensure_one()
        program = self.env["mentoring.program"].browse(self.env.context.get("mentoring_program_id"))
        program._verify_coordinated()
        program.objective_id = self
        return True
