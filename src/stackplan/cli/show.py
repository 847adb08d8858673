"""The command `show`, and what the terminal can show."""

import argparse
import os
import shutil
import sys
from collections.abc import Mapping

from stackplan.core.plan_text import PlanFile
from stackplan.core.text_board import TerminalStyle, board_text
from stackplan.files.plan_file import load_plan
from stackplan.files.streams import write_result

LEAST_WIDTH = 80


def show(arguments: argparse.Namespace) -> None:
    """Write the board of a plan."""
    plan_file = load_plan(arguments.plan)
    write_result(arguments.output, render_board(plan_file, arguments.output), plan_file.traces)


def render_board(plan_file: PlanFile, output: str) -> bytes:
    """Draw the board as this terminal shows it, or for a file without colours."""
    is_terminal = output == "-" and sys.stdout is not None and sys.stdout.isatty()
    style = terminal_style(os.environ, shutil.get_terminal_size().columns, is_terminal=is_terminal)
    return board_text(plan_file, style).encode("utf-8" if style.has_blocks else "ascii")


def terminal_style(
    environment: Mapping[str, str], columns: int, *, is_terminal: bool
) -> TerminalStyle:
    """Tell from the locale, and https://no-color.org, what can be shown."""
    has_colour = is_terminal and not environment.get("NO_COLOR")
    return TerminalStyle(
        max(columns, LEAST_WIDTH),
        _has_utf8(environment),
        has_colour and environment.get("TERM") not in {None, "", "dumb"},
    )


def _has_utf8(environment: Mapping[str, str]) -> bool:
    every, ctype, lang = (environment.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    if not every and ctype == "C.UTF-8" and lang in {"", "C", "POSIX"}:
        return False  # Python itself sets LC_CTYPE so where the locale is C (PEP 538)
    return "utf8" in (every or ctype or lang).lower().replace("-", "")
