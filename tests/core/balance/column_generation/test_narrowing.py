import pytest

from stackplan.core.balance.column_generation.search import BoundBisection

BOUND = 1_000_000


def test_that_tests_halve_the_way_as_long_as_nothing_was_excluded() -> None:
    narrowing = BoundBisection(1_010_000)
    assert not narrowing.has_guess
    assert narrowing.next_test(BOUND) == pytest.approx(1_005_000, abs=1)
    narrowing.cover(1_005_000, BOUND)
    assert narrowing.next_test(BOUND) == pytest.approx(1_002_500, abs=1)
    assert not narrowing.is_close(BOUND)
    narrowing.cover(1_000_050, BOUND)
    assert narrowing.is_close(BOUND)
    # Never so close that a test would say nothing.
    assert narrowing.next_test(BOUND) == pytest.approx(1_000_030, abs=1)


def test_that_what_a_test_lacks_tells_how_far_plans_begin() -> None:
    narrowing = BoundBisection(2_000_000)
    narrowing.exclude(1_000_000, 0.0013)
    assert narrowing.has_guess
    assert narrowing.guess == pytest.approx(1_001_000, abs=1)
    assert narrowing.next_test(1_000_000) == pytest.approx(1_000_970, abs=2)
    # The next one tells the slope: half the stacks lacking after half the way.
    narrowing.exclude(1_001_000, 0.00065)
    assert narrowing.guess == pytest.approx(1_002_000, abs=2)
    assert not narrowing.is_close(1_001_000)
    narrowing.exclude(1_001_980, 0.00001)
    assert narrowing.is_close(1_001_980)


@pytest.mark.parametrize(("excess", "furthest"), [(0.00199, 1_008_960), (-1.0, 1_001_000)])
def test_that_no_slope_is_believed_that_cannot_be(excess: float, furthest: int) -> None:
    narrowing = BoundBisection(2_000_000)
    narrowing.exclude(1_000_000, 0.002)
    narrowing.exclude(1_001_000, excess)
    assert narrowing.guess <= furthest + 10


def test_that_a_guess_gives_way_to_what_is_covered() -> None:
    narrowing = BoundBisection(1_100_000)
    narrowing.exclude(1_000_000, 0.013)
    assert narrowing.guess == pytest.approx(1_010_000, abs=1)
    narrowing.cover(1_004_000, 1_000_001)
    assert narrowing.guess == (1_004_000 + 1_000_001) // 2
    # What lies above it is no news.
    narrowing.cover(1_003_000, 1_000_001)
    assert narrowing.guess == (1_004_000 + 1_000_001) // 2
    narrowing.exclude(1_002_000, 0.013)
    assert narrowing.guess <= 1_003_000


def test_that_a_guess_below_the_bound_is_taken_for_the_bound() -> None:
    narrowing = BoundBisection(1_100_000)
    narrowing.exclude(1_000_000, 0.00013)
    assert narrowing.next_test(1_050_000) == int(1_050_000 * (1 - 3e-5))
    assert narrowing.is_close(1_050_000)


def test_that_the_next_whole_number_is_close_however_small_the_bound_is() -> None:
    narrowing = BoundBisection(2450)
    narrowing.cover(2446, 2445)
    assert narrowing.is_close(2445)
    assert not narrowing.is_close(2444)
