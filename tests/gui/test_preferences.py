"""What is remembered between two starts, and what a file with odd values does to it."""

import json
from pathlib import Path

import pytest

from stackplan.core.request import PlanRequest
from stackplan.core.run_numbers import RunNumbers
from stackplan.gui.preferences import ExportChoice, Layout, Preferences

REQUEST = PlanRequest(54, 169, RunNumbers.of([60, 61, 70]), 17, "lpt")
LAYOUT = Layout(b"\x00\x01geometry", b"columns", b"rows", {"Load": 90, "Done in": 0}, 125)


def again(preferences: Preferences) -> Preferences:
    """Write what has changed, and read it as the next start does."""
    preferences.job()()
    return Preferences()


def test_that_the_first_start_plans_all_runs_as_spyral_does() -> None:
    preferences = Preferences()
    assert preferences.request(4, "/mnt") == PlanRequest(n_stacks=4)
    assert (preferences.folder, preferences.recent, preferences.theme) == ("", [], "system")
    assert (preferences.layout, preferences.plan_behind) == (None, "none")
    assert preferences.export_choice == ExportChoice()


def test_that_each_folder_has_its_own_settings_and_the_method_is_one_for_all() -> None:
    preferences = Preferences()
    preferences.remember("/mnt/a", REQUEST, 4)
    fast = PlanRequest(n_stacks=3, speeds=(100, 55, 55), method="lpt")
    preferences.remember("/mnt/b", fast, 4)
    later = again(preferences)
    assert later.folder == "/mnt/b"
    assert later.request(4, "/mnt/a") == REQUEST
    assert later.request(4, "/mnt/b") == fast
    assert later.request(4, "/mnt/c") == PlanRequest(n_stacks=4, method="lpt")


def test_that_a_default_number_of_stacks_follows_the_machine_and_speeds_need_their_number() -> None:
    preferences = Preferences()
    preferences.remember("/mnt", PlanRequest(n_stacks=3, speeds=(100, 55, 55)), 3)
    later = again(preferences)
    assert later.request(3, "/mnt").speeds == (100, 55, 55)
    assert later.request(4, "/mnt") == PlanRequest(n_stacks=4)


def test_that_the_folders_of_last_are_known_and_older_ones_are_not() -> None:
    preferences = Preferences()
    for number in [*range(50), 0, 50]:
        preferences.remember(f"/mnt/{number}", PlanRequest(n_stacks=9), 4)
    later = again(preferences)
    known = [number for number in range(51) if later.request(4, f"/mnt/{number}").n_stacks == 9]
    assert known == [0, *range(2, 51)]


def test_that_two_windows_keep_what_each_of_them_has_changed() -> None:
    one, other = Preferences(), Preferences()
    one.remember("/mnt/a", REQUEST, 4)
    one.theme, one.rate = "dark", "12"
    one.add_recent("/mnt/a")
    other.remember("/mnt/b", PlanRequest(n_stacks=2), 4)
    other.add_recent("/mnt/b")
    other.link = "400"
    one.job()()
    later = again(other)
    assert (later.theme, later.rate, later.link) == ("dark", "12", "400")
    assert later.recent == ["/mnt/b", "/mnt/a"]
    assert later.request(4, "/mnt/a").n_stacks == 17
    assert later.request(4, "/mnt/b").n_stacks == 2


def test_that_what_a_newer_version_keeps_is_kept(settings_file: Path) -> None:
    newer = {
        "future": [1, {"x": None}],
        "method": "annealing",
        "folders": {"/mnt": {"stacks": 5, "rows": [1, 2]}},
        "export": {"kind": "slurm", "queue": "night"},
    }
    settings_file.write_text(json.dumps(newer))
    preferences = Preferences()
    assert preferences.method == "snake"
    preferences.theme = "dark"
    preferences.export_choice = ExportChoice("parallel")
    preferences.job()()
    kept = json.loads(settings_file.read_text())
    assert (kept["future"], kept["method"]) == (newer["future"], "annealing")
    assert kept["export"]["queue"] == "night"
    preferences.remember("/mnt", PlanRequest(n_stacks=6), 4)
    preferences.job()()
    kept = json.loads(settings_file.read_text())["folders"]["/mnt"]
    assert (kept["stacks"], kept["rows"]) == (6, [1, 2])


def test_that_recent_folders_and_plans_are_few_newest_first_and_each_once() -> None:
    preferences = Preferences()
    for number in [*range(12), 5]:
        preferences.add_recent(f"/mnt/{number}")
        preferences.add_recent_plan(f"/mnt/{number}.txt")
    later = again(preferences)
    assert later.recent[:3] == ["/mnt/5", "/mnt/11", "/mnt/10"]
    assert later.recent_plans[:2] == ["/mnt/5.txt", "/mnt/11.txt"]
    for recent in (later.recent, later.recent_plans):
        assert len(recent) == len(set(recent)) == 8
    later.clear_recent()
    last = again(later)
    assert last.recent == last.recent_plans == []


def test_that_layout_plan_behind_and_export_come_back_as_they_were() -> None:
    preferences = Preferences()
    choice = ExportChoice(
        "slurm", "crew:make", "run, --x '{runs}' \"$HOME\" ;%1 \\", 3, 8, 20, "/opt"
    )
    preferences.layout, preferences.plan_behind, preferences.export_choice = (
        LAYOUT,
        "before",
        choice,
    )
    later = again(preferences)
    assert (later.layout, later.plan_behind, later.export_choice) == (LAYOUT, "before", choice)
    # The next plan is not begun in its middle.
    preferences.export_choice = choice._replace(first_stack=4)
    preferences.plan_behind = "nonsense"
    later = again(preferences)
    assert (later.export_choice, later.plan_behind) == (choice, "none")


@pytest.mark.parametrize(
    "values",
    [
        {"folder": ["x"], "folders": {"/mnt": {"stacks": "x"}}},
        {"folders": {"/mnt": {"stacks": 99999999999999999999}}},
        {"folders": {"/mnt": {"stacks": 0}}},
        {"folders": {"/mnt": {"stacks": -3, "runs": 7, "skip": [60], "speeds": {}}}},
        {"folders": {"/mnt": {"stacks": True}}},
        {"folders": {"/mnt": {"runs": "1-2-3"}}},
        {"folders": {"/mnt": {"skip": "x"}}},
        {"folders": {"/mnt": {"speeds": "fast"}}},
        {"folders": {"/mnt": 5}},
        {"folders": ["/mnt"]},
        {"method": "quantum"},
        {"method": ["snake"]},
        {"theme": "pink"},
        {"recent": "/mnt"},
        {"recent": [5, None, ""]},
        {"layout": {"version": 1, "geometry": 7}},
        {"layout": {"version": "1"}},
        {"layout": 7},
    ],
    ids=str,
)
def test_that_what_is_not_understood_counts_as_not_set(
    settings_file: Path, values: dict[str, object]
) -> None:
    settings_file.write_text(json.dumps(values))
    preferences = Preferences()
    assert preferences.request(4, "/mnt") == PlanRequest(n_stacks=4)
    assert preferences.theme == "system"
    assert preferences.folder == ""
    assert preferences.recent == []
    assert preferences.layout is None
    assert not preferences.is_newer
    preferences.remember("/mnt", REQUEST, 4)
    preferences.add_recent("/mnt")
    preferences.layout = LAYOUT
    later = again(preferences)
    assert later.request(4, "/mnt") == REQUEST
    assert (later.recent, later.layout) == (["/mnt"], LAYOUT)


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        ({"runs": "150-100"}, PlanRequest(skip=(60,), n_stacks=17)),
        ({"skip": "60-x"}, PlanRequest(n_stacks=17)),
        ({"runs": "54-", "skip": "60, abc, 62"}, PlanRequest(54, n_stacks=17)),
    ],
)
def test_that_what_cannot_be_taken_up_is_left_out_whole_and_nothing_else(
    settings_file: Path, change: dict[str, str], kept: PlanRequest
) -> None:
    folder = {"stacks": 17, "skip": "60", **change}
    settings_file.write_text(json.dumps({"folders": {"/mnt": folder}}))
    assert Preferences().request(4, "/mnt") == kept


def test_that_a_reversed_range_is_not_remembered() -> None:
    # The next window on that folder would open empty.
    preferences = Preferences()
    preferences.remember("/mnt", PlanRequest(150, 100, RunNumbers.of([60]), 17), 4)
    assert again(preferences).request(4, "/mnt") == PlanRequest(skip=(60,), n_stacks=17)


@pytest.mark.parametrize(
    ("value", "zoom"),
    [(125, 125), (1, 70), (9999, 300), (-5, None), ("125", None), (None, None), (12.5, None)],
)
def test_that_a_size_of_text_is_one_that_can_be_read(
    settings_file: Path, value: object, zoom: int | None
) -> None:
    settings_file.write_text(json.dumps({"zoom": value}))
    assert Preferences().zoom == zoom


def test_that_the_layout_of_a_newer_version_is_left_alone(settings_file: Path) -> None:
    newer = {"version": 99, "geometry": "of then", "future": 9}
    settings_file.write_text(json.dumps({"layout": newer}))
    preferences = Preferences()
    assert preferences.is_newer
    preferences.layout = LAYOUT
    preferences.theme = "dark"
    preferences.job()()
    assert json.loads(settings_file.read_text()) == {"layout": newer, "theme": "dark"}
    assert not Preferences().layout


def test_that_a_layout_of_another_version_is_not_taken(settings_file: Path) -> None:
    preferences = Preferences()
    preferences.layout = LAYOUT
    preferences.job()()
    settings_file.write_text(settings_file.read_text().replace('"version": 1', '"version": 0'))
    assert Preferences().layout is None


@pytest.mark.parametrize("readers", [-1, "x", 99999, "3", 2.5, True])
def test_that_a_damaged_number_of_readers_is_any_number(
    settings_file: Path, readers: object
) -> None:
    settings_file.write_text(json.dumps({"export": {"readers": readers}}))
    assert Preferences().export_choice.readers == 0
