"""Questions to a disk about many files: one by one while it is quick, else by several threads."""

import errno
import os
import queue
import stat
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TypeVar

# Called now and then with files done and files in all; it may raise to stop the work.
OnProgress = Callable[[int, int], None]

# Size and time of the last change (ns) of a file with data, or what it is instead: `read_sizes`.
StatResult = tuple[int, int] | str

# What `stat` says of a link that leads nowhere, or to itself.
_NOWHERE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP})
Result = TypeVar("Result")

# Small: on a slow disk each file may take a good part of a second.
_PROGRESS_STEP = 8
# Seconds for which files are asked about one by one before a pool takes over.
_MOMENT = 0.05
# Seconds a file: a disk that takes less gains nothing from being asked by several threads.
_QUICK_S = 0.0003


def ask_about_each(
    question: Callable[[int], Result], items: Sequence[int], on_progress: OnProgress | None
) -> dict[int, Result]:
    """Ask a disk about each item: one by one as long as it is quick, then in several threads.

    `question` must not raise; `on_progress` may, to stop the work. The answers are in the order of
    `items`.
    """
    tell = on_progress or (lambda *_: None)
    answers: dict[int, Result] = {}
    begin = time.monotonic()
    for done, item in enumerate(items):
        if done % _PROGRESS_STEP == 0:
            tell(done, len(items))
            took = time.monotonic() - begin
            if took > _MOMENT:
                quick = took < done * _QUICK_S
                further = _further(tell, done, len(items))
                answers |= map_in_pool(question, items[done:], further, is_quick=quick)
                break
        answers[item] = question(item)
    tell(len(items), len(items))
    return {item: answers[item] for item in items}


def _further(tell: OnProgress, done: int, total: int) -> OnProgress:
    """Give the progress of the rest as that of the whole."""
    return lambda more, _: tell(done + more, total)


def read_sizes(
    entries: Sequence[os.DirEntry[str]], on_progress: OnProgress | None = None
) -> list[StatResult]:
    """Ask for each file once; `on_progress` may raise to stop the work.

    In the order of `entries`: size in bytes and time of the last change in ns since 1970, or
    ``folders``, ``empty``, ``dangling``, ``unreadable``, ``vanished``.
    """
    places = range(len(entries))
    found = ask_about_each(lambda place: _kind_or_size(entries[place]), places, on_progress)
    return list(found.values())


def _kind_or_size(entry: os.DirEntry[str]) -> StatResult:
    """Ask for one entry with one `stat` at most."""
    try:
        # Some disks list names without their kinds; `is_dir` then is a `stat` of its own.
        if entry.is_dir(follow_symlinks=False):
            return "folders"
        status = entry.stat()
    except OSError as error:
        return _why_no_size(entry, error)
    if stat.S_ISDIR(status.st_mode):
        return "folders"
    return (status.st_size, status.st_mtime_ns) if status.st_size else "empty"


def _why_no_size(entry: os.DirEntry[str], error: OSError) -> str:
    if error.errno in _NOWHERE:
        with suppress(OSError):
            return "dangling" if entry.is_symlink() else "vanished"
    return "unreadable"


_WORKERS = 8
# Seconds between two deliveries of a thread: one for each item takes longer than a quick `stat`.
_TURN = 0.02
# Seconds between two calls of `on_progress`, which may stop the work, on a disk that hangs.
_PATIENCE = 0.1


def map_in_pool(
    function: Callable[[int], Result],
    items: Sequence[int],
    on_progress: Callable[[int, int], None],
    *,
    is_quick: bool = False,
) -> dict[int, Result]:
    """Call a function, which must not raise, for each item, several at a time; results by item.

    The threads are daemons: one that hangs on a dead disk does not keep the program from ending, as
    those of `concurrent.futures` do. With `is_quick` one thread starts, and more only when it is
    found to wait: more would get in one another's way. `on_progress` may raise to stop the work.
    """
    waiting = deque(items)
    results: queue.SimpleQueue[dict[int, Result] | Exception] = queue.SimpleQueue()

    def start(workers: int) -> None:
        for _ in range(min(workers, len(items))):
            threading.Thread(target=_work, args=(function, waiting, results), daemon=True).start()

    workers = 1 if is_quick else _WORKERS
    start(workers)
    done: dict[int, Result] = {}
    try:
        while len(done) < len(items):
            on_progress(len(done), len(items))
            try:
                found = results.get(timeout=_PATIENCE)
            except queue.Empty:  # more threads may help
                start(_WORKERS - workers)
                workers = _WORKERS
                continue
            if isinstance(found, Exception):
                raise found
            done |= found
        return done
    finally:
        waiting.clear()  # so that the threads end


def _work(
    function: Callable[[int], Result],
    waiting: deque[int],
    results: "queue.SimpleQueue[dict[int, Result] | Exception]",
) -> None:
    """Take items that wait, and deliver their results from time to time."""
    answers: dict[int, Result] = {}
    told = time.monotonic()
    while waiting:
        try:
            item = waiting.popleft()
        except IndexError:  # another thread has taken the last one
            break
        try:
            answers[item] = function(item)
        except Exception as error:  # otherwise this item would be waited for without end
            results.put(error)
            break
        if time.monotonic() - told > _TURN:
            results.put(answers)
            answers, told = {}, time.monotonic()
    results.put(answers)
