"""From fractions to a plan: whole sets are taken a few at a time, and the rest is tested again."""

import random

import numpy as np

from stackplan.core.balance.column_generation.cover import MOST_ITEMS, cover
from stackplan.core.balance.column_generation.patterns import Answer, Patterns
from stackplan.core.balance.exchange import ExchangeSearch
from stackplan.core.balance.greedy import earliest_ends
from stackplan.core.balance.problem import Problem, Work, members
from stackplan.core.balance.subsets import Ints

# From so many stacks on the rest may be finished directly; with so few it must be.
_FINISH_FROM, _FINISH_AT = 11, 4
# Part of the stacks that one step fixes at most.
_PART = 5
# With so many stacks a step that can only fix less than this part is a bad sign, and a costly one.
_MANY_STACKS, _LEAST_PART = 60, 20
_EXCHANGE_WORK = 40_000_000


def dive(patterns: Patterns, makespan: int, draw: random.Random, work: Work) -> list[Ints] | None:
    """Look for a plan within a makespan that fractions of stacks reach.

    Parameters
    ----------
    patterns : Patterns
        Tested at this makespan just before: covered.
    makespan : int
        Largest load allowed.
    draw : random.Random
        For the order of equals: another seed, another dive.
    work : Work
        The budget.

    Returns
    -------
    list of array of int, or None
        The number of items of each weight in each stack; `None` if none was found.
    """
    columns: list[Ints] = []
    kinds = np.arange(len(patterns.weights))
    every = len(kinds)
    rest = patterns
    for _ in work.rounds():
        if rest.n_stacks <= _FINISH_FROM:
            last = _finish(rest, makespan, work)
            if last is not None or rest.n_stacks <= _FINISH_AT:
                return None if last is None else columns + [_spread(c, kinds, every) for c in last]
        chosen = _choose(rest, makespan, draw, work)
        smaller = _fix(rest, chosen, makespan, work)
        if smaller is None:
            return None
        n_fixed, smaller_rest = smaller
        columns += [_spread(column, kinds, every) for column in chosen[:n_fixed]]
        kept = rest.counts - sum(chosen[:n_fixed])
        kinds = kinds[np.flatnonzero(kept)]
        if not len(kinds):
            return columns
        rest = smaller_rest
    return None


def _spread(column: Ints, kinds: Ints, every: int) -> Ints:
    full = np.zeros(every, np.int64)
    full[kinds] = column
    return full


def _choose(patterns: Patterns, makespan: int, draw: random.Random, work: Work) -> list[Ints]:
    """Take disjoint sets, those with the largest amounts first."""
    used, spread = patterns.used, patterns.amounts
    if patterns.n_stacks > _MANY_STACKS:
        used, spread = patterns.concentrated(makespan, draw, work)
    amounts = spread.tolist()
    rank = [-amount * (1 + 0.3 * draw.random()) for amount in amounts]
    left = patterns.counts.copy()
    chosen: list[Ints] = []
    for index in sorted(range(len(rank)), key=rank.__getitem__):
        if amounts[index] < 1e-4 or len(chosen) == max(1, patterns.n_stacks // _PART):
            break
        column = patterns.sets[used[index]].astype(np.int64)
        if (column <= left).all():
            chosen.append(column)
            left -= column
    return chosen


def _fix(
    patterns: Patterns, chosen: list[Ints], makespan: int, work: Work
) -> tuple[int, Patterns] | None:
    """Fix as many of the sets as leave a rest that fractions still cover."""
    n_fixed = len(chosen)
    while n_fixed and not work.is_spent:
        counts = patterns.counts - np.sum(chosen[:n_fixed], axis=0)
        n_stacks = patterns.n_stacks - n_fixed
        if int(counts @ patterns.weights) <= n_stacks * makespan:
            rest = patterns.rest(counts, n_stacks)
            if not len(rest.weights) or rest.test(makespan, work, prove=False) is Answer.COVERED:
                return n_fixed, rest
        n_fixed //= 2
        if n_stacks > _MANY_STACKS and n_fixed * _LEAST_PART < n_stacks:
            return None
    return None


def _finish(patterns: Patterns, makespan: int, work: Work) -> list[Ints] | None:
    """Spread the rest over the last stacks: by an exact cover, or by exchanges."""
    weights = patterns.weights[patterns.types]
    stacks = None
    if len(weights) <= MOST_ITEMS:
        prices = patterns.prices[patterns.types]
        stacks = cover(weights, prices, patterns.n_stacks, makespan, work).stacks
    if stacks is None:
        stacks = _exchanged(weights, patterns.n_stacks, makespan, work)
    if stacks is None:
        return None
    n_kinds = len(patterns.weights)
    return [np.bincount(patterns.types[stack], minlength=n_kinds) for stack in stacks]


def _exchanged(weights: Ints, n_stacks: int, makespan: int, work: Work) -> list[list[int]] | None:
    plain = tuple(int(weight) for weight in weights)
    problem = Problem(plain, (0,) * n_stacks, (1,) * n_stacks)
    places = earliest_ends(plain, problem.bases, problem.costs)
    search = ExchangeSearch(problem, places)
    search.run(makespan, work.part(_EXCHANGE_WORK))
    return members(search.places, n_stacks) if search.makespan <= makespan else None
