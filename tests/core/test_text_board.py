"""The board in a terminal: golden files, and what holds for every plan and every width."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackplan.core.balance import make_plan
from stackplan.core.plan import Plan, Stack
from stackplan.core.plan_text import PlanFile, read
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from stackplan.core.text_board import TerminalStyle, board_text
from strategies import plan_files

GOLDEN = Path(__file__).parents[1] / "golden"
ESCAPE = re.compile("\033\\[[0-9]*m")


def experiment(**settings: object) -> PlanFile:
    """Forty runs of 1 to 60 GB, the same on every machine."""
    runs = [Run(60 + number, 10**9 * (1 + number * 37 % 60)) for number in range(40)]
    request = replace(PlanRequest(n_stacks=9), **settings)  # type: ignore[arg-type]
    return PlanFile(make_plan(runs, request), "/mnt/e20020/h5", note="before the target change")


PICTURES = {
    "board.txt": (experiment(), TerminalStyle()),
    "board_ascii.txt": (experiment(), TerminalStyle(has_blocks=False)),
    "board_colour.txt": (experiment(method="lpt"), TerminalStyle(100, has_colour=True)),
    "board_speeds.txt": (experiment(n_stacks=4, speeds=(100, 100, 55, 55)), TerminalStyle(132)),
    "board_few.txt": (read((GOLDEN / "plan.txt").read_text("utf-8")), TerminalStyle()),
}


@pytest.mark.parametrize("name", PICTURES)
def test_that_the_board_is_drawn_byte_for_byte_as_recorded(name: str) -> None:
    plan_file, style = PICTURES[name]
    assert board_text(plan_file, style).encode() == (GOLDEN / "boards" / name).read_bytes()


@given(plan_files(), st.integers(80, 250), st.booleans(), st.booleans())
def test_that_no_line_is_longer_than_the_terminal_is_wide(
    plan_file: PlanFile, width: int, blocks: bool, colour: bool
) -> None:
    text = board_text(plan_file, TerminalStyle(width, blocks, colour))
    lines = ESCAPE.sub("", text).splitlines()
    assert max(map(len, lines)) <= width
    assert blocks or text.isascii()
    assert colour or "\033" not in text
    rows = [line for line in lines if re.match(r" *\d+[: ]", line)]
    assert len(rows) >= len(plan_file.plan.stacks)


def test_that_a_run_has_its_share_of_the_line_and_every_run_can_be_told() -> None:
    stacks = (Stack((Run(1, 30), Run(2, 10))), Stack((Run(3, 20), Run(4, 0))), Stack())
    plan = Plan(PlanRequest(n_stacks=3), stacks)
    lines = board_text(
        PlanFile(replace(plan, stacks=stacks[:1]), "/x"), TerminalStyle()
    ).splitlines()
    (row,) = (line for line in lines if line.startswith("1 "))
    bar = row.split()[1]
    assert bar.count("\u2588") + 1 == 3 * (bar.count("\u2593") + 1)
    assert ("1" in bar, "2" in bar) == (True, True)


def test_that_runs_of_unknown_size_are_listed() -> None:
    plan = Plan(PlanRequest(n_stacks=2), (Stack((Run(7, 0), Run(8, 5))), Stack()))
    text = board_text(PlanFile(plan, "/x"), TerminalStyle())
    assert text.splitlines()[2:4] == ["1: 7 8", "2:"]
    many = Plan(PlanRequest(), (Stack(tuple(Run(n, 0) for n in range(200))),))
    assert board_text(PlanFile(many, "/x"), TerminalStyle()).splitlines()[2].endswith(" ...")
