"""Pairs mentees with mentors: the proven best matching, and the reasons for it. Pure: numpy and scipy only.

Who does not care about the details needs three names:

>>> from mentoring_program.matching import Problem, check, explain, solve
>>> problem = Problem.from_matrix(
...     points=[[0.9, 0.8], [0.8, 0.2]],             # two mentees, two mentors
...     allowed=[[True, True], [True, False]],
...     capacity=[1, 1],
... )
>>> result = solve(problem)
>>> result.pairs.tolist(), result.covered, result.total, result.optimal
([[0, 1], [1, 0]], 2, 1600000, True)
>>> check(problem, result).violations
()
>>> explain(problem, result).contributions
({'points': 800000}, {'points': 800000})

The first mentee does not get the best mentor: otherwise the second would have none.
"""

from .change import Counterfactual, counterfactual, repair
from .check import Report, check
from .criteria import KINDS
from .encode import Cohort, Criterion, Person, encode, evidence, refusals
from .errors import Infeasible, InvalidProblem
from .explain import Explanation, HallSet, PlaceValue, Unmatched, explain
from .problem import SCALE, Problem
from .result import Result, unpack
from .shortage import Trait, missing_mentor, missing_mentors
from .solve import OBJECTIVES, solve
from .stable import BlockingPair, Stability, stability
from .store import pack

__all__ = [
    "KINDS",
    "OBJECTIVES",
    "SCALE",
    "BlockingPair",
    "Cohort",
    "Counterfactual",
    "Criterion",
    "Explanation",
    "HallSet",
    "Infeasible",
    "InvalidProblem",
    "Person",
    "PlaceValue",
    "Problem",
    "Report",
    "Result",
    "Stability",
    "Trait",
    "Unmatched",
    "check",
    "counterfactual",
    "encode",
    "evidence",
    "explain",
    "missing_mentor",
    "missing_mentors",
    "pack",
    "refusals",
    "repair",
    "solve",
    "stability",
    "unpack",
]
