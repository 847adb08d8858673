"""Pictures of the window in many states, to be looked at after a change of its looks.

    xvfb-run -a -s "-screen 0 3840x2160x24" python packaging/gallery.py FOLDER [STATE...]

Writes a picture of each state into FOLDER, and of all of them `sheet.png`. The Python that runs
this must have Stackplan installed.
"""

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from stackplan.files.demo import make_demo, trace_file
from stackplan.gui.app import create_window, make_application
from stackplan.gui.planning.scan_jobs import JobProgress
from stackplan.gui.window.main_window import MainWindow

GB = 10**9
CREW = (1366, 768)
WALL = (3840, 2160)
# Of the sheet: a picture's room, and how many stand side by side.
ROOM, ACROSS, EDGE = (640, 360), 4, 8

Act = Callable[[MainWindow], object]


class State(NamedTuple):
    """What is opened, what is done then, and the size of the window."""

    name: str
    opens: str = ""
    acts: tuple[Act, ...] = ()
    size: tuple[int, int] = CREW


def stacks(number: int) -> Act:
    """Ask for so many stacks."""
    return lambda window: window.panes.settings.stacks.setValue(number)


def zoom(steps: int) -> Act:
    """Make the letters larger."""
    return lambda window: [window.appearance.enlarge() for _ in range(steps)]


def dark(window: MainWindow) -> None:
    """Turn the lights off."""
    window.appearance.set_theme("dark")


def scanning(window: MainWindow) -> None:
    """Look as if a slow disk were being read."""
    window.panes.status.show_progress(JobProgress("Reading sizes", 4_300, 10_000))


STATES = (
    State("empty"),
    State("empty-dark", acts=(dark,)),
    State("no-folder", "gone"),
    State("no-runs", "none"),
    State("damaged-plan", "damaged.txt"),
    State("scanning", "demo", (stacks(9), scanning)),
    State("3-runs-5-stacks", "three", (stacks(5),)),
    State("1-stack", "demo", (stacks(1),)),
    State("9-stacks", "demo", (stacks(9),)),
    State("9-stacks-dark", "demo", (stacks(9), dark)),
    State("64-stacks", "demo", (stacks(64),)),
    State("256-stacks", "thousand", (stacks(256),)),
    State("10000-runs-1000-stacks", "many", (stacks(1000),)),
    State("narrow", "demo", (stacks(9),), (800, 600)),
    State("wide", "demo", (stacks(17),), (2560, 800)),
    State("small", "demo", (stacks(17),), (1024, 600)),
    State("zoomed-150", "demo", (zoom(3), stacks(17))),
    State("zoomed", "demo", (zoom(8), stacks(9))),
    State("wall", "demo", (stacks(17),), WALL),
    State("wall-zoomed-dark", "demo", (zoom(10), stacks(17), dark), WALL),
)


def make_folders(home: Path) -> None:
    """Make what the states open."""
    make_demo(str(home / "demo"))
    (home / "none").mkdir()
    (home / "damaged.txt").write_text("# Stackplan plan, format 1\nstack 1: 54, fif", "utf-8")
    chance = random.Random(1)
    for name, runs in (("three", 3), ("thousand", 1000), ("many", 10_000)):
        (home / name).mkdir()
        for number in range(1, runs + 1):
            size = chance.randint(5 * GB, 30 * GB)
            path = home / name / f"run_{number:04d}.h5"
            path.write_bytes(trace_file(size, size))
            os.truncate(path, size)


def settle(window: MainWindow, seconds: float = 0.8) -> None:
    """Let the window come to rest."""
    end = time.monotonic() + seconds
    while time.monotonic() < end or window.session.search.busy or window.session.worker.running:
        QApplication.processEvents()
        time.sleep(0.002)
    while not window.panes.chart.is_current:
        QApplication.processEvents()


def picture(state: State, home: Path) -> QImage:
    """Bring a window into a state, and take its picture."""
    window = create_window([str(home / state.opens)] if state.opens else [])
    window.resize(*state.size)
    window.appearance.set_theme("light")
    window.show()
    settle(window)
    for act in state.acts:
        act(window)
        settle(window)
    image = window.grab().toImage()
    window.hide()
    window.close()
    return image


def sheet(images: list[QImage]) -> QImage:
    """Put all pictures on one sheet."""
    width, height = ROOM
    down = -(-len(images) // ACROSS)
    whole = QImage(
        ACROSS * (width + EDGE) + EDGE, down * (height + EDGE) + EDGE, images[0].format()
    )
    whole.fill(QColor("#808080"))
    painter = QPainter(whole)
    smooth = Qt.TransformationMode.SmoothTransformation
    for index, image in enumerate(images):
        small = image.scaled(width, height, Qt.AspectRatioMode.KeepAspectRatio, smooth)
        left, top = EDGE + index % ACROSS * (width + EDGE), EDGE + index // ACROSS * (height + EDGE)
        room = QRect(left, top, width, height)
        place = small.rect()
        place.moveCenter(room.center())
        painter.drawImage(place.topLeft(), small)
    painter.end()
    return whole


def take(folder: Path, names: list[str]) -> Iterator[QImage]:
    """Take the pictures that are asked for, and keep each."""
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(XDG_CONFIG_HOME=f"{home}/settings", XDG_STATE_HOME=f"{home}/state")
        make_folders(Path(home))
        for state in STATES:
            if not names or state.name in names:
                image = picture(state, Path(home))
                image.save(str(folder / f"{state.name}.png"))
                yield image


def main(words: list[str]) -> int:
    """Take the pictures and make the sheet."""
    if not words:
        sys.stdout.write(f"{__doc__}")
        return 2
    folder = Path(words[0])
    folder.mkdir(parents=True, exist_ok=True)
    _application = make_application()
    images = list(take(folder, words[1:]))
    sheet(images).save(str(folder / "sheet.png"))
    sys.stdout.write(f"{folder / 'sheet.png'}\n")
    sys.stdout.flush()
    os._exit(0)  # windows with unsaved plans would ask


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
