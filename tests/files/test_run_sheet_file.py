import datetime
import gzip
import io
import sys
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from stackplan.core.errors import DiskError, StackplanError
from stackplan.core.run_numbers import parse
from stackplan.core.run_sheet import Entry
from stackplan.files.run_sheet_file import load_sheet, read_workbook


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
    (b"TPC run,S800 run,good\n60,2060,y\n61,2061,n\n", ": The list has no column called 'Run';"),
    (b"Run (TPC),Run (S800),good\n60,2060,y\n", ": The columns 'Run (TPC)' and 'Run (S800)' name"),
    (b'Run,Good\n"1,060",yes\n"60,000",no\n', ": The list names no run: '1,060' on line 2 is"),
    (b"run,good\n6.0E+01,yes\n", ": The list names no run: '6.0E+01' on line 2 is no run"),
    (b"run,good\n0x3c,yes\n", ": The list names no run: '0x3c' on line 2 is no run"),
    (b"run,good\n60,#REF!\n61,yes\n", "but '#REF!' on line 2 is neither yes nor no; mend it"),
    (b"Run,Good\n60,yes\n60,no\n", ": Lines 2 and 3 of the list do not agree on run 60"),
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


openpyxl = pytest.importorskip("openpyxl", reason="the extra 'xlsx' is not installed")

ROWS: list[list[Any]] = [
    ["E20009, 16C beam"],
    [],
    ["Run #", "Good? (Y/N)", "Start", "Notes"],
    [60, "Y", datetime.datetime(2026, 3, 5, 10), "a;b, c"],
    [61.0, "N", datetime.time(10, 5), "trip\nsecond line"],
    ["63-64", "Y", None, None],
]


def workbook(
    path: Path, rows: Sequence[list[Any]], change: Callable[[Any, Any], object] | None = None
) -> str:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Runs"
    for row in rows:
        sheet.append(row)
    if change is not None:
        change(book, sheet)
    book.save(path)
    return str(path)


def test_that_a_workbook_is_read_as_its_crew_sees_it(tmp_path: Path) -> None:
    sheet = load_sheet(workbook(tmp_path / "runs.xlsx", ROWS))
    assert sheet.good() == parse("60, 63-64")
    assert [entry.comment for entry in sheet.entries][:2] == ["a;b, c", "trip second line"]
    assert list(sheet.sentences()) == ["The column 'Good? (Y/N)' decides which runs are good."]
    assert (sheet.sheet, sheet.sheets) == ("Runs", ("Runs",))


@pytest.mark.parametrize(
    ("good", "bad"), [(True, False), ("x", None), (1, 0), ("good", "BAD"), ("OK", "not ok")]
)
def test_that_cells_of_any_kind_say_good_or_bad(tmp_path: Path, good: object, bad: object) -> None:
    rows: list[list[Any]] = [["run", "Good"], [60, good], [61, bad]]
    assert load_sheet(workbook(tmp_path / "runs.xlsx", rows)).good() == {60}


def test_that_a_date_in_a_workbook_is_no_run(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["run", "good"], [60, "Y"], [datetime.datetime(2026, 3, 5), "Y"]]
    sheet = load_sheet(workbook(tmp_path / "runs.xlsx", rows))
    assert sheet.good() == {60}
    assert "Line 3 of the list names no run: '2026-03-05'." in list(sheet.sentences())


def test_that_numbers_alone_are_a_list(tmp_path: Path) -> None:
    assert load_sheet(workbook(tmp_path / "runs.xlsx", [[60], [], [62.0]])).good() == {60, 62}


def test_that_a_sheet_is_chosen_by_its_name(tmp_path: Path) -> None:
    def add(book: Any, sheet: Any) -> None:
        second = book.create_sheet("S800")
        second.append(["run"])
        second.append([2060])
        book.create_sheet("old").sheet_state = "hidden"

    path = workbook(tmp_path / "runs.xlsx", ROWS, add)
    first = load_sheet(path)
    assert first.good() == parse("60, 63-64")
    assert next(first.sentences()) == "Read the sheet 'Runs'; there are others: 'S800'."
    assert load_sheet(path, "s800").good() == {2060}
    with pytest.raises(StackplanError, match=r"no sheet 'Target'; choose one of 'Runs', 'S800'"):
        load_sheet(path, "Target")


def test_that_the_first_sheet_with_runs_is_read(tmp_path: Path) -> None:
    def add(book: Any, sheet: Any) -> None:
        second = book.create_sheet("List")
        second.append(["run"])
        second.append([60])

    path = workbook(tmp_path / "runs.xlsx", [["Shift notes"], ["see e-log"]], add)
    assert load_sheet(path).sheet == "List"
    assert load_sheet(path).good() == {60}


def test_that_a_column_is_chosen_by_its_name(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["run", "Good", "S800 ok?", "Notes"],
        [60, "Y", "N", "a"],
        [61, "Y", "Y", "b"],
    ]
    path = workbook(tmp_path / "runs.xlsx", rows)
    assert load_sheet(path).good() == {60, 61}
    assert load_sheet(path, column="s800 OK?").good() == {61}
    assert load_sheet(path, column="Good").columns == ("Good", "S800 ok?", "Notes")
    with pytest.raises(StackplanError, match=r"The column 'Notes' .* neither yes nor no"):
        load_sheet(path, column="Notes")


def test_that_a_title_may_be_merged_and_cells_of_runs_may_not(tmp_path: Path) -> None:
    titled = workbook(tmp_path / "a.xlsx", ROWS, lambda _, sheet: sheet.merge_cells("A1:D1"))
    assert load_sheet(titled).good() == parse("60, 63-64")
    merged = workbook(tmp_path / "b.xlsx", ROWS, lambda _, sheet: sheet.merge_cells("B4:B5"))
    with pytest.raises(StackplanError, match=r"b.xlsx: The cells B4 to B5 are merged.*; split"):
        load_sheet(merged)
    wide = workbook(tmp_path / "c.xlsx", ROWS, lambda _, sheet: sheet.merge_cells("B4:C4"))
    with pytest.raises(StackplanError, match="The cells B4 to C4 are merged"):
        load_sheet(wide)


def test_that_a_formula_without_a_value_is_refused_with_its_place(tmp_path: Path) -> None:
    path = workbook(tmp_path / "runs.xlsx", [*ROWS, [65, '=IF(A4>0,"Y","N")']])
    with pytest.raises(StackplanError, match="The cell B7 of the sheet 'Runs' is a formula"):
        load_sheet(path)


@pytest.mark.parametrize(
    ("rows", "change", "words"),
    [
        ([["run"], *([n] for n in range(200))], None, "more than 200 rows; keep those of"),
        (
            ROWS,
            lambda _, sheet: sheet.cell(2_000, 1, "x"),
            "1,000 empty rows in a row; delete what stands below",
        ),
        ([["run"], *([None, n] for n in range(1_200))], None, "has 1,201 rows; save the sheet"),
        (
            [["Run (TPC)", "Run (S800)", "Good"], [106, 2106, "Y"]],
            None,
            "'Run .TPC.' and 'Run .S800.' name different runs on line 2",
        ),
        ([["Start", "Good"], ["a", "Y"]], None, "has no column called 'Run'"),
        ([], None, "names no run"),
    ],
)
def test_that_a_sheet_that_cannot_be_read_whole_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: Any, change: Any, words: str
) -> None:
    monkeypatch.setattr("stackplan.files.run_sheet_file._MOST_ROWS", 200)
    monkeypatch.setattr("stackplan.files.run_sheet_file._LAST_ROW", 1_000)
    with pytest.raises(StackplanError, match=words):
        load_sheet(workbook(tmp_path / "runs.xlsx", rows, change))


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)


def zipped(name: str, content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (OLD + "EncryptedPackage".encode("utf-16-le"), "protected by a password; save it without"),
        (OLD, "of the old form .xls; save it as .xlsx or CSV"),
        (zipped("mimetype", b"x")[:30] + b"opendocument.spreadsheet", "of the form .ods; save it"),
        (b"PK\x03\x04 cut off", r"cannot be read \(BadZipFile\); save it as CSV"),
        (zipped("x", b"y"), r"cannot be read \(KeyError\); save it as CSV"),
    ],
    ids=["password", "xls", "ods", "cut", "zip"],
)
def test_that_what_is_no_workbook_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(StackplanError, match=words):
        read_workbook(data)


def test_that_what_would_fill_the_memory_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stackplan.files.run_sheet_file._MOST_UNPACKED", 1000)
    with pytest.raises(StackplanError, match="is too large; save the sheet of the runs as CSV"):
        read_workbook(zipped("x", bytes(1001)))


def test_that_without_openpyxl_the_remedy_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook(tmp_path / "runs.xlsx", ROWS)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    words = r"runs.xlsx: It is a workbook; save it as CSV or install stackplan\[xlsx\]"
    with pytest.raises(StackplanError, match=words):
        load_sheet(path)


def test_that_openpyxl_is_imported_only_for_a_workbook(tmp_path: Path) -> None:
    (tmp_path / "runs.csv").write_text("run,good\n60,Y\n", encoding="utf-8")
    before = sys.modules.pop("openpyxl", None)
    try:
        assert load_sheet(str(tmp_path / "runs.csv")).good() == {60}
        assert "openpyxl" not in sys.modules
    finally:
        if before is not None:
            sys.modules["openpyxl"] = before
    with pytest.raises(StackplanError, match="it is no workbook; leave --sheet out"):
        load_sheet(str(tmp_path / "runs.csv"), "Runs")
