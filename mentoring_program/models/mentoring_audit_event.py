from odoo import api, fields, models
from odoo.exceptions import AccessError


class MentoringAuditEvent(models.Model):
    """Who decided what, when and why. Rows are added by the server and never changed."""

    _name = "mentoring.audit.event"
    _description = "Mentoring audit event"
    _order = "id desc"
    _rec_name = "action"

    model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(model_field="model", required=True, readonly=True, index=True)
    program_id = fields.Many2one("mentoring.program", readonly=True, index=True, ondelete="set null")
    company_id = fields.Many2one("res.company", readonly=True, index=True)
    user_id = fields.Many2one(
        "res.users", readonly=True, index="btree_not_null", ondelete="set null"
    )
    real_user_id = fields.Many2one(
        "res.users", string="Logged in as", readonly=True, index="btree_not_null", ondelete="set null"
    )
    action = fields.Char(required=True, readonly=True)
    old_state = fields.Char(readonly=True)
    new_state = fields.Char(readonly=True)
    reason = fields.Text(readonly=True)
    run_id = fields.Many2one("mentoring.run", readonly=True, index="btree_not_null", ondelete="set null")

    @api.model
    def _record(self, records, action, old_states=None, new_state=None, reason=None, run=None):
        """Add one event per record; `old_states` maps record id to the word it had before."""
        real_user_id = self.env.transaction.default_env.uid
        return (
            self.sudo()
            .with_context({})
            .create(
                [
                    {
                        "model": record._name,
                        "res_id": record.id,
                        "program_id": record.id
                        if record._name == "mentoring.program"
                        else record.program_id.id,
                        "company_id": record.company_id.id,
                        "user_id": self.env.uid,
                        "real_user_id": real_user_id,
                        "action": action,
                        "old_state": (old_states or {}).get(record.id),
                        "new_state": new_state,
                        "reason": reason,
                        "run_id": run.id if run else False,
                    }
                    for record in records.sudo()
                ]
            )
        )

    def write(self, vals):
        is_retention = self.env.context.get("mentoring_retention") and self.env.su and vals == {"reason": False}
        if vals and not is_retention:
            raise AccessError(self.env._("Audit events cannot be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_by_retention(self):
        if not self.env.context.get("mentoring_retention") or not self.env.su:
            raise AccessError(self.env._("Audit events cannot be deleted."))
