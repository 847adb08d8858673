import pytest

from stackplan.core.errors import PlanTextError
from stackplan.core.plan_parser import ParsedLines, at_line
from stackplan.core.runs import Run


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


def test_that_a_header_that_is_not_there_has_its_default_on_line_1() -> None:
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


def test_that_a_mistake_with_a_line_keeps_it() -> None:
    with pytest.raises(PlanTextError, match="line 3"), at_line(9):
        raise PlanTextError("no good", 3)
