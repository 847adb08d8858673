"""Reader of events, beam time and writer of trace files, in a process that can be ended.

Without the HDF5 library the version of the writer is looked for at the beginning of a file.
"""

import importlib.util
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress

import stackplan
from stackplan.core.errors import StackplanError
from stackplan.core.trace_checks import CRASHED, HUNG, MERGER_2, NOT_ASKED, TraceFacts
from stackplan.files.foreign_libraries import library_trouble
from stackplan.files.parallel_stat import OnProgress, ask_about_each

# Seconds for which one file may keep the library; its import takes part of the first ones.
PATIENCE_S = 20.0
_MOST_HANGS = 3
_MOST_CRASHES = 20
# Seconds between two calls of `on_progress`, which may stop the work.
_MOMENT_S = 0.1

# The version is the first text that a merger writes: it lies within the first kilobytes.
_HEAD = 1 << 16
_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)


class LibraryError(StackplanError):
    """The HDF5 library is not installed, or neither it nor its process can be started."""


def has_library() -> bool:
    """Tell whether the extra `hdf5` is installed; nothing is imported."""
    return importlib.util.find_spec("h5py") is not None


def _check_library() -> None:
    if not has_library():
        message = "Events are read with h5py, which is not installed: pip install 'stackplan[hdf5]'"
        raise LibraryError(f"{message}; or plan by bytes.")
    if trouble := library_trouble(("numpy", "h5py"), ("h5py",)):
        raise LibraryError(trouble)


def read_facts(
    paths: Mapping[int, str],
    on_progress: OnProgress | None = None,
    patience_s: float = PATIENCE_S,
) -> dict[int, TraceFacts]:
    """Read what trace files say, with the HDF5 library, without a lock.

    `paths` are those of `ScanResult.paths`, by run number; so is the result, ascending. A file is
    given up after `patience_s` seconds; where something went wrong, `TraceFacts.problem` says what.
    `on_progress` may raise to stop the work. Raises `LibraryError` if the library is not installed,
    or cannot be imported.
    """
    _check_library()
    facts: dict[int, TraceFacts] = {}
    with closing(_Reader(patience_s)) as reader:
        for number, path in sorted(paths.items()):
            report = _reporter(on_progress, len(facts), len(paths))
            facts[number] = reader.read(number, path, report)
    _reporter(on_progress, len(paths), len(paths))()
    return facts


def look_into(
    paths: Mapping[int, str], on_progress: OnProgress | None = None
) -> tuple[dict[int, TraceFacts], bool]:
    """Find out what files hold, by run number, and whether the HDF5 library was there.

    Without the library only the version is known, where it is one of merger 2. `paths` are those of
    `ScanResult.paths`. `on_progress` may raise to stop the work.
    """
    if has_library():
        try:
            return read_facts(paths, on_progress), True
        except LibraryError:
            pass  # the second result tells that the library was not there
    found = ask_about_each(lambda number: _fact_of_head(paths[number]), sorted(paths), on_progress)
    return found, False


def _fact_of_head(path: str) -> TraceFacts:
    try:
        descriptor = os.open(path, _OPEN_FLAGS)
        try:
            head = os.pread(descriptor, _HEAD, 0)
        finally:
            os.close(descriptor)
    except OSError:
        return TraceFacts()  # the state of the file says why
    return TraceFacts(version=MERGER_2 if MERGER_2.encode() in head else "")


def _reporter(on_progress: OnProgress | None, done: int, total: int) -> Callable[[], None]:
    return lambda: None if on_progress is None else on_progress(done, total)


class _Reader:
    """Asks one process after another, until too many of them have hung or crashed."""

    def __init__(self, patience_s: float) -> None:
        self._patience = patience_s
        self._hangs = self._crashes = 0
        self._has_answered = False
        self._child = _Child()

    def read(self, number: int, path: str, report: Callable[[], None]) -> TraceFacts:
        """Read one file, unless too many processes have hung or crashed."""
        if self._hangs >= _MOST_HANGS:
            return TraceFacts(problem=NOT_ASKED)
        if self._crashes >= _MOST_CRASHES:
            return TraceFacts(problem=CRASHED)
        found = self._child.ask(number, path, self._patience, report)
        if isinstance(found, TraceFacts):
            self._has_answered = True
            return found
        if found == CRASHED and not self._has_answered and not _can_import():
            raise LibraryError("h5py ends the process that imports it; install it again.")
        self._hangs += found == HUNG
        self._crashes += found == CRASHED
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
        """Ask about one file; the answer, or one of `HUNG` and `CRASHED`."""
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
        return HUNG

    def end(self) -> None:
        """Kill the process; one in a system call of a hung disk dies when that call returns."""
        if self._process is None:
            return
        self._process.kill()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        with suppress(BrokenPipeError):
            self._process.stdin.close()  # type: ignore[union-attr]  # it was made with a pipe
        self._process = None

    def _start(self) -> "subprocess.Popen[str]":
        # The worker must import this very package, and nothing from the current folder (`-P`).
        home = os.path.dirname(os.path.dirname(os.path.abspath(stackplan.__file__)))
        paths = [home, *filter(None, [os.environ.get("PYTHONPATH")])]
        # The library prefers the second variable to `locking=False`, and some accounts set it.
        ours = {"PYTHONPATH": os.pathsep.join(paths), "HDF5_USE_FILE_LOCKING": "FALSE"}
        try:
            self._process = subprocess.Popen(
                _command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="ascii",
                env={**os.environ, **ours},
            )
        except OSError as error:  # no memory, too many processes or open files
            message = f"No process can be started that reads events ({error.strerror})"
            raise LibraryError(f"{message}; close some programs and try again.") from error
        threading.Thread(target=_listen, args=(self._process, self._answers), daemon=True).start()
        return self._process


def _can_import() -> bool:
    """Tell whether a process survives the import of the library: a foreign one may abort."""
    words = (sys.executable, "-P", "-c", "import h5py")
    try:
        done = subprocess.run(words, check=False, capture_output=True, timeout=PATIENCE_S)
    except (subprocess.TimeoutExpired, OSError):
        return True  # a slow disk, or no process to be had; reading the file will show it
    return done.returncode == 0


def _command() -> Sequence[str]:
    return (sys.executable, "-P", "-m", "stackplan.files.hdf5_worker")


def _listen(process: "subprocess.Popen[str]", answers: "queue.SimpleQueue[str]") -> None:
    assert process.stdout is not None
    with process.stdout as lines:
        for line in lines:
            answers.put(line)
    answers.put("")


def _facts(line: str) -> TraceFacts | str:
    if not line:
        return CRASHED
    reply = json.loads(line)
    if "no_library" in reply:
        raise LibraryError(f"h5py cannot be imported ({reply['no_library']}); install it again.")
    del reply["run"]
    return TraceFacts(**reply)
