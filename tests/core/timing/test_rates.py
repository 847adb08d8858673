from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from stackplan.core.timing.rates import (
    Rate,
    TimedRun,
    fit_rate,
    known_ms,
    rate_of_times,
    with_phases,
)


def timed(process: int, *pairs: tuple[int, int]) -> list[TimedRun]:
    """Runs of one process: (bytes, ms) each, the first one marked."""
    return [
        TimedRun(100 * process + i, size, ms, process, first=i == 0)
        for i, (size, ms) in enumerate(pairs)
    ]


def test_that_the_first_run_of_a_process_is_left_out_and_tells_its_start() -> None:
    rate = fit_rate(timed(0, (1000, 31_000), (2000, 2000), (4000, 4000)))
    even = Fraction(1000)
    assert rate == Rate(even, even, even, start_ms=30_000, runs=2, processes=1)


def test_that_the_middle_process_is_typical_whatever_one_slow_disk_does() -> None:
    runs = [*timed(0, (1, 1), (1000, 1000)), *timed(1, (1, 1), (1000, 1250))]
    runs += timed(2, (1, 1), (1000, 50_000))
    rate = fit_rate(runs)
    assert rate is not None
    assert rate.typical == 800
    assert rate.slow < 800 < rate.fast <= 1000
    assert (rate.runs, rate.processes) == (3, 3)


def test_that_of_one_process_its_runs_tell_the_spread() -> None:
    rate = fit_rate(timed(0, (1, 1), (1000, 500), (1000, 2000)))
    assert rate is not None
    assert rate.typical == 800
    assert rate.slow < 800 < rate.fast


def test_that_where_each_process_did_one_run_its_start_is_in_the_rate() -> None:
    rate = fit_rate([*timed(0, (1000, 2000)), *timed(1, (1000, 2000))])
    even = Fraction(500)
    assert rate == Rate(even, even, even, start_ms=0, runs=2, processes=2)


def test_that_a_first_run_that_was_quick_makes_no_negative_start() -> None:
    rate = fit_rate(timed(0, (1000, 1), (1000, 1000)))
    assert rate is not None
    assert rate.start_ms == 0


def test_that_a_rate_counts_what_it_is_asked_to() -> None:
    rate = fit_rate(timed(0, (1, 1), (1, 2000)), lambda run: 50)
    assert rate is not None
    assert rate.typical == 25


def test_that_without_a_usable_run_there_is_no_rate() -> None:
    assert fit_rate([]) is None
    assert fit_rate(timed(0, (0, 10), (10, 0))) is None
    assert fit_rate(timed(0, (5, 10), (10, 10)), lambda run: None) is None


@given(
    st.lists(
        st.builds(
            TimedRun, st.integers(0, 99), st.integers(0, 2**40), st.integers(0, 10**8),
            st.integers(0, 4), st.booleans(),
        )
    )
)  # fmt: skip
def test_that_slow_is_never_above_fast(runs: list[TimedRun]) -> None:
    rate = fit_rate(runs)
    usable = [run for run in runs if run.size and run.ms]
    assert (rate is None) == (not usable)
    if rate is not None:
        assert 0 < rate.slow <= rate.typical <= rate.fast
        assert rate.start_ms >= 0


def test_that_a_time_measured_later_counts_and_a_first_run_does_not() -> None:
    runs = [TimedRun(1, 5, 100, 0, first=True), TimedRun(2, 5, 200, 0), TimedRun(2, 5, 300, 1)]
    assert known_ms(runs) == {2: 300}


def test_that_a_rate_of_times_is_a_second_a_second() -> None:
    rate = rate_of_times(Rate(Fraction(50), Fraction(100), Fraction(200), 7, 3, 2))
    assert rate == Rate(Fraction(500), Fraction(1000), Fraction(2000), 7, 3, 2)


def test_that_the_phases_that_were_measured_last_count() -> None:
    old = TimedRun(1, 5, 10, 0, ended_ms=1, phases=("Pointcloud",))
    new = TimedRun(2, 5, 10, 0, ended_ms=2, phases=("Pointcloud", "Cluster"))
    assert with_phases([new, old]) == (new,)
    assert with_phases([]) == ()


def test_that_the_spread_leaves_the_lowest_and_the_highest_tenth_out() -> None:
    runs = [run for n in range(1, 12) for run in timed(n, (1, 1), (n * 1000, 1000))]
    rate = fit_rate(runs)
    assert rate is not None
    assert [rate.slow, rate.typical, rate.fast] == [2000, 6000, 10_000]


def test_that_bytes_and_times_are_summed_exactly() -> None:
    rate = fit_rate(timed(0, (1, 1), (2, 1), (1, 2)))
    assert rate is not None
    assert rate.typical == 1000


def test_that_what_was_not_counted_is_nothing() -> None:
    even = Fraction(1)
    assert (Rate(even, even, even).runs, Rate(even, even, even).processes) == (0, 0)


def test_that_a_run_that_took_no_time_was_not_measured() -> None:
    runs = [TimedRun(1, 5, 0, 0), TimedRun(2, 5, 1, 0)]
    assert known_ms(runs) == {2: 1}


def test_that_a_run_without_an_end_was_measured_before_all_others() -> None:
    old = TimedRun(1, 5, 5, 0, phases=("A",))
    new = TimedRun(2, 5, 5, 0, ended_ms=0, phases=("B",))
    assert with_phases([old, new]) == (new,)
