from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stackplan.core.file_problems import LeftOut
from stackplan.core.plan import Plan, Proof, Stack
from stackplan.core.plan_parser import PlanTextError, read_left_out, read_path, read_skip_reason
from stackplan.core.plan_text import (
    PlanFile,
    longest_words,
    read,
    write,
    write_left_out,
    write_path,
    write_skip_reason,
)
from stackplan.core.request import PlanRequest
from stackplan.core.run_numbers import parse
from stackplan.core.runs import Run
from strategies import NAMES, TRACES, known_plan_file, left_out, plan_files

GOLDEN = Path(__file__).parents[1] / "golden"


def golden_plan_file() -> PlanFile:
    """The plan of tests/golden/plan.txt: every header that a plan without speeds can have."""
    sizes = {54: 30_412_345_678, 55: 9_000_000_001, 56: 21_000_000_000, 57: 18_500_000_000}
    runs = {number: Run(number, size) for number, size in sizes.items()}
    stacks = (Stack((runs[54],)), Stack(()), Stack((runs[56], runs[55])), Stack((runs[57],)))
    return PlanFile(
        plan=Plan(PlanRequest(54, 63, (60, 61), 4, "lpt"), stacks, frozenset({57})),
        traces="/mnt/e20020/h5",
        made="2026-11-22T18:40:00Z",
        left_out=(
            LeftOut("skipped", parse("60-61")),
            LeftOut("missing", parse("58, 62-63")),
            LeftOut("empty", parse("59")),
            LeftOut("misnamed", name="run_91 (1).h5"),
        ),
        note="before the target change\nsee e-log 1234",
        skip_reasons=((parse("60"), "HV trip"),),
        unknown=("# colour: blue",),
    )


def test_that_a_plan_is_written_byte_for_byte_as_designed() -> None:
    assert write(golden_plan_file()).encode() == (GOLDEN / "plan.txt").read_bytes()
    assert read((GOLDEN / "plan.txt").read_text("utf-8")) == golden_plan_file()


@pytest.mark.parametrize(
    "old",
    [
        ("60 HV trip", "61 HV trip", "62 HV trip", "64 HV trip"),  # as 0.1.0 wrote good runs
        ("60-62 HV trip", "64 HV trip"),  # as 0.1.0 wrote ranges
        ("60-62,64 HV trip",),
    ],
    ids=len,
)
def test_that_runs_skipped_for_one_reason_stand_on_one_line(old: tuple[str, ...]) -> None:
    golden = (GOLDEN / "plan.txt").read_text("utf-8")
    line = "# skip reason: 60 HV trip\n"
    other = "# skip reason: 65 62-64 were noisy too\n"
    plan_file = read(golden.replace(line, "".join(f"# skip reason: {o}\n" for o in old) + other))
    assert plan_file.skip_reasons == (
        (parse("60-62, 64"), "HV trip"),
        (parse("65"), "62-64 were noisy too"),
    )
    joined = "# skip reason: 60-62,64 HV trip\n" + other
    assert write(plan_file) == golden.replace(line, joined)


def test_that_two_good_runs_out_of_many_leave_one_line_of_reasons() -> None:
    others = [(parse(str(n)), "not in the list of good runs") for n in range(3, 118)]
    text = write(replace(golden_plan_file(), skip_reasons=tuple(others)))
    assert text.count("# skip reason:") == 1
    assert "\n# skip reason: 3-117 not in the list of good runs\n" in text


@settings(max_examples=150)
@given(plan_files())
def test_that_reading_what_was_written_gives_the_same_plan_file(plan_file: PlanFile) -> None:
    text = write(plan_file)
    assert read(text) == plan_file
    assert write(read(text)) == text
    assert read("\ufeff" + text.replace("\n", "\r\n")) == plan_file
    first, *lines, last = text.split("\n")
    assert (first, last) == ("# stackplan 1", "")
    assert text.encode().decode() == text
    stacks = [line for line in lines if not line.startswith("#")]
    busy = [stack.run_numbers for stack in plan_file.plan.stacks if stack.runs]
    assert [tuple(map(int, line.split(" "))) for line in stacks] == busy


@given(plan_files().map(known_plan_file), st.data())
def test_that_a_file_cut_off_anywhere_is_refused_or_loses_no_run(
    plan_file: PlanFile, data: st.DataObject
) -> None:
    text = write(plan_file)
    cut = data.draw(st.integers(0, len(text) - 1))
    with suppress(PlanTextError):
        assert read(text[:cut]).plan.runs == plan_file.plan.runs


def test_that_the_recorded_plan_cut_at_every_byte_is_refused() -> None:
    text = (GOLDEN / "plan.txt").read_text("utf-8")
    assert text.isascii()
    for cut in range(len(text)):
        with pytest.raises(PlanTextError):
            read(text[:cut])


@pytest.mark.parametrize("sizes", [[5, 6, 7], [0, 0, 0], [5, 0, 0]], ids=repr)
def test_that_a_plan_of_unknown_sizes_cut_at_every_byte_loses_no_run(sizes: list[int]) -> None:
    runs = [Run(number, size) for number, size in enumerate(sizes, start=8)]
    stacks = (Stack((runs[2],)), Stack(tuple(runs[:2])))
    plan_file = PlanFile(Plan(PlanRequest(n_stacks=2), stacks), "/data/h5")
    text = write(plan_file)
    for cut in range(len(text)):
        with suppress(PlanTextError):
            assert read(text[:cut]) == plan_file


def test_that_a_plan_without_runs_cut_at_every_byte_is_refused_or_whole() -> None:
    plan_file = PlanFile(Plan(PlanRequest(n_stacks=2), (Stack(), Stack())), "/data/h5")
    text = write(plan_file)
    assert read(text) == plan_file
    for cut in range(len(text) - 1):
        with pytest.raises(PlanTextError):
            read(text[:cut])


def test_that_only_the_time_differs_between_two_saves_of_a_plan() -> None:
    first = write(golden_plan_file()).split("\n")
    later = write(replace(golden_plan_file(), made="2027-01-01T00:00:00Z")).split("\n")
    assert [a for a, b in zip(first, later, strict=True) if a != b] == [
        "# made: 2026-11-22T18:40:00Z"
    ]


def proved_plan_file() -> PlanFile:
    """Even loads of 26 in all on two stacks: a search can show that 14 is the best, not 13."""
    sizes = (10, 6, 6, 2, 2)
    runs = [Run(n, size) for n, size in enumerate(sizes, start=1)]
    stacks = (Stack((runs[0], runs[3], runs[4])), Stack((runs[1], runs[2])))
    plan = Plan(PlanRequest(n_stacks=2, method="balanced"), stacks)
    return PlanFile(replace(plan, proof=Proof(14, sizes, 2)), "/data/h5")


def test_that_a_proof_travels_in_the_file() -> None:
    text = write(proved_plan_file())
    assert "# lower bound: 14\n# proof: " in text
    assert read(text) == proved_plan_file()
    assert read(text).plan.lower_bound == 14


@pytest.mark.parametrize(
    ("written", "edited"),
    [
        ("# stacks: 2", "# stacks: 3"),
        ("# run 5: 2 bytes", "# run 5: 1 bytes"),
        ("# stacks: 2", "# stacks: 2\n# speeds: 100,100"),
        ("# lower bound: 14", "# lower bound: 15"),
        ("# lower bound: 14", "# lower bound: 27/2"),
        ("# lower bound: 14", "# lower bound: about 14"),
        ("# lower bound: 14\n", ""),
    ],
)
def test_that_an_edit_by_hand_does_not_carry_a_bound_along(written: str, edited: str) -> None:
    text = write(proved_plan_file())
    assert written in text
    plan = read(text.replace(written, edited)).plan
    assert plan.proof is None
    assert plan.lower_bound != 14


def test_that_a_bound_is_taken_through_a_move_by_hand() -> None:
    text = write(proved_plan_file()).replace("\n1 4 5\n", "\n1 4\n").replace("\n2 3\n", "\n2 3 5\n")
    plan = read(text).plan
    assert plan.loads == (12, 14)
    assert plan.lower_bound == 14


def test_that_a_bound_out_of_pins_is_no_proof() -> None:
    runs = (Run(1, 9), Run(2, 8), Run(3, 1))
    plan = Plan(PlanRequest(n_stacks=2), (Stack(runs[:2]), Stack(runs[2:])), frozenset({1, 2}))
    text = write(PlanFile(plan, "/data/h5"))
    assert "# lower bound: 17" in text
    assert read(text.replace(", pinned", "")).plan.lower_bound == 9


def test_that_the_longest_stack_is_named_and_praised_only_if_all_is_known() -> None:
    plan = Plan(PlanRequest(n_stacks=1), (Stack((Run(1, 0), Run(2, 5))),))
    assert longest_words(plan) == "1, 5 bytes, 100.00 % of 5 bytes, not every size is known"
    plan = Plan(PlanRequest(weight="events"), (Stack((Run(1, 5, 0),)),))
    share, quality = "0.00 % of 0 events", "optimal: no plan is shorter"
    assert longest_words(plan) == f"1, 0 events, {share}, {quality}"
    stacks = (Stack((Run(1, 1),)), Stack((Run(2, 1),)), Stack((Run(3, 4),)))
    words = longest_words(Plan(PlanRequest(n_stacks=3), stacks))
    assert words.startswith("3, 4 bytes, 66.67 % of 6 bytes")


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
    # Bytes that are UTF-8 after all are characters.
    assert PlanFile(PLAN, "/data/\udcc3\udca9").traces == "/data/\u00e9"


def test_that_runs_skipped_for_one_reason_are_one_entry() -> None:
    reasons = (
        (parse("60-61, 70"), "HV\ntrip "), (parse("64"), "noisy"), (parse("62"), "HV trip"),
        (parse("65"), " \x07 "),
    )  # fmt: skip
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


@given(left_out(), NAMES)
def test_that_what_is_left_out_is_read_back(entries: tuple[LeftOut, ...], name: str) -> None:
    assert read_left_out(write_left_out(entries)) == entries
    text = write_left_out([LeftOut("misnamed", name=name)])
    assert (len(text.splitlines()), text.count(",")) == (1, 0)
