from psycopg2 import IntegrityError

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError


class MentoringSubmissionMixin(models.AbstractModel):
    """A record that a portal form creates at most once, however often the form is sent.

    The form carries a random id; a model that inherits this adds the unique index
    ``(create_uid, submission_key) WHERE submission_key IS NOT NULL``.
    """

    _name = "mentoring.submission.mixin"
    _description = "Created once per form"

    submission_key = fields.Char(copy=False, readonly=True, groups="base.group_system")

    @api.model
    def _submit(self, submission_key, create):
        """The record that this form made before, else the one that ``create()`` makes now.

        A parallel submission of the same form loses the race on the unique index; raising ConcurrencyError
        lets the request be repeated, and the repetition finds the winner's record.
        """
        key = (submission_key or "")[:64]
        if not key:
            return create()
        earlier = self.sudo().search(
            [("create_uid", "=", self.env.uid), ("submission_key", "=", key)], limit=1
        )
        if earlier:
            return earlier
        try:
            record = create()
            record.sudo().submission_key = key
            record.flush_recordset(["submission_key"])
        except IntegrityError as error:
            raise ConcurrencyError(f"{self._name} {key}") from error
        return record
