"""The settings file: read, changed by several windows, damaged, in places that refuse it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from stackplan.core.errors import DiskError
from stackplan.files.settings_file import (
    Change,
    Values,
    change_settings,
    read_settings,
    settings_path,
)

GOOD = {"theme": "dark", "future": {"of": ["a newer version", 1.5, None]}}


def setting(key: str, value: object) -> Change:
    def change(values: Values) -> None:
        values[key] = value

    return change


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A settings file that is not there yet, nor is its folder."""
    return tmp_path / "stackplan" / "settings.json"


@pytest.fixture
def good(path: Path) -> Path:
    """A settings file that is in order."""
    path.parent.mkdir()
    path.write_text(json.dumps(GOOD))
    return path


def test_that_the_file_lies_in_the_folder_for_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/crew")
    monkeypatch.setenv("XDG_CONFIG_HOME", "/config")
    assert settings_path() == "/config/stackplan/settings.json"
    monkeypatch.setenv("XDG_CONFIG_HOME", "relative")
    assert settings_path() == "/crew/.config/stackplan/settings.json"


def test_that_settings_that_are_not_there_are_none_and_no_fault(path: Path) -> None:
    assert read_settings(str(path)) == ({}, False)
    assert not path.parent.exists()


@pytest.mark.parametrize("head", [b"", b"\xef\xbb\xbf", b"\r\n"])
def test_that_good_settings_are_read(good: Path, head: bytes) -> None:
    good.write_bytes(head + good.read_bytes())
    assert read_settings(str(good)) == (GOOD, False)
    good.write_bytes(b" \n")
    assert read_settings(str(good)) == ({}, False)


def test_that_one_key_is_changed_and_all_else_is_kept(good: Path) -> None:
    change_settings(str(good), [setting("theme", "light"), setting("zoom", 125)], {})
    assert json.loads(good.read_bytes()) == {**GOOD, "theme": "light", "zoom": 125}
    assert list(good.parent.iterdir()) == [good]


def test_that_the_folder_is_made_for_the_first_setting(path: Path) -> None:
    change_settings(str(path), [setting("theme", "dark")], {})
    assert read_settings(str(path)).values == {"theme": "dark"}
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_that_nothing_is_written_where_nothing_has_changed(good: Path) -> None:
    before = good.stat()
    change_settings(str(good), [setting("theme", "dark")], {})
    assert (good.stat().st_ino, good.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_that_names_come_back_that_are_not_utf_8(path: Path) -> None:
    names = ["/mnt/a, b", "/mnt/\udcff", '/m"n\\t%20', "/\u00fc;=[x]\n"]
    change_settings(str(path), [setting("recent", names)], {})
    assert read_settings(str(path)).values == {"recent": names}


@pytest.mark.parametrize(
    "data",
    [
        b"[General]\ntheme=dark\n",
        b'{"theme": "dark"',
        b'{"theme": "dark"} x',
        b'["theme"]',
        b"null",
        b'{"theme": "\xff"}',
        '{"theme": "dark"}'.encode("utf-16"),
        bytes(300),
        b"[" * 100_000,
        b'{"zoom": ' + b"9" * 5000 + b"}",
        b'{"theme": "' + b"x" * 1_000_001 + b'"}',
    ],
    ids=lambda data: repr(data[:16]),
)
def test_that_a_damaged_file_is_kept_aside_and_a_new_one_begun(good: Path, data: bytes) -> None:
    good.write_bytes(data)
    assert read_settings(str(good)) == ({}, True)
    assert good.read_bytes() == data
    change_settings(str(good), [setting("theme", "light")], {"theme": "light", "zoom": 90})
    assert good.with_name("settings.json.damaged").read_bytes() == data
    # All that the window knows, since the rest of the file cannot be had.
    assert json.loads(good.read_bytes()) == {"theme": "light", "zoom": 90}


@pytest.mark.parametrize("depth", [100, 900, 990, 5000, 20_000])
def test_that_what_can_be_read_can_be_written_again(good: Path, depth: int) -> None:
    text = "[" * depth + "]" * depth
    good.write_text(f'{{"future": {text}}}')
    change_settings(str(good), [setting("theme", "dark")], {"theme": "dark"})
    assert read_settings(str(good)).values["theme"] == "dark"
    assert text in good.read_text() or good.with_name("settings.json.damaged").exists()


def test_that_a_read_only_file_is_left_alone_and_told(guarded_folder: Path) -> None:
    path = guarded_folder / "settings.json"
    path.write_text(json.dumps(GOOD))
    path.chmod(0o400)
    with pytest.raises(DiskError, match="is read-only"):
        change_settings(str(path), [setting("theme", "light")], {})
    assert json.loads(path.read_bytes()) == GOOD


def test_that_a_file_that_cannot_be_read_is_not_replaced(guarded_folder: Path) -> None:
    path = guarded_folder / "settings.json"
    path.write_text(json.dumps(GOOD))
    path.chmod(0o000)
    with pytest.raises(DiskError, match="may not be opened"):
        read_settings(str(path))
    with pytest.raises(DiskError, match="may not be opened"):
        change_settings(str(path), [setting("theme", "light")], {})
    path.chmod(0o600)
    assert json.loads(path.read_bytes()) == GOOD


def test_that_a_damaged_file_stays_where_nothing_can_be_written(guarded_folder: Path) -> None:
    path = guarded_folder / "settings.json"
    path.write_bytes(b"{")
    guarded_folder.chmod(0o500)
    with pytest.raises(DiskError, match="may not be opened"):
        change_settings(str(path), [setting("theme", "light")], {})
    assert path.read_bytes() == b"{"
    with pytest.raises(DiskError, match="may not be opened"):
        change_settings(str(guarded_folder / "stackplan" / "settings.json"), [], {})


def test_that_a_folder_in_place_of_the_file_is_told(path: Path) -> None:
    path.mkdir(parents=True)
    assert read_settings(str(path)) == ({}, False)
    with pytest.raises(DiskError, match="is a folder"):
        change_settings(str(path), [setting("theme", "light")], {})


_MANY = 15
_WRITER = f"""
import sys
from stackplan.files import safe_write
from stackplan.files.settings_file import change_settings
safe_write._PATIENCE_S = 60.0  # a busy machine may stall for seconds
for number in range({_MANY}):
    key = f"{{sys.argv[2]}} {{number}}"
    change_settings(sys.argv[1], [lambda values: values.update({{key: number}})], {{}})
"""


def test_that_windows_that_write_at_once_lose_nothing_of_each_other(path: Path) -> None:
    command = [sys.executable, "-c", _WRITER, str(path)]
    writers = [subprocess.Popen([*command, name]) for name in "abc"]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    expected = {f"{name} {number}": number for name in "abc" for number in range(_MANY)}
    assert read_settings(str(path)).values == expected
