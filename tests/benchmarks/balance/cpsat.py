"""OR-Tools CP-SAT as a peer: an anytime solver with a bound, given a budget."""

import threading
import time
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from benchmarks.balance.contest import Result, timed
from benchmarks.balance.peers import longest_load, simple_bound

WORKERS = 2


def is_there() -> bool:
    """Tell whether the extra `oracle` is installed."""
    return find_spec("ortools") is not None


def solve(weights: Sequence[int], n_stacks: int, seconds: float) -> Result | None:
    """Let CP-SAT plan for so long; `None` if it has no plan by then.

    Seconds are those of the processor, for each worker: beside other programs it gets as much. The
    model has no upper bound on the makespan: one from LPT keeps CP-SAT from first solutions.
    """
    # Without types and not in every environment: imported by name.
    cp_model: Any = import_module("ortools.sat.python.cp_model")
    model = cp_model.CpModel()
    longest = model.new_int_var(simple_bound(weights, n_stacks), sum(weights), "longest")
    # The stacks are alike: weight i goes on one of the first i + 1.
    on = [
        [model.new_bool_var(f"{item} on {stack}") for stack in range(min(item + 1, n_stacks))]
        for item in range(len(weights))
    ]
    for choices in on:
        model.add_exactly_one(choices)
    for stack in range(n_stacks):
        parts = [(w, row[stack]) for w, row in zip(weights, on, strict=True) if stack < len(row)]
        model.add(sum(weight * there for weight, there in parts) <= longest)
    model.minimize(longest)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = WORKERS
    ended, watcher = _stopped_after(solver, WORKERS * seconds)
    status, taken = timed(lambda: solver.solve(model))
    ended.set()
    watcher.join()
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    places = [next(s for s, there in enumerate(row) if solver.value(there)) for row in on]
    # A whole number, given as a float: exact, the sums stay far below 2**53.
    bound = round(solver.best_objective_bound)
    return Result(longest_load(weights, places, n_stacks), bound, taken)


def _stopped_after(solver: Any, seconds: float) -> tuple[threading.Event, threading.Thread]:
    """Stop a search after so many seconds of the processor, unless it has ended."""
    ended, end = threading.Event(), time.process_time() + seconds

    def watch() -> None:
        while not ended.wait(0.01):
            if time.process_time() >= end:
                solver.stop_search()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    return ended, watcher
