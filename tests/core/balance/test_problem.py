from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from balance_cases import problems
from stackplan.core.balance.problem import Problem, Work, members, places_of, problem_of
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run


def test_that_loads_and_makespan_count_bases_and_speeds() -> None:
    problem = Problem((8, 5, 2), (0, 4, 0), (1, 2, 3))
    assert problem.loads([0, 1, 2]) == [8, 9, 2]
    assert problem.makespan([0, 1, 2]) == 18
    assert problem.makespan([0, 0, 0]) == 15
    assert problem.n_stacks == 3


def test_that_sums_past_64_bits_are_exact() -> None:
    problem = Problem((2**63, 2**63 - 1, 2**53 + 1), (1,), (2**70,))
    assert problem.makespan([0, 0, 0]) == (2**64 + 2**53 + 1) * 2**70


def test_that_a_problem_is_plain_where_stacks_are_alike_and_empty() -> None:
    assert Problem((1,), (0, 0), (7, 7)).is_plain
    assert not Problem((1,), (0, 3), (7, 7)).is_plain
    assert not Problem((1,), (0, 0), (7, 8)).is_plain


def test_that_runs_become_numbers_with_pins_as_bases_and_speeds_as_costs() -> None:
    runs = [Run(3, 9), Run(1, 6), Run(2, 6), Run(7, 5, 0), Run(5, 1)]
    request = PlanRequest(n_stacks=3, speeds=(100, 50, 40))
    problem, free = problem_of(runs, request, {1: 2, 5: 2, 7: 0})
    assert problem == Problem((9, 6), (0, 0, 7), (2, 4, 5))
    assert [run.number for run in free] == [3, 2]


def test_that_a_run_that_weighs_nothing_is_no_item() -> None:
    problem, free = problem_of([Run(1, 5), Run(2, 9, 0)], PlanRequest(n_stacks=2), {})
    assert problem == Problem((5,), (0, 0), (1, 1))
    assert free == [Run(1, 5)]


@given(problems(), st.data())
def test_that_members_and_places_are_two_forms_of_one_plan(
    problem: Problem, data: st.DataObject
) -> None:
    stack = st.integers(0, problem.n_stacks - 1)
    n_items = len(problem.weights)
    places = data.draw(st.lists(stack, min_size=n_items, max_size=n_items))
    stacks = members(places, problem.n_stacks)
    assert len(stacks) == problem.n_stacks
    assert all(items == sorted(items) for items in stacks)
    assert places_of(stacks) == places


def test_that_work_is_spent_up_to_its_limit() -> None:
    work = Work(10)
    work.spend(9.9)
    assert (work.used, work.left, work.is_spent) == (9, 1, False)
    work.spend(5)
    assert (work.used, work.left, work.is_spent) == (14, 0, True)
    assert Work(0).is_spent


def test_that_a_part_of_a_budget_spends_the_whole_and_ends_with_it() -> None:
    work = Work(10)
    part = work.part(4.7)
    other = work.part(100)
    part.spend(4)
    assert (part.limit, part.is_spent, work.used, other.is_spent) == (4, True, 4, False)
    other.spend(6)
    assert (other.used, other.left, other.is_spent) == (6, 94, True)


def test_that_who_watches_is_told_about_fifty_times_and_can_end_it() -> None:
    seen: list[float] = []

    def watch(done: float) -> bool:
        seen.append(done)
        return done > 0.5

    work = Work(10_000, watch=watch)
    while not work.is_spent:
        work.spend(10)
    assert seen == sorted(seen)
    assert 20 <= len(seen) <= 30
    assert 0.5 < seen[-1] < 0.53
    assert work.left == 0


def test_that_what_is_overspent_is_told_as_the_whole() -> None:
    seen = set()

    def watch(done: float) -> bool:
        seen.add(done)
        return False

    Work(10, watch=watch).part(99).spend(25)
    assert seen == {1.0}


def test_that_a_budget_of_nothing_tells_nothing() -> None:
    work = Work(0, watch=lambda _: True)
    work.spend(5)
    assert work.is_spent


def test_that_a_loop_gets_rounds_until_the_budget_is_used_up() -> None:
    work, rounds = Work(10), 0
    for _ in work.rounds():
        work.spend(4)
        rounds += 1
    assert (rounds, work.used) == (3, 12)
    assert not list(Work(0).rounds())


def test_that_a_round_that_spends_nothing_is_the_last() -> None:
    work, rounds = Work(10**9), 0
    for _ in work.rounds():
        work.spend(4 if rounds < 2 else 0)
        rounds += 1
    assert (rounds, work.used) == (3, 8)


def test_that_a_part_spends_for_the_rounds_of_the_whole() -> None:
    work, rounds = Work(10), 0
    for _ in work.rounds():
        work.part(3).spend(3)
        rounds += 1
    assert rounds == 4


def test_that_a_large_budget_is_looked_at_as_often_as_a_small_one() -> None:
    looks: list[int] = []

    def watch(_: float) -> bool:
        looks.append(work.used)
        return work.used > 10**9

    work = Work(10**13, watch=watch)
    while not work.is_spent:
        work.spend(10**6)
    assert max(after - before for before, after in pairwise(looks)) <= 21_000_000
    assert work.used < 1.03 * 10**9
