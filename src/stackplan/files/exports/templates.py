"""The scripts of this folder that exports are made from."""

from importlib.resources import files

from stackplan.files.disk_words import disk_error


def template(name: str) -> str:
    """Read a script of this folder.

    Parameters
    ----------
    name : str
        Its file name.

    Returns
    -------
    str
        ASCII, LF.

    Raises
    ------
    DiskError
        If it cannot be read: Stackplan lies on a disk like any other.
    """
    path = files(__package__) / name
    try:
        return path.read_text("ascii")
    except OSError as error:
        raise disk_error(error, str(path)) from error
