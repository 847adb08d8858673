"""What a plan can be exported for: a sentence about each kind, and what it needs to know."""

from typing import NamedTuple

from stackplan.files.exports import PICTURES
from stackplan.files.exports.run_words import FILE_NAMES


class Kind(NamedTuple):
    """One kind of export.

    Parameters
    ----------
    key : str
        Its name in `files.exports`.
    title : str
        What it is called in the list.
    words : str
        What it is good for.
    ending : str
        Of the file's name.
    fields : tuple of str
        What it needs to know: `pipeline`, `command`, `readers`.
    starts : tuple of str
        What each of its commands does.
    """

    key: str
    title: str
    words: str
    ending: str
    fields: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()

    @property
    def is_picture(self) -> bool:
        """Tell whether the chart draws it."""
        return self.key in PICTURES

    @property
    def file_name(self) -> str:
        """A name to propose."""
        return FILE_NAMES.get(self.key, f"plan.{self.ending}")


KINDS = (
    Kind(
        "spyral",
        "Spyral script",
        "Runs the plan with attpc-spyral as it is published; a bad file costs one run, not the rest"
        " of its stack.",
        "py",
        ("pipeline",),
        ("Run it", "See what is left"),
    ),
    Kind(
        "slurm",
        "Slurm array",
        "One task a stack on a cluster. Without a command each runs its stack by run_plan.py, the"
        " Spyral script, in the same folder.",
        "sh",
        ("command", "readers"),
        ("Submit it", "Only try it"),
    ),
    Kind(
        "parallel",
        "GNU parallel",
        "Runs the stacks on this machine, goes on where it was stopped, and tells when it will be"
        " done. Without a command each runs by run_plan.py, the Spyral script, in the same folder.",
        "sh",
        ("command", "readers"),
        ("Run it",),
    ),
    Kind(
        "elog", "E-log block", "A short text for the logbook, with the table of the loads.", "txt"
    ),
    Kind(
        "text",
        "Plan file",
        "What Stackplan opens again, and what scripts read line by line.",
        "txt",
    ),
    Kind("csv", "CSV table", "One row a run, for spreadsheets and scripts.", "csv"),
    Kind("json", "JSON", "Everything about the plan, for programs.", "json"),
    Kind("png", "Picture, PNG", "The chart as a picture, for an e-log or a talk.", "png"),
    Kind("svg", "Picture, SVG", "The chart as a drawing that stays sharp at any size.", "svg"),
    Kind("pdf", "Picture, PDF", "The chart on a page, for printing.", "pdf"),
)
_BY_KEY = {kind.key: kind for kind in KINDS}


def kind_of(key: str) -> Kind:
    """Give a kind by its name; the first one for a name that is not known."""
    return _BY_KEY.get(key, KINDS[0])
