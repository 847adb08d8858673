"""How many actions a crew needs, on a real X server: clicks, drags, keys, texts; two minutes."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from folders import fill
from stackplan.files.autosave import ENDING
from stackplan.files.demo import make_demo
from stackplan.files.plan_file import load_plan
from x11_crew import DRIVER, Crew, State


@pytest.fixture(autouse=True)
def temporary_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The demo is made among temporary files: each test has its own."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))


class Hands:
    """Works on the window and counts what it takes; to look and to wait costs nothing."""

    def __init__(self, crew: Crew) -> None:
        self.crew, self.actions = crew, 0

    def click(self, widget: str) -> None:
        self.actions += 1
        place = self.crew.wait(widget, lambda state: widget in state["widgets"])["widgets"][widget]
        self.crew.do("mousemove", *place, "click", 1)

    def press(self, *keys: str) -> None:
        self.actions += len(keys)
        self.crew.keys(*keys)

    def type(self, text: str) -> None:
        self.actions += 1
        self.crew.type(text)

    def drag(self, start: list[int], end: list[int]) -> None:
        self.actions += 1
        self.crew.drag(start, end)

    def name_file(self, title: str, path: Path) -> None:
        """Type a name into a file dialog, in the place of the proposed one."""
        self.crew.wait(title, lambda state: title in state["dialog"])
        self.crew.focus_on(title)
        self.type(str(path))
        self.press("Return")


@contextmanager
def window_on(display: str, state_file: Path, *arguments: Path) -> Iterator[Hands]:
    """Run a window, and kill it at the end: it would ask about the plan."""
    environment = {**os.environ, "DISPLAY": display}
    environment.pop("QT_QPA_PLATFORM", None)
    command = [sys.executable, str(DRIVER), str(state_file), *map(str, arguments)]
    with subprocess.Popen(command, env=environment) as window:
        try:
            crew = Crew(display, state_file)
            crew.wait("the window", lambda state: state["widgets"])
            crew.focus()
            yield Hands(crew)
        finally:
            window.kill()


@pytest.fixture
def hands(display: str, tmp_path: Path) -> Iterator[Hands]:
    with window_on(display, tmp_path / "state.json") as somebody:
        yield somebody


def open_demo(hands: Hands) -> State:
    hands.click("emptyDemoButton")
    return hands.crew.wait("the demo", lambda s: s["stacks"] and s["drawn"])


def test_that_the_demo_is_a_balanced_and_saved_plan_in_4_actions(
    hands: Hands, tmp_path: Path
) -> None:
    demo = open_demo(hands)
    assert len(demo["stacks"]) == 17
    hands.click("balanceButton")
    hands.crew.wait("balance", lambda s: s["method"] == "balanced" and not s["searching"])
    hands.press("ctrl+s")
    hands.crew.wait("where to", lambda s: s["dialog"] == "Save")
    hands.crew.focus_on("Save")
    hands.press("Return")  # the proposed name tells what is in it
    saved = tmp_path / "home" / "stackplan-demo_runs54-175_17stacks.txt"
    hands.crew.wait("the plan saved", lambda _: saved.exists())
    assert len(load_plan(str(saved)).plan.stacks) == 17
    assert hands.actions == 4


def test_that_an_own_folder_is_a_slurm_array_in_10_actions(hands: Hands, tmp_path: Path) -> None:
    folder, array = tmp_path / "e20020", tmp_path / "array.sh"
    make_demo(str(folder))
    script = tmp_path / "run_spyral.py"
    script.write_text("from spyral import Pipeline\n\npipe = Pipeline([])\n", encoding="utf-8")
    hands.click("emptyFolderButton")
    hands.name_file("Open a folder", folder)
    hands.crew.wait("the plan", lambda s: s["stacks"] and s["drawn"])
    hands.crew.focus()
    hands.press("ctrl+e")
    hands.crew.wait("the export", lambda s: "exportKinds" in s["widgets"])
    hands.crew.focus_on("^Export$")
    hands.press("Down")  # from the script for Spyral to the array
    hands.crew.wait("its fields", lambda s: "exportReadersSpin" in s["widgets"])
    time.sleep(0.5)  # they have moved the others
    hands.click("exportPipelineEdit")
    hands.type(f"{script}\t")
    # The script has been read: what it offers is listed, and nothing is wrong with it.
    hands.crew.wait(
        "its Pipeline",
        lambda s: "exportCandidates" in s["widgets"] and "exportMistake" not in s["widgets"],
    )
    time.sleep(0.5)  # what is listed has moved the button
    hands.click("exportSaveButton")
    hands.name_file("Export to a file", array)
    hands.crew.wait("the array", lambda _: array.exists())
    assert "#SBATCH" in array.read_text(encoding="utf-8")
    assert hands.actions == 10


def test_that_three_moves_and_an_undo_are_4_actions(hands: Hands) -> None:
    demo = open_demo(hands)
    hands.actions = 0
    longest = demo["stacks"][3]
    for number in longest[-3:]:
        state = hands.crew.wait("the board", lambda s: s["drawn"])
        hands.drag(state["segments"][str(number)], state["segments"]["stack 17"])
        hands.crew.wait("the move", lambda s, run=number: run in s["stacks"][16])  # type: ignore[misc]
    hands.crew.focus()
    hands.press("ctrl+z")
    last = longest[-1]
    hands.crew.wait("the undo", lambda s: last not in s["stacks"][16])
    assert hands.actions == 4


def test_that_suspicious_runs_are_looked_at_and_skipped_in_2_actions(hands: Hands) -> None:
    open_demo(hands)
    hands.actions = 0
    hands.click("problemsFigure")
    state = hands.crew.wait("the list", lambda s: "riskWhy" in s["widgets"])
    assert "it was longer" in state["labels"]["riskWhy"]
    hands.click("skipAllRisky")
    hands.crew.wait("both skipped", lambda s: s["skip"] == "112, 175")
    assert hands.actions == 2


def test_that_three_new_runs_are_placed_in_2_actions(display: str, tmp_path: Path) -> None:
    folder = fill(tmp_path / "e20020", dict.fromkeys(range(1, 13), 9000))
    with window_on(display, tmp_path / "state.json", folder) as hands:
        hands.crew.wait("the plan", lambda s: s["stacks"] and s["drawn"])
        fill(folder, {13: 9100, 14: 9200, 15: 9300})
        hands.press("F5")
        hands.crew.wait("the question", lambda s: "Add to the plan" in s["actions"])
        hands.click("messageAction")
        hands.crew.wait("15 runs", lambda s: sum(map(len, s["stacks"])) == 15)
        assert hands.actions == 2


def test_that_work_of_a_window_that_died_is_back_in_1_action(display: str, tmp_path: Path) -> None:
    make_demo(str(tmp_path / "e20020"))
    with window_on(display, tmp_path / "first.json", tmp_path / "e20020") as hands:
        before = hands.crew.wait("the plan", lambda s: s["stacks"] and s["drawn"])
        number = before["stacks"][3][-1]
        hands.drag(before["segments"][str(number)], before["segments"]["stack 17"])
        moved = hands.crew.wait("the move", lambda s: number in s["stacks"][16] and s["unsaved"])
        kept = tmp_path / "home" / ".local" / "state" / "stackplan"
        hands.crew.wait("the work kept", lambda _: any(kept.rglob(f"*{ENDING}")))
    with window_on(display, tmp_path / "second.json") as hands:
        hands.crew.wait("the offer", lambda s: "Recover" in s["actions"])
        hands.click("messageAction")
        again = hands.crew.wait("the work", lambda s: s["stacks"] == moved["stacks"])
        assert again["unsaved"]
        assert hands.actions == 1
