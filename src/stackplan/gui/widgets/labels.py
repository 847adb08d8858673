"""Labels whose text can be selected, tool tips of plain text, panes that scroll."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPainter, QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import QFrame, QLabel, QPlainTextEdit, QScrollArea, QSizePolicy, QWidget

from stackplan.gui.widgets.appearance import colours_for
from stackplan.gui.widgets.fields import escaped_tooltip, set_names
from stackplan.gui.widgets.overriding import override

_MARKED_BY = (
    Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
)


def readable_label(
    object_name: str, accessible_name: str, tip: str = "", words: str = ""
) -> QLabel:
    """Make a label that Tab reaches; its lines break where the window ends."""
    # Plain text: a file's name may look like markup.
    label = QLabel(words, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(_MARKED_BY)
    label.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    set_names(label, object_name, accessible_name, tip)
    return label


def readable_field(object_name: str, accessible_name: str, tip: str) -> QPlainTextEdit:
    """Make a text of many lines, which Tab leaves."""
    field = QPlainTextEdit(readOnly=True)
    field.setTabChangesFocus(True)
    field.setTextInteractionFlags(_MARKED_BY)
    set_names(field, object_name, accessible_name, tip)
    return field


def set_monospace(widget: QWidget) -> None:
    """Give a widget letters of one width, as large as the others are."""
    font = widget.font()
    # The family only: the size goes on following that of the window.
    font.setFamilies(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).families())
    widget.setFont(font)


class TonedLabel(QLabel):
    """A sentence in one of the `Colours`, which follows the theme; it takes no room without words.

    A file's name in it may look like markup.
    """

    _tone = "text"

    def __init__(self, object_name: str, accessible_name: str, *, is_bold: bool = False) -> None:
        super().__init__(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        font = QFont()  # of which only the weight is its own
        font.setBold(is_bold)
        self.setFont(font)
        set_names(self, object_name, accessible_name)
        self.hide()

    def show_text(self, text: str, tone: str) -> None:
        """Show a text in a colour: `tone` is a field of `Colours`."""
        self._tone = tone
        self.setText(text)
        self.setVisible(bool(text))
        self._colour()

    def _colour(self) -> None:
        palette = QPalette()  # of which only this one colour is its own
        colour = getattr(colours_for(self.window().palette()), self._tone)
        palette.setColor(QPalette.ColorRole.WindowText, QColor(colour))
        self.setPalette(palette)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()


class ElidedLabel(QLabel):
    """Text in `lines` lines, with dots where their room ends; no text changes its size hint.

    One that `is_as_wide_as_its_text` asks for that, and can do with less: it paints no more.
    """

    def __init__(
        self,
        object_name: str,
        accessible_name: str,
        tone: str = "",
        *,
        lines: int = 1,
        is_as_wide_as_its_text: bool = False,
    ) -> None:
        super().__init__(textFormat=Qt.TextFormat.PlainText, alignment=Qt.AlignmentFlag.AlignTop)
        self._tone, self._accessible_name, self._lines = tone, accessible_name, lines
        self._is_as_wide_as_its_text = is_as_wide_as_its_text
        policy = QSizePolicy.Policy
        across = policy.Maximum if is_as_wide_as_its_text else policy.Ignored
        self.setSizePolicy(across, policy.Fixed)
        set_names(self, object_name, accessible_name)

    def show_text(self, text: str, tip: str = "") -> None:
        """Show a text, all of it in the tip too; the same one is not painted again."""
        if text != self.text():
            self.setText(text)
            self.setAccessibleName(f"{self._accessible_name}: {text}" if text else "")
        self.setToolTip(escaped_tooltip(f"{text}\n{tip}" if tip else text))

    @override
    def sizeHint(self) -> QSize:
        least = self.minimumSizeHint()
        if not self._is_as_wide_as_its_text:
            return least
        margins = self.contentsMargins()
        text = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(text + margins.left() + margins.right() + 1, least.height())

    @override
    def minimumSizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(0, metrics.height() + (self._lines - 1) * metrics.lineSpacing())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._tone:
            painter.setPen(QColor(getattr(colours_for(self.palette()), self._tone)))
        metrics, room = self.fontMetrics(), self.contentsRect()
        lines = list(self._broken(room.width()))
        if self.alignment() & Qt.AlignmentFlag.AlignVCenter:
            free = room.height() - metrics.height() - (len(lines) - 1) * metrics.lineSpacing()
            room.translate(0, free // 2)
        room.setHeight(metrics.height())
        for line in lines:
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, line)
            room.translate(0, metrics.lineSpacing())

    def _broken(self, width: int) -> Iterator[str]:
        """Break the text between words; the last line has all that is left, with dots."""
        metrics, rest = self.fontMetrics(), self.text()
        for _ in range(self._lines - 1):
            ends = [at for at, letter in enumerate(rest) if letter == " "]
            fitting = [at for at in ends if metrics.horizontalAdvance(rest[:at]) <= width]
            if metrics.horizontalAdvance(rest) <= width or not fitting:
                break
            yield rest[: fitting[-1]]
            rest = rest[fitting[-1] + 1 :]
        yield metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width)


_LOW = 120


class ScrollPane(QScrollArea):
    """Scrolls its content only where that is larger than the window can be."""

    def __init__(self, content: QWidget, object_name: str) -> None:
        super().__init__()
        self.setObjectName(object_name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setWidget(content)
        # Tab reaches its fields; a stop at the pane itself would be of no use.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()  # the window makes the text larger
        else:
            super().wheelEvent(event)


class VerticalScrollPane(ScrollPane):
    """Scrolls up and down only: it is always as wide as its content needs to be."""

    def __init__(self, content: QWidget, object_name: str) -> None:
        super().__init__(content, object_name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._fit()

    def _fit(self) -> None:
        content = self.widget()
        if content is not None:
            bar = self.verticalScrollBar().sizeHint().width()
            self.setMinimumWidth(content.minimumSizeHint().width() + bar)

    @override
    def sizeHint(self) -> QSize:
        # Its height follows from the chart and the table beside it.
        return QSize(self.minimumWidth(), _LOW)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)
