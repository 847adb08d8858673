"""How many actions a crew needs, on a real X server: clicks, drags, keys, texts; two minutes."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from folders import fill
from stackplan.files.autosave import ENDING
from stackplan.files.demo import make_demo
from stackplan.files.plan_file import load_plan
from x11_crew import Crew, State, window_on


@pytest.fixture(autouse=True)
def temporary_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The demo is made among temporary files: each test has its own."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))


@pytest.fixture
def crew(display: str, tmp_path: Path) -> Iterator[Crew]:
    """The window, killed at the end: it would ask about the plan."""
    with window_on(display, tmp_path / "state.json") as (somebody, _):
        yield somebody


def open_demo(crew: Crew) -> State:
    crew.click("emptyDemoButton")
    return crew.wait("the demo", lambda s: s["stacks"] and s["drawn"])


def test_that_the_demo_is_a_balanced_and_saved_plan_in_4_actions(
    crew: Crew, tmp_path: Path
) -> None:
    demo = open_demo(crew)
    assert len(demo["stacks"]) == 17
    crew.click("balanceButton")
    crew.wait("balance", lambda s: s["method"] == "balanced" and not s["searching"])
    crew.keys("ctrl+s")
    crew.wait("where to", lambda s: s["dialog"] == "Save")
    crew.focus("Save")
    crew.keys("Return")  # the proposed name tells what is in it
    saved = tmp_path / "home" / "stackplan-demo_runs54-175_17stacks.txt"
    crew.wait("the plan saved", lambda _: saved.exists())
    assert len(load_plan(str(saved)).plan.stacks) == 17
    assert crew.actions == 4


def test_that_an_own_folder_is_a_slurm_array_in_10_actions(crew: Crew, tmp_path: Path) -> None:
    folder, array = tmp_path / "e20020", tmp_path / "array.sh"
    make_demo(str(folder))
    script = tmp_path / "run_spyral.py"
    script.write_text("from spyral import Pipeline\n\npipe = Pipeline([])\n", encoding="utf-8")
    crew.click("emptyFolderButton")
    crew.answer("Open a folder", folder)
    crew.wait("the plan", lambda s: s["stacks"] and s["drawn"])
    crew.focus()
    crew.keys("ctrl+e")
    crew.wait("the export", lambda s: "exportKinds" in s["widgets"])
    crew.focus("^Export$")
    crew.keys("Down")  # from the script for Spyral to the array
    crew.wait("its fields", lambda s: "exportReadersSpin" in s["widgets"])
    time.sleep(0.5)  # they have moved the others
    crew.click("exportPipelineEdit")
    crew.type(f"{script}\t")
    # The script has been read: what it offers is listed, and nothing is wrong with it.
    crew.wait(
        "its Pipeline",
        lambda s: "exportCandidates" in s["widgets"] and "exportMistake" not in s["widgets"],
    )
    time.sleep(0.5)  # what is listed has moved the button
    crew.click("exportSaveButton")
    crew.answer("Export to a file", array)
    crew.wait("the array", lambda _: array.exists())
    assert "#SBATCH" in array.read_text(encoding="utf-8")
    assert crew.actions == 10


def test_that_three_moves_and_an_undo_are_4_actions(crew: Crew) -> None:
    demo = open_demo(crew)
    crew.actions = 0
    longest = demo["stacks"][3]
    for number in longest[-3:]:
        state = crew.wait("the board", lambda s: s["drawn"])
        crew.drag(state["segments"][str(number)], state["segments"]["stack 17"])
        crew.wait("the move", lambda s, run=number: run in s["stacks"][16])  # type: ignore[misc]
    crew.focus()
    crew.keys("ctrl+z")
    last = longest[-1]
    crew.wait("the undo", lambda s: last not in s["stacks"][16])
    assert crew.actions == 4


def test_that_suspicious_runs_are_looked_at_and_skipped_in_2_actions(crew: Crew) -> None:
    open_demo(crew)
    crew.actions = 0
    crew.click("problemsFigure")
    state = crew.wait("the list", lambda s: "riskWhy" in s["widgets"])
    assert "it was longer" in state["labels"]["riskWhy"]
    crew.click("skipAllRisky")
    crew.wait("both skipped", lambda s: s["skip"] == "112, 175")
    assert crew.actions == 2


def test_that_three_new_runs_are_placed_in_2_actions(display: str, tmp_path: Path) -> None:
    folder = fill(tmp_path / "e20020", dict.fromkeys(range(1, 13), 9000))
    with window_on(display, tmp_path / "state.json", folder) as (crew, _):
        crew.wait("the plan", lambda s: s["stacks"] and s["drawn"])
        fill(folder, {13: 9100, 14: 9200, 15: 9300})
        crew.keys("F5")
        crew.wait("the question", lambda s: "Add to the plan" in s["actions"])
        crew.click("messageAction")
        crew.wait("15 runs", lambda s: sum(map(len, s["stacks"])) == 15)
        assert crew.actions == 2


def test_that_work_of_a_window_that_died_is_back_in_1_action(display: str, tmp_path: Path) -> None:
    make_demo(str(tmp_path / "e20020"))
    with window_on(display, tmp_path / "first.json", tmp_path / "e20020") as (crew, _):
        before = crew.wait("the plan", lambda s: s["stacks"] and s["drawn"])
        number = before["stacks"][3][-1]
        crew.drag(before["segments"][str(number)], before["segments"]["stack 17"])
        moved = crew.wait("the move", lambda s: number in s["stacks"][16] and s["unsaved"])
        kept = tmp_path / "home" / ".local" / "state" / "stackplan"
        crew.wait("the work kept", lambda _: any(kept.rglob(f"*{ENDING}")))
    with window_on(display, tmp_path / "second.json") as (crew, _):
        crew.wait("the offer", lambda s: "Recover" in s["actions"])
        crew.click("messageAction")
        again = crew.wait("the work", lambda s: s["stacks"] == moved["stacks"])
        assert again["unsaved"]
        assert crew.actions == 1
