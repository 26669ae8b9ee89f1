"""The user guide shows the screens there are: each picture it names is in the folder, is used, and is small."""

import re
from pathlib import Path

import pytest
from album import APPS_FOLDER, FOLDER, PICTURES, POSTERS
from PIL import Image
from setup import poster

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "guide"
PAGES = sorted(GUIDE.glob("*.md"))
NAMED = re.compile(
    r'!\[([^\]]*)\]\(pictures/([^)]+)\.png\)|<img src="pictures/([^"]+)\.png" width="\d+" alt="([^"]*)">'
)
LARGEST = 150 * 1024


def shown():
    """{picture: what it says to who cannot see it}, from all pages."""
    found = {}
    for page in PAGES:
        for alt, name, other, other_alt in NAMED.findall(page.read_text(encoding="utf-8")):
            found[name or other] = alt or other_alt
    return found


def test_each_role_has_a_page_and_the_index_leads_there():
    index = (GUIDE / "README.md").read_text(encoding="utf-8")
    for role in ("coordinator", "manager", "mentee", "mentor", "administrator"):
        assert f"({role}.md)" in index
        assert "pictures/" in (GUIDE / f"{role}.md").read_text(encoding="utf-8")


def test_no_picture_is_named_in_another_way():
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert text.count(".png") == len(NAMED.findall(text)), page.name


def test_pictures_of_the_guide_are_those_that_are_taken():
    files = {path.stem for path in (ROOT / FOLDER).iterdir()}
    assert set(shown()) == files
    assert {picture.name for picture in PICTURES if picture.name} == files


def test_pictures_have_words_for_who_cannot_see_them():
    assert [name for name, words in shown().items() if len(words) < 10] == []


def test_pictures_are_taken_once():
    names = [picture.name for picture in PICTURES if picture.name]
    assert len(names) == len(set(names))


def test_pictures_of_the_apps_page_are_made_of_those_of_the_guide():
    page = (ROOT / APPS_FOLDER / "index.html").read_text(encoding="utf-8")
    assert set(re.findall(r'src="(\w+)\.png"', page)) - {"icon"} == {
        name for name, _screens, _height in POSTERS
    }
    for _name, screens, _height in POSTERS:
        assert set(screens) <= {picture.name for picture in PICTURES}


def test_screens_of_a_phone_stand_beside_each_other(tmp_path):
    for name, colour in (("a", "red"), ("b", "blue")):
        Image.new("RGB", (780, 1688), colour).save(tmp_path / f"{name}.png")
    (tmp_path / "both.png").write_bytes(poster.phones([tmp_path / "a.png", tmp_path / "b.png"]))
    both = Image.open(tmp_path / "both.png").convert("RGB")
    quarter, middle = both.width // 4, both.height // 2
    assert both.getpixel((quarter, middle)) == (255, 0, 0)
    assert both.getpixel((3 * quarter, middle)) == (0, 0, 255)
    (tmp_path / "top.png").write_bytes(poster.crop(tmp_path / "a.png", 400))
    assert Image.open(tmp_path / "top.png").size == (780, 400)


@pytest.mark.parametrize("path", sorted((ROOT / FOLDER).glob("*.png")), ids=lambda path: path.stem)
def test_a_picture_is_small(path):
    assert path.read_bytes().startswith(b"\x89PNG")
    assert path.stat().st_size <= LARGEST
