"""Spyral jobs made by hand, and those that hypothesis draws, for the tests."""

import time
from pathlib import Path

from hypothesis import strategies as st

from stackplan.core.plan import Plan, Stack
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from stackplan.core.spyral.job import Complaint, Done, SpyralJob

START = 1_763_820_000_000


def done(run: int, point: int, cluster: int) -> list[Done | Complaint]:
    """Both phases of a run, in ms since the start."""
    return [Done(run, "Pointcloud", START + point), Done(run, "Cluster", START + cluster)]


def write_log(workspace: Path, begin_s: float, name: str, *lines: tuple[int, str]) -> None:
    """Write a log as Spyral does: seconds since the start, and the words of each line."""
    folder = workspace / "log"
    folder.mkdir(parents=True, exist_ok=True)
    text = "".join(
        f"{time.strftime('%Y-%m-%d %H:%M:%S,000', time.localtime(begin_s + after))}"
        f" - spyral.core.pipeline - INFO - {words}\n"
        for after, words in lines
    )
    (folder / f"log_proc{name}.txt").write_text(text, encoding="utf-8")


def plan_of(*stacks: tuple[int, ...]) -> Plan:
    built = tuple(Stack(tuple(Run(number, 100) for number in numbers)) for numbers in stacks)
    return Plan(PlanRequest(n_stacks=max(len(stacks), 1)), built)


TIMES = st.integers(0, 2**40)
EVENTS = st.lists(
    st.one_of(
        st.builds(Done, st.integers(0, 9), st.sampled_from(["A", "B", "C"]), TIMES),
        st.builds(Complaint, st.none() | st.integers(0, 9), st.just("boom"), TIMES),
    ),
    max_size=12,
)
FILES = st.dictionaries(
    st.sampled_from(["A", "B", "Z"]), st.dictionaries(st.integers(0, 9), TIMES, max_size=8)
)
JOBS = st.builds(
    SpyralJob,
    st.lists(st.lists(st.integers(0, 9), max_size=4).map(tuple), max_size=3).map(tuple),
    st.none() | TIMES,
    st.none() | TIMES,
    st.dictionaries(st.integers(0, 3), EVENTS, max_size=3),
)
