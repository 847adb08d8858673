"""One row a run, for spreadsheets and scripts."""

import csv
import io
from collections.abc import Mapping

from stackplan.core.plan_text import PlanFile

COLUMNS = ("stack", "position", "run", "size", "weight", "estimated", "pinned", "state")


def render(plan_file: PlanFile, states: Mapping[int, str]) -> bytes:
    """Render a plan as CSV.

    Parameters
    ----------
    plan_file : PlanFile
        The plan.
    states : mapping of int to str
        State of each run's file, by number; ``unknown`` where it has none.

    Returns
    -------
    bytes
        UTF-8, LF, comma separated, a header row; stacks and positions counted from 1.
    """
    plan = plan_file.plan
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for index, stack in enumerate(plan.stacks, start=1):
        for position, run in enumerate(stack.runs, start=1):
            writer.writerow((
                index,
                position,
                run.number,
                run.size,
                run.load,
                int(run.estimated),
                int(run.number in plan.pinned),
                states.get(run.number, "unknown"),
            ))  # fmt: skip
    return stream.getvalue().encode()
