import ast
import pathlib
import re

from odoo.tests import TransactionCase, tagged

from ..matching import KINDS

ADDON = pathlib.Path(__file__).resolve().parent.parent
ROOT = ADDON.parent
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "docs" / "adr").glob("*.md")),
    *sorted((ROOT / "docs" / "guide").glob("*.md")),
]

CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
PATH = re.compile(r"^[\w.-]+(/[\w.-]+)*/?$")
NAME_AFTER_PATH = re.compile(r"`([\w./-]+\.py)`: `(\w+)`")
MODEL_NAME = re.compile(r"^(mentoring(?:\.[a-z_]+)+|hr\.employee(?:\.public)?)\.(\w+)(?:\(.*\))?$")
TARGET = re.compile(r"make ([a-z-]+)")


@tagged("mentoring_docs")
class TestDocs(TransactionCase):
    """What the pages say about the code is so: files, functions, models and commands exist."""

    def _each(self, pattern):
        """(page name, match) of a pattern on every page."""
        for page in PAGES:
            for match in pattern.finditer(page.read_text(encoding="utf-8")):
                yield page.relative_to(ROOT), match

    def test_there_are_pages(self):
        names = {page.name for page in PAGES if page.exists()}

        self.assertLessEqual({"README.md", "CONTRIBUTING.md", "data-flow.md"}, names)

    def test_files_that_are_named_exist(self):
        files = [
            (page, match[1])
            for page, match in self._each(CODE)
            if PATH.match(match[1]) and ("/" in match[1].strip("/") or match[1].endswith((".py", ".md", ".xml")))
        ]
        self.assertGreater(len(files), 30)
        for page, path in files:
            with self.subTest(page=str(page), path=path):
                found = [base / path for base in (ROOT, ADDON, ADDON / "models", ADDON / "matching")]
                self.assertTrue(any(place.exists() for place in found), f"{page}: {path} is gone")

    def test_links_lead_somewhere(self):
        for page, match in self._each(LINK):
            if match[1].startswith(("http:", "https:", "mailto:")):
                continue
            with self.subTest(page=str(page), link=match[1]):
                self.assertTrue((ROOT / page.parent / match[1]).exists(), f"{page}: {match[1]} is gone")

    def test_the_apps_page_shows_pictures_that_exist_and_are_small(self):
        folder = ADDON / "static" / "description"
        names = re.findall(r'src="([^"]+)"', (folder / "index.html").read_text(encoding="utf-8"))
        self.assertIn("icon.png", names)
        for name in names:
            with self.subTest(name=name):
                self.assertLess((folder / name).stat().st_size, 200_000)

    def test_functions_that_are_named_after_a_file_are_in_it(self):
        named = [(page, match[1], match[2]) for page, match in self._each(NAME_AFTER_PATH)]
        self.assertGreater(len(named), 10)
        for page, path, name in named:
            with self.subTest(page=str(page), name=f"{path}: {name}"):
                source = (ADDON / path if (ADDON / path).exists() else ROOT / path).read_text(encoding="utf-8")
                defined = {node.name for node in ast.walk(ast.parse(source)) if hasattr(node, "name")}
                self.assertIn(name, defined)

    def test_methods_and_fields_that_are_named_with_a_model_exist(self):
        named = [(page, match[1]) for page, match in self._each(CODE) if MODEL_NAME.match(match[1])]
        self.assertGreater(len(named), 20)
        for page, code in named:
            if code in self.env:
                continue
            model, name = MODEL_NAME.match(code).groups()
            with self.subTest(page=str(page), code=code):
                self.assertIn(model, self.env)
                self.assertTrue(hasattr(self.env[model], name), f"{page}: {code} is gone")

    def test_commands_that_are_named_exist(self):
        targets = set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE))
        named = {
            (page, target)
            for page, match in self._each(re.compile(r"`(make [^`\n]+)`|^ *(make .+)$", re.MULTILINE))
            for target in TARGET.findall(match[1] or match[2])
        }
        self.assertGreater(len(named), 5)
        for page, target in named:
            with self.subTest(page=str(page), target=target):
                self.assertIn(target, targets)

    def test_every_kind_of_criterion_has_its_words(self):
        labels = dict(self.env["mentoring.criterion"]._fields["kind"].selection)
        reason = self.env["mentoring.pairing.reason"]

        self.assertEqual(set(labels), set(KINDS))
        for kind in labels:
            with self.subTest(kind=kind):
                self.assertTrue(hasattr(reason, f"_words_{kind}"))
                self.assertTrue(hasattr(reason, f"_tell_{kind}"))

    def test_the_manifest_asks_for_what_requirements_txt_installs(self):
        manifest = ast.literal_eval((ADDON / "__manifest__.py").read_text(encoding="utf-8"))
        lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()

        required = {line.strip() for line in lines if line.strip() and not line.startswith("#")}

        self.assertEqual(set(manifest["external_dependencies"]["python"]), required)

    def test_the_changelog_begins_with_the_manifests_version(self):
        manifest = ast.literal_eval((ADDON / "__manifest__.py").read_text(encoding="utf-8"))
        versions = re.findall(r"^## \[?([\d.]+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)

        self.assertEqual(versions[:1], [manifest["version"]])
