"""The four functions by Spyral's names: golden cases, and each corner of its behaviour by name."""

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest

from folders import MakeFolder, fill
from stackplan import run_stacks
from stackplan.run_stacks import collect_runs, create_run_stacks, form_run_string, get_size_path

GOLDEN = json.loads((Path(__file__).parent / "golden" / "run_stacks.json").read_text("utf-8"))


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case["name"])
def test_that_a_recorded_case_of_spyral_is_met(make_folder: MakeFolder, case: Any) -> None:
    folder = make_folder(dict(case["files"]))
    for name in case["other_files"]:
        (folder / name).write_bytes(b"12345")
    arguments = folder, case["run_min"], case["run_max"]
    skip = case["runs_to_skip"]
    assert [list(item) for item in collect_runs(*arguments, skip).items()] == case["collect_runs"]
    stacks, percent = create_run_stacks(*arguments, case["n_stacks"], skip)
    assert (stacks, percent) == (case["stacks"], case["percent_load"])


def test_that_all_sixty_recorded_cases_are_there() -> None:
    assert len({case["name"] for case in GOLDEN}) == 60


@pytest.mark.parametrize(
    ("number", "name"),
    [(0, "run_0000"), (42, "run_0042"), (9999, "run_9999"), (12345, "run_12345"), (-1, "run_-001")],
)
def test_that_a_run_is_named_as_spyral_names_it(number: int, name: str) -> None:
    assert form_run_string(number) == name


PLANNED = {
    "more stacks than runs": ({1: 10, 2: 6}, (1, 2, 5), ([[1], [2]], [62.5, 37.5, 0.0, 0.0, 0.0])),
    "no runs": ({1: 10}, (5, 9, 3), ([[], [], []], [0.0, 0.0, 0.0])),
    "no runs, no stack": ({}, (1, 1, 0), ([], [])),
    "no runs, less than no stack": ({}, (1, 1, -1), ([], [])),
    "true for one stack": ({1: 10, 2: 30}, (1, 2, True), ([[2, 1]], [100.0])),
    "reversed range": ({1: 10, 2: 6}, (2, 1, 2), ([[], []], [0.0, 0.0])),
    "shares of the planned": ({1: 10, 2: 30, 3: 9999}, (1, 2, 2), ([[2], [1]], [75.0, 25.0])),
}


@pytest.mark.parametrize("case", PLANNED)
def test_that_runs_are_planned_as_spyral_plans_them(make_folder: MakeFolder, case: str) -> None:
    sizes, (first, last, n_stacks), planned = PLANNED[case]
    assert create_run_stacks(make_folder(sizes), first, last, n_stacks, []) == planned


DEALT = {
    "the end stack gets two in a row": ({n: 100 - n for n in range(1, 10)}, "1 6 7, 2 5 8, 3 4 9"),
    "a giant's stack gets another": (
        {40: 960, 41: 12, 42: 10, 43: 8, 44: 6, 45: 4}, "40 45, 41 44, 42 43"
    ),
    "fourteen equal runs": (
        dict.fromkeys(range(14), 5), "0 7 8, 1 6 9, 2 5 10 13, 3 4 11 12"
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", DEALT)
def test_that_runs_are_dealt_there_and_back(make_folder: MakeFolder, case: str) -> None:
    sizes, words = DEALT[case]
    expected = [list(map(int, stack.split())) for stack in words.split(", ")]
    stacks, percent = create_run_stacks(make_folder(sizes), 0, 99, len(expected), [])
    assert stacks == expected
    assert percent[0] == float(sum(sizes[n] for n in stacks[0]) / sum(sizes.values())) * 100.0


@pytest.mark.parametrize(
    ("n_stacks", "skip", "error"),
    [(0, [], IndexError), (-1, [], IndexError), (2.0, [], TypeError), (1, None, TypeError)],
)
def test_that_what_spyral_cannot_count_with_is_its_error(
    make_folder: MakeFolder, n_stacks: Any, skip: Any, error: type[Exception]
) -> None:
    with pytest.raises(error):
        create_run_stacks(make_folder({1: 10}), 1, 1, n_stacks, skip)


def test_that_a_reversed_range_is_empty_even_where_no_folder_may_be_entered() -> None:
    assert collect_runs(Path("/dev/null/traces"), 2, 1, []) == {}


FOUND: dict[str, tuple[dict[int, int], tuple[int, int], Any, dict[int, int]]] = {
    "reversed range": ({1: 10, 2: 6}, (2, 1), [], {}),
    "five digits": ({12345: 10, 9999: 4}, (0, 99999), [], {12345: 10, 9999: 4}),
    "unknown skipped": ({1: 10, 2: 20}, (1, 2), [2, 60, 61], {1: 10}),
    "a text skips no number": ({1: 10, 2: 20}, (1, 2), ["2"], {2: 20, 1: 10}),
    "skipped by a tuple": ({1: 10, 2: 20}, (1, 2), (2,), {1: 10}),
    "skipped by a set": ({1: 10, 2: 20}, (1, 2), {2}, {1: 10}),
    "skipped by a range": ({1: 10, 2: 20}, (1, 2), range(2, 3), {1: 10}),
    "ties ascend": (dict.fromkeys((9, 3, 7, 1), 5), (0, 9), [], dict.fromkeys((1, 3, 7, 9), 5)),
}


@pytest.mark.parametrize("case", FOUND)
def test_that_runs_are_found_as_spyral_finds_them(make_folder: MakeFolder, case: str) -> None:
    sizes, ends, skip, expected = FOUND[case]
    found = collect_runs(make_folder(sizes), *ends, skip)
    assert list(found.items()) == list(expected.items())


def test_that_a_negative_run_with_a_file_is_used(make_folder: MakeFolder) -> None:
    folder = make_folder({1: 10})
    (folder / "run_-001.h5").write_bytes(b"1234")
    assert collect_runs(folder, -5, 5, []) == {1: 10, -1: 4}


@pytest.mark.parametrize("name", ["run_3.h5", "run_00004.h5", "RUN_0003.H5", "run_0003.hdf5"])
def test_that_another_spelling_is_not_seen(make_folder: MakeFolder, name: str) -> None:
    folder = make_folder({1: 10})
    (folder / name).write_bytes(b"1234")
    assert collect_runs(folder, 0, 10, []) == {1: 10}


def test_that_a_range_of_millions_asks_only_for_what_is_there(
    make_folder: MakeFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_folder({7: 5, 3_000_000: 9})
    asked: list[object] = []
    real = os.stat

    def stat(path: Any, **more: Any) -> os.stat_result:
        asked.append(path)
        return real(path, **more)

    monkeypatch.setattr(os, "stat", stat)
    assert collect_runs(folder, 0, 5_000_000, []) == {3_000_000: 9, 7: 5}
    assert len(asked) == 2


def test_that_a_folder_named_like_a_run_counts_with_its_own_size(make_folder: MakeFolder) -> None:
    folder = make_folder({1: 10})
    inside = folder / "run_0007.h5"
    inside.mkdir()
    (inside / "something").touch()
    size = inside.stat().st_size
    assert collect_runs(folder, 1, 9, []).get(7, 0) == size


def test_that_links_count_with_their_targets_and_without_one_not_at_all(
    make_folder: MakeFolder,
) -> None:
    folder = make_folder({1: 10})
    (folder.parent / "elsewhere.h5").write_bytes(b"x" * 300)
    targets = {2: "../elsewhere.h5", 3: "gone.h5", 4: "run_0005.h5", 5: "run_0004.h5"}
    for number, target in targets.items():
        (folder / f"run_{number:04d}.h5").symlink_to(target)
    assert collect_runs(folder, 1, 9, []) == {2: 300, 1: 10}


def fail_for(monkeypatch: pytest.MonkeyPatch, name: str, number: int) -> None:
    """Let the system fail when it is asked for the size of one file."""
    real = os.stat

    def stat(path: Any, **more: Any) -> os.stat_result:
        if Path(path).name == name:
            raise OSError(number, os.strerror(number), os.fspath(path))
        return real(path, **more)

    monkeypatch.setattr(os, "stat", stat)


def test_that_a_file_that_vanishes_after_the_listing_counts_as_absent(
    make_folder: MakeFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_folder({1: 10, 2: 20})
    fail_for(monkeypatch, "run_0002.h5", errno.ENOENT)
    assert collect_runs(folder, 1, 9, []) == {1: 10}


def test_that_each_file_is_asked_once_so_that_no_run_of_size_zero_is_kept(
    make_folder: MakeFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Spyral asks twice, keeps size 0 where the file went in between, and may then divide by zero.
    folder = make_folder({1: 10, 2: 20})
    real, asked = os.stat, []

    def stat(path: Any, **more: Any) -> os.stat_result:
        status = real(path, **more)
        asked.append(Path(path).name)
        Path(path).unlink()
        return status

    monkeypatch.setattr(os, "stat", stat)
    assert create_run_stacks(folder, 1, 2, 1, []) == ([[2, 1]], [100.0])
    assert asked == ["run_0001.h5", "run_0002.h5"]


def test_that_a_growing_file_has_one_size_throughout(
    make_folder: MakeFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_folder({1: 10, 2: 20})
    real = os.stat

    def stat(path: Any, **more: Any) -> os.stat_result:
        status = real(path, **more)
        os.truncate(path, status.st_size + 100)
        return status

    monkeypatch.setattr(os, "stat", stat)
    assert collect_runs(folder, 1, 2, []) == {2: 20, 1: 10}


@pytest.mark.parametrize("number", [errno.EACCES, errno.ESTALE, errno.EIO])
def test_that_a_refusal_of_the_disk_is_passed_on(
    make_folder: MakeFolder, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    folder = make_folder({1: 10, 2: 20})
    fail_for(monkeypatch, "run_0002.h5", number)
    with pytest.raises(OSError) as caught:  # noqa: PT011 - told by its number, in any language
        collect_runs(folder, 1, 2, [])
    assert caught.value.errno == number


def refuse_to_list(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def listdir(path: object) -> list[str]:
        raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr(os, "listdir", listdir)


def test_that_a_stale_network_folder_is_an_error(
    make_folder: MakeFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_to_list(monkeypatch, errno.ESTALE)
    with pytest.raises(OSError, match="Stale"):
        collect_runs(make_folder({1: 10}), 1, 2, [])


def test_that_a_folder_that_may_not_be_listed_is_asked_number_by_number(
    make_folder: MakeFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_to_list(monkeypatch, errno.EACCES)
    assert collect_runs(make_folder({1: 10, 3: 30}), 1, 9, []) == {3: 30, 1: 10}


def test_that_what_is_no_folder_holds_no_run_and_has_no_size(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for name in ("gone", "file"):
        assert collect_runs(tmp_path / name, 1, 9, []) == {}
        assert get_size_path(tmp_path / name / "run_0001.h5") == 0


@pytest.mark.parametrize("mode", [0o000, 0o400, 0o600])
@pytest.mark.parametrize("sizes", [{}, {1: 10}], ids=["without runs", "with a run"])
def test_that_a_folder_that_may_not_be_entered_is_a_permission_error(
    guarded_folder: Path, mode: int, sizes: dict[int, int]
) -> None:
    folder = fill(guarded_folder / "traces", sizes)
    folder.chmod(mode)
    with pytest.raises(PermissionError):
        collect_runs(folder, 1, 9, [])


def test_that_a_folder_that_may_only_be_entered_is_read(guarded_folder: Path) -> None:
    folder = fill(guarded_folder / "traces", {1: 10})
    folder.chmod(0o100)
    assert collect_runs(folder, 1, 9, []) == {1: 10}


def test_that_a_listed_folder_without_runs_is_still_asked_whether_it_may_be_entered(
    make_folder: MakeFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Listing needs another permission than entering; Spyral enters.
    fail_for(monkeypatch, "run_0001.h5", errno.EACCES)
    with pytest.raises(PermissionError):
        collect_runs(make_folder({}), 1, 9, [])


def test_that_a_folder_may_be_named_by_a_plain_text(make_folder: MakeFolder) -> None:
    folder: Any = str(make_folder({1: 10}))
    assert collect_runs(folder, 1, 1, []) == {1: 10}


def test_that_the_shares_of_a_full_plan_sum_to_a_hundred_within_rounding(
    make_folder: MakeFolder,
) -> None:
    folder = make_folder({number: 7**number for number in range(1, 9)})
    _, percent = create_run_stacks(folder, 1, 8, 3, [])
    assert sum(percent) == pytest.approx(100.0, abs=1e-9)


def test_that_a_size_past_32_bits_is_exact(make_folder: MakeFolder) -> None:
    folder = make_folder({1: 2**40 + 3})
    assert get_size_path(folder / "run_0001.h5") == 2**40 + 3


def test_that_the_module_offers_spyrals_parameters_in_spyrals_order() -> None:
    code = run_stacks.create_run_stacks.__code__
    names = code.co_varnames[: code.co_argcount]
    assert names == ("trace_path", "run_min", "run_max", "n_stacks", "runs_to_skip")
