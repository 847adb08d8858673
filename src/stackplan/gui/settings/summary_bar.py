"""The row of figures above the chart."""

from math import ceil

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from stackplan.core.left_out import LeftOut, count_left_out, left_out_words
from stackplan.core.plan import Plan
from stackplan.core.quality import (
    gain_words,
    is_optimal,
    limiting_factor_text,
    quality_words,
    saving,
    verdict_lines,
)
from stackplan.core.text import format_gap, format_load, format_percent, printable
from stackplan.gui.widgets.appearance import colours_for
from stackplan.gui.widgets.fields import name, plain_tip
from stackplan.gui.widgets.overriding import override

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


# Words, tone and tip of each state that a plan can be in.
SAVED = {
    "none": ("-", "", "There is no plan yet."),
    "computed": ("as computed", "", "Folder and settings give this plan again."),
    "saved": ("saved", "good", "The plan file holds this plan."),
    "unsaved": (
        "not saved  \N{BLACK CIRCLE}",
        "bad",
        "Folder and settings would give another plan. Save it: Ctrl+S.",
    ),
}


class SummaryBar(QWidget):
    """Shows the figures of a plan, of what was left out, and whether it is saved."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("summaryBar")
        self.planned = Tile("plannedTile", "Runs planned")
        self.left_out = Tile("leftOutTile", "Skipped / missing / suspicious")
        self.longest = Tile("longestTile", "Longest stack")
        self.balance = Tile("balanceTile", "Over the mean / above the best possible")
        self.snake = Tile("snakeTile", "Against Spyral's snake")
        self.saved = Tile("savedTile", "Plan")
        tiles = (self.planned, self.left_out, self.longest, self.balance, self.snake, self.saved)
        # Wrapped: a long verdict must not make the window wider than the screen.
        self._verdict = self._times = ""
        self._longest = ("-", "")  # figure and tip
        self._takes = ""
        self.verdict = QLabel(wordWrap=True)
        name(self.verdict, "verdictWords", "What the plan is worth")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(TileGrid(tiles, (3, 4, 4, 5, 4, 3)))
        column.addWidget(self.verdict)
        self.set_plan(None)
        self.set_saved("none")

    def set_plan(self, plan: Plan | None, snake: Plan | None = None) -> None:
        """Show the figures of a plan, held against Spyral's snake of the same runs."""
        verdict = " ".join(verdict_lines(plan, snake)) if plan and snake else ""
        self._verdict = verdict
        self._show_verdict()
        if plan is None or plan.longest is None:
            self._longest = ("-", "")
            self._show_time()
            for tile in (self.balance, self.snake):
                tile.show_figure("-")
            return
        self._show_longest(plan, plan.longest)
        self._show_quality(plan)
        if snake is None or not plan.is_known:
            self.snake.show_figure("-")
        else:
            self._show_gain(plan, snake)

    def set_times(self, words: str, takes: str) -> None:
        """Say when the plan is done; that no time is known (`takes`) is said in the tip only."""
        self._times, self._takes = words, takes
        self._show_verdict()
        self._show_time()

    def _show_time(self) -> None:
        """Show how long the whole takes beside the stack that decides it."""
        figure, tip = self._longest
        takes = self._takes if figure != "-" else ""
        self.longest.caption.setText("Longest stack / all done in" if takes else "Longest stack")
        figure = f"{figure} / {takes}" if takes else figure
        self.longest.show_figure(figure, tip=f"{tip} {self._times}".strip())

    def _show_verdict(self) -> None:
        every = " ".join(filter(None, (self._verdict, self._times)))
        self.verdict.setText(every if self._takes else self._verdict)
        self.verdict.setToolTip(every)
        self.setAccessibleDescription(every)

    def _show_longest(self, plan: Plan, longest: int) -> None:
        weight, load = plan.request.weight, plan.loads[longest]
        share = format_percent(load / plan.total if plan.total else 0, 2)
        speeds = plan.request.speeds
        at = f" at {speeds[longest]} %" if speeds else ""
        tip = f"Stack {longest + 1} has {share} of {format_load(plan.total, weight)}."
        if speeds:
            time = format_load(ceil(plan.makespan), weight)
            tip = f"{tip} At {speeds[longest]} % it takes as long as {time} at 100 %."
        self._longest = (f"{longest + 1}:  {format_load(load, weight)}{at}", tip)
        self._show_time()

    def _show_quality(self, plan: Plan) -> None:
        over = plan.imbalance
        more = format_percent(over, 2 if over < 1 else 0)
        if not plan.is_known:
            self.balance.show_figure(f"+{more} / not known", "", "Not every size is known.")
            return
        best = "optimal" if is_optimal(plan) else f"at most {format_gap(plan.gap)}"
        words = quality_words(plan)
        tip = f"{words[0].upper()}{words[1:]}: proved. {limiting_factor_text(plan)}"
        tone = "good" if plan.gap * 100 < 1 else "warning"
        self.balance.show_figure(f"+{more} / {best}", tone, tip)

    def _show_gain(self, plan: Plan, snake: Plan) -> None:
        gain = saving(plan, snake)
        words = gain_words(plan, snake)
        figure = words.removesuffix(" than Spyral's snake") if gain else "the same"
        weight = plan.request.weight
        then, now = (format_load(ceil(each.makespan), weight) for each in (snake, plan))
        tip = f"{words[0].upper()}{words[1:]}: {now} instead of {then}."
        self.snake.show_figure(figure, "good" if gain > 0 else "warning" if gain < 0 else "", tip)

    def set_found(
        self, plan: Plan | None, left_out: tuple[LeftOut, ...], suspicious: int, tip: str
    ) -> None:
        """Show how many of the runs with data are planned, and what is left out."""
        if plan is None:
            self.planned.show_figure("-")
            self.left_out.show_figure("-")
            return
        planned = len(plan.runs)
        skipped = count_left_out(left_out, "skipped")
        missing = count_left_out(left_out, "missing")
        others = sum(1 for entry in left_out if entry.reason not in {"skipped", "missing"})
        self.planned.show_figure(f"{planned:,} of {planned + skipped:,}")
        words = (
            "\n".join([*map(printable, left_out_words(left_out)), tip]).strip()
            or "Nothing is left out."
        )
        mark = "  \N{WARNING SIGN}" if suspicious or others else ""
        figure = f"{skipped:,} / {missing:,} / {suspicious:,}{mark}"
        self.left_out.show_figure(figure, "warning" if mark else "", words)

    def set_saved(self, state: str) -> None:
        """Show whether work would be lost: a key of `SAVED`."""
        words, tone, tip = SAVED[state]
        self.saved.show_figure(words, tone, tip)
