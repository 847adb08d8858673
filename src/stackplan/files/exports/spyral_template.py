#!/usr/bin/env python3
"""Run a plan of stacks with attpc-spyral, unmodified. Stacks are counted from 1.

    python3 run_plan.py prepare   once: check the files; make workspace, assets and log folder
    python3 run_plan.py local     all stacks here, a process each, with Spyral's progress bars
    python3 run_plan.py task 3    stack 3 alone, for a cluster; any number of stacks at once
    python3 run_plan.py rest      say what is not done yet, and why

Each run is a call of its own, so a bad file costs one run and not the rest of its stack. What
happens is appended to WORKSPACE/log/times_stackN.tsv: a line of run, stack and start (UTC) when a
run is begun, and when it has ended a line with seconds, outcome (done or failed) and message, too.
A start without such an end: still at work, or killed.
A run that is done is left out when its stack is started again; with --again it is not.
One process at a time works on a stack. It says who it is in WORKSPACE/log/owner_stackN.json, which
goes when it ends. A second one is refused, unless the first was killed on this machine, or Slurm
has started its job again; --take-over takes the stack in any case.
Exit codes: 0 all is done, 1 some run is not or another process has the stack, 2 the call, the disk
or the pipeline's module is wrong.

Needs attpc-spyral and the module named in PIPELINE beside this file, but not Stackplan, which wrote
it. Tried with attpc-spyral 1.0.0, 1.1.0, 1.1.1 and 1.1.2.
"""

import ast
import errno
import importlib
import os
import re
import secrets
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import PathFinder
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


def stop(words: str) -> NoReturn:
    """End because the call or the pipeline's module is wrong."""
    sys.stderr.write(f"{words}\n")
    sys.exit(2)


# --- the crew's pipeline ---

STARTERS = ("start_pipeline", "start_pipeline_dragon")


def load_pipeline() -> Any:
    """Call the crew's function, and say what is wrong with it if something is."""
    name, _, function = PIPELINE.partition(":")
    file = f"{name.replace('.', '/')}.py"
    refuse_started_analysis(name)
    words = [f"{file} starts the analysis when it is imported; {GUARD}"]
    try:
        with no_start(words):
            module = importlib.import_module(name)
            make = getattr(module, function, None)
            if not callable(make):
                stop(f"{file} has no function {function}(); write one that returns the Pipeline.")
            words[0] = f"{PIPELINE} starts the analysis: {RETURN}"
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
        stop(f"{PIPELINE} returned {found}: {RETURN}")
    if not any(pipeline.active):
        stop(f"No phase of the pipeline is active; switch one on in {file}.")
    return pipeline


RETURN = "it has to return the Pipeline, and not to start it."
GUARD = 'put the call of start_pipeline below: if __name__ == "__main__":'


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


def refuse_started_analysis(name: str) -> None:
    """Stop where the source of a module starts Spyral while it is imported."""
    path = None
    for end in [dot.start() for dot in re.finditer(r"\.|$", name)]:
        # Not `find_spec` of importlib.util, which imports the packages that a module lies in.
        spec = PathFinder.find_spec(name[:end], path)
        if spec is None:
            return
        path = spec.submodule_search_locations
        source = Path(spec.origin) if spec.origin else None
        if source and source.suffix == ".py":
            try:
                tree = ast.parse(source.read_bytes())
            except (OSError, SyntaxError, ValueError):
                return  # the import will say it
            if line := starts_at(tree.body, imported_starters(tree)):
                stop(f"{source.name}, line {line}, starts the analysis when imported; {GUARD}")


def imported_starters(tree: ast.AST) -> frozenset[str]:
    """Names under which a module imports what starts Spyral."""
    aliases = [
        alias
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("spyral")
        for alias in node.names
    ]
    names = {alias.asname or alias.name for alias in aliases if alias.name in STARTERS}
    everything = any(alias.name == "*" for alias in aliases)
    return frozenset(names).union(STARTERS if everything else ())


def starts_at(body: list[ast.stmt], names: frozenset[str]) -> int:
    """Line where running these statements calls one of the names or Spyral's own; 0 if none."""
    nodes = list(executed(body))
    functions = [n for n in nodes if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))]
    found = -1
    while found != len(names):  # a function may call another one that starts
        found = len(names)
        starters = {n.name for n in functions if n.name in names or starts_at(n.body, names)}
        others = {
            target.id
            for n in nodes
            if isinstance(n, ast.Assign) and is_starter(n.value, names)
            for target in n.targets
            if isinstance(target, ast.Name)
        }
        names = names | starters | others
    calls = (n for n in nodes if isinstance(n, ast.Call) and is_starter(n.func, names))
    return min((call.lineno for call in calls), default=0)


def is_starter(node: ast.expr, names: frozenset[str]) -> bool:
    """Tell whether an expression is a function that starts Spyral."""
    if isinstance(node, ast.Attribute):
        return node.attr in STARTERS
    return isinstance(node, ast.Name) and node.id in names


def executed(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """List what runs with these statements: no bodies of functions, nothing below the guard."""
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            waiting += [*node.decorator_list, *node.args.defaults]
            waiting += [default for default in node.args.kw_defaults if default]
        elif isinstance(node, ast.If) and (guard := main_guard(node.test)):
            waiting += node.orelse if guard is ast.Eq else node.body
        elif not isinstance(node, ast.Lambda):
            waiting += ast.iter_child_nodes(node)


def main_guard(test: ast.expr) -> type[ast.cmpop] | None:
    """Take ``__name__ == "__main__"`` apart: Eq, or NotEq; None for any other condition."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        return next((ast.Eq for part in test.values if main_guard(part) is ast.Eq), None)
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return None
    if {ast.unparse(test.left), ast.unparse(test.comparators[0])} != {"__name__", "'__main__'"}:
        return None
    return next((kind for kind in (ast.Eq, ast.NotEq) if isinstance(test.ops[0], kind)), None)


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
