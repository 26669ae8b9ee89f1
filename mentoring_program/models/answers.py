"""Reading what a form sent: a message per field, nothing trusted, nothing lost."""

import datetime

from odoo.exceptions import ValidationError

from .mentoring_guard_mixin import CONTROL_CHARACTERS


def whole_number(text):
    """A number that an id or a page can have, out of an address or a form; 0 for anything else."""
    text = str(text)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class FormError(ValidationError):
    """Answers that cannot be stored; `errors` holds for each field of the form the sentence shown beside it."""

    def __init__(self, errors):
        super().__init__("\n".join(errors.values()))
        self.errors = errors


class Answers:
    """Values as a page or a wizard sent them, read into types.

    A field that cannot be read notes a sentence and gives None (an empty list for several values), so that a
    reader goes on and all sentences are shown at once; `verify` raises them. What nobody reads is ignored: the
    reads of a method are its allow-list.
    """

    def __init__(self, env, values):
        self.env, self.values, self.errors = env, values, {}

    def refuse(self, name, sentence):
        """Note `sentence` for the field, unless there is one already."""
        self.errors.setdefault(name, sentence)

    def verify(self):
        if self.errors:
            raise FormError(self.errors)

    def given(self, name):
        """Whether the form holds anything for this field."""
        return bool(self.text_list(name))

    def checked(self, name):
        return self._one(name) not in ("", "0", "false", "False")

    def text(self, name, limit, required=None):
        """The trimmed text or "". `required`: the sentence for an empty answer."""
        value = CONTROL_CHARACTERS.sub("", self._one(name)).strip()
        if required and not value:
            self.refuse(name, required)
        if len(value) > limit:
            self.refuse(
                name,
                self.env._(
                    "This is %(size)s characters long; there is room for %(limit)s.",
                    size=len(value),
                    limit=limit,
                ),
            )
        try:
            value.encode()
        except UnicodeEncodeError:
            self.refuse(name, self.env._("This holds characters that cannot be stored."))
        return value

    def number(self, name, low, high, sentence):
        """A whole number from `low` to `high`, or None with `sentence` noted."""
        try:
            value = int(self._one(name).strip()[:20])
        except ValueError:
            value = None
        if value is None or not low <= value <= high:
            self.refuse(name, sentence)
            return None
        return value

    def date(self, name, sentence):
        try:
            return datetime.date.fromisoformat(self._one(name).strip()[:10])
        except ValueError:
            self.refuse(name, sentence)
            return None

    def time(self, name, sentence):
        try:
            return datetime.time.fromisoformat(self._one(name).strip()[:5])
        except ValueError:
            self.refuse(name, sentence)
            return None

    def choice(self, name, allowed, required=None):
        """One of the words of `allowed` or None; `required`: the sentence for no answer."""
        value = self._one(name)
        if value in allowed:
            return value
        if value:
            self.refuse(name, self.env._("Choose one of the answers on the page."))
        elif required:
            self.refuse(name, required)
        return None

    def choices(self, name, allowed):
        """The words of `allowed` that were ticked, in the order of `allowed`."""
        ticked = set(self.text_list(name))
        if not ticked <= set(allowed):
            self.refuse(name, self.env._("Choose among the answers on the page."))
        return [word for word in allowed if word in ticked]

    def record(self, name, allowed, required=None):
        """The record of `allowed` whose id was chosen, or an empty recordset."""
        value = self._one(name)
        if not value and required:
            self.refuse(name, required)
        chosen = allowed.filtered(lambda record: str(record.id) == value)
        if value and not chosen:
            self.refuse(name, self.env._("This choice is gone. Choose another one."))
        return chosen

    def records(self, name, allowed):
        """The records of `allowed` whose ids were ticked."""
        ticked = set(self.text_list(name))
        chosen = allowed.filtered(lambda record: str(record.id) in ticked)
        if len(chosen) < len(ticked):
            self.refuse(name, self.env._("One of these choices is gone. Choose again."))
        return chosen

    def text_list(self, name):
        """Every non-empty value of the field, as text and in order."""
        value = self.values.get(name)
        several = value if isinstance(value, list | tuple) else [value]
        return [str(one) for one in several if one or (one == 0 and one is not False)]

    def _one(self, name):
        return next(iter(self.text_list(name)), "")
