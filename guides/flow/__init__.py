"""The wizard as a graph: replay an address, count its paths, prove that it ends. No Django.

Enter by the package: ``flow.replay(graph, answers)``, ``flow.compare(before, after)``.
"""

from guides.flow.difference import KINDS, Change, Difference, Kind, compare
from guides.flow.graph import (
    ONWARD,
    Answer,
    Fault,
    Graph,
    Replay,
    carry_on,
    faults,
    paths,
    paths_to,
    replay,
    shortest,
)
from guides.flow.measure import Measure, measure
from guides.flow.states import count_states, states

__all__ = [
    "KINDS",
    "ONWARD",
    "Answer",
    "Change",
    "Difference",
    "Fault",
    "Graph",
    "Kind",
    "Measure",
    "Replay",
    "carry_on",
    "compare",
    "count_states",
    "faults",
    "measure",
    "paths",
    "paths_to",
    "replay",
    "shortest",
    "states",
]
