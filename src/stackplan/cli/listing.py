"""A crew's list of good runs on the command line."""

from stackplan.core.run_numbers import RunNumbers

Reasons = tuple[tuple[RunNumbers, str], ...]


def listed_reasons(path: str | None, found: RunNumbers) -> tuple[Reasons, tuple[str, ...]]:
    """Hold a list of good runs against what is there; without a list everything stays.

    Parameters
    ----------
    path : str or None
        The list.
    found : RunNumbers
        Runs with data that are not skipped otherwise.

    Returns
    -------
    tuple of (RunNumbers, str)
        What to skip, and why.
    tuple of str
        What it does, in sentences.
    """
    if path is None:
        return (), ()
    from stackplan.core.good_runs import choose
    from stackplan.files.plan_file import load_sheet

    sheet = load_sheet(path)
    choice = choose(sheet, found)
    return choice.reasons, (*sheet.sentences(), *choice.sentences())
