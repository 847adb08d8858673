"""What would go wrong with an export, in words, before anybody spends a night on it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from stackplan.core.compare import Changes, compare
from stackplan.core.errors import DiskError
from stackplan.core.plan import Plan
from stackplan.core.plan_text import PlanFile
from stackplan.core.text import count, shown
from stackplan.core.trace_checks import (
    TraceFacts,
    fault_remarks,
    state_remarks,
    unchecked_remarks,
    worth_reading,
)
from stackplan.files.exports import ENGINES
from stackplan.files.exports.export_options import ExportOptions
from stackplan.files.exports.job_command import names_fields
from stackplan.files.hdf5_reader import look_into
from stackplan.files.scan import scan
from stackplan.files.trace_state import read_states

# What fits one array of Slurm as it comes (MaxArraySize 1001).
_ONE_ARRAY = 1000


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
    plan, traces = plan_file.plan, plan_file.traces
    try:
        found = scan(traces)
    except DiskError as error:
        return Looked(trouble=f"The files were not checked: {error}")
    there = [n for n in (*found.with_data, *found.unreadable) if n in plan.places]
    states = read_states(traces, there)
    facts, has_library = look_into(traces, worth_reading(states))
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
    stacks = sum(1 for stack in plan.stacks if stack.runs)
    yield from _machine_words(kind, stacks, processors)
    if kind == "slurm":
        yield from _slurm_words(len(plan.stacks), folder)
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


def _machine_words(kind: str, stacks: int, processors: int) -> Iterator[str]:
    here = f"this machine has {count(processors, 'processor')}"
    if kind == "spyral" and stacks >= processors:
        yield (
            f"{count(stacks, 'stack')}, and {here}: `local` starts all of them at once, and wants"
            " one processor more than stacks."
        )
    elif kind == "parallel" and stacks > processors:
        yield f"{count(stacks, 'stack')}, and {here}: the others wait for their turn."


def _slurm_words(stacks: int, folder: str) -> Iterator[str]:
    if stacks > _ONE_ARRAY:
        yield (
            f"{count(stacks, 'stack')}: one array of Slurm takes {_ONE_ARRAY:,} unless a cluster"
            " allows more, so start the file with bash and not with sbatch."
        )
    if "%" in folder or "\\" in folder:
        yield (
            f"Slurm cannot write into {shown(folder)}, for its name has a % or a backslash; start"
            " the file in another folder."
        )
