"""What this machine offers to a plan: processors, and the time."""

import os
import time


def processors() -> int:
    """Count the processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def default_stacks() -> int:
    """Count the stacks that this process could run at once, at least 1.

    One less than the processors it may use, since Spyral's parent wants one.
    """
    return max(1, processors() - 1)


def utc_time(seconds: float | None = None) -> str:
    """Write a time (s since 1970), or now, as plan files have it: ``2026-11-22T18:40:00Z``."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
