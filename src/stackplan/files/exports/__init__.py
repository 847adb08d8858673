"""Plans in the formats of others: one file a format, each a function from a plan file to bytes."""

from collections.abc import Callable, Mapping
from importlib import import_module

from stackplan.core.plan_text import PlanFile

# Module of each format; only the one that is asked for is imported.
EXPORTS = {"text": "plan_lines", "csv": "csv_table", "json": "json_object"}

# Formats that tell the state of each run's file.
SHOW_STATES = frozenset({"csv", "json"})

# Drawn by the window's chart, so they are not in EXPORTS.
PICTURES = ("png", "svg", "pdf")


def export(plan_file: PlanFile, kind: str, states: Mapping[int, str]) -> bytes:
    """Render a plan in a format of `EXPORTS`.

    Parameters
    ----------
    plan_file : PlanFile
        The plan.
    kind : str
        A key of `EXPORTS`.
    states : mapping of int to str
        State of each run's file, by number, as far as it is known.

    Returns
    -------
    bytes
        The whole file.
    """
    module = import_module(f"{__name__}.{EXPORTS[kind]}")
    render: Callable[[PlanFile, Mapping[int, str]], bytes] = module.render
    return render(plan_file, states)
