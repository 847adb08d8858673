"""What this machine offers to a plan."""

import os


def processors() -> int:
    """Count the processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def default_stacks() -> int:
    """Count the stacks that this process could run at once.

    Returns
    -------
    int
        One less than the processors it may use, since Spyral's parent wants one; at least 1.
    """
    return max(1, processors() - 1)
