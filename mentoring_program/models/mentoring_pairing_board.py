from odoo import models


class MentoringPairingBoard(models.Model):
    """The board of pairings by state opens with what is over folded away."""

    _name = "mentoring.pairing"
    _inherit = ["mentoring.pairing", "mentoring.board.mixin"]

    _board_folded = {"state": ("completed", "ended", "declined")}
