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


def kept_folder(kind: str, *usual: str) -> str:
    """Name Stackplan's own folder of a kind, as the XDG Base Directory Specification lays down.

    Parameters
    ----------
    kind : str
        ``DATA`` or ``STATE``.
    usual : str
        Parts of the path below the home folder where the account has set no other.

    Returns
    -------
    str
        ``stackplan`` below it; it need not exist.
    """
    home = os.environ.get(f"XDG_{kind}_HOME", "")
    if not os.path.isabs(home):  # the standard says to take such a one as not set
        home = os.path.join(os.path.expanduser("~"), *usual)
    return os.path.join(home, "stackplan")
