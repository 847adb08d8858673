"""A folder of realistic trace files to try Stackplan on: sparse, so that it takes no room."""

import base64
import os
import random
import struct
import tempfile
import zlib

from stackplan.core.errors import StackplanError
from stackplan.core.runs import file_name
from stackplan.core.text import printable
from stackplan.files.disk_errors import disk_error

FIRST_RUN, LAST_RUN = 54, 175
# The stacks with which the demo opens on any computer: enough to see and to drag.
STACKS = 17
MISSING, EMPTY, MISNAMED, TRUNCATED, STILL_OPEN, FOLDER = 77, 80, 91, 112, 175, 130

# Its presence says that the folder is ours, so that it may be opened again but is never written to.
_SIGN = "made_by_stackplan_demo.txt"
_WORDS = "Made by 'stackplan demo'. The run files hold no events; delete the folder at will.\n"


# A trace file without its events, as the HDF5 library writes one (a group `events` with the
# attributes of libattpc_merger 1.0), packed: a demo needs no h5py. Two numbers stand for the last
# event and for its time stamp; the superblock (version 0) has the size of the file at byte 40 and
# the flag of a writer that is at work at byte 20 (HDF5 File Format Specification, II.A).
_TRACE_FILE = (
    "eNrr9HBx4+WS4mIAAQ4OBhYGAQZk8B8Kbkig8mHyCVCaEUp3QOkVTDBxRrAcVDuDINR8dHUhQa6uINX/0QDMnges"
    "EJqDYRSMRODh6hgAoiOgfFgqPcGEqi61LDWvpBiRHj0otJcRmOKQ068A1GYNdgh/AQNy+mXAmX5HwWj6RU6/sHKs"
    "gxU9vUFAAJXsDfbzd2EEp2IIUGBGtccDys9gHY0jfACW72EFwQ2oOA+DA7ycEAHistSi4sz8PAZJRkawDgF4WHOg"
    "hLswUiJgBJtjAWVzAdkcDLmZefHgsgxmPwdMuQOKOZQCd2d/H0akAhXFfUCQk5mUWFJSkByfm1qUnlpkZahngKL/"
    "BP9o2hgFo2AUjIJRMApGwSgYBaNgFIyCUTAKBjuAjcejjwNhjEckVhA1HtFRnhbqYqwkiNDPDR/PSE8tiQeNzeLT"
    "DwMY+oH2E6N/JtR+AKqCaik="
)
_LAST_EVENT, _LAST_TIME = 0x1122334455667788, 0x1122334455667799
_FLAG_AT, _SIZE_AT = 20, 40
# About 30 GB and 75,000 events are an hour of beam; the clock of the pads runs at 100 MHz.
_EVENT_BYTES, _HOUR_BYTES, _HOUR_TICKS = 400_000, 30 * 10**9, 3600 * 100_000_000


def trace_file(size: int, claimed: int, *, open_flag: bool = False) -> bytes:
    """Make the beginning of a trace file.

    It claims as many events as a file of `size` bytes has; its superblock gives the size `claimed`,
    and `open_flag` is the flag that a writer leaves while it is at work.
    """
    data = bytearray(zlib.decompress(base64.b64decode(_TRACE_FILE)))
    struct.pack_into("<I", data, _FLAG_AT, int(open_flag))
    struct.pack_into("<Q", data, _SIZE_AT, claimed)
    for mark, number in (
        (_LAST_EVENT, size // _EVENT_BYTES),
        (_LAST_TIME, size * _HOUR_TICKS // _HOUR_BYTES),
    ):
        data = data.replace(struct.pack("<q", mark), struct.pack("<q", number))
    return bytes(data)


def is_demo(folder: str) -> bool:
    """Tell whether a folder was made by `make_demo`."""
    return os.path.exists(os.path.join(folder, _SIGN))


def make_demo(folder: str) -> None:
    """Make the demo folder, or leave it alone where it has been made before.

    Raises `StackplanError` if the folder holds anything else: trace folders are never written to.
    Raises `DiskError` if the disk fails.
    """
    try:
        os.makedirs(folder, exist_ok=True)
        content = os.listdir(folder)
        if _SIGN in content:
            return
        if content:
            raise StackplanError(
                f"{printable(folder)} is not empty; name a new folder for the demo."
            )
        _fill(folder)
    except OSError as error:
        raise disk_error(error, folder) from error


def make_demo_among_temporary_files() -> str:
    """Make the demo in the system's folder for temporary files; give its path."""
    folder = os.path.join(tempfile.gettempdir(), "stackplan-demo")
    make_demo(folder)
    return folder


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
            stream.write(trace_file(size, claimed, open_flag=number == STILL_OPEN))
            stream.truncate(size)
