from odoo import api, fields, models

SNOOZE_DAYS = 7


class MentoringSnooze(models.Model):
    """A line of the day page that its team does not want to see for some days."""

    _name = "mentoring.snooze"
    _inherit = ["mentoring.guard.mixin", "mentoring.submission.mixin"]
    _description = "Line put off"
    _order = "date_until, id"

    _server_fields = frozenset({"program_id", "company_id", "attention_key", "date_until", "submission_key"})

    program_id = fields.Many2one("mentoring.program", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="program_id.company_id", store=True, index=True)
    attention_key = fields.Integer("Line", required=True, readonly=True)
    date_until = fields.Date("Back on", required=True)

    _once = models.UniqueIndex("(attention_key)", "This line is put off already.")

    def _compute_display_name(self):
        for snooze in self:
            snooze.display_name = self.env._("Line put off #%s", snooze.id or self.env._("new"))

    @api.autovacuum
    def _gc_past(self):
        self.sudo().search([("date_until", "<", fields.Date.subtract(fields.Date.today(), days=30))]).unlink()

    @api.model
    def _put_off(self, rows, days=SNOOZE_DAYS):
        """Hide these lines of the day page; for code that has checked that the user coordinates their programs."""
        until = fields.Date.add(fields.Date.context_today(self), days=days)
        with self._repeat_on_collision():
            present_sudo = self.sudo().search([("attention_key", "in", rows.ids)])
            present_sudo.date_until = until
            self.sudo().create(
                [
                    {"program_id": row.program_id.id, "attention_key": row.id, "date_until": until}
                    for row in rows
                    if row.id not in present_sudo.mapped("attention_key")
                ]
            )
