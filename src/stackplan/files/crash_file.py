"""The file in which a process that dies of a fault in a library leaves where it was."""

import os
from contextlib import suppress
from typing import IO, NamedTuple

from stackplan.files.disk_words import disk_error
from stackplan.files.owner import Owner, this_process

RUNNING = ".running"
_HEAD = "stackplan-running 1"
_RULE = "---"
_MAX_BYTES = 262_144


class CrashFile:
    """The file of this process, empty below its head unless it crashes.

    Parameters
    ----------
    folder : str
        A folder that exists.
    facts : str
        Versions and platform; they stand in the head, for the next start may be of another version.

    Raises
    ------
    DiskError
        If the disk refuses it.
    """

    def __init__(self, folder: str, facts: str) -> None:
        self.path = os.path.join(folder, os.urandom(6).hex() + RUNNING)
        owner = this_process()
        fields = (_HEAD, owner.host, str(owner.pid), owner.began, facts.rstrip(), _RULE, "")
        try:
            self.stream: IO[bytes] = open(self.path, "xb", buffering=0)  # noqa: SIM115 (until `close`)
        except OSError as error:
            raise disk_error(error, folder) from error
        try:
            self.stream.write("\n".join(fields).encode("utf-8", "replace"))
        except OSError as error:
            self.close()
            raise disk_error(error, folder) from error

    def note(self, words: str) -> None:
        """Write down what is about to end the process.

        Parameters
        ----------
        words : str
            What a library said last.
        """
        with suppress(OSError):  # it dies in any case
            self.stream.write(f"{words}\n".encode("utf-8", "replace"))

    def close(self) -> None:
        """Take the file away: the process ends as it should."""
        with suppress(OSError):  # what stays is found empty by the next start, and removed
            os.unlink(self.path)
        with suppress(OSError):
            self.stream.close()


class Crash(NamedTuple):
    """What a dead process has left.

    Parameters
    ----------
    process : int
        Its number.
    facts : str
        Versions and platform.
    trace : str
        Where it was.
    seconds : float
        When, in seconds since 1970.
    """

    process: int
    facts: str
    trace: str
    seconds: float


def take_crashes(folder: str) -> list[Crash]:
    """Find the files of dead processes, and take them away.

    Parameters
    ----------
    folder : str
        Where they lie.

    Returns
    -------
    list of Crash
        One for each process that crashed, the oldest first; a process that was killed, or whose
        machine lost its power, leaves none.
    """
    found = []
    with suppress(OSError):  # what cannot be listed tells nothing
        names = sorted(name for name in os.listdir(folder) if name.endswith(RUNNING))
        for path in (os.path.join(folder, name) for name in names):
            with suppress(OSError):  # another window was quicker, or the file is not ours
                found += _take(path)
    return sorted(found, key=lambda crash: crash.seconds)


def _take(path: str) -> list[Crash]:
    with open(path, "rb") as stream:
        seconds = os.fstat(stream.fileno()).st_mtime
        text = stream.read(_MAX_BYTES).decode("utf-8", "replace")
    head, _, trace = text.partition(f"\n{_RULE}\n")
    lines = head.split("\n")
    if len(lines) < 4 or lines[0] != _HEAD or not lines[2].isdecimal():
        return []
    owner = Owner(lines[1], int(lines[2]), lines[3])
    is_elsewhere = owner.host != this_process().host
    # Whether a process of another machine lives nobody knows; but one that crashed does not.
    if owner.lives and not (is_elsewhere and trace):
        return []
    os.unlink(path)
    return [Crash(owner.pid, "\n".join(lines[4:]), trace, seconds)] if trace else []
