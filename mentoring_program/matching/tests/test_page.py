"""The page for HR readers, `docs/how-pairs-are-made.md`: every figure of its examples is what the engine finds."""

import pathlib
import re

import numpy as np
import pytest

from mentoring_program.matching import (
    SCALE,
    Cohort,
    Criterion,
    Person,
    Problem,
    check,
    counterfactual,
    encode,
    explain,
    solve,
)
from mentoring_program.matching.encode import shares

TEXT = (pathlib.Path(__file__).parents[3] / "docs" / "how-pairs-are-made.md").read_text(encoding="utf-8")
KINDS = {
    "Seniority gap": ("seniority_gap", {"gap_min": 0, "gap_ideal": 2}),
    "Skills": ("skills", {}),
    "The mentee's wish": ("mentee_wish", {}),
    "Goal: move": ("transition", {}),
    "Shared topics": ("topics", {}),
    "Department": ("department", {"relation": "different"}),
    "Language": ("language", {}),
    "Working hours": ("timezone", {}),
}


def table(heading):
    """Rows of the table whose first line begins with these cells, without that line, as lists of plain text."""
    lines = iter(TEXT.splitlines())
    rows = []
    next(line for line in lines if line.startswith(heading))
    for line in lines:
        if not line.startswith("|"):
            return rows
        if not set(line) <= set("|-"):
            rows.append([cell.strip().replace("**", "") for cell in line.strip().strip("|").split("|")])
    return rows


def shown(points):
    return f"{100 * points / SCALE:.1f}"


def told(pattern):
    """The figures that a sentence of the page names; it may run over two lines."""
    match = re.search(pattern, " ".join(TEXT.split()))
    assert match, pattern
    return match.groups()


# ------------------------------------------------------------
# Weights, and one pair
# ------------------------------------------------------------


def test_weights_give_what_the_page_says():
    for weights, *most in table("| weights of skills, seniority gap, language"):
        kinds = zip(("skills", "seniority_gap", "language"), weights.split(", "), strict=True)
        criteria = [Criterion(key, kind, float(weight)) for key, (kind, weight) in enumerate(kinds)]
        found = {criterion.key: share for criterion, share in shares(Cohort([], [], criteria))}
        assert [shown(found.get(key, 0)) for key in range(3)] == most


@pytest.fixture(scope="module")
def pair():
    """(Problem of Fatima and Thomas alone, {criterion's name on the page: its key})."""
    facts = {name: cells for name, *cells in table("| | Fatima, mentee | Thomas, mentor |")}
    assert facts["Wants to move to"] == ["", ""] and facts["First wish"] == ["Thomas", ""]
    numbers = {}  # a name is a number for the engine

    def number(name):
        return numbers.setdefault(name, len(numbers) + 1)

    def listed(name, side):
        return [number(item) for item in facts[name][side].split(", ")]

    def person(key, side):
        skills = facts["Skills, how important or how strong"][side].split(", ")
        return Person(
            key=key,
            employee=key,
            places=1,
            seniority=int(facts["Level"][side]),
            department=number(facts["Department"][side]),
            tz=(60 * int(facts["Hours ahead of UTC"][side]),),
            languages=frozenset(listed("Languages", side)),
            skills={number(skill[:-2]): int(skill[-1]) for skill in skills},
            topics=frozenset(listed("Topics", side)),
        )

    rows = table("| criterion | weight | at most | got")[:-1]
    keys = {name: key for key, (name, *_cells) in enumerate(rows, 1)}
    criteria = [
        Criterion(keys[name], KINDS[name][0], float(weight), params=KINDS[name][1])
        for name, weight, *_cells in rows
    ]
    return encode(Cohort([person(1, 0)], [person(2, 1)], criteria, wishes=[(1, 2, 1)])), criteria, keys


def test_the_points_of_the_example_are_the_engines(pair):
    problem, criteria, keys = pair
    (parts,) = explain(problem, solve(problem)).contributions
    *rows, (_name, weights, most, fit, _because) = table("| criterion | weight | at most | got")
    share = {criterion.key: points for criterion, points in shares(Cohort([], [], criteria))}

    for name, _weight, at_most, got, _because in rows:
        assert shown(parts.get(keys[name], 0)) == got, name
        assert shown(share[keys[name]]) == f"{float(at_most):.1f}", name
    assert shown(sum(parts.values())) == fit
    assert (sum(criterion.weight for criterion in criteria), float(most)) == (float(weights), 100)
    assert sum(share.values()) == SCALE


# ------------------------------------------------------------
# A matching, its proof, and what else it could be
# ------------------------------------------------------------

MENTORS = ("Ana", "Lena")
ROWS = table("| | Ana | Lena |")
MENTEES = [name for name, *_cells in ROWS]


def matching(places=(1, 1), pinned=()):
    """(problem, result) of the page's table."""
    cells = [row[1:] for row in ROWS]
    allowed = np.array([[cell != "not possible" for cell in row] for row in cells])
    points = np.array([[int(cell) * SCALE // 100 if cell.isdigit() else 0 for cell in row] for row in cells])
    problem = Problem.from_matrix(points, allowed, list(places), pinned=pinned)
    result = solve(problem)
    assert check(problem, result).optimal
    return problem, result


def fit(result):
    return str(100 * result.total // SCALE)


def test_the_pairs_and_sums_of_the_example_are_the_engines():
    one, its_mentor, other, others_mentor, points = told(
        r"The best pairs are \*\*(\w+) with (\w+)\*\* and \*\*(\w+) with (\w+)\*\*: (\d+) points"
    )
    _problem, result = matching()
    assert {(MENTEES[i], MENTORS[j]) for i, j in result.pairs.tolist()} == {
        (one, its_mentor),
        (other, others_mentor),
    }
    assert fit(result) == points
    assert fit(matching(pinned=[(0, 0)])[1]) == told(r"but then (\d+) points would be all there is")[0]
    assert fit(matching(pinned=[(2, 0)])[1]) == told(r"with her and Ana together it would be (\d+)")[0]


def test_the_bill_of_the_example_is_a_proof():
    problem, result = matching()
    bill = {name.removesuffix("'s place"): int(cell) for name, cell in table("| | price or rest |")}
    total = bill.pop("Together")
    assert set(bill) == {*MENTORS, *MENTEES}
    assert sum(bill.values()) == total == int(fit(result))
    assert min(bill.values()) >= 0
    for i, mentee in enumerate(MENTEES):
        for j, mentor in enumerate(MENTORS):
            if ROWS[i][j + 1] != "not possible":
                assert int(ROWS[i][j + 1]) <= bill[mentee] + bill[mentor]
    assert told(r"Ben with Ana: (\d+), against (\d+) \+ (\d+)") == (ROWS[0][1], str(bill["Ben"]), str(bill["Ana"]))


@pytest.mark.parametrize("mentee", ["Ben", "Dora"])
def test_what_another_pair_costs_is_what_the_page_says(mentee):
    problem, result = matching()
    cost, words = told(mentee + r' with Ana: "(\d+) points of fit: ([^"]+)"')
    forced = counterfactual(problem, result, MENTEES.index(mentee), 0)
    assert (forced.covered_loss, str(100 * forced.points_loss // SCALE)) == (0, cost)
    others = {MENTEES[i]: [MENTORS[j] for j in after] for i, _before, after in forced.moves if MENTEES[i] != mentee}
    said = {"Cem moves to Lena": {"Cem": ["Lena"]}, "Cem has no mentor then": {"Cem": []}}
    assert others == said[words]


def test_one_more_place_with_ana_serves_one_mentee_more():
    problem, result = matching()
    (ana,) = [place for place in explain(problem, result).places if place.mentor == 0]
    assert told(r"one more place with Ana gives (\w+) mentee more a mentor") == ("one",)
    assert ana.gain[0] == 1
    assert matching(places=(2, 1))[1].covered == result.covered + 1
