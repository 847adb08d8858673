"""An answer that is kept while it is asked of the very same objects."""

from __future__ import annotations

from stackplan.gui.document.known_runs import LatestAnswer


def test_that_the_same_objects_are_asked_about_once_and_equal_ones_again() -> None:
    asked: list[list[int]] = []

    def total(numbers: list[int], more: list[int]) -> int:
        asked.append(numbers)
        return sum(numbers) + sum(more)

    answer = LatestAnswer(total)
    numbers, more = [1, 2], [4]
    assert answer(numbers, more) == 7
    assert answer(numbers, more) == 7
    assert len(asked) == 1
    assert answer([1, 2], more) == 7
    assert len(asked) == 2
    assert answer(numbers, [5]) == 8
    assert answer(numbers, more) == 7
    assert len(asked) == 4


def test_that_nothing_is_an_answer_too() -> None:
    asked: list[object] = []
    answer = LatestAnswer(asked.append)
    about = object()
    assert answer(about) is None
    assert answer(about) is None
    assert asked == [about]
