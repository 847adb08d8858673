import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackplan.core import runs as naming
from stackplan.core.runs import (
    FILE_ENDING,
    FILE_PATTERNS,
    MAX_RUN_NUMBER,
    Run,
    assign_names,
    file_name,
    meant_number,
    run_number,
)


@pytest.mark.parametrize(
    ("number", "name"),
    [(0, "run_0000.h5"), (42, "run_0042.h5"), (9999, "run_9999.h5"), (12345, "run_12345.h5")],
)
def test_that_a_run_has_the_file_name_that_spyral_opens(number: int, name: str) -> None:
    assert file_name(number) == name


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("run_0042.h5", 42),
        ("run_0000.h5", 0),
        ("run_12345.h5", 12345),
        ("run_999999999.h5", 999_999_999),
        ("run_1234567890.h5", None),
        ("run_042.h5", None),
        ("run_00042.h5", None),
        ("run_0042.h5\n", None),
        ("run_004\u0662.h5", None),
        ("Run_0042.h5", None),
        ("run_-001.h5", None),
    ],
)
def test_that_a_name_is_a_run_as_spyral_spells_it(name: str, number: int | None) -> None:
    assert run_number(name) == number


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("run_10.h5", 10),
        ("run_00013.h5", 13),
        ("RUN_0011.H5", 11),
        ("run_0001.hdf5", 1),
        ("run_0001.hdf", 1),
        ("run_0001 (1).h5", 1),
        ("run1.h5", 1),
        ("run_0042.h5\n.h5", 42),
        ("run_1234567890.h5", 1_234_567_890),
        ("run_0042.h5", 42),
        ("run_0042.yml", None),
        ("run_abcd.h5", None),
        ("rerun_0042.h5", None),
    ],
)
def test_that_a_name_says_which_run_it_means_also_a_misspelt_one(
    name: str, number: int | None
) -> None:
    assert meant_number(name) == number


@given(st.integers(0, MAX_RUN_NUMBER))
def test_that_the_name_of_a_run_gives_its_number(number: int) -> None:
    assert run_number(file_name(number)) == meant_number(file_name(number)) == number
    assert file_name(number).endswith(FILE_ENDING)


def test_that_each_name_of_a_folder_is_a_run_a_near_miss_or_nothing() -> None:
    names = ["run_0002.h5", "run_10.h5", "run_0001.h5", "notes.txt", "RUN_0011.H5"]
    assert assign_names(names) == (
        {1: "run_0001.h5", 2: "run_0002.h5"},
        ["RUN_0011.H5", "run_10.h5"],
    )


@pytest.mark.parametrize("turn", range(3))
def test_that_of_two_names_for_one_run_the_one_that_spyral_opens_is_taken(
    monkeypatch: pytest.MonkeyPatch, turn: int
) -> None:
    others = (re.compile(r"a([0-9]+)"), re.compile(r"z([0-9]+)"))
    monkeypatch.setattr(naming, "FILE_PATTERNS", (*FILE_PATTERNS, *others))
    names = ["z1", "run_0001.h5", "a1", "z2", "a2", "z3"]
    chosen, left = assign_names(names[turn:] + names[:turn])
    assert chosen == {1: "run_0001.h5", 2: "a2", 3: "z3"}
    assert left == ["a1", "z1", "z2"]


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
