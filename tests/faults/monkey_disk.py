"""Folder of a monkey's window: it changes meanwhile, and what it holds is remembered."""

import os
import random
import shutil
from pathlib import Path

from folders import fill
from superblocks import superblock

N_RUNS, MOST_BYTES = 24, 10**6
Entry = tuple[str, int, int, int]


def _name(number: int) -> str:
    return f"run_{number:04d}.h5"


class MonkeyDisk:
    """A folder of runs, another one, and what of it is no run."""

    def __init__(self, place: Path, draw: random.Random) -> None:
        self.traces, self.other, self.kept = place / "traces", place / "other", place / "kept"
        self.kept.mkdir()
        sizes = {number: draw.randrange(1, MOST_BYTES) for number in range(1, N_RUNS + 1)}
        fill(self.traces, sizes)
        for number in range(1, N_RUNS, 2):
            with (self.traces / _name(number)).open("r+b") as file:
                file.write(superblock(2, max(sizes[number], 96)))
        fill(self.other, {number: draw.randrange(1, MOST_BYTES) for number in range(3, 9)})
        (self.kept / "broken.txt").write_text("# stackplan 1\n# stacks: many\n1 2\n2 3\n")
        self._known = self._entries()

    @property
    def plan(self) -> Path:
        """Where the plan is saved."""
        return self.kept / "plan.txt"

    @property
    def paths(self) -> tuple[Path, ...]:
        """What can be opened, or dropped on the window; not all of it can be planned."""
        files = (self.plan, self.kept / "broken.txt", self.kept / "gone", self.traces / _name(1))
        return (self.traces, self.traces, self.traces, self.other, self.kept, *files)

    @property
    def targets(self) -> tuple[Path, ...]:
        """Where things are saved; not everywhere that can be done."""
        names = ("plan.txt", "plan.csv", "plan.json", "plan.png", "job.sh")
        refused = (self.traces / "plan.txt", self.kept / "no" / "plan.txt")
        return (*(self.kept / name for name in names), *refused)

    def change(self, draw: random.Random) -> str:
        """Let something happen to a file, and say what."""
        number = draw.randrange(1, N_RUNS + 6)
        path = self.traces / _name(number)
        ways = (self._grow, self._lose, self._link, self._rename, *3 * [self._write])
        way = draw.choice((*ways, self._empty, self._become_folder, self._misname))
        way(path, draw)
        self._known = self._entries()
        return f"run {number}: {way.__name__.strip('_')}"

    def is_untouched(self) -> bool:
        """Tell whether nobody but `change` has changed anything in the folders of runs."""
        return self._entries() == self._known

    def sizes(self) -> dict[int, int]:
        """Sizes of the runs with data, as they are now."""
        files = [path for path in self.traces.glob("run_????.h5") if path.is_file()]
        found = {int(path.name[4:8]): path.stat().st_size for path in files}
        return {number: size for number, size in found.items() if size}

    def _entries(self) -> list[Entry]:
        found = []
        for folder in (self.traces, self.other):
            for entry in os.scandir(folder):
                about = entry.stat(follow_symlinks=False)
                found.append((entry.path, about.st_size, about.st_mtime_ns, about.st_mode))
        return sorted(found)

    def _clear(self, path: Path) -> None:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)

    def _write(self, path: Path, draw: random.Random) -> None:
        self._clear(path)
        fill(path.parent, {int(path.name[4:8]): draw.randrange(1, MOST_BYTES)})

    def _grow(self, path: Path, draw: random.Random) -> None:
        if path.is_file():
            os.truncate(path, path.stat().st_size + draw.randrange(1, 1000))

    def _lose(self, path: Path, draw: random.Random) -> None:
        self._clear(path)

    def _empty(self, path: Path, draw: random.Random) -> None:
        self._clear(path)
        path.touch()

    def _link(self, path: Path, draw: random.Random) -> None:
        self._clear(path)
        path.symlink_to("gone.h5" if draw.random() < 0.5 else self.other / _name(3))

    def _rename(self, path: Path, draw: random.Random) -> None:
        other = path.with_name(_name(draw.randrange(1, N_RUNS + 6)))
        if path.is_file() and other != path:
            self._clear(other)
            path.rename(other)

    def _become_folder(self, path: Path, draw: random.Random) -> None:
        self._clear(path)
        path.mkdir()

    def _misname(self, path: Path, draw: random.Random) -> None:
        if path.is_file():
            path.rename(path.with_name(path.name.upper()))
