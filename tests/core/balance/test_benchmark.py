"""The balancing benchmark itself: the same instances for ever, honest results, a table of them."""

import json
from itertools import product
from pathlib import Path

import pytest

from benchmarks.balance import command, constants, cpsat, gains, highs, published, sizes
from benchmarks.balance.contest import Contest, RefutedError, Result, recount
from benchmarks.balance.instances import CLASSES, Instance, instance
from benchmarks.balance.peers import longest_load
from stackplan.core import balance
from stackplan.core.balance.column_generation import column_pool, master
from stackplan.core.plan import Plan, Stack
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run


def best_makespan(weights: list[int], n_stacks: int) -> int:
    """The optimum, by trying every plan; the first weight stays, the stacks are alike."""
    plans = product(range(n_stacks), repeat=len(weights) - 1)
    return min(longest_load(weights, (0, *rest), n_stacks) for rest in plans)


@pytest.mark.parametrize(
    ("name", "n_runs", "n_stacks", "total"),
    [
        ("a1 typical, m 4-16", 378, 8, 8497436583759),
        ("a2 typical, m 24-64", 282, 24, 4239874968768),
        ("a3 typical, m 128", 378, 128, 6363370487503),
        ("a4 typical, few runs", 42, 24, 740571241099),
        ("b uniform", 122, 16, 5784350526686),
        ("c heavy tail", 356, 24, 562507854202),
        ("d hard, n/m 2-4", 59, 24, 2879351198628),
        ("e1 Franca U", 500, 25, 26027),
        ("e2 Franca non-U", 100, 25, 9365),
        ("e3 HJ/MS n/m 2-3", 160, 53, 103837),
    ],
)
def test_that_an_instance_is_the_same_for_ever(
    name: str, n_runs: int, n_stacks: int, total: int
) -> None:
    drawn = instance(name, 2026, 0)
    assert (len(drawn.sizes), drawn.n_stacks, sum(drawn.sizes)) == (n_runs, n_stacks, total)


def test_that_every_instance_can_be_planned() -> None:
    for name in CLASSES:
        for number in range(5):
            drawn = instance(name, 4711, number)
            assert min(drawn.sizes) > 0
            assert len(drawn.runs) == len(drawn.sizes) > drawn.n_stacks


def test_that_the_table_can_be_made(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ["--classes", "a4", "e3", "--instances", "1", "--seeds", "2026", "4711"]
    assert command.main([*words, "--no-sizes"]) == 0
    out = capsys.readouterr().out
    assert out.count("| a4 typical, few runs | 1 | ") == 2
    assert out.count("| e3 HJ/MS n/m 2-3 | 2 | ") == 1


def test_that_large_plans_have_a_line_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sizes, "SIZES", ((60, 8, 20),))
    lines = list(sizes.size_table([2026], rounds=1))
    assert [line.split(" | ")[0] for line in lines[2:]] == ["| 60 x 8"] * 2


def level(plan: Plan) -> Plan:
    """Stand in for `improve`: changes nothing."""
    return plan


@pytest.mark.parametrize(
    ("results", "words"),
    [
        ({"LPT": (10, 0), "quick": (12, 11)}, "bound 11 of quick is above LPT's makespan"),
        ({"quick": (10, 9), "improved": (11, 9)}, "improved is longer"),
    ],
)
def test_that_results_that_cannot_be_are_refuted(
    results: dict[str, tuple[int, int]], words: str
) -> None:
    found = {name: Result(*figures, 0.0) for name, figures in results.items()}
    with pytest.raises(RefutedError, match=words):
        Contest("e3 HJ/MS n/m 2-3", 1, 0, 3, 2, found).check()


def test_that_a_plan_with_a_run_missing_is_refuted() -> None:
    runs = Instance("three", (5, 3, 2), 2).runs
    plan = Plan(PlanRequest(n_stacks=2), (Stack((Run(0, 5), Run(1, 3))),))
    with pytest.raises(RefutedError, match="each run exactly once"):
        recount(plan, runs)


@pytest.mark.skipif(not cpsat.is_there(), reason="needs the extra 'oracle' (ortools)")
def test_that_cp_sat_finds_small_optima() -> None:
    for number in range(5):
        drawn = instance("a4 typical, few runs", 101, number)
        weights = sorted(drawn.sizes, reverse=True)[:10]
        result = cpsat.solve(weights, 3, 5.0)
        assert result is not None
        assert result.bound == result.makespan == best_makespan(weights, 3)


def test_that_published_instances_are_counted_beside_their_solvers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = [
        {"name": "a", "set": "one", "stacks": 3, "sizes": [5, 4, 3, 3, 3], "optimum": 7}
        | {"seconds": {"bnb": 0.5, "ilp": None, "hj": 2.0}},
        {"name": "b", "set": "two", "stacks": 2, "sizes": [9, 7, 5, 4, 2, 1], "optimum": None}
        | {"seconds": {"bnb": None, "ilp": 30.0, "hj": None}},
        {"name": "c", "set": "two", "stacks": 2, "sizes": [3, 3, 2], "optimum": 5}
        | {"seconds": {"bnb": None, "ilp": None, "hj": None}},
    ]
    file = tmp_path / "instances.json"
    file.write_text(json.dumps(found), encoding="utf-8")
    assert published.main([str(file)]) == 0
    rows = [line.strip("| ").split(" | ") for line in capsys.readouterr().out.splitlines()]
    assert [row[:-1] for row in rows[2:]] == [
        ["one", "1", "1", "1", "1", "1", "0", "1 of 1", "0"],
        ["two", "2", "2", "2", "0", "1", "1", "1 of 1", "0"],
        ["all", "3", "3", "3", "1", "2", "1", "2 of 2", "0"],
    ]


def test_that_a_contradicted_optimum_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = {"name": "wrong", "set": "one", "stacks": 2, "sizes": [3, 3, 2], "optimum": 4}
    file = tmp_path / "instances.json"
    file.write_text(json.dumps([found | {"seconds": {}}]), encoding="utf-8")
    assert published.main([str(file)]) == 1
    assert "contradicted: wrong" in capsys.readouterr().out


def test_that_what_balancing_gains_is_a_row_a_class_and_a_set(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def solve(weights: list[int], _: int, seconds: float) -> Result:
        return Result(sum(weights), 0, seconds)

    for solver in (highs, cpsat):
        monkeypatch.setattr(solver, "is_there", lambda: True)
    monkeypatch.setattr(highs, "solve", solve)
    monkeypatch.setattr(cpsat, "solve", lambda *_: None)
    monkeypatch.setattr(balance, "improve", level)
    found = {"name": "a", "set": "one", "stacks": 3, "sizes": [5, 4, 3, 3, 3], "optimum": 7}
    file = tmp_path / "instances.json"
    file.write_text(json.dumps([found | {"seconds": {}}]), encoding="utf-8")
    words = ["--classes", "a1", "--instances", "2", "--seeds", "2026", "--rivals", "1"]
    assert gains.main([*words, "--published", str(file)]) == 0
    gained, _, rivals = capsys.readouterr().out.strip().split("\n\n")
    names = [line.split(" | ")[0] for line in gained.splitlines()[2:]]
    assert names == ["| a1 typical, m 4-16", "| published: one"]
    # The published one is optimal at once: there is nothing left for others to find.
    (line,) = rivals.splitlines()[2:]
    cells = line.split(" | ")
    assert (cells[0], cells[1], cells[3]) == ("| a1 typical, m 4-16", "1", "no plan for 1")


@pytest.mark.skipif(not highs.is_there(), reason="needs scipy")
def test_that_highs_plans_every_run_and_proves_no_more_than_is_true() -> None:
    for number in range(5):
        drawn = instance("a4 typical, few runs", 101, number)
        weights = sorted(drawn.sizes, reverse=True)[:10]
        result = highs.solve(weights, 3, 2.0)
        assert result.bound <= best_makespan(weights, 3) <= result.makespan


def test_that_each_number_of_the_search_is_measured_with_half_and_twice_of_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[int, int]] = []

    def measured(_: int) -> str:
        seen.append((column_pool.MANY_KINDS, vars(master)["MANY_KINDS"]))
        return "1, 0.5"

    monkeypatch.setattr(constants, "measured", measured)
    assert constants.main(["MANY_KINDS"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "| `column_generation.column_pool.MANY_KINDS` | 150 | 1, 0.5 | 1, 0.5 |"
    assert seen == [(150, 150), (75, 75), (300, 300)]
    assert column_pool.MANY_KINDS == vars(master)["MANY_KINDS"] == 150
