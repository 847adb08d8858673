"""About Stackplan, and the facts about this machine for a report."""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, version

import PySide6
from PySide6.QtCore import QSysInfo, Qt, qVersion
from PySide6.QtGui import QGuiApplication, QIcon, QScreen
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from stackplan import __version__
from stackplan.core.text import printable
from stackplan.files.paths import LOG, WINDOWS, state_folder
from stackplan.gui.preferences import Preferences
from stackplan.gui.widgets.appearance import resource_path
from stackplan.gui.widgets.dialogs import close_box, resize_within_screen
from stackplan.gui.widgets.fields import set_names

_LIBRARIES = ("numpy", "matplotlib")


def program_facts() -> dict[str, str]:
    """Tell versions and platform."""
    system = f"{QSysInfo.prettyProductName()}, {QSysInfo.kernelType()} {QSysInfo.kernelVersion()}"
    facts = {
        "Stackplan": __version__,
        "Python": f"{sys.version.split()[0]} ({sys.implementation.name})",
        "PySide6, Qt": f"{PySide6.__version__}, {qVersion()}",
    }
    facts.update((library, _version_of(library)) for library in _LIBRARIES)
    facts["System"] = f"{system}, {QSysInfo.currentCpuArchitecture()}"
    facts["Window system"] = QGuiApplication.platformName()
    return facts


def _version_of(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:  # in a bundle, which has the library and not its papers
        return "as bundled"


def window_facts(screen: QScreen, preferences: Preferences, per_cent: int) -> dict[str, str]:
    """Tell how a window is shown, and where its settings, its log and unsaved work lie."""
    size, scale = screen.size(), screen.devicePixelRatio()
    return {
        "Screen": f"{size.width()} x {size.height()}, scale {scale:g}, text {per_cent} %",
        "Theme": preferences.theme,
        "Settings": preferences.path,
        "Log and reports": state_folder(LOG),
        "Unsaved work": state_folder(WINDOWS),
    }


def in_lines(facts: dict[str, str]) -> str:
    """Write facts one a line."""
    return "\n".join(f"{name}: {value}" for name, value in facts.items())


_PURPOSE = "Plans how the runs of an experiment are spread over processors."
_ICON = 64
_COPY_TIP = "Copy versions, platform and places to the clipboard, for a question or a report"
_LOG_TIP = "Show what this window has logged"


class AboutDialog(QDialog):
    """Shows version, purpose and facts; it stays open beside the work, and Escape closes it."""

    def __init__(self, facts: dict[str, str], lines: list[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("aboutDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("About Stackplan")
        self.setAccessibleName("About Stackplan")
        self._facts, self._lines = facts, lines
        column = QVBoxLayout(self)
        column.addLayout(self._head())
        column.addLayout(self._grid())
        column.addStretch(1)
        column.addWidget(self._buttons())

    def _head(self) -> QHBoxLayout:
        icon = QLabel()
        picture = QIcon(str(resource_path("icons/stackplan.svg"))).pixmap(_ICON)
        icon.setPixmap(picture)
        title = QLabel(f"<h2>Stackplan {__version__}</h2>{_PURPOSE}")
        title.setTextFormat(Qt.TextFormat.RichText)
        set_names(title, "aboutTitle", f"Stackplan {__version__}. {_PURPOSE}")
        row = QHBoxLayout()
        row.addWidget(icon)
        row.addWidget(title, 1)
        row.setSpacing(16)
        return row

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(16)
        for row, (key, value) in enumerate(self._facts.items()):
            words = QLabel(printable(value), wordWrap=True)
            words.setTextFormat(Qt.TextFormat.PlainText)
            # By the mouse only: to stop at each of them would be a dozen keys for nothing.
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            words.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            set_names(words, "aboutFact", f"{key}: {printable(value)}")
            grid.addWidget(QLabel(key), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(words, row, 1)
        return grid

    def _buttons(self) -> QDialogButtonBox:
        copy, log = QPushButton("&Copy"), QPushButton("Show &log...")
        set_names(copy, "copyFactsButton", "Copy the facts", _COPY_TIP)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(in_lines(self._facts)))
        set_names(log, "showLogButton", "Show the log", _LOG_TIP)
        log.clicked.connect(self._show_log)
        return close_box(self, copy, log)

    def _show_log(self) -> None:
        from stackplan.gui.diagnostics.report_dialog import show_log

        show_log(self, self._lines, state_folder(LOG))


def show_about(window: QWidget, facts: dict[str, str], lines: list[str]) -> None:
    """Show the dialog: facts by their names, and what the window has logged."""
    dialog = AboutDialog(facts, lines, window)
    resize_within_screen(
        dialog, 70 * dialog.fontMetrics().averageCharWidth(), dialog.sizeHint().height()
    )
    dialog.show()
