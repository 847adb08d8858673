"""Sizes of many files, several at a time where the disk is slow."""

import errno
import os
import stat
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

# Called now and then with files done and files in all; it may raise to stop the work.
Progress = Callable[[int, int], None]

# Size and time of the last change (ns) of a file with data, or the word for what it is instead.
Found = tuple[int, int] | str

# What a link that leads nowhere, or to itself, looks like.
_NOWHERE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP})
# Small: on a slow disk each file may take a good part of a second.
_PROGRESS_STEP = 8
# Seconds for which files are asked for one by one before a pool takes over.
_MOMENT = 0.05
# Seconds a file: a disk that takes less gains nothing from being asked by several threads.
QUICK_S = 0.0003


def read_sizes(entries: Sequence[os.DirEntry[str]], on_progress: Progress) -> list[Found]:
    """Ask for each file once: one by one as long as the disk is quick, then several at a time.

    Parameters
    ----------
    entries : sequence of os.DirEntry
        What `os.scandir` gave.
    on_progress : callable
        Called now and then with files done and files in all; it may raise to stop the work.

    Returns
    -------
    list of (int, int) or str
        In the order of `entries`: size in bytes and time of the last change in ns since 1970, or
        ``folders``, ``empty``, ``dangling``, ``unreadable``, ``vanished``.
    """
    answers: list[Found] = []
    begin = time.monotonic()
    for done, entry in enumerate(entries):
        if done % _PROGRESS_STEP == 0:
            on_progress(done, len(entries))
            took = time.monotonic() - begin
            if took > _MOMENT:
                return answers + _read_in_pool(entries, done, on_progress, took < done * QUICK_S)
        answers.append(_kind_or_size(entry))
    on_progress(len(entries), len(entries))
    return answers


def _read_in_pool(
    entries: Sequence[os.DirEntry[str]], done: int, on_progress: Progress, is_quick: bool
) -> list[Found]:
    # Imported here since most disks are quick and a command is short.
    from stackplan.files.state_pool import map_in_pool

    rest = range(done, len(entries))
    found = map_in_pool(
        lambda index: _kind_or_size(entries[index]),
        rest,
        lambda more, _: on_progress(done + more, len(entries)),
        is_quick=is_quick,
    )
    on_progress(len(entries), len(entries))
    return [found[index] for index in rest]


def _kind_or_size(entry: os.DirEntry[str]) -> Found:
    """Look at one entry with one `stat` at most."""
    try:
        # Some disks list names without their kinds; then this question goes to the disk, too.
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
