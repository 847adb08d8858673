"""What following a folder has brought, in words: the offer, the warnings, the list."""

from collections.abc import Collection, Iterator

from stackplan.core.following import News
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.words import count


def offer_words(finished: RunNumbers, waiting: RunNumbers) -> str:
    """Say which runs may be placed now.

    Parameters
    ----------
    finished : RunNumbers
        Runs that are finished and not planned; at least one.
    waiting : RunNumbers
        Runs that are not finished yet.

    Returns
    -------
    str
        For example ``2 new runs are finished: 170-171. Run 172 is not finished yet.``
    """
    verb = "is" if len(finished) == 1 else "are"
    words = f"{count(len(finished), 'new run')} {verb} finished: {finished}."
    return f"{words} {waiting_words(waiting)}" if waiting else words


def waiting_words(waiting: RunNumbers) -> str:
    """Say which runs are not finished; at least one."""
    if len(waiting) == 1:
        return f"Run {waiting} is not finished yet."
    return f"Runs {waiting} are not finished yet."


def planned_words(news: News, planned: Collection[int]) -> str:
    """Say what has become of planned runs while the folder was followed.

    Parameters
    ----------
    news : News
        What a look has brought.
    planned : collection of int
        Numbers of the planned runs.

    Returns
    -------
    str
        Up to two sentences; empty if nothing has.
    """
    kinds = (
        (news.went, ("is no longer in the folder", "are no longer in the folder")),
        (news.grew, ("has changed since", "have changed since")),
    )
    sentences = []
    for numbers, (one, more) in kinds:
        touched = RunNumbers.of(number for number in numbers if number in planned)
        if touched:
            who = f"Run {touched} is" if len(touched) == 1 else f"Runs {touched} are"
            sentences.append(f"{who} planned, but {one if len(touched) == 1 else more}.")
    return " ".join(sentences)


def log_lines(news: News) -> Iterator[str]:
    """Yield one line each about what came, went, grew and was finished; none if nothing did."""
    finished = RunNumbers.of(run.number for run in news.finished)
    kinds = (
        ("came", news.came),
        ("went", news.went),
        ("changed", news.grew),
        ("finished", finished),
    )
    for words, numbers in kinds:
        if numbers:
            yield f"{words}: {numbers}"
