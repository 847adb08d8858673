"""Asking a slow disk for many things at once, without ever waiting for it at the end."""

import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Generic, TypeVar

Result = TypeVar("Result")

_WORKERS = 8
# Seconds from one word of a thread about its answers to the next.
_TURN = 0.02
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
        One thread will do, until it is found to wait: more would get in one another's way.

    Returns
    -------
    dict
        Results by item, in the order in which they came.
    """
    pool = _Pool(function, items)
    try:
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

    def __init__(self, function: Callable[[int], Result], items: Sequence[int]) -> None:
        self._function = function
        self._waiting = deque(items)
        self._results: queue.SimpleQueue[list[tuple[int, Result]]] = queue.SimpleQueue()
        self._failure: Exception | None = None
        self._workers = 0

    def start(self, workers: int) -> None:
        """Start threads until there are so many."""
        for _ in range(workers - self._workers):
            threading.Thread(target=self._work, daemon=True).start()
        self._workers = max(workers, self._workers)

    def answers(self) -> list[tuple[int, Result]]:
        """Wait a moment for answers; where none comes, more threads may help."""
        if self._failure is not None:
            raise self._failure
        try:
            return self._results.get(timeout=_PATIENCE)
        except queue.Empty:
            self.start(_WORKERS)
            return []

    def dismiss(self) -> None:
        """Send the workers home, also when the work was stopped half-way."""
        self._waiting.clear()

    def _work(self) -> None:
        answers: list[tuple[int, Result]] = []
        told = time.monotonic()
        while (item := self._next()) is not None:
            try:
                answers.append((item, self._function(item)))
            except Exception as error:
                # Its answer would be waited for without end: who waits is told instead.
                self._failure = error
                break
            # A word for each item would take longer than to look at it, on a quick disk.
            if time.monotonic() - told > _TURN:
                self._results.put(answers)
                answers, told = [], time.monotonic()
        self._results.put(answers)

    def _next(self) -> int | None:
        with suppress(IndexError):  # another thread has taken the last one
            return self._waiting.popleft()
        return None
