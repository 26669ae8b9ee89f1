"""Bring the translations in line with the template: python tools/translations.py

Sentences that are gone are taken out, new ones are added without a translation. A test says which ones wait. What is
the same in the other language has no translation either, but a comment that says so.
"""

import sys
from pathlib import Path

import polib

FOLDER = Path(__file__).resolve().parent.parent / "mentoring_program" / "i18n"
SAME = "the same in this language"


def main():
    for path in sorted(FOLDER.glob("*.po")):
        catalog = polib.pofile(str(path), wrapwidth=78)
        template = polib.pofile(str(next(FOLDER.glob("*.pot"))))
        known = {entry.msgid: entry for entry in catalog}
        catalog.clear()
        for entry in template:
            if before := known.get(entry.msgid):
                same = before.msgstr == before.msgid
                entry.msgstr = "" if same else before.msgstr
                entry.tcomment = SAME if same else before.tcomment
            catalog.append(entry)
        catalog.save()
        waiting = sum(not is_done(entry) for entry in catalog)
        sys.stdout.write(f"{path.name}: {waiting} sentences wait\n")


def is_done(entry):
    return bool(entry.msgstr) or entry.tcomment == SAME


if __name__ == "__main__":
    main()
