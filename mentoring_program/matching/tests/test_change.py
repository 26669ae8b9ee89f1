"""What if: the price of a forced pair, and results after people or pairs are gone, are those of a new solve."""

import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentoring_program.matching import Infeasible, Problem, check, counterfactual, repair, solve
from mentoring_program.matching.tests.strategies import every_matching, instance, matrices, problems

WORDS = ("forbidden", "no_places", "pinned")


def after(result, moves):
    """The pairs of a result once its moves are made."""
    changed = {mentee for mentee, _old, _new in moves}
    kept = [pair for pair in result.pairs.tolist() if pair[0] not in changed]
    return sorted(kept + [[mentee, mentor] for mentee, _old, new in moves for mentor in new])


def worth(problem, pairs, balance=0):
    """(covered, points less what uneven places cost beyond pinned pairs)."""
    pairs = np.array(pairs, np.int64).reshape(-1, 2)
    load = np.bincount(pairs[:, 1], minlength=problem.shape[1])
    total = int(problem.pair_points(problem.canonical(pairs)).sum())
    return len(set(pairs[:, 0].tolist())), total - balance * int((load * (load - 1) // 2).sum())


def is_feasible(problem, pairs):
    pairs = np.array(pairs, np.int64).reshape(-1, 2)
    mentees = np.bincount(pairs[:, 0], minlength=problem.shape[0])[problem.mentee_order]
    mentors = np.bincount(pairs[:, 1], minlength=problem.shape[1])[problem.mentor_order]
    return (
        (mentees <= problem.wanted).all()
        and (mentors <= problem.capacity).all()
        and (problem.pair_points(problem.canonical(pairs)) >= 0).all()
        and len({tuple(pair) for pair in pairs.tolist()}) == len(pairs)
    )


@settings(max_examples=60, deadline=None)
@given(matrices(mentees=5, mentors=4, wanted=2), st.sampled_from((0, 0, 5)))
def test_a_forced_pair_costs_what_brute_force_says(arguments, balance):
    problem = Problem.from_matrix(**arguments)
    result = solve(problem, balance=balance)
    every = [
        (worth(problem, pairs, balance), set(pairs)) for _c, _t, _w, pairs in every_matching(**arguments)
    ]
    best = max(value for value, _pairs in every)

    for mentee in range(problem.shape[0]):
        said = counterfactual(problem, result, mentee)
        assert sorted(item.mentor for item in said) == list(range(problem.shape[1]))
        for item in said:
            with_pair = [value for value, pairs in every if (mentee, item.mentor) in pairs]
            if item.reason:
                assert item.reason in WORDS and not with_pair
                continue
            forced = max(with_pair)
            assert (item.covered_loss, item.points_loss) == (best[0] - forced[0], best[1] - forced[1])
            then = after(result, item.moves)
            assert [mentee, item.mentor] in then and is_feasible(problem, then)
            assert set(map(tuple, arguments["pinned"])) <= set(map(tuple, then))
            assert worth(problem, then, balance) == forced


@settings(max_examples=40, deadline=None)
@given(problems(mentees=12, mentors=8, wanted=2), st.sampled_from(("coverage_first", "score_first")))
def test_a_forced_pair_costs_what_a_new_solve_says(problem, objective):
    result = solve(problem, objective=objective)

    for mentee in range(min(3, problem.shape[0])):
        for item in counterfactual(problem, result, mentee):
            try:
                forced = solve(problem.amended(pinned=[(mentee, item.mentor)]), objective=objective)
            except Infeasible:
                assert item.reason in WORDS
                continue
            assert (item.covered_loss, item.points_loss) == (
                result.covered - forced.covered,
                result.total - forced.total,
            )


@pytest.mark.parametrize("slots", [0.8, 1.15])
@pytest.mark.parametrize("kind", ["plain", "tied", "masked", "popular"])
def test_a_forced_pair_in_a_larger_cohort_costs_what_a_new_solve_says(kind, slots):
    problem = instance(kind, 200, 80, slots)
    result = solve(problem)

    for mentee in (0, *np.setdiff1d(np.arange(200), result.pairs[:, 0])[:1].tolist()):
        said = counterfactual(problem, result, mentee)
        possible = [item for item in said if not item.reason]
        assert said == possible + [item for item in said if item.reason]
        order = [(item.covered_loss, item.points_loss) for item in possible]
        assert order == sorted(order) and order[0] >= (0, 0)
        for item in possible[:: max(1, len(possible) // 4)]:
            forced = solve(problem.amended(pinned=[(mentee, item.mentor)]))
            assert (item.covered_loss, item.points_loss) == (
                result.covered - forced.covered,
                result.total - forced.total,
            )
            then = after(result, item.moves)
            assert is_feasible(problem, then) and worth(problem, then) == (forced.covered, forced.total)


@settings(max_examples=40, deadline=None)
@given(matrices(mentees=6, mentors=5))
def test_beside_a_forced_pair_a_fair_result_keeps_its_floor(arguments):
    problem = Problem.from_matrix(**arguments)
    result = solve(problem, fair=True)
    fixed = set(map(tuple, arguments["pinned"]))

    for mentee in range(problem.shape[0]):
        for item in counterfactual(problem, result, mentee):
            if item.reason:
                continue
            pair = (mentee, item.mentor)
            forced = max(
                (covered, total)
                for covered, total, _worst, pairs in every_matching(**arguments)
                if pair in pairs
                and all(
                    arguments["points"][other] >= result.certificate["floor"]
                    for other in pairs
                    if other != pair and other not in fixed
                )
            )
            assert (item.covered_loss, item.points_loss) == (
                result.covered - forced[0],
                result.total - forced[1],
            )


@settings(max_examples=30, deadline=None)
@given(problems(mentees=8, mentors=6))
def test_a_matching_that_is_not_the_best_is_compared_as_it_is(problem):
    result = solve(problem, stable=True)

    for mentee in range(min(2, problem.shape[0])):
        for item in counterfactual(problem, result, mentee):
            if not item.reason:
                forced = solve(problem.amended(pinned=[(mentee, item.mentor)]))
                assert item.covered_loss == result.covered - forced.covered
                assert item.points_loss == result.total - forced.total


def test_why_a_pair_is_ruled_out():
    problem = Problem.from_matrix(
        [[5, 5, 5, 5], [5, 5, 5, 5]],
        [[False, True, True, True], [True, True, True, True]],
        [1, 0, 1, 1],
        pinned=[(1, 2)],
    )
    result = solve(problem)

    said = {item.mentor: item.reason for item in counterfactual(problem, result, 0)}
    assert said == {0: "forbidden", 1: "no_places", 2: "pinned", 3: None}
    assert {item.mentor: item.reason for item in counterfactual(problem, result, 1)} == {
        0: "pinned",
        1: "no_places",
        2: None,
        3: "pinned",
    }


def test_counterfactual_of_one_pair():
    problem = Problem.from_matrix([[900, 800], [800, 200]], None, [1, 1])
    result = solve(problem)

    item = counterfactual(problem, result, 0, 0)

    assert (item.covered_loss, item.points_loss) == (0, 500)
    assert item.moves == ((0, (1,), (0,)), (1, (0,), (1,)))
    assert item.points == 900


def test_counterfactual_of_a_forbidden_pair_is_refused():
    problem = Problem.from_matrix([[0.5, 0.5]], [[True, False]], [1, 1], mentor_keys=[7, 8])

    with pytest.raises(Infeasible) as caught:
        counterfactual(problem, solve(problem), 0, 1)
    assert caught.value.keys == ((0, 8),)


@st.composite
def losses(draw, problem, result):
    """Some who leave and some pairs that are declined, mostly of the result."""
    pairs = [tuple(pair) for pair in result.pairs.tolist()]
    everybody = [("mentee", k) for k in range(problem.shape[0])] + [
        ("mentor", k) for k in range(problem.shape[1])
    ]
    without = draw(st.lists(st.sampled_from(everybody), max_size=2, unique=True)) if everybody else []
    declined = draw(st.lists(st.sampled_from(pairs), max_size=3, unique=True)) if pairs else []
    return {"without": without, "declined": declined}


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_reoptimising_is_as_good_as_a_new_solve(data):
    arguments = data.draw(matrices(mentees=9, mentors=7, wanted=2))
    problem = Problem.from_matrix(**arguments)
    options = data.draw(
        st.sampled_from(({}, {}, {"objective": "score_first"}, {"balance": 5}, {"fair": True}))
    )
    result = solve(problem, **options)
    for _turn in range(2):  # also after an earlier change
        change = data.draw(losses(problem, result))
        result = repair(problem, result, **change, keep=())
        now = problem.amended(**{key: result.certificate["changes"][key] for key in ("without", "declined")})
        fresh = solve(now, **options)

        assert check(problem, result).violations == () and check(problem, result).optimal
        assert result.optimal and result.covered == fresh.covered
        balance = options.get("balance", 0)
        assert worth(now, result.pairs, balance) == worth(now, fresh.pairs, balance)


@pytest.mark.parametrize("slots", [0.8, 1.0, 1.15])
@pytest.mark.parametrize("kind", ["plain", "tied", "constant", "product", "popular", "masked"])
def test_a_declined_pair_of_a_larger_cohort_needs_no_new_solve(kind, slots, monkeypatch):
    problem = instance(kind, 200, 80, slots)
    result = solve(problem)
    for lost in result.pairs[::60].tolist():
        fresh = solve(problem.amended(declined=[lost]))
        with monkeypatch.context() as forbidden:
            forbidden.setattr(sys.modules["mentoring_program.matching.change"], "solve", None)
            new = repair(problem, result, declined=[lost], keep=())
        report = check(problem, new)
        assert (new.covered, new.total) == (fresh.covered, fresh.total)
        assert report.optimal and report.violations == ()


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_repair_keeps_the_others_and_arranging_all_anew_is_never_worse(data):
    problem = data.draw(problems(mentees=10, mentors=8, pins=False))
    result = solve(problem)
    change = data.draw(losses(problem, result))

    repaired, best = (repair(problem, result, **change, **keep) for keep in ({}, {"keep": ()}))

    lost = {
        tuple(pair)
        for pair in result.pairs.tolist()
        if tuple(pair) in change["declined"]
        or ("mentee", pair[0]) in change["without"]
        or ("mentor", pair[1]) in change["without"]
    }
    kept, anew = (set(map(tuple, new.pairs.tolist())) for new in (repaired, best))
    assert set(map(tuple, result.pairs.tolist())) - lost <= kept
    assert not lost & (kept | anew)
    assert (best.covered, best.total) >= (repaired.covered, repaired.total)
    for new in (repaired, best):
        assert check(problem, new).violations == () and new.optimal


def test_repair_after_a_mentor_left():
    problem = Problem.from_matrix([[0.9, 0.5], [0.8, 0.1]], None, [2, 1])
    result = solve(problem)

    new = repair(problem, result, without=[("mentor", 0)])

    assert new.pairs.tolist() == [[0, 1]]
    assert check(problem, new).optimal


def test_of_those_who_come_first_the_higher_rank_goes_before():
    points = [[0.9, 0.9], [0.5, 0.5], [0.8, 0.8], [0.2, 0.2]]
    problem = Problem.from_matrix(points, None, [1, 1])
    result = solve(problem)

    new = repair(problem, result, keep=(), first={1: 1, 2: 1, 3: 2})

    assert new.pairs[:, 0].tolist() == [2, 3]  # the higher rank, then the better fit of the lower one
    assert check(problem, new).feasible


def test_a_free_place_goes_to_the_waitlist_first():
    problem = Problem.from_matrix([[0.9], [0.8], [0.2], [0.1]], None, [1])
    result = solve(problem)
    assert result.pairs.tolist() == [[0, 0]]

    new = repair(problem, result, without=[("mentee", 0)], first=[2, 3])
    then = repair(problem, new, without=[("mentee", 2)])

    assert new.pairs.tolist() == [[2, 0]]
    assert new.certificate["later"] == [1]
    assert check(problem, new).violations == ()
    assert then.pairs.tolist() == [[1, 0]]  # passed over once is not gone
    assert check(problem, then).optimal


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_the_waitlist_comes_first_and_costs_nobody_a_place(data):
    arguments = data.draw(matrices(mentees=6, mentors=4, pins=False))
    problem = Problem.from_matrix(**arguments)
    result = solve(problem)
    change = data.draw(losses(problem, result))
    plain = repair(problem, result, **change)
    first = data.draw(st.sets(st.integers(0, 5)))

    new = repair(problem, result, **change, first=sorted(first))

    assert check(problem, new).violations == ()
    assert new.covered == plain.covered
    gone = {k for side, k in change["without"] if side == "mentee"}
    kept = {tuple(pair) for pair in plain.certificate["changes"]["pinned"]}
    allowed = arguments["allowed"].copy()
    for pair in change["declined"]:
        allowed[pair] = False
    capacity = [
        0 if ("mentor", k) in change["without"] else int(places)
        for k, places in enumerate(arguments["capacity"])
    ]
    wanted = [0 if k in gone else 1 for k in range(len(arguments["wanted"]))]
    served = max(
        (covered, len(first & {row for row, _col in pairs}))
        for covered, _total, _worst, pairs in every_matching(
            arguments["points"], allowed, capacity, wanted, sorted(kept)
        )
    )
    assert len(first & set(new.pairs[:, 0].tolist())) == served[1]
