"""An answer that is kept while it is asked of the very same objects. No Qt."""

from __future__ import annotations

from operator import is_
from typing import TYPE_CHECKING, Generic, TypeVar, TypeVarTuple

if TYPE_CHECKING:
    from collections.abc import Callable

Asked = TypeVarTuple("Asked")
Answer = TypeVar("Answer")


class LatestAnswer(Generic[*Asked, Answer]):
    """Calls a function only when one of its arguments is another object than the last time.

    What the window shows of a plan is asked for at every turn, and with 100,000 runs each answer
    takes a look at all of them; plans, runs and mappings of them are never changed in place.
    """

    def __init__(self, find: Callable[[*Asked], Answer]) -> None:
        self._find = find
        self._latest: tuple[tuple[*Asked], Answer] | None = None

    def __call__(self, *about: *Asked) -> Answer:
        """Give the answer."""
        if self._latest is None or not all(map(is_, self._latest[0], about)):
            self._latest = about, self._find(*about)
        return self._latest[1]
