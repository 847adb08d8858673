"""What is remembered between two starts, and what a damaged file does to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QByteArray

from stackplan.core.request import PlanRequest
from stackplan.core.run_numbers import RunNumbers
from stackplan.gui.preferences import ExportChoice, Layout, Preferences

if TYPE_CHECKING:
    from pathlib import Path

REQUEST = PlanRequest(54, 169, RunNumbers.of([60, 61, 70]), 17, "lpt")


def test_that_the_first_start_plans_all_runs_as_spyral_does() -> None:
    preferences = Preferences()
    assert preferences.request(4, same_folder=True) == PlanRequest(n_stacks=4)
    assert (preferences.folder, preferences.recent, preferences.theme) == ("", [], "system")
    assert preferences.layout is None


def test_that_a_session_is_taken_up_again() -> None:
    Preferences().remember("/mnt/e20020/h5", REQUEST, 4)
    again = Preferences()
    assert again.folder == "/mnt/e20020/h5"
    assert again.request(4, same_folder=True) == REQUEST


def test_that_speeds_are_taken_up_while_there_are_as_many_stacks() -> None:
    Preferences().remember("/mnt", PlanRequest(n_stacks=3, speeds=(100, 55, 55)), 3)
    assert Preferences().request(3, same_folder=True).speeds == (100, 55, 55)
    assert Preferences().request(4, same_folder=True) == PlanRequest(n_stacks=4)


def test_that_another_folder_starts_with_all_its_runs_and_the_same_method() -> None:
    Preferences().remember("/mnt/e20020/h5", REQUEST, 4)
    again = Preferences().request(4, same_folder=False)
    assert again == PlanRequest(n_stacks=17, method="lpt")


def test_that_the_default_number_of_stacks_follows_the_machine() -> None:
    Preferences().remember("/mnt", PlanRequest(n_stacks=4), 4)
    assert Preferences().request(16, same_folder=True).n_stacks == 16


def test_that_recent_folders_are_few_newest_first_and_each_once() -> None:
    for number in [*range(12), 5]:
        Preferences().add_recent(f"/mnt/{number}")
    recent = Preferences().recent
    assert recent[:3] == ["/mnt/5", "/mnt/11", "/mnt/10"]
    assert len(recent) == len(set(recent)) == 8


@pytest.mark.parametrize("folder", ["/mnt/a, b", "/mnt/ü;=[x]", "/mnt/@Invalid()", '/m"n\\t%20'])
def test_that_one_recent_folder_comes_back_as_it_was(folder: str) -> None:
    Preferences().add_recent(folder)
    assert Preferences().recent == [folder]


def test_that_the_layout_comes_back_byte_for_byte() -> None:
    layout = Layout(QByteArray(b"\x00\x01geometry"), QByteArray(b"columns"), QByteArray(b"rows"))
    Preferences().layout = layout
    assert Preferences().layout == layout


@pytest.mark.parametrize(
    "text",
    [
        "folder=@ByteArray(x)\nstacks=x\n",
        "stacks=99999999999999999999\nmethod=snake\n",
        "stacks=" + "9" * 5000,
        "stacks=0\n",
        "stacks=\u0663\n",
        "runs=1-2-3\n",
        "skip=x\n",
        "method=quantum\n",
        "method=NO METHOD\n",
        "theme=pink\n",
        "recent=@Invalid()\n",
        "[layout]\nversion=1\ngeometry=7\n",
        "[layout\n%%%\n\x01\x02",
    ],
)
def test_that_a_damaged_settings_file_counts_as_not_set(settings_file: Path, text: str) -> None:
    head = "" if text.startswith("[") else "[General]\n"
    settings_file.write_text(head + text, encoding="utf-8")
    preferences = Preferences()
    request = preferences.request(4, same_folder=True)
    assert request == PlanRequest(n_stacks=4)
    assert preferences.theme == "system"
    assert preferences.recent == []
    assert preferences.layout is None


def test_that_a_reversed_range_is_not_remembered(settings_file: Path) -> None:
    # The next window on that folder would open empty.
    Preferences().remember("/mnt", PlanRequest(150, 100, RunNumbers.of([60]), 17), 4)
    assert Preferences().request(4, same_folder=True) == PlanRequest(skip=(60,), n_stacks=17)
    assert "150" not in settings_file.read_text()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("runs=150-100\n", PlanRequest(skip=(60,), n_stacks=17, method="lpt")),  # as 0.1.0 wrote it
        ("runs=all\nskip=60-x\n", PlanRequest(n_stacks=17, method="lpt")),
        ('runs=54-\nskip="60, abc, 62"\n', PlanRequest(54, n_stacks=17, method="lpt")),
        ("runs=all\nskip=60, abc, 62\n", PlanRequest(n_stacks=17, method="lpt")),
    ],
)
def test_that_what_cannot_be_taken_up_is_left_out_whole_and_nothing_else(
    settings_file: Path, text: str, kept: PlanRequest
) -> None:
    skip = "" if "skip" in text else "skip=60\n"
    settings_file.write_text(f"[General]\nstacks=17\nmethod=lpt\n{skip}{text}", encoding="utf-8")
    assert Preferences().request(4, same_folder=True) == kept


def test_that_random_bytes_for_settings_count_as_not_set(settings_file: Path) -> None:
    settings_file.write_bytes(bytes(range(256)) * 20)
    assert Preferences().request(4, same_folder=True) == PlanRequest(n_stacks=4)
    Preferences().remember("/mnt", PlanRequest(n_stacks=4), 4)


def test_that_the_ghost_of_the_chart_is_remembered_and_nonsense_is_the_snake() -> None:
    assert Preferences().ghost == "snake"
    Preferences().ghost = "before"
    assert Preferences().ghost == "before"
    Preferences().ghost = "nonsense"
    assert Preferences().ghost == "snake"


def test_that_recent_plans_are_few_newest_first_and_apart_from_folders() -> None:
    Preferences().add_recent("/mnt/h5")
    for number in [*range(12), 5]:
        Preferences().add_recent_plan(f"/mnt/{number}.txt")
    again = Preferences()
    assert again.recent_plans[:2] == ["/mnt/5.txt", "/mnt/11.txt"]
    assert len(again.recent_plans) == 8
    again.clear_recent()
    assert Preferences().recent == Preferences().recent_plans == []


@pytest.mark.parametrize(
    ("text", "zoom"),
    [("125", 125), ("1", 70), ("9999", 300), ("-5", None), ("x", None), ("", None), ("1e2", None)],
)
def test_that_a_size_of_text_is_one_that_can_be_read(
    settings_file: Path, text: str, zoom: int | None
) -> None:
    settings_file.write_text(f"[General]\nzoom={text}\n", encoding="utf-8")
    assert Preferences().zoom == zoom


def test_that_the_layout_of_a_newer_version_is_left_alone(settings_file: Path) -> None:
    state = QByteArray(b"x")
    settings_file.write_text("[layout]\nversion=99\ngeometry=of then\nfuture=9\n")
    preferences = Preferences()
    assert preferences.is_newer
    preferences.layout = Layout(state, state, state)
    preferences.theme = "dark"
    del preferences
    text = settings_file.read_text()
    assert "version=99\n" in text
    assert "geometry=of then\n" in text
    assert "theme=dark\n" in text
    assert not Preferences().layout


def test_that_a_layout_of_another_version_is_not_taken(settings_file: Path) -> None:
    state = QByteArray(b"x")
    Preferences().layout = Layout(state, state, state, "Load=90")
    assert Preferences().layout == Layout(state, state, state, "Load=90")
    # Longer than before: Qt reads a file again when its time or its size is another one.
    text = settings_file.read_text().replace("version=2", "version=1\nother=1")
    settings_file.write_text(text)
    assert Preferences().layout is None


def test_that_what_was_exported_for_is_remembered() -> None:
    assert Preferences().export_choice == ExportChoice()
    choice = ExportChoice("slurm", "crew:make", "run, --x '{runs}' \"$HOME\" ;%1 \\", 3)
    Preferences().export_choice = choice
    assert Preferences().export_choice == choice


@pytest.mark.parametrize("readers", ["-1", "x", "99999", "\u0663"])
def test_that_a_damaged_number_of_readers_is_any_number(settings_file: Path, readers: str) -> None:
    settings_file.write_text(f"[export]\nreaders={readers}\n", encoding="utf-8")
    assert Preferences().export_choice.readers == 0
