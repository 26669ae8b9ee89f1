from odoo import fields, models


class MentoringAgenda(models.Model):
    """What to talk about in the n-th meeting; the first one carries the five first-meeting questions."""

    _name = "mentoring.agenda"
    _inherit = ["mentoring.guard.mixin"]
    _description = "Meeting agenda"
    _order = "meeting_number, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    meeting_number = fields.Integer(required=True, default=1, help="1 is the first meeting of a pair.")
    body = fields.Text(
        required=True,
        translate=True,
        help="One question per line. %(role)s stands for the mentor's job.",
    )
    topic_ids = fields.Many2many("mentoring.topic", string="Topics")

    _text_limits = {"body": 20_000}

    _meeting_number_range = models.Constraint(
        "CHECK (meeting_number BETWEEN 1 AND 100)", "The meeting number lies between 1 and 100."
    )

    def _text_for(self, mentor_job):
        """The agenda's text with the mentor's job filled in; user text is replaced, never formatted."""
        self.ensure_one()
        return self._fill_in(self.body, mentor_job)

    def _fill_in(self, body, mentor_job):
        return (body or "").replace("%(role)s", mentor_job or self.env._("your present role"))
