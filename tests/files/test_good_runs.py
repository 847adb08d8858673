from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackplan.core.errors import DiskError, StackplanError
from stackplan.core.good_runs import Entry
from stackplan.files.plan_file import load_sheet


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_that_a_sheet_is_read_however_it_was_saved(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "runs.csv"
    path.write_bytes("run number,class,comments\r\n54,PROD,Göran\r\n".encode(encoding))
    assert load_sheet(str(path)).entries == (Entry(54, "PROD", "Göran"),)


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"PK\x03\x04\0\0", b"\x89HDF\0", b"5" * 17_000_000]
)
def test_that_what_is_no_list_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "runs.csv"
    path.write_bytes(content)
    with pytest.raises(StackplanError, match=r"runs\.csv"):
        load_sheet(str(path))


def test_that_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DiskError, match=r"gone\.csv"):
        load_sheet(str(tmp_path / "gone.csv"))


@given(st.binary(max_size=200))
def test_that_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("sheet") / "runs.csv"
    for content in (data, b"run number,class\n54," + data):
        path.write_bytes(content)
        with suppress(StackplanError):
            assert load_sheet(str(path)).entries
