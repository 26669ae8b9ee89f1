"""Bring the translations in line with the template: python tools/translations.py

Sentences that are gone are taken out, new ones are added without a translation. A test says which ones wait.
"""

import sys
from pathlib import Path

import polib

FOLDER = Path(__file__).resolve().parent.parent / "mentoring_program" / "i18n"


def main():
    for path in sorted(FOLDER.glob("*.po")):
        catalog, template = (
            polib.pofile(str(path), wrapwidth=78),
            polib.pofile(str(next(FOLDER.glob("*.pot")))),
        )
        known = {entry.msgid: entry.msgstr for entry in catalog}
        catalog.clear()
        for entry in template:
            entry.msgstr = known.get(entry.msgid, "")
            catalog.append(entry)
        catalog.save()
        sys.stdout.write(f"{path.name}: {len(catalog.untranslated_entries())} sentences wait\n")


if __name__ == "__main__":
    main()
