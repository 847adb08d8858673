"""Paths as they are given, without opening anything: the window's start reads no plan file."""

import os

from stackplan.core.errors import DiskError


def is_plan_file(path: str) -> bool:
    """Tell a plan file from a folder, by what is there; what is not there counts as a folder."""
    return os.path.isfile(path)


def absolute(path: str) -> str:
    """Spell a path so that it means the same from any folder."""
    try:
        return os.path.abspath(os.path.expanduser(path))
    except OSError as error:
        raise DiskError("The current folder has been deleted; go to another one.") from error
