"""Settings of the whole process: garbage collector, allocator, switching of threads, Ctrl+C."""

import ctypes
import gc
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

# The window's thread releases the GIL at each call into Qt, and a busy worker then holds it for one
# switch interval: with Python's 5 ms a hundred calls freeze the window for half a second.
_SWITCH_S = 0.0001
_COLLECT_MS = 500
# Every 20th collection is one of the oldest generation too.
_OLDEST_EVERY = 20
_SIGNAL_POLL_MS = 300


def share_processor() -> None:
    """Let threads take short turns, so that a worker that computes does not hold the window up."""
    sys.setswitchinterval(_SWITCH_S)


@contextmanager
def collector_paused() -> Iterator[None]:
    """Import and build without the garbage collector.

    It would scan every class that PySide6 makes, several times over, to find no garbage: a tenth of
    the start. `gc.freeze()` and `gc.unfreeze()` then move all objects to the oldest generation, so
    that the collector does not scan them as soon as it runs again.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.unfreeze()
        if was_on:
            gc.enable()


class GarbageCollector(QObject):
    """Takes over from Python's own collector, which runs in whatever thread makes the next object.

    A closed dialog is part of a circle, and so are its timers and models. Collected by a worker
    that reads a folder just then, they are deleted while Qt, in the window's thread, still calls
    them, and the program crashes.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._times = 0
        timer = QTimer(self, interval=_COLLECT_MS)
        timer.timeout.connect(self.collect)
        timer.start()

    def collect(self) -> None:
        """Collect the young generations; now and then the oldest one too."""
        self._times += 1
        gc.collect(2 if self._times % _OLDEST_EVERY == 0 else 1)


# Numbers of glibc's <malloc.h>.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
_MEGABYTE = 2**20


def spare_memory() -> None:
    """Let all threads share two heaps, and give large pieces back to the system at once.

    Otherwise a long session takes ever more memory: each thread that draws or writes gets a heap of
    its own, and as soon as one large piece is freed glibc puts all others on these heaps as well.
    That arrays below a megabyte stay on them makes the search for a better plan nearly twice as
    quick.
    """
    # Other systems, and other C libraries, have no such function.
    tune = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if tune is not None:
        tune(_ARENA_MAX, 2)
        tune(_MMAP_THRESHOLD, _MEGABYTE)
        tune(_TRIM_THRESHOLD, 8 * _MEGABYTE)


def close_on_interrupt(window: QWidget) -> None:
    """Close a window on Ctrl+C in the terminal; Python must run now and then to notice it."""
    signal.signal(signal.SIGINT, lambda *_: window.close())
    timer = QTimer(window, interval=_SIGNAL_POLL_MS)
    timer.timeout.connect(lambda: None)
    timer.start()
