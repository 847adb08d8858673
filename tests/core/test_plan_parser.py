from contextlib import suppress

import pytest

from stackplan.core.plan import Plan, Stack
from stackplan.core.plan_parser import ParsedLines, PlanTextError, at_line, header_of
from stackplan.core.plan_text import read, write
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run

HAND_MADE = "# stackplan 1\n# traces: /data/h5\n# stacks: 3\n9 4\n0 3\n"


def with_lines(*lines: str) -> str:
    """A plan of five headers, then these lines from line 6 on."""
    head = ["# stackplan 1", "# traces: /data/h5", "# runs: all", "# stacks: 2", "# method: lpt"]
    return "\n".join([*head, *lines]) + "\n"


REFUSED = {
    "a run twice": (with_lines("1 2", "3 1"), 7, "run 1 stands in the plan twice"),
    "a run twice on a line": (with_lines("1 2 1"), 6, "run 1 stands in the plan twice"),
    "a word": (with_lines("1 two 3"), 6, "'two' is no run number"),
    "a negative number": (with_lines("1 -2"), 6, "'-2' is no run number"),
    "a fraction": (with_lines("1 2.5"), 6, "'2.5' is no run number"),
    "another digit": (with_lines("1 \u0665"), 6, "is no run number"),
    "ten digits": (with_lines("1234567890"), 6, "'1234567890' is no run number"),
    "a comma": (with_lines("1, 2"), 6, "'1,' is no run number"),
    "a blank line": (with_lines("1", "", "2"), 7, "a blank line; delete it"),
    "a line of blanks": (with_lines("1", " \t", "2"), 7, "a blank line"),
    "a stack too many": (with_lines("1", "2", "3"), 8, "a stack too many: '# stacks: 2' allows 2"),
    "one too many with an empty one": (with_lines("# empty: 1", "1", "2"), 8, "a stack too many"),
    "an empty stack that is not there": (with_lines("# empty: 3", "1"), 6, "does not exist"),
    "an empty stack 0": (with_lines("# empty: 0", "1"), 6, "does not exist"),
    "huge empty stacks": (with_lines("# empty: 1-999999999", "1"), 6, "does not exist"),
    "empty stacks of letters": (with_lines("# empty: x", "1"), 6, "no run number"),
    "a later version": ("# stackplan 2\n", 1, "version 2 of the plan file is not known"),
    "no plan file": ("hello\n", 1, "must begin with '# stackplan 1'"),
    "nothing": ("", 1, "must begin with '# stackplan 1'"),
    "a header twice": (with_lines("# skip: 5", "# skip: 6", "1"), 7, "stands here a second time"),
    "no traces": ("# stackplan 1\n# stacks: 2\n1\n", 1, "header '# traces:' is missing"),
    "empty traces": ("# stackplan 1\n# traces:\n# stacks: 2\n1\n", 2, "'# traces:' is missing"),
    "a zero byte in traces": ("# stackplan 1\n# traces: file:///%00\n# stacks: 1\n1\n", 2, "zero"),
    "no stacks": ("# stackplan 1\n# traces: /x\n1\n", 1, "header '# stacks:' is missing"),
    "stacks in words": ("# stackplan 1\n# traces: /x\n# stacks: two\n1\n", 3, "no number of"),
    "no stack": ("# stackplan 1\n# traces: /x\n# stacks: 0\n1\n", 3, "at least 1"),
    "stacks beyond sense": ("# stackplan 1\n# traces: /x\n# stacks: 999999\n1\n", 3, "too many"),
    "a range of letters": ("# stackplan 1\n# runs: a\n# traces: /x\n# stacks: 1\n1\n", 2, "range"),
    "a skip list of letters": (with_lines("# skip: 5, x", "1"), 6, "'x' .character 4."),
    "a skip reason of letters": (with_lines("# skip reason: x HV", "1"), 6, "no run number"),
    "speeds of letters": (with_lines("# speeds: 100,fast", "1"), 6, "whole per cents"),
    "a speed too many": (with_lines("# speeds: 100,100,55", "1"), 6, "3 speeds were given for 2"),
    "a speed of nothing": (with_lines("# speeds: 100,0", "1"), 6, "at least 1"),
    "an unknown weight": (with_lines("# weight: kg", "1"), 6, "'kg' is no weight"),
    "no method": ("# stackplan 1\n# traces: /x\n# method: ?\n# stacks: 1\n1\n", 3, "no name of"),
    "a time of another form": (with_lines("# made: yesterday", "1"), 6, "no time like"),
    "an unknown reason": (with_lines("# left out: 5 tired", "1"), 6, "no reason"),
    "a reason for nothing": (with_lines("# left out: missing", "1"), 6, "left out"),
    "a size in kilobytes": (with_lines("1", "# run 1: 5 kB"), 7, "must read like"),
    "a size with a comma": (with_lines("1", "# run 1: 5,000 bytes"), 7, "must read like"),
    "a negative size": (with_lines("1", "# run 1: -5 bytes"), 7, "must read like"),
    "a weight in words": (with_lines("1", "# run 1: 5 bytes, weight x"), 7, "must read like"),
    "a size of ten digits' run": (with_lines("1", "# run 1234567890: 5 bytes"), 7, "must read"),
    "a size twice": (with_lines("1", "# run 1: 5 bytes", "# run 1: 5 bytes"), 8, "a size twice"),
    "a size for no run": (with_lines("1", "# run 7: 5 bytes"), 7, "stands on no stack's line"),
    "no end of the last line": (with_lines("1", "2 3").rstrip(), 7, "breaks off here"),
    "an end among sizes": (
        with_lines("# stack 1: 2 runs, 9 bytes", "1 2", "# run 1: 5 bytes"),
        8,
        "breaks off here; copy it again",
    ),
    "an end before a stack": (with_lines("# stack 1: 1 run", "1", "# stack 2: 1 run"), 8, "breaks"),
    "an end before all stacks": (with_lines("#", "# stack 1: 2 runs, 9 bytes"), 7, "breaks off"),
    "an end before the separator": (with_lines(), 5, "breaks off"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_that_a_bad_plan_file_is_refused_with_the_line_at_fault(case: str) -> None:
    text, line, words = REFUSED[case]
    with pytest.raises(PlanTextError, match=words) as caught:
        read(text)
    assert caught.value.line == line
    assert str(caught.value).startswith(f"line {line}: ")
    assert "\n" not in str(caught.value)


def test_that_a_plan_made_by_hand_is_read() -> None:
    plan_file = read(HAND_MADE)
    assert plan_file.traces == "/data/h5"
    assert plan_file.plan == Plan(
        PlanRequest(n_stacks=3), (Stack((Run(9, 0), Run(4, 0))), Stack((Run(0, 0), Run(3, 0))))
    )


def test_that_a_run_added_by_hand_has_unknown_size_and_blanks_are_forgiven() -> None:
    lines = ["# stack 1: 1 run, 5 bytes", " 0001   2\t", "# run 1: 5 bytes"]
    assert read(with_lines(*lines)).plan.runs == (Run(1, 5), Run(2, 0))
    whole = with_lines("1 999999999", "# run 1: 5 bytes", "# run 999999999: 6 bytes").rstrip()
    assert read(whole).plan.loads == (11,)


def test_that_a_file_edited_by_hand_is_read_by_its_lines_and_rewritten_true() -> None:
    lines = [
        "# longest stack: 2, 99 TB",
        "#",
        "# stack 7: 3 runs, 99 TB",
        "1 2",
        "# run 1: 5 bytes",
    ]
    plan_file = read(with_lines(*lines, "# run 2: 6 bytes"))
    assert plan_file.plan.loads == (11,)
    assert "# stack 1: 2 runs, 11 bytes, 100.00 %\n1 2\n" in write(plan_file)
    assert "99 TB" not in write(plan_file)


def test_that_empty_stacks_come_back_where_they_were() -> None:
    text = HAND_MADE.replace("# stacks: 3", "# stacks: 5\n# empty: 1, 3-4")
    numbers = [stack.run_numbers for stack in read(text).plan.stacks]
    assert numbers == [(), (9, 4), (), (), (0, 3)]


def test_that_other_comments_are_kept_after_the_known_headers() -> None:
    plan_file = read("# stackplan 1\n# mine: 5\n" + HAND_MADE.split("\n", 1)[1])
    assert plan_file.unknown == ("# mine: 5",)
    assert write(plan_file).index("# method") < write(plan_file).index("# mine")


@pytest.mark.parametrize(
    ("header", "traces"),
    [
        ("/data/h5", "/data/h5"),
        ("/data/100%", "/data/100%"),
        ("file:///data/%20h5%20", "/data/ h5 "),
        ("file:///data/%FF", "/data/\udcff"),
        ("file:///data/%0A", "/data/\n"),
    ],
)
def test_that_the_trace_folder_is_plain_or_an_encoded_url(header: str, traces: str) -> None:
    assert read(HAND_MADE.replace("/data/h5", header)).traces == traces


def test_that_too_many_runs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stackplan.core.plan_parser.MAX_RUNS", 3)
    with pytest.raises(PlanTextError, match="at most 3 runs"):
        read(with_lines("1 2", "3 4"))
    assert len(read(with_lines("1 2", "3")).plan.runs) == 3


def test_that_too_large_a_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stackplan.core.plan_parser.MAX_CHARACTERS", 10)
    with pytest.raises(PlanTextError, match="larger than"):
        read(HAND_MADE)


@pytest.mark.parametrize(
    "line",
    [
        "# a" + " " * 200_000 + "x",
        "# " + "a " * 100_000 + "x",
        "# runs: 5" + " " * 200_000 + "x",
        "# run " + "0" * 200_000 + ": 5 bytes",
        "# speeds: " + "1 " * 100_000,
        "1 " * 100_000,
    ],
    ids=["blanks", "letters", "a range", "zeros", "speeds", "a stack"],
)
def test_that_a_strange_long_line_is_no_work_without_end(line: str) -> None:
    # Read again from each of its letters it would take hours.
    with suppress(PlanTextError):
        read(HAND_MADE.replace("9 4", line))


def test_that_every_header_that_is_written_is_known_to_the_reader() -> None:
    assert header_of("# longest stack: 3, 212.4 GB") is not None
    assert header_of("# run 54: 5 bytes") == ("run", "54", "5 bytes")
    assert header_of("#note:x:y") == ("note", "", "x:y")
    assert header_of("# run: 5 bytes") is None
    for comment in ("# Traces: /x", "# note", "# run 54"):
        assert header_of(comment) is None


def parsed(*lines: str) -> ParsedLines:
    draft = ParsedLines()
    for number, line in enumerate(lines, start=2):
        draft.add(line, number)
    return draft


def test_that_lines_are_sorted_into_what_they_say() -> None:
    draft = parsed("# skip: 5", "# note: a", "# note: b", "# mine", "#", "7 8", "# run 7: 9 bytes")
    assert draft.value("skip") == ("5", 2)
    assert draft.notes == ["a", "b"]
    assert draft.unknown == ["# mine"]
    assert draft.stacks == [[7, 8]]
    assert draft.runs == {7: Run(7, 9)}
    assert ParsedLines().value("runs", "all") == ("all", 1)


@pytest.mark.parametrize(
    ("line", "run", "pinned"),
    [
        ("# run 7: 9 bytes", Run(7, 9), False),
        ("# run 7: 9 bytes, pinned", Run(7, 9), True),
        ("# run 7: 9 bytes, weight 4", Run(7, 9, 4), False),
        ("# run 7: 0 bytes, weight 4 estimated, pinned", Run(7, 0, 4, estimated=True), True),
        ("#  run  007 :  9 bytes ", Run(7, 9), False),
    ],
)
def test_that_a_run_header_says_size_weight_and_pin(line: str, run: Run, *, pinned: bool) -> None:
    draft = parsed(line)
    assert draft.runs == {7: run}
    assert draft.pinned == ({7} if pinned else set())


WHOLE = ("#", "# stack 1: 2 runs", "7 8", "# run 7: 9 bytes", "# run 8: 9 bytes")


@pytest.mark.parametrize(
    ("lines", "ends_with_newline", "lost"),
    [
        (WHOLE, True, False),
        (WHOLE, False, True),
        (("7 8", "# run 7: 9 bytes", "# run 8: 9 bytes"), False, False),
        (("#",), True, False),
        (("#",), False, True),
        ((), True, True),
        (WHOLE[:2], True, True),
        (("# longest stack: 1", "#"), True, True),
        (WHOLE[:3], True, True),
        (WHOLE[:4], True, True),
        (WHOLE[:4], False, True),
        (("7 8",), True, False),
        (("7 8", "# run 7: 9 bytes"), True, False),
        (("# stack 1: 1 run", "7 8", "# run 7: 9 bytes"), True, False),
        ((*WHOLE[:3], "# run 8: 9 bytes"), True, False),
    ],
)
def test_that_the_loss_of_an_end_is_told_from_an_edit_by_hand(
    lines: tuple[str, ...], *, ends_with_newline: bool, lost: bool
) -> None:
    assert parsed(*lines).breaks_off(ends_with_newline=ends_with_newline) is lost


def test_that_a_mistake_in_a_value_gets_the_number_of_its_line() -> None:
    with pytest.raises(PlanTextError, match="line 9: no good"), at_line(9):
        raise ValueError("no good.")
    with pytest.raises(PlanTextError, match="line 3"), at_line(9):
        raise PlanTextError("no good", 3)


def test_that_a_mistake_in_a_plan_file_names_its_line() -> None:
    error = PlanTextError("a blank line; delete it", 12)
    assert (error.line, str(error)) == (12, "line 12: a blank line; delete it")


def test_that_what_a_mistake_quotes_is_shown_escaped() -> None:
    error = PlanTextError("'6\x147' is no run number", 12)
    assert str(error) == "line 12: '6\\x147' is no run number"
