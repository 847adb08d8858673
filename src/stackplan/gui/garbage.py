"""Looking for garbage in the window's thread, and nowhere else."""

import gc

from PySide6.QtCore import QObject, QTimer

_LOOK_MS = 500


class GarbageCollector(QObject):
    """Takes over from Python's own, which runs in whatever thread makes the next object.

    A dialog that is closed is part of a circle, and so are its timers and models. Thrown away by a
    worker that just reads a folder, they die while Qt, in the window's thread, still calls them.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        timer = QTimer(self, interval=_LOOK_MS)
        timer.timeout.connect(self.look)
        timer.start()

    def look(self) -> None:
        """Collect the oldest generation that is due, by Python's own thresholds."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation] > 0:
                gc.collect(generation)
                return
