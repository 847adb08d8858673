"""What can be chosen about an export, apart from the plan."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What can be chosen about an export; each format takes what it knows and leaves the rest.

    Parameters
    ----------
    pipeline : str
        ``module:function`` that returns the crew's Spyral pipeline.
    command : str
        What a task of a cluster runs, with ``{stack}``, ``{runs}`` and ``{traces}``; empty is the
        exported Spyral script.
    readers : int, optional
        How many stacks may run at once, for the sake of one disk; `None` is any number.
    rate : Fraction, optional
        How much of the weight's unit one process does each second; `None` is not known.
    """

    pipeline: str = ""
    command: str = ""
    readers: int | None = None
    rate: Fraction | None = None
