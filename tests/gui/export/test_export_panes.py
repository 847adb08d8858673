"""The parts of the dialog "Export": what is chosen, how it will look, and what starts it."""

import subprocess
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontDatabase, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QPlainTextEdit
from pytestqt.qtbot import QtBot

from desk import wait_until
from stackplan.files.exports import (
    ENGINES,
    EXPORTS,
    PICTURES,
    REPORTS,
    TARGETS,
    Target,
    run_commands,
    target_of,
)
from stackplan.files.exports.scripts import ExportOptions
from stackplan.gui.export.export_panes import ExportFields, ExportPreview, ExportStart
from stackplan.gui.preferences import ExportChoice
from stackplan.gui.widgets.appearance import DARK_COLOURS, LIGHT_COLOURS, make_palette

FULL = ExportChoice("slurm", "crew:make", "work {runs}", 3, 8, 20, "/opt/python", 4)
THEMES = (("dark", DARK_COLOURS), ("light", LIGHT_COLOURS))
TEXT = "\n".join(f"line {number} {'x' * 300}" for number in range(300))
HOSTILE = ["out dir", "a'b", "$(touch x)", "new\nline", "-n", "50 % ; x", "\u00e4"]


@pytest.fixture
def fields(qtbot: QtBot) -> ExportFields:
    made = ExportFields(FULL)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def preview(qtbot: QtBot) -> ExportPreview:
    made = ExportPreview()
    qtbot.addWidget(made)
    made.resize(500, 400)
    made.show()
    return made


@pytest.fixture
def start(qtbot: QtBot) -> ExportStart:
    made = ExportStart()
    qtbot.addWidget(made)
    made.show()
    return made


def test_that_every_format_is_offered_once_with_its_commands_explained() -> None:
    assert sorted(kind.key for kind in TARGETS) == sorted([*EXPORTS, *ENGINES, *REPORTS, *PICTURES])
    assert len({kind.title for kind in TARGETS}) == len(TARGETS)
    for kind in TARGETS:
        assert len(kind.starts) == len(run_commands(kind.key, kind.file_name))
        assert kind.file_name.endswith(f".{kind.ending}")
        assert kind.purpose.endswith(".")
        assert target_of(kind.key) == kind


@pytest.mark.parametrize("kind", TARGETS, ids=lambda kind: kind.key)
def test_that_a_kind_shows_the_fields_that_it_needs(fields: ExportFields, kind: Target) -> None:
    fields.show_choice(ExportChoice(kind.key))
    by_name = {
        "pipeline": fields.pipeline, "command": fields.command, "readers": fields.readers,
        "stacks-a-task": fields.together, "jobs-at-most": fields.jobs, "from": fields.first,
        "python": fields.python,
    }  # fmt: skip
    assert tuple(key for key, field in by_name.items() if field.isVisible()) == kind.fields
    assert fields.kind == kind
    assert fields.words.text() == kind.purpose


def test_that_what_is_shown_is_what_was_chosen(fields: ExportFields) -> None:
    assert fields.choice == FULL
    assert fields.options == ExportOptions(
        "", "work {runs}", 3, first_stack=4, stacks_a_task=8, jobs_at_most=20, python="/opt/python"
    )
    for choice, options in (
        (FULL._replace(kind="hyperqueue"), ExportOptions("", "work {runs}", python="/opt/python")),
        (FULL._replace(kind="spyral"), ExportOptions("crew:make")),
        (FULL._replace(kind="csv", readers=0), ExportOptions()),
    ):
        fields.show_choice(choice)
        assert fields.options == options
    assert fields.choice.command == "work {runs}"
    fields.show_choice(ExportChoice("condor", "", "", 10**9))  # of another version
    assert fields.kind == target_of("condor") == TARGETS[0]
    assert fields.readers.value() == fields.readers.maximum()


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (ExportChoice("spyral"), "not named; write for example run_spyral.py or my_pi"),
        (ExportChoice("spyral", "my pipeline"), "'my pipeline' names no Pipeline"),
        (ExportChoice("slurm", command="work {run}"), "'{run' (character 6) is no field"),
        (ExportChoice("parallel", command="work '{runs}"), "does not close it"),
    ],
)
def test_that_a_mistake_stands_beside_its_field(
    fields: ExportFields, choice: ExportChoice, words: str
) -> None:
    fields.show_choice(choice)
    assert words in fields.mistake
    assert fields.mistake_words.isVisible()
    assert fields.mistake_words.text() == fields.mistake
    is_typed = bool(choice.pipeline or choice.command)
    for theme, colours in THEMES:
        fields.setPalette(make_palette(theme))
        # What has not been typed yet is no alarm.
        colour = colours.bad if is_typed else colours.faint
        assert fields.mistake_words.palette().windowText().color().name() == colour
    fields.show_choice(FULL)
    assert fields.mistake == ""
    assert not fields.mistake_words.isVisible()


def test_that_each_change_is_told(fields: ExportFields, qtbot: QtBot) -> None:
    with qtbot.waitSignals([fields.changed] * 8):
        fields.kinds.setCurrentRow(TARGETS.index(target_of("spyral")))
        fields.pipeline.setText("crew:other")
        fields.command.setText("")
        fields.readers.setValue(1)
        fields.together.setValue(2)
        fields.jobs.setValue(0)
        fields.first.setValue(1)
        fields.python.setText(" ")
    assert fields.choice == ExportChoice("spyral", "crew:other", "", 1, 2)


def candidates(fields: ExportFields) -> list[str]:
    wait_until(lambda: not fields.reading.running)
    return [fields.candidates.item(row).text() for row in range(fields.candidates.count())]


def test_that_the_pipelines_of_a_chosen_script_are_listed(
    fields: ExportFields, tmp_path: Path
) -> None:
    script = tmp_path / "run_spyral.py"
    text = "from spyral import Pipeline\npipe = Pipeline()\n"
    script.write_text(f"raise SystemExit\n{text}def make(): return Pipeline()\n", "ascii")
    fields.show_choice(ExportChoice("spyral"))
    assert not fields.candidates.isVisible()
    assert fields.script.isVisible()
    fields.script.click()
    dialog = fields.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(script))
    dialog.close()
    assert candidates(fields) == ["pipe", "make"]
    assert fields.candidates.isVisible()
    assert fields.pipeline.text() == str(script)
    fields.candidates.setCurrentRow(1)
    assert fields.options.pipeline == f"{script}:make"
    assert fields.mistake == ""
    fields.pipeline.setText("crew:make")
    assert not fields.candidates.isVisible()
    script.write_text(text, "ascii")
    fields.pipeline.setText(str(script))
    assert candidates(fields) == ["pipe"]
    assert fields.options.pipeline == f"{script}:pipe"  # there is nothing to choose
    fields.show_choice(ExportChoice("spyral", str(tmp_path / "gone.py")))
    assert candidates(fields) == []
    fields.show_choice(ExportChoice("slurm", str(script)))
    assert not fields.candidates.isVisible()


def test_that_a_text_is_shown_to_be_read_and_stays_where_it_was_scrolled_to(
    preview: ExportPreview,
) -> None:
    preview.show_text(TEXT, "300 lines")
    text = preview.text
    assert text.toPlainText() == TEXT
    assert text.isReadOnly()
    assert text.horizontalScrollBar().maximum() > 0
    assert preview.heading.text() == "What will be &written: 300 lines"
    # Which font that is, and whether there is one, is the machine's own.
    fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    assert text.font().families() == fixed.families()
    assert text.font().pointSize() == preview.font().pointSize()
    text.verticalScrollBar().setValue(120)
    text.horizontalScrollBar().setValue(50)
    preview.show_text(TEXT.replace("line 7 ", "line seven "), "")
    assert (text.verticalScrollBar().value(), text.horizontalScrollBar().value()) == (120, 50)


def test_that_a_sentence_is_wrapped(preview: ExportPreview) -> None:
    preview.show_words("There is nothing to show. " * 20)
    assert preview.text.lineWrapMode() == QPlainTextEdit.LineWrapMode.WidgetWidth
    assert preview.text.horizontalScrollBar().maximum() == 0
    preview.show_text(TEXT, "")
    assert preview.text.lineWrapMode() == QPlainTextEdit.LineWrapMode.NoWrap


def test_that_a_picture_is_as_large_as_there_is_room_for(preview: ExportPreview) -> None:
    image, red = QImage(1600, 900, QImage.Format.Format_RGB32), QColor(Qt.GlobalColor.red)
    image.fill(red)
    preview.show_picture(image, "as it will look")
    assert preview.picture.isVisible()
    for width in (500, 300):
        preview.resize(width, 400)
        shown = preview.picture.grab().toImage()
        high = round(shown.width() * 900 / 1600)
        assert shown.pixelColor(shown.width() - 2, high - 2) == red
        assert shown.pixelColor(shown.width() - 2, high + 2) != red
    preview.show_text("a", "")
    assert not preview.picture.isVisible()


def copied(start: ExportStart, at: int) -> str:
    QApplication.clipboard().setText("")
    start.rows[at][2].click()
    return QApplication.clipboard().text()


def test_that_each_command_that_there_is_has_a_row_and_is_copied(start: ExportStart) -> None:
    start.show_commands(target_of("slurm"), "array.sh")
    assert copied(start, 0) == "bash array.sh"
    assert copied(start, 1) == "sbatch --test-only array.sh"
    seen = [row[0].text() for row in start.rows if row[0].isVisible()]
    assert seen == ["Submit it", "Only try it"]
    start.show_commands(target_of("parallel"), "parallel.sh")
    assert [row[1].isVisible() for row in start.rows] == [True, False, False]
    start.show_commands(target_of("spyral"), "run_plan.py")
    assert copied(start, 2) == "python3 run_plan.py rest"
    start.show_commands(target_of("csv"), "plan.csv")
    assert not any(row[2].isVisible() for row in start.rows)


def test_that_a_copied_command_starts_the_file_that_was_saved(
    start: ExportStart, tmp_path: Path
) -> None:
    for name in HOSTILE:
        folder = tmp_path / name
        folder.mkdir()
        (folder / f"{name}.sh").write_text("pwd -P | od -c; echo started\n", encoding="utf-8")
        start.show_commands(target_of("parallel"), str(folder / f"{name}.sh"))
        bash = ["bash", "-c", copied(start, 0)]
        done = subprocess.run(bash, capture_output=True, timeout=300, check=False)
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
    for theme, colours in THEMES:
        start.setPalette(make_palette(theme))
        assert start.heading.palette().windowText().color().name() == colours.warning
    start.show_warnings(kind, ())
    assert "ready to submit" in start.heading.text()
    assert not start.warnings.isVisible()
    start.hide_warnings()
    assert not start.heading.isVisible()
    start.show_warnings(target_of("csv"), ())
    assert not start.heading.isVisible()
