"""Settings of a plan as a crew asks for them (`PlanRequest`), with its weights and speeds."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import attrgetter

from stackplan.core.errors import MisspeltError, StackplanError
from stackplan.core.run_numbers import RunNumbers, separate_items, word_at
from stackplan.core.runs import MAX_RUN_NUMBER, Run
from stackplan.core.text import plural, printable

# What a load counts: sizes of trace files, events, times, or sizes of the files of a phase.
WEIGHTS = ("bytes", "events", "ms")
_PHASE = "phase:"
# The name of a phase is that of its folder in a workspace.
_PHASE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,59}")
_WEIGHT_WORDS = {"bytes": "sizes", "events": "events", "ms": "measured times"}


def weight_of_phase(phase: str) -> str:
    """Name the weight that counts the files of a phase: ``phase:Pointcloud``."""
    return f"{_PHASE}{phase}"


def phase_of(weight: str) -> str:
    """Name the phase whose files a weight counts; empty for every other weight."""
    name = weight.removeprefix(_PHASE)
    return name if weight.startswith(_PHASE) and _PHASE_NAME.fullmatch(name) else ""


def is_weight(text: str) -> bool:
    """Tell whether a text names a weight."""
    return text in WEIGHTS or bool(phase_of(text))


def unit_of_weight(weight: str) -> str:
    """Give what loads are counted in: one of `WEIGHTS`."""
    return "bytes" if phase_of(weight) else weight


def weight_words(weight: str) -> str:
    """Say what a load counts, as after *count*: ``sizes``, ``Pointcloud files``."""
    phase = phase_of(weight)
    return f"{phase} files" if phase else _WEIGHT_WORDS[weight]


FULL_SPEED = 100

_ITEM = r"([0-9]+)\s*%?(?:\s*[xX\u00d7*]\s*([0-9]+))?(?=[\s,;]|\Z)"
_MAX_DIGITS = 9
_ALIKE = ("", "all alike", "alike")


def parse_speeds(text: str, n_stacks: int) -> tuple[int, ...] | None:
    """Read speeds as a person types them: whole per cents, in the order of the stacks.

    They are separated by commas, semicolons or blanks; ``55 x16`` stands for sixteen times 55.
    Nothing, or ``all alike``, means no speeds, and `None` stands for stacks that all run at 100 %.
    Raises `MisspeltError` with the position of the first mistake.
    """
    if text.strip().lower() in _ALIKE:
        return None
    speeds = read_speeds(text, n_stacks)
    if missing := n_stacks - len(speeds):
        message = (
            f"{plural(len(speeds), 'speed')} for {plural(n_stacks, 'stack')}; add {missing} more"
        )
        raise MisspeltError(message, 0, len(text))
    return None if set(speeds) == {FULL_SPEED} else speeds


def read_speeds(text: str, most: int) -> tuple[int, ...]:
    """Read speeds as `parse_speeds` does, where their number says how many stacks there are."""
    speeds: list[int] = []
    for speed, times, start, end in _items(text):
        total = len(speeds) + times
        if total > most:
            message = f"{plural(total, 'speed')} or more for {plural(most, 'stack')}"
            raise MisspeltError(f"{message}; leave {total - most} out here", start, end)
        speeds += [speed] * times
    return tuple(speeds)


def _items(text: str) -> Iterator[tuple[int, int, int, int]]:
    """Speed, how often, and where it stands in the text, item by item."""
    for match in separate_items(_ITEM, text, _not_a_speed):
        speed = _number(match[1], match.start(1))
        times = _number(match[2], match.start(2)) if match[2] else 1
        yield speed, times, match.start(), match.end()


def _number(digits: str, start: int) -> int:
    end = start + len(digits)
    if len(digits.lstrip("0")) > _MAX_DIGITS:
        raise MisspeltError(f"at most {_MAX_DIGITS} digits", start, end)
    if not int(digits):
        raise MisspeltError(f"'{digits[:20]}' is too little; write at least 1", start, end)
    return int(digits)


def _not_a_speed(text: str, position: int) -> MisspeltError:
    what, end = word_at(text, position)
    message = f"'{what}' (character {position + 1}) is no speed; write for example 100 x8, 55 x16"
    return MisspeltError(message, position, end)


def format_speeds(speeds: Sequence[int] | None) -> str:
    """Write speeds so that `parse_speeds` reads them back; nothing where all are alike."""
    if speeds is None:
        return ""
    groups = ((speed, len(list(same))) for speed, same in groupby(speeds))
    return ", ".join(f"{speed} x{times}" if times > 1 else f"{speed}" for speed, times in groups)


def resized_speeds(speeds: tuple[int, ...] | None, n_stacks: int) -> tuple[int, ...] | None:
    """Speeds for another number of stacks: new stacks run at 100 %, the last ones fall away."""
    if speeds is None:
        return None
    return (*speeds[:n_stacks], *[FULL_SPEED] * (n_stacks - len(speeds)))


# Far above any machine; a mistyped number must not fill the memory with empty stacks.
MAX_STACKS = 100_000


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """The settings from which `make_plan` makes a plan.

    Parameters
    ----------
    run_min, run_max : int or None
        First and last run, both inclusive; `None` follows what is found.
    skip : collection of int
        Runs left out on purpose; kept as `RunNumbers`.
    n_stacks : int
        Number of stacks asked for, at least 1.
    method : str
        A name of `METHODS`. A plan file may name one that this version does not have: it opens all
        the same, and only planning anew asks for another.
    speeds : sequence of int, optional
        Whole per cents, one a stack; `None` means all alike.
    weight : str
        What a load counts: ``bytes``, ``events``, ``ms``, or ``phase:NAME`` for the bytes of the
        files that a phase of the analysis has left.

    Raises
    ------
    StackplanError
        If an end of the range, the number of stacks, a speed, the weight or the method's name
        cannot be meant.
    """

    run_min: int | None = None
    run_max: int | None = None
    skip: Collection[int] = field(default_factory=RunNumbers)
    n_stacks: int = 1
    method: str = "snake"
    speeds: tuple[int, ...] | None = None
    weight: str = "bytes"

    def __post_init__(self) -> None:
        object.__setattr__(self, "skip", RunNumbers.of(self.skip))
        for end in (self.run_min, self.run_max):
            if end is not None and not 0 <= end <= MAX_RUN_NUMBER:
                raise StackplanError(f"Run numbers go from 0 to {MAX_RUN_NUMBER}, not to {end}.")
        if self.n_stacks < 1:
            raise StackplanError(f"{self.n_stacks} stacks cannot take a run; ask for at least 1.")
        if self.n_stacks > MAX_STACKS:
            raise StackplanError(f"{self.n_stacks} stacks are too many; the most is {MAX_STACKS}.")
        if self.speeds is not None:
            speeds = tuple(self.speeds)
            object.__setattr__(self, "speeds", speeds)
            if len(speeds) != self.n_stacks:
                raise StackplanError(f"{len(speeds)} speeds were given for {self.n_stacks} stacks.")
            if min(speeds) < 1:
                raise StackplanError("A speed is a whole number of per cents, at least 1.")
        if not is_weight(self.weight):
            known = ", ".join((*WEIGHTS, "phase:NAME"))
            raise StackplanError(f"'{printable(self.weight)}' is no weight; choose {known}.")
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,30}", self.method):
            raise StackplanError(
                f"'{self.method}' is no name of a method; write for example balanced."
            )

    def with_stacks(self, n_stacks: int) -> "PlanRequest":
        """Ask for another number of stacks; speeds follow by `resized_speeds`."""
        return replace(self, n_stacks=n_stacks, speeds=resized_speeds(self.speeds, n_stacks))

    @property
    def skipped(self) -> RunNumbers:
        """The skip list with its own type, for printing and for counting."""
        return RunNumbers.of(self.skip)

    def in_range(self, number: int) -> bool:
        """Tell whether a number lies in the run range, skipped or not."""
        low, high = self.run_min, self.run_max
        return (low is None or number >= low) and (high is None or number <= high)

    def select(self, runs: Iterable[Run]) -> list[Run]:
        """Pick the runs to plan, in canonical order.

        Those in range, not skipped and not empty; largest load first, ties by ascending number, as
        Spyral sorts them. Where the files of a phase count, those of unknown size too: their traces
        may not be there any more.
        """
        chosen = [run for run in runs if run.size > 0 or (phase_of(self.weight) and run.is_known)]
        if (self.run_min, self.run_max) != (None, None):
            chosen = [run for run in chosen if self.in_range(run.number)]
        if self.skipped.intervals:
            chosen = [run for run in chosen if run.number not in self.skip]
        # Two stable sorts by one key each are much quicker than one by both.
        chosen.sort(key=attrgetter("number"))
        chosen.sort(key=attrgetter("load"), reverse=True)
        return chosen
