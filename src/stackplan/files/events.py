"""Events, beam time and writer of trace files, asked of a process that we can end."""

import importlib.util
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing, suppress

import stackplan
from stackplan.core.errors import StackplanError
from stackplan.core.runs import file_name
from stackplan.core.trace_facts import TraceFacts
from stackplan.files.sizes import Progress

# Seconds for which one file may keep the library; its import takes part of the first ones.
PATIENCE_S = 20.0
_MOST_HANGS = 3
_MOST_CRASHES = 20
# Seconds after which a person who wants to stop is heard.
_MOMENT_S = 0.1

_HUNG = "the disk did not answer, so its events are not known"
_CRASHED = "the HDF5 library crashed over it"
_NOT_ASKED = "not asked, since the disk does not answer"


def has_library() -> bool:
    """Tell whether the extra `hdf5` is installed; nothing is imported."""
    return importlib.util.find_spec("h5py") is not None


def read_facts(
    folder: str,
    run_numbers: Iterable[int],
    on_progress: Progress | None = None,
    patience_s: float = PATIENCE_S,
) -> dict[int, TraceFacts]:
    """Read what trace files say, with the HDF5 library, without a lock.

    Parameters
    ----------
    folder : str
        The trace folder.
    run_numbers : iterable of int
        Runs whose files are read.
    on_progress : callable, optional
        Called now and then with files done and files in all; it may raise to stop the work.
    patience_s : float
        Seconds after which a file is given up.

    Returns
    -------
    dict of int to TraceFacts
        For each run, ascending; where something went wrong, `TraceFacts.problem` says what.

    Raises
    ------
    StackplanError
        If the library is not installed.
    """
    if not has_library():
        message = "Events are read with h5py, which is not installed: pip install 'stackplan[hdf5]'"
        raise StackplanError(f"{message}; or plan by bytes.")
    numbers = sorted(run_numbers)
    facts: dict[int, TraceFacts] = {}
    with closing(_Reader(folder, patience_s)) as reader:
        for number in numbers:
            facts[number] = reader.read(number, _reporter(on_progress, len(facts), len(numbers)))
    _reporter(on_progress, len(numbers), len(numbers))()
    return facts


def _reporter(on_progress: Progress | None, done: int, total: int) -> Callable[[], None]:
    return lambda: None if on_progress is None else on_progress(done, total)


class _Reader:
    """Asks one process after another, until too many of them have hung or crashed."""

    def __init__(self, folder: str, patience_s: float) -> None:
        self._folder, self._patience = folder, patience_s
        self._hangs = self._crashes = 0
        self._child = _Child()

    def read(self, number: int, report: Callable[[], None]) -> TraceFacts:
        """Read one file, if that still makes sense."""
        if self._hangs >= _MOST_HANGS:
            return TraceFacts(problem=_NOT_ASKED)
        if self._crashes >= _MOST_CRASHES:
            return TraceFacts(problem=_CRASHED)
        path = os.path.join(self._folder, file_name(number))
        found = self._child.ask(number, path, self._patience, report)
        if isinstance(found, TraceFacts):
            return found
        self._hangs += found == _HUNG
        self._crashes += found == _CRASHED
        self.close()
        self._child = _Child()
        return TraceFacts(problem=found)

    def close(self) -> None:
        """End the process."""
        self._child.end()


class _Child:
    """One process with the library, started with the first question."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._answers: queue.SimpleQueue[str] = queue.SimpleQueue()

    def ask(
        self, number: int, path: str, patience_s: float, report: Callable[[], None]
    ) -> TraceFacts | str:
        """Ask about one file; the answer, or the word for what went wrong."""
        report()
        process = self._process or self._start()
        assert process.stdin is not None
        with suppress(BrokenPipeError):
            process.stdin.write(json.dumps({"run": number, "path": path}) + "\n")
            process.stdin.flush()
        for _ in range(max(1, round(patience_s / _MOMENT_S))):
            with suppress(queue.Empty):
                return _facts(self._answers.get(timeout=_MOMENT_S))
            report()
        return _HUNG

    def end(self) -> None:
        """End the process; one that the disk holds dies when it is let go."""
        if self._process is None:
            return
        self._process.kill()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        with suppress(BrokenPipeError):
            self._process.stdin.close()  # type: ignore[union-attr]  # it was made with a pipe
        self._process = None

    def _start(self) -> "subprocess.Popen[str]":
        # Its own module, wherever we were imported from; never one of the folder we stand in.
        home = os.path.dirname(os.path.dirname(os.path.abspath(stackplan.__file__)))
        paths = [home, *filter(None, [os.environ.get("PYTHONPATH")])]
        self._process = subprocess.Popen(
            _command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="ascii",
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        )
        threading.Thread(target=_listen, args=(self._process, self._answers), daemon=True).start()
        return self._process


def _command() -> Sequence[str]:
    return (sys.executable, "-P", "-m", "stackplan.files.hdf5_child")


def _listen(process: "subprocess.Popen[str]", answers: "queue.SimpleQueue[str]") -> None:
    assert process.stdout is not None
    with process.stdout as lines:
        for line in lines:
            answers.put(line)
    answers.put("")


def _facts(line: str) -> TraceFacts | str:
    if not line:
        return _CRASHED
    reply = json.loads(line)
    del reply["run"]
    return TraceFacts(**reply)
