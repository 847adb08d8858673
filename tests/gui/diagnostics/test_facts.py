from importlib.metadata import PackageNotFoundError
from pathlib import Path

import PySide6
import pytest

from desk import OpenWindow
from stackplan import __version__
from stackplan.gui.diagnostics.about_dialog import in_lines, program_facts, window_facts


def test_that_versions_and_platform_are_told() -> None:
    facts = program_facts()
    assert facts["Stackplan"] == __version__
    assert PySide6.__version__ in facts["PySide6, Qt"]
    assert facts["Window system"] == "offscreen"
    assert facts["numpy"][0].isdecimal()
    assert in_lines(facts).splitlines()[0] == f"Stackplan: {__version__}"


def test_that_a_bundle_has_libraries_without_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    def version(library: str) -> str:
        raise PackageNotFoundError(library)

    monkeypatch.setattr("stackplan.gui.diagnostics.about_dialog.version", version)
    assert program_facts()["numpy"] == "as bundled"


def test_that_it_is_told_where_everything_lies(
    open_window: OpenWindow, settings_folder: Path
) -> None:
    window = open_window()
    facts = window_facts(window.screen(), window.preferences, 150)
    assert facts["Settings"] == str(settings_folder / "stackplan" / "settings.json")
    assert facts["Log and reports"].endswith(".local/state/stackplan/log")
    assert facts["Unsaved work"].endswith(".local/state/stackplan/windows")
    assert "text 150 %" in facts["Screen"]
