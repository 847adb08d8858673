"""What of a drop is opened, and what is said about the rest."""

import pytest
from PySide6.QtCore import QUrl

from stackplan.gui.widgets.dialogs import read_drop


def urls(*paths: str) -> list[QUrl]:
    return [QUrl.fromLocalFile(path) for path in paths]


@pytest.mark.parametrize("path", ["/mnt/h5", "/mnt/plan.txt", "/mnt/a b/ü"])
def test_that_one_folder_or_plan_is_opened_without_a_word(path: str) -> None:
    assert read_drop(urls(path)) == (path, "")


def test_that_run_files_of_one_folder_mean_the_folder() -> None:
    drop = read_drop(urls("/mnt/h5/run_0001.h5", "/mnt/h5/run_0002.h5"))
    assert drop.path == "/mnt/h5"
    assert drop.words.startswith("Opened the folder /mnt/h5, which holds what was dropped")


def test_that_the_first_of_several_is_opened_and_the_rest_counted() -> None:
    assert read_drop(urls("/a", "/b")).words.startswith("Opened /a only; 1 other was left.")
    drop = read_drop(urls("/a/run_0001.h5", "/b/run_0001.h5", "/c"))
    assert drop.path == "/a/run_0001.h5"
    assert "2 others were left. Drop one folder of runs, or one plan file." in drop.words


def test_that_what_is_on_no_disk_is_named_and_not_opened() -> None:
    drop = read_drop([QUrl("https://example.org/plan.txt")])
    assert drop.path == ""
    assert drop.words.startswith("https://example.org/plan.txt is not on a disk")
    assert read_drop([]).path == ""
