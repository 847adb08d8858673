"""The folder for what Stackplan keeps between two starts that is no setting: work and log."""

import os

from stackplan.files.disk_words import disk_error
from stackplan.files.paths import kept_folder

WINDOWS = "windows"
LOG = "log"


def state_folder(name: str = WINDOWS) -> str:
    """Name the folder; it need not exist.

    Parameters
    ----------
    name : str
        `WINDOWS` for unsaved work, `LOG` for the log and the reports of faults.

    Returns
    -------
    str
        ``stackplan/NAME`` below `XDG_STATE_HOME`, by default below ``~/.local/state``.
    """
    return os.path.join(kept_folder("STATE", ".local", "state"), name)


def make_state_folder(name: str = WINDOWS) -> str:
    """Make the folder, for this account alone.

    Parameters
    ----------
    name : str
        As `state_folder`.

    Returns
    -------
    str
        Its path.

    Raises
    ------
    DiskError
        If it cannot be made.
    """
    folder = state_folder(name)
    try:
        # `makedirs` gives the mode to the last one only.
        os.makedirs(os.path.dirname(os.path.dirname(folder)), exist_ok=True)
        for path in (os.path.dirname(folder), folder):
            os.makedirs(path, mode=0o700, exist_ok=True)
    except OSError as error:
        raise disk_error(error, folder) from error
    return folder
