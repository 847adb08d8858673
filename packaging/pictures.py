"""Pictures of the real window for the README and the help, made without a screen.

    python packaging/pictures.py [NAME...]

Writes resources/help/pictures/NAME.png, all of them or those that are named, and .github/drag.gif,
which the README shows. The Python that runs this must have Stackplan installed.
"""

import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from gallery import settle, stacks, write_small
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QAction, QColor, QImage, QMouseEvent, QPainter, QPolygonF
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QListWidget, QWidget

from stackplan.files.demo import make_demo
from stackplan.gui.app import create_window, make_application
from stackplan.gui.widgets.messages import Message
from stackplan.gui.window.features import Features
from stackplan.gui.window.main_window import MainWindow

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "resources" / "help" / "pictures"
# A name that reads well in a picture; made anew each time.
DEMO = Path(tempfile.gettempdir()) / "e20020" / "h5"
WHOLE = QRect(0, 0, -1, -1)
UPPER = QRect(0, 0, 1366, 466)  # without the table
A_MONTH_AGO = time.time() - 30 * 86_400


# What the parts of the window are for: at which widget a number stands, how far from the middle of
# its right edge, so that it covers no words, and what is said of it.
PARTS = (
    (
        "longestFigure",
        -17,
        0,
        "The figures: runs and stacks; the longest stack, and when it is done",
    ),
    ("balanceButton", 0, -12, "What Balance would save, and the button that does it"),
    ("problemsFigure", 8, 0, "Suspicious and left-out files; a click lists them all"),
    ("exportButton", -6, -13, "Save the plan file; export scripts, tables and pictures"),
    ("allFoundButton", -2, -12, "Which runs: folder, first and last run, runs to skip"),
    ("followButton", -17, 0, "Follow the folder: new runs are offered when they are finished"),
    ("stackCountButton", -2, -12, "How many stacks, and how runs are spread over them"),
    ("messageBar", -160, 0, "Questions that need an answer stand here, one at a time"),
    ("loadChart", -17, 0, "The chart: a row is a stack, a segment a run; drag segments"),
    ("stackTable", -26, 0, "The same plan as a table: open a stack, type where runs shall go"),
    ("messagesButton", -112, 0, "What was just done at the left; all messages here"),
)
NOTE = 19  # size of a number's disc, in pixels
ORANGE, INK = QColor("#c2410c"), QColor("#16191d")


def keep(widget: QWidget, name: str, part: QRect = WHOLE) -> None:
    """Write the picture of a window or a part of it."""
    keep_image(widget.grab(part).toImage(), name)


def keep_image(picture: QImage, name: str) -> None:
    """Write a picture of the help."""
    path = PICTURES / f"{name}.png"
    write_small(picture, path)
    sys.stdout.write(f"{path} {path.stat().st_size // 1000} kB\n")


def opened(folder: Path = DEMO, number: int = 17) -> MainWindow:
    """Open the window on a folder, with so many stacks."""
    window = create_window([str(folder)])
    window.resize(1366, 768)
    window.show()
    settle(window)
    stacks(number)(window)
    settle(window, 2)
    return window


def act(window: MainWindow, name: str) -> None:
    """Take an action of the menus, and wait for what comes of it."""
    action = window.findChild(QAction, name)
    assert isinstance(action, QAction)
    action.trigger()
    settle(window, 1.5)


def dialog_of(window: MainWindow, action: str, name: str, height: int = 0) -> QDialog:
    """Open a dialog by its action, as high as it should be in the picture."""
    act(window, action)
    dialog = window.findChild(QDialog, name)
    assert isinstance(dialog, QDialog)
    if height:
        dialog.resize(dialog.width(), height)
    settle(window)
    return dialog


def board() -> None:
    """Show Spyral's own deal of the demo, as the window does at first."""
    keep(opened(), "board")


def annotated() -> None:
    """Show the window with a number at each of its parts, and below what each is for."""
    window = opened()
    window.messages.post(
        "scan", Message("3 new runs, not in the plan: 176-178.", "info", "Add to the plan", print)
    )
    settle(window)
    shot = window.grab().toImage()
    line = window.fontMetrics().height() + 10
    rows = -(-len(PARTS) // 2)
    picture = QImage(shot.width(), shot.height() + rows * line + 20, QImage.Format.Format_RGB32)
    picture.fill(QColor("#ffffff"))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.drawImage(0, 0, shot)
    for index, (name, x, y, words) in enumerate(PARTS):
        widget = window.findChild(QWidget, name)
        assert widget is not None
        middle = QPoint(widget.width() + x, min(widget.height() // 2, 40) + y)
        number(painter, widget.mapTo(window, middle), index + 1)
        column, row = divmod(index, rows)
        left, top = 24 + column * shot.width() // 2, shot.height() + 20 + row * line
        number(painter, QPoint(left, top), index + 1)
        painter.setPen(INK)
        painter.drawText(left + NOTE + 6, top + 5, words)
    painter.end()
    keep_image(picture, "window")


def number(painter: QPainter, middle: QPoint, value: int) -> None:
    """Draw a number on a disc."""
    disc = QRect(0, 0, NOTE, NOTE)
    disc.moveCenter(middle)
    painter.setPen(QColor("#ffffff"))
    painter.setBrush(ORANGE)
    painter.drawEllipse(disc)
    painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, str(value))


def bad_file() -> None:
    """Show the list of suspicious and left-out files."""
    keep(dialog_of(opened(), "risksAction", "riskDialog", 330), "bad-file")


def more_runs() -> None:
    """Show the question about three runs that have come since the folder was read."""
    late = [run for run in DEMO.glob("run_*.h5") if int(run.stem[4:]) > 172]
    for run in late:
        run.rename(DEMO.parent / run.name)
    window = opened()
    window.panes.settings.method.setCurrentIndex(window.panes.settings.method.findData("balanced"))
    settle(window, 2)
    for key in list(window.messages.open):
        window.messages.dismiss(key)
    for run in late:
        (DEMO.parent / run.name).rename(run)
    act(window, "rescanAction")
    keep(window, "more-runs", UPPER)


def stopped() -> None:
    """Show a night that broke off: some runs are done, one has failed."""
    workspace = DEMO.parent / "workspace"
    (workspace / "log").mkdir(parents=True)
    window = opened(number=6)
    plan = window.document.plan
    assert plan is not None
    begin = time.time() - 9 * 3600
    for stack, runs in enumerate(plan.stacks, 1):
        at, lines = begin, []
        for place, run in enumerate(runs.run_numbers[: 16 - stack]):
            took = 900 + 60 * place
            clock = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))
            is_bad = stack == 4 and place == 11
            end = "failed\tOSError: the file is truncated" if is_bad else "done\t"
            lines.append(f"{run}\t{stack}\t{clock}\t{took}.0\t{end}\n")
            at += took
        (workspace / "log" / f"times_stack{stack}.tsv").write_text("".join(lines), "utf-8")
    window.preferences.set_workspace(str(DEMO), str(workspace))
    keep(dialog_of(window, "boardAction", "boardDialog", 260), "stopped-half-way")


def our_cluster() -> None:
    """Show the export of a Slurm array, with its preview."""
    script = DEMO.parent / "run_spyral.py"
    script.write_text("from spyral import Pipeline\n\npipe = Pipeline([])\n", encoding="utf-8")
    dialog = dialog_of(opened(), "exportAction", "exportDialog", 680)
    kinds = dialog.findChild(QListWidget, "exportKinds")
    field = dialog.findChild(QLineEdit, "exportPipelineEdit")
    assert isinstance(kinds, QListWidget)
    assert isinstance(field, QLineEdit)
    kinds.setCurrentItem(kinds.findItems("Slurm", Qt.MatchFlag.MatchStartsWith)[0])
    field.setText(str(script))
    field.editingFinished.emit()
    wait(3)
    keep(dialog, "our-cluster")


def a_script() -> None:
    """Show the export for Spyral, with the Pipelines of a script that has two."""
    script = DEMO.parent / "run_spyral.py"
    text = "from spyral import Pipeline\n\nnight = Pipeline([])\ncalibration = Pipeline([])\n"
    script.write_text(text, encoding="utf-8")
    dialog = dialog_of(opened(), "exportAction", "exportDialog", 680)
    field = dialog.findChild(QLineEdit, "exportPipelineEdit")
    names = dialog.findChild(QListWidget, "exportCandidates")
    assert isinstance(field, QLineEdit)
    assert isinstance(names, QListWidget)
    kinds = dialog.findChild(QListWidget, "exportKinds")
    assert isinstance(kinds, QListWidget)
    kinds.setCurrentRow(0)
    field.setText(str(script))
    wait(2)
    names.setCurrentRow(0)
    wait(2)
    keep(dialog, "i-have-a-script")


SHEET = """\
E20020, 16C beam,,,
Run #,Target,TPC ok?,Comment
"""


def a_sheet() -> None:
    """Show what a run sheet would do, before it is done."""
    sheet = DEMO.parent / "run sheet.csv"
    bad = {60: "HV trip", 61: "HV trip", 88: "no beam", 112: "merge broke off"}
    rows = (
        f"{run},CH2,{'no' if run in bad else 'yes'},{bad.get(run, '')}\n" for run in range(54, 170)
    )
    sheet.write_text(SHEET + "".join(rows), encoding="utf-8")
    window = opened()
    features = window.findChild(Features)
    assert features is not None
    features.good_runs.read(str(sheet), column="TPC ok?")
    wait(2)
    dialog = window.findChild(QDialog, "goodRunsDialog")
    assert dialog is not None
    keep(dialog, "i-have-a-sheet")


def an_old_list() -> None:
    """Show a list out of a script in the field of the runs to skip."""
    window = opened()
    skip = window.panes.settings.skip
    skip.setText("runs_to_skip = [60, 61, 70]  # HV trips")
    skip.setFocus()
    skip.setCursorPosition(0)
    wait(1)
    keep(window, "i-have-an-old-list", UPPER)


def wait(seconds: float) -> None:
    """Let the window work for a while."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents()


def how_many() -> None:
    """Show what other numbers of stacks would give."""
    dialog = dialog_of(opened(number=60), "stackCountAction", "stackCountDialog", 460)
    keep(dialog, "how-many-stacks")


POINTER = ((0, 0), (0, 17), (4, 13), (7, 19), (10, 18), (7, 12), (12, 12))
STEPS, STEP_MS, LAST_MS = 12, 120, 2500
GIF_COLOURS = 48


def drag() -> None:
    """Show a run that is dragged from the longest stack to the shortest."""
    window = opened()
    chart, plan = window.panes.chart, window.document.plan
    assert plan is not None
    longest, shortest = plan.stacks[3].run_numbers, plan.stacks[16].run_numbers
    ends = [chart.run_box(number) for number in (longest[-1], shortest[-1])]
    assert ends[0] is not None
    assert ends[1] is not None
    start, end = QPointF(ends[0].center()), QPointF(ends[1].topLeft() + QPoint(3, 7))
    kinds = [QEvent.Type.MouseButtonPress, *[QEvent.Type.MouseMove] * STEPS]
    places = [start + (end - start) * step / STEPS for step in range(STEPS + 1)]
    frames = [frame(chart, start)]
    for kind, place in zip(kinds, places, strict=True):
        send(chart, kind, place)
        frames.append(frame(chart, place))
    send(chart, QEvent.Type.MouseButtonRelease, end)
    settle(window)
    frames.append(frame(chart, end))
    path, times = ROOT / ".github" / "drag.gif", [STEP_MS] * len(frames)
    times[0] = times[-2] = times[-1] = LAST_MS
    few = [image.quantize(GIF_COLOURS, dither=Image.Dither.NONE) for image in frames]
    few = [image.quantize(palette=few[-2], dither=Image.Dither.NONE) for image in frames]
    few[0].save(path, save_all=True, append_images=few[1:], duration=times, loop=0, optimize=True)
    sys.stdout.write(f"{path} {path.stat().st_size // 1000} kB\n")


def send(chart: QWidget, kind: QEvent.Type, place: QPointF) -> None:
    """Send a mouse event with the left button held, and let it be painted."""
    left = Qt.MouseButton.LeftButton
    there, keys = QPointF(chart.mapToGlobal(place)), Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(chart, QMouseEvent(kind, place, there, left, left, keys))
    QApplication.processEvents()


def frame(chart: QWidget, place: QPointF) -> Image.Image:
    """Take the picture of the chart, with a pointer at a place."""
    picture = chart.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor("#ffffff"))
        painter.setBrush(INK)
        painter.drawPolygon(QPolygonF([place + QPointF(*corner) for corner in POINTER]))
    size, line = (picture.width(), picture.height()), picture.bytesPerLine()
    return Image.frombuffer("RGB", size, bytes(picture.constBits()), "raw", "RGB", line, 1)


SCENES: dict[str, Callable[[], None]] = {
    "drag": drag,
    "window": annotated,
    "board": board,
    "bad-file": bad_file,
    "more-runs": more_runs,
    "stopped-half-way": stopped,
    "our-cluster": our_cluster,
    "how-many-stacks": how_many,
    "i-have-a-script": a_script,
    "i-have-a-sheet": a_sheet,
    "i-have-an-old-list": an_old_list,
}


def make_home(home: str) -> None:
    """Give the window settings of its own, with a known speed of reading, and make the demo."""
    for name in ("CONFIG", "STATE", "DATA", "CACHE"):
        os.environ[f"XDG_{name}_HOME"] = f"{home}/{name.lower()}"
    settings = Path(home, "config", "stackplan", "settings.json")
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"theme": "light", "rate": "20"}), encoding="utf-8")
    shutil.rmtree(DEMO.parent, ignore_errors=True)
    make_demo(str(DEMO))
    for run in DEMO.glob("run_*.h5"):
        os.utime(run, (A_MONTH_AGO, A_MONTH_AGO))  # no writer seems at work


def main(names: list[str]) -> None:
    """Make the pictures that are asked for."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["STACKPLAN_OFFSCREEN"] = "1"  # a window that nobody sees is meant
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        make_home(home)
        _application = make_application()
        for name in names or SCENES:
            SCENES[name]()
        shutil.rmtree(DEMO.parent)
    sys.stdout.flush()
    os._exit(0)  # windows with unsaved plans would ask


if __name__ == "__main__":
    main(sys.argv[1:])
