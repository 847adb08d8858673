"""The folder for what Stackplan has learnt and keeps for good: the times of earlier runs."""

from stackplan.files.paths import kept_folder


def data_folder() -> str:
    """Name the folder; it need not exist.

    Returns
    -------
    str
        ``stackplan`` below `XDG_DATA_HOME`, by default below ``~/.local/share``.
    """
    return kept_folder("DATA", ".local", "share")
