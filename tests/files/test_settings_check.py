from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stackplan.files.settings_check import check_settings, read_settings

if TYPE_CHECKING:
    from pathlib import Path

GOOD = (
    b'[General]\nfolder=/data/h5\nrecent="a, b", c\n\n; mine\n[layout]\ncolumns=@ByteArray(\\0)\n'
)


def checked(path: Path) -> list[str]:
    return check_settings(str(path), read_settings(str(path)))


@pytest.mark.parametrize(
    "value", ['"a b"', '"a \\"b\\""', '\\"', "a\\tb", '"a", b, "c"', "@ByteArray(\\0)"]
)
def test_that_quotes_and_backslashes_that_are_whole_are_no_fault(
    tmp_path: Path, value: str
) -> None:
    path = tmp_path / "stackplan.ini"
    path.write_text(f"layout\\a={value}\n", encoding="utf-8")
    assert checked(path) == []


@pytest.mark.parametrize("data", [GOOD, b"", GOOD.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + GOOD])
def test_that_of_good_settings_nothing_is_said(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "stackplan.ini"
    path.write_bytes(data)
    assert checked(path) == []
    assert list(tmp_path.iterdir()) == [path]


def test_that_settings_that_are_not_there_yet_are_no_fault(tmp_path: Path) -> None:
    assert checked(tmp_path / "stackplan" / "stackplan.ini") == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "data",
    [
        GOOD + b"half a li",
        b"\0" * 300,
        GOOD + b"a=\xff\xfe",
        b"=5\n",
        b"[layout\n",
        b"\x89PNG",
        # Qt would take what comes after these for a part of them.
        b'"theme=dark\n' + GOOD,
        b'the"me=dark\n' + GOOD,
        b'theme="dark\n' + GOOD,
        b"theme=dark\\\n" + GOOD,
        b'["layout]\na=1\n' + GOOD,
    ],
)
def test_that_damaged_settings_are_set_aside_and_told(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "stackplan.ini"
    path.write_bytes(data)
    (sentence,) = checked(path)
    assert f"{path} was damaged" in sentence
    assert f"kept as {path}.damaged." in sentence
    assert (tmp_path / "stackplan.ini.damaged").read_bytes() == data
    assert path.read_bytes() == data


def test_that_settings_that_cannot_be_written_are_told(guarded_folder: Path) -> None:
    path = guarded_folder / "stackplan.ini"
    path.write_bytes(GOOD)
    path.chmod(0o400)
    (sentence,) = checked(path)
    assert "cannot be written; what you choose lasts until Stackplan is closed" in sentence


def test_that_a_folder_without_room_for_settings_is_told(guarded_folder: Path) -> None:
    guarded_folder.chmod(0o500)
    (sentence,) = checked(guarded_folder / "stackplan" / "stackplan.ini")
    assert "cannot be written" in sentence


def test_that_damaged_settings_that_cannot_be_set_aside_are_told(guarded_folder: Path) -> None:
    path = guarded_folder / "stackplan.ini"
    path.write_bytes(b"\0")
    guarded_folder.chmod(0o500)
    assert "the rest is lost with the next change" in checked(path)[0]


def test_that_a_folder_in_place_of_the_settings_is_told(tmp_path: Path) -> None:
    (tmp_path / "stackplan.ini").mkdir()
    (sentence,) = checked(tmp_path / "stackplan.ini")
    assert "cannot be written" in sentence
