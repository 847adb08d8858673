"""A crew's list of good runs on the command line."""

from collections.abc import Iterator

from stackplan.core.good_runs import Choice, RunSheet, choose
from stackplan.core.run_numbers import RunNumbers
from stackplan.files.good_runs import load_sheet


def choice_of(path: str | None, found: RunNumbers) -> tuple[Choice, tuple[str, ...]]:
    """Hold a list against what is there; without a list everything stays.

    Parameters
    ----------
    path : str or None
        The list.
    found : RunNumbers
        Runs with data that are not skipped otherwise.

    Returns
    -------
    Choice
        What to skip, and why.
    tuple of str
        What it does, in sentences.
    """
    if path is None:
        return Choice(RunNumbers(), (), found), ()
    sheet = load_sheet(path)
    choice = choose(sheet, found)
    return choice, (*_unread(sheet), *choice.sentences())


def _unread(sheet: RunSheet) -> Iterator[str]:
    if sheet.unread:
        one = len(sheet.unread) == 1
        lines = RunNumbers.of(sheet.unread)
        yield f"Line{'s' * (not one)} {lines} of the list name{'s' * one} no run."
