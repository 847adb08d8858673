"""Warnings, and the commands that start an export."""

import subprocess
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stackplan.files.exports import target_of
from stackplan.gui.export.export_panes import ExportStart
from stackplan.gui.widgets.appearance import DARK_COLOURS, LIGHT_COLOURS, make_palette

HOSTILE = ["out dir", "a'b", "$(touch x)", "new\nline", "-n", "50 % ; x", "\u00e4"]


@pytest.fixture
def start(qtbot: QtBot) -> ExportStart:
    made = ExportStart()
    qtbot.addWidget(made)
    made.show()
    return made


def copied(start: ExportStart, at: int) -> str:
    QApplication.clipboard().setText("")
    start.rows[at][2].click()
    return QApplication.clipboard().text()


def test_that_each_command_is_copied_by_its_own_button(start: ExportStart) -> None:
    start.show_commands(target_of("slurm"), "array.sh")
    assert copied(start, 0) == "bash array.sh"
    assert copied(start, 1) == "sbatch --test-only array.sh"
    seen = [row[0].text() for row in start.rows if row[0].isVisible()]
    assert seen == ["Submit it", "Only try it"]


def test_that_only_commands_that_there_are_have_a_row(start: ExportStart) -> None:
    start.show_commands(target_of("parallel"), "parallel.sh")
    assert [row[1].isVisible() for row in start.rows] == [True, False, False]
    start.show_commands(target_of("spyral"), "run_plan.py")
    assert copied(start, 2) == "python3 run_plan.py rest"
    start.show_commands(target_of("csv"), "plan.csv")
    assert not any(row[2].isVisible() for row in start.rows)


@pytest.mark.parametrize("name", HOSTILE)
def test_that_a_copied_command_starts_the_file_that_was_saved(
    start: ExportStart, tmp_path: Path, name: str
) -> None:
    folder = tmp_path / name
    folder.mkdir()
    (folder / f"{name}.sh").write_text("pwd -P | od -c; echo started\n", encoding="utf-8")
    start.show_commands(target_of("parallel"), str(folder / f"{name}.sh"))
    command = copied(start, 0)
    done = subprocess.run(["bash", "-c", command], capture_output=True, timeout=300, check=False)
    assert done.stdout.endswith(b"started\n"), done.stderr
    assert not list(tmp_path.rglob("x"))
    assert "\n" not in start.rows[0][1].text()


def test_that_warnings_are_counted_and_can_be_read(start: ExportStart) -> None:
    kind = target_of("spyral")
    start.show_warnings(kind, None)
    assert start.heading.text() == "Looking at the files..."
    assert not start.warnings.isVisible()
    start.show_warnings(kind, ("One.", "Two."))
    assert (start.heading.text(), start.warnings.toPlainText()) == ("2 warnings", "One.\nTwo.")
    assert start.warnings.isVisible()
    start.show_warnings(kind, ())
    assert "ready to submit" in start.heading.text()
    assert not start.warnings.isVisible()
    start.hide_warnings()
    assert not start.heading.isVisible()
    start.show_warnings(target_of("csv"), ())
    assert not start.heading.isVisible()


def test_that_the_warnings_follow_the_theme(start: ExportStart) -> None:
    start.show_warnings(target_of("spyral"), ("One.",))
    for theme, colours in (("dark", DARK_COLOURS), ("light", LIGHT_COLOURS)):
        start.setPalette(make_palette(theme))
        assert start.heading.palette().windowText().color().name() == colours.warning
