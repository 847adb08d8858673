"""The longer search of ``plan --search``: it says what it finds, and Ctrl+C keeps the best."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import ceil

from stackplan.core.balance import improve
from stackplan.core.metrics import Exact
from stackplan.core.plan import Plan
from stackplan.core.quality import longest_load_words, quality_words
from stackplan.core.text import format_load


def search_on(plan: Plan, work: int, tell: Callable[[str], None]) -> Plan:
    """Improve a plan by `work` units (of about a ns), or until Ctrl+C; give the best one.

    `tell` gets a sentence whenever plan or bound are better than before.
    """
    known: tuple[Exact, Exact] = plan.makespan, plan.lower_bound

    with _interrupts() as interrupted:

        def report(done: float, best: Plan) -> bool:
            nonlocal known
            if known != (best.makespan, best.lower_bound):
                known = best.makespan, best.lower_bound
                tell(f"{done:.0%} searched: {_state_words(best)}.")
            return interrupted.is_set()

        best = improve(plan, work, report)
    if interrupted.is_set():
        tell("The search was stopped; the best plan so far is kept.")
    return best


def _state_words(plan: Plan) -> str:
    bound = format_load(ceil(plan.lower_bound), plan.request.weight)
    return f"the longest is {longest_load_words(plan)}, proved is {bound}; {quality_words(plan)}"


@contextmanager
def _interrupts() -> Iterator[threading.Event]:
    """Note a Ctrl+C instead of ending the program; a second one ends it."""
    interrupted = threading.Event()
    before = signal.getsignal(signal.SIGINT)

    def note(*_: object) -> None:
        interrupted.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, note)
    try:
        yield interrupted
    finally:
        signal.signal(signal.SIGINT, before)
