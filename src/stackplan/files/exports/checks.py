"""Warnings about an export: what would go wrong when it is run, by files, command and size."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from stackplan.core.compare import FolderChanges, compare
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
from stackplan.files.exports.scripts import ExportOptions
from stackplan.files.exports.shell import names_fields
from stackplan.files.hdf5_reader import look_into
from stackplan.files.scan import scan
from stackplan.files.trace_state import read_states


@dataclass(frozen=True, slots=True)
class FileCheck:
    """What the disk says about a plan."""

    changes: FolderChanges | None = None  # against the plan; `None` if the folder could not be read
    # State of each planned run's file, by number.
    states: Mapping[int, str] = field(default_factory=dict)
    # What each of the other files holds, by run number.
    facts: Mapping[int, TraceFacts] = field(default_factory=dict)
    has_library: bool = True  # whether the HDF5 library was there to be asked
    trouble: str = ""  # why the folder could not be read, one sentence; empty if it could


def check_files(plan_file: PlanFile) -> FileCheck:
    """Scan the folder of a plan and read its suspicious files; slow on a slow disk."""
    plan = plan_file.plan
    try:
        found = scan(plan_file.traces)
    except DiskError as error:
        return FileCheck(trouble=f"The files were not checked: {error}")
    there = [n for n in (*found.with_data, *found.unreadable) if n in plan.places]
    states = read_states(found.paths(there))
    facts, has_library = look_into(found.paths(worth_reading(states)))
    return FileCheck(compare(plan, found.by_number, found.unreadable), states, facts, has_library)


def export_warnings(
    plan: Plan,
    kind: str,
    options: ExportOptions,
    checked: FileCheck,
    processors: int,
    folder: str = "",
) -> Iterator[str]:
    """Say what would go wrong with an export for one of `ENGINES`, one sentence each.

    A command in `options` has passed `checked_command`. `processors` is their number here, `folder`
    the absolute path of the folder that the file goes to, where that is known.
    """
    if kind not in ENGINES:
        return
    yield from _file_words(checked, spyral=not options.command)
    yield from target_of(kind).warnings(plan, options, processors, folder)
    if options.command and not names_fields(options.command) & {"stack", "runs"}:
        yield "The command names neither {stack} nor {runs}: every stack would run the same."


def _file_words(checked: FileCheck, *, spyral: bool) -> Iterator[str]:
    if checked.trouble:
        yield checked.trouble
    if checked.changes and checked.changes.vanished:
        yield f"No file, so these will fail: run {checked.changes.vanished}."
    yield from state_remarks(checked.states)
    yield from fault_remarks(checked.facts, spyral=spyral)
    yield from unchecked_remarks(checked.facts, has_library=checked.has_library)
