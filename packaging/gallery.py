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

from PIL import Image
from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QAction, QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from stackplan.files.demo import make_demo, trace_file
from stackplan.gui.app import create_window, make_application
from stackplan.gui.chart.board import Board
from stackplan.gui.planning.scan_jobs import JobProgress
from stackplan.gui.widgets.messages import Message
from stackplan.gui.window.features import Features
from stackplan.gui.window.main_window import MainWindow

GB = 10**9
CREW = (1366, 768)
SMALL = (1024, 600)
WALL = (3840, 2160)
# Of the sheet: a picture's room, and how many stand side by side.
ROOM, ACROSS, EDGE = (640, 360), 4, 8
COLOURS = 96  # as many as letters with soft edges need; a quarter of the size

Act = Callable[[MainWindow], object]


class State(NamedTuple):
    """What is opened, what is done then, the size of the window, and what of it is taken.

    `takes` is the object name of a dialog, or of the wall view; empty for the window.
    """

    name: str
    opens: str = ""
    acts: tuple[Act, ...] = ()
    size: tuple[int, int] = CREW
    takes: str = ""


def stacks(number: int) -> Act:
    """Ask for so many stacks."""
    return lambda window: window.panes.settings.stacks.setValue(number)


def zoom(steps: int) -> Act:
    """Make the letters larger."""
    return lambda window: [window.appearance.enlarge() for _ in range(steps)]


def do(action: str) -> Act:
    """Take an entry of the menus."""
    return lambda window: window.findChild(QAction, action).trigger()


def dark(window: MainWindow) -> None:
    """Turn the lights off."""
    window.appearance.set_theme("dark")


def scanning(window: MainWindow) -> None:
    """Look as if a slow disk were being read."""
    settle(window, 3)  # what looks into the files tells of its end
    window.panes.status.show_progress(JobProgress("Reading sizes", 4_300, 10_000))


def reading(window: MainWindow) -> None:
    """Look as at a start on a slow disk, before there is a plan."""
    window.show_what_is_read("/mnt/e20020/h5")
    window.panes.settings.traces.show_path("/mnt/e20020/h5")
    window.panes.status.show_progress(JobProgress("Listing the folder", 0, 0))


def edit(window: MainWindow) -> None:
    """Move two runs by hand, pin one, and leave one selected."""
    window.hand_edits.move((88, 134), 8)
    window.hand_edits.pin((169,), True)
    window.panes.table.select_runs([134])


def ask(window: MainWindow) -> None:
    """Let three questions wait."""
    words = "The pins decide: without them the plan could be shorter."
    window.messages.post("pins", Message(words, "info", "Unpin all", print))
    words = "3 new runs, not in the plan: 176-178."
    window.messages.post("scan", Message(words, "info", "Add to the plan", print))
    words = "night3.txt has been changed on the disk."
    choices = ("Load it", print, "Keep mine", print)
    window.messages.post("changed", Message(words, "warning", *choices))


def rate(window: MainWindow) -> None:
    """Type how fast a processor is."""
    window.findChild(Features).plan_times.take_rate("20")


def wrong_skip(window: MainWindow) -> None:
    """Make a mistake in the skip list."""
    window.panes.settings.skip.setText("60, abc, 62")


STATES = (
    State("demo", "demo"),
    State("empty"),
    State("empty-dark", acts=(dark,)),
    State("reading", acts=(reading,)),
    State("no-folder", "gone"),
    State("no-runs", "none"),
    State("damaged-plan", "damaged.txt"),
    State("scanning", "demo", (scanning,)),
    State("edited", "demo", (edit,)),
    State("edited-dark", "demo", (dark, edit)),
    State("3-questions", "demo", (ask,)),
    State("wrong-skip", "demo", (wrong_skip,)),
    State("problems", "demo", (do("risksAction"),), takes="riskDialog"),
    State("details", "demo", (rate, do("detailsAction")), takes="detailsDialog"),
    State("export-dark", "demo", (dark, do("exportAction")), takes="exportDialog"),
    State("3-runs-5-stacks", "three", (stacks(5),)),
    State("1-stack", "demo", (stacks(1),)),
    State("9-stacks-balanced", "demo", (stacks(9), lambda window: window.session.balance())),
    State("60-stacks", "demo", (stacks(60),)),
    State("61-stacks", "demo", (stacks(61),)),
    State("256-stacks", "thousand", (stacks(256),)),
    State("10000-runs-1000-stacks", "many", (stacks(1000),)),
    State("1024x600", "demo", size=SMALL),
    State("1024x600-folded-dark", "demo", (dark, do("foldColumnAction")), SMALL),
    State("150-per-cent", "demo", (zoom(3),)),
    State("150-per-cent-3-questions", "demo", (zoom(3), ask)),
    State("300-per-cent", "demo", (zoom(7),)),
    State("wide", "demo", size=(2560, 800)),
    State("4k", "demo", (zoom(3), rate), WALL),
    State("4k-300-per-cent-dark", "demo", (zoom(7), dark), WALL),
    State("wall", "demo", (rate, do("wallAction")), (1920, 1080), "wallView"),
    State("wall-4k-dark", "demo", (dark, do("wallAction")), WALL, "wallView"),
)


def make_folders(home: Path) -> None:
    """Make what the states open."""
    make_demo(str(home / "demo"))
    (home / "none").mkdir()
    (home / "damaged.txt").write_text("# stackplan 1\n# traces: /mnt/h5\n54 55 fif\n", "utf-8")
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
    starting = window.findChild(QTimer, "firstPaintTimer")
    while (
        time.monotonic() < end
        or starting.isActive()
        or window.session.search.busy
        or window.session.worker.running
    ):
        QApplication.processEvents()
        time.sleep(0.002)
    boards = window.findChildren(Board)
    while not all(board.is_current for board in boards if board.isVisible()):
        QApplication.processEvents()
        time.sleep(0.002)


def picture(state: State, home: Path) -> QImage:
    """Bring a window into a state, and take its picture."""
    # Each as on a new computer, but the letters not as large as a screen of this height asks for.
    settings = home / "settings" / state.name
    (settings / "stackplan").mkdir(parents=True)
    (settings / "stackplan" / "settings.json").write_text(
        '{"zoom": 100, "theme": "light"}', "utf-8"
    )
    os.environ["XDG_CONFIG_HOME"] = str(settings)
    window = create_window([str(home / state.opens)] if state.opens else [])
    window.show()
    window.resize(*state.size)
    settle(window)
    for act in state.acts:
        act(window)
        settle(window)
    taken = window.findChild(QWidget, state.takes) if state.takes else window
    if state.takes == "wallView":
        taken.showNormal()
        taken.resize(*state.size)
    settle(window)
    image = taken.grab().toImage()
    window.appearance.show_normal_size()
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


def write_small(picture: QImage, path: Path) -> None:
    """Write a picture with few colours."""
    picture.save(str(path))
    with Image.open(path) as image:
        small = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


def take(folder: Path, names: list[str]) -> Iterator[QImage]:
    """Take the pictures that are asked for, and keep each."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["XDG_STATE_HOME"] = f"{home}/state"
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
    write_small(sheet(images), folder / "sheet.png")
    sys.stdout.write(f"{folder / 'sheet.png'}\n")
    sys.stdout.flush()
    os._exit(0)  # windows with unsaved plans would ask


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
