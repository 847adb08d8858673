"""The short form of the campaign that fails each call into the system."""

from pathlib import Path

import pytest

from faults.call_loop import fail_each_call
from faults.operations import Operation, operations


# Not the commands, which read the plan again: their calls are those of the others, many times over.
@pytest.mark.parametrize("operation", operations(), ids=lambda operation: operation.name)
def test_that_whichever_call_fails_nothing_is_lost_and_one_sentence_is_said(
    tmp_path: Path, operation: Operation
) -> None:
    tally = fail_each_call([operation], ["EIO"], tmp_path)
    assert tally.faults == []
    assert tally.refused >= 2
