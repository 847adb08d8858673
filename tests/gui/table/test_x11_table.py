"""The table on a real X server: runs dragged by a hand, onto a stack and between others."""

from pathlib import Path

from folders import fill
from x11_crew import Crew, State

SIZES = {1: 9000, 2: 8000, 3: 7000, 4: 5900, 5: 5000, 6: 4000}


def opened(crew: Crew, tmp_path: Path) -> State:
    """Plan six runs on three stacks, and open the first."""
    folder = fill(tmp_path / "e20020", SIZES)
    crew.keys("ctrl+o")
    crew.answer("Open a folder", folder)
    crew.wait("the plan", lambda s: s["stacks"])
    crew.enter("stacksSpin", "3")
    state = crew.wait("3 stacks", lambda s: len(s["stacks"]) == 3 and not s["searching"])
    assert state["stacks"] == [[1, 6], [2, 5], [3, 4]]
    crew.do("mousemove", *state["rows"]["Stack 1"], "click", 1)
    crew.keys("Right")
    return crew.wait("stack 1 open", lambda s: "Run 6" in s["rows"])


def test_that_two_runs_are_dragged_onto_a_stack_and_then_between_its_runs(
    crew: Crew, tmp_path: Path
) -> None:
    state = opened(crew, tmp_path)
    crew.do("mousemove", *state["rows"]["Run 1"], "click", 1)
    crew.do("keydown", "ctrl", "mousemove", *state["rows"]["Run 6"], "click", 1, "keyup", "ctrl")
    crew.wait("both selected", lambda s: s["selected"] == [1, 6])
    crew.drag(state["rows"]["Run 6"], state["rows"]["Stack 2"])
    moved = crew.wait("two runs moved", lambda s: s["stacks"] == [[], [2, 5, 1, 6], [3, 4]])
    assert moved["undo"] == "Move runs 1, 6 to stack 2"
    assert moved["selected"] == [1, 6]

    x, y = crew.wait("their rows", lambda s: {"Run 2", "Run 6"} <= set(s["rows"]))["rows"]["Run 2"]
    crew.drag(crew.look()["rows"]["Run 6"], [x, y - 6])
    crew.photograph(tmp_path / "between.png")
    put = crew.wait("both first", lambda s: s["stacks"] == [[], [1, 6, 2, 5], [3, 4]])
    assert put["undo"] == "Reorder stack 2"
    crew.keys("ctrl+z", "ctrl+z")
    crew.wait("the beginning", lambda s: s["stacks"] == state["stacks"])


def test_that_a_whole_stack_is_dragged_and_keys_do_the_rest(crew: Crew, tmp_path: Path) -> None:
    state = opened(crew, tmp_path)
    crew.drag(state["rows"]["Stack 2"], state["rows"]["Stack 3"])
    crew.wait("a stack moved", lambda s: s["stacks"] == [[1, 6], [], [3, 4, 2, 5]])
    crew.keys("ctrl+z")
    crew.wait("it is back", lambda s: s["stacks"] == state["stacks"])

    crew.do("mousemove", *crew.look()["rows"]["Run 1"], "click", 1)
    crew.keys("alt+Down")
    crew.wait("one row down", lambda s: s["stacks"][0] == [6, 1])
    crew.keys("alt+Up", "l")
    crew.wait("on the lightest", lambda s: s["undo"] == "Move run 1 to stack 3")
    crew.keys("ctrl+f")
    crew.type("4")
    crew.wait("run 4 found", lambda s: s["selected"] == [4])
    crew.keys("Escape", "x")
    assert (
        "Two runs can be swapped"
        in crew.wait("why not", lambda s: "edit" in s["messages"])["messages"]["edit"]
    )
    crew.keys("ctrl+shift+a")
    crew.wait("a stack more", lambda s: len(s["stacks"]) == 4)
    crew.keys("ctrl+shift+r")
    crew.wait("a stack less", lambda s: len(s["stacks"]) == 3)
    crew.keys("ctrl+z", "ctrl+z", "ctrl+z")
    crew.wait("nothing unsaved", lambda s: not s["unsaved"])
