"""What is chosen for an export, and what is wrong with it."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from stackplan.files.exports import TARGETS, Target, target_of
from stackplan.files.exports.scripts import ExportOptions
from stackplan.gui.export.export_panes import ExportFields
from stackplan.gui.preferences import ExportChoice
from stackplan.gui.widgets.appearance import DARK_COLOURS, LIGHT_COLOURS, make_palette

FULL = ExportChoice("slurm", "crew:make", "work {runs}", 3, 8, 20, "/opt/python", 4)


def fields(qtbot: QtBot, choice: ExportChoice) -> ExportFields:
    made = ExportFields(choice)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize("kind", TARGETS, ids=lambda kind: kind.key)
def test_that_a_kind_shows_the_fields_that_it_needs(qtbot: QtBot, kind: Target) -> None:
    made = fields(qtbot, ExportChoice(kind.key))
    by_name = {
        "pipeline": made.pipeline, "command": made.command, "readers": made.readers,
        "stacks-a-task": made.together, "jobs-at-most": made.jobs, "from": made.first,
        "python": made.python,
    }  # fmt: skip
    seen = tuple(key for key, field in by_name.items() if field.isVisible())
    assert seen == made.kind.fields
    assert made.kind == kind
    assert made.words.text() == made.kind.purpose


def test_that_what_is_shown_is_what_was_chosen(qtbot: QtBot) -> None:
    made = fields(qtbot, FULL)
    assert made.choice == FULL
    assert made.options == ExportOptions(
        "", "work {runs}", 3, first_stack=4, stacks_a_task=8, jobs_at_most=20, python="/opt/python"
    )
    made.show_choice(FULL._replace(kind="hyperqueue"))
    assert made.options == ExportOptions("", "work {runs}", python="/opt/python")
    made.show_choice(FULL._replace(kind="spyral"))
    assert made.options == ExportOptions("crew:make")
    made.show_choice(FULL._replace(kind="csv", readers=0))
    assert made.options == ExportOptions()
    assert made.choice.command == "work {runs}"


def test_that_a_choice_of_another_version_is_no_trouble(qtbot: QtBot) -> None:
    made = fields(qtbot, ExportChoice("condor", "", "", 10**9))
    assert made.kind == TARGETS[0]
    assert made.readers.value() == made.readers.maximum()


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (
            ExportChoice("spyral"),
            "not named; write for example run_spyral.py or my_pi",
        ),
        (ExportChoice("spyral", "my pipeline"), "'my pipeline' names no Pipeline"),
        (ExportChoice("slurm", command="work {run}"), "'{run' (character 6) is no field"),
        (ExportChoice("parallel", command="work '{runs}"), "does not close it"),
    ],
)
def test_that_a_mistake_stands_beside_its_field(
    qtbot: QtBot, choice: ExportChoice, words: str
) -> None:
    made = fields(qtbot, choice)
    assert words in made.mistake
    assert made.mistake_words.isVisible()
    assert made.mistake_words.text() == made.mistake
    # What has not been typed yet is no alarm.
    is_typed = bool(choice.pipeline or choice.command)
    colour = LIGHT_COLOURS.bad if is_typed else LIGHT_COLOURS.faint
    assert made.mistake_words.palette().windowText().color().name() == colour
    made.show_choice(FULL)
    assert made.mistake == ""
    assert not made.mistake_words.isVisible()


def test_that_each_change_is_told(qtbot: QtBot) -> None:
    made = fields(qtbot, FULL)
    with qtbot.waitSignals([made.changed] * 8):
        made.kinds.setCurrentRow(TARGETS.index(target_of("spyral")))
        made.pipeline.setText("crew:other")
        made.command.setText("")
        made.readers.setValue(1)
        made.together.setValue(2)
        made.jobs.setValue(0)
        made.first.setValue(1)
        made.python.setText(" ")
    assert made.choice == ExportChoice("spyral", "crew:other", "", 1, 2)


def settle(qtbot: QtBot, made: ExportFields) -> list[str]:
    qtbot.waitUntil(lambda: not made.reading.running)
    return [made.candidates.item(row).text() for row in range(made.candidates.count())]


def test_that_the_pipelines_of_a_chosen_script_are_listed(qtbot: QtBot, tmp_path: Path) -> None:
    script = tmp_path / "run_spyral.py"
    text = "from spyral import Pipeline\npipe = Pipeline()\n"
    script.write_text(f"raise SystemExit\n{text}def make(): return Pipeline()\n", "ascii")
    made = fields(qtbot, ExportChoice("spyral"))
    assert not made.candidates.isVisible()
    assert made.script.isVisible()
    made.script.click()
    dialog = made.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(script))
    dialog.close()
    assert settle(qtbot, made) == ["pipe", "make"]
    assert made.candidates.isVisible()
    assert made.pipeline.text() == str(script)
    made.candidates.setCurrentRow(1)
    assert made.options.pipeline == f"{script}:make"
    assert made.mistake == ""
    made.pipeline.setText("crew:make")
    assert not made.candidates.isVisible()
    script.write_text(text, "ascii")
    made.pipeline.setText(str(script))
    assert settle(qtbot, made) == ["pipe"]
    assert made.options.pipeline == f"{script}:pipe"  # there is nothing to choose
    made.show_choice(ExportChoice("spyral", str(tmp_path / "gone.py")))
    assert settle(qtbot, made) == []
    made.show_choice(ExportChoice("slurm", str(script)))
    assert not made.candidates.isVisible()


def test_that_a_mistake_follows_the_theme(qtbot: QtBot) -> None:
    made = fields(qtbot, ExportChoice("spyral", "my pipeline"))
    for theme, colours in (("dark", DARK_COLOURS), ("light", LIGHT_COLOURS)):
        made.setPalette(make_palette(theme))
        assert made.mistake_words.palette().windowText().color().name() == colours.bad
