"""Settings of the process: garbage is collected in the window's thread; threads share two heaps."""

import ctypes
import gc
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from stackplan.gui.runtime import GarbageCollector, spare_memory


class Circle:
    """Garbage that only a collector finds."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def parent(qtbot: QtBot) -> Iterator[QObject]:
    was_on, thresholds = gc.isenabled(), gc.get_threshold()
    gc.enable()
    owner = QObject()
    yield owner
    owner.deleteLater()
    gc.set_threshold(*thresholds)
    (gc.enable if was_on else gc.disable)()


def test_that_a_worker_makes_garbage_but_collects_none(parent: QObject, qtbot: QtBot) -> None:
    dead: list[QThread] = []
    kept: list[list[int]] = []
    GarbageCollector(parent)
    gc.collect()
    gc.set_threshold(100, 1, 1)

    def make() -> None:
        weakref.finalize(Circle(), lambda: dead.append(QThread.currentThread()))
        kept.extend([number] for number in range(10_000))  # a hundred times what makes it due
        assert not dead

    worker = threading.Thread(target=make)
    worker.start()
    worker.join()
    assert not dead
    qtbot.waitUntil(lambda: bool(dead))
    assert dead == [parent.thread()]


def test_that_what_is_old_is_collected_too(parent: QObject) -> None:
    dead: list[bool] = []
    collector = GarbageCollector(parent)
    old = Circle()
    weakref.finalize(old, dead.append, True)
    gc.collect()  # it is in the oldest generation now
    del old
    for _ in range(20):
        collector.collect()
    assert dead


# Eight threads at once take a piece each; glibc writes down its heaps.
SCRIPT = """
import ctypes, sys, threading
from stackplan.gui.runtime import spare_memory
if sys.argv[1] == "spared":
    spare_memory()
libc = ctypes.CDLL(None)
libc.malloc.restype = libc.fdopen.restype = ctypes.c_void_p
libc.fdopen.argtypes = [ctypes.c_int, ctypes.c_char_p]
libc.malloc_info.argtypes = [ctypes.c_int, ctypes.c_void_p]
together = threading.Barrier(9)

def take():
    together.wait()
    libc.malloc(1000)
    together.wait()

for _ in range(8):
    threading.Thread(target=take).start()
together.wait()
together.wait()
stream = libc.fdopen(1, b"w")
libc.malloc_info(0, stream)
libc.fflush(ctypes.c_void_p(stream))
"""

# Where the program would not see to its memory, this one would not end.
PROGRAM = """
import sys
from PySide6.QtCore import QTimer
from stackplan.gui import app
make = app.create_window

def create_window(arguments):
    window = make(arguments)
    app.spare_memory = lambda: QTimer.singleShot(0, window, window.close)
    return window

app.create_window = create_window
sys.exit(app.run([]))
"""


def heaps(how: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, how], capture_output=True, text=True, timeout=300, check=True
    )
    return done.stdout.count("<heap nr=")


def test_that_threads_share_their_heaps() -> None:
    if not hasattr(ctypes.CDLL(None), "malloc_info"):
        pytest.skip("not glibc")
    assert heaps("spared") <= 2 < heaps("plain")


def test_that_the_program_sees_to_it_once_its_window_is_there() -> None:
    subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, timeout=300, check=True)


def test_that_another_system_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise OSError

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(ctypes, "CDLL", refuse)
    spare_memory()
