from odoo import api, fields, models

from .vocabulary import REASON_CHARS

RATINGS = (1, 5)
FIT = [("good", "A good fit"), ("deciding", "Still deciding"), ("poor", "Not a good fit")]


class MentoringFeedback(models.Model):
    """What one of the two says after a meeting; read by the program's team, by the partner only if shared."""

    _name = "mentoring.feedback"
    _inherit = ["mentoring.guard.mixin", "mentoring.submission.mixin"]
    _description = "Mentoring feedback"
    _order = "id desc"

    _server_fields = frozenset({"author_id", "company_id", "submission_key"})
    _team_path = "program_id.coordinator_ids"

    session_id = fields.Many2one("mentoring.session", required=True, index=True, ondelete="cascade")
    pairing_id = fields.Many2one(related="session_id.pairing_id", store=True, index=True)
    program_id = fields.Many2one(related="session_id.program_id", store=True, index=True)
    company_id = fields.Many2one(related="session_id.company_id", store=True, index=True)
    author_id = fields.Many2one(
        "mentoring.participant", required=True, readonly=True, index=True, ondelete="cascade"
    )
    rating = fields.Integer(required=True, help="1 to 5", aggregator="avg")
    fit = fields.Selection(
        FIT,
        groups="mentoring_program.group_mentoring_coordinator",
        help="Asked after the first meeting; only the program's team sees it.",
    )
    comment = fields.Text()
    is_shared = fields.Boolean("Shared with the partner")

    _rating_range = models.Constraint("CHECK (rating BETWEEN 1 AND 5)", "A rating lies between 1 and 5.")
    _once = models.Constraint("UNIQUE (session_id, author_id)", "You already gave feedback on this meeting.")
    _submitted_once = models.UniqueIndex(
        "(create_uid, submission_key) WHERE submission_key IS NOT NULL", "This form was sent already."
    )

    def _compute_display_name(self):
        for feedback in self:
            feedback.display_name = self.env._("Feedback #%s", feedback.id or self.env._("new"))

    @api.model
    def _read(self, answers):
        """{"rating", "fit", "comment", "is_shared"} of a form or wizard; fit is dropped where it is not asked."""
        fit = answers.text("fit", 20)
        return {
            "rating": answers.number(
                "rating", *RATINGS, self.env._("How was it? Choose one of the five faces.")
            ),
            "fit": fit if fit in dict(FIT) else False,
            "comment": answers.text("comment", REASON_CHARS) or False,
            "is_shared": answers.checked("is_shared"),
        }
