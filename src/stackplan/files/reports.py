"""Reports of faults in Stackplan itself: text files that a person may hand on."""

import os
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import NamedTuple

from stackplan.core.errors import DiskError
from stackplan.files import atomic
from stackplan.files.machine import utc_time

ENDING = ".report.txt"
_KEPT = 20


class Report(NamedTuple):
    """A report.

    Parameters
    ----------
    title : str
        What happened, in a few words.
    text : str
        The whole.
    path : str
        Its file; empty where the disk took none.
    problem : str
        Why the disk took none.
    is_crash : bool
        Whether the program died of it.
    """

    title: str
    text: str
    path: str = ""
    problem: str = ""
    is_crash: bool = False


def report_text(title: str, facts: str, trace: str, lines: Iterable[str], seconds: float) -> str:
    """Write a report.

    Parameters
    ----------
    title : str
        What happened, in a few words.
    facts : str
        Versions and platform.
    trace : str
        Where it happened.
    lines : iterable of str
        Last lines of the log.
    seconds : float
        When, in seconds since 1970.

    Returns
    -------
    str
        The whole.
    """
    clock = utc_time(seconds)
    log = "\n".join(lines) or "(nothing)"
    parts = (
        f"Stackplan report: {title}\n{clock}",
        facts.strip(),
        f"Where it happened\n{trace.strip()}",
        f"What was logged before\n{log}",
        "This file stays on this computer; nothing sends it. It holds names of files and folders,\n"
        "and none of their contents.",
    )
    return "\n\n".join(parts) + "\n"


def keep_report(folder: str, title: str, text: str, *, is_crash: bool = False) -> Report:
    """Put a report into a file; the oldest ones go.

    Parameters
    ----------
    folder : str
        Where reports lie.
    title, text : str
        As `Report`.
    is_crash : bool
        As `Report`.

    Returns
    -------
    Report
        With its path, or with the reason why it has none.
    """
    clock = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    path = os.path.join(folder, f"{clock}-{os.urandom(3).hex()}{ENDING}")
    try:
        atomic.save(path, text.encode("utf-8", "replace"))
    except DiskError as error:
        return Report(title, text, problem=str(error), is_crash=is_crash)
    _sweep(folder)
    return Report(title, text, path, is_crash=is_crash)


def _sweep(folder: str) -> None:
    with suppress(OSError):  # the next report tries again
        names = sorted(name for name in os.listdir(folder) if name.endswith(ENDING))
        for name in names[:-_KEPT]:
            os.unlink(os.path.join(folder, name))
