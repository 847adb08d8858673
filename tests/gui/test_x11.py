"""The main job on a real X server, by mouse and keys only: from the folder to the exported file."""

from functools import partial
from pathlib import Path

from folders import fill
from stackplan.files.demo import make_demo
from stackplan.files.plan_file import load_plan
from x11_crew import Crew, State


def test_that_a_crew_gets_from_the_folder_to_a_plan_file_by_mouse_and_keys(
    crew: Crew, tmp_path: Path
) -> None:
    folder, plan_path = tmp_path / "e20020", tmp_path / "night.txt"
    make_demo(str(folder))
    crew.keys("ctrl+o")
    crew.answer("Open a folder", folder)
    crew.wait("the plan", lambda state: state["stacks"])
    crew.enter("runMinSpin", "60")
    crew.enter("runMaxSpin", "99")
    crew.enter("skipEdit", "70, 72-73")
    crew.enter("stacksSpin", "4")
    planned = crew.wait("4 stacks", lambda s: len(s["stacks"]) == 4 and s["skip"] == "70, 72-73")
    assert planned["runs"] == [60, 99]
    assert sum(map(len, planned["stacks"])) == 40 - 3 - 3  # 77 and 91 missing, 80 empty

    crew.do("mousemove", *planned["rows"]["Stack 1"], "click", 1)
    crew.keys("Right", "Down")
    by_key = planned["stacks"][0][0]
    crew.wait("stack 1 open", lambda state: f"Run {by_key}" in state["rows"])
    crew.keys("ctrl+3")
    crew.wait("run moved by keys", lambda state: by_key in state["stacks"][2])

    crew.keys("Home")  # the table has followed the run that moved
    by_mouse = crew.look()["stacks"][0][0]
    state = crew.wait("stack 1 again", lambda state: f"Run {by_mouse}" in state["rows"])
    crew.drag(state["rows"][f"Run {by_mouse}"], state["rows"]["Stack 2"])
    moved = crew.wait("run moved by mouse", lambda state: by_mouse in state["stacks"][1])
    crew.photograph(tmp_path / "moved.png")

    crew.keys("ctrl+z", "ctrl+z")
    crew.wait("both moves undone", lambda state: state["stacks"] == planned["stacks"])
    crew.keys("ctrl+shift+z", "ctrl+y")
    crew.wait("both moves redone", lambda state: state["stacks"] == moved["stacks"])
    assert crew.look()["unsaved"]

    crew.keys("ctrl+s")
    crew.answer("Save", plan_path)
    crew.wait("the plan saved", lambda state: not state["unsaved"])
    saved = load_plan(str(plan_path))
    assert [list(stack.run_numbers) for stack in saved.plan.stacks] == moved["stacks"]
    assert saved.traces == str(folder)

    crew.enter("stacksSpin", "7")
    crew.wait("another plan", lambda state: len(state["stacks"]) == 7)
    crew.focus()
    crew.keys("ctrl+shift+o")
    crew.answer("Open a plan", plan_path)
    opened = crew.wait("the saved plan", lambda state: len(state["stacks"]) == 4)
    assert opened["stacks"] == moved["stacks"]
    assert opened["skip"] == "70, 72-73"


def write_runs(folder: Path, sizes: list[int]) -> Path:
    """Make runs 1, 2, 3, ... of these sizes."""
    return fill(folder, dict(enumerate(sizes, start=1)))


def turn_to(crew: Crew, key: str, action: str) -> State:
    """Go through the questions that wait until one with this button is on show."""
    state = crew.wait(f"the question {key}", lambda s: key in s["messages"])
    for _ in state["messages"]:
        if action in state["actions"]:
            break
        is_other = partial(_shows_other, state["actions"])
        crew.do("mousemove", *state["widgets"]["messageAfter"], "click", 1)
        state = crew.wait("another question", is_other)
    assert action in state["actions"]
    return state


def _shows_other(shown: object, state: State) -> bool:
    return bool(state["actions"] != shown)


def test_that_the_keyboard_stays_where_it_was_and_a_placed_run_is_asked_about(
    crew: Crew, tmp_path: Path
) -> None:
    folder = write_runs(tmp_path / "e20020", [9000 + 37 * (k * k % 101) for k in range(15)])
    assert crew.wait("a way to begin", lambda s: s["keyboard"])["keyboard"] == "emptyFolderButton"
    crew.keys("ctrl+o")
    crew.answer("Open a folder", folder)
    crew.wait("the plan", lambda state: state["stacks"])
    crew.enter("stacksSpin", "4")
    crew.wait("4 stacks", lambda s: len(s["stacks"]) == 4)
    crew.keys("ctrl+b")
    state = crew.wait("the balance", lambda s: s["method"] == "balanced" and not s["searching"])
    assert state["state"].startswith("Nothing to save")
    assert not state["modified"]

    crew.do("mousemove", *state["rows"]["Stack 1"], "click", 1)
    crew.do("mousemove", *state["widgets"]["problemsFigure"], "click", 1)
    crew.wait("the list", lambda s: s["keyboard"] not in ("", "stackTable"))
    crew.keys("Escape")
    crew.wait("the table again", lambda s: s["keyboard"] == "stackTable")
    crew.keys("g", "Right", "Down", "p")
    pinned = crew.wait("a pin", lambda s: s["pinned"])
    assert pinned["folder"] == str(folder)
    crew.keys("ctrl+z")
    crew.wait("no pin", lambda s: not s["pinned"])

    fill(folder, {16: 9100, 17: 9200, 18: 9300})
    crew.keys("F5")
    offer = turn_to(crew, "scan", "Add to the plan")
    crew.do("mousemove", *offer["actions"]["Add to the plan"], "click", 1)
    placed = crew.wait("18 runs", lambda s: sum(map(len, s["stacks"])) == 18)
    assert placed["keyboard"] == "stackTable"
    assert placed["modified"]
    crew.keys("ctrl+q")
    crew.wait("the question", lambda s: s["asked"] and s["keyboard"] not in ("", "stackTable"))
    crew.keys("Escape")
    crew.wait("no question", lambda s: not s["asked"] and s["keyboard"] == "stackTable")
    crew.keys("ctrl+s")
    crew.answer("Save", tmp_path / "night.txt")
    crew.wait("the plan saved", lambda s: not s["modified"])
