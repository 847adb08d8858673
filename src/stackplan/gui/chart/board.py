"""The board: a plan as bars, one for each stack, with a segment for each run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPalette,
    QRegion,
    QWheelEvent,
)
from PySide6.QtWidgets import QLabel, QScrollBar, QWidget

from stackplan.core.edits import moved_runs
from stackplan.core.errors import StackplanError
from stackplan.core.plan import Plan
from stackplan.gui.chart import import_late
from stackplan.gui.chart.geometry import Layout, Piece, View, layout_of, pieces_of, room_for
from stackplan.gui.chart.interaction import Keys, Mouse, follow, walk
from stackplan.gui.chart.scene import (
    MOST_ROWS,
    NO_RUNS,
    NOTHING_BEHIND,
    AxisTimes,
    Behind,
    Cursor,
    Drag,
    Marks,
    Row,
    Scene,
    behind_of,
    caption,
    cursor_words,
    description,
    make_scene,
    spot_words,
)
from stackplan.gui.widgets.appearance import Colours, colours_for
from stackplan.gui.widgets.overriding import override
from stackplan.gui.widgets.worker import Emit, Worker

_TIP = (
    "A row for each stack, a segment for each run, deeper for larger runs. Drag a segment to any"
    " place of any stack; a click selects it in the table, too. A click on a stack's name selects"
    " the stack, a double click all of its runs."
)
# "Just moved" is over after so long.
_BRIEFLY_MS = 5000
_CLOCK_S = 300  # the clock under the axis goes in steps of five minutes
# So many runs may be marked as moved, or a third of all: marks on most runs say nothing.
_FEW = 10
_MARGIN = 20  # beside the words that stand in place of the canvas
# So long the end of the window waits for a step of the import.
_LAST_STEP_S = 2.0


class Canvas(Protocol):
    """What the board needs of its canvas, whose file imports matplotlib and so comes later."""

    is_drawn: bool
    drawn: SignalInstance
    failed: SignalInstance

    def show_view(self, view: View, colours: Colours) -> None: ...  # noqa: D102
    def setGeometry(self, x: int, y: int, width: int, height: int, /) -> None: ...  # noqa: D102, N802
    def setVisible(self, visible: bool, /) -> None: ...  # noqa: D102, N802
    def visibleRegion(self) -> QRegion: ...  # noqa: D102, N802


class Board(QWidget):
    """Shows a plan; what mouse and keys ask for leaves as signals.

    matplotlib is imported by a worker after the first paint. Until the canvas is there, and where
    there is no plan, words stand in its place.
    """

    runs_clicked = Signal(object)  # run numbers
    stack_clicked = Signal(int)
    insert_requested = Signal(object, int, object)  # runs, stack, the run behind them or None
    menu_requested = Signal(QPoint)  # on the screen, for what is selected
    painted = Signal()  # without a canvas: the window is on screen, and there is time for one
    drawn = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words, self.failure = "", ""
        self.plan: Plan | None = None
        self.view: View | None = None
        self.selected: frozenset[int] = NO_RUNS
        self.cursor_at: Cursor | None = None
        self._snake: Plan | None = None
        self._before: Plan | None = None
        self._kind, self._orientation = "none", "automatic"
        self._compared: tuple[Behind, frozenset[int]] | None = None
        self._ms_per_load: float | None = None
        self._own_marks = Marks()
        self._hint = ""
        self._drag: Drag | None = None
        self._canvas: Canvas | None = None
        # No larger than its words: where only they change the rest is not painted.
        self._page = QLabel(self, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._page.setTextFormat(Qt.TextFormat.PlainText)
        self._page.setObjectName("boardWords")
        self._page.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._page.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._scroll = QScrollBar(self)
        self._scroll.setObjectName("boardScrollBar")
        self._scroll.hide()
        self._scroll.valueChanged.connect(self.refresh)
        self._clock = QTimer(self, interval=_CLOCK_S * 1000)
        self._clock.timeout.connect(self.refresh)
        self._moved_timer = QTimer(self, singleShot=True, interval=_BRIEFLY_MS)
        self._moved_timer.setObjectName("movedTimer")
        self._moved_timer.timeout.connect(lambda: self._mark(moved=NO_RUNS))
        self.worker = Worker(self)
        self.worker.finished.connect(self._on_imported)
        self.worker.failed.connect(self._on_failed)
        self._mouse, self._keys = self._make_input()
        self._dress()

    def _dress(self) -> None:
        self.setObjectName("loadChart")
        self.setAccessibleName("Load of each stack")
        self.setToolTip(_TIP)
        self.setMinimumSize(320, 160)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)

    def _make_input(self) -> tuple[Mouse, Keys]:
        mouse, keys = Mouse(self), Keys(self)
        for hand in (mouse, keys):
            hand.runs_clicked.connect(self.runs_clicked)
            hand.stack_clicked.connect(self.stack_clicked)
            hand.cursor_moved.connect(self.set_cursor)
        mouse.dragged.connect(self._set_drag)
        mouse.dropped.connect(self.insert_requested)
        mouse.scroll_wanted.connect(self._scroll_by)
        return mouse, keys

    # --- what is to be shown, as the window says it ---

    def set_plan(self, plan: Plan | None, snake: Plan | None = None) -> None:
        """Show a plan, and Spyral's deal of its runs; without runs, the words of `set_words`."""
        self._mouse.let_go()
        before, self.plan = self.plan, plan if plan is not None and plan.runs else None
        self._snake, self._hint = snake, ""
        if self.plan is None:
            self._forget()
            self.cursor_at = None
        else:
            self._learn(before, self.plan)
            if self.cursor_at is not None:
                self.cursor_at = follow(self.plan, self.cursor_at)
        self._describe()
        self.refresh()
        self._bring_into_sight(self._own_marks.moved & self.selected)

    def _forget(self) -> None:
        self._own_marks = self._own_marks._replace(moved=NO_RUNS, new=NO_RUNS)
        self._before = None

    def _learn(self, before: Plan | None, plan: Plan) -> None:
        """Find out what the step to a plan has moved, and which runs are new."""
        if before is None or before.request != plan.request:
            self._forget()
            return
        come = plan.places.keys() - before.places.keys()
        new = (self._own_marks.new | come).intersection(plan.places)
        self._own_marks = self._own_marks._replace(new=new)
        if moved := moved_runs(before, plan):
            marked = frozenset(moved) if _is_few(len(moved), plan) else NO_RUNS
            self._own_marks = self._own_marks._replace(moved=marked)
            self._before = before
            self._moved_timer.start()

    def set_words(self, words: str) -> None:
        """Say what stands here while there is nothing to draw: the next step."""
        if words != self.words:
            self.words = words
            self._describe()
            self._show_page()

    def set_selected(self, run_numbers: Iterable[int]) -> None:
        """Ring runs, and bring the first of them into sight; the keys go on from there."""
        self.selected = frozenset(run_numbers)
        if self.plan is not None and not self._is_cursor_on(self.selected, self.plan):
            known = min(self.selected & self.plan.places.keys(), default=None)
            if known is not None:
                self.cursor_at = Cursor(self.plan.places[known], known)
                self._describe()
        self._restate()
        self._bring_into_sight(self.selected)

    def _is_cursor_on(self, numbers: frozenset[int], plan: Plan) -> bool:
        """Tell whether the keys are on some of these runs, or on the name of their stack."""
        here = self.cursor_at
        if here is None:
            return False
        on_name = here.run is None and numbers.issubset(plan.stack_at(here.stack).run_numbers)
        return on_name or here.run in numbers

    def set_suspicious(self, run_numbers: Iterable[int]) -> None:
        """Mark runs whose files are suspicious."""
        self._mark(suspicious=frozenset(run_numbers))

    def _mark(self, **numbers: frozenset[int]) -> None:
        marks = self._own_marks._replace(**numbers)
        if marks != self._own_marks:
            self._own_marks = marks
            self.refresh()

    def compare(self, other: Plan | None, name: str = "", moved: Iterable[int] = ()) -> None:
        """Mark the runs that another plan has elsewhere, and show its loads; `None` ends it."""
        self._compared = None
        if other is not None and self.plan is not None:
            numbers = frozenset(moved)
            if not _is_few(len(numbers), self.plan):
                numbers = NO_RUNS
            self._compared = behind_of(other, self.plan, name), numbers
        self.refresh()

    def set_plan_behind(self, kind: str) -> None:
        """Choose which other plan stands behind the bars: a key of `PLANS_BEHIND`."""
        self._kind = kind
        self.refresh()

    def set_rate(self, load_per_second: float | None) -> None:
        """Show along the axis, too, when a load is done if the plan begins now.

        `None` where no rate is known.
        """
        ms = 1000 / load_per_second if load_per_second else None
        if ms != self._ms_per_load:
            self._ms_per_load = ms
            self.refresh()
        if ms is None:
            self._clock.stop()
        else:
            self._clock.start()

    def set_orientation(self, orientation: str) -> None:
        """Show rows, columns, or what suits the number of stacks: a key of `ORIENTATIONS`."""
        self._orientation = orientation
        self._scroll.setValue(0)
        self.refresh()

    def stop(self) -> None:
        """Draw no more: the window is closing."""
        self.plan = None
        self._moved_timer.stop()
        self._clock.stop()
        self.worker.cancel()
        self.worker.wait(_LAST_STEP_S)

    # --- what is on screen, for other code ---

    @property
    def is_current(self) -> bool:
        """Tell whether what was last asked for is drawn, as far as there is one to see it."""
        # Out of sight nothing is drawn: it counts as current, or waiting code would hang.
        if self.failure or (self._canvas or self).visibleRegion().isEmpty():
            return True
        if self._canvas is None:
            return self.plan is None and not self.worker.running
        return self.plan is None or self._canvas.is_drawn

    @property
    def marks(self) -> Marks:
        """Runs that are marked; `moved` by the last step, or against the plan compared with."""
        compared = self._compared[1] if self._compared is not None else NO_RUNS
        return self._own_marks._replace(moved=self._own_marks.moved | compared)

    def run_box(self, number: int) -> QRect | None:
        """Give the rectangle of a run's segment, in pixels of the board."""
        box = self.view.box_of(number) if self.view is not None else None
        return QRectF(*box).toRect() if box is not None else None

    def stack_box(self, stack: int) -> QRect | None:
        """Give the whole strip of a stack: its name, its bar, its load."""
        if self.view is None or stack >= len(self.view.scene.rows):
            return None
        return QRectF(*self.view.layout.strip(stack)).toRect()

    def words_at(self, x: float, y: float) -> str:
        """Say what is at a place of the board; nothing beside the stacks."""
        view = self.view
        spot = view.layout.spot_at(view.pieces, x, y) if view is not None else None
        if spot is None or view is None:
            return ""
        return spot_words(view.scene.plan, spot, self.marks)

    # --- showing it ---

    def refresh(self) -> None:
        """Bring what is on screen up to date."""
        canvas, plan = self._canvas, self.plan
        if plan is None or canvas is None:
            self.view = None
            if canvas is not None:
                canvas.setVisible(False)
            self._scroll.hide()
            self._show_page()
            return
        self.failure = ""
        self.view = self._make_view(plan)
        layout = self.view.layout
        canvas.setGeometry(0, 0, round(layout.width), round(layout.height))
        canvas.show_view(self.view, colours_for(self.palette()))
        canvas.setVisible(True)
        self._page.hide()

    def _show_page(self) -> None:
        """Show words in place of the canvas: why there is none, or what to do next."""
        words = self.failure or ("Drawing..." if self.plan is not None else self.words)
        if words != self._page.text():
            self._page.setText(words)
        width = self.width() - 2 * _MARGIN
        height = self._page.heightForWidth(width)
        self._page.setGeometry(_MARGIN, (self.height() - height) // 2, width, height)
        self._page.show()

    def _restate(self) -> None:
        """Show what mouse and keys have changed; the scene is as it was."""
        if self.view is not None and self._canvas is not None:
            self.view = self._with_input(self.view)
            self._canvas.show_view(self.view, colours_for(self.palette()))

    def _with_input(self, view: View) -> View:
        focused = self.hasFocus()
        words = self._hint
        if not words and focused and self.cursor_at is not None:
            words = cursor_words(view.scene.plan, self.cursor_at, self.marks)
        if not words:
            words = caption(view.scene.plan, upright=view.layout.upright)
        cursor = self.cursor_at if focused else None
        return replace(view, words=words, selected=self.selected, cursor=cursor, drag=self._drag)

    def _make_view(self, plan: Plan) -> View:
        scene = make_scene(plan, self.marks, *self._behind(plan), self._times())
        upright = self._orientation == "columns"
        if self._orientation == "automatic":
            upright = len(scene.rows) > MOST_ROWS
        layout = self._lay_out(scene, upright=upright)
        cut = tuple(self._pieces(place, row, layout) for place, row in enumerate(scene.rows))
        return self._with_input(View(scene, layout, cut))

    def _times(self) -> AxisTimes | None:
        """Say what the axis tells of time; in steps, since another one draws everything anew."""
        if self._ms_per_load is None:
            return None
        return AxisTimes(self._ms_per_load, _CLOCK_S * round(time.time() / _CLOCK_S))

    def _pieces(self, place: int, row: Row, layout: Layout) -> tuple[Piece, ...]:
        """Cut a bar into segments; most stacks outlive an edit, and are cut as they were."""
        before = self.view
        if before is not None and place < len(before.pieces):
            old = before.scene.rows[place]
            is_same = old.stack is row.stack and old.unit == row.unit
            if is_same and before.layout.pixels == layout.pixels:
                return before.pieces[place]
        return tuple(pieces_of(row.stack.runs, row.unit * layout.pixels))

    def _behind(self, plan: Plan) -> tuple[Behind, str]:
        """Give the plan that stands behind, and the name of the one compared with."""
        if self._compared is not None:
            other, moved = self._compared
            return other, other.name if moved else ""
        if self._kind == "snake":
            return behind_of(self._snake, plan, "Spyral's snake"), ""
        if self._kind == "before":
            return behind_of(self._before, plan, "before the edit"), ""
        return NOTHING_BEHIND, ""

    def _lay_out(self, scene: Scene, *, upright: bool) -> Layout:
        bar, bold, ratio = self._scroll, QFont(self.font()), self.devicePixelRatioF() or 1.0
        bold.setBold(True)
        line, wide = QFontMetricsF(self.font()).height(), QFontMetricsF(bold).horizontalAdvance
        room = room_for(scene, self.width(), line, wide, upright=upright)

        def laid(width: float, height: float) -> Layout:
            return layout_of(
                (width, height), room, len(scene.rows), scene.high,
                upright=upright, scroll=bar.value(), ratio=ratio,
            )  # fmt: skip

        width, height = self.width(), self.height()
        layout = laid(width, height)
        if layout.reach:
            thick = self.style().pixelMetric(self.style().PixelMetric.PM_ScrollBarExtent)
            if upright:
                layout = laid(width, height - thick)
                bar.setGeometry(0, height - thick, width, thick)
            else:
                layout = laid(width - thick, height)
                bar.setGeometry(width - thick, 0, thick, height)
        self._set_scroll(layout)
        return layout

    def _set_scroll(self, layout: Layout) -> None:
        bar = self._scroll
        was_blocked = bar.blockSignals(True)
        way = Qt.Orientation.Horizontal if layout.upright else Qt.Orientation.Vertical
        bar.setOrientation(way)
        bar.setRange(0, round(layout.reach))
        bar.setPageStep(round(layout.far - layout.near))
        bar.setSingleStep(max(1, round(layout.pitch)))
        bar.setValue(round(layout.scroll))
        bar.blockSignals(was_blocked)
        bar.setVisible(bool(layout.reach))

    def _bring_into_sight(self, numbers: Iterable[int]) -> None:
        known = [n for n in numbers if self.plan is not None and n in self.plan.places]
        if known and self.plan is not None:
            self._show_stack(self.plan.places[min(known)])

    def _show_stack(self, stack: int) -> None:
        if self.view is not None and self.view.layout.reach:
            self._scroll.setValue(round(self.view.layout.scrolled_to(stack)))

    def _scroll_by(self, steps: int) -> None:
        self._scroll.setValue(self._scroll.value() + steps * self._scroll.singleStep())

    def _describe(self) -> None:
        words = self.words
        if self.plan is not None:
            words = description(self.plan)
            if self.cursor_at is not None:
                words = f"{cursor_words(self.plan, self.cursor_at, self.marks)} {words}"
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)

    # --- the canvas ---

    def _begin(self) -> None:
        self.painted.emit()
        if not (self._canvas or self.failure or self.worker.running):
            self.worker.start(_import_canvas)

    def _on_imported(self, make: Callable[[QWidget], Canvas]) -> None:
        self._canvas = self._connected(make)
        self.refresh()

    def _connected(self, make: Callable[[QWidget], Canvas]) -> Canvas:
        canvas = make(self)
        queued = Qt.ConnectionType.QueuedConnection
        canvas.drawn.connect(self.drawn, queued)
        canvas.failed.connect(self._on_failed, queued)
        return canvas

    def _on_failed(self, error: StackplanError) -> None:
        self.failure = str(error)
        if self._canvas is not None:
            self._canvas.setVisible(False)
        self._show_page()

    # --- mouse and keys ---

    def set_cursor(self, cursor: Cursor | None) -> None:
        """Move the mark of the keys; a screen reader hears what it is on."""
        self.cursor_at = cursor
        self._describe()
        self._restate()
        if cursor is not None:
            self._show_stack(cursor.stack)

    def _set_drag(self, drag: Drag | None) -> None:
        self._drag = drag
        self._restate()

    def _set_hint(self, words: str) -> None:
        hint = words.replace("\n", ".  ")
        if hint != self._hint:
            self._hint = hint
            self.setToolTip(words or _TIP)
            self._restate()

    @override
    def paintEvent(self, event: QEvent) -> None:
        if self._canvas is None:
            # After the paint, since nothing may delay the first one.
            QTimer.singleShot(0, self, self._begin)

    @override
    def resizeEvent(self, event: QEvent) -> None:
        self.refresh()

    @override
    def showEvent(self, event: QEvent) -> None:
        self.refresh()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        kinds = {QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange}
        if event.type() in kinds:
            self.refresh()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.view is not None and event.button() == Qt.MouseButton.LeftButton:
            self._mouse.press(self.view, event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.view is not None and not self._mouse.move(self.view, event):
            place = event.position()
            self._set_hint(self.words_at(place.x(), place.y()))

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._mouse.release(self.view)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.view is not None and event.button() == Qt.MouseButton.LeftButton:
            self._mouse.double_click(self.view, event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        # With Control it is the window's: the size of the text.
        if self._scroll.isHidden() or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        else:
            self._scroll.event(event)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._set_hint("")

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        if self.cursor_at is None and self.plan is not None:
            self.set_cursor(walk(self.plan, None, 0, 0))
        self._restate()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._restate()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._mouse.let_go():
            return
        if self.view is None or not self._keys.press(self.view, self.cursor_at, event):
            super().keyPressEvent(event)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        place = event.globalPos()
        if self.view is None:
            return
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            box = self.view.cursor_box()
            if box is not None:
                place = self.mapToGlobal(QPoint(*(round(x) for x in box.middle)))
        else:
            self._mouse.choose(self.view, event.pos().x(), event.pos().y())
        self.menu_requested.emit(place)


def _is_few(number: int, plan: Plan) -> bool:
    """Tell whether so many marks still say something."""
    return number <= max(_FEW, len(plan.runs) // 3)


def _import_canvas(emit: Emit) -> object:
    return import_late(emit, "stackplan.gui.chart.canvas", "BoardCanvas")
