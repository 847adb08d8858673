#!/usr/bin/env python3
"""Run a plan of stacks with attpc-spyral, unmodified. Stacks are counted from 1.

    python3 run_plan.py prepare   once: check the files; make workspace, assets and log folder
    python3 run_plan.py local     all stacks here, a process each, with Spyral's progress bars
    python3 run_plan.py task 3    stack 3 alone, for a cluster; any number of stacks at once
    python3 run_plan.py rest      say what is not done yet, and why

Each run is a call of its own, so a bad file costs one run and not the rest of its stack. How each
went is appended to WORKSPACE/log/times_stackN.tsv, a line a run: run, stack, start (UTC), seconds,
outcome (done or failed), message. A line that ends after the start: still at work, or killed.
A run that is done is left out when its stack is started again; with --again it is not.
Exit codes: 0 all is done, 1 some run is not, 2 the call or the pipeline's module is wrong.

Needs attpc-spyral and the module named in PIPELINE beside this file, but not Stackplan, which wrote
it. Tried with attpc-spyral 1.0.0, 1.1.0, 1.1.1 and 1.1.2.
"""

import calendar
import importlib
import os
import secrets
import sys
import time
import traceback
from pathlib import Path
from typing import Any, NoReturn

# Everything between the two marks is the plan; all else is the same for every plan.
# --- plan ---
PIPELINE = "my_pipeline:make_pipeline"
TRACES = "/data/h5"
SEED = 1
STACKS: list[list[int]] = []
# --- end of the plan ---

# One process a stack is parallel enough; numeric libraries must know before they are imported.
for _library in ("OMP", "OPENBLAS", "MKL", "NUMEXPR"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")
os.environ.setdefault("VECLIB_MAXIMUM_THREADS", "1")
os.environ.setdefault("POLARS_MAX_THREADS", "1")

try:
    import spyral.core.pipeline as spyral_pipeline
    from spyral.core.run_stacks import form_run_string
    from spyral.core.schema import PhaseResult
    from spyral.core.spy_log import LOG_DIR
except ImportError as missing:
    sys.stderr.write(f"attpc-spyral cannot be imported by {sys.executable}: {missing}\n")
    sys.exit(2)

CLOCK = "%Y-%m-%dT%H:%M:%SZ"


def say(words: str) -> None:
    """Write a line at once, so that a cluster's output shows it in time."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def stop(words: str) -> NoReturn:
    """End because the call or the pipeline's module is wrong."""
    sys.stderr.write(f"{words}\n")
    sys.exit(2)


# --- the crew's pipeline ---


def load_pipeline() -> Any:
    """Call the crew's function, and say what is wrong with it if something is."""
    name, _, function = PIPELINE.partition(":")
    file = f"{name.replace('.', '/')}.py"
    try:
        module = importlib.import_module(name)
        make = getattr(module, function, None)
        if not callable(make):
            stop(f"{file} has no function {function}(); write one that returns the Pipeline.")
        pipeline = make()
    except ModuleNotFoundError as error:
        if error.name is not None and f"{name}.".startswith(f"{error.name}."):
            stop(f"There is no {file}: put it beside this file, or its folder on PYTHONPATH.")
        stop(f"{PIPELINE} needs a module that is not installed: {error}.")
    except Exception as error:  # whatever the crew's own code may raise
        traceback.print_exc()
        stop(f"{PIPELINE} does not work: {type(error).__name__}: {error}")
    if not isinstance(pipeline, spyral_pipeline.Pipeline):
        found = type(pipeline).__name__
        stop(f"{PIPELINE} returned {found}: it has to return the Pipeline, and not to start it.")
    if not any(pipeline.active):
        stop(f"No phase of the pipeline is active; switch one on in {file}.")
    return pipeline


def active_phases(pipeline: Any) -> list[Any]:
    """List the phases that are switched on, in order."""
    return [phase for phase, on in zip(pipeline.phases, pipeline.active, strict=True) if on]


def trace_of(pipeline: Any, run: int) -> Path:
    """Path of the trace file of a run."""
    return Path(pipeline.traces) / f"{form_run_string(run)}.h5"


def own_names(pipeline: Any) -> None:
    """Give shared memory a name of its own: two jobs on a node must not take one another's."""
    for phase in pipeline.phases:
        if hasattr(phase, "shared_mesh_name"):
            phase.shared_mesh_name = f"stackplan_{secrets.token_hex(4)}"


# --- times: a line a run ---


def log_folder(pipeline: Any) -> Path:
    """Folder of Spyral's logs and of our times."""
    return Path(pipeline.workspace, LOG_DIR)


def append(path: Path, words: str) -> None:
    """Write on at the end of a file, so that a kill loses nothing that stands there."""
    with path.open("a", encoding="utf-8", errors="replace", newline="\n") as file:
        file.write(words)


def read_times(pipeline: Any) -> dict[int, list[str]]:
    """Read the last line of each run: run, stack, start, seconds, outcome, message."""
    lines = [
        line.split("\t")
        for path in sorted(log_folder(pipeline).glob("times_stack*.tsv"))
        for line in path.read_text("utf-8", "replace").splitlines()
        if line.count("\t") > 2
    ]
    return {int(line[0]): line for line in sorted(lines, key=lambda line: line[2])}


def reason_of(pipeline: Any, run: int, times: dict[int, list[str]]) -> str:
    """Say why a run is not done; empty if it is: by its line, its artifact and its trace file."""
    line = times.get(run)
    if line is None:
        return "not started"
    if len(line) < 6:
        return f"started {line[2]}, not ended: still at work, or killed"
    if line[4] != "done":
        return f"{line[4]}: {line[5]}"
    result = PhaseResult({"trace": trace_of(pipeline, run)}, True, run)
    for phase in pipeline.phases[: pipeline.phases.index(active_phases(pipeline)[-1]) + 1]:
        result = phase.construct_artifact(result, pipeline.workspace)
    for path in result.artifacts.values():
        if not Path(path).exists():
            return f"{path} is gone"
    # In whole seconds, as the start is written.
    trace, start = trace_of(pipeline, run), calendar.timegm(time.strptime(line[2], CLOCK))
    newer = trace.exists() and int(trace.stat().st_mtime) > start
    return "its trace file is newer" if newer else ""


def left_of(pipeline: Any, again: bool) -> list[list[int]]:
    """List the runs of each stack that are to be done, in order."""
    times = {} if again else read_times(pipeline)
    return [[run for run in stack if reason_of(pipeline, run, times)] for stack in STACKS]
