"""Unsaved work that dead windows have left in the state folder: found, taken over, thrown away."""

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from stackplan.core.errors import DiskError, StackplanError
from stackplan.core.text import shown
from stackplan.files import atomic
from stackplan.files.disk_words import disk_error
from stackplan.files.journal import (
    JOURNAL,
    PREVIOUS,
    JournalEntry,
    NewerJournalError,
    load_journal,
    remove_journal,
)
from stackplan.files.window_file import ENDING, looked_at

DAMAGED = ".damaged"
_MAX_DAMAGED = 4


@dataclass(frozen=True, slots=True)
class LeftWork:
    """Work of one dead window.

    Parameters
    ----------
    stem : str
        What the files of that window begin with.
    path : str
        The journal that could be read: the newest, or the one before.
    entry : JournalEntry
        What it says.
    """

    stem: str
    path: str
    entry: JournalEntry


@dataclass(slots=True)
class Found:
    """What a look into the state folder brought.

    Parameters
    ----------
    works : list of LeftWork
        The newest first.
    problems : list of StackplanError
        One for each journal that could not be read.
    """

    works: list[LeftWork] = field(default_factory=list)
    problems: list[StackplanError] = field(default_factory=list)


def find_left_work(folder: str) -> Found:
    """Look for work of dead windows, and tidy up after them.

    A damaged journal is moved aside, under the same name with ``.damaged``, so that it is told
    once; the newest few are kept.

    Parameters
    ----------
    folder : str
        The state folder; it need not exist.

    Returns
    -------
    Found
        The work, and what could not be read.

    Raises
    ------
    DiskError
        If the folder cannot be listed.
    """
    found = Found()
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return found
    except OSError as error:
        raise disk_error(error, folder) from error
    for stem in sorted(_stems(folder, names)):
        with looked_at(stem + ENDING) as (_, lives):
            if not lives:
                _look(stem, found)
    atomic.sweep(folder)
    _keep_few(folder)
    found.works.sort(key=_age, reverse=True)
    return found


def take_over(work: LeftWork, stem: str) -> None:
    """Make the work of a dead window that of a living one, in one step.

    Parameters
    ----------
    work : LeftWork
        What was found.
    stem : str
        What the files of the living window begin with.

    Raises
    ------
    StackplanError
        If another window was quicker, or the disk refuses it.
    """
    try:
        os.replace(work.path, stem + JOURNAL)
    except FileNotFoundError as error:
        raise StackplanError(
            "This work has been recovered or discarded in another window; look there."
        ) from error
    except OSError as error:
        raise disk_error(error, work.path) from error
    # What this window threw away before must not come back in the place of it.
    _remove(stem + PREVIOUS)
    discard(work)


def discard(work: LeftWork) -> None:
    """Remove all that a dead window has left.

    Parameters
    ----------
    work : LeftWork
        What was found.

    Raises
    ------
    DiskError
        If the disk refuses it.
    """
    remove_journal(work.stem)
    _remove(work.stem + ENDING)


def _stems(folder: str, names: Iterable[str]) -> set[str]:
    endings = (ENDING, JOURNAL, PREVIOUS)
    parts = (os.path.splitext(name) for name in names)
    return {os.path.join(folder, stem) for stem, ending in parts if ending in endings}


def _look(stem: str, found: Found) -> None:
    """Read the newest journal of a dead window, or the one before where that is damaged."""
    keep = False
    for path in (stem + JOURNAL, stem + PREVIOUS):
        if not os.path.exists(path):
            continue
        try:
            found.works.append(LeftWork(stem, path, load_journal(path)))
            return
        except (NewerJournalError, DiskError) as error:
            # Another window may have been quicker; else it may be read some other day.
            if os.path.exists(path):
                found.problems.append(error)
                keep = True
        except StackplanError as error:
            found.problems.append(_moved_aside(path, error))
    if not keep:
        _remove(stem + ENDING)


def _moved_aside(path: str, error: StackplanError) -> StackplanError:
    """Rename a damaged journal, so that it is not told at each start; say its name of now."""
    try:
        os.replace(path, path + DAMAGED)
    except OSError:
        return error  # where nothing can be renamed it is told again
    return StackplanError(str(error).replace(shown(path), shown(path + DAMAGED)))


def _keep_few(folder: str) -> None:
    """Remove the oldest of the damaged journals that were moved aside."""
    with suppress(OSError):  # what cannot be tidied up does no harm
        paths = [os.path.join(folder, n) for n in os.listdir(folder) if n.endswith(DAMAGED)]
        for path in sorted(paths, key=os.path.getmtime)[:-_MAX_DAMAGED]:
            os.unlink(path)


def _age(work: LeftWork) -> tuple[str, int]:
    """Time of the work; the clock of the disk decides within a second."""
    with suppress(OSError):
        return work.entry.plan_file.made, os.stat(work.path).st_mtime_ns
    return work.entry.plan_file.made, 0


def _remove(path: str) -> None:
    with suppress(OSError):  # a leftover does no harm: the next look comes by here again
        os.unlink(path)
