"""The board on the command line: its width, its letters, its colours."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from folders import fill
from shell import Shell
from stackplan.cli.commands import terminal_style
from stackplan.core.plan_text import read
from stackplan.core.text_board import TerminalStyle, board_text

GOLDEN = Path(__file__).parents[1] / "golden"
PLAN = GOLDEN / "plan.txt"
UTF8 = {"LC_ALL": "C.UTF-8"}


@pytest.mark.parametrize(
    ("environment", "columns", "is_terminal", "style"),
    [
        (UTF8, 120, True, TerminalStyle(120)),
        ({**UTF8, "TERM": "xterm"}, 120, True, TerminalStyle(120, has_colour=True)),
        ({**UTF8, "TERM": "xterm", "NO_COLOR": ""}, 120, True, TerminalStyle(120, has_colour=True)),
        ({**UTF8, "TERM": "xterm", "NO_COLOR": "1"}, 120, True, TerminalStyle(120)),
        ({**UTF8, "TERM": "xterm"}, 120, False, TerminalStyle(120)),
        ({**UTF8, "TERM": "dumb"}, 40, True, TerminalStyle()),
        ({"LANG": "de_DE.utf8"}, 80, False, TerminalStyle()),
        ({"LANG": "de_DE.ISO-8859-1"}, 80, False, TerminalStyle(has_blocks=False)),
        ({"LC_ALL": "C", "LANG": "de_DE.utf8"}, 80, False, TerminalStyle(has_blocks=False)),
        ({"LC_CTYPE": "C.UTF-8", "LANG": "C"}, 80, False, TerminalStyle(has_blocks=False)),
        ({"LC_CTYPE": "C.UTF-8", "LANG": "de_DE.utf8"}, 80, False, TerminalStyle()),
        ({}, 80, False, TerminalStyle(has_blocks=False)),
    ],
)
def test_that_the_board_is_as_the_terminal_can_show_it(
    environment: dict[str, str], columns: int, is_terminal: bool, style: TerminalStyle
) -> None:
    assert terminal_style(environment, columns, is_terminal=is_terminal) == style


def show(*words: str | Path, **variables: str) -> bytes:
    others = {k: v for k, v in os.environ.items() if k not in {"LC_ALL", "LC_CTYPE", "LANG"}}
    return subprocess.run(
        [sys.executable, "-m", "stackplan", *words], env=others | variables,
        capture_output=True, timeout=120, check=True,
    ).stdout  # fmt: skip


def test_that_a_plan_is_shown_in_the_letters_of_the_locale(tmp_path: Path) -> None:
    plan_file, written = read(PLAN.read_text("utf-8")), tmp_path / "board.txt"
    assert show("show", PLAN, LC_ALL="C.UTF-8") == board_text(plan_file, TerminalStyle()).encode()
    plain = board_text(plan_file, TerminalStyle(100, has_blocks=False)).encode()
    assert show("show", PLAN, LANG="C", COLUMNS="100") == plain
    assert show("show", PLAN, "--output", written, LANG="C", COLUMNS="100") == b""
    assert written.read_bytes() == plain


def test_that_a_terminal_gets_colours() -> None:
    ours, theirs = pty.openpty()
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "TERM": "xterm", "COLUMNS": "90"}
    environment.pop("NO_COLOR", None)
    command = [sys.executable, "-m", "stackplan", "show", str(PLAN)]
    subprocess.run(command, env=environment, stdout=theirs, timeout=120, check=True)
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    plan_file = read(PLAN.read_text("utf-8"))
    assert shown.replace("\r\n", "\n") == board_text(plan_file, TerminalStyle(90, has_colour=True))


def test_that_plan_draws_the_board_of_what_it_made(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    fill(shell.traces, {54: 3_000_000, 55: 1_000_000})
    words = ("plan", shell.traces, "--stacks", "2", "--format", "board")
    lines = shell.done(*words).splitlines()
    assert lines[0].startswith("2 runs on 2 stacks, method snake:")
    assert [line[:2] for line in lines if line.rstrip().endswith(("longest", " %"))] == ["1 ", "2 "]
