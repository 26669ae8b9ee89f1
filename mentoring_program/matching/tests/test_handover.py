"""What the solver's process finds reaches whoever writes it down, and the process ends when it is told to."""

import json
import signal
import subprocess
import time

import numpy as np
import pytest

from mentoring_program.matching import (
    Cohort,
    Criterion,
    InvalidProblem,
    Person,
    check,
    encode,
    explain,
    missing_mentors,
    pack,
    solve,
    worker,
)
from mentoring_program.matching.handover import dump_cohort, dump_findings, load_cohort, load_findings

SECONDS = 30


def cohort_with_a_shortage(people=40):
    """Half of the mentees find a place; nobody may have the first mentor. Facts of every type there is."""
    dice = np.random.default_rng(1)

    def person(key):
        return Person(
            key=key,
            employee=key,
            places=1,
            seniority=int(dice.integers(1, 9)),
            department=int(dice.integers(1, 9)),
            location=None,
            tz=(60,),
            languages=frozenset(dice.integers(1, 9, 2).tolist()),
            skills={int(skill): int(dice.integers(1, 4)) for skill in dice.integers(1, 30, 3)},
            topics=frozenset(dice.integers(1, 30, 3).tolist()),
            answers={7: ("choice", (int(dice.integers(1, 4)),)), 8: ("number", float(dice.random()))},
        )

    mentees = [person(key) for key in range(1, people + 1)]
    mentors = [person(1000 + people + key) for key in range(people // 2 + 1)]
    return Cohort(
        mentees=mentees,
        mentors=mentors,
        criteria=[Criterion(1, "skills", 5.0), Criterion(2, "topics", 2.5), Criterion(3, "department", 1.0)],
        wishes=[(mentees[0].key, mentors[1].key, 1)],
        forbidden={"avoided": [(mentee.key, mentors[0].key) for mentee in mentees]},
        managers={2: 1, 1: 2},
        pinned=[(mentees[1].key, mentors[1].key)],
        seed=3,
    )


def ends(process):
    return process.wait(SECONDS)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "run"


def started(folder, cohort=None, **limits):
    limits = {"memory_bytes": 4 * 10**9, "seconds": 60} | limits
    return worker.start(folder, dump_cohort(cohort or cohort_with_a_shortage()), {}, **limits)


def test_a_cohort_is_the_same_on_the_other_side():
    cohort = cohort_with_a_shortage()

    given = load_cohort(dump_cohort(cohort))

    assert given == cohort
    assert given.fingerprint() == cohort.fingerprint()
    assert encode(given).to_bytes() == encode(cohort).to_bytes()


def test_findings_are_the_same_on_the_other_side():
    cohort = cohort_with_a_shortage()
    problem = encode(cohort)
    result = solve(problem)
    report, explanation = check(problem, result), explain(problem, result)
    missing = missing_mentors(cohort, explanation)

    told, explained, lacking = load_findings(dump_findings(report, explanation, missing))

    assert told == report
    assert explained.unmatched == explanation.unmatched and explained.unmatched
    assert explained.hall == explanation.hall and explained.hall
    assert explained.places == explanation.places and explained.places
    assert explained.contributions == explanation.contributions
    assert (explained.pairs == explanation.pairs).all()
    assert lacking == missing and len(missing) == len(explanation.hall) and all(missing)


@pytest.mark.parametrize("data", [b"", b"nonsense", b"[1]", b'[{"class": "Popen", "values": {}}, null, null]'])
def test_what_is_no_finding_is_refused(data):
    with pytest.raises(InvalidProblem):
        load_findings(data)


def test_a_solver_process_leaves_what_the_solver_the_checker_and_the_explainer_say(folder):
    cohort = cohort_with_a_shortage()
    problem = encode(cohort)
    result = solve(problem)

    process = started(folder, cohort)
    assert worker.is_alive(folder)
    assert ends(process) == 0

    assert not worker.is_alive(folder)
    assert worker.is_over(folder)
    assert (folder / "result.bin").read_bytes() == result.to_bytes()
    assert (folder / "run.bin").read_bytes() == pack(problem, result)
    report, explanation, missing = load_findings((folder / "findings.bin").read_bytes())
    assert report == check(problem, result)
    assert explanation.contributions == explain(problem, result).contributions
    assert missing == missing_mentors(cohort, explanation)
    assert worker.progress(folder) == ("proving", 1)


@pytest.mark.parametrize(
    "tell", [lambda folder: (folder / "stop").touch(), lambda folder: (folder / "lock").unlink()]
)
def test_a_solver_process_ends_within_a_second_of_being_told(folder, tell):
    process = started(folder, cohort_with_a_shortage(600))

    told = time.monotonic()
    tell(folder)

    assert ends(process) == 0
    assert time.monotonic() - told < 5, "and five on a busy machine"
    assert not (folder / "findings.bin").exists()


def test_a_killed_solver_process_holds_no_lock_and_has_left_nothing(folder):
    process = started(folder, cohort_with_a_shortage(600))
    process.send_signal(signal.SIGKILL)
    process.wait(SECONDS)

    assert not worker.is_alive(folder)
    assert not worker.is_over(folder)


def test_attempts_are_counted_also_by_those_who_did_not_live_to_tell(folder):
    folder.mkdir()

    assert [worker.count(folder, "collecting") for _attempt in range(3)] == [1, 2, 3]
    worker.forget(folder, "collecting")
    assert worker.count(folder, "collecting") == 1


def test_a_solver_process_without_memory_leaves_no_result(folder):
    process = started(folder, memory_bytes=10**7)
    process.wait(SECONDS)

    assert not (folder / "findings.bin").exists()
    assert not worker.is_alive(folder)


def test_a_solver_process_out_of_time_says_so(folder):
    process = started(folder, cohort_with_a_shortage(600), seconds=0)

    assert ends(process) == 0
    assert json.loads((folder / "error.json").read_text()) == {"reason": "time", "keys": []}
    assert worker.is_over(folder)


def test_bad_data_is_left_as_a_word(folder):
    folder.mkdir()
    (folder / "cohort.bin").write_bytes(b"nonsense")
    (folder / "options.json").write_text(json.dumps({"solve": {}, "memory_bytes": 4 * 10**9, "seconds": 60}))
    (folder / "lock").touch()

    subprocess.run([worker.sys.executable, worker.__file__, str(folder)], check=True, timeout=SECONDS)

    assert worker.is_over(folder)
    assert json.loads((folder / "error.json").read_text())["reason"] == "bytes"
