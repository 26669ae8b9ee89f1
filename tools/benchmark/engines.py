"""One engine, one instance, one process: python engines.py ENGINE INSTANCE.json; prints JSON.

Every engine gets features and capacities, and gives (mentee, mentor) pairs; what it takes to score pairs is part of its
time. Of the kind `cohort` peers get the finished scores, -1 where a rule forbids the pair. A peer that knows no
capacities gets one mentor for each place. Runs in the peer's own environment, so nothing but numpy is imported here.
"""

import importlib
import importlib.metadata
import json
import pathlib
import resource
import sys
import time
import types

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
BLOCK = 8_192  # rows of the physical limit: all scores, not all at once


def _points(job):
    """Scores of all pairs (M, N), -1 where a pair is not allowed."""
    if "points" in job:
        return job["points"]
    return (job["left"].astype(np.float32) @ job["right"].astype(np.float32).T).astype(np.int64)


def _places(capacity):
    return np.repeat(np.arange(len(capacity)), capacity)


def _worth(points):
    """Covering somebody is worth more than any points."""
    return np.where(points >= 0, points + 2_000_000.0, 0.0)


def matching_core():
    """The solver's package, without Odoo."""
    package = types.ModuleType("mentoring_program")  # the add-on's own __init__ needs a server
    package.__path__ = [str(HERE.parents[1] / "mentoring_program")]
    sys.modules.setdefault("mentoring_program", package)
    return importlib.import_module("mentoring_program.matching")


def ours(job):
    problem = _problem(job)
    result = matching_core().solve(problem)
    return result.pairs, {"result": result, "problem": problem}


def one_decline(job):
    """The best of what is left after one pair was declined: the median of eleven, the matching itself not counted."""
    core, problem = matching_core(), _problem(job)
    result = core.solve(problem)
    times = []
    for k in np.linspace(0, len(result.pairs) - 1, min(11, len(result.pairs))).astype(int):
        start, cpu = time.perf_counter(), time.process_time()
        new = core.repair(problem, result, declined=result.pairs[[k]], keep=())
        times.append((time.perf_counter() - start, time.process_time() - cpu))
    seconds, cpu = np.median(times, axis=0)
    return new.pairs, {"seconds": seconds, "cpu": cpu, "result": new, "problem": problem}


def _problem(job):
    if "problem" in job:
        return job["problem"]
    return matching_core().Problem.from_features(job["left"], job["right"], job["capacity"])


def gemm(job):
    """No matching: every score once, in one matrix product."""
    left, right = job["left"].astype(np.float32), np.ascontiguousarray(job["right"].astype(np.float32).T)
    block = np.empty((min(BLOCK, len(left)), right.shape[1]), np.float32)
    for start in range(0, len(left), BLOCK):
        rows = left[start : start + BLOCK]
        np.matmul(rows, right, out=block[: len(rows)])
    return None, {}


def dense(job):
    from scipy.optimize import linear_sum_assignment

    points, place_of = _points(job), _places(job["capacity"])
    row, place = linear_sum_assignment(_worth(points[:, place_of]), maximize=True)
    return np.column_stack((row, place_of[place])), {}


def lapx(job):
    import lap

    points, place_of = _points(job), _places(job["capacity"])
    _cost, place, _row = lap.lapjv(-_worth(points[:, place_of]), extend_cost=True)
    row = np.flatnonzero(place >= 0)
    return np.column_stack((row, place_of[place[row]])), {}


def ortools(job):
    from ortools.graph.python import min_cost_flow

    points, capacity = _points(job), job["capacity"]
    mentees, mentors = points.shape
    row, col = np.nonzero((points >= 0) & (capacity > 0))
    source, sink = mentees + mentors, mentees + mentors + 1
    flow = min_cost_flow.SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(
        np.concatenate((row, np.full(mentees, source), mentees + np.arange(mentors))),
        np.concatenate((mentees + col, np.arange(mentees), np.full(mentors, sink))),
        np.concatenate((np.ones(len(row) + mentees, np.int64), capacity)),
        np.concatenate((-points[row, col], np.zeros(mentees + mentors, np.int64))),
    )
    total = int(capacity.sum())
    flow.set_node_supply(source, min(total, mentees))
    flow.set_node_supply(sink, -min(total, mentees))
    status = flow.solve_max_flow_with_min_cost()
    if status != flow.OPTIMAL:
        raise SystemExit(f"status {status}")
    used = flow.flows(arcs)[: len(row)] > 0
    return np.column_stack((row[used], col[used])), {}


def networkx(job):
    import networkx as nx

    points, capacity = _points(job), job["capacity"].tolist()
    graph = nx.DiGraph()
    for row, line in enumerate(points.tolist()):
        graph.add_edge("source", ("mentee", row), capacity=1, weight=0)
        for col, value in enumerate(line):
            if value >= 0 and capacity[col]:
                graph.add_edge(("mentee", row), ("mentor", col), capacity=1, weight=-value - 2_000_000)
    for col, places in enumerate(capacity):
        graph.add_edge(("mentor", col), "sink", capacity=places, weight=0)
    most = min(len(points), sum(capacity))
    graph.add_edge("source", "sink", capacity=most, weight=0)
    graph.add_node("source", demand=-most)
    graph.add_node("sink", demand=most)
    _cost, flow = nx.network_simplex(graph)
    pairs = [
        (row, to[1]) for row in range(len(points)) for to, amount in flow[("mentee", row)].items() if amount
    ]
    return np.array(pairs, np.int64).reshape(-1, 2), {}


def matching(job):
    """Gale and Shapley's hospitals and residents: stable, not largest or best."""
    from matching.games import HospitalResident

    sys.setrecursionlimit(10**6)  # it copies players who refer to each other
    points, capacity = _points(job), job["capacity"]
    open_cols = np.flatnonzero(capacity > 0)
    order = np.argsort(-points[:, open_cols], axis=1, kind="stable")
    wishes = {
        row: [int(col) for col in open_cols[line] if points[row, col] >= 0] for row, line in enumerate(order)
    }
    wishes = {row: line for row, line in wishes.items() if line}
    ranking = {}
    for col in open_cols.tolist():
        line = np.argsort(-points[:, col], kind="stable")
        ranking[col] = [int(row) for row in line if points[row, col] >= 0]
    ranking = {col: line for col, line in ranking.items() if line}
    game = HospitalResident.create_from_dictionaries(
        wishes, ranking, {col: int(capacity[col]) for col in ranking}
    )
    found = game.solve(optimal="resident")
    pairs = [(resident.name, hospital.name) for hospital, group in found.items() for resident in group]
    return np.array(pairs, np.int64).reshape(-1, 2), {}


def mentor_match(job):
    from matching.mentee import Mentee
    from matching.mentor import Mentor
    from matching.process import process_data

    points, place_of = _points(job).tolist(), _places(job["capacity"]).tolist()

    class Points:
        def evaluate(self, match):
            return True

        def apply(self, match):
            return max(points[match.mentee.role][match.mentor.role], 0)

    mentees = [Mentee(grade=0, email=f"mentee {row}", role=row) for row in range(len(points))]
    mentors = [Mentor(grade=0, email=f"place {nth}", role=col) for nth, col in enumerate(place_of)]
    process_data(mentors, mentees, [[Points()]])
    pairs = [(mentee.role, mentor.role) for mentee in mentees for mentor in mentee.mentors]
    return np.array(pairs, np.int64).reshape(-1, 2), {}


def mentormatch(job):
    from mentormatch.api.applicant.applicant_collection import ApplicantCollection
    from mentormatch.api.applicant.applicant_factory import ApplicantFactory
    from mentormatch.api.applicant.applicant_implementation_mentee import Mentee
    from mentormatch.api.applicant.applicant_implementation_mentor import Mentor
    from mentormatch.api.initializer.initializer_implementation import InitializerRandom
    from mentormatch.api.matcher import Matcher
    from mentormatch.api.sorter.sorter_context_mgr import SorterContextMgr
    from mentormatch.api.sorter.util import pairs_equal

    points, capacity = _points(job).tolist(), job["capacity"].tolist()

    def value(pair):
        return points[pair.mentee.application_dict["position"]][pair.mentor.application_dict["position"]]

    class Sorter:
        def get_better_pair(self, pair1, pair2):
            one, two = value(pair1), value(pair2)
            return pairs_equal if one == two else pair1 if one > two else pair2

    class Compatible:
        def is_compatible(self, pair):
            return value(pair) >= 0

    def people(kind, count):
        blank = dict.fromkeys(("skills", "preference_yes", "preference_no", "preference_maybe"), ())
        blank.update(dict.fromkeys(("function", "last_name", "first_name", "location", "gender"), ""))
        blank.update(position_level=1, years_total=1, favor=0, preferred_functions=(), preferred_wwids=[])
        return [
            {
                **blank,
                "wwid": f"{kind} {k}",
                "position": k,
                "max_mentee_count": capacity[k] if kind == "mentor" else 1,
            }
            for k in range(count)
            if kind == "mentee" or capacity[k]
        ]

    sorter = SorterContextMgr(Sorter(), Sorter())
    sides = [
        ApplicantCollection(people(kind, count), ApplicantFactory(applicant_class=cls, sorter=sorter))
        for kind, count, cls in (("mentor", len(capacity), Mentor), ("mentee", len(points), Mentee))
    ]
    for side in sides:
        side.assemble_applicant_objects()
    Matcher(*sides, InitializerRandom(sides[0], Compatible(), sorter), sorter).execute()
    pairs = [
        (mentee.application_dict["position"], pair.mentor.application_dict["position"])
        for mentee in sides[1]
        for pair in mentee.yield_pairs
    ]
    return np.array(pairs, np.int64).reshape(-1, 2), {}


# name: (function, package to install beside numpy or None, distribution whose version is told)
ENGINES = {
    "ours": (ours, None, "scipy"),
    "one decline": (one_decline, None, "scipy"),
    "GEMM": (gemm, None, "numpy"),
    "scipy dense": (dense, None, "scipy"),
    "OR-tools": (ortools, "ortools", "ortools"),
    "lapx": (lapx, "lapx", "lapx"),
    "matching": (matching, "matching", "matching"),
    "mentor-match": (mentor_match, "mentor-match", "mentor-match"),
    "mentormatch": (mentormatch, "mentormatch", "mentormatch"),
    "networkx": (networkx, "networkx", "networkx"),
}
OURS = ("ours", "one decline")
REPEATS, ENOUGH = 5, 2.0  # a short measurement is the median of some; seconds of one that needs no repeat


def load(instance):
    """The job an instance file describes: made from its kind and size, or read where the parent wrote scores."""
    sys.path.insert(0, str(HERE))
    import instances

    kind, size = instance["kind"], instance["size"]
    if kind == "cohort":
        with np.load(instance["scores"]) as file:
            return {"points": file["points"].astype(np.int64), "capacity": file["capacity"]}
    left, right, capacity = instances.make(kind, size)
    return {"left": left, "right": right, "capacity": capacity}


def _load_for(engine, instance):
    if engine not in OURS or instance["kind"] != "cohort":
        return load(instance)
    core = matching_core()
    sys.path.insert(0, str(HERE))
    import instances

    return {"problem": core.encode(instances.cohort(instance["size"]))}


def judged(job, pairs):
    """(covered, points), every pair within the rules, no mentee twice, no mentor beyond their places."""
    if "problem" in job:
        problem = job["problem"]
        points = problem.pair_points(problem.canonical(pairs))
        capacity = np.empty(problem.shape[1], np.int64)
        capacity[problem.mentor_order] = problem.capacity
    elif "points" in job:
        points, capacity = job["points"][pairs[:, 0], pairs[:, 1]], job["capacity"]
    else:
        points = np.einsum("kd,kd->k", job["left"][pairs[:, 0]], job["right"][pairs[:, 1]])
        capacity = job["capacity"]
    pairs, points = pairs[points >= 0], points[points >= 0]  # some peers pair whom they must, at no points
    if len(np.unique(pairs[:, 0])) < len(pairs):
        raise SystemExit("a mentee twice")
    if (np.bincount(pairs[:, 1], minlength=len(capacity)) > capacity).any():
        raise SystemExit("more mentees than places")
    return len(pairs), int(points.sum())


def _peak_megabytes():
    """Of this process; what `getrusage` says may be the parent's, from before it became this one."""
    try:
        lines = pathlib.Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def measure(engine, instance):
    """Seconds from features to pairs, peak memory of this process, and what came out; the proof is not in the time."""
    run, _package_name, distribution = ENGINES[engine]
    run(load({"kind": "realistic", "size": 6}))  # imports and first calls are not what is measured
    job = _load_for(engine, instance)
    times = []
    while len(times) < REPEATS and sum(seconds for seconds, _cpu in times) < ENOUGH:
        start, cpu = time.perf_counter(), time.process_time()
        pairs, more = run(job)
        times.append((time.perf_counter() - start, time.process_time() - cpu))
    seconds, cpu = np.median(times, axis=0)
    found = {
        "seconds": more.get("seconds", seconds),
        "cpu": more.get("cpu", cpu),
        "megabytes": _peak_megabytes(),
        "version": importlib.metadata.version(distribution),
    }
    if pairs is not None:
        found["covered"], found["points"] = judged(job, np.asarray(pairs))
    if "result" in more:
        found["proved"] = _proved(more["problem"], more["result"])
    return found


def _proved(problem, result):
    """By the code that shares nothing with the solver."""
    report = matching_core().check(problem, result)
    return bool(result.optimal) and not report.violations


if __name__ == "__main__":
    sys.stdout.write("\n" + json.dumps(measure(sys.argv[1], json.loads(sys.argv[2]))) + "\n")
