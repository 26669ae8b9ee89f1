from odoo import api, models


class MentoringFilledMixin(models.AbstractModel):
    """Dialogs that find out by themselves what they show, as soon as they exist: `_fill`, once for each."""

    _name = "mentoring.filled.mixin"
    _description = "Dialog that fills itself"

    @api.model_create_multi
    def create(self, vals_list):
        dialogs = super().create(vals_list)
        for dialog in dialogs:
            dialog._fill()
        return dialogs
