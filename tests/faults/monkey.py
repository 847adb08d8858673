"""A monkey at the real window: any gesture, at any place, at any time; what must hold, holds.

Each event is drawn from the seed and its own number, so that what threads have brought so far does
not change the events that follow: the same seed does the same again.
"""

import random
import time
from collections import Counter, deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from desk import is_idle
from faults.monkey_disk import MonkeyDisk
from faults.monkey_hands import press
from faults.monkey_laws import Laws, check_always, check_at_rest
from faults.monkey_watch import Watch
from stackplan.core.request import PlanRequest
from stackplan.files.folder_poller import FolderPoller
from stackplan.gui.app import create_window
from stackplan.gui.widgets.appearance import NORMAL, apply_theme, apply_zoom
from stackplan.gui.window.main_window import MainWindow

Act = Callable[["Monkey", random.Random], str]

# After so many events the window comes to rest, and what takes longer is checked.
REST = 100
_TOLD = 25
_FEW = 10
# Of so many events the last so many are work alone.
_DAY, _SPELL = 2000, 400
_RESCUE_MS = 15
_ESCAPES = 20
_PATIENCE_MS = 120_000  # a search takes long beside other programs


class Found(AssertionError):  # noqa: N818 (a find, not an error)
    """What a monkey has found: the seed, the number of the event, and the events before it."""


class Monkey:
    """Does what comes to its mind, as the seed decides, with the runs in an empty folder."""

    def __init__(self, qtbot: QtBot, place: Path, seed: int) -> None:
        self.qtbot, self.seed = qtbot, seed
        self.disk = MonkeyDisk(place, random.Random(seed))
        self.done: deque[str] = deque(maxlen=_TOLD)
        self.counts: Counter[str] = Counter()
        self.deepest = self.rests = self.reopened = 0
        self.longest_s = 0.0
        self._is_acting = False
        self._nested = 0
        self._rescue = QTimer(interval=_RESCUE_MS)
        self._rescue.timeout.connect(self._end_nested)
        self.window = self._open()

    def run(self, events: int, acts: dict[Act, int], work: Act | None = None) -> None:
        """Do so many things; stop with `Found` at the first that must not be.

        With `work` a long spell of that alone comes now and then, as when a crew plans: else the
        next folder that is opened ends every history before it gets deep.
        """
        watch, choices, weights = Watch(), list(acts), list(acts.values())
        self._rescue.start()
        try:
            with watch:
                for number in range(1, events + 1):
                    draw = random.Random(f"{self.seed} {number}")
                    (act,) = draw.choices(choices, weights)
                    if work is not None and number % _DAY >= _DAY - _SPELL:
                        act = work
                    self._do(act, draw, number)
                    watch.check()
                    if number % REST == 0:
                        self._rest(draw)
                        watch.check()
                self._rest(random.Random(self.seed))
                self._leave()
                watch.check()
        except Exception as error:
            events_before = "\n".join(f"    {line}" for line in self.done)
            with suppress(Exception):  # what was found first counts
                self._escape()
                self._leave()
            raise Found(f"seed {self.seed}: {error}\nthe last events:\n{events_before}") from error
        finally:
            self._rescue.stop()
            apply_zoom(NORMAL)
            apply_theme("light")

    def stage(self, draw: random.Random) -> QWidget:
        """Give what a person would act on: a menu or a question first, then any open dialog."""
        top = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if top is not None:
            return top
        dialogs = self.dialogs()
        return draw.choice(dialogs) if dialogs and draw.random() < 0.5 else self.window

    def dialogs(self) -> list[QDialog]:
        """Give the dialogs that are open, in an order that does not depend on memory."""
        return [each for each in self.window.findChildren(QDialog) if each.isVisible()]

    def wait(self) -> None:
        """Wait until nothing runs beside the window's thread."""
        self._is_acting = False
        self.qtbot.waitUntil(lambda: is_idle(self.window), timeout=_PATIENCE_MS)

    def _do(self, act: Act, draw: random.Random, number: int) -> None:
        name = act.__name__
        self.counts[name] += 1
        self.done.append(f"{number} {name}")
        begun = time.monotonic()
        self._is_acting, self._nested = True, 0
        words = act(self, draw)
        self._is_acting = False
        self.done[-1] = f"{number} {name}: {words}"
        QApplication.processEvents()
        self.longest_s = max(self.longest_s, time.monotonic() - begun)
        if not self.window.isVisible() and self.window._leaving:
            self._open_again()
        self.deepest = max(self.deepest, self.window.document.history.index())
        check_always(self.window, self.disk)

    def _rest(self, draw: random.Random) -> None:
        """Close whatever is open by Escape, wait, and check what can only be checked then."""
        self.rests += 1
        self.done.append("(at rest)")
        self._escape()
        self.window.showNormal()
        self.wait()
        check_at_rest(Laws(self.qtbot, self.window, self.disk), draw)
        plan = self.window.document.plan
        if plan is None or len(plan.runs) < _FEW:
            self._begin_again()

    def _begin_again(self) -> None:
        """Plan the whole folder again: with a few runs there is little to do."""
        settings, window = self.window.panes.settings, self.window
        window.document.history.setClean()
        settings.set_request(PlanRequest(n_stacks=4))
        window.session.open_path(str(self.disk.traces), settings.request)
        self.wait()

    def _escape(self) -> None:
        for _ in range(_ESCAPES):
            open_ones = self.dialogs()
            popup = QApplication.activePopupWidget()
            if popup is None and not open_ones:
                return
            press(popup or QApplication.activeModalWidget() or open_ones[-1], Qt.Key.Key_Escape)
            QApplication.processEvents()
        left = [f"{each.objectName()} {type(each).__name__}" for each in self.dialogs()]
        raise AssertionError(f"Escape does not close {left} {QApplication.activePopupWidget()}")

    def _open(self) -> MainWindow:
        window = create_window([str(self.disk.traces)])
        window.preferences.saved_in = str(self.disk.kept)
        window.resize(1100, 720)
        window.show()
        window.activateWindow()
        self.qtbot.waitUntil(lambda: window.follower is not None, timeout=_PATIENCE_MS)
        assert window.follower is not None
        window.follower.poller_of = partial(FolderPoller, interval_s=0.05)
        self.window = window
        self.wait()
        return window

    def _open_again(self) -> None:
        """Start anew, as the crew would: it was the monkey that closed the window."""
        self.reopened += 1
        self._leave()
        self._open()

    def _leave(self) -> None:
        window = self.window
        window._leaving = True
        window.close()
        self.qtbot.waitUntil(window.workers_ended, timeout=_PATIENCE_MS)
        window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def _end_nested(self) -> None:
        """End a loop within an event: the menu of a button, or what Qt's file dialog asks.

        Dialogs of our own open none, so that none is ended here.
        """
        if not self._is_acting:
            return
        popup, box = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        # A first answer may do nothing: an entry may be grey.
        self._nested += 1
        takes = self._nested == 1 and self.counts.total() % 3 > 0
        if popup is not None:
            keys = Qt.Key.Key_Down, Qt.Key.Key_Return
            press(popup, *(keys if takes else (Qt.Key.Key_Escape,)))
        elif isinstance(box, QMessageBox) and not box.objectName():
            box.accept() if takes else box.reject()
