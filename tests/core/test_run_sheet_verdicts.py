"""A sheet's own good column decides, or is refused by name; it is never passed over in silence."""

import pytest

from stackplan.core.errors import StackplanError
from stackplan.core.run_numbers import parse
from stackplan.core.run_sheet import RunSheet, read_sheet


def sheet(heading: str, *cells: str) -> RunSheet:
    """A sheet with one column beside the runs, from run 60 on."""
    rows = (f'{number},"{cell}"\n' for number, cell in enumerate(cells, start=60))
    return read_sheet(f'Run,"{heading}"\n{"".join(rows)}')


@pytest.mark.parametrize(
    "heading",
    [
        "good", "Good?", "GOOD (Y/N)", "Good? (Y/N)", "Good [yes/no]", "good_run", "isGood",
        "goodruns", "Good run?", "Good or bad", "ok", "OK?", "Ok (x)", "use", "Use?", "use run",
        "Used in analysis", "valid", "Is valid", "Status", "status (T/F)", "run status",
        "Good\n(Y/N)",
    ],
)  # fmt: skip
def test_that_a_good_column_decides(heading: str) -> None:
    pairs = [
        ("yes", "no"), ("Y", "N"), ("y", "n"), ("True", "False"), ("TRUE", "FALSE"), ("T", "F"),
        ("1", "0"), ("1.0", "0.0"), ("x", ""), ("X", ""), ("Y", ""), ("good", "bad"), ("OK", "bad"),
        ("\u2713", "\u2717"), ("\u2714\ufe0f", "-"), (" yes. ", "not ok"), ("ja", "nein"),
    ]  # fmt: skip
    for good, bad in pairs:
        found = sheet(heading, good, bad, good)
        assert found.good() == parse("60, 62")
        assert list(found.sentences()) == [
            f"The column '{' '.join(heading.split())}' decides which runs are good."
        ]


@pytest.mark.parametrize("heading", ["Bad", "bad run?", "Skip", "exclude (Y)", "Junk?"])
@pytest.mark.parametrize(("bad", "good"), [("Y", "N"), ("x", ""), ("1", "0"), ("bad", "good")])
def test_that_a_column_of_bad_runs_decides_too(heading: str, bad: str, good: str) -> None:
    assert sheet(heading, good, bad, good).good() == parse("60, 62")


def test_that_what_is_left_open_among_yes_and_no_is_not_good() -> None:
    assert sheet("Good?", "Y", "", "N").good() == parse("60")


@pytest.mark.parametrize(
    ("heading", "cells", "words"),
    [
        ("Good?", ["Y", "maybe", "N"], "'Good\\?' .* 'maybe' on line 3 is neither yes nor no"),
        ("OK", ["?", "", ""], "'OK' .* '\\?' on line 2"),
        ("Status", ["done", "running", "done"], "'Status' .* 'done' on line 2"),
        ("valid", ["1", "2", "0"], "'valid' .* '2' on line 3"),
        ("good", ["Y", "x", ""], "'good' has 'x' on line 3 and 'Y' elsewhere"),
        ("good", ["\u2713", "x", ""], "'good' has 'x' on line 3"),
        ("good", ["N", "", ""], "'good' calls some runs bad and none good"),
        ("good", ["", "", ""], "'good' is empty"),
        ("Analyze?", ["Y", "N", "Y"], "'Analyze\\?' says yes and no"),
        ("not good", ["x", "", ""], "'not good' says yes and no"),
        ("HV ok", ["Y", "Y", ""], "'HV ok' says yes and no"),
        ("Comment", ["ok", "bad", ""], "'Comment' says yes and no"),
    ],
)
def test_that_a_column_that_looks_like_one_and_is_not_clear_is_refused_by_name(
    heading: str, cells: list[str], words: str
) -> None:
    with pytest.raises(StackplanError, match=words):
        sheet(heading, *cells)


def test_that_the_line_named_is_the_one_in_the_file() -> None:
    text = 'Title\n\nrun,comment,good\n60,"two\nlines",Y\n\n61,,hm\n'
    with pytest.raises(StackplanError, match="'hm' on line 7"):
        read_sheet(text)


@pytest.mark.parametrize(
    "heading", ["Pressure", "Good events", "Comments", "Because", "Status of gas"]
)
def test_that_a_column_about_something_else_does_not_decide_and_that_none_does_is_told(
    heading: str,
) -> None:
    found = sheet(heading, "600", "601", "")
    assert found.good() == parse("60-62")
    assert list(found.sentences()) == [
        "No column of the list says which runs are good; every run that it names counts."
    ]


def test_that_two_columns_decide_only_if_they_agree() -> None:
    found = read_sheet("run,Good,Use?\n60,Y,1\n61,N,0\n")
    assert found.good() == parse("60")
    assert found.remarks == (
        "The column 'Good' decides which runs are good.",
        "The column 'Use?' says the same.",
    )
    for cells in ("60,Y,1\n61,N,1\n", "60,Y,1\n61,,1\n62,N,0\n"):
        with pytest.raises(StackplanError, match=r"line 3 'Good' .* and 'Use\?' has '1'"):
            read_sheet(f"run,Good,Use?\n{cells}")


def test_that_of_two_tables_side_by_side_none_is_passed_over() -> None:
    with pytest.raises(
        StackplanError, match="The columns 'Run' and 'Run' name different runs on line 2"
    ):
        read_sheet("Run,Good,,Run,Good\n60,Y,,70,N\n")


def test_that_a_column_beside_the_one_that_decides_is_told() -> None:
    text = "run,run class,Good?,Status,Use,HV ok\n60,PROD,Y,done,,Y\n61,PROD,N,aborted,,N\n"
    found = read_sheet(text)
    assert found.good() == parse("60")
    assert found.remarks == (
        "The column 'Good?' decides which runs are good.",
        "The column 'Status' does not decide.",
        "The column 'Use' is empty and does not decide.",
        "The column 'HV ok' does not decide.",
        "The column 'run class' does not decide.",
    )


def test_that_a_half_clear_column_is_refused_beside_a_clear_one() -> None:
    with pytest.raises(StackplanError, match=r"'Good' .* 'maybe' on line 3"):
        read_sheet("run,Good,Use\n60,Y,Y\n61,maybe,N\n")


def test_that_classes_decide_where_no_column_says_good() -> None:
    found = read_sheet("run,class,Status,Analyze?\n60,PROD,done,Y\n61,JUNK,done,N\n")
    assert found.good() == parse("60")
    assert found.remarks == (
        "The column 'class' decides which runs are good.",
        "The column 'Status' does not decide.",
        "The column 'Analyze?' does not decide.",
    )


def test_that_classes_that_are_good_and_bad_say_so() -> None:
    assert read_sheet("run,type\n60,good\n61,bad\n").good() == parse("60")
