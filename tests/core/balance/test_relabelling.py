import random

from hypothesis import given
from hypothesis import strategies as st

from balance_cases import problems
from stackplan.core.balance.problem import Problem, members, relabel_canonically, relabel_like


@st.composite
def plans(draw: st.DrawFn, n_plans: int) -> tuple[Problem, list[list[int]]]:
    """A problem and plans of it."""
    problem = draw(problems())
    n_items = len(problem.weights)
    stack = st.integers(0, problem.n_stacks - 1)
    some = st.lists(stack, min_size=n_items, max_size=n_items)
    return problem, [draw(some) for _ in range(n_plans)]


def check(problem: Problem, before: list[int], after: list[int]) -> None:
    """The same stacks, each on one of its speed, and those with pinned runs where they were."""
    old, new = members(before, problem.n_stacks), members(after, problem.n_stacks)
    kinds = list(zip(problem.costs, problem.bases, strict=True))
    assert sorted(zip(kinds, old, strict=True)) == sorted(zip(kinds, new, strict=True))
    for stack, base in enumerate(problem.bases):
        assert not base or old[stack] == new[stack]


@given(plans(1))
def test_that_stacks_that_are_alike_are_ordered_by_their_largest_item(
    case: tuple[Problem, list[list[int]]],
) -> None:
    problem, (places,) = case
    named = relabel_canonically(problem, places)
    check(problem, places, named)
    stacks = members(named, problem.n_stacks)
    for cost in set(problem.costs):
        firsts = [
            stack[0] if stack else len(places)
            for stack, base, at in zip(stacks, problem.bases, problem.costs, strict=True)
            if at == cost and not base
        ]
        assert firsts == sorted(firsts)


@given(plans(1), st.randoms(use_true_random=False))
def test_that_equal_plans_look_equal(
    case: tuple[Problem, list[list[int]]], draw: random.Random
) -> None:
    problem, (places,) = case
    alike = [
        stack
        for stack, base in enumerate(problem.bases)
        if not base and problem.costs[stack] == problem.costs[0]
    ]
    names = dict(zip(alike, draw.sample(alike, len(alike)), strict=True))
    other = [names.get(place, place) for place in places]
    assert relabel_canonically(problem, other) == relabel_canonically(problem, places)


@given(plans(2))
def test_that_names_as_before_change_no_stack(case: tuple[Problem, list[list[int]]]) -> None:
    problem, (places, before) = case
    named = relabel_like(problem, places, before)
    check(problem, places, named)


@given(plans(1))
def test_that_a_plan_that_was_only_renamed_gets_its_names_back(
    case: tuple[Problem, list[list[int]]],
) -> None:
    problem, (places,) = case
    named = relabel_like(problem, relabel_canonically(problem, places), places)
    assert members(named, problem.n_stacks) == members(places, problem.n_stacks)


def test_that_stacks_keep_the_names_where_most_of_their_load_was() -> None:
    problem = Problem((9, 8, 5, 4), (0, 0, 0), (1, 1, 1))
    assert relabel_like(problem, [2, 1, 2, 0], [0, 1, 2, 2]) == [0, 1, 0, 2]


def test_that_names_are_not_exchanged_between_speeds_or_with_pinned_stacks() -> None:
    problem = Problem((9, 8, 5), (0, 0, 3, 0), (1, 2, 1, 1))
    assert relabel_canonically(problem, [3, 1, 2]) == [0, 1, 2]
    assert relabel_like(problem, [1, 2, 3], [2, 1, 0]) == [1, 2, 0]


def test_that_no_stack_stays_empty_before_one_that_is_used() -> None:
    problem = Problem((5, 5), (0, 0, 0), (1, 1, 1))
    assert relabel_like(problem, [0, 2], [0, 0]) == [0, 1]


def test_that_stacks_keep_the_name_with_which_they_have_most_in_common() -> None:
    problem = Problem((50, 30, 20, 10), (0, 0), (1, 1))
    # Most of stack 0 has gone to stack 1: nearly everything seems to have moved, and has not.
    assert relabel_like(problem, [1, 1, 0, 1], [0, 0, 1, 1]) == [0, 0, 1, 0]
