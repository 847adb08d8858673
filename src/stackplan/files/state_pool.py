"""Asking a slow disk for many things at once, without ever waiting for it at the end."""

import queue
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TypeVar

Result = TypeVar("Result")

_WORKERS = 8
# Seconds after which a person who wants to stop is heard, though the disk does not answer.
_PATIENCE = 0.1


def map_in_pool(
    function: Callable[[int], Result],
    items: Sequence[int],
    on_progress: Callable[[int, int], None],
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

    Returns
    -------
    dict
        Results by item, in the order in which they came.
    """
    waiting: queue.SimpleQueue[int | None] = queue.SimpleQueue()
    results: queue.SimpleQueue[tuple[int, Result]] = queue.SimpleQueue()
    for item in items:
        waiting.put(item)
    for _ in range(min(_WORKERS, len(items))):
        threading.Thread(target=_work, args=(function, waiting, results), daemon=True).start()
    done: dict[int, Result] = {}
    try:
        while len(done) < len(items):
            on_progress(len(done), len(items))
            with suppress(queue.Empty):
                item, result = results.get(timeout=_PATIENCE)
                done[item] = result
    finally:
        _dismiss(waiting)
    return done


def _work(
    function: Callable[[int], Result],
    waiting: "queue.SimpleQueue[int | None]",
    results: "queue.SimpleQueue[tuple[int, Result]]",
) -> None:
    while (item := waiting.get()) is not None:
        results.put((item, function(item)))


def _dismiss(waiting: "queue.SimpleQueue[int | None]") -> None:
    """Send the workers home, also when the work was stopped half-way."""
    with suppress(queue.Empty):
        while True:
            waiting.get_nowait()
    for _ in range(_WORKERS):
        waiting.put(None)
