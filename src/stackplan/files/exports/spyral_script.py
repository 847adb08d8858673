"""A Python script that runs a plan with attpc-spyral, unmodified, and without Stackplan."""

import re
from keyword import iskeyword

from stackplan.core.errors import StackplanError
from stackplan.core.plan_text import PlanFile
from stackplan.files.exports.export_options import ExportOptions
from stackplan.files.exports.python_lists import plain_start, stack_lists
from stackplan.files.exports.templates import template, with_plan

_SECOND_HALF = "# --- one owner a stack ---\n"
# Imports of the standard library, which both halves have; those of the second join the first's.
_IMPORT = re.compile(
    r"^(?:import \w+|from (?!spyral|stackplan)[\w.]+ import [\w, ]+)\n", re.MULTILINE
)
# Any number will do; a run's own number is added to it, so runs draw differently.
_SEED = 1


def render(plan_file: PlanFile, options: ExportOptions) -> bytes:
    """Render a plan as a script for attpc-spyral.

    Parameters
    ----------
    plan_file : PlanFile
        The plan.
    options : ExportOptions
        `pipeline` is needed.

    Returns
    -------
    bytes
        A Python file of one part, LF.

    Raises
    ------
    StackplanError
        If the plan has no runs, or `pipeline` names no function.
    """
    if not plan_file.plan.runs:
        raise StackplanError("The plan has no runs, so there is nothing to run.")
    first, second = (template(name) for name in ("spyral_template.py", "spyral_runner.py"))
    imports, _, commands = second.partition(_SECOND_HALF)
    script = _with_imports(first, _IMPORT.findall(imports)) + f"\n\n{_SECOND_HALF}{commands}"
    data = _data(plan_file, checked_pipeline(options.pipeline))
    return with_plan(script, data).encode("ascii")


def checked_pipeline(text: str) -> str:
    """Give ``module:function`` back if it can be one; else raise a `StackplanError`."""
    module, _, function = text.partition(":")
    names = [*module.split("."), function]
    if all(name.isidentifier() and name.isascii() and not iskeyword(name) for name in names):
        return text
    what = f"'{text}' is no function of a module" if text else "The pipeline is not named"
    raise StackplanError(f"{what}; write for example my_pipeline:make_pipeline.")


def _with_imports(script: str, more: list[str]) -> str:
    known = _IMPORT.findall(script)
    covered = "".join(known)  # holds `from typing import Any` where it brings more names, too
    both = {*known, *(line for line in more if line.rstrip() not in covered)}
    # Ruff's order: plain imports before those of single names.
    block = "".join(sorted(both, key=lambda line: (line.startswith("from"), line)))
    return script.replace(covered, block, 1)


def _data(plan_file: PlanFile, pipeline: str) -> str:
    """Spell the plan in ASCII, so that no name of a folder can be anything but a text."""
    traces = ascii(plan_file.traces)
    traces = traces if '"' in traces else f'"{traces[1:-1]}"'
    return (
        f'PIPELINE = "{pipeline}"\n'
        f"TRACES = {traces}\n"
        f"SEED = {_SEED}\n"
        f"STACKS: list[list[int]] = {stack_lists(plan_file.plan)}\n"
        "# The same runs by Spyral's own deal, which loses the rest of a stack at a bad file:\n"
        f"# start_pipeline(pipeline, {plain_start(plan_file)})\n"
    )
