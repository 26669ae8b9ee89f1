from odoo import api, fields, models

WISHES = [
    ("fit", "Not a good fit"),
    ("talk", "Talk it over"),
    ("rematch", "Somebody else"),
    ("extend", "Go on longer"),
]


class MentoringChangeRequest(models.Model):
    """What one of the two asks of the program's team. The partner never learns of it, whoever they are.

    Made by an answer "not a good fit" (wish `fit`) or on the pair's page; open until the person or the team settles
    it, or the pair is over. Each person has at most one per pair.
    """

    _name = "mentoring.change.request"
    _inherit = ["mentoring.guard.mixin", "mentoring.submission.mixin"]
    _description = "Request for a change"
    _order = "id desc"

    _server_fields = frozenset({"pairing_id", "author_id", "company_id", "wish", "state", "submission_key"})

    pairing_id = fields.Many2one("mentoring.pairing", required=True, index=True, ondelete="cascade")
    program_id = fields.Many2one(related="pairing_id.program_id", store=True, index=True)
    company_id = fields.Many2one(related="pairing_id.company_id", store=True, index=True)
    author_id = fields.Many2one("mentoring.participant", required=True, index=True, ondelete="cascade")
    wish = fields.Selection(WISHES, required=True, default="fit")
    state = fields.Selection(
        [("open", "Open"), ("closed", "Settled")], required=True, default="open", index=True
    )
    date_closed = fields.Datetime(readonly=True)

    _open_once = models.UniqueIndex(
        "(pairing_id, author_id) WHERE state = 'open'", "You have asked for a change already."
    )

    def _compute_display_name(self):
        for request in self:
            request.display_name = self.env._("Request #%s", request.id or self.env._("new"))

    @api.model
    def _ask(self, pairing_sudo, author_sudo, wish):
        """The author's open request with this wish; for superuser code that has checked who asks."""
        present_sudo = pairing_sudo._open_request(author_sudo.role)
        with self._repeat_on_collision():
            if present_sudo:
                if present_sudo.wish != wish:
                    present_sudo.wish = wish
                return present_sudo
            return self.sudo().create(
                {"pairing_id": pairing_sudo.id, "author_id": author_sudo.id, "wish": wish}
            )

    def _close(self):
        # sudo: settled by methods that have checked who asks, and when a pair is over
        self.sudo().filtered(lambda request: request.state == "open").write(
            {"state": "closed", "date_closed": fields.Datetime.now()}
        )
