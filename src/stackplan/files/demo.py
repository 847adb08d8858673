"""A folder of realistic trace files to try Stackplan on: sparse, so that it takes no room."""

import os
import random
import struct

from stackplan.core.errors import StackplanError
from stackplan.core.runs import file_name
from stackplan.core.text import shown
from stackplan.files.disk_errors import disk_error
from stackplan.files.trace_state import SIGNATURE

FIRST_RUN, LAST_RUN = 54, 175
MISSING, EMPTY, MISNAMED, TRUNCATED, STILL_OPEN, FOLDER = 77, 80, 91, 112, 175, 130

# Its presence says that the folder is ours, so that it may be opened again but is never written to.
_SIGN = "made_by_stackplan_demo.txt"
_WORDS = "Made by 'stackplan demo'. The run files are empty inside; delete the folder at will.\n"


def superblock(end_of_file: int, *, open_flag: bool = False) -> bytes:
    """Write an HDF5 superblock, version 0.

    Parameters
    ----------
    end_of_file : int
        The size of the file that it claims, in bytes.
    open_flag : bool
        Set the flag that a writer leaves while it is at work.

    Returns
    -------
    bytes
        96 bytes, with the root group's symbol table entry (HDF5 File Format Specification, II.A).
    """
    undefined = 2**64 - 1
    versions = struct.pack("<8B", 0, 0, 0, 0, 0, 8, 8, 0)
    tree_sizes = struct.pack("<HHI", 4, 16, int(open_flag))
    addresses = struct.pack("<4Q", 0, undefined, end_of_file, undefined)
    root_entry = struct.pack("<QQII16x", 0, 96, 0, 0)
    return SIGNATURE + versions + tree_sizes + addresses + root_entry


def make_demo(folder: str) -> None:
    """Make the demo folder, or leave it alone where it has been made before.

    Parameters
    ----------
    folder : str
        A folder that does not exist yet, is empty, or was made by this function.

    Raises
    ------
    StackplanError
        If the folder holds anything else: trace folders are never written to.
    DiskError
        If the disk fails.
    """
    try:
        os.makedirs(folder, exist_ok=True)
        content = os.listdir(folder)
        if _SIGN in content:
            return
        if content:
            raise StackplanError(f"{shown(folder)} is not empty; name a new folder for the demo.")
        _fill(folder)
    except OSError as error:
        raise disk_error(error, folder) from error


def _fill(folder: str) -> None:
    draw = random.Random(20020)  # the same demo everywhere
    for number in range(FIRST_RUN, LAST_RUN + 1):
        # About an hour of beam a run, some cut short: 2 to 60 GB, as in e20020's run log.
        size = int(min(60, max(2, draw.lognormvariate(3.2, 0.55))) * 1e9) + draw.randrange(10**6)
        if number != MISSING:
            _make_run(folder, number, size)
    with open(os.path.join(folder, _SIGN), "w", encoding="utf-8") as stream:
        stream.write(_WORDS)


def _make_run(folder: str, number: int, size: int) -> None:
    if number == FOLDER:
        os.mkdir(os.path.join(folder, file_name(number)))
        return
    name = f"run_{number}.h5" if number == MISNAMED else file_name(number)
    claimed = 2 * size if number == TRUNCATED else size
    with open(os.path.join(folder, name), "wb") as stream:
        if number != EMPTY:
            stream.write(superblock(claimed, open_flag=number == STILL_OPEN))
            stream.truncate(size)
