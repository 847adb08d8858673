"""Steps of the text's size, and that the application's font follows."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from stackplan.gui.widgets.appearance import (
    NORMAL,
    STEPS,
    apply_zoom,
    larger,
    size_for,
    smaller,
    within_limits,
)


@pytest.fixture(autouse=True)
def plain_again(qapp: QApplication) -> Iterator[None]:
    yield
    apply_zoom(NORMAL)


def test_that_steps_go_from_seventy_to_three_hundred_and_no_further() -> None:
    assert (STEPS[0], STEPS[-1]) == (70, 300)
    assert [larger(size) for size in STEPS] == [*STEPS[1:], 300]
    assert [smaller(size) for size in STEPS] == [70, *STEPS[:-1]]


@pytest.mark.parametrize(("size", "up", "down"), [(93, 100, 90), (1, 70, 70), (999, 300, 300)])
def test_that_a_size_between_the_steps_finds_back_to_them(size: int, up: int, down: int) -> None:
    assert (larger(size), smaller(size)) == (up, down)
    assert 70 <= within_limits(size) <= 300


def test_that_a_wall_display_begins_with_larger_text() -> None:
    assert [size_for(height) for height in (768, 1080, 1440, 2160)] == [100, 100, 100, 150]


def test_that_the_font_follows_and_finds_back_exactly(qapp: QApplication) -> None:
    plain = qapp.font().pointSizeF()
    apply_zoom(NORMAL)
    assert qapp.font().pointSizeF() == plain
    for size in (200, 70, 300):
        apply_zoom(size)
        assert qapp.font().pointSizeF() == pytest.approx(plain * size / 100)
    apply_zoom(NORMAL)
    assert qapp.font().pointSizeF() == plain


def test_that_a_font_that_is_given_in_pixels_has_a_size_too(qapp: QApplication) -> None:
    before = qapp.font()
    qapp.setProperty("stackplanPlainPointSize", None)
    in_pixels = qapp.font()
    in_pixels.setPixelSize(20)
    qapp.setFont(in_pixels)
    apply_zoom(200)
    doubled = qapp.font().pointSizeF()
    apply_zoom(NORMAL)
    assert doubled == pytest.approx(2 * qapp.font().pointSizeF())
    assert doubled > 10
    qapp.setFont(before)
    qapp.setProperty("stackplanPlainPointSize", before.pointSizeF())
