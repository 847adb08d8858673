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
        """Collect the oldest generation that is due, by Python's own thresholds.

        Python looks after some hundred new objects, this after half a second: so many may be new
        by then that an older generation would have had its turn in between.
        """
        counts, thresholds = gc.get_count(), gc.get_threshold()
        due, young = -1, 1
        for generation, threshold in enumerate(thresholds):
            young *= threshold
            if counts[generation] > threshold or counts[0] > young:
                due = generation
        if thresholds[0] and due >= 0:
            gc.collect(due)
