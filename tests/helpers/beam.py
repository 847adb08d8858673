"""Followed folder for tests of the window: its clock is set by the test, and its disk may hang."""

import os
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from desk import find, messages
from stackplan.core.following import Snapshot
from stackplan.files.folder_poller import FolderPoller, take_snapshot
from stackplan.gui.beam.follower import Follower
from stackplan.gui.window.main_window import MainWindow
from superblocks import superblock


class Beam:
    """A followed folder whose clock is ours, and whose disk may hang."""

    def __init__(self, window: MainWindow, folder: Path, qtbot: QtBot) -> None:
        self.window, self.folder, self._qtbot = window, folder, qtbot
        self.follower: Follower = window.follower
        self.now_s = 1000.0
        self.gate = threading.Event()
        self.gate.set()
        self.follower.poller_of = self._poller
        self.poller: FolderPoller | None = None

    def _poller(self, folder: str) -> FolderPoller:
        self.poller = FolderPoller(folder, clock=lambda: self.now_s, ask=self._ask)
        return self.poller

    def _ask(self, folder: str, probe: Iterable[int], clock: Callable[[], float]) -> Snapshot:
        self.gate.wait(60)
        return take_snapshot(folder, probe, clock)

    def begin(self) -> None:
        find(self.window, QCheckBox, "followButton").click()
        self.follower.timer.stop()  # the test makes each tick
        self.settle()

    def settle(self) -> None:
        def is_done() -> bool:
            self.follower.tick()
            return self.poller is None or not self.poller.is_asking

        self._qtbot.waitUntil(is_done, timeout=20_000)

    def wait(self, seconds: float) -> None:
        """Let time go by, and let one look be taken."""
        self.now_s += seconds
        self.settle()

    def write(self, number: int, size: int, *, closed: bool = True) -> None:
        path = self.folder / f"run_{number:04d}.h5"
        path.write_bytes(superblock(3, size, flags=0 if closed else 5))
        os.truncate(path, size)

    def bring(self, *numbers: int) -> None:
        """Let runs arrive, and be quiet for as long as it takes until they are finished."""
        for number in numbers:
            self.write(number, 100 * number)
        self.wait(10)
        self.wait(61)

    @property
    def offered(self) -> str:
        message = messages(self.window).get("follow")
        return message.text if message else ""
