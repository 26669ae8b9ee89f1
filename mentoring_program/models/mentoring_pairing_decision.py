from odoo import fields, models


class MentoringPairingDecision(models.Model):
    """One person's yes or no to a proposal, in the role the policy asked for."""

    _name = "mentoring.pairing.decision"
    _inherit = ["mentoring.guard.mixin"]
    _description = "Decision on a pairing"
    _order = "pairing_id, id"
    _rec_name = "role"

    pairing_id = fields.Many2one(
        "mentoring.pairing", required=True, index=True, ondelete="cascade", readonly=True
    )
    program_id = fields.Many2one(related="pairing_id.program_id", store=True, index=True)
    company_id = fields.Many2one(related="pairing_id.company_id", store=True, index=True)
    role = fields.Selection(
        [
            ("coordinator", "Coordinator"),
            ("mentee_manager", "Mentee's manager"),
            ("mentor_manager", "Mentor's manager"),
        ],
        required=True,
        readonly=True,
    )
    decision = fields.Selection(
        [("approve", "Approved"), ("decline", "Declined")], required=True, readonly=True
    )
    given_as = fields.Selection(
        [
            ("manager", "The manager"),
            ("manager_above", "The manager's manager"),
            ("coordinator", "The coordinator"),
        ],
        readonly=True,
        help="In which capacity the user decided: a coordinator decides where no manager can.",
    )
    user_id = fields.Many2one("res.users", readonly=True, index="btree_not_null", ondelete="set null")
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    reason = fields.Text(readonly=True)
    is_escalated = fields.Boolean("After the time limit", readonly=True)

    _agreed_once = models.UniqueIndex(
        "(pairing_id, role) WHERE decision = 'approve'", "This was decided already."
    )
