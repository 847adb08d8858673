"""A million damaged inputs for each reader of what others write; a quarter of an hour."""

import pytest

from faults.campaign import amount, seed, tell
from faults.fuzzing import LARGE, SLOW, fuzz_on
from faults.readers import readers
from stackplan.files.process import processors

INPUTS = 1_000_000


@pytest.mark.timeout(0)
@pytest.mark.parametrize("name", readers())
def test_that_damaged_input_is_read_or_refused_in_a_sentence(name: str) -> None:
    found = fuzz_on(processors(), name, seed(), amount(INPUTS))
    tell(
        f"fuzz {name}",
        inputs=found.inputs,
        refused=found.refused,
        faults=len(found.faults),
        slowest=f"{found.slowest:.3f} s",
        grown=f"{found.megabytes:.1f} MB",
    )
    assert found.faults == []
    assert found.slowest < SLOW
    assert found.megabytes * 1e6 < LARGE
