"""Errors that a person can meet; `cli` and `gui` each turn them into words in one place."""

from stackplan.core.text import printable


class StackplanError(Exception):
    """Something that a person can mend; its text is one sentence with the remedy."""


class MisspeltError(StackplanError):
    """Something typed that cannot be read, at `start` up to `end` (0-based, half open)."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.start = start
        self.end = end


class PlanTextError(StackplanError):
    """A plan file that is refused; `line` is the one at fault, counted from 1."""

    def __init__(self, message: str, line: int) -> None:
        # The message may quote control characters of the file.
        super().__init__(f"line {line}: {printable(message)}")
        self.line = line


class DiskError(StackplanError):
    """The disk did not do what was asked: no such folder, no permission, no room left."""
