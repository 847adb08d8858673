"""Preferences: the values remembered between two starts, and the writer of their file.

A new setting is one more line in `Preferences`.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Collection, Iterable
from functools import partial
from typing import Generic, NamedTuple, TypeVar

from PySide6.QtCore import QObject, Signal

from stackplan.core.balance import METHODS
from stackplan.core.errors import MisspeltError, StackplanError
from stackplan.core.request import PlanRequest, format_speeds, parse_speeds
from stackplan.core.run_numbers import RunNumbers, format_range, parse, parse_range
from stackplan.core.text import printable
from stackplan.files.settings_file import (
    DAMAGED,
    Change,
    Content,
    Values,
    change_settings,
    read_settings,
    settings_path,
)
from stackplan.gui.chart.scene import ORIENTATIONS, PLANS_BEHIND
from stackplan.gui.widgets.appearance import THEMES, within_limits
from stackplan.gui.widgets.messages import Message, Messages
from stackplan.gui.widgets.worker import JobQueue, Worker

_MAX_RECENT = 8
_MAX_FOLDERS = 50
# Version of the layout: to be raised when an old geometry would not fit the window any more.
_LAYOUT = 1
# Seconds to wait for the disk when the window closes.
_CLOSING_S = 0.5
_NEWER = (
    "A newer Stackplan has written the settings; the places and sizes of this window are not kept,"
    " so that it finds its own again."
)

Value = TypeVar("Value")


class Layout(NamedTuple):
    """Geometry of the window and of its splitters; the table's columns by title, hidden ones 0."""

    geometry: bytes
    columns: bytes
    rows: bytes
    table: dict[str, int]
    zoom: int | None = None  # size of the text in per cent that the columns fit; `None` unknown


class ExportChoice(NamedTuple):
    """Kind of the last export, and what was typed for it; 0 readers or jobs are any number."""

    kind: str = ""
    pipeline: str = ""
    command: str = ""
    readers: int = 0
    stacks_a_task: int = 1
    jobs_at_most: int = 0
    python: str = ""
    first_stack: int = 1


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: object) -> int | None:
    return value if type(value) is int else None  # a bool is an int too


def _yes_or_no(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _zoom(value: object) -> int | None:
    number = _number(value)
    return None if number is None or number < 0 else within_limits(number)


def _paths(value: object) -> list[str] | None:
    items = value if isinstance(value, list) else []
    return list(dict.fromkeys(item for item in items if item and isinstance(item, str)))


def _values(value: object) -> Values:
    return value if isinstance(value, dict) else {}


def _one_of(texts: Collection[str]) -> Callable[[object], str | None]:
    return lambda value: value if isinstance(value, str) and value in texts else None


class Setting(Generic[Value]):
    """One remembered value: what it is at first, and what understands it in the file.

    Its key in the file is its name in `Preferences`. What is not understood counts as not set.
    """

    def __init__(self, first: Value, understand: Callable[[object], Value | None]) -> None:
        self._first, self._understand = first, understand

    def __set_name__(self, owner: type, name: str) -> None:
        self._key = name

    def __get__(self, preferences: Preferences, owner: type) -> Value:
        value = self._understand(preferences.values.get(self._key))
        return self._first if value is None else value

    def __set__(self, preferences: Preferences, value: Value) -> None:
        preferences.change(lambda values: values.update({self._key: value}))


class Preferences(QObject):
    """What is remembered, by name; a change is known at once, and written by `SettingsWriter`."""

    changed = Signal()

    folder = Setting("", _text)  # of the last session
    method = Setting("snake", _one_of(METHODS))
    theme = Setting("system", _one_of(THEMES))
    is_column_folded = Setting(False, _yes_or_no)
    desktop = Setting("", _one_of(("light", "dark")))  # what the desktop said last
    plan_behind = Setting("none", _one_of(PLANS_BEHIND))  # behind the bars of the board
    orientation = Setting("automatic", _one_of(ORIENTATIONS))  # of the board
    shown = Setting("both", _one_of(("both", "board", "table")))
    zoom = Setting[int | None](None, _zoom)  # per cent; `None` while none was chosen
    recent = Setting[list[str]]([], _paths)  # folders opened before, newest first
    recent_plans = Setting[list[str]]([], _paths)
    # As typed: rate of one processor, wall time in hours, MB/s of the link that all read over.
    rate = Setting("", _text)
    hours = Setting("4", _text)  # a usual wall time of clusters, and half a shift
    link = Setting("", _text)
    saved_in = Setting("", _text)  # folder of the file that was written last

    def __init__(self) -> None:
        super().__init__()
        self.path = settings_path()
        try:
            content = read_settings(self.path)
        except StackplanError:  # writing it will fail too, and say so
            content = Content({})
        self.values: Values = content.values
        self.is_damaged = content.is_damaged
        self.unwritten: list[Change] = []

    def change(self, change: Change) -> None:
        """Change values now, and in the file soon."""
        change(self.values)
        self.unwritten.append(change)
        self.changed.emit()

    def job(self) -> Callable[[], None]:
        """Give what writes down all that was changed, for a worker."""
        return partial(change_settings, self.path, tuple(self.unwritten), dict(self.values))

    def add_recent(self, folder: str) -> None:
        """Put a folder on top of the recent ones."""
        self.change(partial(_put_on_top, "recent", folder))

    def add_recent_plan(self, path: str) -> None:
        """Put a plan file on top of the recent ones."""
        self.change(partial(_put_on_top, "recent_plans", path))

    def clear_recent(self) -> None:
        """Forget every recent folder and plan."""
        self.recent, self.recent_plans = [], []

    @property
    def export_choice(self) -> ExportChoice:
        """Choices of the last export."""
        kept = _values(self.values.get("export"))
        kind, pipeline, command, python = (
            _text(kept.get(key)) or "" for key in ("kind", "pipeline", "command", "python")
        )
        numbers = (
            _number(kept.get(key)) or 0 for key in ("readers", "stacks_a_task", "jobs_at_most")
        )
        readers, together, jobs = (n if 0 <= n < 10_000 else 0 for n in numbers)
        return ExportChoice(kind, pipeline, command, readers, together or 1, jobs, python)

    @export_choice.setter
    def export_choice(self, choice: ExportChoice) -> None:
        # The next plan begins with its first stack again: none may be left out unseen.
        kept = {key: value for key, value in choice._asdict().items() if key != "first_stack"}
        self.change(partial(_put, "export", kept))

    @property
    def is_newer(self) -> bool:
        """Tell whether a newer version has written the places and sizes of the window."""
        return (_number(_values(self.values.get("layout")).get("version")) or 0) > _LAYOUT

    @property
    def layout(self) -> Layout | None:
        """Geometry of the last session, if it fits this version."""
        kept = _values(self.values.get("layout"))
        if kept.get("version") != _LAYOUT:
            return None
        states = [str(kept.get(key)) for key in ("geometry", "columns", "rows")]
        try:
            geometry, columns, rows = (base64.b64decode(state, validate=True) for state in states)
        except ValueError:
            return None
        widths = _values(kept.get("table")).items()
        table = {title: width for title, width in widths if isinstance(width, int)}
        return Layout(geometry, columns, rows, table, _zoom(kept.get("zoom")))

    @layout.setter
    def layout(self, layout: Layout) -> None:
        if self.is_newer:
            return  # the newer version takes its places up where it left them
        states = layout._asdict() | {
            key: base64.b64encode(getattr(layout, key)).decode()
            for key in ("geometry", "columns", "rows")
        }
        self.change(partial(_put, "layout", {"version": _LAYOUT, **states}))

    def request(self, default_stacks: int, folder: str) -> PlanRequest:
        """Give what a folder was planned with last; an unknown one starts with all its runs."""
        kept = _values(_values(self.values.get("folders")).get(folder))
        stacks = _number(kept.get("stacks")) or default_stacks
        ends, skip = _range(_text(kept.get("runs"))), _skip(_text(kept.get("skip")))
        try:
            speeds = _speeds(_text(kept.get("speeds")), stacks)
            return PlanRequest(*ends, skip, stacks, self.method, speeds)
        except StackplanError:
            # A settings file that was damaged by hand must not keep the window from opening.
            return PlanRequest(n_stacks=default_stacks)

    def knows(self, folder: str) -> bool:
        """Tell whether a folder has been planned before."""
        return "runs" in _values(_values(self.values.get("folders")).get(folder))

    def workspace(self, folder: str) -> str:
        """Give the Spyral workspace of a folder, where its runs are analysed; empty if unknown."""
        return (
            _text(_values(_values(self.values.get("folders")).get(folder)).get("workspace")) or ""
        )

    def set_workspace(self, folder: str, workspace: str) -> None:
        """Remember the Spyral workspace of a folder."""
        self.change(partial(_put_folder, folder, {"workspace": workspace}))

    def open_stacks(self, folder: str) -> tuple[int, ...]:
        """Give the stacks of a folder whose runs were shown in the table, by index."""
        kept = _values(_values(self.values.get("folders")).get(folder))
        return tuple(number - 1 for number in _skip(_text(kept.get("open"))) if number)

    def remember(
        self,
        folder: str,
        request: PlanRequest,
        default_stacks: int,
        open_stacks: Iterable[int] = (),
    ) -> None:
        """Keep what a folder is planned with; a default number of stacks stays the machine's."""
        ends = request.run_min, request.run_max
        kept: Values = {
            "runs": format_range(*((None, None) if _is_reversed(*ends) else ends)),
            "skip": str(request.skipped),
            "stacks": None if request.n_stacks == default_stacks else request.n_stacks,
            "speeds": format_speeds(request.speeds),
            "open": str(RunNumbers.of(stack + 1 for stack in open_stacks)),
        }
        self.folder, self.method = folder, request.method
        self.change(partial(_put_folder, folder, kept))


def _put(key: str, new: Values, values: Values) -> None:
    """Put values under a key; what a newer version keeps beside them stays."""
    values[key] = {**_values(values.get(key)), **new}


def _put_on_top(key: str, path: str, values: Values) -> None:
    others = [other for other in _paths(values.get(key)) or [] if other != path]
    values[key] = [path, *others][:_MAX_RECENT]


def _put_folder(folder: str, kept: Values, values: Values) -> None:
    """Put a folder behind all others; the one that was put there longest ago goes first."""
    folders = dict(_values(values.get("folders")))
    folders[folder] = {**_values(folders.pop(folder, None)), **kept}
    values["folders"] = dict(list(folders.items())[-_MAX_FOLDERS:])


def _range(text: str | None) -> tuple[int | None, int | None]:
    """Read a range; one that is reversed would open an empty window."""
    try:
        run_min, run_max = parse_range(text or "all")
    except StackplanError:
        return None, None
    return (None, None) if _is_reversed(run_min, run_max) else (run_min, run_max)


def _is_reversed(run_min: int | None, run_max: int | None) -> bool:
    return run_min is not None and run_max is not None and run_min > run_max


def _skip(text: str | None) -> RunNumbers:
    """Read a skip list, whole or not at all."""
    try:
        return parse(text or "")
    except StackplanError:
        return RunNumbers()


def _speeds(text: str | None, n_stacks: int) -> tuple[int, ...] | None:
    """Read the speeds of stacks; another machine may have another number of them."""
    try:
        return parse_speeds(text or "", n_stacks)
    except MisspeltError:
        return None


class SettingsWriter(QObject):
    """Writes changed preferences in a worker, since a home folder may lie on a disk that hangs."""

    def __init__(self, preferences: Preferences, messages: Messages, parent: QObject) -> None:
        super().__init__(parent)
        self._preferences, self._messages = preferences, messages
        self._queue = JobQueue(self)
        self._queue.failed.connect(self._on_failed)
        self._has_failed = False
        preferences.changed.connect(self._write)

    @property
    def worker(self) -> Worker:
        """The worker that writes."""
        return self._queue.worker

    def begin(self) -> None:
        """Say what is wrong with the file."""
        path = printable(self._preferences.path)
        if self._preferences.is_damaged:
            self._say(
                f"The settings file {path} is damaged; it is kept as {path}{DAMAGED}, and a new one"
                " is begun."
            )
            self._queue.add(self._preferences.job())
        if self._preferences.is_newer:
            self._say(_NEWER)

    def close(self) -> None:
        """Write what is left, and wait a moment for it."""
        if self._preferences.unwritten:
            self._queue.run_last(self._preferences.job(), _CLOSING_S)

    def _write(self) -> None:
        # Changes made while a job runs are written together when it has ended.
        if self._preferences.unwritten and not self._queue.busy:
            number = len(self._preferences.unwritten)
            self._queue.add(self._preferences.job(), lambda _: self._on_written(number))

    def _on_written(self, number: int) -> None:
        del self._preferences.unwritten[:number]
        self._write()

    def _say(self, words: str) -> None:
        self._messages.post("settings", Message(words, "warning"))

    def _on_failed(self, error: StackplanError) -> None:
        # Said once; the next change tries again to write all that was changed.
        if not self._has_failed:
            self._has_failed = True
            words = (
                "The settings cannot be written, so what you choose lasts until Stackplan is"
                f" closed. {error}"
            )
            self._messages.post("settings file", Message(words, "warning"))
