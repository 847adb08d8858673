"""What an export will be."""

from dataclasses import replace
from typing import Any

import pytest

from desk import plan_of
from stackplan.core.errors import StackplanError
from stackplan.core.plan_text import PlanFile
from stackplan.files.exports import TARGETS, Target, export, target_of
from stackplan.files.exports.checks import FileCheck
from stackplan.files.exports.scripts import ExportOptions
from stackplan.gui.export.preview_job import LINES, Exported, Preview, PreviewRequest, make_preview

PLAN_FILE = PlanFile(plan_of([5000, 4000, 3000]), "/mnt/h5")
OPTIONS = ExportOptions("crew:make")


def preview_of(key: str, **changes: Any) -> Preview:
    wanted = PreviewRequest(Exported(PLAN_FILE, {}), target_of(key), OPTIONS, "", FileCheck(), 8)
    return make_preview(wanted._replace(**changes))


@pytest.mark.parametrize(
    "kind", [kind for kind in TARGETS if not kind.is_picture], ids=lambda kind: kind.key
)
def test_that_a_draft_is_what_would_be_written(kind: Target) -> None:
    made = preview_of(kind.key)
    assert made.text.encode() == export(PLAN_FILE, kind.key, {}, OPTIONS)
    assert made.text.startswith(made.preview[:200])
    assert made.image is None


@pytest.mark.parametrize("key", ["png", "svg", "pdf"])
def test_that_a_picture_is_drawn(key: str) -> None:
    image = preview_of(key).image
    assert image is not None
    assert (image.width(), image.height()) == (1600, 900)


def test_that_a_long_file_shows_its_beginning_and_says_so() -> None:
    plan = plan_of([1000] * 900)
    made = preview_of("csv", exported=Exported(replace(PLAN_FILE, plan=plan), {}))
    assert made.summary == "the first 400 of 901 lines"
    assert made.preview.splitlines() == made.text.splitlines()[:LINES]
    assert preview_of("csv").summary == "4 lines"


def test_that_a_long_line_shows_its_beginning() -> None:
    plan = plan_of([1000] * 9000, 1)
    made = preview_of("text", exported=Exported(replace(PLAN_FILE, plan=plan), {}))
    assert max(map(len, made.text.splitlines())) > 9000
    longest = max(made.preview.splitlines(), key=len)
    assert longest.endswith(" ...")
    assert len(longest) < 2010


def test_that_a_script_without_its_pipeline_is_shown_with_an_example() -> None:
    made = preview_of("spyral", options=ExportOptions("my pipeline"), mistake="No.")
    assert 'PIPELINE = "my_pipeline:make_pipeline"' in made.text


def test_that_a_command_that_cannot_be_meant_has_no_draft() -> None:
    with pytest.raises(StackplanError, match="no field"):
        preview_of("slurm", options=ExportOptions(command="work {run}"), mistake="No.")


def test_that_warnings_come_when_the_files_have_been_looked_at() -> None:
    looked = FileCheck(states={2: "open"})
    assert preview_of("parallel", looked=None).warnings is None
    told = preview_of("parallel", looked=looked).warnings or ()
    assert any(words.startswith("Run 2: still open") for words in told)
    assert preview_of("csv", looked=looked).warnings == ()
    many = preview_of("spyral", processors=2).warnings or ()
    assert "this computer has 2 processors" in many[0]
    told = preview_of("slurm", folder="/data/50 %").warnings or ()
    assert any("Slurm cannot write into /data/50 %" in words for words in told)
