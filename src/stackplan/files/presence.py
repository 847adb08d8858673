"""Is something still where it was? Asked before it is offered again."""

import errno
import os
import stat

from stackplan.files.disk_words import disk_error


def why_not_there(path: str, *, is_folder: bool) -> str:
    """Look whether a folder or a file can still be opened.

    Parameters
    ----------
    path : str
        The folder or the file.
    is_folder : bool
        Whether a folder is looked for.

    Returns
    -------
    str
        One sentence that says why not; empty if it is there.
    """
    try:
        mode = os.stat(path).st_mode
    except OSError as error:
        return str(disk_error(error, path))
    except ValueError:  # a null character out of a damaged settings file
        return "No disk can have such a path."
    if stat.S_ISDIR(mode) != is_folder:
        return f"There is a {'file' if is_folder else 'folder'} in its place."
    needed = os.R_OK | os.X_OK if is_folder else os.R_OK
    if not os.access(path, needed):
        return str(disk_error(PermissionError(errno.EACCES, ""), path))
    return ""
