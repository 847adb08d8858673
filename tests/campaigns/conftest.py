"""Fixtures of the campaigns, and the figures that they print in the end."""

from typing import Any

import pytest

from faults.campaign import FIGURES, begin
from gui.conftest import open_window, settings_file, settings_folder
from x11_crew import display

__all__ = ["display", "open_window", "settings_file", "settings_folder"]


@pytest.fixture(autouse=True)
def _begun() -> None:
    begin()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was measured, and how much could not be."""
    terminalreporter.section("figures")
    for line in FIGURES:
        terminalreporter.line(line)
    terminalreporter.line(f"skipped: {len(terminalreporter.stats.get('skipped', []))}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand the figures of one of several processes to the one that prints them."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["figures"] = FIGURES


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take them over."""
    FIGURES.extend(getattr(node, "workeroutput", {}).get("figures", ()))
