"""The chart of the stacks, called the board, and the pictures of a plan."""

from importlib import import_module

from stackplan.core.errors import StackplanError
from stackplan.gui.widgets.worker import Emit

# What takes long to import, one after the other.
_MODULES = (
    "numpy",
    "stackplan.gui.widgets.plain_matplotlib",
    "matplotlib.figure",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_qtagg",
)


def import_late(emit: Emit, module: str, name: str) -> object:
    """Import a canvas, and with it matplotlib, in a worker: it takes half a second.

    In steps: a process that ends while a library of C++ is being loaded would be aborted; between
    two steps a job that is no longer wanted ends by itself.
    """
    try:
        for needed in _MODULES:
            emit(None)
            import_module(needed)
        found: object = getattr(import_module(module), name)
    except ImportError as error:
        message = f"The chart cannot be drawn, matplotlib is broken ({error}); install it again."
        raise StackplanError(message) from error
    return found
