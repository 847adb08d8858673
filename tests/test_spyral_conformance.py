"""A thousand random folders, planned by Spyral's own file and by ours, compared with ``==``."""

import importlib.util
import os
import random
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from provisions import provided
from stackplan import run_stacks

MEMBER = "spyral/core/run_stacks.py"
SEED = 20020
FOLDERS = 1000


@pytest.fixture(scope="module")
def spyral(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """Spyral's `run_stacks`, loaded out of its wheel; nothing else of Spyral is imported."""
    wheel = next(provided("wheels").glob("attpc_spyral-*.whl"))
    path = tmp_path_factory.mktemp("spyral") / "spyral_run_stacks.py"
    path.write_bytes(zipfile.ZipFile(wheel).read(MEMBER))
    spec = importlib.util.spec_from_file_location("spyral_run_stacks", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder in memory where there is one: tens of thousands of files are made."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as name:
        yield Path(name)


def random_case(draw: random.Random) -> tuple[dict[int, int], tuple[int, int, int, list[int]]]:
    """Sizes by run number with gaps, ties and zeros; then range, stacks and skip list."""
    first = draw.choice((0, 1, 54, 9_990, 12_345))
    span = draw.randint(1, 70)
    numbers = [n for n in range(first, first + span) if draw.random() < draw.choice((0.5, 0.95))]
    kinds: dict[str, Callable[[], int]] = {
        "ties": lambda: draw.choice((5, 10, 10, 2**33)),
        "zeros": lambda: draw.choice((0, 0, 7, 10**9)),
        "wide": lambda: int(draw.lognormvariate(23, 1.5)),
        "small": lambda: draw.randint(1, 40),
    }
    size = kinds[draw.choice(list(kinds))]
    skip = [n for n in range(first - 3, first + span) if draw.random() < 0.08]
    run_min = first + draw.choice((0, 0, -2, 3))
    run_max = first + span + draw.choice((0, 0, 5, -4))
    return {n: size() for n in numbers}, (run_min, run_max, draw.randint(1, 64), skip)


def lay_out(folder: Path, sizes: dict[int, int], there: set[str]) -> None:
    """Bring the folder to these sizes; files that are there already are only resized."""
    names = {f"run_{number:04d}.h5": size for number, size in sizes.items()}
    for name in there - names.keys():
        (folder / name).unlink()
    for name in names.keys() - there:
        os.close(os.open(folder / name, os.O_CREAT | os.O_WRONLY))
    for name, size in names.items():
        os.truncate(folder / name, size)
    there.clear()
    there.update(names)


def test_that_a_thousand_random_folders_are_planned_as_spyral_plans_them(
    spyral: Any, folder: Path
) -> None:
    # Shown with a failure, as every assertion below names it too.
    sys.stdout.write(f"seed {SEED}\n")
    draw = random.Random(SEED)
    there: set[str] = set()
    for case in range(FOLDERS):
        sizes, (run_min, run_max, n_stacks, skip) = random_case(draw)
        lay_out(folder, sizes, there)
        arguments = folder, run_min, run_max
        theirs = spyral.collect_runs(*arguments, skip)
        ours = run_stacks.collect_runs(*arguments, skip)
        assert list(ours.items()) == list(theirs.items()), f"folder {case} of seed {SEED}"
        expected = spyral.create_run_stacks(*arguments, n_stacks, skip)
        found = run_stacks.create_run_stacks(*arguments, n_stacks, skip)
        assert found == expected, f"folder {case} of seed {SEED}"


@pytest.mark.parametrize("number", [0, 7, 42, 9999, 10000, 1234567, -1, -12345])
def test_that_a_run_is_named_as_spyrals_own_file_names_it(spyral: Any, number: int) -> None:
    assert run_stacks.form_run_string(number) == spyral.form_run_string(number)
