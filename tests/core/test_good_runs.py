from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackplan.core.errors import StackplanError
from stackplan.core.good_runs import Choice, Entry, RunSheet, choose, read_sheet
from stackplan.core.run_numbers import RunNumbers, parse
from strategies import RUN_NUMBERS

# As attpc-daq exports it and a spreadsheet saves it again: a third of the dates is mangled.
SHEET = """\
Run number,Run class,Title,Start date/time,Stop date/time,Config name,Pressure,Comments
54,PROD,16O + p,2020-08-12 09:07:31,53:34.6,a,600,
55,JUNK,16O + p,53:34.6,2020-08-12 11:00:00,a,600,"lost beam at 9:07
because of crane movement"
run_0056.h5,PROD,,,,a,600,
57.0,prod,16O + p,########,44055.4,a,600,"reduced HV, on Thgem"
,,,,,,,
58,TEST,pulser

60,,16O + p,,,a,600,
55,BEAM,16O + p,,,a,600,again
"""


def test_that_a_sheet_is_read_whatever_became_of_its_dates() -> None:
    sheet = read_sheet(SHEET)
    assert sheet == RunSheet(
        (
            Entry(54, "PROD"),
            Entry(55, "BEAM", "again"),
            Entry(57, "prod", "reduced HV, on Thgem"),
            Entry(58, "TEST"),
            Entry(60),
        ),
        has_classes=True,
        unread=(5,),
    )
    assert sheet.good() == parse("54, 57")
    assert sheet.good(["beam", "test"]) == parse("55, 58")
    assert sheet.classes == {"": 1, "BEAM": 1, "PROD": 1, "TEST": 1, "prod": 1}


def test_that_a_comment_of_several_lines_is_one() -> None:
    assert read_sheet("\n".join(SHEET.splitlines()[:4])).entries[1].comment == (
        "lost beam at 9:07 because of crane movement"
    )


@pytest.mark.parametrize("delimiter", [";", "\t", ","])
def test_that_any_spreadsheets_delimiter_will_do(delimiter: str) -> None:
    text = f"Run #{delimiter}Type{delimiter}Remarks\r\n7{delimiter}PROD{delimiter}good\r\n"
    assert read_sheet("\ufeff" + text).entries == (Entry(7, "PROD", "good"),)


@pytest.mark.parametrize("column", ["", ",class"])
def test_that_a_sheet_without_classes_names_good_runs(column: str) -> None:
    sheet = read_sheet(f"run{column}\n5\n6\n")
    assert (sheet.has_classes, sheet.good()) == (False, parse("5-6"))


def test_that_a_plain_list_names_good_runs() -> None:
    text = "# of the second week\n54-56, 60  # after the repair\n\n7\n"
    assert read_sheet(text).good() == parse("7, 54-56, 60")


@pytest.mark.parametrize("name", ["run 54", "run_0054", "Run54", "run_54.0"])
def test_that_a_run_on_the_first_line_is_no_heading(name: str) -> None:
    # Taken for the name of a column, it would be left out without a word.
    with pytest.raises(StackplanError, match=f"^Line 1 of the list: '{name.split()[0]}'"):
        read_sheet(f"{name}\nrun 55\n")
    assert read_sheet(f"run\n{name}\n").entries == (Entry(54),)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "names no run"),
        ("# nothing\n", "names no run"),
        ("run number,class\n", "names no run"),
        ("run number\nx\n", "names no run"),
        ("54\n55,PROD\n", "Line 2 of the list: 'PROD'"),
        ("1-999999999", "more than 100,000"),
        ('run,class\n5,"' + "words of a crew\n" * 10_000, "no CSV"),
        ('"' + "x" * 200_000, "Line 1"),
    ],
)
def test_that_what_is_no_list_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(StackplanError, match=words):
        read_sheet(text)


def test_that_a_list_chooses_what_is_planned_with_reasons() -> None:
    choice = choose(read_sheet(SHEET), parse("54-55, 58-61"))
    assert choice == Choice(
        skip=parse("55, 58-61"),
        reasons=(
            (parse("55"), "BEAM: again"),
            (parse("58"), "TEST"),
            (parse("59"), "not in the list of good runs"),
            (parse("60"), "no class"),
            (parse("61"), "not in the list of good runs"),
        ),
        planned=parse("54"),
        absent=parse("57"),
    )
    assert list(choice.sentences()) == [
        "1 run would be planned, 5 skipped.",
        "Skipped, BEAM: 55.",
        "Skipped, TEST: 58.",
        "Skipped, not in the list of good runs: 59, 61.",
        "Skipped, no class: 60.",
        "Good by the list, but not there: 57.",
    ]


def test_that_a_list_of_bad_runs_leaves_the_others_alone() -> None:
    choice = choose(read_sheet(SHEET), parse("54-55, 59"), unlisted=True)
    assert (choice.skip, choice.planned) == (parse("55"), parse("54, 59"))
    everything = choose(read_sheet("54"), parse("54"))
    assert list(everything.sentences()) == ["1 run would be planned, 0 skipped."]


@given(RUN_NUMBERS, RUN_NUMBERS, st.booleans())
def test_that_each_run_is_planned_or_skipped_for_one_reason(
    listed: RunNumbers, found: RunNumbers, unlisted: bool
) -> None:
    sheet = RunSheet(tuple(map(Entry, listed)))
    choice = choose(sheet, found, unlisted=unlisted)
    assert RunNumbers(choice.planned.intervals + choice.skip.intervals) == found
    assert [n for numbers, _ in choice.reasons for n in numbers] == list(choice.skip)
    assert set(choice.absent) == set(listed) - set(found)
    assert unlisted or set(choice.planned) == set(listed) & set(found)


CELLS = st.one_of(st.text(max_size=8), st.sampled_from(["54", "PROD", '"', "run_0005", "53:34.6"]))
ROWS = st.lists(st.lists(CELLS, max_size=5).map(",".join), max_size=6)


@given(st.sampled_from(["", "run number,class,comment", "Run;Type", "run\tx"]), ROWS)
def test_that_any_text_is_read_or_refused_in_words(heading: str, rows: list[str]) -> None:
    text = "\n".join([heading, *rows])
    with suppress(StackplanError):
        sheet = read_sheet(text)
        assert sheet.entries
        assert len(sheet.good()) <= len(sheet.entries)
