import re
from contextlib import contextmanager

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError

KEY_CHARS = 64
NOT_IN_KEY = re.compile(r"[^0-9A-Za-z_-]")


class MentoringSubmissionMixin(models.AbstractModel):
    """A record that a form creates at most once, however often the form is sent.

    The form carries a random id; a model that inherits this adds the unique index
    ``(create_uid, submission_key) WHERE submission_key IS NOT NULL``.
    """

    _name = "mentoring.submission.mixin"
    _description = "Created once per form"

    submission_key = fields.Char(copy=False, readonly=True, groups=fields.NO_ACCESS)

    @api.model
    def _submit(self, submission_key, values):
        """(record, True) made from `values` now, or (record, False) when this form made it before.

        Stores as superuser in the user's name: callers have checked access and read `values` by an allow-list.
        Without a key the record is always made.
        """
        earlier = self._submitted(submission_key)
        if earlier:
            return earlier, False
        with self._repeat_on_collision():
            key = self._clean_key(submission_key)
            return self.sudo().create({**values, "submission_key": key or False}), True

    @api.model
    def _submitted(self, submission_key):
        """The record that the user's form with this id made, as superuser; empty when there is none."""
        key = self._clean_key(submission_key)
        if not key:
            return self.sudo().browse()
        return self.sudo().search([("create_uid", "=", self.env.uid), ("submission_key", "=", key)], limit=1)

    @staticmethod
    def _clean_key(submission_key):
        return NOT_IN_KEY.sub("", str(submission_key or ""))[:KEY_CHARS]

    @contextmanager
    def _repeat_on_collision(self):
        """Two requests that make the same record: the loser is repeated and finds the winner's (security D10).

        A unique violation alone would end the request; ConcurrencyError lets the server run it again.
        """
        try:
            yield
            self.env.flush_all()
        except UniqueViolation as error:
            raise ConcurrencyError(f"{self._name}: made by another request at the same time") from error
