"""The mutants themselves: what is changed, what is left alone, and that a test tells them apart."""

from pathlib import Path

import pytest

from faults.mutants import mutants
from faults.mutation_run import judge

SOURCE = '''
"""Words with 1 number."""
from functools import lru_cache as cache

LIMIT = 3


@cache(maxsize=4)
def weigh(loads: list[int], most: int = 2) -> int | None:
    """Return the sum, if it is less."""
    total = 0
    for load in loads:
        if not load or load == 7:
            continue
        total += load
    return total if total <= most and len(loads) < LIMIT else None
'''


def test_that_each_kind_of_code_is_changed_and_no_words_are() -> None:
    assert [mutant.words for mutant in mutants(SOURCE)] == [
        "line 5: 3 -> 4",
        "line 9: 2 -> 3",
        "line 11: 0 -> 1",
        "line 13: not load or load == 7 -> not load and load == 7",
        "line 13: not load -> load",
        "line 13: load == 7 -> load != 7",
        "line 13: 7 -> 8",
        "line 14: continue -> break",
        "line 15: total += load -> total -= load",
        "line 16: return total if total <= most and len(loads) < LIMIT else None -> return None",
        "line 16: total <= most and len(loads) < LIMIT -> total <= most or len(loads) < LIMIT",
        "line 16: total <= most -> total < most",
        "line 16: len(loads) < LIMIT -> len(loads) <= LIMIT",
    ]


@pytest.mark.parametrize(
    ("body", "outcome"),
    [("assert weigh([1]) == 1", "failed"), ("pass", "passed"), ("while 1: pass", "clock")],
)
def test_that_a_mutant_is_killed_by_a_test_that_sees_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, outcome: str
) -> None:
    file, test = tmp_path / "weighing.py", tmp_path / "test_weighing.py"
    file.write_text(SOURCE)
    test.write_text(f"from weighing import weigh\n\n\ndef test_it():\n    {body}\n")
    monkeypatch.syspath_prepend(tmp_path)
    mutant = mutants(SOURCE)[2]
    seconds = 1 if outcome == "clock" else 100
    assert judge("weighing", str(file), mutant, [str(test)], seconds) == outcome
