"""`override` for Python 3.11, without a library that takes two milliseconds of each start."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import override as override
else:

    def override(method):
        """Mark a method that overrides one of Qt's; checkers hold the claim, nothing runs."""
        return method
