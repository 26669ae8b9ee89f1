import re

from odoo import api, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import SQL

from .vocabulary import REASON_CHARS

LARGEST = 2**31 - 1  # of a PostgreSQL integer
CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class MentoringGuardMixin(models.AbstractModel):
    """What every mentoring model has in common at its edge.

    - Server fields (state, counters, authorship: `_server_fields` and every stored readonly field) are set by our
      own methods in superuser mode, never by a caller's values, a ``default_*`` context or a saved default.
    - Fixed fields say what a record is about: chosen when it is made, never moved to something else.
    - Children are created by their own ``create``, never by commands inside somebody else's sudo.
    - Fields with groups answer no question: not by searching, sorting or grouping.
    - Text is free of control characters, valid Unicode and bounded before it reaches the database.
    """

    _name = "mentoring.guard.mixin"
    _description = "Guard for values that only the server sets"
    _allow_sudo_commands = False

    _server_fields = frozenset()
    _fixed_fields = frozenset()
    _text_limits = {}

    @api.model
    def default_get(self, fields):
        """Defaults; those of server fields come from the code alone, also in superuser mode."""
        own = [name for name in fields if self._is_server_field(name)]
        defaults = super().default_get([name for name in fields if name not in own])
        for name in own:
            field = self._fields[name]
            if field.default:
                value = field.convert_to_cache(field.default(self), self, validate=False)
                defaults[name] = field.convert_to_write(value, self)
        return defaults

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._verify_server_fields(vals)
        return super().create([self._clean(vals) for vals in vals_list])

    def write(self, vals):
        self._verify_server_fields(vals)
        self._verify_fixed_fields(vals)
        return super().write(self._clean(vals))

    def _update_field_translations(self, field_name, translations, digest=None, source_lang=""):
        # the translation dialog writes here, past `write`
        def clean(text):
            return self._clean({field_name: text})[field_name]

        cleaned = {
            lang: {term: clean(text) for term, text in value.items()} if isinstance(value, dict) else clean(value)
            for lang, value in translations.items()
        }
        return super()._update_field_translations(field_name, cleaned, digest, source_lang)

    # Core checks a field's groups when it turns the field into SQL, but not for many2many fields in a grouping, and
    # for a related field only those of its last step. Both would tell the hidden value.

    def _field_to_sql(self, alias, field_expr, query=None):
        self._verify_readable(field_expr.partition(".")[0])
        return super()._field_to_sql(alias, field_expr, query)

    def _read_group_groupby(self, alias, groupby_spec, query):
        self._verify_readable(groupby_spec.partition(":")[0].partition(".")[0])
        return super()._read_group_groupby(alias, groupby_spec, query)

    def _verify_readable(self, name):
        if name in self._fields:
            self._check_field_access(self._fields[name], "read")

    @api.model
    def _is_server_field(self, name):
        field = self._fields.get(name)
        if field is None:
            return False
        return name in self._server_fields or bool(
            field.store and field.readonly and name not in models.MAGIC_COLUMNS
        )

    def _verify_server_fields(self, vals):
        if not self.env.su:
            self._refuse([name for name in vals if self._is_server_field(name)])

    def _verify_fixed_fields(self, vals):
        """A form or an import may send the value that is there already."""
        if self.env.su:
            return
        self._refuse(
            [
                name
                for name in self._fixed_fields & vals.keys()
                if any(
                    record._fields[name].convert_to_write(record[name], record) != vals[name]
                    for record in self
                )
            ]
        )

    def _refuse(self, names):
        if names:
            labels = sorted(self._fields[name]._description_string(self.env) for name in names)
            raise AccessError(
                self.env._(
                    "%(fields)s of %(model)s cannot be set directly: use the buttons.",
                    fields=", ".join(labels),
                    model=self._description,
                )
            )

    def _clean(self, vals):
        """The values with text as it can be stored; refuses what the database could not hold."""
        cleaned = {}
        for name, value in vals.items():
            field = self._fields.get(name)
            if isinstance(value, str) and field is not None and field.type in ("char", "text", "html"):
                value = self._clean_string(field, value)
            if isinstance(value, int) and field is not None and field.type == "integer" and abs(value) > LARGEST:
                label = field._description_string(self.env)
                raise ValidationError(self.env._("%(field)s is out of range: %(value)s.", field=label, value=value))
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

    def _take_turn(self):
        """Whoever changes what belongs to these records at the same time does it one after the other.

        An update, not a lock: the second one collides, and the server repeats it with what the first one did.
        """
        if self:
            self.env.execute_query(
                SQL(
                    "UPDATE %s SET write_date = write_date WHERE id IN %s RETURNING id",
                    SQL.identifier(self._table),
                    tuple(self.ids),
                )
            )
