"""The folder for what Stackplan has learnt and keeps for good: the times of earlier runs."""

import os


def data_folder() -> str:
    """Name the folder; it need not exist.

    Returns
    -------
    str
        ``stackplan`` below `XDG_DATA_HOME`, by default below ``~/.local/share``.
    """
    home = os.environ.get("XDG_DATA_HOME", "")
    if not os.path.isabs(home):  # the standard says to take such a one as not set
        home = os.path.join(os.path.expanduser("~"), ".local", "share")
    return os.path.join(home, "stackplan")
