from __future__ import annotations

from typing import Any

import pytest

from stackplan.core.runs import MAX_RUN_NUMBER, Run, file_name


@pytest.mark.parametrize(
    ("number", "name"),
    [(0, "run_0000.h5"), (42, "run_0042.h5"), (9999, "run_9999.h5"), (12345, "run_12345.h5")],
)
def test_that_a_run_has_the_file_name_that_spyral_opens(number: int, name: str) -> None:
    assert file_name(number) == name


def test_that_the_size_is_the_load_of_a_run_without_a_weight() -> None:
    assert Run(7, 30).load == 30


def test_that_a_weight_is_the_load_even_if_it_is_nothing() -> None:
    assert Run(7, 30, 0).load == 0
    assert Run(7, 30, 12, estimated=True).load == 12


@pytest.mark.parametrize(
    "values",
    [(-1, 5), (MAX_RUN_NUMBER + 1, 5), (7, -5), (7, 5, -1), (7, 5, None, True)],
    ids=["negative", "ten digits", "negative size", "negative weight", "nothing estimated"],
)
def test_that_a_run_that_cannot_be_is_refused(values: Any) -> None:
    with pytest.raises(ValueError, match="run"):
        Run(*values)


def test_that_runs_sort_by_number_first() -> None:
    assert sorted([Run(9, 1), Run(2, 5), Run(3, 0)]) == [Run(2, 5), Run(3, 0), Run(9, 1)]


@pytest.mark.parametrize(
    ("number", "size", "weight"), [(0, 0, None), (999_999_999, 0, None), (7, 0, 0)]
)
def test_that_the_ends_of_every_range_are_allowed(
    number: int, size: int, weight: int | None
) -> None:
    assert Run(number, size, weight).number == number
    assert MAX_RUN_NUMBER == 999_999_999
