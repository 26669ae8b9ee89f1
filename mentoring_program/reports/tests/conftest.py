"""Loads the pure files of `reports` by path: the folder's own __init__ may need Odoo, they must not."""

import importlib.util
import pathlib
import sys

import pytest

HERE = pathlib.Path(__file__).parent.parent
PURE = ("figures", "workbook")


def load(name):
    full = f"mentoring_reports_{name}"
    if full not in sys.modules:
        spec = importlib.util.spec_from_file_location(full, HERE / f"{name}.py")
        sys.modules[full] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[full])
    return sys.modules[full]


@pytest.fixture
def figures():
    return load("figures")


@pytest.fixture
def workbook():
    return load("workbook")


@pytest.fixture(params=PURE)
def pure_path(request):
    return HERE / f"{request.param}.py"
