"""Asking a disk that may never answer, for so long and no longer."""

import threading
from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")


def ask(question: Callable[[], Answer], seconds: float) -> Answer | None:
    """Ask a disk, and go on without an answer where it takes too long.

    Parameters
    ----------
    question : callable
        Asks the disk; must not raise.
    seconds : float
        For how long the answer is waited for.

    Returns
    -------
    object or None
        The answer; `None` if there is none by then. A thread that hangs is left behind: it keeps
        the program from nothing.
    """
    answers: list[Answer] = []
    thread = threading.Thread(target=lambda: answers.append(question()), daemon=True)
    thread.start()
    thread.join(seconds)
    return answers[0] if answers else None
