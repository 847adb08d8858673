"""Export targets: a record for each thing a plan is exported for, and what renders it."""

import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from stackplan.core.plan import Plan
from stackplan.core.plan_text import PlanFile
from stackplan.files.exports import hyperqueue, shell, spyral, tables
from stackplan.files.exports.scripts import ExportOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One thing that a plan can be exported for."""

    key: str  # its name on the command line, and in the settings
    title: str  # what it is called in the dialog
    purpose: str  # what it is good for, one or two sentences
    # ``format`` is also offered by ``plan --format`` and chosen by the ending of a file's name;
    # ``engine`` runs a plan; ``report`` tells of one; ``picture`` is drawn by the chart.
    group: Literal["format", "engine", "report", "picture"]
    ending: str  # of the file's name
    file_name: str  # a name to propose
    # Options that can be chosen, as they are called on the command line: `pipeline`, `command`.
    fields: tuple[str, ...] = ()
    more_fields: tuple[str, ...] = ()  # further ones, on the command line alone
    needs_states: bool = False  # whether it shows the state of each run's file
    # How the file is started: what a command does, and the command for a shell with ``{}`` for the
    # file. The first one runs everything.
    starts: tuple[tuple[str, str], ...] = ()
    # Renders the plan; `None` for a picture.
    render: Callable[[PlanFile, Mapping[int, str]], bytes] | None = None
    # Renders what runs the plan, with its options.
    render_engine: Callable[[PlanFile, ExportOptions], bytes] | None = None
    # Says what would go wrong, from the plan, the options, the number of processors here, and the
    # folder that the file goes to.
    warnings: Callable[[Plan, ExportOptions, int, str], Iterator[str]] = lambda *_: iter(())

    @property
    def is_picture(self) -> bool:
        """Tell whether the chart draws it."""
        return self.group == "picture"


SLURM_FIELDS = ("stacks-a-task", "jobs-at-most", "from")

# In the order of the dialog; the first one is chosen there at first.
TARGETS = (
    Target(
        key="spyral",
        title="Spyral script",
        purpose="Runs the plan with attpc-spyral as it is published; a bad file costs one run, not"
        " the rest of its stack.",
        group="engine",
        ending="py",
        file_name="run_plan.py",  # the scripts for Slurm and GNU parallel look for this name
        fields=("pipeline",),
        starts=(
            ("Run it", "python3 {} local"),
            ("Try one run", "python3 {} try"),
            ("See what is left", "python3 {} rest"),
        ),
        render_engine=spyral.spyral_script,
        warnings=spyral.spyral_warnings,
    ),
    Target(
        key="slurm",
        title="Slurm array",
        purpose="One task a stack on a cluster. Without a command each runs its stack by"
        " run_plan.py, the Spyral script, which is written beside it if a pipeline is named.",
        group="engine",
        ending="sh",
        file_name="array.sh",
        fields=("pipeline", "command", "readers", *SLURM_FIELDS, "python"),
        more_fields=("history",),
        starts=(("Submit it", "bash {}"), ("Only try it", "sbatch --test-only {}")),
        render_engine=shell.slurm_array,
        warnings=shell.slurm_warnings,
    ),
    Target(
        key="parallel",
        title="GNU parallel",
        purpose="Runs the stacks on this computer, goes on where it was stopped, and tells when it"
        " will be done. Without a command each runs by run_plan.py, the Spyral script, which is"
        " written beside it if a pipeline is named.",
        group="engine",
        ending="sh",
        file_name="parallel.sh",
        fields=("pipeline", "command", "readers"),
        starts=(("Run it", "bash {}"),),
        render_engine=shell.parallel_script,
        warnings=shell.parallel_warnings,
    ),
    Target(
        key="hyperqueue",
        title="HyperQueue",
        purpose="One task a stack on allocations of PBS, Slurm or LSF, by the Python package"
        " hyperqueue. Without a command each runs by run_plan.py, the Spyral script, which is"
        " written beside it if a pipeline is named.",
        group="engine",
        ending="py",
        file_name="submit_plan.py",
        fields=("pipeline", "command", "python"),
        more_fields=("history",),
        starts=(("Submit it and wait", "python3 {}"),),
        render_engine=hyperqueue.hyperqueue_script,
        warnings=hyperqueue.hyperqueue_warnings,
    ),
    Target(
        key="elog",
        title="E-log block",
        purpose="A short text for the logbook, with the table of the loads.",
        group="report",
        ending="txt",
        file_name="elog.txt",
        render=tables.elog_block,
    ),
    Target(
        key="text",
        title="Plan file",
        purpose="What Stackplan opens again, and what scripts read line by line.",
        group="format",
        ending="txt",
        file_name="plan.txt",
        render=tables.text,
    ),
    Target(
        key="csv",
        title="CSV table",
        purpose="One row a run, for spreadsheets and scripts.",
        group="format",
        ending="csv",
        file_name="plan.csv",
        needs_states=True,
        render=tables.csv_table,
    ),
    Target(
        key="json",
        title="JSON",
        purpose="Everything about the plan, for programs.",
        group="format",
        ending="json",
        file_name="plan.json",
        needs_states=True,
        render=tables.json_object,
    ),
    Target(
        key="png",
        title="Picture, PNG",
        purpose="The chart as a picture, for an e-log or a talk.",
        group="picture",
        ending="png",
        file_name="plan.png",
    ),
    Target(
        key="svg",
        title="Picture, SVG",
        purpose="The chart as a drawing that stays sharp at any size.",
        group="picture",
        ending="svg",
        file_name="plan.svg",
    ),
    Target(
        key="pdf",
        title="Picture, PDF",
        purpose="The chart on a page, for printing.",
        group="picture",
        ending="pdf",
        file_name="plan.pdf",
    ),
)
_BY_KEY = {target.key: target for target in TARGETS}

# The keys of each group.
EXPORTS = tuple(target.key for target in TARGETS if target.group == "format")
ENGINES = tuple(target.key for target in TARGETS if target.group == "engine")
REPORTS = tuple(target.key for target in TARGETS if target.group == "report")
PICTURES = tuple(target.key for target in TARGETS if target.group == "picture")


def target_of(key: str) -> Target:
    """Give a target by its key; the first one for a key that is not known."""
    return _BY_KEY.get(key, TARGETS[0])


def keys_with(field: str) -> tuple[str, ...]:
    """List the targets that have a field, or a further one."""
    targets = (target for target in TARGETS if field in target.fields + target.more_fields)
    return tuple(target.key for target in targets)


def run_commands(key: str, output: str) -> tuple[str, ...]:
    """Tell how an export is started, a line for a shell each, with the file's name quoted.

    The first one runs everything. Empty for a target that is not run.
    """
    file = shlex.quote(f"./{output}" if output.startswith("-") else output)
    return tuple(command.format(file) for _, command in _BY_KEY[key].starts)


def export(
    plan_file: PlanFile,
    key: str,
    states: Mapping[int, str],
    options: ExportOptions | None = None,
) -> bytes:
    """Render a plan for a target that is no picture.

    `states` are those of the runs' files, as far as they are known; `options` count for `ENGINES`.
    Raises `StackplanError` if the plan cannot be run so, or an option is wrong.
    """
    target = _BY_KEY[key]
    if target.render_engine is not None:
        return target.render_engine(plan_file, options or ExportOptions())
    if target.render is None:
        raise ValueError(key)
    return target.render(plan_file, states)
