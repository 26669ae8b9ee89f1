"""What the solver's process is given and what it found, as bytes.

A cohort is the JSON that its fingerprint is taken of. Findings are JSON with a tag where JSON has no word of its own:
tuples, dictionaries with keys that are no text, arrays, and the dataclasses of `check`, `explain` and `shortage`.
"""

import json
from dataclasses import fields

import numpy as np

from .check import Report
from .encode import Cohort, Criterion, Person
from .errors import InvalidProblem
from .explain import Explanation, HallSet, PlaceValue, Unmatched
from .shortage import Trait

_CLASSES = {item.__name__: item for item in (Report, Explanation, HallSet, PlaceValue, Trait, Unmatched)}


def dump_cohort(cohort):
    return cohort.data


def load_cohort(data):
    """The cohort as `dump_cohort` got it; raises InvalidProblem for anything else."""
    try:
        values = json.loads(data)
        return Cohort(
            **values
            | {
                "mentees": [_person(row) for row in values["mentees"]],
                "mentors": [_person(row) for row in values["mentors"]],
                "criteria": [Criterion(**row) for row in values["criteria"]],
                "wishes": [tuple(wish) for wish in values["wishes"]],
                "forbidden": {word: [tuple(pair) for pair in pairs] for word, pairs in values["forbidden"].items()},
                "managers": _by_number(values["managers"]),
                "pinned": [tuple(pair) for pair in values["pinned"]],
            }
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InvalidProblem("bytes") from error


def _person(row):
    answers = {
        question: (sort, tuple(value) if sort == "choice" else value)
        for question, (sort, value) in _by_number(row["answers"]).items()
    }
    return Person(
        **row
        | {
            "tz": row["tz"] and tuple(row["tz"]),
            "languages": frozenset(row["languages"]),
            "topics": frozenset(row["topics"]),
            "skills": _by_number(row["skills"]),
            "answers": answers,
        }
    )


def _by_number(row):
    """JSON knows no other keys than text."""
    return {int(key): value for key, value in row.items()}


def dump_findings(report, explanation, missing):
    return json.dumps(_tagged([report, explanation, missing]), separators=(",", ":")).encode()


def load_findings(data):
    """(report, explanation, missing) as `dump_findings` got them; raises InvalidProblem for anything else."""
    try:
        report, explanation, missing = _untagged(json.loads(data))
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidProblem("bytes") from error
    return report, explanation, missing


def _tagged(value):
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, list):
        return [_tagged(item) for item in value]
    if isinstance(value, tuple):
        return {"tuple": [_tagged(item) for item in value]}
    if isinstance(value, dict):
        return {"dict": [[_tagged(key), _tagged(item)] for key, item in value.items()]}
    if isinstance(value, np.ndarray):
        return {"array": value.tolist(), "dtype": value.dtype.str, "shape": value.shape}
    name = type(value).__name__
    return {"class": name, "values": {one.name: _tagged(getattr(value, one.name)) for one in fields(value)}}


def _untagged(value):
    if isinstance(value, list):
        return [_untagged(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "tuple" in value:
        return tuple(_untagged(item) for item in value["tuple"])
    if "dict" in value:
        return {_untagged(key): _untagged(item) for key, item in value["dict"]}
    if "array" in value:
        return np.array(value["array"], np.dtype(value["dtype"])).reshape(value["shape"])
    return _CLASSES[value["class"]](**{name: _untagged(item) for name, item in value["values"].items()})
