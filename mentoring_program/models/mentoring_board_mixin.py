from odoo import api, models


class MentoringBoardMixin(models.AbstractModel):
    """A board that opens with its finished columns folded; core folds only columns that are records."""

    _name = "mentoring.board.mixin"
    _description = "Board with folded columns"

    _board_folded = {}  # {grouped field: values whose column is folded at first sight}

    @api.model
    @api.readonly
    def web_read_group(self, domain, groupby, *args, auto_unfold=False, opening_info=None, **kwargs):
        if auto_unfold:
            known = {info["value"] for info in opening_info or ()}
            folded = [
                {"value": value, "folded": True}
                for value in self._board_folded.get(groupby[0], ())
                if value not in known
            ]
            opening_info = [*(opening_info or ()), *folded]
        return super().web_read_group(
            domain, groupby, *args, auto_unfold=auto_unfold, opening_info=opening_info, **kwargs
        )
