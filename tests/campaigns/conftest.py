"""Fixtures of the campaigns: those of the window, whose settings are the campaign's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faults.campaign import FIGURES
from gui.conftest import open_window, settings_file, settings_folder

if TYPE_CHECKING:
    import pytest

__all__ = ["open_window", "settings_file", "settings_folder"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was measured, and how much could not be."""
    terminalreporter.section("figures")
    for line in FIGURES:
        terminalreporter.line(line)
    terminalreporter.line(f"skipped: {len(terminalreporter.stats.get('skipped', []))}")
