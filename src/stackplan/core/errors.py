"""Errors that a person can meet; `cli` and `gui` each turn them into words in one place."""


class StackplanError(Exception):
    """Something that a person can mend; its text is one sentence with the remedy."""


class MisspeltError(StackplanError):
    """Something typed that cannot be read, at `start` up to `end` (0-based, half open)."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.start = start
        self.end = end


class DiskError(StackplanError):
    """The disk did not do what was asked: no such folder, no permission, no room left."""
