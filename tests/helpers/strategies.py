"""What hypothesis draws from: runs, requests, plans and plan files, friendly and hostile."""

import os
from dataclasses import replace

from hypothesis import strategies as st

from stackplan.core.balance import METHODS
from stackplan.core.file_problems import REASONS, LeftOut
from stackplan.core.plan import Plan, Proof, Stack
from stackplan.core.plan_text import PlanFile
from stackplan.core.request import WEIGHTS, PlanRequest
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.runs import MAX_RUN_NUMBER, Run

SMALL = st.integers(0, 60)
NUMBERS = st.one_of(SMALL, st.integers(0, MAX_RUN_NUMBER))
# Ties, small ones, real ones, and sizes past 2**53, where a float would round.
SIZES = st.one_of(
    st.sampled_from([1, 5, 5, 7]), st.integers(1, 100), st.integers(10**9, 10**11),
    st.integers(2**53, 2**63),
)  # fmt: skip

INTERVALS = st.builds(
    lambda first, length: (first, min(first + length, MAX_RUN_NUMBER)), NUMBERS, st.integers(0, 40)
)
RUN_NUMBERS = st.lists(INTERVALS, max_size=6).map(RunNumbers)
SMALL_SETS = st.frozensets(SMALL, max_size=25)


@st.composite
def runs(draw: st.DrawFn, *, known: bool = False, max_size: int = 25) -> list[Run]:
    """Runs of different numbers; of known size and without a weight, or anything a file can say."""
    numbers = draw(st.lists(NUMBERS, unique=True, max_size=max_size))
    if known:
        return [Run(number, draw(SIZES)) for number in numbers]
    weights = st.one_of(st.none(), st.integers(0, 10**12))
    found = []
    for number in numbers:
        weight = draw(weights)
        estimated = weight is not None and draw(st.booleans())
        found.append(Run(number, draw(st.one_of(st.just(0), SIZES)), weight, estimated))
    return found


@st.composite
def requests(draw: st.DrawFn, *, speeds: bool = True, open_range: bool = False) -> PlanRequest:
    """Any settings that a person can ask for; reversed ranges and huge skip lists included."""
    n_stacks = draw(st.integers(1, 12))
    some = st.lists(st.integers(1, 400), min_size=n_stacks, max_size=n_stacks).map(tuple)
    ends = st.none() if open_range else st.one_of(st.none(), NUMBERS)
    return PlanRequest(
        run_min=draw(ends),
        run_max=draw(ends),
        skip=draw(st.just(RunNumbers()) if open_range else RUN_NUMBERS),
        n_stacks=n_stacks,
        method=draw(st.sampled_from(list(METHODS))),
        speeds=draw(st.one_of(st.none(), some)) if speeds else None,
        weight="bytes" if open_range else draw(st.sampled_from((*WEIGHTS, "phase:Pointcloud"))),
    )


@st.composite
def plans(draw: st.DrawFn, *, known: bool = False) -> Plan:
    """Plans as edits leave them: in any order, with empty stacks and pins."""
    request = draw(requests())
    stacks: list[list[Run]] = [[] for _ in range(draw(st.integers(0, request.n_stacks)))]
    planned = draw(runs(known=known)) if stacks else []
    for run in planned:
        stacks[draw(st.integers(0, len(stacks) - 1))].append(run)
    numbers = [run.number for run in planned]
    pinned = draw(st.frozensets(st.sampled_from(numbers))) if numbers else frozenset()
    plan = Plan(request, tuple(Stack(tuple(stack)) for stack in stacks), pinned)
    return draw(st.one_of(st.just(plan), proved(plan)))


@st.composite
def proved(draw: st.DrawFn, plan: Plan) -> Plan:
    """The same plan with a bound that might have been proved, weak ones included."""
    part = draw(st.fractions(0, 1, max_denominator=9))
    bound = plan.makespan * part
    loads = tuple(run.load for run in plan.runs)
    exact = bound if plan.request.speeds else int(bound)
    return replace(plan, proof=Proof(exact, loads, plan.request.n_stacks, plan.request.speeds))


# Bytes as a disk holds them, not as a person would type them: newlines, blanks, no UTF-8.
NAMES = st.one_of(
    st.sampled_from(["run_10.h5", "RUN_0011.H5", "run_0001 (1).h5", "run_7,8.h5", "run_1%20.h5"]),
    st.binary(min_size=1, max_size=12)
    .filter(lambda name: b"/" not in name and b"\0" not in name)
    .map(os.fsdecode),
)
TRACES = st.one_of(
    st.sampled_from(["/mnt/e20020/h5", "/", "/data/ blank ", "/data/file:x", "file:///x", "/a\nb"]),
    st.binary(min_size=1, max_size=20)
    .filter(lambda name: b"\0" not in name)
    .map(lambda name: "/" + os.fsdecode(name)),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1),
)
NOTES = st.one_of(
    st.sampled_from(["", "before the target change", "60: HV trip\n\nsee e-log", "# runs: 1-2"]),
    st.text(max_size=30),
)
# Few of them, so that runs share one; some begin as a list of runs goes on.
SKIP_REASONS = st.one_of(
    st.sampled_from(["HV trip", "62-64 too", ", 7", "-9: late", "5", "done"]), NOTES
)
UNKNOWN = st.one_of(
    st.sampled_from(["# colour: blue", "#!shebang", "# run 7", "# note 5: x", "##", "# Stacks: 9"]),
    st.text(st.characters(exclude_characters="\n"), max_size=20).map("#x{}".format),
)


@st.composite
def left_out(draw: st.DrawFn) -> tuple[LeftOut, ...]:
    """What a folder held besides, in any order, with one reason several times."""
    reasons = [reason for reason in REASONS if reason != "misnamed"]
    numbers = draw(st.lists(st.tuples(st.sampled_from(reasons), RUN_NUMBERS), max_size=4))
    names = draw(st.lists(NAMES, max_size=3))
    entries = [LeftOut(reason, found) for reason, found in numbers if found]
    return (*entries, *(LeftOut("misnamed", name=name) for name in names))


@st.composite
def plan_files(draw: st.DrawFn) -> PlanFile:
    """Plan files with all that a hostile disk and a talkative crew can put into them."""
    reasons = st.lists(st.tuples(RUN_NUMBERS, SKIP_REASONS), max_size=4).map(tuple)
    return PlanFile(
        plan=draw(plans()),
        traces=draw(TRACES),
        made=draw(st.sampled_from(["", "2026-11-22T18:40:00Z"])),
        left_out=draw(left_out()),
        note=draw(NOTES),
        skip_reasons=draw(reasons),
        unknown=tuple(draw(st.lists(UNKNOWN, max_size=3))),
    )


@st.composite
def shuffled_runs(draw: st.DrawFn) -> tuple[list[Run], list[Run]]:
    """The same runs in two orders."""
    found = draw(runs())
    return found, draw(st.permutations(found))


def known_plan_file(plan_file: PlanFile) -> PlanFile:
    """The same with a size for every run, as a scan leaves it."""
    stacks = tuple(
        Stack(tuple(replace(run, size=run.size or 1) for run in stack.runs))
        for stack in plan_file.plan.stacks
    )
    return replace(plan_file, plan=replace(plan_file.plan, stacks=stacks))
