"""Locks on open files, where the system and the disk know them."""

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]  # mypy knows it as a module only


def has_locks() -> bool:
    """Tell whether the system knows locks that its programs heed."""
    return fcntl is not None


def lock(descriptor: int, *, shared: bool = False) -> bool | None:
    """Lock an open file until it is closed, without ever waiting.

    Parameters
    ----------
    descriptor : int
        The open file.
    shared : bool
        Others may lock it too, as long as they share it.

    Returns
    -------
    bool or None
        `False` if somebody else has it locked; `None` where there are no locks.
    """
    if fcntl is None:
        return None
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True
