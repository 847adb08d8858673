"""What the program of the bundle does: `stackplan`, and the two processes that it needs besides.

There is no Python in a bundle, but Stackplan starts one to read events with the HDF5 library, and
the checks of a release start one to hear when the window is painted. For these two, and no other
module, the program passes for Python.
"""

import runpy
import sys

MODULES = ("stackplan.files.hdf5_worker", "start_child")


def asked_module(words: list[str]) -> str:
    """Find the module that is asked for as Python would be; empty if it is Stackplan itself."""
    if words[:1] == ["-P"]:
        words = words[1:]
    module = words[1] if len(words) > 1 and words[0] == "-m" else ""
    return module if module in MODULES else ""


def main() -> int:
    """Run what is asked for."""
    if module := asked_module(sys.argv[1:]):
        del sys.argv[: sys.argv.index(module)]
        runpy.run_module(module, run_name="__main__", alter_sys=False)
        return 0
    from stackplan.__main__ import console

    return console()


if __name__ == "__main__":
    sys.exit(main())
