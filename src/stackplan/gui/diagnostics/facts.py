"""What somebody who mends Stackplan needs to know of where it runs: versions, platform, places."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import PySide6
from PySide6.QtCore import QSysInfo, qVersion
from PySide6.QtGui import QGuiApplication

from stackplan import __version__
from stackplan.files.paths import LOG, WINDOWS, state_folder

if TYPE_CHECKING:
    from PySide6.QtGui import QScreen

    from stackplan.gui.preferences import Preferences

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
    # Imported with the first question, for it takes longer than the rest.
    from importlib.metadata import PackageNotFoundError, version

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
