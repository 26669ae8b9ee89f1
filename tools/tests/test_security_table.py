"""docs/security.md says what the access lines, rules and field groups say."""

from pathlib import Path

import pytest
import security_table

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_is_up_to_date():
    page = (ROOT / "docs" / "security.md").read_text()

    assert page == security_table.page(), "write it anew: python tools/security_table.py > docs/security.md"


def test_every_access_line_and_rule_is_on_the_page():
    access, rules = security_table.access_lines(), security_table.record_rules()

    assert ("administrators", (True, False, False, False)) in access["mentoring.audit.event"]
    assert rules["mentoring.note"][0].startswith("Everybody")
    for model in access:
        assert rules.get(model), f"{model} has an access line and no rule"


def test_every_role_of_the_matrix_has_words():
    assert set(security_table.ROLES) == set(security_table._matrix()["ROLES"])


@pytest.mark.parametrize(
    ("model", "who", "field"),
    [
        ("mentoring.pairing", "coordinators", "score"),
        ("mentoring.participant", "administrators", "avoid_ids"),
        ("mentoring.goal", "the server only", "target_job_id"),
    ],
)
def test_fields_with_groups_are_found(model, who, field):
    assert field in security_table.guarded_fields()[model][who]
