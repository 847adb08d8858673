"""What this machine offers to a plan."""

import os


def default_stacks() -> int:
    """Count the stacks that this process could run at once.

    Returns
    -------
    int
        One less than the processors it may use, since Spyral's parent wants one; at least 1.
    """
    if hasattr(os, "sched_getaffinity"):
        processors = len(os.sched_getaffinity(0))
    else:
        processors = os.cpu_count() or 1
    return max(1, processors - 1)
