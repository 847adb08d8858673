"""The quick method of the forecast."""

from hypothesis import given
from hypothesis import strategies as st

from stackplan.core.balance.few_moves import quick_makespan
from stackplan.core.balance.heuristics import earliest_ends
from stackplan.core.metrics import lower_bound

LOADS = st.lists(st.integers(1, 2**60), min_size=1, max_size=20)


@given(LOADS, st.lists(st.integers(1, 5), min_size=1, max_size=6))
def test_that_it_is_never_worse_than_longest_run_first(loads: list[int], costs: list[int]) -> None:
    largest = sorted(loads, reverse=True)
    ends = [0] * len(costs)
    for load, place in zip(largest, earliest_ends(largest, ends, costs), strict=True):
        ends[place] += load * costs[place]
    assert largest[0] * min(costs) <= quick_makespan(largest, costs, 0) <= max(ends)


def test_that_multifit_goes_on_where_longest_first_stops() -> None:
    # Graham's worst case: longest first takes 11, the optimum is 9.
    assert quick_makespan([5, 5, 4, 4, 3, 3, 3], [1] * 3, 9) == 9


def test_that_the_halving_ends_where_there_is_always_room_to_halve() -> None:
    largest = sorted((10**15 + 10**14 * k**2 for k in range(1, 12)), reverse=True)
    assert quick_makespan(largest, [1] * 4, 1) >= lower_bound(largest, 4)


def test_that_moves_and_swaps_go_on_where_multifit_stops() -> None:
    largest = sorted((10**9 + 7 * 10**7 * (k * k % 101) for k in range(120)), reverse=True)
    for n_stacks in range(2, 25):
        bound = int(lower_bound(largest, n_stacks))
        assert quick_makespan(largest, [1] * n_stacks, bound) < bound * 1.01
    # Ten fast stacks and ten that take twice the time.
    assert quick_makespan(largest, [1] * 10 + [2] * 10, 1) < sum(largest) / 15 * 1.05
