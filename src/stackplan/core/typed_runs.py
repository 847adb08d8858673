"""Lists of runs as a person types them, held against a plan."""

from collections.abc import Iterable

from stackplan.core.errors import StackplanError
from stackplan.core.left_out import LeftOut, left_out_words
from stackplan.core.plan import Plan
from stackplan.core.run_numbers import RunNumbers, parse_items

_MOST_CHARACTERS = 60


def planned_in(text: str, plan: Plan) -> tuple[int, ...]:
    """Read a list of runs that are all planned.

    Parameters
    ----------
    text : str
        Numbers and ranges, as `run_numbers.parse` reads them.
    plan : Plan
        The plan that must have the runs.

    Returns
    -------
    tuple of int
        Run numbers in the order of the text, each once.

    Raises
    ------
    StackplanError
        If the text cannot be read or names a run that is not planned; it names all of these.
    """
    intervals = [item.interval for item in parse_items(text)]
    strangers = RunNumbers(intervals).minus(RunNumbers.of(plan.places))
    if strangers:
        listed = str(strangers)
        if len(listed) > _MOST_CHARACTERS:
            listed = listed[:_MOST_CHARACTERS].rpartition(", ")[0] + ", ..."
        are = f"Run {listed} is" if len(strangers) == 1 else f"Runs {listed} are"
        raise StackplanError(f"{are} not in the plan, so nothing was done.")
    numbers = (n for first, last in intervals for n in range(first, last + 1))
    return tuple(dict.fromkeys(numbers))


def absence_words(number: int, plan: Plan, left_out: Iterable[LeftOut]) -> str:
    """Say why a run is not in a plan.

    Parameters
    ----------
    number : int
        The run.
    plan : Plan
        The plan that does not have it.
    left_out : iterable of LeftOut
        What the folder holds besides.

    Returns
    -------
    str
        One sentence.
    """
    for entry in left_out:
        if number in entry.runs:
            single = LeftOut(entry.reason, RunNumbers.of([number]))
            return left_out_words([single])[0]
    if number in plan.request.skip:
        return f"Skipped: run {number}."
    if not plan.request.in_range(number):
        return f"Run {number} is outside the run range."
    return f"There is no run {number} in the folder."
