"""The short form of the campaign that feeds a million damaged inputs to each reader."""

import math

import pytest

from faults.fuzzing import fuzz
from faults.readers import readers


@pytest.mark.parametrize("name", [name for name in readers() if name != "settings"])
def test_that_damaged_input_is_read_or_refused_in_a_sentence(name: str) -> None:
    found = fuzz(name, 20020, 300, slow=math.inf)  # what takes long is told by the campaign
    assert found.faults == []
    assert found.inputs == 300
