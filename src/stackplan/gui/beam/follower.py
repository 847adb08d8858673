"""Follower of a folder in which runs are written, and the dialog that lists what came and went."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from stackplan.core.following import (
    Following,
    News,
    Snapshot,
    log_lines,
    offer_words,
    planned_words,
)
from stackplan.core.plan import Plan
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.runs import Run
from stackplan.core.text import format_bytes
from stackplan.files.folder_poller import FolderPoller
from stackplan.files.scan import ScanResult
from stackplan.gui.planning.session import Session
from stackplan.gui.widgets.dialogs import close_box, resize_within_screen, show_dialog
from stackplan.gui.widgets.fields import set_names
from stackplan.gui.widgets.messages import Message, Messages

_OFF = "The folder is not followed now; Runs > Follow the folder begins it."
_NOTHING = "Nothing has come, gone or changed yet."


class FollowDialog(QDialog):
    """Shows the log of a follower, the newest line last, and the runs that are not finished."""

    def __init__(self, follower: Follower, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._follower = follower
        self.setObjectName("followDialog")
        self.setWindowTitle("Folder log")
        self.lines = QPlainTextEdit(readOnly=True)
        tip = "When a run came, went, changed or was finished; the newest last"
        set_names(self.lines, "followLines", "Folder log", tip)
        self.lines.setTabChangesFocus(True)
        self.waiting = QLabel(wordWrap=True)
        set_names(self.waiting, "followWaiting", "What is waited for")
        column = QVBoxLayout(self)
        for widget in (self.lines, self.waiting, close_box(self)):
            column.addWidget(widget)
        follower.heard.connect(self.show_news)
        self.show_news()
        resize_within_screen(self, 480, 360)

    def show_news(self) -> None:
        """Show what is known now; the place that is being read stays."""
        text = "\n".join(f"{at}  {line}" for at, line in self._follower.log) or _NOTHING
        if text != self.lines.toPlainText():
            bar = self.lines.verticalScrollBar()
            place, is_at_end = bar.value(), bar.value() == bar.maximum()
            self.lines.setPlainText(text)
            bar.setValue(bar.maximum() if is_at_end else place)
        waiting = (f"Run {number}: {why}" for number, why in self._follower.waiting.items())
        words = "\n".join(waiting) or "No file is being written."
        self.waiting.setText(words if self._follower.is_on else _OFF)


def show_follow_list(window: QWidget, follower: Follower) -> None:
    """Open the list, or bring it to the front."""
    dialog = window.findChild(FollowDialog) or FollowDialog(follower, window)
    show_dialog(dialog)


PlaceNew = Callable[[tuple[Run, ...]], None]

_TICK_MS = 1000
# An answer is taken soon: the time until then counts as that of the disk.
_SOON_MS = 100
# Seconds without an answer after which the disk is said not to answer.
_SILENCE_S = 5
_REMEMBERED = 500


class Follower(QObject):
    """Looks at the folder of the plan as long as it is told to, and says what is new.

    `log` holds a time and a line for everything that came, went, grew and was finished.
    """

    switched = Signal(bool)
    heard = Signal()  # the list, or what waits, has changed
    looked = Signal()  # all sizes are those of now
    seen = Signal(str)  # what the last look has seen, each second; empty when it ends

    def __init__(
        self,
        session: Session,
        place_new: PlaceNew,
        messages: Messages,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._messages = messages
        self._session, self._document, self._place_new = session, session.document, place_new
        self.poller_of: Callable[[str], FolderPoller] = FolderPoller
        self.is_on = False
        self.places_at_once = False
        self.log: deque[tuple[str, str]] = deque(maxlen=_REMEMBERED)
        self.waiting: dict[int, str] = {}
        self.timer = QTimer(self, interval=_TICK_MS)
        self.timer.timeout.connect(self.tick)
        self._poller: FolderPoller | None = None
        self._following = Following()
        self._finished: dict[int, Run] = {}
        self._to_place: set[int] = set()
        self._looked_s: float | None = None  # of the last look, by `time.monotonic`
        self._written = RunNumbers()  # runs that came or grew between the last two looks

    @property
    def offer(self) -> tuple[Run, ...]:
        """Runs that are finished and asked for, and have no place yet."""
        plan = self._document.plan
        if plan is None:
            return ()
        places = plan.places
        new = [run for number, run in self._finished.items() if number not in places]
        return tuple(plan.request.select(new))

    def follow(self, on: bool) -> None:
        """Begin to follow the folder of the plan, or stop."""
        if not on or self._document.plan is None:
            self.stop()
        elif self._poller is None:
            self._poller = self.poller_of(self._session.folder)
            self.is_on = True
            self.timer.start()
            self.switched.emit(True)
            self.tick()

    def stop(self) -> None:
        """Follow no longer; a look that the disk holds is left behind."""
        self.timer.stop()
        self._poller, self.is_on = None, False
        self._following, self._finished, self.waiting = Following(), {}, {}
        self._to_place.clear()
        self._looked_s, self._written = None, RunNumbers()
        self.seen.emit("")
        for key in ("follow", "follow-news", "follow-disk"):
            self._messages.withdraw(key)
        self.switched.emit(False)
        self.heard.emit()

    def place(self) -> None:
        """Place what is offered, as one step."""
        self._place(self.offer)

    def place_always(self) -> None:
        """Place what is offered, and from now on each run as soon as it is finished."""
        self.places_at_once = True
        self.switched.emit(self.is_on)
        self.place()

    def turn_placing(self) -> None:
        """From now on place finished runs at once, or offer them again."""
        self.places_at_once = not self.places_at_once

    def tick(self) -> None:
        """Take what the disk has answered; this never waits."""
        plan, poller = self._document.plan, self._poller
        if plan is None or poller is None:
            self.stop()
            return
        look = poller.poll(self._following.to_probe(plan.places))
        is_soon = poller.is_asking and poller.silent_s < 1
        self.timer.setInterval(_SOON_MS if is_soon else _TICK_MS)
        if poller.silent_s >= _SILENCE_S:
            self._messages.tell(f"The disk has not answered for {int(poller.silent_s)} s")
        if poller.failure is None:
            self._messages.withdraw("follow-disk")
        else:
            words = f"{poller.failure} Following goes on."
            self._messages.post("follow-disk", Message(words, "warning"))
        if look is not None:
            self._take(look, plan)
        elif self._to_place:
            self._place_or_offer()
        self.seen.emit(self._words(poller.silent_s))

    def _words(self, silent_s: float) -> str:
        """Say when the folder was looked at, and what is being written there."""
        if silent_s >= _SILENCE_S:
            return f"the disk has not answered for {int(silent_s)} s"
        if self._looked_s is None:
            return "looking at the folder..."
        age = f"looked {int(time.monotonic() - self._looked_s)} s ago"
        number = max(self.waiting, default=None)
        if number is None:
            return f"{age}; no file is being written"
        file = (self._following.seen or {}).get(number)
        size = f", {format_bytes(file.size)}" if file is not None else ""
        more = f", and {len(self.waiting) - 1} more" if len(self.waiting) > 1 else ""
        if number in self._written:
            return f"{age}; run {number} is being written{size}{more}"
        return f"{age}; run {number}{size}: {self.waiting[number]}{more}"

    def _take(self, look: Snapshot, plan: Plan) -> None:
        self._following, news = self._following.step(look, plan.places)
        self._looked_s = time.monotonic()
        self._written = RunNumbers(news.came.intervals + news.grew.intervals)
        self._remember(news)
        for number in (*news.went, *news.grew):
            self._finished.pop(number, None)
        self._finished.update({run.number: run for run in news.finished})
        asked = plan.request
        self.waiting = {
            number: why
            for number, why in news.waiting.items()
            if asked.in_range(number) and number not in asked.skipped
        }
        touched = planned_words(news, plan.places)
        if touched:
            self._messages.post("follow-news", Message(touched, "warning"))
        if touched or news.finished:
            grown = RunNumbers.of(n for n in news.grew if n in plan.places)
            self._document.set_found(self._found(look, plan), grown)
        self._document.set_unfinished(RunNumbers.of(self.waiting))
        if self.places_at_once:
            self._to_place.update(run.number for run in news.finished)
        self._place_or_offer()
        self.looked.emit()
        self.heard.emit()

    def _found(self, look: Snapshot, plan: Plan) -> ScanResult:
        """Give what the folder holds now; runs that are not finished are as if not there yet."""
        before = self._document.found or ScanResult(self._session.folder)
        planned = {run.number: run for run in plan.runs}
        known = planned | self._finished | {run.number: run for run in before.runs}
        sizes = {number: look.files[number][0] for number in sorted(look.files.keys() & known)}
        states = {**before.states, **look.states}
        return replace(
            before,
            runs=tuple(replace(known[number], size=size) for number, size in sizes.items()),
            empty=before.empty.minus(RunNumbers.of(sizes)),
            states={number: states[number] for number in sizes if number in states},
            modified={number: look.files[number][1] for number in sizes},
        )

    def _place_or_offer(self) -> None:
        # A plan that is being made would not have the new runs; they are placed at a later look.
        if self._to_place and self._session.search.wanted is None:
            at_once = tuple(run for run in self.offer if run.number in self._to_place)
            self._to_place.clear()
            self._place(at_once)
        self.show_offer()

    def _place(self, runs: tuple[Run, ...]) -> None:
        if runs:
            self._place_new(runs)

    def show_offer(self) -> None:
        """Offer the new runs that the plan on screen does not have."""
        new = RunNumbers.of(run.number for run in self.offer if run.number not in self._to_place)
        words = offer_words(new, RunNumbers.of(self.waiting)) if new else ""
        if words:
            choices = ("Add to the plan", self.place, "Always add", self.place_always)
            self._messages.post("follow", Message(words, "info", *choices))
        else:
            self._messages.withdraw("follow")

    def _remember(self, news: News) -> None:
        now = time.strftime("%H:%M:%S")
        for line in log_lines(news):
            # A file that grows for an hour is one line, with the time of the last change.
            if self.log and self.log[-1][1] == line:
                self.log.pop()
            self.log.append((now, line))
