"""Where a crew's Pipeline is, read from the source of their script."""

import ast
import errno
import os
from pathlib import Path

import pytest

from engines.exporting import plan_of
from stackplan.core.errors import DiskError, StackplanError
from stackplan.files.exports.checks import FileCheck, export_warnings
from stackplan.files.exports.pipeline import candidates_in, crew_file, pipeline_of, script_of
from stackplan.files.exports.pipeline_finder import PipelineFinder
from stackplan.files.exports.scripts import ExportOptions

# As published scripts begin.
HEAD = """\
from pathlib import Path
from spyral import Pipeline, start_pipeline, PointcloudPhase
import spyral.core.pipeline as core
from my_library import build
"""
MADE = "Pipeline([PointcloudPhase()], [True], Path('ws'), Path('traces'))"
BEHIND = "if __name__ == '__main__':\n    start_pipeline(pipe, 1, 2, 3)\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYTHONPATH", raising=False)
    return tmp_path


def write(folder: Path, text: str, name: str = "run_spyral.py") -> Path:
    path = folder / name
    path.write_text(f"{HEAD}{text}\n", "utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"pipe = {MADE}\n{BEHIND}", "pipe"),
        (f"pipe: Pipeline = {MADE}", "pipe"),
        (f"pipe = copy = {MADE}", "pipe"),
        (f"pipe, runs = {MADE}, 5", "pipe"),
        (f"print(pipe := {MADE})", "pipe"),
        (f"for night in (1, 2):\n    pipe = {MADE}", "pipe"),
        (f"with open('x') as file:\n    pipe = {MADE}", "pipe"),
        (f"from functools import cache\n@cache\ndef make():\n    return {MADE}\n", "make"),
        (f"pipe = {MADE}\nagain = pipe", "pipe"),
        (f"import spyral as sp\npipe = sp.{MADE}", "pipe"),
        (f"pipe = core.{MADE}", "pipe"),
        (f"from spyral import *\npipe = {MADE}", "pipe"),
        (f"from spyral import Pipeline as P\npipe = {MADE.replace('Pipeline', 'P', 1)}", "pipe"),
        (f"class Mine(Pipeline):\n    pass\npipe = {MADE.replace('Pipeline', 'Mine', 1)}", "pipe"),
        (f"if Path('x').exists():\n    pipe = {MADE}\nelse:\n    pipe = {MADE}", "pipe"),
        (f"try:\n    pipe = {MADE}\nexcept OSError:\n    raise", "pipe"),
        (f"pipe = {MADE} if Path('x') else {MADE}", "pipe"),
        (f"def make():\n    return {MADE}\n", "make"),
        ("def make() -> Pipeline:\n    return build()\n", "make"),
        ("def make() -> 'spyral.Pipeline':\n    return build()\n", "make"),
        (f"def make(run=1, *more, key=None, **rest):\n    p = {MADE}\n    return p\n", "make"),
        (f"def make():\n    return inner()\ndef inner():\n    return {MADE}\n", None),
        (f"def make(run):\n    return {MADE}\npipe = make(7)", "pipe"),
        (f"def make():\n    return {MADE}\npipe = make()\n{BEHIND}", "pipe"),
        (f"pipe = {MADE}\ndef get():\n    return pipe\n", "pipe"),
        (f"pipe = {MADE}\ndef main():\n    start_pipeline(pipe, 1, 2, 3)\n", "pipe"),
    ],
)
def test_that_the_one_pipeline_of_a_script_is_found(
    folder: Path, text: str, name: str | None
) -> None:
    write(folder, text)
    if name is None:
        with pytest.raises(StackplanError, match=r"2 Pipelines, make\(\), inner\(\); name one"):
            pipeline_of("run_spyral.py")
    else:
        assert pipeline_of("run_spyral.py") == f"run_spyral:{name}"
    assert pipeline_of(f"{folder}/run_spyral.py:other") == "run_spyral:other"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"night = {MADE}\nday = {MADE}\n", "has 2 Pipelines, night, day; name one, for example"
         " run_spyral:night."),
        (f"def make(run):\n    return {MADE}\n",
         "makes its Pipeline in line 6, in the function make, which takes arguments; write it at"
         " the left margin: pipe = Pipeline(...)."),
        (f"def main():\n    pipe = {MADE}\n    start_pipeline(pipe, 1, 2, 3)\n",
         "line 6, in the function main, which does not return it;"),
        (f"class Night:\n    pipe = {MADE}\n", "line 6, in the class Night;"),
        (f"class Night:\n    def make(self):\n        return {MADE}\n", "in the class Night;"),
        (f"if __name__ == '__main__':\n    pipe = {MADE}\n", 'below if __name__ == "__main__";'),
        (f"start_pipeline({MADE}, 1, 2, 3)\n", "line 5, without giving it a name;"),
        (f"pipes = [{MADE}, {MADE}]\n", "line 5, without giving it a name;"),
        (f"def setup():\n    global pipe\n    pipe = {MADE}\nsetup()\n",
         "line 7, in the function setup, which does not return it;"),
        (f"import functools\ndef make(run):\n    return {MADE}\nm = functools.partial(make, 3)\n",
         "line 7, in the function make, which takes arguments;"),
        ("pipe = (", r", line 5, is no Python 3."),
        (f"pipe = {MADE}\nprint 'done'\n", r", line 6, is no Python 3."),
        (f"if True:\n\tpipe = {MADE}\n        x = 1\n", ", line 7, is no Python 3."),
        (f"<<<<<<< HEAD\npipe = {MADE}\n=======\n", ", line 5, is no Python 3."),
        (f"%matplotlib inline\npipe = {MADE}\n", ", line 5, is no Python 3."),
        (f"pipe = {MADE}\nprint(\u201chello\u201d)\n", ", line 6, is no Python 3."),
        ("\0", "is no Python"),
    ],
)  # fmt: skip
def test_that_a_script_without_one_pipeline_gets_one_sentence(
    folder: Path, text: str, words: str
) -> None:
    write(folder, text)
    with pytest.raises(StackplanError) as told:
        pipeline_of("run_spyral.py")
    assert words in str(told.value)
    assert str(told.value).startswith("run_spyral.py")


def test_that_a_script_is_read_as_an_editor_has_saved_it(folder: Path) -> None:
    text = f"{HEAD}# K\u00fcche\npipe = {MADE}\n"
    for data in (
        text.encode("utf-8-sig"),
        text.replace("\n", "\r\n").encode(),
        f"# -*- coding: latin-1 -*-\n{text}".encode("latin-1"),
    ):
        (folder / "run_spyral.py").write_bytes(data)
        assert pipeline_of("run_spyral.py") == "run_spyral:pipe"
    (folder / "run_spyral.py").write_bytes(text.encode("utf-16"))
    with pytest.raises(StackplanError) as refused:
        pipeline_of("run_spyral.py")
    assert str(refused.value).startswith("run_spyral.py is no Python (")
    assert str(refused.value).endswith("); save it as text in UTF-8.")


def test_that_what_only_the_import_shows_is_left_to_the_script(folder: Path) -> None:
    write(folder, "from sklearn.pipeline import Pipeline\npipe = build()\n")
    assert pipeline_of("run_spyral.py") == "run_spyral"
    assert pipeline_of("gone.py") == "gone"
    assert pipeline_of("sub/run-2.py:pipe") == "run-2:pipe"
    assert script_of("crew:make") == ""


def test_that_a_name_that_python_cannot_import_is_refused() -> None:
    with pytest.raises(StackplanError, match=r"cannot import night\.1\.py by this name; rename it"):
        pipeline_of("night.1.py")
    (words,) = told("gone.py")
    assert words.startswith("gone.py is not here; before the exported script starts, put it beside")


def test_that_the_candidates_of_a_script_are_listed(folder: Path) -> None:
    path = write(folder, f"def make():\n    return {MADE}\npipe = make()\nother = {MADE}")
    assert candidates_in(str(path)) == ["make", "pipe", "other"]
    path = write(folder, f"def make():\n    return {MADE}\n{BEHIND}")
    assert candidates_in(str(path)) == ["make"]
    with pytest.raises(StackplanError, match=r"run_spyral\.py makes no Pipeline; write it"):
        candidates_in(str(write(folder, "pass")))
    with pytest.raises(StackplanError, match="is not there"):
        candidates_in(str(folder / "gone.py"))
    sklearn = ast.parse("from sklearn.pipeline import Pipeline\npipe = Pipeline()")
    assert PipelineFinder(sklearn).candidates() == []


def told(pipeline: str, folder: str = "") -> list[str]:
    options = ExportOptions(pipeline=pipeline)
    return list(export_warnings(plan_of([[1]]).plan, "spyral", options, FileCheck(), 8, folder))


@pytest.mark.parametrize(
    ("text", "pipeline", "words"),
    [
        (f"pipe = {MADE}", "run_spyral:pipe", []),
        (f"pipe = {MADE}", "run_spyral.py", []),
        (f"pipe = {MADE}", "run_spyral:pip", ["run_spyral.py has no pip; there is pipe."]),
        (f"pipe = {MADE}", "night:pipe", ["night.py is not here; before the exported script starts,"
         " put it beside that script, or its folder on PYTHONPATH."]),
        ("pipe = (", "run_spyral:pipe", ["run_spyral.py, line 5, is no Python 3."]),
        (f"pipe = {MADE}\nstart_pipeline(pipe, 1, 2, 3)", "run_spyral:pipe",
         ["run_spyral.py, line 6, starts the analysis when imported; put the call of start_p"]),
        (f"pipe = {MADE}\nsys.exit(0)", "run_spyral:pipe",
         ["run_spyral.py, line 6, ends the program when imported; put what ends it below"]),
        (f"pipe = {MADE}\nraise SystemExit", "run_spyral:pipe", ["run_spyral.py, line 6, ends"]),
        (f"pipe = {MADE}\nif Path('x').exists():\n    raise SystemExit\n", "run_spyral:pipe", []),
        ("pipe = build()", "run_spyral.py", ["run_spyral.py shows no Pipeline; the exported"]),
        ("pipe = build()", "run_spyral:pipe", []),
        (f"pipe = {MADE}\ndef make():\n    return build()", "run_spyral:make", []),
    ],
)  # fmt: skip
def test_that_an_export_warns_and_does_not_refuse(
    folder: Path, text: str, pipeline: str, words: list[str]
) -> None:
    write(folder, text)
    said = told(pipeline, str(folder))
    assert len(said) == len(words)
    assert all(a.endswith(b) or b in a for a, b in zip(said, words, strict=True)), said


def test_that_a_script_elsewhere_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "crew").mkdir()
    (folder / "out").mkdir()
    path = write(folder / "crew", f"pipe = {MADE}")
    (words,) = told("crew/run_spyral.py", str(folder / "out"))
    assert words == (
        f"{path} is in another folder than the script; put it there, or its folder on PYTHONPATH."
    )
    assert told("crew/run_spyral.py", str(folder / "crew")) == []
    assert told("crew/run_spyral.py") == []
    assert told("crew.run_spyral:pipe") == []
    monkeypatch.setenv("PYTHONPATH", str(folder / "crew"))
    assert told("crew/run_spyral.py", str(folder / "out")) == []
    assert crew_file("run_spyral:pipe") == str(path)


def test_that_a_disk_that_fails_while_a_script_is_looked_for_is_one_sentence(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path) -> bool:
        raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))

    monkeypatch.setattr(Path, "is_file", fail)
    with pytest.raises(DiskError, match=r"my_script.*__init__\.py"):
        crew_file("my_script:pipe", str(folder))
