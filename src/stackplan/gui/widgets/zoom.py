"""The size of all text: one factor for the whole window, for a wall display or a small screen."""

from PySide6.QtWidgets import QApplication

NORMAL = 100
STEPS = (70, 80, 90, NORMAL, 110, 125, 150, 175, 200, 250, 300)

_PLAIN = "stackplanPlainPointSize"
# A screen of so many lines that its desktop does not enlarge is a wall display: text of the usual
# size is read there from nearby only.
_TALL = 1800
_FROM_AFAR = 150


def larger(per_cent: int) -> int:
    """Give the next larger size."""
    return min((step for step in STEPS if step > per_cent), default=STEPS[-1])


def smaller(per_cent: int) -> int:
    """Give the next smaller size."""
    return max((step for step in STEPS if step < per_cent), default=STEPS[0])


def within_limits(per_cent: int) -> int:
    """Give the size that is allowed and nearest."""
    return max(STEPS[0], min(STEPS[-1], per_cent))


def size_for(screen_height: int) -> int:
    """Give the size to begin with on a screen of so many lines, enlarged ones counted once."""
    return _FROM_AFAR if screen_height >= _TALL else NORMAL


def apply_zoom(per_cent: int) -> None:
    """Give the application's font this size, in per cent of what the desktop asks for."""
    application = QApplication.instance()
    plain = application.property(_PLAIN) if application is not None else None
    if application is None or (plain is None and per_cent == NORMAL):
        return
    font = QApplication.font()
    if plain is None:
        plain = _points(font.pointSizeF())
        application.setProperty(_PLAIN, plain)
    size = plain * per_cent / 100
    if font.pointSizeF() != size:
        font.setPointSizeF(size)
        QApplication.setFont(font)


def _points(size: float) -> float:
    """Give a font's size in points; a desktop may ask for pixels, and the size is below 0 then."""
    if size > 0:
        return size
    from PySide6.QtGui import QFontInfo

    return QFontInfo(QApplication.font()).pointSizeF()
