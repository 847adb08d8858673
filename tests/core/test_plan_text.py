from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stackplan.core.errors import PlanTextError
from stackplan.core.file_problems import LeftOut
from stackplan.core.plan import Plan, Proof, Stack
from stackplan.core.plan_text import PlanFile, longest_words, read, write
from stackplan.core.request import PlanRequest
from stackplan.core.run_numbers import parse
from stackplan.core.runs import Run
from strategies import known_plan_file, plan_files

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


def test_that_the_recorded_plan_is_read_back() -> None:
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


@given(plan_files())
def test_that_a_plan_file_is_utf8_with_one_newline_a_line(plan_file: PlanFile) -> None:
    text = write(plan_file)
    assert text.encode("utf-8").decode("utf-8") == text
    assert text.endswith("\n")
    lines = text.removesuffix("\n").split("\n")
    assert lines[0] == "# stackplan 1"
    assert all(line.startswith("#") or line.replace(" ", "").isdigit() for line in lines)


@given(plan_files())
def test_that_line_n_without_a_hash_is_stack_n_of_those_with_runs(plan_file: PlanFile) -> None:
    lines = [line for line in write(plan_file).split("\n") if line and not line.startswith("#")]
    busy = [stack.run_numbers for stack in plan_file.plan.stacks if stack.runs]
    assert [tuple(map(int, line.split(" "))) for line in lines] == busy


@given(plan_files())
def test_that_byte_order_mark_and_windows_line_ends_are_forgiven(plan_file: PlanFile) -> None:
    text = write(plan_file)
    assert read("\ufeff" + text.replace("\n", "\r\n")) == plan_file


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


def test_that_a_plan_that_is_not_fully_known_is_not_praised() -> None:
    plan = Plan(PlanRequest(n_stacks=1), (Stack((Run(1, 0), Run(2, 5))),))
    assert longest_words(plan) == "1, 5 bytes, 100.00 % of 5 bytes, not every size is known"


def test_that_a_plan_whose_loads_are_nothing_has_no_share() -> None:
    plan = Plan(PlanRequest(weight="events"), (Stack((Run(1, 5, 0),)),))
    share, quality = "0.00 % of 0 events", "optimal: no plan is shorter"
    assert longest_words(plan) == f"1, 0 events, {share}, {quality}"


def test_that_the_longest_stack_is_named_wherever_it_stands() -> None:
    stacks = (Stack((Run(1, 1),)), Stack((Run(2, 1),)), Stack((Run(3, 4),)))
    words = longest_words(Plan(PlanRequest(n_stacks=3), stacks))
    assert words.startswith("3, 4 bytes, 66.67 % of 6 bytes")
