"""What the Balance button says."""

from dataclasses import replace

from desk import plan_of
from stackplan.core.edits import move_runs
from stackplan.gui.window.header import balance_offer

SNAKE = plan_of([100, 90, 20, 10, 5])
WORSE = move_runs(SNAKE, [1, 2], 0)
LEVEL = plan_of([5, 5])
GAPPED = plan_of([7, 6, 5, 4, 3, 1], 3)


def test_that_without_a_plan_there_is_nothing_to_balance() -> None:
    for plan in (None, plan_of([])):
        offer = balance_offer(plan, None)
        assert (offer.figure, offer.enabled) == ("", False)
        assert "no plan yet" in offer.tip


def test_that_until_the_saving_is_known_one_can_balance_all_the_same() -> None:
    offer = balance_offer(WORSE, None)
    assert (offer.figure, offer.enabled) == ("", True)
    assert "not known yet" in offer.tip


def test_that_the_saving_is_told_and_that_pins_stay() -> None:
    offer = balance_offer(WORSE, SNAKE)
    assert offer.enabled
    assert offer.figure == "43.9 % could be saved"
    assert "43.9 % shorter" in offer.tip
    assert "pins" not in offer.tip
    assert "pinned runs stay" in balance_offer(replace(WORSE, pinned=frozenset({1})), SNAKE).tip


def test_that_a_saving_is_never_told_as_none() -> None:
    offer = balance_offer(plan_of([10**9 + 1], 1), plan_of([10**9], 1))
    assert (offer.figure, offer.enabled) == ("under 0.001 % could be saved", True)


def test_that_where_nothing_is_to_gain_the_tip_says_why() -> None:
    for best in (None, LEVEL):
        offer = balance_offer(LEVEL, best)
        assert (offer.figure, offer.enabled) == ("already balanced", False)
        assert offer.tip == "Already balanced: no plan is shorter. Perfectly even."
    offer = balance_offer(WORSE, WORSE)
    assert not offer.enabled
    assert offer.tip.startswith("Already balanced: no shorter plan is known. Uneven: stack 1 has")
