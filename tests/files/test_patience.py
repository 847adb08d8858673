import threading

from stackplan.files.paths import call_with_timeout


def test_that_an_answer_is_taken() -> None:
    assert call_with_timeout(lambda: 7, 60) == 7
    assert call_with_timeout(lambda: False, 60) is False


def test_that_no_answer_is_waited_for_longer_than_that() -> None:
    over = threading.Event()
    assert call_with_timeout(over.wait, 0.01) is None
    over.set()
