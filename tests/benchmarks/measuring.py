"""What the benchmarks share: turns, ratios and limits, folders of runs, processes that measure."""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from typing_extensions import override

from stackplan.core.runs import file_name
from stackplan.files.demo import trace_file
from x11_crew import TOOLS, x_server

WAIT_S = 60
OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}
_TESTS = Path(__file__).resolve().parents[1]


def at_most(value: float, limit: float, words: str, unit: str = "ms") -> str:
    """Hold a figure against its limit, in one line."""
    good = "OK  " if value <= limit else "OVER"
    return f"{good} {value:.4g} {unit} (at most {limit:g})  {words}"


@dataclass(frozen=True)
class Ratio:
    """Two sides that were measured in turns, and what their ratio may be."""

    name: str
    ours: Sequence[float]  # one figure a round: seconds, or system calls
    peer: Sequence[float]
    limit: float  # of ours / peer, at most; with `fewer` of peer / ours, at least
    unit: str = "ms"  # for seconds; any other is that of the figures themselves
    fewer: bool = False

    @property
    def value(self) -> float:
        """The ratio of the medians."""
        ratio = median(self.ours) / median(self.peer)
        return 1 / ratio if self.fewer else ratio

    @override
    def __str__(self) -> str:
        good = self.value >= self.limit if self.fewer else self.value <= self.limit
        bound = "at least" if self.fewer else "at most"
        sides = f"ours {self._side(self.ours)}, peer {self._side(self.peer)}"
        return (
            f"{'OK  ' if good else 'OVER'} {self.value:5.2f} ({bound} {self.limit:g})  "
            f"{self.name}; {sides}, {len(self.ours)} rounds"
        )

    def _side(self, figures: Sequence[float]) -> str:
        factor = 1000 if self.unit == "ms" else 1
        middle, low, high = (factor * f(figures) for f in (median, min, max))
        return f"{middle:.4g} {self.unit} [{low:.4g}-{high:.4g}]"


def take_turns(
    ours: Callable[[], float], peer: Callable[[], float], rounds: int
) -> tuple[list[float], list[float]]:
    """Measure both sides in turns, after one round of each that does not count."""
    pairs = [(peer(), ours()) for _ in range(rounds + 1)][1:]
    return [pair[1] for pair in pairs], [pair[0] for pair in pairs]


def seconds_of(action: Callable[[], object]) -> float:
    """Time one call."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def environment(**more: str) -> Mapping[str, str]:
    """Give the environment of a child: compiled files are kept, or each start would compile."""
    ours = dict(os.environ)
    for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PYTHONPATH"):
        ours.pop(name, None)
    ours["STACKPLAN_OFFSCREEN"] = "1"  # else the program refuses to run unseen
    # Else the offscreen platform says of each window what it cannot do.
    return {**ours, "QT_LOGGING_RULES": "default.warning=false", **more}


def python(*words: str | Path) -> list[str]:
    """Spell a command of the Python that runs this."""
    return [sys.executable, *map(str, words)]


def run_child(command: Sequence[str]) -> float:
    """Time a whole process, from its start to its end."""

    def action() -> None:
        # Without a time limit: with one, the wait polls, and its steps are as long as a command.
        nowhere = subprocess.DEVNULL  # words about a plan too: a table of figures is read here
        subprocess.run(command, env=environment(), stdout=nowhere, stderr=nowhere, check=True)

    return seconds_of(action)


def time_to_first_word(command: Sequence[str], more: Mapping[str, str]) -> float:
    """Time a process from its start to the first line that it prints; it then ends by itself."""
    start = time.perf_counter()
    with subprocess.Popen(command, env=environment(**more), stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        word = child.stdout.readline()
        seconds = time.perf_counter() - start
    if not word or child.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with code {child.returncode}")
    return seconds


@dataclass(frozen=True)
class Measurer:
    """A module of this folder that measures in a process of its own, and prints JSON."""

    module: str
    words: tuple[object, ...]
    more: Mapping[str, str]

    def start(self) -> "subprocess.Popen[str]":
        """Start the process; what it asks and says goes through pipes."""
        path = os.pathsep.join((str(_TESTS), str(_TESTS / "helpers")))
        return subprocess.Popen(
            python("-m", f"benchmarks.{self.module}", *map(str, self.words)),
            env=environment(PYTHONPATH=path, **self.more),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def figures(self) -> Any:
        """Run it to its end, and read what it has measured."""
        with self.start() as child:
            said, _ = child.communicate()
        if child.returncode:
            raise RuntimeError(f"{self.module} ended with code {child.returncode}")
        return json.loads(said)


def platforms() -> Iterator[tuple[str, dict[str, str]]]:
    """Give Qt's offscreen platform, then an X server where there is one: name and variables."""
    yield "offscreen", OFFSCREEN
    if not all(map(shutil.which, TOOLS)):
        sys.stderr.write("Not measured on an X server: there is no Xvfb.\n")
        return
    with x_server("1920x1080") as display:
        yield "X server", {"QT_QPA_PLATFORM": "xcb", "DISPLAY": display}


def own_settings(
    folder: Path, traces: Path | None = None, n_stacks: int = 0, method: str = "snake"
) -> dict[str, str]:
    """Give a window settings of its own; with `traces`, that folder opens with so many stacks."""
    if traces is not None:
        values = {"method": method, "folders": {str(traces): {"stacks": n_stacks}}}
        (folder / "stackplan").mkdir(parents=True)
        (folder / "stackplan" / "settings.json").write_text(json.dumps(values), encoding="utf-8")
    return {"XDG_CONFIG_HOME": str(folder), "XDG_STATE_HOME": str(folder / "state")}


def make_runs(folder: Path, n_runs: int, *, whole: bool = True) -> Path:
    """Make a folder of runs of 2 to 60 GB: sparse HDF5 files, closed; or truncated by half."""
    folder.mkdir()
    draw = random.Random(20020)
    for number in range(n_runs):
        size = int(min(60.0, max(2.0, draw.lognormvariate(3.2, 0.55))) * 1e9)
        with (folder / file_name(number)).open("wb") as stream:
            stream.write(trace_file(size, size if whole else 2 * size))
            stream.truncate(size)
    return folder
