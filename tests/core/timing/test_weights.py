from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackplan.core.errors import StackplanError
from stackplan.core.runs import Run
from stackplan.core.timing.rates import median, quantile, weighed
from strategies import runs

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


def test_that_a_run_of_no_events_weighs_nothing() -> None:
    assert weighed([Run(1, 100)], {1: 0}) == (Run(1, 100, 0),)


def test_that_runs_of_other_folders_say_nothing_about_these() -> None:
    with pytest.raises(StackplanError, match="known"):
        weighed(SMALL, {99: 10})
    assert weighed(SMALL, {99: 10}, Fraction(1, 2))[0] == Run(1, 100, 50, estimated=True)


def test_that_no_run_needs_no_weight() -> None:
    assert weighed([], {}) == ()


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
