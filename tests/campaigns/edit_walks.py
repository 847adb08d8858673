"""A thousand walks of 50 steps through every edit, with its undo; less than a minute."""

import pytest

from edit_walks import deepest_histories
from faults.campaign import tell

WALKS = 1000


@pytest.mark.timeout(0)
def test_that_a_thousand_walks_of_edits_keep_to_the_laws() -> None:
    depths = deepest_histories(WALKS)
    deep = sum(depth >= 50 for depth in depths)
    tell("walks of edits", walks=len(depths), deepest=max(depths), of_50_or_more=deep)
    assert len(depths) >= WALKS
    assert deep >= WALKS // 10
