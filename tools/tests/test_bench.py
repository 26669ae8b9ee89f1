"""The benchmark measures what it says, and sees an engine that is wrong."""

import json

import bench
import pytest
from benchmark import report


def test_ours_and_the_dense_peer_find_the_same_optimum(tmp_path, capsys):
    arguments = [
        "--sizes",
        "30",
        "--kinds",
        "realistic",
        "cohort",
        "--engines",
        "ours",
        "one decline",
        "scipy dense",
        "--write",
    ]

    code = bench.main([*arguments, "--folder", str(tmp_path)])

    assert code == 0
    (run,) = json.loads((tmp_path / "results.json").read_text())
    rows = run["rows"]
    assert [(row["kind"], row["engine"]) for row in rows] == [
        (kind, engine)
        for kind in ("realistic", "cohort")
        for engine in ("ours", "one decline", "scipy dense")
    ]
    assert all(row["seconds"] > 0 and row["megabytes"] > 0 and row["covered"] > 0 for row in rows)
    assert rows[2]["note"] == rows[5]["note"] == "the same optimum"
    assert [row["proved"] for row in rows if "proved" in row] == [True] * 4
    text = (tmp_path / "README.md").read_text()
    assert "| realistic | 30 × 12 | scipy dense |" in text and "--sizes 30" in text
    assert (tmp_path / "realistic.svg").read_text().startswith("<svg")
    assert "the same optimum" in capsys.readouterr().out


def test_kinds_measured_at_another_time_stay_on_the_page(tmp_path, monkeypatch):
    figures = {"seconds": 1.0, "cpu": 1.0, "megabytes": 9, "covered": 1, "points": 1, "version": "1"}
    monkeypatch.setattr(bench, "run", lambda *_arguments: dict(figures))
    for kind in ("tied", "equal", "tied"):
        arguments = ["--sizes", "10", "--kinds", kind, "--engines", "ours", "--write", "--add"]
        bench.main([*arguments, "--folder", str(tmp_path)])

    runs = json.loads((tmp_path / "results.json").read_text())

    assert [row["kind"] for run in runs for row in run["rows"]] == ["equal", "tied"]
    assert "| tied | 10" in (tmp_path / "README.md").read_text()


def test_an_engine_that_is_wrong_is_seen():
    ours = {"kind": "tied", "size": 5, "engine": "ours", "covered": 5, "points": 70, "proved": True}
    for covered, points in ((5, 69), (4, 90), (5, 71)):
        row = {**ours, "engine": "scipy dense", "covered": covered, "points": points}
        bench._judge(row, [ours])
        assert row["wrong"]
    row = {**ours, "engine": "matching", "covered": 4, "points": 90}
    bench._judge(row, [ours])
    assert "wrong" not in row


def test_a_peer_that_fails_has_its_reason_and_stops_nobody(monkeypatch, capsys):
    def python_for(package, *_cache):
        return (None, "no such package") if package else ("python", None)

    figures = {"seconds": 1.0, "cpu": 1.0, "megabytes": 9, "covered": 1, "points": 1}
    monkeypatch.setattr(bench.environments, "python_for", python_for)
    monkeypatch.setattr(bench, "run", lambda *_arguments: figures)

    assert bench.main(["--sizes", "10", "--kinds", "tied", "--engines", "lapx", "ours"]) == 0

    assert "not installed: no such package" in capsys.readouterr().out


def test_an_unknown_limit_is_refused():
    with pytest.raises(SystemExit, match="ENGINE=MENTEES"):
        bench.main(["--limit", "nobody=5"])


def test_a_peer_that_was_given_up_counts_with_the_time_it_had():
    head = {"kind": "realistic", "size": 1_500}
    rows = [
        {**head, "engine": "ours", "seconds": 0.5},
        {**head, "engine": "mentor-match", "note": "not finished", "at_least": 300},
    ]

    assert "| 200 × mentor-match at 1,500 | more than 600 | met |" in report.goals(rows)


def test_goals_say_met_or_missed():
    rows = [
        {"engine": engine, "kind": "realistic", "size": 5_000, "seconds": seconds}
        for engine, seconds in (
            ("ours", 1.0),
            ("scipy dense", 20.0),
            ("GEMM", 0.05),
            ("one decline", 0.03),
        )
    ]

    lines = "\n".join(report.goals(rows))

    assert (
        "**missed** by a factor of 1.50" in lines
        and "25 × one product of all scores at 5,000 | 0.05 | met" in lines
        and "a decline in 1/30 of a matching, 5,000 | 0.03 | met" in lines
    )
