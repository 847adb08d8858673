from __future__ import annotations

import random

import pytest

from stackplan.core.balance.column_generation import master as module
from stackplan.core.balance.column_generation.pricing import Answer, Patterns
from stackplan.core.balance.problem import Work
from stackplan.core.balance.tabu_search import Floats, Ints

WORK = 10**9


def patterns_at(seed: int, n_items: int, n_stacks: int) -> tuple[Patterns, int]:
    """Patterns at a makespan that fractions of stacks reach."""
    draw = random.Random(seed)
    weights = [draw.randint(10**6, 10**8) for _ in range(n_items)]
    patterns = Patterns.of(weights, n_stacks)
    makespan = max(*weights, int(sum(weights) / n_stacks * 1.01))
    assert patterns.test(makespan, Work(WORK)) is Answer.COVERED
    return patterns, makespan


def covered(patterns: Patterns, used: Ints, amounts: Floats) -> Floats:
    return patterns.sets[used].T @ amounts


@pytest.mark.parametrize("seed", range(6))
def test_that_fewer_sets_cover_everything_still(seed: int) -> None:
    patterns, makespan = patterns_at(seed, 60, 20)
    before, prices = patterns.used.copy(), patterns.prices.copy()
    used, amounts = patterns.concentrated(makespan, random.Random(seed), Work(WORK))
    assert len(used) < len(before)
    assert set(used) <= set(before)
    assert (covered(patterns, used, amounts) >= patterns.counts - 1e-9).all()
    assert amounts.sum() <= patterns.enough
    assert (amounts > 1e-6).sum() < (patterns.amounts > 1e-6).sum()
    # What the next test begins with has not changed.
    assert (patterns.used == before).all()
    assert (patterns.prices == prices).all()


def test_that_it_ends_where_fewer_sets_would_not_do(monkeypatch: pytest.MonkeyPatch) -> None:
    # As few sets as there are weights: some of those would have to be whole.
    monkeypatch.setattr(module, "_FEWEST", 0.2)
    patterns, makespan = patterns_at(5, 60, 20)
    used, amounts = patterns.concentrated(makespan, random.Random(5), Work(WORK))
    assert len(used) > 0.2 * 60
    assert (covered(patterns, used, amounts) >= patterns.counts - 1e-9).all()
    assert amounts.sum() <= patterns.enough


def test_that_without_work_the_sets_stay_as_they_are() -> None:
    patterns, makespan = patterns_at(3, 60, 20)
    used, amounts = patterns.concentrated(makespan, random.Random(1), Work(0))
    assert used is patterns.used
    assert amounts is patterns.amounts


def test_that_another_seed_chooses_other_sets_and_the_same_one_the_same() -> None:
    patterns, makespan = patterns_at(4, 90, 30)
    first, again, other = (
        patterns.concentrated(makespan, random.Random(seed), Work(WORK))[0] for seed in (1, 1, 2)
    )
    assert first.tolist() == again.tolist() != other.tolist()


def test_that_small_items_are_seen_apart_where_stacks_are_full() -> None:
    weights = [10**6 + i for i in range(200)] + [2**i for i in range(6, 15)]
    patterns = Patterns.of(weights, 40)
    tight = -(-sum(weights) // 40)
    assert len(patterns.finest_view(tight)) > len(patterns.finest_view(2 * tight))
