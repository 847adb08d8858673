"""A process that opens a window, says when it is painted, and ends; started by `window_start`.

    start_child.py bare              an empty main window
    start_child.py chart FILE        a main window with matplotlib's Qt canvas: bars from FILE
    start_child.py ours FOLDER       Stackplan's window on a folder, up to its first paint
    start_child.py our-chart FOLDER  the same, up to the first paint of its chart

Each kind imports what it needs and nothing else, so imports stand in the functions.
"""

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from stackplan.gui.window.main_window import MainWindow

WINDOW = (1280, 720)
# Room of Stackplan's chart in a window of that size.
CHART = (926, 350)


def say_painted() -> NoReturn:
    """Tell the parent; tearing down the libraries is nothing that it waits for."""
    sys.stdout.write("painted\n")
    sys.stdout.flush()
    os._exit(0)


def when_painted(widget: "QWidget") -> None:
    """Say so once a widget has had its next paint event, and the paint has reached the screen."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    class Watch(QObject):
        # No @override: an empty window must not pay for its import.
        def eventFilter(  # type: ignore[explicit-override]  # noqa: N802
            self, watched: QObject, event: QEvent
        ) -> bool:
            if event.type() == QEvent.Type.Paint:
                widget.removeEventFilter(self)
                QTimer.singleShot(0, say_painted)
            return False

    widget.installEventFilter(Watch(widget))


def bare() -> None:
    """Open an empty main window."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    application = QApplication([])
    window = QMainWindow()
    window.resize(*WINDOW)
    when_painted(window)
    window.show()
    application.exec()


def chart(path: str) -> None:
    """Draw the chart of a file on matplotlib's own Qt canvas, all segments by one `ax.bar`."""
    from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
    from matplotlib.figure import Figure
    from PySide6.QtWidgets import QApplication, QMainWindow

    application = QApplication([])
    window = QMainWindow()
    figure = Figure()
    canvas = FigureCanvasQTAgg(figure)
    content = json.loads(Path(path).read_text(encoding="utf-8"))
    axes = figure.add_subplot()
    axes.bar(content["places"], content["heights"], bottom=content["bottoms"])
    to_the_right = axes.get_yaxis_transform()
    for word in ("mean", "bound"):
        axes.axhline(content[word])
        axes.text(1.006, content[word], word, transform=to_the_right)
    axes.spines[["top", "right"]].set_visible(False)
    places = list(range(content["n_stacks"]))
    axes.set_xticks(places, [str(place + 1) for place in places])
    axes.set_xlabel("stack")
    axes.set_ylabel("load / GB")
    axes.set_title("Load of each stack; a segment is a run", loc="left")
    # The canvas draws, and only then paints what it has drawn.
    canvas.mpl_connect("draw_event", lambda _: when_painted(canvas))
    window.setCentralWidget(canvas)
    window.resize(*CHART)
    window.show()
    application.exec()


def ours(folder: str, *, with_chart: bool) -> None:
    """Run the program itself, and watch its window."""
    from stackplan.gui import app

    make = app.create_window

    def make_watched(arguments: "Sequence[str]") -> "MainWindow":
        window = make(arguments)
        if with_chart:
            # It comes by the event loop, once what was drawn is painted.
            window.panes.chart.drawn.connect(say_painted)
        else:
            when_painted(window)
        return window

    app.create_window = make_watched
    app.run([folder])


def main(kind: str, *words: str) -> None:
    """Open one kind of window."""
    if kind == "bare":
        bare()
    elif kind == "chart":
        chart(*words)
    else:
        ours(*words, with_chart=kind == "our-chart")


if __name__ == "__main__":
    main(*sys.argv[1:])
