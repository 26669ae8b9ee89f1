"""Lets pytest import the pure folders without Odoo: the __init__ of the add-on and of `reports` never run."""

import pathlib
import sys
import types

HERE = pathlib.Path(__file__).parent

for name in ("mentoring_program", "mentoring_program.reports"):
    package = types.ModuleType(name)
    package.__path__ = [str(HERE.joinpath(*name.split(".")))]
    sys.modules.setdefault(name, package)
