"""The files that other files call pure are: standard library, and XlsxWriter for the one that writes a file."""

import ast
import sys

ALLOWED = {*sys.stdlib_module_names, "xlsxwriter"}


def test_only_known_imports(pure_path):
    for node in ast.walk(ast.parse(pure_path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            assert {alias.name.split(".")[0] for alias in node.names} <= ALLOWED
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0
            assert node.module.split(".")[0] in ALLOWED
