import pathlib
import re

from lxml import html

from odoo.tests import tagged
from odoo.tools.translate import PoFileReader

from .portal_common import PortalCase
from .portal_scenes import PortalScenes

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "i18n"
LANGUAGES = ("de_DE", "es_ES", "fr_FR")
PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]")

# What people of the tests are called and wrote themselves.
WRITTEN = {"Coordinator", "Leading a team", "Choose", "Waiting"}


@tagged("-at_install", "post_install", "mentoring_languages")
class TestPortalLanguages(PortalScenes, PortalCase):
    """People who read German, Spanish or French meet no English sentence of ours in *My Mentoring*."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.english = {}
        for language in LANGUAGES:
            cls.env["res.lang"]._activate_lang(language)
            with open(FOLDER / f"{language[:2]}.po", "rb") as file:
                cls.english[language] = cls._english_of(PoFileReader(file))
        cls.env["ir.module.module"]._load_module_terms(["mentoring_program"], list(LANGUAGES))

    @staticmethod
    def _english_of(entries):
        """Patterns of what stands on a page in English and would not in this language."""
        source, translated = set(), set()
        for entry in entries:
            source.update(_pieces(entry["src"]))
            translated.update(_pieces(entry["value"] or entry["src"]))
        pieces = [piece for piece in sorted(source - translated) if len(PLACE.sub("", piece).strip()) > 3]
        return re.compile("|".join(".+?".join(map(re.escape, PLACE.split(piece))) for piece in pieces))

    def _look(self, login, *urls):
        user, left = self.env["res.users"].search([("login", "=", login)]), set()
        for language in LANGUAGES:
            user.lang = language
            self._login(login)
            for url in urls:
                response = self.url_open(f"/my/mentoring{url}")  # leads on to the address with the language
                self.assertEqual(response.status_code, 200, url)
                page = html.fromstring(response.content)
                texts = page.xpath("//*[contains(@class, 'o_mentoring')]//text()[not(ancestor::script)]")
                self.assertTrue(texts, url)
                english = filter(self.english[language].fullmatch, map(_plain, texts))
                left.update((language, url, text) for text in english if text not in WRITTEN)
        self.assertFalse(left)

    def test_a_name_stands_where_the_language_wants_it(self):
        words = {"en_US": "Portal’s goal", "de_DE": "Ziel von Portal", "fr_FR": "Objectif de Portal"}
        for language, expected in words.items():
            self.users["portal_mentor"].lang = language
            self._login("portal_mentor")
            page = html.fromstring(self.url_open("/my/mentoring").content)
            self.assertIn(expected, list(map(_plain, page.xpath("//h2/text()|//h2/b/text()"))))


def _pieces(term):
    """The texts between the tags of a term, each as a page shows it."""
    return filter(None, map(_plain, html.fromstring(f"<div>{term}</div>").itertext())) if term else ()


def _plain(text):
    return " ".join(text.split())
