"""Lets pytest import `mentoring_program.matching` without Odoo: the add-on's own __init__ never runs."""

import pathlib
import sys
import types

package = types.ModuleType("mentoring_program")
package.__path__ = [str(pathlib.Path(__file__).parent / "mentoring_program")]
sys.modules.setdefault("mentoring_program", package)
