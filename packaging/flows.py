"""The files of the source that each of six flows enters, from an event until nothing runs any more.

    QT_QPA_PLATFORM=offscreen python packaging/flows.py [FOLDER]

Counts, for a number of stacks, a dragged run, an opened folder, Ctrl+S, an export to Slurm and the
method `balanced`: the files entered (of them in gui), the functions, the changes of file. With
FOLDER the names of the files of each flow are written there, one text file a flow, in the order in
which they are entered first. Only public
names and object names of the window are used, so that it runs on any checkout. What a module calls
while it is imported counts as no entry.
"""

import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QSpinBox

import stackplan
from stackplan.__main__ import main as stackplan_main
from stackplan.core.edits import move_runs
from stackplan.files.demo import make_demo
from stackplan.gui.app import create_window

SOURCE = f"{Path(stackplan.__file__).resolve().parent}{os.sep}"
QUIET_S, AT_MOST_S = 1.5, 60


class Trace:
    """Counts the functions of Stackplan that are called, in all threads."""

    def __init__(self) -> None:
        self.functions: dict[tuple[str, str], None] = {}  # in the order of their first calls
        self.changes = 0
        self.last_call = time.monotonic()
        self._last_file: dict[int, str] = {}

    def __call__(self, frame: FrameType, event: str, _: object) -> None:
        """Take note of a call (the hook of sys.setprofile)."""
        name = frame.f_code.co_filename
        if event != "call" or not name.startswith(SOURCE):
            return
        self.last_call = time.monotonic()
        function = (name[len(SOURCE) :], frame.f_code.co_qualname)
        if function not in self.functions and not _is_importing(frame):
            self.functions[function] = None
        thread = threading.get_ident()
        if self._last_file.get(thread, name) != name:
            self.changes += 1
        self._last_file[thread] = name

    @property
    def files(self) -> list[str]:
        """The files entered, the first one first."""
        return list(dict.fromkeys(file for file, _ in self.functions))


def _is_importing(frame: FrameType | None) -> bool:
    """Tell whether a module of the source is being imported, class bodies and all they call."""
    while frame is not None:
        code = frame.f_code
        if code.co_name == "<module>" and code.co_filename.startswith(SOURCE):
            return True
        frame = frame.f_back
    return False


def traced(flow: Callable[[], object]) -> Trace:
    """Run a flow with the counter on, until all is quiet."""
    trace = Trace()
    threading.setprofile(trace)
    sys.setprofile(trace)
    try:
        flow()
        begun = time.monotonic()
        while time.monotonic() - begun < AT_MOST_S:
            QApplication.processEvents()
            time.sleep(0.002)
            # Not sooner than that after the start of the flow: a timer may go on with it.
            if time.monotonic() - max(begun, trace.last_call) > QUIET_S:
                break
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    return trace


def settle() -> None:
    """Let all that is under way end; it belongs to no flow."""
    traced(lambda: None)


def main() -> None:
    """Trace the six flows and print one line for each."""
    application = QApplication(["stackplan"])
    with tempfile.TemporaryDirectory() as work:
        os.environ["XDG_CONFIG_HOME"] = os.environ["XDG_STATE_HOME"] = work
        results = _flows(Path(work))
    print(f"{'flow':34} files  in gui  functions  changes of file")
    for name, trace in results.items():
        gui = sum(file.startswith("gui") for file in trace.files)
        print(f"{name:34} {len(trace.files):5}  {gui:6}  {len(trace.functions):9}  {trace.changes}")
        if len(sys.argv) > 1:
            Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
            text = "".join(f"{file}\n" for file in trace.files)
            Path(sys.argv[1], name.replace(" ", "_") + ".txt").write_text(text, encoding="utf-8")
    del application


def _flows(work: Path) -> dict[str, Trace]:
    demo, plan_path = work / "h5", work / "plan.txt"
    make_demo(str(demo))
    for file in demo.iterdir():
        os.utime(file, (0, 0))  # of young files the window speaks again a minute later
    stackplan_main(["plan", str(demo), "--stacks", "12", "--output", str(plan_path)])
    # Before there is a window: its timers would count.
    words = ["export", str(plan_path), "--to", "slurm", "--command", "work {runs}"]
    words += ["--output", str(work / "array.sh")]
    exported = traced(lambda: stackplan_main(words))
    window = create_window([])
    window.resize(1366, 768)
    window.show()
    settle()
    folder = window.findChild(QLineEdit, "tracesEdit")
    stacks = window.findChild(QSpinBox, "stacksSpin")
    method = window.findChild(QComboBox, "methodCombo")

    def open_folder() -> None:
        folder.selectAll()
        QTest.keyClicks(folder, str(demo))
        QTest.keyClick(folder, Qt.Key.Key_Return)

    def drag() -> None:
        plan = window.document.plan
        window.document.apply(move_runs(plan, [plan.stacks[0].run_numbers[0]], 3), "Move a run")

    def save() -> None:
        window.document.set_note("traced")
        button = window.findChild(QLineEdit, "noteEdit")
        button.setFocus()
        window.findChild(QAction, "saveAction").trigger()

    results = {"open a folder": traced(open_folder)}
    method.setCurrentIndex(method.findData("lpt"))
    settle()
    results["number of stacks"] = traced(lambda: stacks.setValue(12))
    results["a run to another stack"] = traced(drag)
    window.document.history.undo()  # else the window asks first whether to save it
    window.open_path(str(plan_path))
    settle()
    results["Ctrl+S"] = traced(save)
    results["export to Slurm (command line)"] = exported
    results["method balanced"] = traced(lambda: method.setCurrentIndex(method.findData("balanced")))
    return results


if __name__ == "__main__":
    main()
