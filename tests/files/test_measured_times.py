import json
from pathlib import Path

import pytest

from stackplan.core.errors import DiskError, StackplanError
from stackplan.core.timing.rates import TimedRun
from stackplan.files.measured_times import FILE_NAME, keep_times, load_times

ONE = TimedRun(5, 10**10, 3_600_000, 0, True, 1_795_349_672_611, ("Pointcloud", "Cluster"))
TWO = TimedRun(6, 10**10, 3_500_000, 0, False, 1_795_353_172_611, ("Pointcloud", "Cluster"))


def test_that_times_are_kept_and_read_again(tmp_path: Path) -> None:
    folder = str(tmp_path / "data")
    assert load_times(folder) == ()
    assert keep_times(folder, [TWO]) == (TWO,)
    assert keep_times(folder, [ONE, TWO]) == (ONE, TWO)
    assert load_times(folder) == (ONE, TWO)
    assert [path.name for path in (tmp_path / "data").iterdir()] == [FILE_NAME]


def test_that_the_latest_times_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stackplan.files.measured_times._MAX_RUNS", 1)
    assert keep_times(str(tmp_path), [TWO, ONE]) == (TWO,)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"\xff",
        b'{"format": "stackplan-times", "version": 2, "runs": []}',
        b'{"format": "stackplan-times", "version": 1, "runs": [{}]}',
        b'{"format": "stackplan-times", "version": 1, "runs": 5}',
        b'{"format": "stackplan-times", "version": 1, "runs": [[]]}',
        b"[" * 100_000,
        b'{"format": ' + b"9" * 10_000 + b"}",
    ],
)
def test_that_a_damaged_file_is_named_with_the_remedy(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(StackplanError, match="delete it"):
        load_times(str(tmp_path))


@pytest.mark.parametrize("value", [True, 1.5, None, "5", 2**63])
def test_that_a_number_that_is_none_is_refused(tmp_path: Path, value: object) -> None:
    keep_times(str(tmp_path), [ONE])
    content = json.loads((tmp_path / FILE_NAME).read_text(encoding="utf-8"))
    content["runs"][0]["ms"] = value
    (tmp_path / FILE_NAME).write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(StackplanError, match="damaged"):
        load_times(str(tmp_path))


def test_that_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DiskError, match="file"):
        keep_times(str(tmp_path / "file" / "data"), [ONE])
    (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(DiskError, match=FILE_NAME):
        load_times(str(tmp_path))


def test_that_a_place_that_may_not_be_written_to_is_named(guarded_folder: Path) -> None:
    guarded_folder.chmod(0o500)
    with pytest.raises(DiskError, match="data"):
        keep_times(str(guarded_folder / "data"), [ONE])
