"""The entry point: a command goes to the command line, anything else to the window."""

import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest

import stackplan.__main__ as entry
from folders import MakeFolder, RunCommand
from stackplan import __version__
from stackplan.cli import COMMANDS, commands


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What the window would have been opened on."""
    calls: list[list[str]] = []

    def open_window(arguments: list[str]) -> int:
        calls.append(arguments)
        return 7

    monkeypatch.setattr(entry, "_open_window", open_window)
    return calls


@pytest.mark.parametrize("words", [[], ["/data/h5"], ["plan.txt"], ["./plan"], ["plans"]])
def test_that_anything_but_a_command_opens_the_window(
    opened: list[list[str]], words: list[str]
) -> None:
    assert entry.main(words) == 7
    assert opened == [words]


@pytest.mark.parametrize("word", [*COMMANDS, "--help", "--version", "-h", "--unknown"])
def test_that_a_command_or_an_option_goes_to_the_command_line(
    opened: list[list[str]], monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    given: list[list[str]] = []

    def run(argv: list[str], hooks: commands.GuiHooks) -> int:
        given.append(argv)
        return 5

    monkeypatch.setattr(commands, "run", run)
    assert entry.main([word, "x"]) == 5
    assert given == [[word, "x"]]
    assert opened == []


def test_that_the_window_does_without_what_a_command_imports() -> None:
    script = "import sys, stackplan.__main__; print('argparse' in sys.modules)"
    command = [sys.executable, "-c", script]
    result = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    assert result.stdout == "False\n"


def test_that_the_words_of_the_process_are_used_and_a_command_s_garbage_is_left(
    opened: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["stackplan", "/data/h5"])
    frozen: list[bool] = []
    monkeypatch.setattr(gc, "set_threshold", lambda _: None)  # it would last for all tests
    monkeypatch.setattr(gc, "freeze", lambda: frozen.append(True))
    monkeypatch.delitem(sys.modules, "PySide6", raising=False)
    assert entry.console() == 7
    monkeypatch.setitem(sys.modules, "PySide6", entry)
    assert entry.console() == 7
    assert frozen == [True]
    assert opened == [["/data/h5"]] * 2


def test_that_the_module_and_the_script_are_the_same_program(run_command: RunCommand) -> None:
    script = Path(sys.executable).with_name("stackplan")
    result = subprocess.run(
        [script, "--version"], capture_output=True, text=True, timeout=300, check=False
    )
    expected = (0, f"stackplan {__version__}\n", "")
    assert (result.returncode, result.stdout, result.stderr) == expected
    module = run_command("--version")
    assert (module.returncode, module.stdout, module.stderr) == expected


@pytest.mark.parametrize(("given", "kept"), [({}, "1"), ({"OPENBLAS_NUM_THREADS": "3"}, "3")])
def test_that_numpy_computes_with_one_thread_unless_told_otherwise(
    given: dict[str, str], kept: str
) -> None:
    script = (
        "import os, sys, stackplan.__main__;"
        "print(os.environ['OPENBLAS_NUM_THREADS'], 'numpy' in sys.modules)"
    )
    surroundings = {k: v for k, v in os.environ.items() if k != "OPENBLAS_NUM_THREADS"} | given
    command = [sys.executable, "-c", script]
    result = subprocess.run(
        command, capture_output=True, text=True, timeout=300, check=True, env=surroundings
    )
    assert result.stdout.split() == [kept, "False"]


def test_that_a_picture_is_exported_from_the_command_line(
    run_command: RunCommand, make_folder: MakeFolder, tmp_path: Path
) -> None:
    plan, picture = tmp_path / "plan.txt", tmp_path / "plan.png"
    folder = make_folder({1: 5, 2: 7})
    assert run_command("plan", folder, "--stacks", "2", "--output", plan).returncode == 0
    result = run_command("export", plan, "--to", "png", "--output", picture)
    assert (result.returncode, result.stderr) == (0, "")
    assert picture.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
