"""What would go wrong with an export, in words, before anybody spends a night on it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from stackplan.core.compare import Changes, compare
from stackplan.core.errors import DiskError
from stackplan.core.plan import Plan
from stackplan.core.plan_text import PlanFile
from stackplan.core.trace_checks import (
    TraceFacts,
    fault_remarks,
    state_remarks,
    unchecked_remarks,
    worth_reading,
)
from stackplan.files.exports import ENGINES, target_of
from stackplan.files.exports.export_options import ExportOptions
from stackplan.files.exports.job_command import names_fields
from stackplan.files.hdf5_reader import look_into
from stackplan.files.scan import scan
from stackplan.files.trace_state import read_states


@dataclass(frozen=True, slots=True)
class Looked:
    """What the disk says about a plan.

    Parameters
    ----------
    changes : Changes, optional
        Against the plan; `None` if the folder could not be read.
    states : mapping of int to str
        State of each planned run's file, by number.
    facts : mapping of int to TraceFacts
        What each of the other files holds, by run number.
    has_library : bool
        Whether the HDF5 library was there to be asked.
    trouble : str
        Why the folder could not be read, one sentence; empty if it could.
    """

    changes: Changes | None = None
    states: Mapping[int, str] = field(default_factory=dict)
    facts: Mapping[int, TraceFacts] = field(default_factory=dict)
    has_library: bool = True
    trouble: str = ""


def look(plan_file: PlanFile) -> Looked:
    """Look at a plan's files; slow on a slow disk.

    Parameters
    ----------
    plan_file : PlanFile
        The plan.

    Returns
    -------
    Looked
        For `export_warnings`.
    """
    plan = plan_file.plan
    try:
        found = scan(plan_file.traces)
    except DiskError as error:
        return Looked(trouble=f"The files were not checked: {error}")
    there = [n for n in (*found.with_data, *found.unreadable) if n in plan.places]
    states = read_states(found.paths(there))
    facts, has_library = look_into(found.paths(worth_reading(states)))
    return Looked(compare(plan, found.by_number, found.unreadable), states, facts, has_library)


def export_warnings(
    plan: Plan,
    kind: str,
    options: ExportOptions,
    looked: Looked,
    processors: int,
    folder: str = "",
) -> Iterator[str]:
    """Say what would go wrong with an export.

    Parameters
    ----------
    plan : Plan
        The plan.
    kind : str
        The format; only those of `ENGINES` can go wrong.
    options : ExportOptions
        Those of the export; a command has passed `check_command`.
    looked : Looked
        What `look` found.
    processors : int
        Number of processors here.
    folder : str, optional
        Absolute path of the folder that the file goes to, where that is known.

    Yields
    ------
    str
        One sentence each.
    """
    if kind not in ENGINES:
        return
    yield from _file_words(looked, spyral=not options.command)
    yield from target_of(kind).warnings(plan, processors, folder)
    if options.command and not names_fields(options.command) & {"stack", "runs"}:
        yield "The command names neither {stack} nor {runs}: every stack would run the same."


def _file_words(looked: Looked, *, spyral: bool) -> Iterator[str]:
    if looked.trouble:
        yield looked.trouble
    if looked.changes and looked.changes.vanished:
        yield f"No file, so these will fail: run {looked.changes.vanished}."
    yield from state_remarks(looked.states)
    yield from fault_remarks(looked.facts, spyral=spyral)
    yield from unchecked_remarks(looked.facts, has_library=looked.has_library)
