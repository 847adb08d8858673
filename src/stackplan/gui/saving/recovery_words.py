"""What is said of unsaved work that was found."""

from datetime import datetime

from stackplan.core.text import count, shown
from stackplan.files.autosave import JournalEntry


def clock(made: str) -> str:
    """Write a time (UTC, as in a plan file) as the clock on the wall had it; its day if not today.

    It is `?` where nobody knows.
    """
    try:
        time = datetime.fromisoformat(made).astimezone()
    except ValueError:
        return "?"
    words = f"{time:%H:%M}"
    today = datetime.now().astimezone().date()
    return words if time.date() == today else f"{time.day} {time:%b}, {words}"


def work_words(entry: JournalEntry) -> str:
    """Say when the work was, on which folder, and how much it is."""
    plan_file = entry.plan_file
    parts = [f"{count(entry.hand_moves, 'move')} by hand"] if entry.hand_moves else []
    parts += [count(len(plan_file.plan.pinned), "pin")] if plan_file.plan.pinned else []
    parts += ["a note"] if plan_file.note else []
    amount = f" ({', '.join(parts)})" if parts else ""
    return f"of {clock(plan_file.made)} on {shown(plan_file.traces)}{amount}"


def offer_words(entry: JournalEntry, others: int) -> str:
    """Offer work to be recovered; `others` is how many are offered after it."""
    words = f"Unsaved work {work_words(entry)} is left from a window that did not close."
    if not others:
        return words
    return f"{words} {count(others, 'other')} {'is' if others == 1 else 'are'} offered after it."
