from __future__ import annotations

import threading

from stackplan.files.paths import ask


def test_that_an_answer_is_taken() -> None:
    assert ask(lambda: 7, 60) == 7
    assert ask(lambda: False, 60) is False


def test_that_no_answer_is_waited_for_longer_than_that() -> None:
    over = threading.Event()
    assert ask(over.wait, 0.01) is None
    over.set()
