import pytest

from stackplan.core.balance.column_generation.search import BoundBisection

BOUND = 1_000_000


def test_that_tests_halve_the_way_as_long_as_nothing_was_excluded() -> None:
    bisection = BoundBisection(1_010_000)
    assert not bisection.has_guess
    assert bisection.next_test(BOUND) == pytest.approx(1_005_000, abs=1)
    bisection.cover(1_005_000, BOUND)
    assert bisection.next_test(BOUND) == pytest.approx(1_002_500, abs=1)
    assert not bisection.is_close(BOUND)
    bisection.cover(1_000_050, BOUND)
    assert bisection.is_close(BOUND)
    # Never so close that a test would say nothing.
    assert bisection.next_test(BOUND) == pytest.approx(1_000_030, abs=1)


def test_that_what_a_test_lacks_tells_how_far_plans_begin() -> None:
    bisection = BoundBisection(2_000_000)
    bisection.exclude(1_000_000, 0.0013)
    assert bisection.has_guess
    assert bisection.guess == pytest.approx(1_001_000, abs=1)
    assert bisection.next_test(1_000_000) == pytest.approx(1_000_970, abs=2)
    # The next one tells the slope: half the stacks lacking after half the way.
    bisection.exclude(1_001_000, 0.00065)
    assert bisection.guess == pytest.approx(1_002_000, abs=2)
    assert not bisection.is_close(1_001_000)
    bisection.exclude(1_001_980, 0.00001)
    assert bisection.is_close(1_001_980)


@pytest.mark.parametrize(("excess", "furthest"), [(0.00199, 1_008_960), (-1.0, 1_001_000)])
def test_that_no_slope_is_believed_that_cannot_be(excess: float, furthest: int) -> None:
    bisection = BoundBisection(2_000_000)
    bisection.exclude(1_000_000, 0.002)
    bisection.exclude(1_001_000, excess)
    assert bisection.guess <= furthest + 10


def test_that_a_guess_gives_way_to_what_is_covered() -> None:
    bisection = BoundBisection(1_100_000)
    bisection.exclude(1_000_000, 0.013)
    assert bisection.guess == pytest.approx(1_010_000, abs=1)
    bisection.cover(1_004_000, 1_000_001)
    assert bisection.guess == (1_004_000 + 1_000_001) // 2
    # What lies above it is no news.
    bisection.cover(1_003_000, 1_000_001)
    assert bisection.guess == (1_004_000 + 1_000_001) // 2
    bisection.exclude(1_002_000, 0.013)
    assert bisection.guess <= 1_003_000


def test_that_a_guess_below_the_bound_is_taken_for_the_bound() -> None:
    bisection = BoundBisection(1_100_000)
    bisection.exclude(1_000_000, 0.00013)
    assert bisection.next_test(1_050_000) == int(1_050_000 * (1 - 3e-5))
    assert bisection.is_close(1_050_000)


def test_that_the_next_whole_number_is_close_however_small_the_bound_is() -> None:
    bisection = BoundBisection(2450)
    bisection.cover(2446, 2445)
    assert bisection.is_close(2445)
    assert not bisection.is_close(2444)
