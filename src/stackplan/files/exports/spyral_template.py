#!/usr/bin/env python3
"""Run a plan of stacks with attpc-spyral, unmodified. Stacks are counted from 1.

    python3 run_plan.py prepare   once: check the files; make workspace, assets and log folder
    python3 run_plan.py try       the smallest run alone, and what it means for the plan
    python3 run_plan.py local     all stacks here, a process each, with Spyral's progress bars
    python3 run_plan.py task 3    stack 3 alone, for a cluster; any number of stacks at once
    python3 run_plan.py rest      say what is not done yet, and why

    --again                       runs that are done are done once more
    --keep-going                  a stack does not stop after three runs that fail alike
    --take-over                   take a stack that another process has begun

A bad file costs one run, not the rest of its stack. A stack that is started again does what is not
done yet. It stops after three runs in a row that fail with the same error in the same phase.

What happens is in WORKSPACE/log/times_stackN.tsv: run, stack and start (UTC) when a run begins, and
the same with seconds, outcome (done or failed) and message when it ends. A run without the second
line is still at work, or its process was killed.

One process at a time works on a stack; WORKSPACE/log/owner_stackN.json says which. A second one is
refused, unless the first was killed on this machine, or the cluster has started its job again.

Exit codes: 0 all is done; 1 a run is not, or another process has the stack; 2 the command, the disk
or the module of the pipeline is wrong.

It needs attpc-spyral (tried with 1.0.0, 1.1.0, 1.1.1 and 1.1.2) and the module of PIPELINE beside
this file. It does not need Stackplan, which wrote it.
"""

import ast
import errno
import importlib
import inspect
import os
import secrets
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from stackplan.files.exports.pipeline_finder import (
    EXIT_GUARD,
    GUARD,
    STARTERS,
    PipelineFinder,
    distinct,
    none_words,
    several_words,
    sources_of,
    starting_line,
    syntax_words,
)

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
    import spyral
    import spyral.core.pipeline as spyral_pipeline
    from spyral.core.run_stacks import form_run_string
    from spyral.core.schema import PhaseResult
    from spyral.core.spy_log import LOG_DIR
except ImportError as missing:
    sys.stderr.write(f"attpc-spyral cannot be imported by {sys.executable}: {missing}\n")
    sys.exit(2)


def say(words: str) -> None:
    """Write a line at once, so that a cluster's output shows it in time."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


# --- the crew's pipeline ---

RETURN = "it has to return the Pipeline, and not to start it."


class StopError(SystemExit):
    """The end by `stop`, told from a SystemExit that the crew's module raises."""


def stop(words: str) -> NoReturn:
    """End because the call or the pipeline's module is wrong."""
    sys.stderr.write(f"{words}\n")
    raise StopError(2)


def load_pipeline() -> Any:
    """Take the crew's Pipeline, or call their function; say what is wrong if something is."""
    name, _, wanted = PIPELINE.partition(":")
    file = f"{name.replace('.', '/')}.py"
    tree = checked_source(name)
    words = [f"{file} starts the analysis when it is imported; {GUARD}"]
    typed, sys.argv = sys.argv, [file]  # what is typed here is nothing for the crew's module
    try:
        with no_start(words):
            module = importlib.import_module(name)
            found = getattr(module, wanted, None) if wanted else the_pipeline(module, tree, file)
            if found is None:
                stop(missing_words(file, wanted, tree))
            words[0] = f"{PIPELINE} starts the analysis: {RETURN}"
            pipeline = found if isinstance(found, spyral_pipeline.Pipeline) else call(found)
    except StopError:
        raise
    except SystemExit:
        stop(f"{file} ends the program when it is imported or called; {EXIT_GUARD}")
    except ModuleNotFoundError as error:
        if error.name is not None and f"{name}.".startswith(f"{error.name}."):
            stop(f"There is no {file}: put it beside this file, or its folder on PYTHONPATH.")
        stop(
            f"{PIPELINE} needs a module that is not installed: {error}."
            f" Install it for {sys.executable}, or start this script with the Python that has it."
        )
    except SyntaxError as error:
        stop(syntax_words(error.filename or file, error))
    except Exception as error:  # whatever the crew's own code may raise
        traceback.print_exc()
        stop(f"{PIPELINE} does not work: {type(error).__name__}: {error}")
    finally:
        sys.argv = typed
    if not any(pipeline.active):
        stop(f"No phase of the pipeline is active; switch one on in {file}.")
    return pipeline


def the_pipeline(module: Any, tree: ast.Module | None, file: str) -> Any:
    """Take the one Pipeline of a module, or the function that makes it, where no name is given."""
    known = distinct(PipelineFinder(tree).candidates()) if tree else []
    names = {candidate.words: candidate.name for candidate in known}
    if not names:  # one that the source does not show: made by another module, for example
        items = list(vars(module).items())
        made = {id(v): n for n, v in items if isinstance(v, spyral_pipeline.Pipeline)}
        names = {name: name for name in made.values()}
    if len(names) > 1:
        stop(several_words(file, list(names)))
    if not names:
        stop(none_words(file, tree or ast.Module([], [])))
    return getattr(module, next(iter(names.values())), None)


def missing_words(file: str, wanted: str, tree: ast.Module | None) -> str:
    """Say that a module does not have a name, and what it has."""
    known = [candidate.words for candidate in PipelineFinder(tree).candidates()] if tree else []
    there = f"there is {', '.join(known)}" if known else "write it, as a Pipeline or to return one"
    return f"{file} has no {wanted}; {there}."


def call(function: Any) -> Any:
    """Call the crew's function."""
    kind = type(function).__name__
    if not callable(function):
        stop(f"{PIPELINE} is no Pipeline, and no function that returns one, but {kind}.")
    try:
        inspect.signature(function).bind()
    except (TypeError, ValueError):
        stop(f"{PIPELINE} wants arguments; write a function without any that returns the Pipeline.")
    pipeline = function()
    if not isinstance(pipeline, spyral_pipeline.Pipeline):
        stop(f"{PIPELINE} returned {type(pipeline).__name__}: {RETURN}")
    return pipeline


@contextmanager
def no_start(words: list[str]) -> Iterator[None]:
    """Stop where Spyral is started meanwhile, with the words that the list has by then."""

    def refuse(*_: Any, **__: Any) -> NoReturn:
        stop(words[0])

    kept = [
        (module, name, getattr(module, name))
        for module in (spyral, spyral_pipeline)
        for name in STARTERS
        if hasattr(module, name)
    ]
    for module, name, _ in kept:
        setattr(module, name, refuse)
    try:
        yield
    finally:
        for module, name, start in kept:
            setattr(module, name, start)


def checked_source(name: str) -> ast.Module | None:
    """Read the source of a module; stop where it starts Spyral while it is imported."""
    tree = None
    for source in sources_of(name, sys.path):
        try:
            tree = ast.parse(source.read_bytes())
        except (OSError, SyntaxError, ValueError):
            return None  # the import will say it
        if line := starting_line(tree):
            stop(f"{source.name}, line {line}, starts the analysis when imported; {GUARD}")
    return tree


def phases_on(pipeline: Any) -> list[Any]:
    """List the phases that are switched on, in order."""
    return [phase for phase, on in zip(pipeline.phases, pipeline.active, strict=True) if on]


def trace_of(pipeline: Any, run: int) -> Path:
    """Path of the trace file of a run."""
    return Path(pipeline.traces) / f"{form_run_string(run)}.h5"


def artifacts_of(pipeline: Any, run: int) -> list[Path]:
    """Paths of the files that the last active phase leaves of a run."""
    result = PhaseResult({"trace": trace_of(pipeline, run)}, True, run)
    for phase in pipeline.phases[: pipeline.phases.index(phases_on(pipeline)[-1]) + 1]:
        result = phase.construct_artifact(result, pipeline.workspace)
    return list(map(Path, result.artifacts.values()))


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
    """Add a line by one call, so that a kill leaves it whole or not at all."""
    line = f"{words}\n".encode("utf-8", "replace")
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, 0o666)
    try:
        # A full disk, or a script of Stackplan 0.1.0 that was killed, leaves half a line.
        if os.lseek(descriptor, 0, os.SEEK_END):
            os.lseek(descriptor, -1, os.SEEK_END)
            if os.read(descriptor, 1) != b"\n":
                line = b"\n" + line
        if os.write(descriptor, line) < len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
    finally:
        os.close(descriptor)
