"""Imports matplotlib without the user's settings: the same plan gives the same picture everywhere.

People keep fonts, grids, LaTeX and style sheets in a `matplotlibrc`, in their home folder or in the
one where they work. matplotlib reads it while it is imported; it also sets the locale then, if the
file says so, and cannot be imported where the file cannot be read.
"""

import importlib.util
import io
import logging
import os
import sys
from pathlib import Path
from typing import IO, Any

_BACKEND = "MPLBACKEND"


def _open(path: str, mode: str = "r", encoding: str | None = None) -> IO[Any]:
    """Open a file of matplotlib's own, which holds the defaults; any other one is empty."""
    own = Path(sys.modules["matplotlib"].get_data_path())
    if Path(path).is_relative_to(own):
        return Path(path).open(mode, encoding=encoding)
    return io.StringIO()


def _import() -> None:
    spec = importlib.util.find_spec("matplotlib")
    if spec is None or spec.loader is None:
        raise ImportError("matplotlib is not installed")
    module = importlib.util.module_from_spec(spec)
    # The functions of a module look here before they look for Python's own `open`.
    module.__dict__["open"] = _open
    # A backend that matplotlib does not know would end the import; none is ever used here.
    backend = os.environ.pop(_BACKEND, None)
    sys.modules["matplotlib"] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules["matplotlib"]
        raise
    finally:
        del module.__dict__["open"]
        if backend is not None:
            os.environ[_BACKEND] = backend


# It warns where its folder of settings cannot be written to, which is no concern of a chart.
logging.getLogger("matplotlib").setLevel(logging.ERROR)
if "matplotlib" not in sys.modules:
    _import()
