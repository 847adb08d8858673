"""Plans in the formats of others: one file a format, each a function from a plan file to bytes."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from stackplan.core.plan_text import PlanFile

if TYPE_CHECKING:
    from stackplan.files.exports.export_options import ExportOptions

# Module of each format; only the one that is asked for is imported.
EXPORTS = {"text": "plan_lines", "csv": "csv_table", "json": "json_object"}

# What runs a plan, and what tells of it.
ENGINES = {"spyral": "spyral_script", "slurm": "slurm_array", "parallel": "parallel_jobs"}
REPORTS = {"elog": "elog_block"}

# Formats that tell the state of each run's file.
SHOW_STATES = frozenset({"csv", "json"})

# Drawn by the window's chart, so they have no module here.
PICTURES = ("png", "svg", "pdf")


def export(
    plan_file: PlanFile,
    kind: str,
    states: Mapping[int, str],
    options: "ExportOptions | None" = None,
) -> bytes:
    """Render a plan in a format of `EXPORTS`, `ENGINES` or `REPORTS`.

    Parameters
    ----------
    plan_file : PlanFile
        The plan.
    kind : str
        The format.
    states : mapping of int to str
        State of each run's file, by number, as far as it is known.
    options : ExportOptions, optional
        What else can be chosen; needed for `ENGINES`.

    Returns
    -------
    bytes
        The whole file.

    Raises
    ------
    StackplanError
        If the plan cannot be run so, or an option is wrong.
    """
    module = import_module(f"{__name__}.{(EXPORTS | ENGINES | REPORTS)[kind]}")
    if kind in ENGINES:
        render_for: Callable[[PlanFile, ExportOptions | None], bytes] = module.render
        return render_for(plan_file, options)
    render: Callable[[PlanFile, Mapping[int, str]], bytes] = module.render
    return render(plan_file, states)
