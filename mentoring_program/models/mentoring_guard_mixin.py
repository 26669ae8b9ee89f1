import re

from odoo import api, models
from odoo.exceptions import AccessError, ValidationError

from .vocabulary import REASON_CHARS

CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class MentoringGuardMixin(models.AbstractModel):
    """What every mentoring model has in common at its edge.

    - Server fields (state, counters, authorship) are set by our own methods in superuser mode, never by a
      caller's values or ``default_*`` context; fixed fields (whose record it is) are set once.
    - Children are created by their own ``create``, never by commands inside somebody else's sudo.
    - Text is free of control characters, valid Unicode and bounded before it reaches the database.
    """

    _name = "mentoring.guard.mixin"
    _description = "Guard for values that only the server sets"
    _allow_sudo_commands = False

    _server_fields = frozenset()
    _fixed_fields = frozenset()  # given when the record is made, never changed afterwards
    _text_limits = {}

    @api.model_create_multi
    def create(self, vals_list):
        guarded = self._without_server_defaults()
        for vals in vals_list:
            guarded._verify_server_fields(vals)
        return super(MentoringGuardMixin, guarded).create([self._clean_text(vals) for vals in vals_list])

    def write(self, vals):
        self._verify_server_fields(vals)
        self._verify_fixed_fields(vals)
        return super().write(self._clean_text(vals))

    def _without_server_defaults(self):
        if self.env.su:
            return self
        hidden = {f"default_{name}" for name in self._server_fields}
        context = {key: value for key, value in self.env.context.items() if key not in hidden}
        return self.with_context(context) if len(context) < len(self.env.context) else self

    def _verify_server_fields(self, vals):
        if self.env.su:
            return
        refused = self._server_fields.intersection(vals)
        if refused:
            raise AccessError(
                self.env._(
                    "%(fields)s of %(model)s cannot be set directly: use the buttons.",
                    fields=", ".join(
                        sorted(self._fields[name]._description_string(self.env) for name in refused)
                    ),
                    model=self._description,
                )
            )

    def _verify_fixed_fields(self, vals):
        if self.env.su:
            return
        for name in self._fixed_fields.intersection(vals):
            given = vals[name] or False
            if any((record[name].id if self._fields[name].relational else record[name]) != given for record in self):
                raise AccessError(
                    self.env._(
                        "%(field)s of %(model)s cannot change any more: make a new one instead.",
                        field=self._fields[name]._description_string(self.env),
                        model=self._description,
                    )
                )

    def _clean_text(self, vals):
        cleaned = {}
        for name, value in vals.items():
            field = self._fields.get(name)
            if isinstance(value, str) and field is not None and field.type in ("char", "text", "html"):
                value = self._clean_string(field, value)
            cleaned[name] = value
        return cleaned

    def _clean_string(self, field, value):
        label = field._description_string(self.env)
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise ValidationError(
                self.env._("%(field)s holds characters that cannot be stored.", field=label)
            ) from error
        limit = self._text_limits.get(field.name, REASON_CHARS)
        if len(value) > limit:
            raise ValidationError(
                self.env._(
                    "%(field)s is too long: %(size)s characters, at most %(limit)s.",
                    field=label,
                    size=len(value),
                    limit=limit,
                )
            )
        return CONTROL_CHARACTERS.sub("", value)
