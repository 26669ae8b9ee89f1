"""Who asks to stop gets the best so far in a moment; who runs it again gets what they would have had."""

import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentoring_program.matching import InvalidProblem, Problem, Result, check, repair, solve
from mentoring_program.matching.tests.strategies import instance, matrices

clock = sys.modules["mentoring_program.matching.clock"]
rough = sys.modules["mentoring_program.matching.rough"]
OPTIONS = [{}, {"objective": "score_first"}, {"fair": True}, {"stable": True}, {"balance": 5}]


class Stop:
    """Says stop the `turn`-th time it is asked; `asked` counts."""

    def __init__(self, turn=np.inf):
        self.turn, self.asked = turn, 0

    def __call__(self):
        self.asked += 1
        return self.asked > self.turn


@pytest.fixture
def always(monkeypatch):
    always_asked(monkeypatch)
    return monkeypatch


def always_asked(monkeypatch):
    """Ask at every opportunity, not a few times a second; and take the road of large problems."""
    monkeypatch.setattr(clock, "TICK_SECONDS", 0)
    monkeypatch.setattr(sys.modules["mentoring_program.matching.solve"], "SMALL", 0)
    for name in ("FEW", "SOME"):
        monkeypatch.setattr(sys.modules["mentoring_program.matching.market"], name, 0)


def is_honest(problem, result, best):
    report = check(problem, result)
    assert report.violations == ()
    assert result.covered <= best.covered or best.certificate["objective"] == "score_first"
    if result.covered == best.covered:
        assert result.total + result.gap >= best.total


@settings(max_examples=60, deadline=None)
@given(
    matrices(mentees=20, mentors=12, capacity=3, wanted=2),
    st.sampled_from(OPTIONS),
    st.floats(0, 1),
    st.booleans(),
)
def test_a_solve_cut_anywhere_is_true_and_run_again_from_its_stored_input_gives_the_same_bytes(
    arguments, options, part, in_a_moment
):
    problem = Problem.from_matrix(**arguments)
    stored = problem.to_bytes()
    with pytest.MonkeyPatch.context() as monkeypatch:
        always_asked(monkeypatch)
        whole = Stop()
        best = solve(problem, should_stop=whole, **options)
        monkeypatch.setattr(rough, "MOMENT", rough.MOMENT if in_a_moment else -1)

        cut = solve(problem, should_stop=Stop(int(part * whole.asked)), **options)

        if not options.get("stable") and not options.get("balance"):
            is_honest(problem, cut, best)
        assert check(problem, cut).violations == ()
        again = solve(Problem.from_bytes(stored), **options)
    assert again.to_bytes() == best.to_bytes()
    assert Result.from_bytes(problem, cut.to_bytes()).pairs.tolist() == cut.pairs.tolist()


@pytest.mark.parametrize("kind", ["plain", "tied", "product", "popular", "masked", "floor"])
@pytest.mark.parametrize("slots", [0.8, 1.2])
def test_a_large_solve_cut_anywhere_is_true_and_better_the_later_it_is_cut(kind, slots, always):
    problem = instance(kind, 250, 110, slots)
    whole = Stop()
    best = solve(problem, should_stop=whole)

    cuts = [solve(problem, should_stop=Stop(turn)) for turn in range(0, whole.asked, 1 + whole.asked // 12)]

    for cut in cuts:
        is_honest(problem, cut, best)
    assert cuts[-1].covered >= 0.95 * best.covered
    assert cuts[-1].total + cuts[-1].gap >= best.total


def test_a_repair_can_be_cut_too(always):
    problem = instance("plain", 250, 110, 1.2)
    result = solve(problem)
    lost = tuple(result.pairs[0].tolist())

    cut = repair(problem, result, declined=[lost], keep=[], without=[("mentor", 3)], should_stop=Stop(0))

    assert check(problem, cut).violations == ()


def test_a_stop_looks_at_no_more_than_it_can_in_a_moment(always):
    """With no time at all for what follows the stop, not one score is looked at, whatever the size."""
    problem = instance("plain", 250, 110, 1.2)
    always.setattr(rough, "MOMENT", -1)
    looked = []
    scores = Problem.scores
    always.setattr(Problem, "scores", lambda self, rows: looked.append(len(rows)) or scores(self, rows))

    cut = solve(problem, should_stop=Stop(0))

    assert sum(looked) <= 110 * 250 // rough.hall.BLOCK + 250, "the block in which it notices"
    assert check(problem, cut).violations == ()
    assert (cut.covered, cut.optimal) == (0, False)


@pytest.mark.parametrize("kind", ["plain", "product", "popular"])
def test_it_asks_and_reports_between_any_two_searches_and_blocks(kind, always):
    """What lies between two reports is one search, one flow or one block of pairs; never two."""
    since, most = [0], [0]
    transport = sys.modules["mentoring_program.matching.transport"].Transport
    problem = instance(kind, 250, 110, 1.2)
    for name in ("_search", "_send"):
        work = getattr(transport, name)

        def counted(self, *arguments, work=work):
            since[0] += 1
            return work(self, *arguments)

        always.setattr(transport, name, counted)
    always.setattr(sys.modules["mentoring_program.matching.scan"], "CELLS", 110 * 16)  # many small blocks

    def asked():
        most.append(since[0])
        since[0] = 0
        return False

    result = solve(problem, should_stop=asked)

    assert result.optimal
    assert len(most) > 250 / 16
    assert max(most) == 1


def test_a_smaller_gap_than_the_truth_is_a_lie(always):
    import dataclasses

    problem = instance("plain", 250, 110, 1.2)
    cut = solve(problem, should_stop=Stop(0))
    gap = check(problem, cut).gap
    assert 0 < gap <= cut.gap

    for change in ({"gap": gap - 1}, {"optimal": True}):
        assert not check(problem, dataclasses.replace(cut, **change)).feasible


def test_unknown_options_are_refused_before_anything_is_done():
    with pytest.raises(InvalidProblem):
        solve(instance("plain", 20, 10, 1), objective="best", should_stop=Stop(0))
