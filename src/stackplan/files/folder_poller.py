"""Poller of a folder: lists it again and again, and never waits for its disk.

The system's own notifications are blind to what another machine writes on a network disk, so the
folder is listed. Each listing has a thread of its own: one that the disk holds is left behind.
"""

import queue
import threading
import time
from collections.abc import Callable, Iterable
from functools import partial

from stackplan.core.errors import StackplanError
from stackplan.core.following import Snapshot
from stackplan.files.disk_errors import disk_error
from stackplan.files.scan import scan
from stackplan.files.trace_state import read_states

# A large folder is listed less often, so that listing takes a tenth of the time at most; a disk
# that hung is asked again within a minute.
_SHARE = 10
_LONGEST_S = 60.0
# Threads that may hang at once: on a dead mount a thread never ends.
_MOST_HANGING = 3

Ask = Callable[[str, Iterable[int], Callable[[], float]], Snapshot]


def take_snapshot(folder: str, probe: Iterable[int], clock: Callable[[], float]) -> Snapshot:
    """List a folder once and read the states of some runs; this may take as long as the disk likes.

    `clock` gives seconds and never goes back. Raises `DiskError` if the folder cannot be listed.
    """
    begun = clock()
    found = scan(folder)
    sizes = {run.number: (run.size, found.modified.get(run.number, 0)) for run in found.runs}
    states = read_states(found.paths(number for number in probe if number in sizes))
    return Snapshot(begun, clock(), sizes, states)


class FolderPoller:
    """Lists a folder from time to time.

    Nothing runs between two calls of `poll` but the listings that are under way. `interval_s` lies
    between the end of a listing and the next one; after `give_up_s` one is left behind and another
    one tried. `clock` gives seconds and never goes back.
    """

    def __init__(
        self,
        folder: str,
        interval_s: float = 5.0,
        give_up_s: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
        ask: Ask = take_snapshot,
    ) -> None:
        self.failure: StackplanError | None = None  # why the last listing failed
        self._folder, self._interval, self._give_up = folder, interval_s, give_up_s
        self._clock, self._ask = clock, ask
        self._answers: queue.SimpleQueue[tuple[int, Snapshot | StackplanError]] = (
            queue.SimpleQueue()
        )
        self._number = self._under_way = 0
        self._begun: float | None = None
        self._next = self._last_asked = clock()

    @property
    def silent_s(self) -> float:
        """Seconds since the disk was asked and has not answered; 0 if nothing is asked."""
        return 0.0 if self._begun is None else self._clock() - self._begun

    @property
    def is_asking(self) -> bool:
        """Tell whether a listing is under way."""
        return self._begun is not None

    def poll(self, probe: Iterable[int] = ()) -> Snapshot | None:
        """Take what the disk has answered, and ask again if it is time; this never waits.

        The next snapshot reads the states of the runs in `probe` (`Following.to_probe`). `None`
        while there is nothing new; then `failure` and `silent_s` say why.
        """
        snapshot = self._collect()
        now = self._clock()
        if self._begun is None:
            due = now >= self._next
        else:
            due = now - self._last_asked >= self._give_up and self._under_way < _MOST_HANGING
        if due:
            self._start(tuple(probe), now)
        return snapshot

    def _collect(self) -> Snapshot | None:
        snapshot: Snapshot | None = None
        while not self._answers.empty():
            number, answer = self._answers.get()
            self._under_way -= 1
            if number != self._number:
                continue  # given up before; its answer is out of date
            took = self.silent_s
            self._begun = None
            pause = max(self._interval, min(_SHARE * took, _LONGEST_S))
            self._next = self._clock() + pause
            self.failure = answer if isinstance(answer, StackplanError) else None
            snapshot = answer if isinstance(answer, Snapshot) else None
        return snapshot

    def _start(self, probe: tuple[int, ...], now: float) -> None:
        self._number += 1
        self._under_way += 1
        self._begun = now if self._begun is None else self._begun
        self._last_asked = now
        work = partial(self._work, self._number, probe)
        threading.Thread(target=work, name="stackplan-poll", daemon=True).start()

    def _work(self, number: int, probe: tuple[int, ...]) -> None:
        answer: Snapshot | StackplanError
        try:
            answer = self._ask(self._folder, probe, self._clock)
        except StackplanError as error:
            answer = error
        except OSError as error:
            answer = disk_error(error, self._folder)
        self._answers.put((number, answer))
