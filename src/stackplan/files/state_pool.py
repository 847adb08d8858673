"""Asking a slow disk for many things at once, without ever waiting for it at the end."""

import queue
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Generic, TypeVar

Result = TypeVar("Result")

_WORKERS = 8
# On a quick disk threads would only get in one another's way, and so would a word for each item.
_QUICK_ITEMS = 64
# Seconds after which a person who wants to stop is heard, though the disk does not answer.
_PATIENCE = 0.1


def map_in_pool(
    function: Callable[[int], Result],
    items: Sequence[int],
    on_progress: Callable[[int, int], None],
    *,
    is_quick: bool = False,
) -> dict[int, Result]:
    """Call a function for each item, several at a time.

    The threads are daemons: one that hangs on a dead disk does not keep the program from ending, as
    those of `concurrent.futures` do.

    Parameters
    ----------
    function : callable
        Must not raise.
    items : sequence of int
        What it is called with.
    on_progress : callable
        Called with items done and items in all; it may raise to stop the work.
    is_quick : bool
        One thread will do, until it is found to wait.

    Returns
    -------
    dict
        Results by item, in the order in which they came.
    """
    pool = _Pool(function)
    try:
        pool.ask(items, _QUICK_ITEMS if is_quick else 1)
        pool.start(min(1 if is_quick else _WORKERS, len(items)))
        done: dict[int, Result] = {}
        while len(done) < len(items):
            on_progress(len(done), len(items))
            done.update(pool.answers())
        return done
    finally:
        pool.dismiss()


class _Pool(Generic[Result]):
    """Threads that take what waits for them."""

    def __init__(self, function: Callable[[int], Result]) -> None:
        self._function = function
        self._waiting: queue.SimpleQueue[Sequence[int] | None] = queue.SimpleQueue()
        self._results: queue.SimpleQueue[list[tuple[int, Result]]] = queue.SimpleQueue()
        self._workers = 0

    def ask(self, items: Sequence[int], step: int) -> None:
        """Put items in the queue, so many at a time."""
        for first in range(0, len(items), step):
            self._waiting.put(items[first : first + step])

    def start(self, workers: int) -> None:
        """Start threads until there are so many."""
        for _ in range(workers - self._workers):
            threading.Thread(target=self._work, daemon=True).start()
        self._workers = max(workers, self._workers)

    def answers(self) -> list[tuple[int, Result]]:
        """Wait a moment for answers; where none comes, more threads may help."""
        try:
            return self._results.get(timeout=_PATIENCE)
        except queue.Empty:
            self.start(_WORKERS)
            return []

    def dismiss(self) -> None:
        """Send the workers home, also when the work was stopped half-way."""
        with suppress(queue.Empty):
            while True:
                self._waiting.get_nowait()
        for _ in range(_WORKERS):
            self._waiting.put(None)

    def _work(self) -> None:
        while (items := self._waiting.get()) is not None:
            self._results.put([(item, self._function(item)) for item in items])
