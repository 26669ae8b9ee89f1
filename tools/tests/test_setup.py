"""Names, paths and choices of the set-up."""

import socket

import pytest
from setup import database, demo, odoo, postgres, settings, venv
from setup.steps import SetupError


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("./usr/lib/python3/dist-packages/odoo/http.py", True),
        ("./usr/lib/python3/dist-packages/odoo/addons/hr/i18n/fr.po", True),
        ("./usr/lib/python3/dist-packages/odoo/addons/hr/i18n/hr.pot", True),
        ("./usr/lib/python3/dist-packages/odoo/addons/hr/i18n/fr_CA.po", False),
        ("./usr/lib/python3/dist-packages/addons/hr/models/x.py", False),
        ("./usr/share/javascript/jquery/jquery.js", True),
        ("./usr/share/doc/odoo/README.md", False),
        ("./etc/odoo/odoo.conf", False),
    ],
)
def test_what_is_unpacked(name, wanted):
    assert odoo.is_wanted(name) is wanted


def test_version_of_a_tree(tmp_path):
    (tmp_path / "odoo").mkdir()
    (tmp_path / "odoo/release.py").write_text("version_info = (19, 0, 0, FINAL, 0, '')\n")
    assert odoo.has_odoo(tmp_path)
    assert odoo.version(tmp_path) == "19.0"


def test_an_older_checkout_is_refused(tmp_path, monkeypatch):
    (tmp_path / "odoo").mkdir()
    (tmp_path / "odoo/release.py").write_text("version_info = (18, 0, 0, FINAL, 0, '')\n")
    monkeypatch.setenv("ODOO_PATH", str(tmp_path))
    with pytest.raises(SetupError, match="18.0"):
        odoo.fetch(settings.Settings(tmp_path, tmp_path / "cache"))


@pytest.mark.parametrize("name", ["dev", "company_1000", "a.b-c"])
def test_database_names(name):
    assert database.check_name(name) == name


@pytest.mark.parametrize("name", ["", "a b", "a;b", 'a"b', "../x", "x" * 64])
def test_bad_database_names_are_refused(name):
    with pytest.raises(SetupError):
        database.check_name(name)


def test_a_broken_manifest_is_named(tmp_path):
    folder = tmp_path / settings.MODULE
    folder.mkdir()
    config = settings.Settings(tmp_path, tmp_path / "cache")
    assert database.manifest(config) == {}
    (folder / "__manifest__.py").write_text("{'name': ")
    with pytest.raises(SetupError, match="__manifest__"):
        database.manifest(config)


def test_the_source_key_follows_files_but_not_tests(tmp_path):
    folder = tmp_path / settings.MODULE
    (folder / "tests").mkdir(parents=True)
    config = settings.Settings(tmp_path, tmp_path / "cache")
    (folder / "a.xml").write_text("1")
    key = database.source_key(config)
    (folder / "tests" / "test_x.py").write_text("x")
    assert database.source_key(config) == key
    (folder / "a.xml").write_text("2")
    assert database.source_key(config) != key


def test_a_taken_port_is_passed_over():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert not postgres.is_free(port)
        assert postgres.free_port(port) != port


def test_logins_come_from_the_first_table_with_that_column(tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text(
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n"
        "| Role | Login | Password |\n|---|---|---|\n| Mentor | `m@x` | `m` |\n\nend\n"
    )
    assert demo.logins(readme).splitlines() == ["  Role    Login  Password", "  Mentor  m@x    m"]
    readme.write_text("The password is the login.\n\n| Role | Login |\n|---|---|\n| Mentor | `m` |\n")
    assert demo.logins(readme).splitlines() == [
        "  The password is the login.",
        "  Role    Login",
        "  Mentor  m",
    ]
    assert demo.logins(tmp_path / "none.md") == "  admin / admin"


def test_the_outcome_in_words():
    text = demo.in_words("12", "2", "1043.5", "t", "0.0312")
    assert text == (
        "Matching of the demo program: 12 of 14 mentees have a mentor, 2 wait; "
        "fit 1043.5 points; proved optimal; 0.03 s."
    )
    assert "not proved optimal" in demo.in_words("1", "0", "5", "f", "1")


def test_the_running_python_is_used_when_odoo_accepts_it():
    assert venv.base_python()


def test_requirements_have_a_floor_each():
    lines = (settings.ROOT / "requirements.txt").read_text().splitlines()
    assert all(">=" in line for line in lines if line and not line.startswith("#"))
