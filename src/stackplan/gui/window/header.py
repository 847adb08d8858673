"""The header: the figures of the plan in one line, and Balance, Save and Export."""

from __future__ import annotations

import time
from fractions import Fraction
from typing import NamedTuple

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStyleOptionFocusRect,
    QStylePainter,
    QWidget,
)

from stackplan.core.file_problems import FileProblems, left_out_words
from stackplan.core.plan import Plan
from stackplan.core.quality import (
    is_optimal,
    limiting_factor_text,
    longest_load_words,
    saving,
    verdict_lines,
)
from stackplan.core.text import format_difference, format_duration, plural, printable, shortened
from stackplan.gui.widgets.appearance import colours_for
from stackplan.gui.widgets.clock import clock_words
from stackplan.gui.widgets.fields import escaped_tooltip, set_names
from stackplan.gui.widgets.keyboard import leave_keyboard
from stackplan.gui.widgets.messages import NO_PLAN
from stackplan.gui.widgets.overriding import override

_PAD = 6  # pixels beside the text of a figure
_MORE = "Click for all about this plan (Ctrl+D)."
_LIST = "Click for the list of these files."
_MOST_WORDS = 900  # characters of a tip
_BALANCE_TIP = "Make the longest stack as short as possible (Ctrl+B)"
SAVE_TIP = "Write the plan into its file (Ctrl+S)"
EXPORT_TIP = "Write scripts that run the plan, tables, pictures or a text for the e-log (Ctrl+E)"
# What the tip of Save says of each state that a plan can be in.
SAVED = {
    "none": NO_PLAN,
    "computed": f"Nothing to save: folder and settings give this plan again. {SAVE_TIP}.",
    "saved": "Saved: the plan's file holds this plan.",
    "unsaved": f"Edited, not saved. {SAVE_TIP}.",
}


class BalanceOffer(NamedTuple):
    """What stands beside the button, its tip, and whether it can be pressed."""

    figure: str
    tip: str
    enabled: bool


def balance_offer(plan: Plan | None, best: Plan | None) -> BalanceOffer:
    """Compare the plan on screen with the balanced one; `None` is not known (yet)."""
    if plan is None or not plan.runs:
        return BalanceOffer("", NO_PLAN, enabled=False)
    if best is None and not is_optimal(plan):
        tip = f"{_BALANCE_TIP}; what that saves is not known yet"
        return BalanceOffer("", tip, enabled=True)
    saved = saving(best, plan) if best is not None else Fraction(0)
    if saved <= 0:
        why = "no plan is shorter" if is_optimal(plan) else "no shorter plan is known"
        words = f"Already balanced: {why}. {limiting_factor_text(plan)}".strip()
        return BalanceOffer("already balanced", words, enabled=False)
    words = format_difference(saved)
    pins_stay = "; pinned runs stay" if plan.pinned else ""
    tip = f"Make the longest stack {words} shorter{pins_stay} (Ctrl+B)"
    return BalanceOffer(f"{words} could be saved", tip, enabled=True)


class Figure(QPushButton):
    """A figure that can be clicked; it is cut off where its room ends, and keeps its place."""

    def __init__(self, object_name: str, accessible_name: str, longest: str) -> None:
        super().__init__()
        self._longest, self._title, self._tone = longest, accessible_name, ""
        self.setFlat(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        set_names(self, object_name, accessible_name)
        leave_keyboard(self)
        self._limit()

    def show_figure(self, text: str, tip: str, tone: str = "") -> None:
        """Show a figure, all of it in the tip too; the tone is a field of `Colours` or nothing."""
        tip = escaped_tooltip(f"{text}.\n{tip}" if text else tip)
        if (text, tone) != (self.text(), self._tone):
            self._tone = tone
            self.setText(text)
            self.setAccessibleName(f"{self._title}: {text or 'none'}")
        if tip != self.toolTip():
            self.setToolTip(tip)

    def _limit(self) -> None:
        """Take no more room than a long figure needs, at any size of the letters."""
        self.setMaximumWidth(self.fontMetrics().horizontalAdvance(self._longest) + 2 * _PAD)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._limit()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self.maximumWidth(), super().sizeHint().height())

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self.maximumWidth() // 6, super().sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter, option = QStylePainter(self), QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        colours = colours_for(self.palette())
        font = self.font()
        font.setUnderline(self.underMouse())
        painter.setFont(font)
        painter.setPen(QColor(getattr(colours, self._tone or "text")))
        room = self.rect().adjusted(_PAD, 0, -_PAD, 0)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        if self.hasFocus():
            ring = QStyleOptionFocusRect()
            ring.initFrom(self)
            painter.drawPrimitive(QStyle.PrimitiveElement.PE_FrameFocusRect, ring)


def _line() -> QFrame:
    line = QFrame()
    line.setFrameShape(QFrame.Shape.VLine)
    line.setFrameShadow(QFrame.Shadow.Sunken)
    return line


_CLOCK_MS = 20_000


class Header(QWidget):
    """Shows what a plan is worth, in one line whose places never change."""

    details_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        self._longest = self._longest_tip = ""
        self._finish_ms: int | None = None
        words = "888 runs on 88 stacks, 8 new"
        self._planned = Figure("plannedFigure", "Runs planned", words)
        words = "Longest: stack 88, 888.8 GB, done about Wed 08:08"
        self._longest_figure = Figure("longestFigure", "Longest stack", words)
        words = "888.88 % could be saved"
        self._saving = Figure("savingFigure", "What Balance would save", words)
        words = "\N{WARNING SIGN} 88 suspicious, 88 left out"
        self.problems = Figure("problemsFigure", "Problems with files", words)
        self.balance = _button("Balance", "balanceButton", "Balance the plan", _BALANCE_TIP)
        self.save = _button("Save", "saveButton", "Save the plan", SAVE_TIP)
        self.export = _button("E&xport...", "exportButton", "Export the plan", EXPORT_TIP)
        self._arrange()
        for figure in (self._planned, self._longest_figure, self._saving):
            figure.clicked.connect(self.details_requested)
        self._clock = QTimer(self, interval=_CLOCK_MS)
        self._clock.timeout.connect(self._show_longest)
        for button in (self.balance, self.save, self.export):
            button.setEnabled(False)
        self.set_plan(None)
        self.set_problems(None, FileProblems())
        self.set_saved("none")
        self.show_balance(None, None)

    @property
    def controls(self) -> tuple[QWidget, ...]:
        """Everything that takes the keyboard, in the order of reading."""
        figures = (self._planned, self._longest_figure, self._saving)
        return (*figures, self.balance, self.problems, self.save, self.export)

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3)
        # Shares of a narrow window; in a wide one each gets what its longest text needs.
        row.addWidget(self._planned, 26)
        row.addWidget(_line())
        row.addWidget(self._longest_figure, 31)
        row.addWidget(_line())
        row.addWidget(self._saving, 25)
        row.addWidget(self.balance)
        row.addWidget(_line())
        row.addWidget(self.problems, 29)
        row.addStretch(1)
        row.addWidget(self.save)
        row.addWidget(self.export)

    def set_plan(self, plan: Plan | None, snake: Plan | None = None, n_new: int = 0) -> None:
        """Show the figures of a plan; `n_new` runs of its folder have no place in it yet."""
        has_runs = plan is not None and bool(plan.runs)
        self.save.setEnabled(has_runs)
        if plan is None:
            self._planned.show_figure("no plan", NO_PLAN)
        else:
            stacks = plural(plan.request.n_stacks, "stack")
            words = f"{plural(len(plan.runs), 'run')} on {stacks}"
            new = f"{n_new:,} new" if n_new else ""
            tip = f"{plural(n_new, 'run')} of the folder not in the plan yet. " if n_new else ""
            tone = "warning" if n_new else ""
            self._planned.show_figure(f"{words}, {new}" if new else words, f"{tip}{_MORE}", tone)
        self._longest = f"Longest: {longest_load_words(plan)}" if plan and has_runs else ""
        verdict = verdict_lines(plan, snake) if plan is not None and snake is not None else ()
        self._longest_tip = " ".join(verdict)
        self._show_longest()

    def set_finish(self, milliseconds: int | None) -> None:
        """Say when the plan is done if it begins now; `None` where no rate is known."""
        self._finish_ms = milliseconds
        if milliseconds is None:
            self._clock.stop()
        else:
            self._clock.start()
        self._show_longest()

    def _show_longest(self) -> None:
        if not self._longest:
            self._longest_figure.show_figure("", NO_PLAN)
            return
        words, tip = self._longest, f"{self._longest_tip} {_MORE}".strip()
        if self._finish_ms is not None:
            now = time.time()
            words = f"{words}, done about {clock_words(self._finish_ms, now)}"
            takes = format_duration(self._finish_ms)
            tip = f"Done in about {takes} if it begins now, at {clock_words(0, now)}. {tip}"
        self._longest_figure.show_figure(words, tip)

    def show_balance(self, plan: Plan | None, best: Plan | None) -> None:
        """Show what Balance would save, as far as it is known."""
        offer = balance_offer(plan, best)
        self._saving.show_figure(offer.figure, offer.tip)
        self.balance.setToolTip(offer.tip)
        self.balance.setEnabled(offer.enabled)

    def set_problems(self, plan: Plan | None, problems: FileProblems) -> None:
        """Count what is wrong with files, and what is left out."""
        if plan is None:
            self.problems.show_figure("", NO_PLAN)
            return
        kinds = (
            ("Suspicious, but planned", problems.suspicious),
            ("Cannot be read now", problems.unread),
            ("Planned, but gone", problems.vanished),
        )
        lines = [f"{words}: run {numbers}." for words, numbers in kinds if numbers]
        lines.extend(map(printable, left_out_words(problems.left_out)))
        tip = shortened("\n".join(lines), _MOST_WORDS) or "Every file of the folder is planned."
        is_bad = problems.suspicious or problems.unread or problems.vanished
        sign = "\N{WARNING SIGN} " if is_bad else ""
        tone = "warning" if is_bad else ""
        self.problems.show_figure(f"{sign}{problems.words}", f"{tip}\n{_LIST}", tone)

    def set_saved(self, state: str) -> None:
        """Say in the tip of Save whether work would be lost: a key of `SAVED`."""
        self.save.setToolTip(SAVED[state])


def _button(text: str, object_name: str, accessible_name: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    set_names(button, object_name, accessible_name, tip)
    leave_keyboard(button)
    return button
