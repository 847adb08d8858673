import gzip
from pathlib import Path

import pytest

from stackplan.core.errors import DiskError, StackplanError
from stackplan.core.run_sheet import Entry
from stackplan.files.run_sheet_file import load_sheet


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


# As people save a sheet, and which run is good by it.
SAVED = [
    "Run\tGood?\n60\tyes\n61\tno\n".encode("utf-16"),
    "\ufeffRun,Good\r\n60,yes\r\n61,no\r\n".encode(),
    b"Run,Good\r60,yes\r61,no\r",
    b"sep=;\nRun;Good\n60,0;ja\n61,0;nein\n",
    "Run;Strom (nA);Good;Notes\n60;1,5;x;K\u00fcche\n61;1,7;;\n".encode("cp1252"),
    b"Run|Good\n60|yes\n61|no\n",
    b"| Run | Good |\n|-----|------|\n| 60  | yes  |\n| 61  | no   |\n",
    b"Run   Good   Time\n60    yes    10:00\n61    no     11:00\n",
    b"   run   good\n0   60   True\n1   61  False\n",
    b",run,good\n0,60.0,True\n1,61.0,False\n2,nan,\n",
    b"run,good\n'60,yes\n'61,no\n",
    b"Shift 3,,\nRun,,Good\nno.,,?\n60,,yes\n61,,no\nTotal,,2\n",
]

# What cannot be read whole, and what is said of it.
NOT_TAKEN = [
    (
        b"TPC run,S800 run,good\n60,2060,y\n61,2061,n\n",
        ": The list has no column called 'Run';",
    ),
    (
        b"Run (TPC),Run (S800),good\n60,2060,y\n",
        ": The columns 'Run (TPC)' and 'Run (S800)' name",
    ),
    (
        b'Run,Good\n"1,060",yes\n"60,000",no\n',
        ": The list names no run: '1,060' on line 2 is",
    ),
    (
        b"run,good\n6.0E+01,yes\n",
        ": The list names no run: '6.0E+01' on line 2 is no run",
    ),
    (
        b"run,good\n0x3c,yes\n",
        ": The list names no run: '0x3c' on line 2 is no run",
    ),
    (
        b"run,good\n60,#REF!\n61,yes\n",
        "but '#REF!' on line 2 is neither yes nor no; mend it",
    ),
    (
        b"Run,Good\n60,yes\n60,no\n",
        ": Lines 2 and 3 of the list do not agree on run 60",
    ),
    (b"<html><table><tr><td>60</td></tr></table>", " is no text; save the sheet as CSV."),
    (b"%PDF-1.7\n60 61", " is no text; save the sheet as CSV."),
    (b"{\\rtf1 60}", " is no text; save the sheet as CSV."),
    (gzip.compress(b"run,good\n60,yes\n"), " is no text; save the sheet as CSV."),
    ("Run,Good\n60,yes\n".encode("utf-16-le"), " is no text; save the sheet as CSV."),
    (b"Run,Good\n" + b"".join(b"%d,yes\n" % n for n in range(100_001)), "more than 100,000 runs"),
]


@pytest.mark.parametrize("data", SAVED)
def test_that_a_sheet_is_read_as_people_save_it(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "runs.csv"
    path.write_bytes(data)
    assert load_sheet(str(path)).good() == {60}


@pytest.mark.parametrize(("data", "words"), NOT_TAKEN, ids=range(len(NOT_TAKEN)))
def test_that_what_cannot_be_read_whole_is_one_sentence_with_the_file(
    tmp_path: Path, data: bytes, words: str
) -> None:
    path = tmp_path / "runs.csv"
    path.write_bytes(data)
    with pytest.raises(StackplanError) as refused:
        load_sheet(str(path))
    said = str(refused.value)
    assert said.startswith(str(path))
    assert words in said
    assert "\n" not in said
