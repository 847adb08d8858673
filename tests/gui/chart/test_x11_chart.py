"""The chart on a real X server, by mouse and keys only: a segment dragged to another bar."""

from pathlib import Path

from folders import fill
from x11_crew import Crew

SIZES = {number: 10**9 * (30 - number) for number in range(1, 13)}


def test_that_a_segment_is_dragged_onto_another_bar_by_mouse_and_moved_on_by_keys(
    crew: Crew, tmp_path: Path
) -> None:
    crew.keys("ctrl+o")
    crew.answer("Open a folder", fill(tmp_path / "traces", SIZES))
    crew.wait("the plan", lambda state: state["stacks"])
    crew.enter("stacksSpin", "4")
    planned = crew.wait("4 bars", lambda s: len(s["stacks"]) == 4 and s["drawn"] and s["segments"])
    number = planned["stacks"][0][1]

    crew.drag(planned["segments"][str(number)], planned["segments"]["stack 3"])
    moved = crew.wait("run moved by mouse", lambda state: number in state["stacks"][2])
    assert moved["selected"] == [number]
    assert moved["undo"].startswith(f"Move run {number} to stack 3")

    crew.keys("alt+Right")
    crew.wait("run moved on by keys", lambda state: number in state["stacks"][3])
    crew.keys("ctrl+z", "ctrl+z")
    crew.wait("both moves undone", lambda state: state["stacks"] == planned["stacks"])

    there = crew.wait("the picture", lambda state: state["drawn"])["segments"]
    crew.do("mousemove", *there[str(number)], "mousedown", 1)
    for y in range(0, 60, 10):
        crew.do("mousemove_relative", 0, y, "sleep", 0.05)
    crew.wait("the segment in the air", lambda state: state["dragged"])
    crew.photograph(tmp_path / "dragged.png")
    crew.keys("Escape")
    crew.wait("the segment back", lambda state: not state["dragged"])
    crew.do("mouseup", 1)
    assert crew.look()["stacks"] == planned["stacks"]
