"""What the tests themselves need is made once, by one process at a time, whole or not at all."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from provisions import Provision, cache_folder


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return cache_folder()


def names(cache: Path) -> set[str]:
    return {path.name for path in cache.iterdir() if path.suffix != ".lock"}


def test_that_of_many_at_once_one_makes_it_and_the_others_find_it_whole(cache: Path) -> None:
    made: list[Path] = []
    together = threading.Barrier(4, timeout=60)

    def fill(folder: Path) -> None:
        made.append(folder)
        assert not thing.is_there
        (folder / "proof").touch()

    def make(_: int) -> str:
        together.wait()
        return thing.make()

    thing = Provision("thing", fill, "proof")
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(make, range(4))) == [""] * 4
    assert len(made) == 1
    assert thing.is_there
    assert names(cache) == {"thing"}


def test_that_what_cannot_be_made_is_told_and_leaves_nothing(cache: Path) -> None:
    def fill(folder: Path) -> None:
        (folder / "proof").touch()
        raise OSError("no network")

    thing = Provision("thing", fill, "proof")
    assert thing.make() == "no network"
    assert not thing.is_there
    assert names(cache) == set()


def test_that_what_a_killed_one_has_left_and_what_is_worn_out_is_replaced(cache: Path) -> None:
    (cache / "thing.part-1234").mkdir(parents=True)
    (cache / "thing").mkdir()
    thing = Provision("thing", lambda folder: (folder / "proof").touch(), "proof")
    assert not thing.is_there
    assert thing.make() == ""
    assert thing.is_there
    assert names(cache) == {"thing"}
