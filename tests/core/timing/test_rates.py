from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackplan.core.errors import StackplanError
from stackplan.core.runs import Run
from stackplan.core.timing.rates import (
    Rate,
    TimedRun,
    fit_rate,
    known_ms,
    median,
    quantile,
    rate_of_times,
    weighed,
    with_phases,
)
from strategies import runs


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
    # Bytes and times are summed exactly; a first run that was quick makes no negative start.
    quick = fit_rate(timed(0, (1000, 1), (2, 1), (1, 2)))
    assert quick is not None
    assert quick.typical == 1000
    assert (quick.start_ms, quick.runs) == (0, 2)
    assert (Rate(even, even, even).runs, Rate(even, even, even).processes) == (0, 0)


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
    runs += [TimedRun(3, 5, 0, 0), TimedRun(4, 5, 1, 0)]
    assert known_ms(runs) == {2: 300, 4: 1}, "a run that took no time was not measured"


def test_that_a_rate_of_times_is_a_second_a_second() -> None:
    rate = rate_of_times(Rate(Fraction(50), Fraction(100), Fraction(200), 7, 3, 2))
    assert rate == Rate(Fraction(500), Fraction(1000), Fraction(2000), 7, 3, 2)


def test_that_the_phases_that_were_measured_last_count() -> None:
    old = TimedRun(1, 5, 10, 0, ended_ms=1, phases=("Pointcloud",))
    new = TimedRun(2, 5, 10, 0, ended_ms=2, phases=("Pointcloud", "Cluster"))
    assert with_phases([new, old]) == (new,)
    assert with_phases([]) == ()
    unended, ended = replace(old, ended_ms=TimedRun(1, 5, 5, 0).ended_ms), replace(new, ended_ms=0)
    assert with_phases([unended, ended]) == (ended,)


def test_that_the_spread_leaves_the_lowest_and_the_highest_tenth_out() -> None:
    runs = [run for n in range(1, 12) for run in timed(n, (1, 1), (n * 1000, 1000))]
    rate = fit_rate(runs)
    assert rate is not None
    assert [rate.slow, rate.typical, rate.fast] == [2000, 6000, 10_000]


SMALL = [Run(1, 100), Run(2, 200), Run(3, 300), Run(4, 1000)]


def test_that_what_is_known_counts_and_the_rest_is_estimated_from_its_size() -> None:
    assert weighed(SMALL, {1: 10, 2: 20, 3: 30}) == (
        Run(1, 100, 10), Run(2, 200, 20), Run(3, 300, 30), Run(4, 1000, 100, estimated=True),
    )  # fmt: skip


def test_that_one_strange_file_does_not_move_the_estimate() -> None:
    found = weighed(SMALL, {1: 10, 2: 20, 3: 30_000})
    assert found[3] == Run(4, 1000, 100, estimated=True)


def test_that_between_two_known_ratios_their_mean_counts() -> None:
    assert weighed(SMALL, {1: 10, 2: 40})[3].weight == 150
    assert weighed([Run(1, 100)], {1: 0}) == (Run(1, 100, 0),)
    assert weighed([], {}) == ()


def test_that_runs_of_other_folders_say_nothing_about_these() -> None:
    with pytest.raises(StackplanError, match="known"):
        weighed(SMALL, {99: 10})
    assert weighed(SMALL, {99: 10}, Fraction(1, 2))[0] == Run(1, 100, 50, estimated=True)


@given(runs(known=True), st.data())
def test_that_each_run_has_a_weight_and_says_whether_it_was_measured(
    found: list[Run], data: st.DataObject
) -> None:
    known = data.draw(
        st.dictionaries(st.sampled_from([r.number for r in found]), st.integers(0, 10**9))
        if found
        else st.just({})
    )
    after = weighed(found, known, Fraction(1))
    assert [(run.number, run.size) for run in after] == [(run.number, run.size) for run in found]
    for run in after:
        assert run.estimated == (run.number not in known)
        assert run.weight is not None
        assert run.weight == known.get(run.number, run.weight)


@given(st.lists(st.fractions(0, 100), min_size=1))
def test_that_a_quantile_lies_between_its_neighbours(values: list[Fraction]) -> None:
    ordered = sorted(values)
    assert quantile(ordered, Fraction(0)) == ordered[0]
    assert quantile(ordered, Fraction(1)) == ordered[-1]
    assert ordered[0] <= median(values) <= ordered[-1]
    assert sum(v <= median(values) for v in values) * 2 >= len(values)


def test_that_between_two_values_a_quantile_is_on_the_line_from_one_to_the_next() -> None:
    values = [Fraction(0), Fraction(10), Fraction(40)]
    assert quantile(values, Fraction(1, 4)) == 5
    assert quantile(values, Fraction(3, 4)) == 25
