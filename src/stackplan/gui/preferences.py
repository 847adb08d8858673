"""What Stackplan remembers between two starts."""

import re
from typing import NamedTuple

from PySide6.QtCore import QByteArray, QSettings

from stackplan.core.balance import METHODS
from stackplan.core.errors import SpeedsError, StackplanError
from stackplan.core.request import PlanRequest, format_speeds, parse_speeds
from stackplan.core.run_numbers import RunNumbers, format_range, parse, parse_range
from stackplan.files.settings_check import read_settings
from stackplan.gui.chart.state import GHOSTS
from stackplan.gui.widgets.appearance import THEMES, within_limits

_MAX_RECENT = 8
# A wall time that clusters and shifts are fond of.
_HOURS = "4"
# Raised when the window changes so much that an old geometry no longer fits.
_LAYOUT = 2


class Layout(NamedTuple):
    """Geometry of the window and of its splitters, and the table's columns as text."""

    geometry: QByteArray
    columns: QByteArray
    rows: QByteArray
    table: str = ""


class ExportChoice(NamedTuple):
    """Kind of the last export, and what was typed for it; 0 `readers` are any number."""

    kind: str = ""
    pipeline: str = ""
    command: str = ""
    readers: int = 0


class Preferences:
    """Reads and writes the settings file; what it cannot understand it takes as not set."""

    def __init__(self) -> None:
        self._settings = QSettings(
            QSettings.Format.IniFormat, QSettings.Scope.UserScope, "stackplan", "stackplan"
        )
        # Qt reads the file here too; what it cannot read is gone with the first write.
        self.content = read_settings(self.path)

    def _text(self, key: str, default: str = "") -> str:
        value = self._settings.value(key, default)
        return value if isinstance(value, str) else default

    @property
    def path(self) -> str:
        """The settings file."""
        return self._settings.fileName()

    @property
    def is_newer(self) -> bool:
        """Tell whether a newer version has written the places and sizes of the window."""
        version = self._text("layout/version")
        return re.fullmatch(r"[0-9]{1,9}", version) is not None and int(version) > _LAYOUT

    @property
    def folder(self) -> str:
        """Folder of the last session."""
        return self._text("folder")

    @property
    def theme(self) -> str:
        """One of `THEMES`."""
        theme = self._text("theme")
        return theme if theme in THEMES else "system"

    @theme.setter
    def theme(self, theme: str) -> None:
        self._settings.setValue("theme", theme)

    @property
    def ghost(self) -> str:
        """What stands behind the bars of the chart: a key of its `GHOSTS`."""
        ghost = self._text("ghost")
        return ghost if ghost in GHOSTS else "snake"

    @ghost.setter
    def ghost(self, ghost: str) -> None:
        self._settings.setValue("ghost", ghost)

    @property
    def desktop(self) -> str:
        """What the desktop was when it said so last: `light`, `dark`, or nothing."""
        desktop = self._text("desktop")
        return desktop if desktop in {"light", "dark"} else ""

    @desktop.setter
    def desktop(self, theme: str) -> None:
        self._settings.setValue("desktop", theme)

    @property
    def zoom(self) -> int | None:
        """Size of the text in per cent; `None` where nobody has chosen one."""
        text = self._text("zoom")
        return within_limits(int(text)) if re.fullmatch(r"[0-9]{1,4}", text) else None

    @zoom.setter
    def zoom(self, per_cent: int) -> None:
        self._settings.setValue("zoom", str(per_cent))

    @property
    def recent(self) -> list[str]:
        """Folders opened before, newest first."""
        return self._list("recent")

    @property
    def recent_plans(self) -> list[str]:
        """Plan files opened or saved before, newest first."""
        return self._list("recentPlans")

    def add_recent(self, folder: str) -> None:
        """Put a folder on top of the recent ones."""
        self._add("recent", folder)

    def add_recent_plan(self, path: str) -> None:
        """Put a plan file on top of the recent ones."""
        self._add("recentPlans", path)

    def clear_recent(self) -> None:
        """Forget every recent folder and plan."""
        for key in ("recent", "recentPlans"):
            self._settings.remove(key)

    def _list(self, key: str) -> list[str]:
        value = self._settings.value(key, [])
        if isinstance(value, str):
            return [value] if value else []
        items = value if isinstance(value, list) else []
        paths = [item for item in items if isinstance(item, str) and item]
        return list(dict.fromkeys(paths))[:_MAX_RECENT]

    def _add(self, key: str, path: str) -> None:
        others = [item for item in self._list(key) if item != path]
        self._settings.setValue(key, [path, *others][:_MAX_RECENT])

    def request(self, default_stacks: int, *, same_folder: bool) -> PlanRequest:
        """Take up the request of the last session; another folder starts with all its runs."""
        n_stacks = self._text("stacks")
        stacks = int(n_stacks) if re.fullmatch(r"[0-9]{1,9}", n_stacks) else default_stacks
        method = self._text("method")
        if method not in METHODS:
            method = "snake"
        run_min, run_max = self._range() if same_folder else (None, None)
        skip = self._skip() if same_folder else RunNumbers()
        try:
            return PlanRequest(run_min, run_max, skip, stacks, method, self._speeds(stacks))
        except StackplanError:
            # A settings file that was damaged by hand must not keep the window from opening.
            return PlanRequest(n_stacks=default_stacks)

    def _range(self) -> tuple[int | None, int | None]:
        """Range of the last session; one that is reversed would open an empty window."""
        try:
            run_min, run_max = parse_range(self._text("runs", "all"))
        except StackplanError:
            return None, None
        return (None, None) if _is_reversed(run_min, run_max) else (run_min, run_max)

    def _skip(self) -> RunNumbers:
        """Skip list of the last session, whole or not at all."""
        try:
            return parse(self._text("skip"))
        except StackplanError:
            return RunNumbers()

    def _speeds(self, n_stacks: int) -> tuple[int, ...] | None:
        """Speeds of the stacks; another machine may have another number of them."""
        try:
            return parse_speeds(self._text("speeds"), n_stacks)
        except SpeedsError:
            return None

    def remember(self, folder: str, request: PlanRequest, default_stacks: int) -> None:
        """Keep a session's folder and request; a default number of stacks stays the machine's."""
        stacks = "" if request.n_stacks == default_stacks else str(request.n_stacks)
        ends = request.run_min, request.run_max
        for key, value in {
            "folder": folder,
            "runs": format_range(*((None, None) if _is_reversed(*ends) else ends)),
            "skip": str(request.skipped),
            "stacks": stacks,
            "method": request.method,
            "speeds": format_speeds(request.speeds),
        }.items():
            self._settings.setValue(key, value)

    @property
    def forecast(self) -> tuple[str, str]:
        """Rate of one processor and wall time in hours, as they were typed."""
        return self._text("forecast/rate"), self._text("forecast/hours", _HOURS)

    @forecast.setter
    def forecast(self, typed: tuple[str, str]) -> None:
        for key, text in zip(("rate", "hours"), typed, strict=True):
            self._settings.setValue(f"forecast/{key}", text)

    @property
    def link(self) -> str:
        """What the link carries that all stacks read over, in MB/s, as it was typed."""
        return self._text("forecast/link")

    @link.setter
    def link(self, typed: str) -> None:
        self._settings.setValue("forecast/link", typed)

    @property
    def export_choice(self) -> ExportChoice:
        """Choices of the last export."""
        kind, pipeline, command, readers = (
            self._text(f"export/{key}") for key in ExportChoice._fields
        )
        number = int(readers) if re.fullmatch(r"[0-9]{1,4}", readers, re.ASCII) else 0
        return ExportChoice(kind, pipeline, command, number)

    @export_choice.setter
    def export_choice(self, choice: ExportChoice) -> None:
        for key, value in choice._asdict().items():
            self._settings.setValue(f"export/{key}", str(value))

    @property
    def layout(self) -> Layout | None:
        """Geometry of the last session, if it fits this version."""
        if self._text("layout/version") != str(_LAYOUT):
            return None
        values = [self._settings.value(f"layout/{key}") for key in ("geometry", "columns", "rows")]
        states = [value for value in values if isinstance(value, QByteArray)]
        if len(states) < len(values):
            return None
        geometry, columns, rows = states
        return Layout(geometry, columns, rows, self._text("layout/table"))

    @layout.setter
    def layout(self, layout: Layout) -> None:
        if self.is_newer:
            return  # the newer version takes its places up where it left them
        self._settings.setValue("layout/version", str(_LAYOUT))
        self._settings.setValue("layout/geometry", layout.geometry)
        self._settings.setValue("layout/columns", layout.columns)
        self._settings.setValue("layout/rows", layout.rows)
        self._settings.setValue("layout/table", layout.table)


def _is_reversed(run_min: int | None, run_max: int | None) -> bool:
    return run_min is not None and run_max is not None and run_min > run_max
