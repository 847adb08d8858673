"""What the process is set to: the garbage collector's thread and the allocator."""

import ctypes
import gc
import sys

from PySide6.QtCore import QObject, QTimer

_LOOK_MS = 500
# More new objects than `_MANY` mean that a folder is being read: most are gone when that ends, and
# a collection meanwhile would hold the window up. It is postponed by at most `_PATIENCE` ticks.
_MANY, _PATIENCE = 50_000, 20


class GarbageCollector(QObject):
    """Takes over from Python's own, which runs in whatever thread makes the next object.

    A dialog that is closed is part of a circle, and so are its timers and models. Thrown away by a
    worker that just reads a folder, they die while Qt, in the window's thread, still calls them.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._new, self._waited = 0, 0
        timer = QTimer(self, interval=_LOOK_MS)
        timer.timeout.connect(self.look)
        timer.start()

    def look(self) -> None:
        """Collect the oldest generation that is due, by Python's own thresholds.

        Python looks after some hundred new objects, this after half a second: so many may be new
        by then that an older generation would have had its turn in between.
        """
        counts, thresholds = gc.get_count(), gc.get_threshold()
        if self._is_filling(counts[0]):
            return
        if counts[0] > _MANY:
            gc.freeze()  # the runs of a huge folder make no circles, and stay for long
            return
        due, young = -1, 1
        for generation, threshold in enumerate(thresholds):
            young *= threshold
            if counts[generation] > threshold or counts[0] > young:
                due = generation
        if thresholds[0] and due >= 0:
            gc.collect(due)

    def _is_filling(self, new: int) -> bool:
        """Tell whether a job makes objects by the thousand right now."""
        is_filling = abs(new - self._new) > _MANY // 10 and max(new, self._new) > _MANY
        self._new, self._waited = new, self._waited + 1 if is_filling else 0
        return is_filling and self._waited <= _PATIENCE


# Numbers of glibc's <malloc.h>.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
_MEGABYTE = 2**20


def spare_memory() -> None:
    """Let all threads share two heaps, and give large pieces back to the system at once.

    Otherwise a long session takes ever more: each thread that draws or writes gets a heap of its
    own, and as soon as one large piece is freed glibc puts all others on these heaps as well. That
    arrays below a megabyte stay on them makes the search for a better plan nearly twice as quick.
    """
    # Other systems, and other C libraries, have no such function.
    tune = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if tune is not None:
        tune(_ARENA_MAX, 2)
        tune(_MMAP_THRESHOLD, _MEGABYTE)
        tune(_TRIM_THRESHOLD, 8 * _MEGABYTE)
