"""Telling whether a file is still the one that was read, whatever its clock says."""

import hashlib


def digest_of(path: str) -> str:
    """Give the SHA-256 of a file's content.

    A time of change would not do: some disks count in whole seconds, and copying keeps it.

    Parameters
    ----------
    path : str
        The file.

    Returns
    -------
    str
        64 hexadecimal digits; empty where it is not there or cannot be read.
    """
    try:
        with open(path, "rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def digest_of_bytes(data: bytes) -> str:
    """Give what `digest_of` will give for a file of this content.

    Parameters
    ----------
    data : bytes
        The whole content.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    return hashlib.sha256(data).hexdigest()
