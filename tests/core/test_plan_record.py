from typing import Any

import pytest
from hypothesis import given

from stackplan.core.file_problems import LeftOut
from stackplan.core.plan import Plan
from stackplan.core.plan_parser import read_left_out, read_path, read_skip_reason
from stackplan.core.plan_text import PlanFile, write_left_out, write_path, write_skip_reason
from stackplan.core.request import PlanRequest
from stackplan.core.run_numbers import parse
from strategies import NAMES, TRACES, left_out

PLAN = Plan(PlanRequest())


@pytest.mark.parametrize(
    "values",
    [
        {"traces": ""},
        {"traces": "/data\0"},
        {"traces": "/data/\ud800"},
        {"made": "2026-11-22"},
        {"made": "2026-11-22T18:40:00"},
        {"unknown": ("no comment",)},
        {"unknown": ("#",)},
        {"unknown": ("# skip: 5",)},
        {"unknown": ("# run 5: 9 bytes",)},
        {"unknown": ("# two\nlines",)},
        {"left_out": (LeftOut("misnamed", name="\ud800"),)},
    ],
    ids=repr,
)
def test_that_what_could_not_be_read_back_is_refused(values: Any) -> None:
    with pytest.raises(ValueError, match=r".+"):
        PlanFile(**{"plan": PLAN, "traces": "/data/h5", **values})


def test_that_a_note_is_kept_in_lines_that_show() -> None:
    assert PlanFile(PLAN, "/x", note="\n a \r\nb\x07c\n\n").note == "a\nb c"


def test_that_runs_skipped_for_one_reason_are_one_entry() -> None:
    reasons = ((parse("60-61, 70"), "HV\ntrip "), (parse("64"), "noisy"), (parse("62"), "HV trip"))
    assert PlanFile(PLAN, "/x", skip_reasons=reasons).skip_reasons == (
        (parse("60-62, 70"), "HV trip"),
        (parse("64"), "noisy"),
    )


@pytest.mark.parametrize(
    ("numbers", "reason", "text"),
    [
        ("60", "HV trip", "60 HV trip"),
        ("60-62, 64", "HV trip", "60-62,64 HV trip"),
        ("60", "62, 64 had the same trip", "60 62, 64 had the same trip"),
        ("60", ",64 too", "60 ,64 too"),
        ("60-61", "-62: see e-log", "60-61 -62: see e-log"),
    ],
)
def test_that_a_reason_is_told_from_the_runs_whatever_it_begins_with(
    numbers: str, reason: str, text: str
) -> None:
    assert write_skip_reason(parse(numbers), reason) == text
    assert read_skip_reason(text) == (parse(numbers), reason)


def test_that_a_skip_reason_without_a_word_is_dropped() -> None:
    assert PlanFile(PLAN, "/x", skip_reasons=((parse("60"), " \x07 "),)).skip_reasons == ()


def test_that_what_is_left_out_is_one_entry_a_reason_and_then_names_in_order() -> None:
    entries = (
        LeftOut("misnamed", name="b"),
        LeftOut("empty", parse("9")),
        LeftOut("missing", parse("7")),
        LeftOut("misnamed", name="a"),
        LeftOut("empty", parse("8")),
        LeftOut("misnamed", name="a"),
    )
    assert PlanFile(PLAN, "/x", left_out=entries).left_out == (
        LeftOut("missing", parse("7")),
        LeftOut("empty", parse("8-9")),
        LeftOut("misnamed", name="a"),
        LeftOut("misnamed", name="b"),
    )


def test_that_bytes_that_are_utf8_after_all_are_characters() -> None:
    assert PlanFile(PLAN, "/data/\udcc3\udca9").traces == "/data/\u00e9"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/mnt/e20020/h5", "/mnt/e20020/h5"),
        ("/data/M\u00fcnchen 2026", "/data/M\u00fcnchen 2026"),
        ("/data/100%20", "/data/100%20"),
        ("/data/h5 ", "file:///data/h5%20"),
        ("/data/a\nb", "file:///data/a%0Ab"),
        ("/data/\udcff", "file:///data/%FF"),
        ("file:///x", "file://file%3A///x"),
    ],
)
def test_that_a_path_that_a_line_cannot_carry_is_written_as_a_url(path: str, text: str) -> None:
    assert write_path(path) == text
    assert read_path(text) == path


@given(TRACES)
def test_that_every_path_is_read_back_from_one_line(path: str) -> None:
    text = write_path(path)
    assert text == text.strip()
    assert len(text.splitlines()) == 1
    assert text.encode("utf-8")
    assert read_path(text) == path


def test_that_what_is_left_out_reads_as_words() -> None:
    entries = (
        LeftOut("skipped", parse("60-61")),
        LeftOut("missing", parse("77, 79-80")),
        LeftOut("misnamed", name="run_10.h5"),
        LeftOut("misnamed", name="run 1, x.h5"),
    )
    text = "60-61 skipped, 77 79-80 missing, run_10.h5 misnamed, run%201%2C%20x.h5 misnamed"
    assert write_left_out(entries) == text
    assert read_left_out(text) == entries


@given(left_out())
def test_that_what_is_left_out_is_read_back(entries: tuple[LeftOut, ...]) -> None:
    assert read_left_out(write_left_out(entries)) == entries


@given(NAMES)
def test_that_a_strange_name_stays_on_one_line(name: str) -> None:
    text = write_left_out([LeftOut("misnamed", name=name)])
    assert len(text.splitlines()) == 1
    assert text.count(",") == 0
