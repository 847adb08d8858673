"""Which section of the help belongs to which part of the window, for F1."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

ANY = "guide.md"
_RUNS = "manual.md#the-folder-and-its-runs"
_STACKS = "manual.md#how-many-stacks"
_GOOD = "manual.md#how-good-is-the-plan"
_SAVING = "manual.md#saving-and-exporting"
_FIGURES = "manual.md#the-figures-at-the-top"
_MOVING = "manual.md#moving-runs"
_TIMES = "manual.md#how-long-does-it-take"

# By the name of a widget; one that is not here has the topic of what it stands in.
TOPICS = {
    "tracesEdit": _RUNS,
    "browseButton": _RUNS,
    "recentButton": _RUNS,
    "runMinSpin": _RUNS,
    "runMaxSpin": _RUNS,
    "allFoundButton": _RUNS,
    "skipEdit": _RUNS,
    "stacksSpin": _STACKS,
    "stackCountButton": _STACKS,
    "methodCombo": _GOOD,
    "speedsEdit": "manual.md#processors-of-different-speed",
    "balanceButton": _GOOD,
    "rescanButton": "manual.md#when-the-folder-changes",
    "followButton": "manual.md#while-the-beam-is-on",
    "noteEdit": "plan-file.md",
    "exportButton": _SAVING,
    "exportForButton": "manual.md#running-the-plan",
    "summaryBar": _FIGURES,
    "messageBar": "troubleshooting.md",
    "loadChart": _MOVING,
    "stackTable": _MOVING,
    "gentleDialog": "manual.md#few-moves",
    "stackCountDialog": _STACKS,
    "historyDialog": "manual.md#what-changed",
    "messageDialog": "troubleshooting.md",
    "exportDialog": "cluster.md",
    "followDialog": "manual.md#while-the-beam-is-on",
    "goodRunsDialog": "manual.md#runs-that-are-good",
    "riskDialog": "manual.md#runs-that-look-wrong",
    "timesDialog": _TIMES,
    "boardDialog": "manual.md#while-spyral-runs",
    "shortcutDialog": "shortcuts.md",
    "reportDialog": "troubleshooting.md#the-program-itself",
    "aboutDialog": "troubleshooting.md#the-program-itself",
}


def topic_of(widget: QWidget | None) -> str:
    """Give the page, and the section, for a widget: its own, or that of what it stands in."""
    while widget is not None:
        if widget.objectName() in TOPICS:
            return TOPICS[widget.objectName()]
        widget = widget.parentWidget()
    return ANY
