"""Runs the real window and keeps telling, in a file, where things are and what the plan is.

A test drives the window from outside, by mouse and keys; without this it would have to guess where
a row stands. Nothing here acts on the window.
"""

import json
import os
import sys
from pathlib import Path

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMessageBox, QPushButton, QWidget

from stackplan.gui.app import create_window
from stackplan.gui.window.main_window import MainWindow

_STEP_MS = 40


def _middle(widget: QWidget) -> list[int]:
    point = widget.mapToGlobal(widget.rect().center())
    return [point.x(), point.y()]


def _is_starting(window: MainWindow) -> bool:
    timer = window.findChild(QTimer, "firstPaintTimer")
    return isinstance(timer, QTimer) and timer.isActive()


def _rows(window: MainWindow) -> dict[str, list[int]]:
    """Places of the visible rows on the screen, by the words of their first cell."""
    table = window.panes.table
    rows = {}
    index = table.indexAt(QPoint(5, 2))
    while index.isValid():
        box = table.visualRect(index)
        point = table.viewport().mapToGlobal(QPoint(box.left() + 30, box.center().y()))
        rows[str(index.data()).split(",")[0]] = [point.x(), point.y()]
        index = table.indexBelow(index)
    return rows


def _segments(window: MainWindow) -> dict[str, list[int]]:
    """Places of the runs' segments in the chart; "stack 3" is behind the end of its bar."""
    chart = window.panes.chart
    if chart.view is None:
        return {}
    boxes = {str(n): chart.run_box(n) for n in chart.view.scene.plan.places}
    places = {name: box.center() for name, box in boxes.items() if box is not None}
    for stack in range(len(chart.view.scene.rows)):
        bar = chart.view.bar(stack)
        places[f"stack {stack + 1}"] = QPoint(round(bar.left + bar.width) + 8, round(bar.middle[1]))
    points = {name: chart.mapToGlobal(place) for name, place in places.items()}
    return {name: [point.x(), point.y()] for name, point in points.items()}


def _name(widget: QWidget | None) -> str:
    """Name a widget, or the nearest one around it that has a name."""
    while widget is not None and not widget.objectName():
        widget = widget.parentWidget()
    return widget.objectName() if widget is not None else ""


def _state(window: MainWindow) -> dict[str, object]:
    plan = window.document.plan
    dialogs = [box for box in window.findChildren(QFileDialog) if box.isVisible()]
    named = (child for child in window.findChildren(QWidget) if child.objectName())
    return {
        "busy": window.session.worker.running
        or window.files.worker.running
        or _is_starting(window),
        "searching": window.session.search.busy,
        "messages": {key: m.text for key, m in window.messages.open.items()},
        "actions": {
            button.text(): _middle(button)
            for button in window.panes.strip.findChildren(QPushButton, "messageAction")
            if button.isVisible()
        },
        "makespan": float(plan.makespan) if plan else 0,
        "pinned": sorted(plan.pinned) if plan else [],
        "selected": window.panes.table.selected_runs(),
        "speeds": plan.request.speeds if plan else None,
        "method": plan.request.method if plan else "",
        "undo": window.document.history.undoText(),
        "drawn": window.panes.chart.is_current,
        "dialog": dialogs[0].windowTitle() if dialogs else "",
        "stacks": [stack.run_numbers for stack in plan.stacks] if plan else None,
        "skip": str(plan.request.skipped) if plan else "",
        "runs": [plan.request.run_min, plan.request.run_max] if plan else [],
        "widgets": {child.objectName(): _middle(child) for child in named if child.isVisible()},
        "rows": _rows(window),
        "segments": _segments(window),
        "dragged": window.panes.chart.view is not None and window.panes.chart.view.drag is not None,
        "labels": {
            label.objectName(): label.text()
            for label in window.findChildren(QLabel)
            if label.objectName() and label.isVisible()
        },
        "keyboard": _name(QApplication.focusWidget()),
        "modified": window.isWindowModified(),
        "asked": [box.objectName() for box in window.findChildren(QMessageBox) if box.isVisible()],
        "folder": window.panes.settings.traces.text(),
        "state": window.panes.header.save.toolTip(),
        "unsaved": window.document.has_unsaved_work,
    }


def main(state_file: Path, arguments: list[str]) -> int:
    """Show the window until it is closed."""
    application = QApplication(["stackplan"])
    window = create_window(arguments)
    window.setGeometry(0, 0, 1366, 768)

    def tell() -> None:
        draft = state_file.with_suffix(".new")
        draft.write_text(json.dumps(_state(window)), encoding="utf-8")
        draft.replace(state_file)

    timer = QTimer(window, interval=_STEP_MS)
    timer.timeout.connect(tell)
    timer.start()
    window.show()
    code = application.exec()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
