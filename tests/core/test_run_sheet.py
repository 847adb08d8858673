from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackplan.core.errors import StackplanError
from stackplan.core.run_numbers import RunNumbers, parse
from stackplan.core.run_sheet import Entry, RunChoice, RunSheet, choose, names_runs, read_sheet
from stackplan.core.text import plural
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
            Entry(55, "BEAM", "again"),  # the later of two lines
            Entry(57, "prod", "reduced HV, on Thgem"),
            Entry(58, "TEST"),
            Entry(60),
        ),
        "Run class",
        has_classes=True,
        remarks=(
            "The column 'Run class' decides which runs are good.",
            "Run 55 is JUNK on line 3 and BEAM on line 11; the last counts.",
        ),
        unread=((5, "run_0056.h5"),),
        columns=sheet.columns,
    )
    assert sheet.columns[:2] == ("Run class", "Title")
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
    assert (sheet.column, sheet.good()) == ("", parse("5-6"))


def test_that_a_plain_list_names_good_runs() -> None:
    text = "# of the second week\n54-56, 60  # after the repair\n\n7\n"
    assert read_sheet(text).good() == parse("7, 54-56, 60")


@pytest.mark.parametrize("name", ["run 54", "run_0054", "Run54", "run_54.0"])
def test_that_a_run_on_the_first_line_is_no_heading(name: str) -> None:
    # Taken for the name of a column, it would be left out without a word.
    assert read_sheet(f"{name}\nrun 55\n").good() == parse("54-55")
    assert read_sheet(f"run\n{name}\n").entries == (Entry(54),)


@pytest.mark.parametrize(
    ("text", "runs", "form"),
    [
        ("runs_to_skip = [1052, 1069]\n", "1052, 1069", "a Python list (runs_to_skip)"),
        ('{\n "runs": [\n  60,\n  61\n ]\n}\n', "60-61", "a JSON object"),
        ("runs = [\n60,\n61\n]\n", "60-61", "a Python list (runs)"),
        ("import os, sys\nruns = [60]\nrun\n", "60", "a Python list (runs)"),
        ('root -l "unpack.C(\\"run_0070\\")"\n', "70", "ROOT commands"),
        ("run_0060.h5\nrun_0062.h5\n", "60, 62", "names of files"),
    ],
)
def test_that_a_list_in_another_form_names_good_runs_and_says_what_was_read(
    text: str, runs: str, form: str
) -> None:
    sheet = read_sheet(text)
    assert sheet.good() == parse(runs)
    assert list(sheet.sentences()) == [
        f"Read {plural(len(parse(runs)), 'run')}: {runs}, from {form}."
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "names no run"),
        ("# nothing\n", "runs are all in comments"),
        ("run number,class\n", "names no run"),
        ("run number\nx\n", "names no run"),
        ("54\n55,PROD\n", r"^The list cannot be used: 'PROD' \(line 2\) is no run number"),
        (
            "a=(1)\nb=(2)\n",
            r"^The list cannot be used: it holds 2 lists, a \(line 1\) and b \(line 2\)",
        ),
        ("1-999999999", "more than 100,000"),
        ('run,class\n5,"' + "words of a crew\n" * 10_000, "not CSV"),
        ('"' + "x" * 200_000, r"\(line 1|character 2\)"),
    ],
)
def test_that_what_is_no_list_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(StackplanError, match=words):
        read_sheet(text)


def test_that_a_list_chooses_what_is_planned_with_reasons() -> None:
    choice = choose(read_sheet(SHEET), parse("54-55, 58-61"))
    assert choice == RunChoice(
        skip=parse("55, 58-61"),
        reasons=(
            (parse("55"), "BEAM: again"),
            (parse("58"), "TEST"),
            (parse("59, 61"), "not in the list of good runs"),
            (parse("60"), "no class"),
        ),
        planned=parse("54"),
        absent=parse("57"),
        by_reason={
            "BEAM": parse("55"),
            "TEST": parse("58"),
            "not in the list of good runs": parse("59, 61"),
            "no class": parse("60"),
        },
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
    assert sorted(n for numbers, _ in choice.reasons for n in numbers) == list(choice.skip)
    assert set(choice.absent) == set(listed) - set(found)
    assert unlisted or set(choice.planned) == set(listed) & set(found)


@pytest.mark.parametrize(
    ("cell", "runs"),
    [
        ("60", "60"),
        ("0060", "60"),
        ("60.0", "60"),
        ("run_0060", "60"),
        ("60-62", "60-62"),
        ("60 \u2013 62", "60-62"),
        ("runs 60-62, 64", "60-62, 64"),
        ("60\n62", "60, 62"),
    ],
)
def test_that_a_cell_may_name_several_runs(cell: str, runs: str) -> None:
    sheet = read_sheet(f'Run;Comment\n"{cell}";trip\n70;\n')
    assert sheet.good() == parse(f"{runs}, 70")
    assert {entry.comment for entry in sheet.entries if entry.number < 70} == {"trip"}


@pytest.mark.parametrize(
    "cell",
    [
        "5-Mar", "Mar-05", "2026-03-05", "3/5/2026", "5.3.2026", "2026-03-05 18:40", "18:40",
        "62-60", "60.5", "1,060", "60?", "#60", "", "total", "9999999999",
    ],
)  # fmt: skip
def test_that_a_date_and_what_may_mean_two_things_is_no_run_and_is_told(cell: str) -> None:
    sheet = read_sheet(f'run,note\n60,\n"{cell}",x\n')
    assert sheet.good() == parse("60")
    assert sheet.unread == ((3, cell),)
    words = f": '{cell}'" * bool(cell)
    assert f"Line 3 of the list names no run{words}." in list(sheet.sentences())


def test_that_a_range_that_became_a_date_is_told_with_the_remedy() -> None:
    assert "write 'runs 3-5'" in list(read_sheet("run,good\n5-Mar,Y\n60,Y\n").sentences())[-1]
    assert read_sheet("run,good\nruns 3-5,Y\n").good() == parse("3-5")


def test_that_many_lines_without_a_run_are_told_in_short() -> None:
    rows = "".join(f"note {n},\n" for n in range(9))
    told = list(read_sheet(f"run,comment\n60,\n{rows}").sentences())[-1]
    assert told.startswith("Lines 3-11 of the list name no run: 'note 0', 'note 1',")
    assert told.endswith("'note 4', ....")


@pytest.mark.parametrize("first", ["run 54-56", "Runs: 54-56", "Run 54; run 55-56"])
def test_that_a_range_on_the_first_line_is_no_heading(first: str) -> None:
    # Taken for the name of a column, its runs would be left out without a word.
    assert read_sheet(f"{first}\n60\n").good() == parse("54-56, 60")


def test_that_titles_may_stand_above_the_heading() -> None:
    text = 'sep=;\nE20009, 16C beam;;\n;;\n"Run\n#";Good?;Notes\n60;Y;\n61;N;\n'
    assert read_sheet(text).good() == parse("60")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("First,Last,Good?\n60,62,Y\n", "has no column called 'Run'"),
        ("run,comment,good\n60,trip, late,N\n", "Line 2 .* more cells than the heading"),
        ('run,good,comment\n60,Y,"trip\n61,N,ok\n', "Line 2 of the list is not CSV"),
        ('run,good,comment\n60,Y,"trip\n61,N,"ok\n62,Y,\n', "Line 2 of the list is not CSV"),
        ("run,good\n60,Y\n1-100001,N\n", "more than 100,000"),
    ],
)
def test_that_a_sheet_that_would_be_read_in_part_is_refused(text: str, words: str) -> None:
    with pytest.raises(StackplanError, match=words):
        read_sheet(text)


def test_that_a_comma_in_the_comment_at_the_end_needs_no_quotation_marks() -> None:
    sheet = read_sheet("run,good,comment\n60,N,trip, late\n")
    assert sheet.entries == (Entry(60, "N", "trip, late"),)
    assert read_sheet("run\n54-56, 60\n").good() == parse("54-56, 60")


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ("60,Y\n60,N\n", "2 and 3"),
        ("60-62,Y\n61,N\n", "2 and 3"),
        ('60,Y,"two\nlines"\n61,Y,\n60,no,\n', "2 and 5"),
        ("60,N\n60,N\n60,Y\n", "3 and 4"),
    ],
)
def test_that_two_rows_that_contradict_each_other_about_a_run_are_named(
    rows: str, lines: str
) -> None:
    with pytest.raises(StackplanError, match=f"^Lines {lines} of the list do not agree on run 6"):
        read_sheet(f"run,good,comment\n{rows}")
    with pytest.raises(StackplanError, match="'PROD' and 'JUNK'"):
        read_sheet("run,class\n60,PROD\n60,JUNK\n")


def test_that_a_second_row_may_add_a_comment() -> None:
    sheet = read_sheet("run,good,comment\n60,Y,\n61,N,trip\n60,,late\n61,no,\n")
    assert sheet.entries == (Entry(60, "Y", "late"), Entry(61, "no", "trip"))


CELLS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(["54", "54-56", "PROD", "Y", "N", "x", '"', "run_0005", "53:34.6"]),
)
ROWS = st.lists(st.lists(CELLS, max_size=5).map(",".join), max_size=6)


@given(
    st.sampled_from(["", "run number,class,comment", "Run;Type", "run\tx", "run,good,use"]), ROWS
)
def test_that_any_text_is_read_or_refused_in_words(heading: str, rows: list[str]) -> None:
    text = "\n".join([heading, *rows])
    with suppress(StackplanError):
        sheet = read_sheet(text)
        assert sheet.entries
        assert len(sheet.good()) <= len(sheet.entries)
        assert list(sheet.sentences()) or heading in {"", "Run;Type", "run\tx"}


@pytest.mark.parametrize(
    ("column", "good"), [("Use", "60"), ("skip", "61"), ("Type", "60"), ("beam", "61")]
)
def test_that_a_column_that_is_named_decides_whatever_it_is_called(column: str, good: str) -> None:
    text = "run,Use,Skip,Type,beam,empty\n60,Y,Y,PROD,no,\n61,N,,TEST,yes,\n"
    sheet = read_sheet(text, column)
    assert sheet.good() == parse(good)
    assert sheet.column.casefold() == column.casefold()


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("run,Use\n60,Y\n", "beam", "no column 'beam'; there are: 'Use'"),
        ("run\n60\n", "beam", "there are: none"),
        ("run,Use\n60,\n", "Use", "'Use' is empty; fill it in, or choose another"),
        ("run,Use\n60,perhaps\n", "Use", "'perhaps' on line 2 is neither yes nor no"),
        ("60\n", "Use", "for it is no sheet"),
        ("Run (TPC),Run (S800)\n106,2106\n", "", "name different runs on line 2, perhaps of two"),
    ],
)
def test_that_a_column_that_cannot_decide_is_refused(text: str, column: str, words: str) -> None:
    with pytest.raises(StackplanError, match=words):
        read_sheet(text, column)


def test_that_a_second_column_of_the_same_runs_does_no_harm() -> None:
    assert read_sheet("Run,Run number\n60,0060\n61,61\n").good() == parse("60-61")


def test_that_the_reason_to_skip_a_run_is_what_the_column_says_of_it() -> None:
    sheet = read_sheet("run,Good\n60,Y\n61,N\n62,\n")
    reasons = {str(runs): why for runs, why in choose(sheet, parse("60-63")).reasons}
    assert reasons == {
        "61": "'Good' says N",
        "62": "'Good' is empty",
        "63": "not in the list of good runs",
    }


def test_that_a_workbook_says_which_of_its_sheets_was_read() -> None:
    read = RunSheet((Entry(54),), sheet="runs", sheets=("runs", "beam\n", "old"))
    assert next(read.sentences()).startswith("Read the sheet 'runs'; there are others: 'beam")
    assert list(RunSheet((Entry(54),), sheet="runs", sheets=("runs",)).sentences()) == []
    assert names_runs(SHEET)
    assert not names_runs("day,weather\n1,rain\n")
