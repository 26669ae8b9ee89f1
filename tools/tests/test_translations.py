"""Every sentence is there in every language we ship, with the same places to fill in."""

import re

import polib
import pytest
import translations

FOLDER = translations.FOLDER
TEMPLATE = FOLDER / "mentoring_program.pot"
LANGUAGES = ("de", "es", "fr")
# %(name)s, %s, {{ expression }}, {count}, <tag …>, </tag>
PLACES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\{.*?\}\}|\{\w+\}|</?\w+[^<>]*>")


def catalog(language):
    return {
        entry.msgid: entry for entry in polib.pofile(str(FOLDER / f"{language}.po")) if not entry.obsolete
    }


def places(text):
    """What a translation must keep; attributes that people read (title, placeholder) may differ."""
    return sorted(
        re.sub(r'\s(title|placeholder|aria-label|alt)="[^"]*"', "", place) for place in PLACES.findall(text)
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated(language):
    translated = catalog(language)
    wanted = [entry.msgid for entry in polib.pofile(str(TEMPLATE))]

    missing = [
        text for text in wanted if text not in translated or not translations.is_done(translated[text])
    ]
    assert not missing, f"{len(missing)} sentences wait for {language}"
    assert not [text for text in translated if text not in set(wanted)], "make pot takes out what is gone"
    assert not [entry.msgid for entry in translated.values() if entry.fuzzy]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_places_to_fill_in_are_kept(language):
    differ = [
        (entry.msgid, entry.msgstr)
        for entry in catalog(language).values()
        if entry.msgstr and places(entry.msgid) != places(entry.msgstr)
    ]
    assert not differ


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_shouted_at(language):
    assert not [
        entry.msgstr for entry in catalog(language).values() if "!" in entry.msgstr and "!" not in entry.msgid
    ]
