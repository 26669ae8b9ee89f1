"""The core stays a core: standard library, numpy, scipy and itself."""

import ast
import pathlib
import sys

import pytest

HERE = pathlib.Path(__file__).parent.parent
ALLOWED = {*sys.stdlib_module_names, "numpy", "scipy"}


@pytest.mark.parametrize("path", sorted(HERE.glob("*.py")), ids=lambda path: path.name)
def test_only_known_imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            assert {alias.name.split(".")[0] for alias in node.names} <= ALLOWED
        if isinstance(node, ast.ImportFrom):
            assert node.level == 1 or (node.level == 0 and node.module.split(".")[0] in ALLOWED)


@pytest.mark.parametrize("path", sorted(HERE.glob("*.py")), ids=lambda path: path.name)
def test_nothing_is_pickled_printed_or_timed(path):
    names = {
        node.id
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Name)
    }

    assert not names & {"pickle", "print", "logging", "random", "datetime"}
