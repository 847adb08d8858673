"""Errors of the system about a disk, each as one sentence with the remedy."""

import errno

from stackplan.core.errors import DiskError
from stackplan.core.text import printable

_WORDS = {
    errno.ENOENT: "{} is not there; check the path, and whether the disk is mounted.",
    errno.ENOTDIR: "{} is not a folder; choose the folder that holds the run files.",
    errno.EEXIST: "{} exists already and is not a folder; choose another name.",
    errno.ELOOP: "{} is a link that leads to itself; choose another name.",
    errno.EISDIR: "{} is a folder; name a file.",
    errno.EACCES: "{} may not be opened; ask its owner for permission, or choose another place.",
    errno.EPERM: "{} is protected; ask its owner for permission, or choose another place.",
    errno.EROFS: "{} is on a read-only disk; choose another place.",
    errno.ENOSPC: "The disk is full at {}; free some room, or choose another place.",
    errno.EDQUOT: "Your disk quota is used up at {}; free some room, or choose another place.",
    errno.EFBIG: "{} is larger than this disk or account allows; choose another place.",
    errno.ENAMETOOLONG: "The name of {} is too long; choose a shorter one.",
    errno.EMFILE: "Too many files are open to reach {}; close some programs and try again.",
    errno.ENFILE: "Too many files are open to reach {}; close some programs and try again.",
    errno.ESTALE: "The network disk has lost {}; mount it again and try once more.",
    errno.ENOTCONN: "The disk of {} is not connected any more; mount it again and try once more.",
    errno.EIO: "The disk fails to read or write {}; tell the person who looks after it.",
}
_LONGEST = 600  # characters of a path in a sentence


def disk_error(error: OSError, path: str) -> DiskError:
    """Make the error that a person reads: a sentence with the path and the remedy."""
    shown = printable(path)
    if len(shown) > _LONGEST:
        shown = f"{shown[: _LONGEST // 2]}...{shown[-_LONGEST // 2 :]}"
    words = _WORDS.get(error.errno or 0)
    if words is None:
        return DiskError(f"The disk does not answer for {shown}: {error.strerror or error}.")
    return DiskError(words.format(shown))
