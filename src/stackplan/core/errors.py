"""Errors that a person can meet; `cli` and `gui` each turn them into words in one place."""

from stackplan.core.text import printable


class StackplanError(Exception):
    """Something that a person can mend; its text is one sentence with the remedy."""


class MisspeltError(StackplanError):
    """Something typed that cannot be read.

    Attributes
    ----------
    start, end : int
        Where the mistake stands in the text (0-based, half open), for marking it in place.
    """

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.start = start
        self.end = end


class RunNumbersError(MisspeltError):
    """A text of run numbers that cannot be read."""


class SpeedsError(MisspeltError):
    """A text of speeds that cannot be read."""


class PlanTextError(StackplanError):
    """A plan file that is refused.

    Attributes
    ----------
    line : int
        The line that is at fault, counted from 1.
    """

    def __init__(self, message: str, line: int) -> None:
        # The message may quote control characters of the file.
        super().__init__(f"line {line}: {printable(message)}")
        self.line = line


class DiskError(StackplanError):
    """The disk did not do what was asked: no such folder, no permission, no room left."""
