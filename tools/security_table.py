"""Who may see and do what: python tools/security_table.py > docs/security.md.

Reads files only: access lines, record rules, field groups, and the matrix that the tests execute. The names of
the rules are sentences, so the page says what is true; a test compares it with the files.
"""

import ast
import csv
import pathlib
import runpy
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(__file__).resolve().parent.parent
ADDON = ROOT / "mentoring_program"

GROUPS = {
    "": "everybody",
    "base.group_user": "employees",
    "base.group_portal": "portal users",
    "mentoring_program.group_mentoring_coordinator": "coordinators",
    "mentoring_program.group_mentoring_manager": "administrators",
}
SERVER_ONLY = "."
RIGHTS = ("perm_read", "perm_create", "perm_write", "perm_unlink")
ROLES = {
    "PUB": "somebody without a login",
    "Ee": "the mentee of the pair",
    "Eo": "the mentor of the pair",
    "W": "a mentee with a proposal that is not announced",
    "X": "an employee who takes no part",
    "Me": "the mentee's manager",
    "Mo": "the mentor's manager",
    "Md": "the managers' manager",
    "SP": "the sponsor of the program",
    "CO": "a coordinator of the program",
    "CX": "a coordinator of other programs",
    "AD": "a mentoring administrator",
    "HR": "an HR officer",
    "XC": "a coordinator of another company",
    "XA": "a mentoring administrator of another company",
    "SYS": "a system administrator",
}

INTRODUCTION = """\
# Who sees what

This page is written by `python tools/security_table.py > docs/security.md` from the access lines, the record
rules, the field groups and the matrix that the tests execute; a test fails when it is not up to date. Only
this introduction is written by hand, in the same file.

## In plain words

**The two of a pair** read each other's name, their pair, their meetings, the goals of the mentee, and the
notes and feedback that the other shared. They learn of their pair when it is announced to both, not before.
They never see a score, nor who else was considered; the reasons reach them as sentences, without points.

**A private note** is for its author alone. The rule behind it binds everybody who logs in: partner, manager,
coordinator, mentoring administrator, system administrator. Who runs the server, or may write server actions
and mail templates with code in them (system administrators may), can make it read its own database; no
program can promise otherwise.

**Managers** learn of a proposal about one of their people when it is their turn to decide, or once it is
approved. They read names, dates and reasons from skills, seniority, tenure, department, site, language and
working hours. That somebody wants to move, whom they wish for or avoid and what they answered elsewhere is
summed up, never told. They read no meetings, notes, goals or feedback. A manager who is one of the pair does
not decide on it; a coordinator does.

**Coordinators** work in the programs they coordinate: registrations and answers, proposals with scores and
reasons, meetings without notes, name and progress of goals, feedback. They add people, and change what HR
entered. What a person answered in person only that person changes. They see that somebody excluded a partner,
not whom. In a program that somebody else coordinates they are guests: who is mentored there reads what every
mentee reads.

**Mentoring administrators** do the same in every program of their companies, see whom somebody excluded, keep
the catalogues, and read the audit trail, which nobody can change or delete.

**Every employee** reads the cards of the programs that are open to them, and on a colleague's profile whether
the person mentors or is mentored. **HR officers** see no more than that. **System administrators** without a
mentoring group see nothing about anybody. **The sponsor** of a program reads its key results. **Other
companies** see nothing of this one, whatever their role there.

**Somebody who left** the company but still has a login keeps the notes they wrote, and nothing else. What
they had to decide passes to a coordinator at once.

**Portal and internal logins** of the same person have the same rights.

## Our position on privacy

- A person decides; the solver proposes. Before a pair becomes active somebody has approved it, or brought it
  in from a file, with a name and a date in the audit trail. Nobody decides on a pair they are in.
- We ask for what the matching needs. Pay, birthdays and protected traits are neither read nor stored; tenure
  is kept as one of six bands, not as a date.
- Figures about groups are shown from five people on.
- Taking part is no appraisal. How a pair is doing is computed from the number and dates of meetings, never
  from what somebody wrote, and leaving needs no reason.
- Mails carry names, dates and a link; no notes, scores or answers.

## How it is kept

- People without a mentoring group hold no right to create, change or delete anything. What they do passes one
  checked method per step, which reads an allow-list of values.
- Rules without a group in their sentence ("everybody") bind administrators too.
- A field with groups answers no question to others: not by reading, searching, sorting, grouping or
  exporting.
- State, counters and authorship are set by the server. Values, contexts and saved defaults of a caller do not
  reach them.
- Buttons, server actions and jobs check who calls, on which records; every job belongs to the system.
"""


def main():
    print(page(), end="")


def page():
    parts = [INTRODUCTION, matrix_section(), card_section(), models_section()]
    return "\n".join(parts).rstrip() + "\n"


# ------------------------------------------------------------
# The matrix, as the tests execute it
# ------------------------------------------------------------


def _matrix():
    return runpy.run_path(str(ADDON / "tests" / "access_matrix.py"))


def matrix_section():
    rows = _matrix()["MATRIX"]
    lines = [
        "## What each role may do with one record",
        "",
        "C create one like it, R read, U change, D delete, S find it by searching. Forms of the portal, and buttons, "
        "do more, by checked methods. Executed by `tests/test_access_matrix.py`, for internal and portal logins.",
        "",
        *(f"- **{role}** {words}" for role, words in ROLES.items()),
        "",
    ]
    shown = [role for role in ROLES if any(role in allowed for *_row, allowed in rows)]
    lines += _table(
        ["record", *shown],
        [[what, *(allowed.get(role, "") for role in shown)] for _row, what, _name, allowed in rows],
    )
    nothing = [ROLES[role] for role in ROLES if role not in shown]
    return "\n".join([*lines, "", f"Nothing at all: {', '.join(nothing)}.", ""])


def card_section():
    lines = [
        "## What people without a mentoring group read of a record they may read",
        "",
        "All other fields carry groups, or are shown by a checked method.",
        "",
    ]
    cards = _matrix()["CARD_FIELDS"]
    lines += _table(
        ["model", "fields"], [[f"`{model}`", _names(names)] for model, names in sorted(cards.items())]
    )
    return "\n".join([*lines, ""])


# ------------------------------------------------------------
# Model by model
# ------------------------------------------------------------


def models_section():
    access, rules, fields = access_lines(), record_rules(), guarded_fields()
    lines = ["## Model by model", ""]
    for model in sorted(access.keys() | rules.keys() | fields.keys()):
        lines += [f"### `{model}`", ""]
        if model in access:
            lines += _table(
                ["who", "read", "create", "change", "delete"],
                [[who, *("yes" if right else "" for right in rights)] for who, rights in access[model]],
            )
            lines.append("")
        lines += [f"- {sentence}" for sentence in rules.get(model, ())]
        lines += [
            f"- Fields for {who}: {_names(names)}" for who, names in sorted(fields.get(model, {}).items())
        ]
        lines.append("")
    return "\n".join(lines)


def access_lines():
    """{model: [(who, (read, create, change, delete))]} of the CSV."""
    lines = {}
    with (ADDON / "security" / "ir.model.access.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            model = _model_of(row["model_id:id"])
            rights = tuple(row[right] == "1" for right in RIGHTS)
            lines.setdefault(model, []).append((_who(row["group_id:id"]), rights))
    return {model: sorted(rows) for model, rows in lines.items()}


def record_rules():
    """{model: sentences}, without the model's name in front, those that bind everybody first."""
    found = {}
    files = sorted(
        (ADDON / "security").glob("*_rules.xml"), key=lambda path: (path.name != "mentoring_rules.xml", path)
    )
    for record in (record for path in files for record in ElementTree.parse(path).iter("record")):
        values = {field.get("name"): field for field in record.iter("field")}
        model = _model_of(values["model_id"].get("ref"))
        _label, _colon, sentence = values["name"].text.partition(": ")
        found.setdefault(model, []).append(("groups" in values, sentence[:1].upper() + sentence[1:] + "."))
    return {
        model: [sentence for _has_groups, sentence in sorted(rows, key=lambda row: row[0])]
        for model, rows in found.items()
    }


def guarded_fields():
    """{model: {who: field names}} of the fields that carry groups, from the sources of models and wizards."""
    found = {}
    for folder in ("models", "wizards"):
        for path in sorted((ADDON / folder).glob("*.py")):
            tree = ast.parse(path.read_text())
            for definition in (node for node in tree.body if isinstance(node, ast.ClassDef)):
                model = _model_name(definition)
                for name, groups in _fields_with_groups(definition):
                    who = found.setdefault(model, {}).setdefault(_audience(groups), set())
                    who.add(name)
    return found


def _model_name(definition):
    names = {}
    for node in definition.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            names.update(
                {target.id: node.value.value for target in node.targets if isinstance(target, ast.Name)}
            )
    return names.get("_name") or names.get("_inherit")


def _fields_with_groups(definition):
    for node in definition.body:
        if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)):
            continue
        for keyword in node.value.keywords:
            if keyword.arg == "groups":
                yield node.targets[0].id, _groups(keyword.value)


def _groups(value):
    """The group names of a keyword: text, our constant for coordinators, or core's for nobody."""
    if isinstance(value, ast.Constant):
        return value.value
    if isinstance(value, ast.Attribute) and value.attr == "NO_ACCESS":
        return SERVER_ONLY
    if isinstance(value, ast.Name) and value.id == "COORDINATORS":
        return "mentoring_program.group_mentoring_coordinator"
    raise ValueError(f"line {value.lineno}: groups that this page cannot read")


def _audience(groups):
    return (
        "the server only" if groups == SERVER_ONLY else ", ".join(_who(group) for group in groups.split(","))
    )


def _model_of(xml_id):
    """ "mentoring.goal.step" for `model_mentoring_goal_step`; names of models hold no underscore but these."""
    name = xml_id.split(".")[-1].removeprefix("model_")
    known = {"survey_user_input": "survey.user_input", "survey_user_input_line": "survey.user_input.line"}
    return known.get(name, name.replace("_", "."))


def _who(group):
    return GROUPS.get(group, group)


def _names(names):
    return ", ".join(f"`{name}`" for name in sorted(names))


def _table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(cells) + " |" for cells in lines]


if __name__ == "__main__":
    main()
