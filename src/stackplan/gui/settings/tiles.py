"""Figures that one reads from three metres away, side by side as far as there is room."""

from math import ceil

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from stackplan.gui.widgets.overriding import override
from stackplan.gui.widgets.plain_tips import plain_tip
from stackplan.gui.widgets.theme import colours_for

_LARGER = 1.5
_SPACING = 2


class Tile(QFrame):
    """One figure: a caption, the figure itself in large, and a word below it."""

    def __init__(self, object_name: str, caption: str) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setObjectName(object_name)
        self.caption = QLabel(caption)
        self.figure = QLabel("-")
        self._enlarge()
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 4, 10, 4)
        column.setSpacing(0)
        column.addWidget(self.caption)
        column.addWidget(self.figure)
        self._tone = ""

    def show_figure(self, text: str, tone: str = "", tip: str = "") -> None:
        """Show a figure; the tone is a field of `Colours` or nothing."""
        self.figure.setText(text)
        self.setToolTip(plain_tip(tip))
        self.setAccessibleName(f"{self.caption.text()}: {text}")
        self._tone = tone
        self._paint()

    def _enlarge(self) -> None:
        """Make the figure larger than the caption, whatever size that has."""
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * _LARGER)
        font.setBold(True)
        self.figure.setFont(font)

    def _paint(self) -> None:
        colour = getattr(colours_for(self.palette()), self._tone) if self._tone else ""
        sheet = f"color: {colour}" if colour else ""
        if self.figure.styleSheet() != sheet:
            self.figure.setStyleSheet(sheet)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if not hasattr(self, "_tone"):
            return  # it is being made
        if event.type() == QEvent.Type.PaletteChange:
            self._paint()
        elif event.type() == QEvent.Type.FontChange:
            self._enlarge()


class TileGrid(QWidget):
    """Tiles in one row where it is wide enough for them, else in two, three, or one below another.

    The window can always be made narrower: the tiles go below one another then.
    """

    def __init__(self, tiles: tuple[Tile, ...], stretches: tuple[int, ...]) -> None:
        super().__init__()
        self._tiles, self._stretches = tiles, stretches
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_SPACING)
        self._lay_out(len(tiles))

    @override
    def minimumSizeHint(self) -> QSize:
        width = max(tile.minimumSizeHint().width() for tile in self._tiles)
        return QSize(width, self._grid.minimumSize().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def event(self, event: QEvent) -> bool:
        taken = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return taken

    def _fit(self) -> None:
        number = len(self._tiles)
        for columns in (number, ceil(number / 2), ceil(number / 3), 1):
            if self._width_of(columns) <= self.width() or columns == 1:
                break
        if columns != self._columns:
            self._lay_out(columns)

    def _width_of(self, columns: int) -> int:
        widths = [tile.minimumSizeHint().width() for tile in self._tiles]
        widest = [max(widths[column::columns]) for column in range(columns)]
        return sum(widest) + (columns - 1) * _SPACING

    def _lay_out(self, columns: int) -> None:
        for column, stretch in enumerate(self._stretches):
            self._grid.setColumnStretch(column, stretch if column < columns else 0)
        for index, tile in enumerate(self._tiles):
            self._grid.addWidget(tile, *divmod(index, columns))
        self._columns = columns
