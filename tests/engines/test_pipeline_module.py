"""The crew's module under the exported script: whatever it says, no analysis is started by it."""

import ast
from pathlib import Path

import pytest

from engines.crew import Crew
from stackplan.files.exports.pipeline_finder import starting_line

# A module of the usual form; {} is what differs. That it was imported shows by a file.
MODULE = """\
from pathlib import Path
import spyral
from spyral.core.pipeline import Pipeline, start_pipeline
from spyral.core.pipeline import start_pipeline as go
import sum_pipeline
Path("imported").touch()
{}
"""
MAKE = "def make_pipeline():\n    return sum_pipeline.make_pipeline()\n"
START = "start_pipeline(sum_pipeline.make_pipeline(), 1, 7, 2, True)"
BELOW = 'put the call of start_pipeline below: if __name__ == "__main__":\n'
IN_SOURCE = [
    START,
    f"go{START[14:]}",
    f"spyral.{START}",
    f"spyral.core.pipeline.{START}",
    f"def main():\n    {START}\nmain()",
    f"def main():\n    inner()\ndef inner():\n    {START}\nmain()",
    f"def main():\n    def inner():\n        {START}\n    inner()\nmain()",
    f"start = spyral.core.pipeline.start_pipeline\nstart{START[14:]}",
    f"if Path('traces').exists():\n    {START}",
    f"for _ in range(1):\n    {START}",
    f"try:\n    {START}\nexcept Exception:\n    pass",
    f"with open('x', 'w'):\n    {START}",
    f"class Night:\n    {START}",
    f"@print\ndef main(x={START}):\n    pass",
    f"if __name__ != '__main__':\n    {START}",
    f"if __name__ == '__main__':\n    pass\nelse:\n    {START}",
    f"if __name__ == 'my_pipeline':\n    {START}",
    f"[{START} for _ in range(1)]",
]
AT_IMPORT = [
    f"class Night:\n    def run(self):\n        {START}\nNight().run()",
    f"getattr(spyral.core.pipeline, 'start' + '_pipeline'){START[14:]}",
    f"try:\n    (lambda: {START})()\nexcept BaseException:\n    raise",
    f"exec({START!r})",
]
GUARDED = [
    "",
    f"if __name__ == '__main__':\n    {START}",
    f'if "__main__" == __name__:\n    {START}',
    f"if __name__ == '__main__' and Path('x').exists():\n    {START}",
    f"if __name__ != '__main__':\n    pass\nelse:\n    {START}",
    f"def main():\n    {START}\nif __name__ == '__main__':\n    main()",
    f"def main():\n    {START}\nrun = main",
    f"later = lambda: {START}",
    f"class Night:\n    def run(self):\n        {START}\n",
    "def start_pipeline():\n    pass\nclass Mine:\n    pass\n",
]


def write(crew: Crew, text: str) -> Path:
    (crew.folder / "my_pipeline.py").rename(crew.folder / "sum_pipeline.py")
    (crew.folder / "my_pipeline.py").write_text(MODULE.format(text), "ascii")
    return crew.folder / "imported"


def test_that_the_source_shows_whether_importing_a_module_starts_the_analysis() -> None:
    for texts, starts in ((IN_SOURCE, True), (GUARDED, False)):
        for text in texts:
            source = MODULE.format(f"{text}\n{MAKE}")
            assert bool(starting_line(ast.parse(source))) == starts, text


@pytest.mark.parametrize("text", IN_SOURCE[::9])
def test_that_a_module_that_starts_the_analysis_is_not_imported(crew: Crew, text: str) -> None:
    imported = write(crew, f"{text}\n{MAKE}")
    code, out, err = crew.run("prepare")
    lines = [n for n, line in enumerate(MODULE.format(text).splitlines(), 1) if line]
    assert (code, out) == (2, ""), err
    assert err.startswith("my_pipeline.py, line ")
    assert int(err.split()[2].strip(",")) in lines
    assert err.endswith(f" starts the analysis when imported; {BELOW}")
    assert not imported.exists()
    assert not (crew.folder / "out").exists()


@pytest.mark.parametrize("text", AT_IMPORT)
def test_that_what_the_source_does_not_show_is_stopped_at_the_start(crew: Crew, text: str) -> None:
    write(crew, f"{text}\n{MAKE}")
    expected = f"my_pipeline.py starts the analysis when it is imported; {BELOW}"
    assert crew.run("prepare") == (2, "", expected)
    assert not (crew.folder / "out").exists()


def test_that_a_guarded_module_is_taken_as_it_is(crew: Crew) -> None:
    imported = write(crew, f"{GUARDED[5]}\n{MAKE}")
    code, out, err = crew.run("prepare")
    assert (code, err) == (0, "")
    assert out.startswith("Prepared: 3 stacks, 7 runs;")
    assert imported.exists()


def test_that_a_function_that_starts_the_analysis_is_stopped(crew: Crew) -> None:
    write(crew, f"def make_pipeline():\n    return {START}\n")
    expected = (
        "my_pipeline:make_pipeline starts the analysis: it has to return the Pipeline, and not to"
        " start it.\n"
    )
    assert crew.run("prepare") == (2, "", expected)
    assert not (crew.folder / "out").exists()


def test_that_the_package_of_the_module_is_looked_at_too(crew: Crew) -> None:
    package = crew.folder / "crew"
    package.mkdir()
    (crew.folder / "my_pipeline.py").rename(package / "night.py")
    script = crew.folder / "run_plan.py"
    script.write_text(script.read_text("ascii").replace("my_pipeline:", "crew.night:"), "ascii")
    assert crew.run("prepare")[0] == 0
    (package / "__init__.py").write_text(f"from spyral.core.pipeline import *\n{START}\n", "ascii")
    code, _, err = crew.run("prepare")
    assert (code, err) == (2, f"__init__.py, line 2, starts the analysis when imported; {BELOW}")


OBJECT = "pipe = sum_pipeline.make_pipeline()\n"
PLAIN = f"from spyral.core.pipeline import Pipeline\nfirst = sum_pipeline.make_pipeline()\n{OBJECT}"
MINE = (
    "pipe = Pipeline([sum_pipeline.SumPhase()], [True], Path('out/workspace').absolute(),"
    " Path('traces').absolute())\n"
)


def name_pipeline(crew: Crew, pipeline: str) -> None:
    script = crew.folder / "run_plan.py"
    text = script.read_text("ascii").replace("my_pipeline:make_pipeline", pipeline)
    script.write_text(text, "ascii")


@pytest.mark.parametrize(
    ("text", "pipeline"),
    [
        (OBJECT, "my_pipeline:pipe"),
        (OBJECT, "my_pipeline"),
        (f"{OBJECT}other = pipe\n", "my_pipeline"),
        (f"{MINE}import sys\nassert sys.argv == ['my_pipeline.py']\n", "my_pipeline:pipe"),
        (f"{MINE}def get():\n    return pipe\ndef main():\n    {START}\n"
         "if __name__ == '__main__':\n    main()\n", "my_pipeline"),
        (f"{MAKE}pipe = make_pipeline()\n", "my_pipeline"),
        ("def make(key=1):\n    p = Pipeline(sum_pipeline.make_pipeline().phases, [True],"
         " Path('out/w'), Path('traces'))\n    return p\n", "my_pipeline"),
    ],
)  # fmt: skip
def test_that_a_pipeline_is_taken_as_an_object_too(crew: Crew, text: str, pipeline: str) -> None:
    write(crew, text)
    name_pipeline(crew, pipeline)
    code, out, err = crew.run("prepare")
    assert (code, err) == (0, "")
    assert out.startswith("Prepared: 3 stacks, 7 runs;")


def test_that_an_object_is_run_by_processes_of_local(crew: Crew) -> None:
    write(crew, f"{MINE}if __name__ == '__main__':\n    {START}\n")
    name_pipeline(crew, "my_pipeline:pipe")
    assert crew.run("local")[1].endswith("# 5 of 7 runs are done.\n")


@pytest.mark.parametrize(
    ("text", "pipeline", "words"),
    [
        (OBJECT, "my_pipeline:pip", "my_pipeline.py has no pip; write it, as a Pipeline or to r"),
        (MINE, "my_pipeline:pip", "my_pipeline.py has no pip; there is pipe.\n"),
        (f"{MINE}two = {MINE}", "my_pipeline", "2 Pipelines, pipe, two; name one, for example"
         " my_pipeline:pipe.\n"),
        (PLAIN, "my_pipeline", "my_pipeline.py has 2 Pipelines, first, pipe; name one, for exa"),
        ("", "my_pipeline", "my_pipeline.py makes no Pipeline; write it at the left margin: pipe"),
        (f"class Night:\n    {MINE}", "my_pipeline", "in the class Night; write it at the left m"),
        ("pipe = 3", "my_pipeline:pipe", "my_pipeline:pipe is no Pipeline, and no function that"
         " returns one, but int.\n"),
        ("def make(run):\n    pass", "my_pipeline:make", "my_pipeline:make wants arguments; write"),
        ("class Night:\n    pass", "my_pipeline:Night", "my_pipeline:Night returned Night: it has"),
        ("import sys\nsys.exit(3)", "my_pipeline:pipe", "my_pipeline.py ends the program when it"
         " is imported or called; put what ends it below: if __name__"),
        ("def make():\n    raise SystemExit", "my_pipeline:make", "my_pipeline.py ends the progra"),
        ("import argparse\np = argparse.ArgumentParser()\np.add_argument('run')\np.parse_args()",
         "my_pipeline:pipe", "my_pipeline.py ends the program when it is imported or called; put"),
        ("import nowhere", "my_pipeline", "needs a module that is not installed: No module named"),
        ("pipe = (", "my_pipeline", "my_pipeline.py, line 7, is no Python 3."),
    ],
)  # fmt: skip
def test_that_what_is_wrong_with_a_module_is_one_sentence(
    crew: Crew, text: str, pipeline: str, words: str
) -> None:
    write(crew, text.replace(f"two = {MINE}", f"two = {MINE[7:]}"))
    name_pipeline(crew, pipeline)
    code, out, err = crew.run("prepare")
    assert (code, out) == (2, "")
    said = err.splitlines(keepends=True)
    assert words in said[-1]
    assert "Traceback" not in err
    assert len(said) == 1 or "parse_args" in text
    assert not (crew.folder / "out").exists()


def test_that_local_still_starts_what_the_crew_may_not(crew: Crew) -> None:
    write(crew, MAKE)
    assert crew.run("local")[1].endswith("# 5 of 7 runs are done.\n")
