"""Single moves and swaps that lower the longest stack."""

from stackplan.core.balance.few_moves import Leveller

WORTH = (120, 60, 30)


def leveller(*stacks: list[int], costs: tuple[int, ...] = ()) -> Leveller:
    """Stacks of loads; runs are numbered from 0 as they come."""
    numbers = iter(range(100))
    items = [[(load, next(numbers)) for load in stack] for stack in stacks]
    return Leveller(items, (), costs or (1,) * len(stacks))


def test_that_each_step_is_told_with_the_runs_away_from_home() -> None:
    level = leveller([9, 5, 3], [4], [2])
    told = [(longest, dict(moved)) for longest, moved in level.lower(8, WORTH, 1000)]
    assert told[0][0] < 17
    assert level.longest == told[-1][0]
    assert sum(level.loads) == 23


def test_that_the_target_ends_the_search() -> None:
    level = leveller([9, 5, 3], [4], [2])
    assert [longest for longest, _ in level.lower(17, WORTH, 1000)] == [17]
    assert level.moved == {}


def test_that_a_copy_has_moves_of_its_own() -> None:
    level = leveller([9, 5, 3], [4], [2])
    other = level.copy()
    list(other.lower(0, WORTH, 1000))
    assert other.moved
    assert (level.loads, level.moved, level.work) == ([17, 4, 2], {}, 0)


def test_that_a_move_that_is_not_needed_is_taken_back() -> None:
    level = leveller([5, 1], [5], [])
    level._move((1, 1), 0, 1)
    assert level.moved == {1: 1}
    # Nothing is above the target, and the run fits at home.
    assert [dict(moved) for _, moved in level.lower(6, WORTH, 1000)] == [{}]
    assert level.loads == [6, 5, 0]


def test_that_a_run_that_comes_home_is_not_away() -> None:
    level = leveller([5], [3], [1])
    assert level._price((5, 0), 1) == 1
    level._move((5, 0), 0, 1)
    assert level._price((5, 0), 2) == 0
    assert level._price((5, 0), 0) == -1
    level._move((5, 0), 1, 0)
    assert level.moved == {}


def test_that_a_slow_stack_gives_away() -> None:
    level = leveller([4], [2, 1], costs=(1, 3))
    list(level.lower(0, WORTH, 1000))
    assert level.ends == [5, 6]
