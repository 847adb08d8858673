"""Who holds something: a process, by its machine, its number and when it began."""

import os
from contextlib import suppress
from typing import NamedTuple


class Owner(NamedTuple):
    """A process.

    Parameters
    ----------
    host : str
        Name of its machine.
    pid : int
        Its number there.
    began : str
        When it began, in the words of the system; empty where the system does not tell.
    """

    host: str
    pid: int
    began: str

    @property
    def lives(self) -> bool:
        """Tell whether it still runs; one on another machine counts as running."""
        if self.host != _host() or os.name == "nt":
            return True  # Windows would end the process that is asked after
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        except OSError:
            pass  # it is there, and not ours
        # A number is given out again: the one who has it now may have begun later.
        return self.began in {"", _began(self.pid)}


def this_process() -> Owner:
    """Name the process that asks.

    Returns
    -------
    Owner
        The process itself.
    """
    pid = os.getpid()
    return Owner(_host(), pid, _began(pid))


def _host() -> str:
    # `socket.gethostname` says the same, after an import that a start would feel.
    return os.uname().nodename if hasattr(os, "uname") else "this machine"


def _began(pid: int) -> str:
    """Ticks from the start of the machine to that of a process; empty where nobody knows."""
    with suppress(OSError):
        with open(f"/proc/{pid}/stat", "rb") as stream:
            # The second field is the program's name in brackets, which may hold blanks.
            fields = stream.read().rpartition(b")")[2].split()
        if len(fields) > 19:
            return fields[19].decode("ascii")
    return ""
