"""The page of the search's numbers lists all of them, with the values that they have."""

from __future__ import annotations

import re
from pathlib import Path

from benchmarks.balance.constants import constants

PAGE = Path(__file__).resolve().parents[3] / ".github" / "SEARCH.md"


def test_that_each_number_of_the_search_has_a_row_with_its_value() -> None:
    row = r"^\| `([a-z_]+(?:\.\w+)+)` \| ([^|]+) \|"
    rows = re.findall(row, PAGE.read_text("utf-8"), re.MULTILINE)
    assert rows == [(f"{c.module}.{c.name}", str(c.value)) for c in constants()]
