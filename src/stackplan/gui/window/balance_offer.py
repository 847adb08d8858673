"""What the Balance button says: what it would save, or why there is nothing to gain."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackplan.core.quality import binding_words, is_optimal, saving
from stackplan.core.text import format_difference

if TYPE_CHECKING:
    from stackplan.core.plan import Plan


class BalanceOffer(NamedTuple):
    """Words and state of the button."""

    text: str
    tip: str
    enabled: bool


def balance_offer(plan: Plan | None, best: Plan | None) -> BalanceOffer:
    """Compare the plan on screen with the balanced one; `None` is not known (yet)."""
    if plan is None or not plan.runs:
        return BalanceOffer("&Balance", "No plan yet.", enabled=False)
    if best is None and is_optimal(plan):
        return _nothing(plan)
    if best is None:
        tip = "Makes the longest stack as short as possible (Ctrl+B); how much is being found out"
        return BalanceOffer("&Balance", tip, enabled=True)
    saved = saving(best, plan)
    if saved <= 0:
        return _nothing(plan)
    words = format_difference(saved)
    round_pins = ", round the pins" if plan.pinned else ""
    tip = f"Makes the longest stack {words} shorter{round_pins} (Ctrl+B)"
    return BalanceOffer(f"&Balance: saves {words}", tip, enabled=True)


def _nothing(plan: Plan) -> BalanceOffer:
    why = f" {binding_words(plan)}" if is_optimal(plan) else ""
    tip = f"Nothing to gain: no shorter longest stack is known.{why}"
    if is_optimal(plan):
        tip = f"Nothing to gain: no plan is shorter.{why}"
    return BalanceOffer("&Balance: nothing to gain", tip, enabled=False)
