from dataclasses import replace
from fractions import Fraction

import pytest

from stackplan.core.plan import Proof

PROOF = Proof(13, (7, 8, 2, 7), 2)


def test_that_a_proof_is_about_loads_in_any_order() -> None:
    assert Proof(13, (2, 7, 7, 8), 2) == PROOF
    assert PROOF.loads == (8, 7, 7, 2)
    assert PROOF.holds_for([2, 8, 7, 7], 2, None)


@pytest.mark.parametrize(
    ("loads", "n_stacks", "speeds"),
    [
        ((8, 7, 7, 3), 2, None),
        ((8, 7, 7), 2, None),
        ((8, 7, 7, 2), 3, None),
        ((8, 7, 7, 2), 2, (100, 55)),
    ],
)
def test_that_a_proof_is_about_nothing_else(
    loads: tuple[int, ...], n_stacks: int, speeds: tuple[int, ...] | None
) -> None:
    assert not PROOF.holds_for(loads, n_stacks, speeds)


def test_that_each_part_of_a_proof_is_in_its_fingerprint() -> None:
    others = [
        replace(PROOF, bound=12),
        replace(PROOF, loads=(8, 7, 7)),
        replace(PROOF, n_stacks=3),
        replace(PROOF, speeds=(100, 55)),
    ]
    assert len({PROOF.fingerprint, *(other.fingerprint for other in others)}) == 5
    assert replace(PROOF, bound=Fraction(13)).fingerprint == PROOF.fingerprint
    assert len(PROOF.fingerprint) == 8
