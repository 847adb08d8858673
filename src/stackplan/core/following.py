"""Following a folder from snapshot to snapshot: which runs came, grew and finished."""

from collections.abc import Collection, Container, Iterator, Mapping
from dataclasses import dataclass, field, replace

from stackplan.core.run_numbers import RunNumbers
from stackplan.core.runs import Run
from stackplan.core.text import format_duration, plural
from stackplan.core.trace_checks import state_words

# Seconds without a change after which a closed file is finished, and one that is not has stalled.
QUIET_S = 60
STALLED_S = 600


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a folder held when it was listed."""

    # When it was begun and ended, by a clock that never goes back.
    begun_s: float
    ended_s: float
    # Size in bytes and time of the last change in ns, of each file with data, by run number.
    files: Mapping[int, tuple[int, int]]
    # States of those files that were asked for; see `trace_state.read_states`.
    states: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of one file: size, last change (ns), and since when neither has changed."""

    size: int
    modified_ns: int
    since_s: float
    state: str | None = None
    is_finished: bool = False

    def is_still(self, file: tuple[int, int]) -> bool:
        """Tell whether size and last change are these."""
        return self.modified_ns == file[1] and self.size == file[0]


@dataclass(frozen=True, slots=True)
class News:
    """What differs between two snapshots."""

    # Files that are new, that are gone, and that have changed.
    came: RunNumbers = field(default_factory=RunNumbers)
    went: RunNumbers = field(default_factory=RunNumbers)
    grew: RunNumbers = field(default_factory=RunNumbers)
    # Runs that may be planned from now on, each told once unless its file changes again.
    finished: tuple[Run, ...] = ()
    # Why each of the other runs that are not planned has to wait, in words.
    waiting: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Following:
    """What is known after some snapshots; `step` takes in the next one."""

    # Files of the last snapshot; `None` before the first one, which calls nothing new.
    seen: Mapping[int, Seen] | None = None
    # Seconds without a change.
    quiet_s: float = QUIET_S
    stalled_s: float = STALLED_S

    def step(self, snapshot: Snapshot, planned: Container[int]) -> tuple["Following", News]:
        """Take in one snapshot; give what is known now, and what is new.

        It is later than those before it. Runs that are planned already neither wait nor are
        offered.
        """
        before = self.seen or {}
        seen = _all_seen(snapshot, before)
        ready, waiting = [], {}
        for number, file in seen.items():
            if number in planned or file.is_finished:
                continue
            if file.state == "closed" and snapshot.begun_s - file.since_s >= self.quiet_s:
                ready.append(Run(number, file.size))
            else:
                waiting[number] = self._why(file, snapshot.begun_s)
        seen.update({run.number: replace(seen[run.number], is_finished=True) for run in ready})
        first = self.seen is None
        news = News(
            came=RunNumbers() if first else RunNumbers.of(seen.keys() - before.keys()),
            went=RunNumbers.of(before.keys() - seen.keys()),
            grew=RunNumbers.of(
                n
                for n, file in snapshot.files.items()
                if n in before and not before[n].is_still(file)
            ),
            finished=tuple(ready),
            waiting=waiting,
        )
        return replace(self, seen=seen), news

    def to_probe(self, planned: Container[int]) -> tuple[int, ...]:
        """Numbers of the runs whose state the next snapshot shall read."""
        files = (self.seen or {}).items()
        return tuple(n for n, file in files if n not in planned and not file.is_finished)

    def _why(self, file: Seen, now_s: float) -> str:
        still_s = max(0.0, now_s - file.since_s)
        if still_s < self.quiet_s:
            return f"unchanged for {int(still_s)} s, finished after {int(self.quiet_s)} s"
        if file.state is None:
            return "not looked into yet"
        words = state_words(file.state)
        if still_s < self.stalled_s:
            return words
        return f"{words}; unchanged for {format_duration(int(still_s * 1000))}"


def _all_seen(snapshot: Snapshot, before: Mapping[int, Seen]) -> dict[int, Seen]:
    """Carry on what is known of each file; where nothing has changed, the very same value."""
    seen = {}
    for number, file in sorted(snapshot.files.items()):
        was, state = before.get(number), snapshot.states.get(number)
        if was is None or not was.is_still(file):
            # Counted from the end: a slow listing may have asked for this file at its very end.
            was = Seen(*file, snapshot.ended_s, state)
        elif state:
            was = replace(was, state=state)
        seen[number] = was
    return seen


def offer_words(finished: RunNumbers, waiting: RunNumbers) -> str:
    """Say which runs may be placed now: ``2 new runs are finished: 170-171. Run 172 is not ...``.

    At least one run is finished.
    """
    verb = "is" if len(finished) == 1 else "are"
    words = f"{plural(len(finished), 'new run')} {verb} finished: {finished}."
    return f"{words} {waiting_words(waiting)}" if waiting else words


def waiting_words(waiting: RunNumbers) -> str:
    """Say which runs are not finished; at least one."""
    if len(waiting) == 1:
        return f"Run {waiting} is not finished yet."
    return f"Runs {waiting} are not finished yet."


def planned_words(news: News, planned: Collection[int]) -> str:
    """Say in up to two sentences what has become of planned runs; empty if nothing has."""
    kinds = (
        (news.went, ("is no longer in the folder", "are no longer in the folder")),
        (news.grew, ("has changed since", "have changed since")),
    )
    sentences = []
    for numbers, (one, more) in kinds:
        touched = RunNumbers.of(number for number in numbers if number in planned)
        if touched:
            who = f"Run {touched} is" if len(touched) == 1 else f"Runs {touched} are"
            sentences.append(f"{who} planned, but {one if len(touched) == 1 else more}.")
    return " ".join(sentences)


def log_lines(news: News) -> Iterator[str]:
    """Yield one line each about what came, went, grew and was finished; none if nothing did."""
    finished = RunNumbers.of(run.number for run in news.finished)
    kinds = {"came": news.came, "went": news.went, "changed": news.grew, "finished": finished}
    for words, numbers in kinds.items():
        if numbers:
            yield f"{words}: {numbers}"
